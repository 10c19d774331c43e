"""A district's home: its counts against its own target, its due day, and what is to be done, computed from facts."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Community, Extension, Participation, Programme, Target
from reports.actions import decide
from reports.models import DecisionChoices, Submission
from scoring.actions import make_sheets
from scoring.models import ItemScore
from tests.scenes import fill, hand_in, prepare, send_document


@pytest.fixture(autouse=True)
def mid_august():
    with time_machine.travel("2021-08-12 09:00+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, year):
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def home(client):
    def shown(person, address="/"):
        client.force_login(person)
        return client.get(address)

    return shown


def todos(response):
    return [(todo.count, todo.title, todo.link) for todo in response.context["page"].todos]


# --- figures -------------------------------------------------------------------------------------------------


def test_the_two_goals_stand_as_two_facts(home, people, participants):
    fill(participants["春浪社区"], people.chen)
    text = home(people.chen).content.decode()
    assert "海曙区 2021年度" in text
    assert "附件2目标 41 个（40.59%）<span>认定 0 个，差 41 个：<b>未到</b></span>" in text
    assert "<span>初评达标 1 个，差 40 个：<b>未到</b></span>" in text
    assert "40% 线（申报社区 101 个）<span>认定占 0.00%：<b>未到</b></span>" in text
    assert "<span>初评达标占 0.99%：<b>未到</b></span>" in text


def test_target_met_and_share_missed_are_told_apart(home, people, places, participants, year):
    Target.objects.filter(district=places.haishu, year=year).update(target=1, declared=6)
    fill(participants["春浪社区"], people.chen)
    target, share = home(people.chen).context["page"].goals
    assert [(goal.words, goal.verdict) for goal in target] == [
        ("认定 0 个，差 1 个", "未到"),
        ("初评达标 1 个", "已到"),
    ]
    assert [(goal.words, goal.verdict) for goal in share] == [
        ("认定占 0.00%", "未到"),
        ("初评达标占 16.67%", "未到"),
    ]


def test_a_year_without_targets_says_so(home, people, participants):
    with time_machine.travel("2022-03-01 09:00+08:00"):
        text = home(people.chen).content.decode()
    assert "海曙区 2022年度" in text and "本年度累计目标还没有确定" in text


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        ("2021-08-12 09:00+08:00", ("距 2021年8月31日", "19", "天", "当日 24 时截止")),
        ("2021-08-31 23:00+08:00", ("2021年8月31日", "今天", "", "24 时截止")),
        ("2021-09-03 09:00+08:00", ("2021年8月31日 截止", "已过", "3 天", "请联系市住建局负责人延期")),
    ],
)
def test_the_days_left_are_the_districts_own(home, people, participants, moment, clock):
    with time_machine.travel(moment):
        found = home(people.chen).context["page"].clock
    assert (found.label, found.figure, found.unit, found.note) == clock


def test_an_extension_moves_the_clock_and_says_why(home, people, places, year, participants):
    Extension.objects.create(
        year=year,
        district=places.haishu,
        until=date(2021, 9, 10),
        reason="台风停工一周",
        granted_by=people.shen,
    )
    clock = home(people.chen).context["page"].clock
    assert (clock.label, clock.figure, clock.extension) == (
        "距 2021年9月10日",
        "29",
        "市住建局已延期：台风停工一周",
    )


def test_after_the_hand_in_the_clock_shows_it(home, people, participants, submission):
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    response = home(people.chen)
    clock = response.context["page"].clock
    assert (clock.label, clock.figure, clock.note) == ("已上报名单", "1", "2021年8月12日 09:00 上报")
    assert "已上报，市住建局评审中。" in response.content.decode()


# --- what is to be done --------------------------------------------------------------------------------------


def test_before_anything_the_district_chooses_who_takes_part(home, people, year):
    assert todos(home(people.zhou))[0] == (1, "确定参与社区", "去确定")


def test_open_sheets_and_missing_papers_are_to_be_done(home, people, participants):
    fill(participants["春浪社区"], people.chen)
    row = participants["天一社区"].items.select_related("sheet").get(number=2)
    from scoring.actions import save_item

    save_item(row, findings={"2a": False, "2b": False}, reason="", version=0, by=people.chen)
    response = home(people.chen)
    assert todos(response) == [
        (1, "评完进行中的社区", "去评分"),
        (4, "开始评分的社区", "看是哪些"),
        (1, "填写联系人及联系电话", "去填写"),
        (1, "上传年度总结评估报告", "去上传"),
    ]
    assert "共余 16 项未评。" in response.content.decode()


def test_evidence_for_an_award_is_asked_for_before_the_hand_in(home, people, participants, submission):
    prepare(submission, people.chen)
    for name in ("春浪社区", "天一社区"):
        fill(participants[name], people.chen, r17a=2)
    assert (2, "补传加分的证明材料", "看是哪些") in todos(home(people.chen))


def test_when_all_is_ready_the_hand_in_is_what_is_left(home, people, participants, submission):
    prepare(submission, people.chen)
    for name in ("春浪社区", "柳堤社区", "万宁社区", "天一社区", "天一家园社区", "望碶社区居委会"):
        fill(participants[name], people.chen)
    assert todos(home(people.chen)) == [(1, "核对并上报", "去核对")]
    assert todos(home(people.zhou)) == [(1, "核对并上报", "去核对"), (2, "报送文件", "去上传")]


def test_returned_communities_come_first(home, people, participants, submission):
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    give_back(submission, people)
    response = home(people.chen)
    assert todos(response) == [(1, "补正退回的社区", "去补正")]
    text = response.content.decode()
    assert "市住建局退回 1 个社区，补正后再次上报。" in text
    assert "南门街道 春浪社区。市住建局已写明理由，补正最早截止 2021年9月20日。" in text
    assert "证书看不清颁发单位。" in text
    assert f'class="btn btn-primary" href="{submission.get_absolute_url()}"' in text


def test_nothing_to_do_says_so_and_what_to_look_at(home, people, places, year, participants, submission):
    fill(participants["春浪社区"], people.chen)
    receipt = hand_in(submission, people.zhou)
    response = home(people.zhou)
    assert todos(response) == [(4, "报送文件", "去上传")]
    assert "最早的已晚 43 天。" in response.content.decode()
    approved = {"title": "评估认定办法", "approved_by": "海曙区人民政府", "approved_on": date(2021, 6, 20)}
    sent = {
        "plan": {},
        "method": approved | {"document_number": "海建〔2021〕3号"},
        "stamped_table": {"receipt": receipt},
        "stamped_receipt": {"receipt": receipt},
    }
    for purpose, words in sent.items():
        send_document(places.haishu, year, purpose, people.zhou, **words)
    response = home(people.zhou)
    assert todos(response) == []
    assert f'没有要办的事。 <a href="{submission.get_absolute_url()}">看上报</a>' in response.content.decode()


def test_a_day_gone_by_is_told_with_the_way_to_whom_to_ask(home, people, participants):
    with time_machine.travel("2021-09-03 09:00+08:00"):
        assert todos(home(people.zhou))[0] == (1, "上报截止日已过", "看找谁办")


def give_back(submission, people):
    return decide(
        submission.entries.first(),
        decision=DecisionChoices.RETURNED,
        seen=DecisionChoices.PENDING,
        reason="证书看不清颁发单位。",
        due=date(2021, 9, 20),
        by=people.wang,
    )


# --- one step short, and where everybody stands --------------------------------------------------------------


def test_one_step_short_names_the_rule_that_cost_most_in_its_own_words(home, people, participants):
    fill(participants["春浪社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r10a=0)
    fill(participants["天一社区"], people.chen, r1a=True, r5b=True, r8c=3, r13b=1, r14a=0, r4b=True)
    page = home(people.chen).context["page"]
    assert [
        (str(row.sheet.community), row.sheet.total, row.code, row.text, row.points) for row in page.near
    ] == [
        ("春浪社区", 78, "10a", "噪声扰民投诉处理率（0%）", 6),
        ("天一社区", 78, "14a", "每年至少开展2次培训（0 次）", 6),
    ]


@pytest.mark.parametrize(("more", "near"), [({}, True), ({"r8a": 2}, False)])
def test_74_is_near_and_72_is_not(home, people, participants, more, near):
    sheet = fill(
        participants["春浪社区"],
        people.chen,
        r2a=True,
        r2b=True,
        r9a=True,
        r9b=True,
        r10a=0,
        r8b=2,
        r8c=2,
        **more,
    )
    assert sheet.total == (74 if near else 72)
    assert bool(home(people.chen).context["page"].near) is near


def test_the_communities_taking_part_are_counted_once_each(home, people, participants):
    fill(participants["春浪社区"], people.chen)
    fill(participants["天一社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r10a=0)
    page = home(people.chen).context["page"]
    assert (page.counts["all"], [part[:3] for part in page.parts]) == (
        6,
        [("pass", "达标", 1), ("fail", "未达标", 1), ("progress", "评分进行中", 0), ("none", "未开始", 4)],
    )


# --- who sees what -------------------------------------------------------------------------------------------


def test_a_street_editor_sees_the_own_streets_sheets_and_no_submission(home, people, participants):
    fill(participants["天一社区"], people.yue, r2a=True, r2b=True, r9a=True, r9b=True, r10a=0)
    response = home(people.lin)
    page, text = response.context["page"], response.content.decode()
    assert (page.submission, page.progress, page.counts["all"], page.near) == (None, None, 3, [])
    assert "海曙区 南门街道 2021年度" in text
    assert "附件2目标" not in text and "天一社区" not in text
    assert todos(response) == [(3, "开始评分的社区", "看是哪些")]


def test_a_street_editor_is_led_to_the_returned_sheet(home, people, participants, submission):
    sheet = fill(participants["春浪社区"], people.chen)
    fill(participants["天一社区"], people.chen)
    hand_in(submission, people.zhou)
    give_back(submission, people)
    assert f'class="btn btn-primary" href="{sheet.get_absolute_url()}"' in home(people.lin).content.decode()
    assert todos(home(people.yue)) == []


def test_a_site_without_data_says_what_to_do(home, people):
    Target.objects.all().delete()
    Submission.objects.all().delete()
    from scoring.models import Adoption

    Adoption.objects.all().delete()
    Programme.objects.get().years.all().delete()
    text = home(people.zhou).content.decode()
    assert "请系统管理员在服务器上运行 manage.py load_annexes，载入附件数据。" in text


def test_the_chosen_year_is_shown(home, people, participants):
    assert "海曙区 2022年度" in home(people.chen, "/?year=2022").content.decode()
    assert "海曙区 2022年度" in home(people.chen).content.decode()


# --- cost ----------------------------------------------------------------------------------------------------


def near_sheets(number, places, year):
    """So many more communities at 78 points, item 10 the dearest."""
    start = Community.objects.count()
    made = Community.objects.bulk_create(
        [Community(street=places.yuehu, name=f"新{start + n}社区") for n in range(number)]
    )
    Participation.objects.bulk_create([Participation(community=each, year=year) for each in made])
    sheets = make_sheets(made, district=places.haishu, year=year, stage="initial")
    for sheet in sheets:
        sheet.total, sheet.passed = 78, False
        sheet.save()
    ItemScore.objects.filter(sheet__in=sheets, number=10).update(
        findings={"10a": 0}, points=0, state="confirmed", version=1
    )


def test_home_costs_the_same_at_3_and_at_30_communities(home, people, places, year, participants):
    near_sheets(3, places, year)
    home(people.chen)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert home(people.chen).status_code == 200
        return len(seen)

    few = queries()
    near_sheets(27, places, year)
    assert queries() == few
