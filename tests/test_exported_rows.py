"""What a row of each exported list says, column by column; numbers as numbers, days as days."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from districts.models import Extension, User
from reports.actions import decide
from reports.models import DecisionChoices, Submission
from scoring.actions import start_baseline
from scoring.engine.load import rubric_from_mapping
from scoring.engine.write import as_mapping
from scoring.models import ScoreSheet, Stage
from tests.files import rows_of
from tests.rubrics import published, variant
from tests.scenes import fill, hand_in

NOON = datetime.fromisoformat("2021-08-20T12:00:05+08:00")
AT_NOON = datetime(2021, 8, 20, 12, 0, 5)


@pytest.fixture
def story(people, places, year, participants):
    """海曙 hands in 天一社区 with 94 points; the city returns it. 柳堤社区 is 8 points short, its 摸底 blank."""
    with time_machine.travel(NOON, tick=False):
        start_baseline(places.haishu, year=year, by=people.zhou)
        fill(participants["天一社区"], people.chen, r5b=True)
        fill(
            participants["柳堤社区"],
            people.chen,
            r1a=True,
            r2a=True,
            r2b=True,
            r9a=True,
            r9b=True,
            r11a=True,
            r5b=True,
        )
        Extension.objects.create(
            year=year, district=places.haishu, until=date(2021, 9, 20), reason="-台风", granted_by=people.shen
        )
        submission = Submission.objects.get(district=places.haishu, year=year)
        hand_in(submission, people.zhou)
        decide(
            submission.entries.get(),
            decision=DecisionChoices.RETURNED,
            seen=DecisionChoices.PENDING,
            reason="+照片不清",
            due=timezone.localdate() + timedelta(days=10),
            by=people.wang,
        )
        User.objects.filter(username="chen").update(last_login=timezone.now())
    return submission


@pytest.fixture
def table(story, people, client):
    """(head and rows as dictionaries) of an exported spreadsheet, as somebody gets it."""

    def fetch(who, address):
        client.force_login(getattr(people, who))
        head, *rows = rows_of(client.get(address))
        return [dict(zip(head, row, strict=True)) for row in rows]

    return fetch


def row_of(rows, **wanted):
    (found,) = [row for row in rows if wanted.items() <= row.items()]
    return found


def test_a_community(table):
    rows = table("zhou", "/2021/communities/export.xlsx")
    row = row_of(rows, 社区="天一社区")
    items = {f"第 {n} 项": row.pop(f"第 {n} 项") for n in range(1, 18)}
    assert sum(items.values()) == 94
    assert row == {
        "区县（市）": "海曙区",
        "街道（乡镇）": "月湖街道",
        "社区": "天一社区",
        "统计代码": "330203006001",
        "进度": "已评完",
        "上报": "未锁定",
        "初评总分": 94,
        "摸底总分": None,
        "评审总分": None,
        "结论": "达标",
        "缺什么": None,
        "整改后补回最多的条目": None,
    }
    short = row_of(rows, 社区="柳堤社区")
    assert short["上报"] == "已上报锁定"
    assert short["整改后补回最多的条目"] == "11a 未建设智能化安防系统 +6；1a 缺文件 +3"
    blank = row_of(rows, 社区="万宁社区")
    assert (blank["进度"], blank["第 1 项"], blank["初评总分"]) == ("未开始", None, None)
    assert (blank["结论"], blank["缺什么"]) == ("未评完", "17 项未评")


def test_a_rubric_with_other_items_has_columns_of_its_own(table, people, places):
    """海曙 scores a 摸底 sheet without item 17 and with an item 18; each row stands under its heads."""
    definition = as_mapping(variant())
    definition["categories"][-1]["items"][0]["number"] = 18
    definition["categories"][-1]["items"][0]["rules"][0]["code"] = "18a"
    own = published(people.zhou, rubric_from_mapping(definition, ""), places.haishu)
    sheet = ScoreSheet.objects.get(stage=Stage.BASELINE, community__name="万宁社区")
    ScoreSheet.objects.filter(pk=sheet.pk).update(rubric=own)
    sheet.items.filter(number=17).update(number=18)
    fill(ScoreSheet.objects.get(pk=sheet.pk), people.chen, r5b=True)
    rows = table("zhou", "/2021/communities/export.xlsx?stage=baseline")
    row, other = row_of(rows, 社区="万宁社区"), row_of(rows, 社区="天一社区")
    assert [head for head in row if head.startswith("第 ")] == [f"第 {n} 项" for n in range(1, 19)]
    assert (row["第 16 项"], row["第 17 项"], row["第 18 项"], row["摸底总分"]) == (6, None, 0, 94)
    assert (other["第 17 项"], other["第 18 项"], other["结论"]) == (None, None, "未评完")


def test_a_choice_of_participants(table):
    row = row_of(table("he", "/2021/participants/export.xlsx"), 社区="鲒江居委会")
    assert row == {
        "街道（乡镇）": "孔浦街道",
        "社区": "鲒江居委会",
        "统计代码": "330205005002",
        "参与": "参与",
        "名录": "有效",
        "摸底总分": None,
        "摸底结论": "未摸底",
    }
    blank = row_of(table("zhou", "/2021/participants/export.xlsx"), 社区="柳堤社区")
    assert blank["摸底结论"] == "未评完"


def test_an_account(table):
    assert row_of(table("guan", "/people/export.xlsx"), 用户名="chen") == {
        "姓名": "陈淑芬",
        "用户名": "chen",
        "角色": "区县填报员",
        "单位": "海曙区住建局",
        "联系电话": "138****1234",
        "邮箱": None,
        "上次登录": AT_NOON,
        "状态": "可以登录",
        "久未登录": "是",
    }


def test_an_extension(table):
    (row,) = table("wang", "/2021/extensions/export.xlsx")
    assert row == {
        "区县（市）": "海曙区",
        "截止日改为": datetime(2021, 9, 20),
        "种类": "延期",
        "是否有效": "有效",
        "理由": "-台风",
        "批准人": "沈立群",
        "批准时间": row["批准时间"],
    }


def test_an_entry_of_the_queue_and_of_the_list(table, story):
    (row,) = table("wang", "/2021/review/export.xlsx")
    assert row == {
        "区县（市）": "海曙区",
        "街道（乡镇）": "月湖街道",
        "社区": "天一社区",
        "初评总分": 94,
        "高出达标线": 14,
        "复评总分": None,
        "复评相差": None,
        "评审": "退回补正",
        "补正截止": datetime(2021, 8, 30),
        "会审": None,
        "请核对": None,
        "理由": "+照片不清",
        "决定人": "王海燕",
        "决定时间": AT_NOON,
    }
    assert table("zhou", f"/submissions/{story.pk}/list/export.xlsx") == [
        {
            "街道（乡镇）": "月湖街道",
            "社区": "天一社区",
            "初评总分": 94,
            "评审": "退回补正",
            "理由": "+照片不清",
        }
    ]


def test_the_city_s_progress(table):
    rows = table("shen", "/2021/progress/export.xlsx")
    assert rows[0] == {
        "区县（市）": "海曙区",
        "申报社区": 101,
        "参与（本年度）": 6,
        "初评达标（累计）": 1,
        "上报（累计）": 1,
        "认定（累计）": 0,
        "目标（累计）": 41,
        "与目标": "上报少 40 个",
        "认定占申报社区": 0,
        "40% 线": "未到",
        "评审": "评审中，余 1 个",
    }
    silent = rows[1]
    blank = ("上报（累计）", "认定（累计）", "认定占申报社区", "40% 线", "与目标")
    assert [silent[head] for head in blank] == [None] * 5
    assert silent["评审"] == "未上报"
    assert (rows[-1]["区县（市）"], rows[-1]["申报社区"], rows[-1]["评审"]) == ("地区合计", 659, None)


def test_a_line_of_the_trail(table):
    rows = table("audit", "/trail/export.xlsx?action=entry_decided")
    row = rows[0]
    assert (row["时间"], row["人员"], row["动作"], row["结果"]) == (AT_NOON, "王海燕", "评审决定", "成功")
    assert "评审：待评审 → 退回补正" in row["改动"]


def test_a_save_in_the_history_of_a_sheet(table, participants):
    rows = table("chen", f"/sheets/{participants['天一社区'].pk}/history/export.xlsx?item=5")
    (row,) = [row for row in rows if row["项"] == "第 5 项"]
    assert (row["时间"], row["人员"], row["动作"], row["得分"]) == (
        AT_NOON,
        "陈淑芬",
        "保存评分项",
        "未评 → 4 分",
    )
    assert "5b " in row["改动"]
    assert row["改动"].endswith("理由、备注：无 → 现场查看，情况属实。")
