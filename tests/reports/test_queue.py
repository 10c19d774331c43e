"""The review queue: what it is narrowed to and its order stand in the address, and page, counts and file agree."""

import csv
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from reports import actions
from reports.models import Entry
from scoring.models import ScoreSheet, Stage
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
        "low=1": [],
        "sampled=1": [entry.community_name for entry in drawn],
        "objected=1": ["牡丹社区"],
        "doubted=1": [],
        "opposed=1": [],
        "awaited=1": [],
    }
    offered = {choice.query: choice.count for choice in queue(reviewer).context["closer"]}
    assert offered == {query: len(expected) for query, expected in left.items()}
    for query, expected in left.items():
        page = reviewer.get(reverse("reports:review", args=[2021]) + f"?{query}")
        assert (query, names(page)) == (query, expected)
        file = reviewer.get(reverse("reports:review_export", args=[2021, "csv"]) + f"?{query}")
        lines = list(csv.reader(b"".join(file.streaming_content).decode("utf-8-sig").splitlines()))
        assert [line[2] for line in lines[-len(expected) :] if expected] == expected


def test_each_ready_made_filter_counts_what_its_link_lists_beside_those_already_chosen(reviewer, submissions):
    address = reverse("reports:review", args=[2021])
    for chosen in ("near=1", "flag=any", "flag=barely&near=1", "decision=pending&near=1"):
        offered = [one for one in reviewer.get(f"{address}?{chosen}").context["closer"] if not one.chosen]
        listed = {one.query: len(names(reviewer.get(f"{address}?{one.query}"))) for one in offered}
        assert {one.query: one.count for one in offered} == listed
        assert len(listed) > 8


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


# --- the re-score beside the initial score ---------------------------------------------------------------------


def re_score(name, total):
    """The city's re-score of a listed community, whole with this total, or None: begun."""
    sheet = Entry.objects.get(community_name=name).sheet
    ScoreSheet.objects.create(
        community=sheet.community,
        district=sheet.district,
        year=sheet.year,
        stage=Stage.REVIEW,
        rubric=sheet.rubric,
        total=total,
        passed=None if total is None else total >= 80,
    )


def file_rows(response):
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    rows = list(csv.reader(lines))
    head = next(place for place, row in enumerate(rows) if "社区" in row)
    return [dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]]


def test_the_re_score_stands_beside_the_initial_score_in_the_queue_and_its_file(reviewer):
    re_score("外滩社区", 78)
    re_score("盐仓社区", 96)
    re_score("新马社区", None)
    page = queue(reviewer, district="330205")
    assert [
        (row.entry.rescore_total, row.entry.rescore_difference, row.entry.rescore_begun)
        for row in page.context["page_obj"].object_list
    ] == [(78, -18, True), (96, 0, True), (None, None, True)]
    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "复评 78 相差 −18 低于达标线" in words
    assert "复评 96 相差 0" in words
    assert words.count("复评中") == 1
    file = reviewer.get(reverse("reports:review_export", args=[2021, "csv"]) + "?district=330205")
    assert [(row["初评总分"], row["复评总分"], row["复评相差"]) for row in file_rows(file)] == [
        ("96", "78", "-18"),
        ("96", "96", "0"),
        ("96", "", ""),
    ]


def test_what_the_re_score_leaves_below_the_mark_can_be_filtered(reviewer):
    re_score("外滩社区", 78)
    re_score("盐仓社区", 80)
    re_score("新马社区", None)
    page = queue(reviewer, low="1")
    assert names(page) == ["外滩社区"]
    [choice] = [each for each in page.context["closer"] if each.label == "复评低于达标线"]
    assert (choice.chosen, choice.count) == (True, 1)
    assert page.context["filters"].in_words() == "复评低于达标线"


def test_the_list_beside_an_entry_shows_the_re_score_of_its_neighbours(reviewer):
    re_score("盐仓社区", 78)
    for query in ("", "?search=社区"):
        page = reviewer.get(Entry.objects.get(community_name="外滩社区").get_absolute_url() + query)
        totals = {each.community_name: each.rescore_total for each, _kind in page.context["page"].window}
        assert (totals["盐仓社区"], totals["外滩社区"]) == (78, None)
        assert "复评 78" in page.content.decode()


# --- what the page says of itself ------------------------------------------------------------------------------


def test_the_bulk_button_says_how_many_are_undecided_and_its_page_how_many_of_them_can_be_recognised(
    reviewer,
):
    re_score("外滩社区", 78)
    page = queue(reviewer, district="330205").text
    assert "待评审 3 个：下一页先列出哪些可以一并认定，哪些须逐个评审" in page
    bulk = reviewer.get(reverse("reports:recognise", args=[2021]) + "?district=330205").text
    assert "待评审 3 个：可以认定 2 个，另 1 个不在其内，原因列在下面。" in bulk
    assert "复评 78 分，低于达标线 80 分，不能认定。" in bulk
    assert "成批认定" not in queue(reviewer, decision="declined").text


def test_the_bulk_page_shows_the_re_score_beside_the_initial_one(reviewer):
    re_score("外滩社区", 90)
    page = reviewer.get(reverse("reports:recognise", args=[2021]) + "?district=330205")
    assert [(each.total, each.rescore_total) for each, _asked in page.context["page"].able] == [
        (96, 90),
        (96, None),
        (96, None),
    ]
    assert "相差 −6" in page.content.decode()


def test_a_search_without_a_match_says_so_and_leads_back(reviewer):
    page = queue(reviewer, search="没有这个社区").content.decode()
    assert "没有符合筛选（含“没有这个社区”）的社区。" in page
    assert f'<a href="{reverse("reports:review", args=[2021])}">清除筛选</a>' in page
    assert "全市符合筛选的 0 个，其中待评审 0 个，退回补正 0 个。" in page
    assert "上报名单 0 个" not in page
    assert "还没有区县上报" not in page


def test_an_empty_queue_without_a_filter_still_says_that_nobody_has_handed_in(client, people, year):
    client.force_login(people.wang)
    page = queue(client).content.decode()
    assert "还没有区县上报；上报以后名单出现在这里。" in page
    assert "没有符合筛选" not in page
