"""Every list costs the same number of queries at 3 rows and at 300."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.walls.routes import ROUTES

PAGES = [
    name for name, route in ROUTES.items() if route.method == "get" and not (route.files and not route.grow)
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_how_it_grows(name):
    route = ROUTES[name]
    assert bool(route.grow) != bool(route.still)


GROWING = [
    pytest.param(name, marks=pytest.mark.pango) if name.endswith("_pdf") else name
    for name in PAGES
    if ROUTES[name].grow
]


@pytest.mark.parametrize("name", GROWING)
def test_a_list_costs_the_same_at_3_and_at_300_rows(name, world, client):
    route = ROUTES[name]
    viewer = route.look_as or route.opens.split()[0]
    if viewer != "nobody":
        client.force_login(getattr(world.people, viewer))
    address = reverse(name, kwargs=route.kwargs(world))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client.get(address)
    route.grow(world, 3)
    few = queries()
    route.grow(world, 297)
    assert queries() == few
