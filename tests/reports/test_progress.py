"""全市进展: three counts and two goals, each kept apart."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.models import Community, District, Extension, Participation, Target, Year
from reports import actions
from reports.models import Title
from reports.queries import city_total, progress
from tests.reports.lists import hand_in_list, revoke
from tests.scenes import fill


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    """江北 has handed in four: two recognised, one returned, one pending."""
    submission = hand_in_list(
        places.jiangbei, year, ["外滩社区", "盐仓社区", "新马社区", "槐树社区"], by=people.he
    )
    first, second, third, _fourth = submission.entries.all()
    for entry in (first, second):
        actions.decide(entry, decision="recognised", seen="pending", by=people.wang)
    actions.decide(
        third, decision="returned", seen="pending", reason="请核对。", due=date(2021, 9, 25), by=people.wang
    )
    return submission


@pytest.fixture
def concluded(listed, people):
    for entry in listed.entries.filter(decision__in=["pending", "returned"]):
        actions.withdraw(entry, reason="不再申报。", by=people.he)
    actions.conclude(listed, by=people.shen)
    return listed


def one(year, district):
    return progress(year, [district])[0]


def home(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("home"), asked)


def test_taking_part_passing_and_recognised_are_three_counts(participants, people, places, year):
    fill(participants["春浪社区"], people.zhou)
    fill(
        participants["柳堤社区"],
        people.zhou,
        r2a=True,
        r2b=True,
        r5a=True,
        r5b=True,
        r5c=True,
        r9a=True,
        r9b=True,
    )
    row = one(year, places.haishu)
    assert (row.participating, row.assessed, row.passing, row.recognised) == (6, 2, 1, 0)
    assert (row.reported, row.status) == (None, "draft")


def test_a_list_handed_in_counts_as_reported_and_what_is_decided_as_recognised(listed, places, year):
    row = one(year, places.jiangbei)
    assert (row.reported, row.recognised, row.open_entries, row.returned) == (4, 2, 2, 1)
    assert (row.declared, row.target, row.recognised_share) == (71, 28, Decimal("2.82"))
    assert row.short_of_target(row.recognised) == 26


def test_the_target_and_the_share_are_two_facts(people, places, year):
    """余姚: the official target of 16 of 41 is reached while 39.02% is still short of 40%."""
    yuyao = District.objects.get(code="330281")
    hand_in_list(yuyao, year, [f"第{n}社区" for n in range(16)], by=people.he, decision="recognised")
    row = one(year, yuyao)
    assert (row.short_of_target(row.recognised), row.recognised_share) == (0, Decimal("39.02"))
    assert row.reaches_share(row.recognised) is False
    assert row.reaches_share(17) is True


def test_the_next_year_counts_on_from_the_titles_still_valid(concluded, places):
    later = Year.objects.get(number=2022)
    row = one(later, places.jiangbei)
    assert (row.earlier, row.newly_recognised, row.recognised, row.target) == (2, 0, 2, None)
    assert row.short_of_target(2) is None
    revoke(Title.objects.filter(community__name="盐仓社区"), date(2021, 9, 20))
    assert one(later, places.jiangbei).recognised == 1


def test_a_community_with_a_title_is_not_reported_again(concluded, people, places):
    later = Year.objects.get(number=2022)
    second = hand_in_list(places.jiangbei, later, ["又一社区", "白沙社区"], by=people.he)
    second.entries.filter(community_name="又一社区").update(community=concluded.entries.first().community)
    row = one(later, places.jiangbei)
    assert (row.earlier, row.newly_reported, row.reported, row.open_entries) == (2, 1, 3, 2)


def test_communities_that_merged_count_once(concluded, places, year):
    first, second = (
        concluded.entries.get(community_name=name).community for name in ("外滩社区", "盐仓社区")
    )
    Community.objects.filter(pk=second.pk).update(valid_until=date(2021, 9, 20), merged_into=first)
    assert one(year, places.jiangbei).recognised == 1
    assert one(Year.objects.get(number=2022), places.jiangbei).earlier == 1


def test_the_city_is_the_sum_of_its_districts(listed, people, places, year):
    hand_in_list(places.haishu, year, ["万宁社区"], by=people.zhou)
    total = city_total(progress(year, list(District.objects.all())), year)
    assert (total.declared, total.target, total.reported, total.recognised) == (659, 264, 5, 2)
    assert (total.recognised_share, total.open_entries, total.returned) == (Decimal("0.30"), 3, 1)


def test_the_number_of_queries_does_not_grow_with_the_list(people, places, year):
    districts, costs = list(District.objects.all()), []
    for district, number, by in ((places.jiangbei, 3, people.he), (places.haishu, 27, people.zhou)):
        hand_in_list(district, year, [f"第{n}社区" for n in range(number)], by=by)
        with CaptureQueriesContext(connection) as captured:
            progress(year, districts)
        costs.append(len(captured))
    assert costs[0] == costs[1]


# --- the page --------------------------------------------------------------------------------------------------


def test_the_citys_first_page_shows_the_districts_in_annex_order(client, listed, people):
    response = home(client, people.shen, year=2021)
    lines = response.context["lines"]
    assert [line.district.name for line in lines] == list(District.objects.values_list("name", flat=True))
    assert (lines[0].status, lines[0].goal) == (("none", "未上报"), None)
    assert (lines[1].status, lines[1].goal) == (("progress", "评审中，余 2 个"), ("near", "上报少 24 个"))


def test_the_figures_of_the_cells(client, listed, people):
    text = " ".join(home(client, people.wang, year=2021).content.decode().split())
    for words in (
        '认定</p><p class="gc-figure"><b>2</b>/ 264 个</p><p>附件2目标：未到，差 262 个',
        "认定占申报社区 659 个",
        "<b>0.30%</b></p><p>40% 线：未到",
        "<b>4</b>个</p><p>占申报社区 0.61%，没有结论 2 个",
        "<b>1</b>/ 10</p><p>9 个未上报",
    ):
        assert words in text


def test_a_silent_district_has_blanks_and_an_extension_is_named(client, people, places, year):
    for district in District.objects.exclude(code__in=["330203", "330225"]):
        hand_in_list(district, year, [f"{district}一社区"], by=people.he)
    xiangshan = District.objects.get(code="330225")
    Extension.objects.create(
        year=year, district=xiangshan, until=date(2021, 9, 25), reason="台风", granted_by=people.shen
    )
    response = home(client, people.shen, year=2021)
    assert response.context["silent"] == ["海曙区未上报", "象山县延期至 2021年9月25日"]
    assert [line.blank for line in response.context["lines"]] == [True, *[False] * 8, True]


def test_a_concluded_district_says_so(client, concluded, people):
    line = home(client, people.shen, year=2021).context["lines"][1]
    assert (line.status, line.goal) == (("done", "已办结"), ("progress", "认定差 26 个"))


def test_a_year_without_hand_ins_or_targets_is_shown_and_has_nothing_to_do(client, people, year):
    year.plan_due = None  # else the plans are called for
    year.save(update_fields=["plan_due"])
    response = home(client, people.shen, year=2022)
    text = response.content.decode()
    assert (response.status_code, response.context["todos"]) == (200, [])
    assert "本年度累计目标还没有确定" in text
    assert "没有区县上报" in text


def test_a_year_without_any_district_says_what_is_missing(client, people, year):
    Target.objects.filter(year__number=2022).delete()
    Participation.objects.all().delete()
    assert "还没有载入年度、目标和区县" in home(client, people.shen, year=2022).content.decode()


def test_the_first_page_costs_the_same_at_three_and_at_thirty(client, people, places, year):
    costs = []
    for district, number, by in ((places.jiangbei, 3, people.he), (places.haishu, 27, people.zhou)):
        hand_in_list(district, year, [f"第{n}社区" for n in range(number)], by=by)
        home(client, people.shen, year=2021)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("home"), {"year": 2021})
        costs.append(len(captured))
    assert costs[0] == costs[1]
