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
def test_who_gets_in(name, world, client):
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


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if not route.public])
def test_an_issued_password_is_changed_before_anything_else(name, world, client):
    person = world.people.shen
    person.must_change_password = True
    person.save()
    client.force_login(person)
    route = ROUTES[name]
    answer = getattr(client, route.method)(reverse(name, kwargs=route.kwargs(world)))
    allowed = {"districts:password": 200, "districts:sign_out": 302}
    if name in allowed:
        assert answer.status_code == allowed[name]
    else:
        assert (answer.status_code, answer.url) == (302, reverse("districts:password"))
