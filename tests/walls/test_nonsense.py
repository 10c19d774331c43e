"""Nonsense in any address is told or passed over, never a crash; on both databases."""

import pytest
from django.urls import reverse

from tests.walls.routes import ROUTES

NAMES = (
    "search",
    "district",
    "street",
    "verdict",
    "decision",
    "basis",
    "page",
    "part",
    "year",
    "open",
    "text",
    "next",
    "item",
)
VALUES = (
    "%00",
    "9" * 400,
    "-1",
    "%F0%9F%98%80",
    "%E2%80%AE",
    "'%22%3E%3Cscript%3E",
    "",
    "0001-01-01",
    "/login/",
)


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.method == "get"])
def test_nonsense_in_the_address_is_never_a_crash(name, world, client):
    route = ROUTES[name]
    client.force_login(getattr(world.people, route.opens.split()[0]))
    address = reverse(name, kwargs=route.kwargs(world))
    seen = {
        client.get(f"{address}?" + "&".join(f"{n}={value}" for n in NAMES)).status_code for value in VALUES
    }
    assert seen <= {200, 302, 400, 404}
    assert client.get(f"{address}?search=%00").status_code == 400


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "gb18030"])
def test_text_that_is_not_utf_8_is_refused(client, annexes, charset):
    answer = client.get("/login/?next=/", headers={"Content-Type": f"text/html; charset={charset}"})
    assert answer.status_code == 400


def test_nul_in_a_cookie_is_refused(client, annexes):
    client.cookies["sessionid"] = "\x00abc"
    assert client.get("/").status_code in (302, 400)


def test_what_one_person_sees_is_kept_by_no_window(client, people, year):
    client.force_login(people.chen)
    assert client.get("/2021/communities/")["Cache-Control"] == "private, no-store"
