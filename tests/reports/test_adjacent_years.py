"""Two years are open together: one under review with returns and corrections, the other being scored and handed in."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from districts.models import Year
from reports.actions import conclude, decide, resubmit
from reports.checklist import checklist
from reports.models import DecisionChoices, Entry, Receipt, Submission, Title
from reports.opening.actions import open_year
from scoring.actions import choose_participants, save_item
from scoring.models import Lock, ScoreSheet, Stage
from tests.reports.test_opening import an_opening
from tests.scenes import REASON, fill, hand_in

OPEN, HANDED_IN, CONCLUDED = Lock.OPEN, Lock.HANDED_IN, Lock.CONCLUDED


@pytest.fixture
def clock():
    with time_machine.travel("2021-08-20 09:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def first(clock, participants, people, places, year):
    """2021: two communities of 海曙 handed in, one returned."""
    for name in ("春浪社区", "柳堤社区"):
        fill(participants[name], people.chen)
    submission = Submission.objects.get(district=places.haishu, year=year)
    hand_in(submission, people.zhou)
    clock.move_to("2021-09-10 09:00+08:00")
    for name, decision, reason, due in (
        ("春浪社区", DecisionChoices.RETURNED, "证书看不清。", date(2021, 9, 25)),
        ("柳堤社区", DecisionChoices.RECOGNISED, "", None),
    ):
        entry = Entry.objects.get(submission=submission, community_name=name)
        decide(entry, decision=decision, seen=entry.version, reason=reason, due=due, by=people.wang)
    return submission


@pytest.fixture
def following(first, people, places):
    """2022: two others take part while 2021 is being corrected."""
    year = Year.objects.get(number=2022)
    some = [places.communities[name] for name in ("万宁社区", "天一社区")]
    choose_participants(places.haishu, year=year, communities=some, by=people.zhou)
    return Submission.objects.get(district=places.haishu, year=year)


def sheet(name, number):
    return ScoreSheet.objects.get(community__name=name, year__number=number, stage=Stage.INITIAL)


def correct(name, number, by):
    row = sheet(name, number).items.select_related("sheet").get(number=17)
    save_item(row, findings={"17a": 0}, reason=REASON + "已更换。", version=row.version, by=by)


def standing(number):
    submission = Submission.objects.get(district__code="330203", year__number=number)
    decisions = submission.entries.order_by("community_name").values_list("community_name", "decision")
    locks = ScoreSheet.objects.filter(year__number=number, district__code="330203", total__isnull=False)
    return submission.status, dict(decisions), {each.community.name: each.lock for each in locks}


def test_what_is_scored_for_one_year_leaves_the_review_of_the_other_alone(first, following, people):
    before = standing(2021)
    fill(sheet("万宁社区", 2022), people.chen)
    assert standing(2021) == before
    assert standing(2022) == ("draft", {}, {"万宁社区": OPEN})


def test_correcting_one_year_leaves_the_other_year_as_it_is(clock, first, following, people):
    fill(sheet("万宁社区", 2022), people.chen)
    before = standing(2022)
    correct("春浪社区", 2021, people.chen)
    resubmit(first, by=people.zhou)
    assert standing(2021) == (
        "submitted",
        {"春浪社区": "pending", "柳堤社区": "recognised"},
        {"春浪社区": HANDED_IN, "柳堤社区": HANDED_IN},
    )
    assert standing(2022) == before


def test_both_years_are_handed_in_reviewed_and_concluded_side_by_side(clock, first, following, people):
    for name in ("万宁社区", "天一社区"):
        fill(sheet(name, 2022), people.chen)
    correct("春浪社区", 2021, people.chen)
    hand_in(following, people.zhou)  # 2022, while 2021 has a community returned
    resubmit(first, by=people.zhou)  # 2021, while 2022 is handed in
    assert list(Receipt.objects.order_by("pk").values_list("submission__year__number", flat=True)) == [
        2021,
        2022,
        2021,
    ]
    entry = Entry.objects.get(community_name="春浪社区")
    decide(entry, decision=DecisionChoices.RECOGNISED, seen=entry.version, by=people.wang)
    conclude(first, early=True, by=people.shen)
    assert standing(2021)[0] == "concluded"
    assert set(standing(2021)[2].values()) == {CONCLUDED}
    assert standing(2022) == (
        "submitted",
        {"万宁社区": "pending", "天一社区": "pending"},
        {"万宁社区": HANDED_IN, "天一社区": HANDED_IN},
    )
    assert Title.objects.filter(year__number=2021).count() == 2


def test_opening_the_next_year_leaves_both_as_they_are_and_they_go_on(clock, first, following, people):
    fill(sheet("万宁社区", 2022), people.chen)
    before = standing(2021), standing(2022)
    last = Year.objects.get(number=2022)
    open_year(last, opening=an_opening(last, who_330203="last"), by=people.shen)
    assert (standing(2021), standing(2022)) == before
    assert standing(2023) == ("draft", {}, {})
    correct("春浪社区", 2021, people.chen)
    resubmit(first, by=people.zhou)
    hand_in(following, people.zhou)
    fill(sheet("天一社区", 2023), people.chen)
    assert [standing(number)[0] for number in (2021, 2022, 2023)] == ["submitted", "submitted", "draft"]


def test_the_checklist_of_a_year_knows_nothing_of_the_other(clock, first, following, people):
    fill(sheet("万宁社区", 2022), people.chen)
    clock.move_to("2021-12-01 09:00+08:00")  # 2021's days have gone by, 2022's have not
    assert {point.code for point in checklist(following).must_fix} == {"contact", "report"}


# --- the year somebody chose stays theirs ----------------------------------------------------------------------


def year_shown(client):
    return client.get("/").context["year"]


def test_the_year_chosen_stays_through_pages_of_no_year_until_another_is_chosen(
    clock, client, first, following, people
):
    client.force_login(people.chen)
    assert year_shown(client) == 2021
    client.get("/2022/communities/")
    assert [year_shown(client), year_shown(client)] == [2022, 2022]
    client.get("/2021/communities/")
    assert year_shown(client) == 2021


def test_a_sheet_of_the_other_year_is_looked_at_without_changing_the_choice(
    clock, client, first, following, people
):
    client.force_login(people.chen)
    client.get("/2022/communities/")
    page = client.get(sheet("春浪社区", 2021).get_absolute_url())
    assert (page.context["year"], year_shown(client)) == (2021, 2022)


def test_opening_a_year_changes_nobodys_choice(clock, client, first, people):
    client.force_login(people.shen)
    client.get("/2021/review/")
    last = Year.objects.get(number=2022)
    open_year(last, opening=an_opening(last), by=people.shen)
    page = client.get("/")
    assert (page.context["year"], [one["number"] for one in page.context["years"]]) == (
        2021,
        [2023, 2022, 2021],
    )


def test_each_person_has_a_choice_of_their_own(clock, client, first, people):
    another = Client()
    client.force_login(people.chen)
    another.force_login(people.zhou)
    client.get("/2022/communities/")
    another.get("/2021/communities/")
    assert (year_shown(client), year_shown(another)) == (2022, 2021)


@pytest.mark.parametrize("number", [2021, 2022])
def test_each_years_strip_counts_to_its_own_days(clock, client, first, following, people, number):
    client.force_login(people.chen)
    steps = client.get(reverse("scoring:communities", args=[number])).context["year_strip"]().steps
    assert [step.words for step in steps] == {
        2021: ["已过 72 天", "已过 10 天", "还有 20 天"],
        2022: ["还有 355 天", "还有 385 天"],
    }[number]
