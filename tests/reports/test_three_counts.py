"""参与, 达标, 认定 are three counts, and 目标 and 占比 two goals: every page, table and document that shows one names it and what it
is of. The scene: of 10 declared 5 take part, 3 pass, 2 are recognised; the target is 4, the line 40%."""

import re

import pytest
from django.urls import reverse

from districts.models import Community, Target, Year
from reports.actions import conclude, decide, evaluate
from reports.models import Submission
from reports.queries import progress, street_counts
from scoring.actions import choose_participants
from scoring.models import ScoreSheet
from tests.files import rows_of
from tests.scenes import fill, hand_in

SHORT = {"r2a": True, "r2b": True, "r5a": True, "r5b": True, "r9a": True, "r9b": True, "r11a": True}


@pytest.fixture(autouse=True)
def _august(time_machine):
    time_machine.move_to("2021-08-20 10:00 +0800", tick=False)


@pytest.fixture
def passing(people, places, year):
    """Five of 海曙's ten take part; three pass, one does not, one is blank."""
    Target.objects.filter(district=places.haishu, year=year).update(declared=10, target=4)
    five = list(Community.objects.filter(street__district=places.haishu).order_by("pk")[:5])
    choose_participants(places.haishu, year=year, communities=five, by=people.zhou)
    sheets = list(ScoreSheet.objects.filter(district=places.haishu, year=year).order_by("community"))
    for sheet in sheets[:3]:
        fill(sheet, people.chen)
    fill(sheets[3], people.chen, **SHORT)
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def recognised(passing, people):
    """Handed in; two of the three are recognised, the third is declined."""
    hand_in(passing, people.zhou)
    first, second, third = passing.entries.all()
    for entry in (first, second):
        decide(entry, decision="recognised", seen="pending", by=people.wang)
    decide(third, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    return passing


@pytest.fixture
def shown(client, people):
    """The words of a page, without its marks."""

    def text(who, address):
        client.force_login(getattr(people, who))
        page = client.get(address).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    return text


def has(text, *words):
    assert [one for one in words if one not in text] == []


# --- a district's own pages ------------------------------------------------------------------------------------------


def test_the_districts_home(recognised, shown):
    text = shown("zhou", "/")
    has(text, "参与 5 / 10 个 占申报社区 50.00%", "初评达标 3 / 5 个 占参与社区 60.00%")
    has(text, "认定 2 / 4 个 附件2目标：未到，差 2 个")
    has(text, "附件2目标 4 个（40.00%） 认定 2 个，差 2 个： 未到 初评达标 3 个，差 1 个： 未到")
    has(text, "40% 线（申报社区 10 个） 认定占 20.00%： 未到 初评达标占 30.00%： 未到")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("lin", "参与 3 / 3 个 占本街道社区 100.00% 初评达标 3 / 3 个 占参与社区 100.00% 认定 2 个"),
        ("yue", "参与 2 / 3 个 占本街道社区 66.67% 初评达标 0 / 2 个 占参与社区 0.00% 认定 0 个"),
    ],
)
def test_a_street_editors_home_counts_the_own_street(recognised, people, shown, who, words):
    has(shown(who, "/"), words + " 目标定到区县（市），不分到街道")
    conclude(recognised, early=True, by=people.shen)
    has(shown(who, "/"), words)


def test_a_streets_count_of_titles_includes_the_earlier_years(recognised, people, shown):
    conclude(recognised, early=True, by=people.shen)
    words = (
        "参与 0 / 3 个 占本街道社区 0.00% 初评达标 0 / 0 个 认定（累计） 2 个 含以前年度 2 个，本年度 0 个"
    )
    has(shown("lin", "/?year=2022"), words)


def test_the_streets_add_up_to_their_district(recognised, places, year):
    (district,) = progress(year, [places.haishu])
    streets = [street_counts(year, street) for street in (places.nanmen, places.yuehu)]
    for name in ("participating", "newly_passing", "recognised"):
        assert sum(getattr(each, name) for each in streets) == getattr(district, name)


def test_target_met_and_line_missed_are_two_facts_on_every_page_that_has_both(
    recognised, shown, places, year
):
    Target.objects.filter(district=places.haishu, year=year).update(target=2)
    has(shown("zhou", "/"), "认定 2 个： 已到", "认定占 20.00%： 未到")
    has(shown("zhou", recognised.get_absolute_url()), "认定 2 / 2 个 附件2目标：已到")
    line = next(row for row in shown("shen", "/").split("海曙区")[1:] if "20.00%" in row)
    has(line, "已到目标")


def test_the_submission_and_the_check(passing, shown):
    counts = ("参与 5 / 10 个 占申报社区 50.00%", "初评达标 3 / 5 个 占参与社区 60.00%", "认定 0 / 4 个")
    text = shown("zhou", passing.get_absolute_url())
    has(text, *counts, "将列入名单 3 个社区", "本年度名单占申报社区 10 个 30.00%")
    text = shown("zhou", reverse("reports:check", args=[passing.pk]))
    has(text, *counts, "名单 3 个社区", "附件2目标 4 个（40.00%） 名单 3 个，差 1 个 未到")
    has(text, "40% 线（申报社区 10 个） 名单占 30.00% 未到")


