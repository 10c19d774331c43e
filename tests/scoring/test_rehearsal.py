"""A rubric rehearsed on last year's sheets: who would newly pass or fail, who cannot be judged, and nothing written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Year
from scoring.actions import make_sheets
from scoring.models import ScoreSheet, Stage
from scoring.rehearsal import rehearse
from tests.rubrics import variant
from tests.scenes import fill

FOUR_OFF = {"r2a": True, "r2b": True, "r9a": True, "r9b": True}  # 96 - 12 = 84


@pytest.fixture
def scored(people, participants):
    """春浪 84 (6b once: 83), 柳堤 96, 天一 78; 江北's 孔浦北村 84; the others not finished."""
    fill(participants["春浪社区"], people.chen, **FOUR_OFF, r6b=1)
    fill(participants["柳堤社区"], people.chen)
    fill(participants["天一社区"], people.chen, **FOUR_OFF, r11a=True)
    fill(participants["孔浦北村社区"], people.wu, **FOUR_OFF)
    return participants


@pytest.fixture
def following(year):
    return Year.objects.get(number=2022)


def outcomes(rehearsal):
    return {
        row.sheet.community.name: (row.sheet.total, row.result.total, row.outcome) for row in rehearsal.rows
    }


def test_a_higher_pass_mark_says_who_would_newly_fail(people, scored, following):
    tried = rehearse(variant(pass_mark=84), user=people.shen, before=following)
    assert (tried.year.number, tried.incomplete) == (2021, 4)
    assert outcomes(tried) == {
        "春浪社区": (83, 83, "loses"),
        "柳堤社区": (96, 96, "same"),
        "天一社区": (78, 78, "same"),
        "孔浦北村社区": (84, 84, "same"),
    }


def test_a_milder_rule_says_who_would_newly_pass_and_by_which_item(people, scored, following):
    tried = rehearse(variant(r11a={"points": 1}), user=people.shen, before=following)
    [row] = tried.all.gains
    assert (row.sheet.community.name, row.sheet.total, row.result.total, row.moved) == (
        "天一社区",
        78,
        83,
        [(11, 0, 5)],
    )
    assert (tried.all.passed_before, tried.all.passed_after, tried.all.loses, tried.all.shifted) == (
        3,
        4,
        [],
        [],
    )


def test_a_change_of_points_without_a_change_of_verdict_is_counted_apart(people, scored, following):
    tried = rehearse(variant(r6b={"points_each": 2, "cap": 4}), user=people.shen, before=following)
    assert [(row.sheet.community.name, row.result.total) for row in tried.all.shifted] == [("春浪社区", 82)]


def test_a_rule_not_assessed_then_cannot_be_judged(people, scored, following):
    tried = rehearse(variant(new_rule=True), user=people.shen, before=following)
    assert {row.outcome for row in tried.rows} == {"unknown"}
    assert (tried.all.passed_before, tried.all.passed_after) == (3, None)
    assert {(row.result.total, *row.unanswered) for row in tried.rows} == {(None, "6c")}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"r6b": {"max_count": 1, "unit": "项"}}, id="count still fits"),
        pytest.param({"r17a": {"max": 3}}, id="award still fits"),
    ],
)
def test_what_was_found_is_kept_where_it_still_fits(people, scored, following, change):
    assert rehearse(variant(**change), user=people.shen, before=following).all.unknown == []


def test_what_was_found_is_not_guessed_where_it_no_longer_fits(people, participants, following):
    fill(participants["春浪社区"], people.chen, r1b=3)
    tried = rehearse(variant(r1b={"max": 2}), user=people.shen, before=following)
    assert [row.unanswered for row in tried.all.unknown] == [["1b"]]


def test_counts_stand_by_district_in_annex_order(people, scored, following):
    tried = rehearse(variant(pass_mark=84), user=people.shen, before=following)
    assert [
        (one.district.name, len(one.rows), one.passed_before, len(one.loses), one.passed_after)
        for one in tried.by_district
    ] == [("海曙区", 3, 2, 1, 1), ("江北区", 1, 1, 0, 1)]


def test_a_district_rehearses_on_its_own_sheets(people, scored, following):
    tried = rehearse(variant(pass_mark=84), user=people.zhou, before=following)
    assert {row.sheet.district.name for row in tried.rows} == {"海曙区"}


def test_the_last_year_before_is_taken_even_when_this_year_has_complete_sheets(
    people, places, scored, year, following
):
    (sheet,) = make_sheets(
        [scored["柳堤社区"].community], district=places.haishu, year=following, stage=Stage.INITIAL
    )
    fill(sheet, people.chen)
    asked = {number: Year.objects.get(number=number) for number in (2021, 2022)}
    assert {
        number: rehearse(variant(), user=people.shen, before=row).year.number for number, row in asked.items()
    } == {2021: 2022, 2022: 2021}


def test_without_an_earlier_year_the_latest_with_complete_sheets_serves(people, scored, year):
    assert rehearse(variant(), user=people.shen, before=year).year == year


def test_without_a_complete_sheet_there_is_nothing_to_rehearse(client, people, participants, year):
    assert rehearse(variant(), user=people.shen, before=year) is None


def test_nothing_is_written_and_the_queries_do_not_grow(people, scored, following):
    before = list(ScoreSheet.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as seen:
        rehearse(variant(new_rule=True), user=people.shen, before=following)
    assert len(seen) == 5
    assert sum('"definition"' in query["sql"] for query in seen) == 1
    assert not any('"definition"' in query["sql"] and "scoresheet" in query["sql"] for query in seen)
    assert all(query["sql"].startswith("SELECT") for query in seen)
    assert list(ScoreSheet.objects.order_by("pk").values()) == before


def test_only_initial_sheets_are_rehearsed(people, scored, following):
    ScoreSheet.objects.filter(pk=scored["柳堤社区"].pk).update(stage=Stage.BASELINE)
    tried = rehearse(variant(), user=people.shen, before=following)
    assert "柳堤社区" not in outcomes(tried)


def test_the_page_of_a_draft_shows_lists_and_differences(client, people, scored, following):
    from scoring.rubrics import keep_draft

    draft = keep_draft(None, sound=variant(pass_mark=84), by=people.shen)
    client.force_login(people.shen)
    page = client.get(f"/2022/rubric/versions/{draft.pk}/")
    assert [(line.place, line.label, line.before, line.after) for line in page.context["lines"]] == [
        ("全文", "达标线", "80", "84")
    ]
    assert [row.sheet.community.name for row in page.context["rehearsal"].all.loses] == ["春浪社区"]
    assert "达标线原来 80 分" in page.text
