"""What is kept of a page (templatetags.kept) reads as if it had been drawn anew, whoever looks and whatever was drawn before."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from greencommunity.templatetags.kept import Kept
from scoring.actions import carry_over, save_item, start_baseline
from scoring.models import ScoreSheet, Stage
from tests.scenes import fill
from tests.walls.rows import a_sample

# Each template that keeps, and the addresses that show it.
KEEPING = {
    "templates/reports/review.html": lambda world: [
        reverse("reports:review", args=[world.year.number]) + query
        for query in ("", "?order=near", "?flag=any", "?decision=returned")
    ],
    "templates/scoring/communities.html": lambda world: [
        reverse("scoring:communities", args=[world.year.number]) + query
        for query in ("", "?order=near", "?stage=baseline", "?verdict=open")
    ],
    "templates/scoring/sheet.html": lambda world: [],  # as the next
    "templates/scoring/item.html": lambda world: [
        f"{sheet.get_absolute_url()}{query}"
        for sheet in ScoreSheet.objects.order_by("pk")
        for query in ("", "?open=5")
    ],
}


def test_every_template_that_keeps_is_looked_at(repository):
    keeping = {
        str(path.relative_to(repository))
        for path in (repository / "templates").rglob("*.html")
        if "{% kept " in path.read_text()
    }
    assert keeping == KEEPING.keys()


@pytest.fixture
def many_states(world):
    """海曙 as the walls know it, with a re-score; in 江北 sheets blank, begun, filled, and carried over."""
    a_sample(world)
    he, jiangbei = world.people.he, world.places.jiangbei
    start_baseline(jiangbei, year=world.year, by=he)
    sheets = ScoreSheet.objects.filter(district=jiangbei).order_by("pk")
    begun, carried = sheets.filter(stage=Stage.INITIAL)
    save_item(begun.items.get(number=5), findings={"5a": True}, reason="", version=0, by=he)
    save_item(begun.items.get(number=1), findings={}, reason="<b>只有备注</b>", version=0, by=he)
    filled = sheets.get(community=carried.community_id, stage=Stage.BASELINE)
    carry_over(carried, fill(filled, he, r2a=True, r9a=True, r17a=1), by=he)
    return world


def test_a_page_reads_the_same_kept_and_drawn_anew(many_states, monkeypatch):
    people = many_states.people
    looks = [
        (person, address)
        for person in (people.chen, people.zhou, people.he, people.lin, people.wang)
        for addresses in KEEPING.values()
        for address in addresses(many_states)
    ]
    with time_machine.travel(datetime(2021, 8, 20, tzinfo=UTC), tick=False):
        first, kept = read(looks), read(looks)
        monkeypatch.setattr(Kept, "render", lambda self, context: self.nodelist.render(context))
        anew = read(looks)
    assert {status for status, _page in anew} == {200, 403, 404}
    assert (first, kept) == (anew, anew)


def read(looks):
    """(status, page without what is made for one request alone) of each look."""
    clients, pages = {}, []
    for person, address in looks:
        if person not in clients:
            clients[person] = Client()
            clients[person].force_login(person)
        answer = clients[person].get(address)
        text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", answer.content.decode())
        pages.append((answer.status_code, text if answer.status_code == 200 else ""))
    return pages


def test_a_face_that_says_less_than_is_drawn_does_not_go_unseen(many_states, monkeypatch):
    """The test above can fail: with all cards of an item taken for one, a sheet reads as another."""
    looks = [
        (many_states.people.he, address) for address in KEEPING["templates/scoring/item.html"](many_states)
    ]
    told_apart = len({page for _status, page in read(looks)})
    monkeypatch.setattr("scoring.sheet_page.Face.__eq__", lambda one, other: one.itself == other.itself)
    monkeypatch.setattr("scoring.sheet_page.Face.__hash__", lambda one: one.item.number)
    assert len({re.sub(r"/sheets/[0-9]+/", "", page) for _status, page in read(looks)}) < told_apart
