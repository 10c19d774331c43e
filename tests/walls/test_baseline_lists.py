"""The lists that a query in the address changes: 摸底, nearest first, sorted by the baseline."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.actions import start_baseline
from scoring.models import ScoreSheet, Stage
from tests.conftest import WIDTHS
from tests.scenes import fill
from tests.walls.rows import more_communities, more_sheets
from tests.walls.test_pages import look

LISTS = [
    ("scoring:communities", "?stage=baseline"),
    ("scoring:communities", "?stage=baseline&order=near"),
    ("scoring:communities", "?order=near"),
    ("scoring:participants", "?order=baseline"),
]


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_a_list_costs_the_same_at_3_and_at_300_communities(name, query, world, client):
    client.force_login(world.people.zhou)
    address = reverse(name, args=[world.year.number]) + query

    def cost(number):
        more_sheets(world, number)
        start_baseline(world.places.haishu, year=world.year, by=world.people.zhou)
        more_communities(world, 1)
        client.get(address)  # a rubric's text is read once in the life of a process
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    assert cost(3) == cost(297)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "query"), LISTS)
def test_page_is_accessible_and_fits(name, query, world, live_server, page, sign_in_as):
    where, who = (
        (world.places.jiangbei, world.people.he)
        if name == "scoring:participants"
        else (world.places.haishu, world.people.zhou)
    )
    start_baseline(where, year=world.year, by=who)
    first, *_rest = ScoreSheet.objects.filter(district=where, stage=Stage.BASELINE).order_by("pk")
    fill(first, who, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True)
    sign_in_as(who)
    address = live_server.url + reverse(name, args=[world.year.number]) + query
    assert look(page, address) == {width: ([], 0) for width in WIDTHS}
