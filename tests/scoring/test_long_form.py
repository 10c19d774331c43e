"""A whole year's scores, one row per community and item."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts.models import Event
from scoring import long_form as long
from scoring.actions import save_item, start_baseline
from scoring.evidence import withdraw_evidence
from scoring.models import ItemScore, ScoreSheet, State
from tests.files import rows_of
from tests.scenes import REASON, attach, clean_findings, fill

HEADS = [
    "年度",
    "阶段",
    "区县代码",
    "区县（市）",
    "街道（乡镇）",
    "社区",
    "统计代码",
    "评分标准",
    "项",
    "内容",
    "满分",
    "得分",
    "状态",
    "扣分、加分",
    "细则",
    "理由、备注",
    "证明材料（份）",
    "最后修改人",
    "最后修改时间",
    "总分",
    "结论",
]
NOON = datetime(2022, 11, 22, 12, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def exported(client, user, query="", kind="xlsx"):
    client.force_login(user)
    return rows_of(client.get(f"/2021/scores.{kind}?{query}"))


def item_rows(rows, community, number, stage="初评"):
    return [row for row in rows if (row[1], row[5], str(row[8])) == (stage, community, str(number))]


@pytest.fixture
def scored(people, participants):
    with time_machine.travel(NOON, tick=False):
        sheet = fill(participants["春浪社区"], people.chen, r1a=True, r1b=2, r5b=True, r17a=2)
        attach(sheet, 17, people.chen)
        attach(sheet, 17, people.chen, "奖牌.pdf")
        withdraw_evidence(attach(sheet, 17, people.chen, "错的.pdf"), by=people.chen)
    return sheet


def test_a_row_says_where_what_how_many_points_and_why(scored, people, client):
    head, *rows = exported(client, people.wang)
    item = scored.rubric.parsed.item(1)
    assert head == HEADS
    assert item_rows(rows, "春浪社区", 1) == [
        [
            2021,
            "初评",
            "330203",
            "海曙区",
            "南门街道",
            "春浪社区",
            "330203001001",
            "ningbo-2021 第1版",
            1,
            item.standard,
            6,
            1,
            "已评",
            "1a 缺文件（扣 3 分）；1b 各主体较少参与创建的或未参与创建（扣 2 分）",
            "1a、1b",
            REASON,
            0,
            "陈淑芬",
            datetime(2022, 11, 22, 12, 0, 5),
            scored.total,
            "达标",
        ]
    ]


def test_an_award_says_what_it_gave_and_counts_the_evidence_that_stands(scored, people, client):
    (row,) = item_rows(exported(client, people.wang), "春浪社区", 17)
    rule = scored.rubric.parsed.rule("17a")
    assert (row[11], row[13], row[14], row[16]) == (2, f"17a {rule.text}（加 2 分）", "17a", 2)


def test_a_count_says_how_many_were_found(participants, people, client):
    row = participants["柳堤社区"].items.get(number=6)
    findings = clean_findings(row.sheet.rubric.parsed.item(6)) | {"6b": 4}
    save_item(row, findings=findings, reason=REASON, version=0, by=people.chen)
    (found,) = item_rows(exported(client, people.wang), "柳堤社区", 6)
    assert found[13] == "6b 使用不环保或国家明令禁用建筑材料（4 项，扣 3 分）"  # at most 3


def test_unassessed_is_blank_not_zero(scored, participants, people, client):
    (row,) = item_rows(exported(client, people.wang), "柳堤社区", 3)
    assert row[11:] == [None, "未评", None, None, None, 0, None, None, None, "未评完"]
    (row,) = item_rows(exported(client, people.wang, kind="csv"), "柳堤社区", 3)
    assert row[11:] == ["", "未评", "", "", "", "0", "", "", "", "未评完"]


def test_findings_still_to_be_confirmed_count_for_nothing(scored, people, client):
    ItemScore.objects.filter(sheet=scored, number=1).update(state=State.TO_CONFIRM, points=None)
    (row,) = item_rows(exported(client, people.wang), "春浪社区", 1)
    assert row[11:16] == [None, "待确认", None, None, REASON]


def test_points_and_totals_are_those_of_the_sheets(scored, people, client):
    rows = exported(client, people.wang)[1:]
    assert len(rows) == ItemScore.objects.count() == 17 * 8
    mine = [row for row in rows if row[5] == "春浪社区"]
    assert [row[8] for row in mine] == list(range(1, 18))
    assert sum(row[11] for row in mine) == scored.total
    assert {row[19] for row in mine} == {scored.total}


@pytest.mark.parametrize(
    ("who", "query", "streets"),
    [
        ("wang", "", {"海曙区 南门街道", "海曙区 月湖街道", "江北区 孔浦街道"}),
        ("shen", "district=330205", {"江北区 孔浦街道"}),
        ("shen", "district=nonsense", {"海曙区 南门街道", "海曙区 月湖街道", "江北区 孔浦街道"}),
        ("zhou", "", {"海曙区 南门街道", "海曙区 月湖街道"}),
        ("zhou", "district=330205", {"海曙区 南门街道", "海曙区 月湖街道"}),
        ("he", "", {"江北区 孔浦街道"}),
        ("lin", "", {"海曙区 南门街道"}),
    ],
)
def test_everybody_gets_what_he_may_see(who, query, streets, participants, people, client):
    rows = exported(client, getattr(people, who), query)[1:]
    assert {f"{row[3]} {row[4]}" for row in rows} == streets
    assert Event.objects.first().after["rows"] == len(rows)


def test_a_stage_may_be_asked_for_and_a_community_stands_together(scored, people, places, year, client):
    start_baseline(places.haishu, year=year, by=people.zhou)
    both = exported(client, people.zhou)[1:]
    assert [row[1] for row in both[:34]] == ["摸底"] * 17 + ["初评"] * 17
    assert {row[5] for row in both[:34]} == {"春浪社区"}
    assert {row[1] for row in exported(client, people.zhou, "stage=baseline")[1:]} == {"摸底"}
    assert len(exported(client, people.zhou, "stage=nonsense")) == 1 + 2 * 17 * 6


def test_the_city_s_re_score_is_not_the_district_s_to_take(scored, people, client):
    ScoreSheet.objects.filter(pk=scored.pk).update(stage="review")
    assert item_rows(exported(client, people.wang), "春浪社区", 1, "评审") != []
    assert item_rows(exported(client, people.zhou), "春浪社区", 1, "评审") == []


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_people_typed_is_never_a_formula(kind, scored, people, client):
    hostile = "=cmd|'/C calc'!A0"
    ItemScore.objects.filter(sheet=scored, number=1).update(reason=hostile)
    (row,) = item_rows(exported(client, people.wang, kind=kind), "春浪社区", 1)
    assert row[15] == {"xlsx": hostile, "csv": f"'{hostile}"}[kind]


def test_each_lot_of_sheets_costs_two_queries(participants, people, client, monkeypatch):
    client.force_login(people.wang)

    def cost(at_once):
        monkeypatch.setattr(long, "SHEETS_AT_ONCE", at_once)
        with CaptureQueriesContext(connection) as seen:
            rows = rows_of(client.get("/2021/scores.csv"))
        return len(seen), rows

    (all_together, rows), (one_by_one, same) = cost(500), cost(1)
    assert same == rows
    assert one_by_one - all_together == 7 * 2  # items and evidence; the sheets are read as they come


def test_the_name_says_year_place_and_day(participants, people, client):
    client.force_login(people.zhou)
    answer = client.get("/2021/scores.csv")
    today = timezone.localdate()
    assert f"{today.year}" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith('attachment; filename="scores-2021.csv"; filename*=utf-8')
    assert (
        Event.objects.first().after["file"]
        == f"评分明细-2021-海曙区-{today.year}年{today.month}月{today.day}日.csv"
    )
