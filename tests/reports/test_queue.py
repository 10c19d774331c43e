"""The review queue: what it is narrowed to and its order stand in the address, and page, counts and file agree."""

import csv
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from reports import actions
from reports.models import Entry
from scoring.models import ScoreSheet
from tests.reports.lists import hand_in_list
from tests.rubrics import published, variant


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


def test_nearest_to_the_pass_mark_first_whatever_the_mark_of_the_rubric(reviewer, people, places, year):
    """海曙 scores by its own rubric with a mark of 75: its 82 points are further above than 江北's 84."""
    own = published(people.zhou, variant(pass_mark=75), places.haishu)
    ScoreSheet.objects.filter(district=places.haishu).update(rubric=own)
    for name, total in (("牡丹社区", 82), ("白云社区", 77), ("外滩社区", 84), ("盐仓社区", 80)):
        put(name, total=total, without_bonus=total)
    assert names(queue(reviewer, order="near")) == [
        "盐仓社区",
        "白云社区",
        "外滩社区",
        "牡丹社区",
        "新马社区",
    ]


def test_the_filters_each_leave_exactly_what_they_say_with_the_count_beside(reviewer, submissions, people):
    put("外滩社区", total=81, without_bonus=79)
    put("盐仓社区", total=85, without_bonus=85)
    north, sea = submissions
    for entry in sea.entries.all():
        actions.decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    actions.make_objection(sea.entries.first(), text="场地已经恢复。", by=people.zhou)
    actions.draw_sample(north, share=1, seed="1", by=people.wang)
    drawn = Entry.objects.filter(spot_check__isnull=False)
    left = {
        "flag=any": ["外滩社区"],
        "flag=bonus": ["外滩社区"],
        "flag=barely": ["外滩社区"],
        "flag=jump": [],
        "flag=repeated": [],
        "near=1": ["外滩社区", "盐仓社区"],
        "sampled=1": [entry.community_name for entry in drawn],
        "objected=1": ["牡丹社区"],
    }
    offered = {choice.query: choice.count for choice in queue(reviewer).context["closer"]}
    assert offered == {query: len(expected) for query, expected in left.items()}
    for query, expected in left.items():
        page = reviewer.get(reverse("reports:review", args=[2021]) + f"?{query}")
        assert (query, names(page)) == (query, expected)
        file = reviewer.get(reverse("reports:review_export", args=[2021, "csv"]) + f"?{query}")
        lines = list(csv.reader(b"".join(file.streaming_content).decode("utf-8-sig").splitlines()))
        assert [line[2] for line in lines[-len(expected) :] if expected] == expected


def test_nonsense_in_the_address_narrows_nothing(reviewer):
    page = queue(
        reviewer, district="x", decision="x", flag="x", near="x", sampled="x", objected="x", order="x"
    )
    assert (len(names(page)), page.context["query"], page.context["filters"].narrows) == (5, "", False)


# --- the walk from entry to entry ------------------------------------------------------------------------------


def test_one_walks_through_the_filter_and_in_the_district_once_it_no_longer_leaves_the_entry(
    reviewer, submissions
):
    def walked(name, query):
        entry = Entry.objects.get(community_name=name)
        page = reviewer.get(entry.get_absolute_url() + query)
        names = [each.community_name for each in page.context["page"].siblings]
        return names, page.context["query"], "筛选：" in page.content.decode()

    put("外滩社区", total=81, without_bonus=81)
    put("牡丹社区", total=80, without_bonus=80)
    assert walked("外滩社区", "?near=1") == (["牡丹社区", "外滩社区"], "?near=1", True)
    assert walked("盐仓社区", "?near=1") == (["外滩社区", "盐仓社区", "新马社区"], "", False)


def test_a_decision_leads_to_the_next_pending_of_the_filter_and_at_its_end_back_to_it(reviewer, submissions):
    put("外滩社区", total=81, without_bonus=81)
    put("牡丹社区", total=80, without_bonus=80)
    first = Entry.objects.get(community_name="牡丹社区")
    last = Entry.objects.get(community_name="外滩社区")

    def decline(entry):
        address = reverse("reports:decide", args=[entry.pk]) + "?near=1"
        grounds = {"decision": "declined", "reason": "场地被占用。", "seen": "pending"}
        return reviewer.post(address, grounds).url

    assert decline(first) == last.get_absolute_url() + "?near=1"
    assert decline(last) == reverse("reports:review", args=[2021]) + "?near=1"