def test_the_submission_once_decided(recognised, shown):
    text = shown("zhou", recognised.get_absolute_url())
    has(text, "参与 5 / 10 个", "初评达标 3 / 5 个", "认定 2 / 4 个 附件2目标：未到，差 2 个")
    has(text, "名单 2 个社区", "本年度名单占申报社区 10 个 20.00%")


def test_the_list_of_communities(recognised, shown):
    has(shown("zhou", "/2021/communities/"), "参与 5 个，初评达标 3 个，有未评项 1 个")


def test_the_receipt_counts_what_was_handed_in(recognised, shown):
    text = shown("zhou", recognised.receipts.get().get_absolute_url())
    has(text, "绿色社区名单 3 个", "完成比例 30.00% （3 / 10）")


# --- the city's ------------------------------------------------------------------------------------------------------


def test_the_citys_home(recognised, shown):
    text = shown("shen", "/")
    has(text, "参与 5 / 568 个 占申报社区 0.88%", "初评达标 3 / 5 个 占参与社区 60.00%")
    has(text, "认定 2 / 227 个 附件2目标：未到，差 225 个", "认定占申报社区 568 个 0.35% 40% 线：未到")
    has(text, "海曙区 10 5 3 2 2 4 上报少 2 个 20.00% 未到")
    assert (568, 227) == (659 - 101 + 10, 264 - 41 + 4)


def test_the_exported_progress(recognised, client, people):
    client.force_login(people.shen)
    heads, first, *_rest = rows_of(client.get("/2021/progress/export.xlsx"))
    row = dict(zip(heads, first, strict=True))
    assert row == {
        "区县（市）": "海曙区",
        "申报社区": 10,
        "参与（本年度）": 5,
        "初评达标（累计）": 3,
        "上报（累计）": 2,
        "认定（累计）": 2,
        "目标（累计）": 4,
        "与目标": "上报少 2 个",
        "认定占申报社区": pytest.approx(0.2),
        "40% 线": "未到",
        "评审": "待办结",
    }


def test_the_queue_counts_decisions(recognised, shown):
    has(
        shown("wang", "/2021/review/"),
        "全市上报名单 3 个，待评审 0 个，退回补正 0 个",
        "认定 2",
        "不予认定 1",
    )


def test_the_evaluation(recognised, shown, people):
    conclude(recognised, early=True, by=people.shen)
    evaluate(recognised, grade="good", text="组织得力。", by=people.shen)
    for who in ("shen", "zhou"):
        text = shown(who, reverse("reports:evaluate", args=[recognised.pk]))
        has(text, "申报社区 10 个", "目标（累计） 4 个", "参与 5 个，占申报社区 50.00%")
        has(text, "初评达标（累计） 3 个，占申报社区 30.00%", "认定（累计） 2 个")
        has(text, "认定与目标 未到，差 2 个", "认定占申报社区 20.00%", "认定与占比线 40% 线：未到")


def test_annex_3_says_which_of_the_counts_it_shows(recognised, shown, people):
    address = "/2021/annex3/?district=330203"
    has(shown("shen", address + "&basis=reported"), "口径：初评（区县上报）", "20.00%")
    has(shown("shen", address + "&basis=recognised"), "口径：评审（已认定）", "20.00%")


def test_annex_3_before_a_decision(passing, shown, people):
    hand_in(passing, people.zhou)
    address = "/2021/annex3/?district=330203"
    has(shown("shen", address + "&basis=reported"), "口径：初评（区县上报）", "30.00%")
    has(shown("shen", address + "&basis=recognised"), "口径：评审（已认定）", "0.00%")


def test_the_titles(recognised, shown, people):
    conclude(recognised, early=True, by=people.shen)
    has(shown("zhou", "/2021/titles/"), "全部 2", "未公布 2", "有效 0")


def test_the_year_page_has_the_declared_and_the_target(recognised, shown):
    has(shown("wang", "/2021/calendar/"), "申报社区数", "累计目标", "海曙区 10 4")


def test_a_departments_home(recognised, shown):
    text = shown("huan", "/")
    has(text, "已上报的区县 1 / 10 个", "本年度上报名单 2 个 没有结论 0 个")
    has(text, "认定 2 / 227 个 附件2目标：未到，差 225 个")
    assert "初评达标" not in text


# --- the second year ---------------------------------------------------------------------------------------------------


def test_in_the_second_year_the_cumulative_counts_say_so(recognised, shown, people, places):
    """Two titles of 2021; in 2022 nobody takes part yet."""
    conclude(recognised, early=True, by=people.shen)
    second = Year.objects.get(number=2022)
    Target.objects.filter(district=places.haishu, year=second).update(declared=10, target=6)
    text = shown("zhou", "/?year=2022")
    has(text, "参与 0 / 10 个 占申报社区 0.00%", "初评达标 0 / 0 个")
    has(text, "认定（累计） 2 / 6 个 含以前年度 2 个，本年度 0 个 本年度累计目标：未到，差 4 个")
    has(text, "本年度累计目标 6 个（60.00%） 认定（累计） 2 个，差 4 个： 未到")
    has(text, "60% 线（申报社区 10 个） 认定（累计）占 20.00%： 未到 初评达标（累计）占 20.00%： 未到")
