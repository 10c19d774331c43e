"""附件3 as a table: which communities, how many, what share; blanks are blanks."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Community, District, Target, Year
from reports import actions
from reports.annex3 import Row, YearCell, annex3
from reports.models import Entry, Submission, Title
from reports.queries import Basis, city_total, progress
from tests.reports.lists import hand_in_list, revoke

JIANGBEI = ["外滩社区", "盐仓社区", "新马社区", "槐树社区"]


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    """江北 has handed in four: recognised, pending, returned, declined."""
    submission = hand_in_list(places.jiangbei, year, JIANGBEI, by=people.he)
    first, _second, third, fourth = submission.entries.all()
    actions.decide(first, decision="recognised", seen="pending", by=people.wang)
    actions.decide(
        third, decision="returned", seen="pending", reason="请核对。", due=date(2021, 9, 25), by=people.wang
    )
    actions.decide(fourth, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    return submission


def conclude(submission, people, *, recognise=()):
    """Decide what is still open, the named communities recognised and the others declined, and conclude."""
    for entry in submission.entries.filter(decision="returned"):
        actions.withdraw(entry, reason="不再申报。", by=people.he)
    for entry in submission.entries.filter(decision="pending"):
        decision = "recognised" if entry.community_name in recognise else "declined"
        actions.decide(entry, decision=decision, seen="pending", reason="现场查看。", by=people.wang)
    actions.conclude(submission, early=True, by=people.shen)


def next_year(time_machine):
    time_machine.move_to("2022-09-20 10:00 +0800", tick=False)
    return Year.objects.get(number=2022)


def row_of(table, name):
    return next(row for row in table.rows if row.name == name)


# --- the form --------------------------------------------------------------------------------------------------


def test_the_heads_are_those_of_the_form_and_follow_the_programme(year):
    assert annex3(year).heads == (
        "县（市、区）",
        *("2021年绿色社区名单", "2021年完成数量", "2021年完成比例"),
        *("2022年绿色社区名单", "2022年完成数量", "2022年完成比例"),
        "合计完成比例",
    )


def test_the_citys_table_has_the_ten_districts_in_annex_order_and_the_total(year):
    table = annex3(year)
    assert [row.name for row in table.rows] == [
        *("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县")
    ]
    assert (table.total.name, table.unit) == ("地区合计", "宁波市住房和城乡建设局")


def test_a_districts_own_table_has_its_row_and_the_total_and_names_who_fills_it_in(listed, places, year):
    table = annex3(year, district=places.jiangbei)
    assert [row.name for row in table.rows] == ["江北区"]
    assert (table.unit, table.contact) == ("江北区住房和城乡建设局", "周国平 0574-00000001")


def test_before_anything_is_handed_in_every_cell_is_blank(year):
    table = annex3(year)
    assert {row.years for row in (*table.rows, table.total)} == {(None, None)}
    assert {row.share for row in (*table.rows, table.total)} == {None}
    assert table.blank_line.startswith("海曙区、江北区、")
    assert table.blank_line.endswith("、象山县2021年未上报，空白不是 0")


# --- the year still open: two bases ----------------------------------------------------------------------------


def test_reported_shows_what_stands_in_the_list_declined_and_withdrawn_stay_out(listed, year):
    table = annex3(year, basis="reported")
    cell = YearCell(("外滩社区", "盐仓社区", "新马社区"), 3, Decimal("4.23"))
    assert row_of(table, "江北区") == Row("江北区", (cell, None), Decimal("4.23"))
    assert table.total == Row("地区合计", (YearCell((), 3, Decimal("0.46")), None), Decimal("0.46"))
    assert table.basis_line == "口径：初评（区县上报）"


def test_recognised_shows_what_is_decided_so_far(listed, year):
    table = annex3(year, basis="recognised")
    cell = YearCell(("外滩社区",), 1, Decimal("1.41"))
    assert row_of(table, "江北区") == Row("江北区", (cell, None), Decimal("1.41"))
    assert table.basis_line == "口径：评审（已认定）"


def test_handed_in_with_nobody_left_is_nought_and_not_blank(people, places, year):
    submission = hand_in_list(places.jiangbei, year, ["外滩社区"], by=people.he)
    actions.withdraw(submission.entries.get(), reason="不再申报。", by=people.he)
    assert row_of(annex3(year), "江北区").years == (YearCell((), 0, Decimal("0.00")), None)


@pytest.mark.parametrize("basis", Basis)
def test_a_concluded_year_shows_its_titles_whatever_basis_is_asked_for(listed, people, year, basis):
    conclude(listed, people, recognise=["盐仓社区"])
    table = annex3(year, basis=basis)
    assert row_of(table, "江北区").years[0] == YearCell(("外滩社区", "盐仓社区"), 2, Decimal("2.82"))
    assert table.basis_line == "口径：评审（已认定）"


def test_the_table_says_which_districts_are_concluded_among_open_ones(listed, people, places, year):
    conclude(listed, people)
    hand_in_list(places.haishu, year, ["万宁社区"], by=people.zhou)
    assert annex3(year).basis_line == "口径：初评（区县上报）；已办结的2021年江北区为评审（已认定）"


# --- two years -------------------------------------------------------------------------------------------------


def test_asked_for_the_first_year_the_second_is_blank_though_it_is_known(
    listed, people, places, time_machine
):
    conclude(listed, people)
    later = next_year(time_machine)
    hand_in_list(places.jiangbei, later, ["白沙社区"], by=people.he)
    row = row_of(annex3(Year.objects.get(number=2021)), "江北区")
    assert row == Row("江北区", (YearCell(("外滩社区",), 1, Decimal("1.41")), None), Decimal("1.41"))


def test_both_years_are_added_up_over_the_declared_number_of_the_later(listed, people, places, time_machine):
    conclude(listed, people, recognise=["盐仓社区"])
    later = next_year(time_machine)
    Target.objects.filter(year=later, district=places.jiangbei).update(declared=80)
    hand_in_list(places.jiangbei, later, ["白沙社区"], by=people.he)
    table = annex3(later)
    assert row_of(table, "江北区") == Row(
        "江北区",
        (
            YearCell(("外滩社区", "盐仓社区"), 2, Decimal("2.82")),
            YearCell(("白沙社区",), 1, Decimal("1.25")),
        ),
        Decimal("3.75"),
    )
    assert table.total.share == Decimal("0.45")  # 3 of 668
    assert table.basis_line == "口径：初评（区县上报）；已办结的2021年为评审（已认定）"


def test_without_a_second_report_the_total_share_is_over_the_first_years_number(
    listed, people, places, time_machine
):
    conclude(listed, people)
    later = next_year(time_machine)
    Target.objects.filter(year=later, district=places.jiangbei).update(declared=80)
    row = row_of(annex3(later), "江北区")
    assert row == Row("江北区", (YearCell(("外滩社区",), 1, Decimal("1.41")), None), Decimal("1.41"))


def test_a_community_with_a_valid_title_is_not_counted_again_in_the_next_year(
    listed, people, places, time_machine
):
    conclude(listed, people)
    later = next_year(time_machine)
    second = hand_in_list(places.jiangbei, later, ["又一社区", "白沙社区"], by=people.he)
    titled = listed.entries.get(community_name="外滩社区").community
    second.entries.filter(community_name="又一社区").update(community=titled)
    row = row_of(annex3(later), "江北区")
    assert (row.years[1], row.share) == (YearCell(("白沙社区",), 1, Decimal("1.41")), Decimal("2.82"))


def test_listed_in_two_open_years_it_stands_in_both_and_counts_once_in_the_total_share(
    people, places, year, time_machine
):
    first = hand_in_list(places.jiangbei, year, ["外滩社区"], by=people.he)
    later = next_year(time_machine)
    second = hand_in_list(places.jiangbei, later, ["外滩社区二"], by=people.he)
    second.entries.update(community=first.entries.get().community)
    row = row_of(annex3(later), "江北区")
    assert [cell.count for cell in row.years] == [1, 1]
    assert row.share == Decimal("1.41")


# --- merged, revoked, renamed ----------------------------------------------------------------------------------


def merge(one, other, on=date(2022, 1, 1)):
    Community.objects.filter(pk=one.pk).update(valid_until=on, merged_into=other)


def test_communities_that_merged_count_once(listed, people, year, time_machine):
    conclude(listed, people, recognise=["盐仓社区"])
    first, second = (listed.entries.get(community_name=name).community for name in JIANGBEI[:2])
    merge(second, first)
    assert row_of(annex3(year), "江北区").years[0].count == 2  # the merger is still to come
    next_year(time_machine)
    assert row_of(annex3(year), "江北区").years[0] == YearCell(("外滩社区",), 1, Decimal("1.41"))


def test_merged_over_two_years_they_count_in_the_first(listed, people, places, time_machine):
    conclude(listed, people)
    later = next_year(time_machine)
    second = hand_in_list(places.jiangbei, later, ["白沙社区", "正大社区"], by=people.he)
    conclude(second, people, recognise=["白沙社区", "正大社区"])
    merge(
        second.entries.get(community_name="白沙社区").community,
        listed.entries.get(community_name="外滩社区").community,
    )
    row = row_of(annex3(later), "江北区")
    assert [cell.names for cell in row.years] == [("外滩社区",), ("正大社区",)]
    assert row.share == Decimal("2.82")


def test_communities_recorded_as_merged_in_a_ring_do_not_hang_the_table(listed, year):
    first, second = (listed.entries.get(community_name=name).community for name in JIANGBEI[:2])
    merge(first, second, on=date(2021, 9, 1))
    merge(second, first, on=date(2021, 9, 1))
    assert row_of(annex3(year), "江北区").years[0].count == 3


def test_a_revoked_title_drops_out_from_its_date_with_a_footnote(listed, people, year, time_machine):
    conclude(listed, people, recognise=["盐仓社区"])
    revoke(Title.objects.filter(community__name="盐仓社区"), date(2021, 11, 5))
    time_machine.move_to("2021-11-04 23:00 +0800")
    before = annex3(year)
    assert (row_of(before, "江北区").years[0].count, before.footnotes) == (2, ())
    time_machine.move_to("2021-11-05 00:30 +0800")
    after = annex3(year)
    assert row_of(after, "江北区").years[0] == YearCell(("外滩社区",), 1, Decimal("1.41"))
    assert after.footnotes == (
        "江北区中河街道盐仓社区（2021年认定）的称号已于2021年11月5日撤销，不计入本表。",
    )


def test_names_are_those_frozen_at_the_hand_in(listed, year):
    Community.objects.filter(name="外滩社区").update(name="老外滩社区")
    assert row_of(annex3(year), "江北区").years[0].names[0] == "外滩社区"


def test_the_street_stands_before_a_name_a_district_lists_twice(people, places, year):
    hand_in_list(places.jiangbei, year, ["东城社区", "朱雀社区"], by=people.he)
    submission = Submission.objects.get(district=places.jiangbei, year=year)
    hand_in_list(places.haishu, year, ["东城社区"], by=people.zhou, street="福明街道")
    Entry.objects.filter(submission__district=places.haishu).update(submission=submission)
    Submission.objects.filter(district=places.haishu).update(status="draft")
    assert set(row_of(annex3(year), "江北区").years[0].names) == {
        "中河街道东城社区",
        "福明街道东城社区",
        "朱雀社区",
    }


# --- shares, and agreement with the other pages ----------------------------------------------------------------


@pytest.mark.parametrize(("count", "share"), [(41, "40.59"), (20, "19.80"), (1, "0.99")])
def test_shares_have_two_decimals_half_up(people, places, year, count, share):
    hand_in_list(places.haishu, year, [f"第{n}社区" for n in range(count)], by=people.zhou)
    assert row_of(annex3(year), "海曙区").years[0].share == Decimal(share)


@pytest.mark.parametrize(
    ("basis", "number"), [("reported", "newly_reported"), ("recognised", "newly_recognised")]
)
def test_the_table_and_the_progress_page_give_the_same_numbers(
    listed, people, places, year, time_machine, basis, number
):
    other = hand_in_list(places.haishu, year, ["万宁社区", "春浪社区"], by=people.zhou)
    conclude(other, people, recognise=["万宁社区"])
    merge(
        other.entries.get(community_name="万宁社区").community,
        places.communities["万宁社区"],
        date(2021, 9, 1),
    )
    table = annex3(year, basis=basis)
    rows = progress(year, list(District.objects.all()))
    assert [row.years[0] and row.years[0].count for row in table.rows] == [
        getattr(row, number) if row.status != "draft" else None for row in rows
    ]
    assert table.total.years[0].count == getattr(city_total(rows, year), number)


def test_the_table_costs_the_same_at_three_and_at_thirty(people, places, year):
    year, costs = Year.objects.select_related("programme").get(number=2021), []
    for district, number, by in ((places.jiangbei, 3, people.he), (places.haishu, 27, people.zhou)):
        hand_in_list(district, year, [f"第{n}社区" for n in range(number)], by=by)
        with CaptureQueriesContext(connection) as captured:
            annex3(year)
        costs.append(len(captured))
    assert costs[0] == costs[1]
