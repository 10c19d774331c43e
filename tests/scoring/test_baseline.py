"""The 摸底: a sheet for every community before anybody is chosen, and who is nearest to passing."""

import re
from types import SimpleNamespace

import pytest

from districts.models import Community, Event, Participation
from scoring.access import editable_sheet
from scoring.actions import start_baseline
from scoring.models import ItemScore, Lock, ScoreSheet, Stage
from scoring.queries import gives_back, nearest_first, sheet_list, sheet_rows
from tests.scenes import fill, hand_in

LIST = "/2021/communities/"


@pytest.fixture
def baseline(people, places, year):
    start_baseline(places.haishu, year=year, by=people.zhou)
    sheets = ScoreSheet.objects.filter(stage=Stage.BASELINE)
    return {sheet.community.name: sheet for sheet in sheets.select_related("community", "rubric")}


def test_every_community_valid_today_gets_its_blank_sheet_and_nobody_takes_part_by_it(places, people, year):
    from datetime import date

    Community.objects.filter(name="柳堤社区").update(valid_until=date(2021, 1, 1))
    made = start_baseline(places.haishu, year=year, by=people.zhou)
    assert sorted(sheet.community.name for sheet in made) == sorted(
        ["春浪社区", "万宁社区", "天一社区", "天一家园社区", "望碶社区居委会"]
    )
    assert (ItemScore.objects.count(), Participation.objects.count()) == (85, 0)
    event = Event.objects.get(action="baseline_started")
    assert (event.actor, event.district, sorted(event.after["added"])) == (
        people.zhou,
        places.haishu,
        sorted(sheet.community.name for sheet in made),
    )


def test_pressed_again_it_adds_only_communities_that_came_since(baseline, places, people, year):
    assert start_baseline(places.haishu, year=year, by=people.zhou) == []
    Community.objects.create(street=places.yuehu, name="新芝社区", code="330203006009")
    made = start_baseline(places.haishu, year=year, by=people.zhou)
    assert [sheet.community.name for sheet in made] == ["新芝社区"]
    assert Event.objects.filter(action="baseline_started").count() == 2


def test_the_street_fills_its_own_and_does_not_see_the_others(baseline, people, year):
    mine = sheet_list(people.lin, year, stage=Stage.BASELINE)
    assert sorted(sheet.community.name for sheet in mine) == ["万宁社区", "春浪社区", "柳堤社区"]
    assert editable_sheet(people.lin, baseline["春浪社区"].pk) == baseline["春浪社区"]
    fill(baseline["春浪社区"], people.lin)
    assert baseline["春浪社区"].total == 96


def test_the_hand_in_leaves_the_baseline_open(baseline, participants, people, places, year):
    from datetime import date

    from districts.models import Extension
    from reports.models import Submission

    Extension.objects.create(
        year=year, district=places.haishu, until=date(2099, 12, 31), reason="测试", granted_by=people.shen
    )
    initial = ScoreSheet.objects.get(community__name="春浪社区", stage=Stage.INITIAL)
    fill(initial, people.chen)
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    initial.refresh_from_db()
    assert initial.lock == Lock.HANDED_IN
    assert set(ScoreSheet.objects.filter(stage=Stage.BASELINE).values_list("lock", flat=True)) == {Lock.OPEN}
    assert fill(baseline["春浪社区"], people.chen).total == 96


def test_the_button_says_how_many_and_leads_to_the_list(people, places, year, client):
    client.force_login(people.zhou)
    assert "为全部 6 个社区建立摸底表" in client.get(LIST + "?stage=baseline").content.decode()
    answer = client.post("/2021/baseline/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/2021/communities/?stage=baseline", 302)]
    assert ("已建立 6 份空白摸底表。" in page, "建立摸底表</button>" in page) == (True, False)
    client.force_login(people.lin)
    refused = client.post("/2021/baseline/")
    assert (refused.status_code, "摸底表由区县建立" in refused.content.decode()) == (403, True)


# --- how near --------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(baseline, people):
    """万宁 78, 柳堤 66, 天一 96; 春浪 begun, the others blank."""
    fill(baseline["万宁社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True)
    fill(
        baseline["柳堤社区"],
        people.chen,
        r1a=True,
        r2a=True,
        r2b=True,
        r4b=True,
        r5a=True,
        r5b=True,
        r9a=True,
        r9b=True,
        r11a=True,
        r12a=0,
    )
    fill(baseline["天一社区"], people.chen)
    return baseline


def test_nearest_to_passing_comes_first_then_the_unfinished_then_those_that_pass(measured, people, year):
    for sheet in measured.values():
        sheet.refresh_from_db()
    rows = nearest_first(sheet_list(people.chen, year, stage=Stage.BASELINE))
    found = [(sheet.community.name, sheet.total) for sheet in rows]
    assert found == [
        ("万宁社区", 78),
        ("柳堤社区", measured["柳堤社区"].total),
        ("春浪社区", None),
        ("天一家园社区", None),
        ("望碶社区居委会", None),
        ("天一社区", 96),
    ]


def test_the_two_deductions_that_would_give_most_back_stand_beside_it(measured, people, year):
    rows = {
        row.sheet.community.name: row
        for row in sheet_rows(sheet_list(people.chen, year, stage=Stage.BASELINE), judged=True)
    }
    dearest = {name: [(term.code, term.points) for term in row.dearest] for name, row in rows.items()}
    assert dearest["天一社区"] == dearest["春浪社区"] == []
    assert len(dearest["万宁社区"]) == 2
    assert dearest["万宁社区"][0] == ("11a", 6)
    rule = rows["万宁社区"].sheet.rubric.parsed.rule("11a")
    assert rows["万宁社区"].dearest[0].text == rule.text


def test_a_deduction_below_the_items_floor_gives_back_only_what_the_item_gains():
    item = SimpleNamespace(points=6)
    judged = SimpleNamespace(points=0, raw_deduction=8)
    gains = [gives_back(item, judged, SimpleNamespace(points=points)) for points in (6, 2, 3)]
    assert gains == [4, 0, 1]


def test_baseline_initial_and_review_stand_side_by_side(participants, measured, people, client):
    client.force_login(people.chen)
    initial = client.get(LIST + "?search=天一社区").content.decode()
    beside = re.findall(r"gc-beside-label\">(..) </span>(?:<span class=\"gc-unknown\">)?(\w+)<", initial)
    assert beside == [("摸底", "96"), ("评审", "未复评")]
    near = client.get(LIST + "?stage=baseline&order=near").content.decode()
    places = [near.index(f'">{name}</a>') for name in ("万宁社区", "柳堤社区", "春浪社区", "天一社区")]
    assert places == sorted(places)
    for words in ("差 2 分达标", "整改后补回最多的条目", "初评 </span>", "11a"):
        assert words in near


def test_choosing_who_takes_part_shows_and_sorts_by_the_baseline(measured, people, client):
    client.force_login(people.zhou)
    page = client.get("/2021/participants/?order=baseline").content.decode()
    names = ["天一社区", "万宁社区", "柳堤社区", "春浪社区"]
    places = [page.index(f"<span>{name}<small>") for name in names]
    assert places == sorted(places)
    for words in ("摸底 96 分，达标", "摸底 78 分，差 2 分达标", "摸底没有评完"):
        assert words in page
