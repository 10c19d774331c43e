"""The review queue: what it is narrowed to and its order stand in the address, and page, counts and file agree."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from reports.models import Entry
from tests.reports.lists import hand_in_list


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-15 10:00 +0800", tick=False)


@pytest.fixture
def submissions(people, places, year):
    """江北 has handed in three, 海曙 two; all are pending with 96 points."""
    north = hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区", "新马社区"], by=people.he)
    sea = hand_in_list(places.haishu, year, ["牡丹社区", "白云社区"], by=people.zhou, street="白云街道")
    return north, sea


@pytest.fixture
def reviewer(client, people, submissions):
    client.force_login(people.wang)
    return client


def queue(client, **query):
    return client.get(reverse("reports:review", args=[2021]), query)


def names(response):
    return [row.entry.community_name for row in response.context["page_obj"].object_list]


def put(name, **values):
    Entry.objects.filter(community_name=name).update(**values)


class Fields(HTMLParser):
    """The fields of the page's search form in their order, as a browser would send them."""

    def __init__(self, response):
        super().__init__()
        self.inside, self.select, self.sent = False, None, []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.inside = self.inside or (tag == "form" and attrs.get("role") == "search")
        if not self.inside:
            return
        if tag == "input":
            self.sent.append((attrs["name"], attrs.get("value", "")))
        elif tag == "select":
            self.select = attrs["name"]
            self.sent.append((self.select, ""))
        elif tag == "option" and "selected" in attrs:
            self.sent[-1] = (self.select, attrs["value"])

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"

    def choosing(self, **values):
        """What is sent when the person sets these fields and leaves the others."""
        sent = {}
        for name, value in self.sent:
            assert name not in sent, f"{name} is sent twice"
            sent[name] = values.get(name, value)
        return sent


def test_another_district_is_chosen_in_the_form_and_the_other_filters_stay(reviewer):
    page = queue(reviewer, district="330205", decision="pending", order="near")
    assert Fields(page).sent == [
        ("search", ""),
        ("district", "330205"),
        ("decision", "pending"),
        ("order", "near"),
    ]
    page = queue(reviewer, **Fields(page).choosing(district="330203"))
    assert sorted(names(page)) == ["牡丹社区", "白云社区"]
    assert sorted(names(queue(reviewer, **Fields(page).choosing(search="白云")))) == ["牡丹社区", "白云社区"]
    assert names(queue(reviewer, **Fields(page).choosing(search="牡丹"))) == ["牡丹社区"]
    assert len(names(queue(reviewer, **Fields(page).choosing(district="")))) == 5
