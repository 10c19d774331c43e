"""Every route x every role x own/other district and street, read from the URL resolver itself."""

import pytest
from django.db import transaction
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern

from tests.walls.routes import EVERYBODY, ROUTES

SIGN_IN = "/login/?next="


def all_routes(patterns=None, space=""):
    """(name, pattern) of every address the site answers."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        else:
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from all_routes(pattern.url_patterns, below)


def test_every_route_is_declared_and_no_more():
    assert sorted(name for name, _ in all_routes()) == sorted(ROUTES)


@pytest.mark.parametrize(("name", "pattern"), list(all_routes()), ids=lambda value: str(value))
def test_every_route_has_a_policy(name, pattern):
    assert pattern.callback.policy


def outcome(client, route, address):
    """opens, 403, 404 or sign-in, undoing whatever the request did."""
    sent = None
    with transaction.atomic():
        sent = getattr(client, route.method)(address, route.data)
        transaction.set_rollback(True)
    if sent.status_code in (403, 404):
        return str(sent.status_code)
    if sent.status_code == 302 and sent.url.startswith(SIGN_IN):
        return "sign-in"
    assert sent.status_code in (200, 302, 409, 422), (address, sent.status_code)
    return "opens"


@pytest.mark.parametrize("name", ROUTES)
def test_who_gets_in_and_only_with_a_password_of_ones_own(name, world, client):
    """Both facts of a route in one world, which takes longer to make than they take to ask."""
    route = ROUTES[name]
    address = reverse(name, kwargs=route.kwargs(world))
    assert resolve(address).view_name == name
    expected = {"nobody": "opens" if route.public else "sign-in"}
    found = {"nobody": outcome(client, route, address)}
    for person in EVERYBODY.split():
        client.force_login(getattr(world.people, person))
        found[person] = outcome(client, route, address)
        opens, hidden = person in route.opens.split(), person in route.hidden.split()
        expected[person] = "opens" if opens else "404" if hidden else "403"
    assert found == expected
    if not route.public:
        assert answer_to_who_owes_a_password(client, route, address, world.people.shen) == (
            OPEN_BEFORE_IT.get(name) or (302, reverse("districts:password"))
        )


# An issued password is changed before anything else: what answers before that, and how.
OPEN_BEFORE_IT = {"districts:password": (200, None), "districts:sign_out": (302, SIGN_IN.partition("?")[0])}


def answer_to_who_owes_a_password(client, route, address, person):
    """Status and where it leads."""
    person.must_change_password = True
    person.save()
    client.force_login(person)
    answer = getattr(client, route.method)(address, route.data)
    return answer.status_code, getattr(answer, "url", None)
