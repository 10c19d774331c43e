"""The reason almost writes itself: what this district typed most often for the same item is offered beside the field."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Year
from scoring.actions import make_sheets
from scoring.models import ItemScore, Lock, ScoreSheet, Stage
from scoring.queries import common_reasons
from scoring.rubrics import adopt, rubric_for


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


def typed(sheet, reason, number=7):
    ItemScore.objects.filter(sheet=sheet, number=number).update(reason=reason)


def offered(user, sheet, number=7):
    sheet = ScoreSheet.objects.select_related("year", "rubric").get(pk=sheet.pk)
    return common_reasons(user, sheet).get(number, [])


def a_later_sheet(number, places, year):
    """A sheet of a later year, made for it alone."""
    later, _made = Year.objects.get_or_create(
        number=number,
        defaults={
            "programme": year.programme,
            "share_goal": 60,
            "report_due": date(number, 8, 31),
            "review_due": date(number, 9, 30),
        },
    )
    adopt(rubric_for(year, places.haishu), later)
    community = places.communities["春浪社区"]
    return make_sheets([community], district=places.haishu, year=later, stage=Stage.INITIAL)[0]


def test_the_most_frequent_come_first_and_at_most_five(sheet, people, places, participants):
    for name in ("柳堤社区", "万宁社区", "天一社区"):
        typed(participants[name], "绿地集中在东侧。")
    for number, name in enumerate(("天一家园社区", "望碶社区居委会")):
        typed(participants[name], f"理由{number}")
    made = make_sheets(
        [places.communities[name] for name in ("柳堤社区", "万宁社区", "天一社区", "天一家园社区")],
        district=places.haishu,
        year=sheet.year,
        stage=Stage.BASELINE,
    )
    for number, other in enumerate(made, start=2):
        typed(other, f"理由{number}")
    assert offered(people.chen, sheet) == ["绿地集中在东侧。", "理由0", "理由1", "理由2", "理由3"]


def test_of_this_year_and_the_last_but_not_of_the_year_before(people, places, participants, year):
    typed(participants["柳堤社区"], "今年的理由")
    assert offered(people.chen, a_later_sheet(2022, places, year)) == ["今年的理由"]
    assert offered(people.chen, a_later_sheet(2023, places, year)) == []


def test_not_of_another_item_another_district_or_the_sheet_itself(sheet, people, participants):
    typed(participants["柳堤社区"], "第三项的理由", number=3)
    typed(participants["孔浦北村社区"], "江北的理由")
    typed(sheet, "自己的理由")
    assert offered(people.chen, sheet) == []
    assert offered(people.chen, sheet, 3) == ["第三项的理由"]
    assert offered(people.wu, participants["鲒江居委会"]) == ["江北的理由"]


def test_a_street_editor_is_offered_what_their_street_may_read(sheet, people, participants):
    typed(participants["柳堤社区"], "本街道的理由")
    typed(participants["天一社区"], "别的街道的理由")
    assert offered(people.lin, sheet) == ["本街道的理由"]
    assert offered(people.chen, sheet) == ["别的街道的理由", "本街道的理由"]


def test_the_citys_re_score_and_the_districts_sheets_do_not_borrow_from_each_other(
    sheet, people, places, participants, client
):
    communities = [places.communities[name] for name in ("春浪社区", "柳堤社区")]
    own, other = make_sheets(communities, district=places.haishu, year=sheet.year, stage=Stage.REVIEW)
    typed(other, "市里的理由")
    typed(participants["柳堤社区"], "区里的理由")
    assert offered(people.wang, own) == ["市里的理由"]
    assert offered(people.chen, sheet) == ["区里的理由"]
    for person, shown, label in (
        (people.wang, own, "复评常用理由（1）"),
        (people.chen, sheet, "本区县常用理由（1）"),
    ):
        client.force_login(person)
        page = client.get(shown.get_absolute_url()).content.decode()
        assert (page.count("常用理由（"), page.count(label)) == (1, 1)


def test_only_items_that_leave_a_choice_ask_for_a_reason_and_are_offered_one(
    sheet, people, participants, client
):
    for number in range(1, 18):
        typed(participants["柳堤社区"], f"第{number}项的理由", number=number)
    client.force_login(people.chen)
    text = client.get(sheet.get_absolute_url()).content.decode()
    choice = [item.number for item in sheet.rubric.parsed.items if any(r.kind == "range" for r in item.rules)]
    assert [number for number in range(1, 18) if f'id="reasons-{number}"' in text] == choice
    asked = '<label class="gc-label" for="reason-{}">扣分理由、备注（选了扣 1–3 分的必填）</label>'
    noted = '<label class="gc-label" for="reason-{}">备注</label>'
    assert [number for number in range(1, 18) if asked.format(number) in text] == choice
    assert [number for number in range(1, 18) if noted.format(number) not in text] == choice


def test_a_sheet_that_cannot_be_edited_is_offered_nothing(sheet, people, participants, client):
    typed(participants["柳堤社区"], "绿地集中在东侧。")
    client.force_login(people.wang)
    assert "绿地集中在东侧。" not in client.get(sheet.get_absolute_url()).content.decode()
    ScoreSheet.objects.filter(pk=sheet.pk).update(
        lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=people.zhou
    )
    client.force_login(people.chen)
    assert "绿地集中在东侧。" not in client.get(sheet.get_absolute_url()).content.decode()


def test_a_card_that_comes_back_whole_still_offers_them(sheet, people, participants, client):
    typed(participants["柳堤社区"], "绿地集中在东侧。")
    client.force_login(people.chen)
    address = reverse("scoring:item", args=[sheet.pk, 7])
    answer = client.post(address, {"version": 0, "intent": "no_deduction"}, headers={"HX-Request": "true"})
    assert "<span>绿地集中在东侧。</span></button>" in answer.content.decode()


def test_what_stands_in_the_field_is_not_offered_again(sheet, people, participants, client):
    typed(participants["柳堤社区"], "绿地集中在东侧。")
    typed(sheet, "绿地集中在东侧。")
    client.force_login(people.chen)
    assert 'id="reasons-7"' not in client.get(sheet.get_absolute_url()).content.decode()


def test_all_items_together_cost_one_query(sheet, people, participants):
    sheet = ScoreSheet.objects.select_related("year", "rubric").get(pk=sheet.pk)
    for number in (3, 4, 7):
        typed(participants["柳堤社区"], f"第{number}项的理由", number=number)
    with CaptureQueriesContext(connection) as seen:
        assert common_reasons(people.chen, sheet) == {n: [f"第{n}项的理由"] for n in (3, 4, 7)}
    assert len(seen) == 1
