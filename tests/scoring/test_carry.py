"""Starting from what is known: copied to be confirmed, counted only once somebody confirms it."""

import re
from decimal import Decimal

import pytest

from districts.doors import Refused
from districts.models import Event, Year
from scoring.access import carry_sources
from scoring.actions import carry_over, confirm_group, make_sheets, save_item
from scoring.models import ItemScore, Lock, Rubric, ScoreSheet, Stage, State
from tests.scenes import REASON, fill


@pytest.fixture
def source(participants, people):
    """春浪社区 2021 初评: two deductions, one of them chosen by a person, and a percentage."""
    return fill(participants["春浪社区"], people.chen, r5b=True, r7a=2, r10a=Decimal("89.5"))


@pytest.fixture
def sheet(source, places):
    """The same community's blank initial sheet of 2022."""
    return make(source.community, places, 2022, Stage.INITIAL)


def make(community, places, number, stage):
    year = Year.objects.get(number=number)
    (made,) = make_sheets([community], district=places.haishu, year=year, stage=stage)
    return ScoreSheet.objects.select_related("community", "district", "year", "rubric").get(pk=made.pk)


def save(sheet, number, by, reason="", confirmed=True, **found):
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    findings = {code.removeprefix("r"): value for code, value in found.items()}
    save_item(row, findings=findings, reason=reason, version=row.version, by=by, confirmed=confirmed)


def states(sheet):
    return dict(sheet.items.values_list("number", "state"))


def seen(sheet, *numbers):
    return dict(sheet.items.filter(number__in=numbers).values_list("number", "version"))


def test_everything_known_is_copied_and_nothing_of_it_counts(sheet, source, people):
    assert carry_over(sheet, source, by=people.chen) == list(range(1, 18))
    sheet.refresh_from_db()
    assert (set(states(sheet).values()), sheet.total, sheet.passed) == ({State.TO_CONFIRM}, None, None)
    copied = {row.number: (row.findings, row.reason, row.points) for row in sheet.items.all()}
    known = {row.number: (row.findings, row.reason, None) for row in source.items.all()}
    assert copied == known


def test_an_item_with_anything_assessed_is_left_alone_and_a_remark_stays(sheet, source, people):
    save(sheet, 5, people.lin, r5a=False, r5b=False, r5c=False)
    save(sheet, 8, people.lin, r8a=1)
    save(sheet, 16, people.lin, reason="待文保部门答复")
    before = {row.number: (row.findings, row.reason, row.state, row.version) for row in sheet.items.all()}
    assert carry_over(sheet, source, by=people.chen) == [
        number for number in range(1, 18) if number not in (5, 8)
    ]
    after = {row.number: (row.findings, row.reason, row.state, row.version) for row in sheet.items.all()}
    assert {number: after[number] for number in (5, 8)} == {number: before[number] for number in (5, 8)}
    there = source.items.get(number=16).findings
    assert after[16] == (there, "待文保部门答复", State.TO_CONFIRM, 2)


def test_what_is_only_half_assessed_is_named_before_anything_is_copied(sheet, source, people, client):
    save(sheet, 8, people.lin, r8a=1)
    client.force_login(people.chen)
    page = client.get(f"/sheets/{sheet.pk}/carry/last/").content.decode()
    assert "第 8 项只填了一部分，请接着评" in page


def test_only_what_was_assessed_there_is_known(participants, people, places):
    source = participants["柳堤社区"]
    save(source, 5, people.chen, r5a=False, r5b=True, r5c=False)
    save(source, 8, people.chen, r8a=1)
    save(source, 16, people.chen, confirmed=False, r16a=True)
    following = make(source.community, places, 2022, Stage.INITIAL)
    assert carry_over(following, source, by=people.chen) == [5]


def test_copying_twice_says_that_nothing_is_left(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    with pytest.raises(Refused, match="没有可以沿用的项"):
        carry_over(sheet, source, by=people.chen)
    assert set(sheet.items.values_list("version", flat=True)) == {1}


def test_another_communitys_sheet_is_refused(sheet, participants, people):
    other = fill(participants["柳堤社区"], people.chen)
    with pytest.raises(Refused, match="只能沿用同一个社区的另一份评分表"):
        carry_over(sheet, other, by=people.chen)


def test_a_locked_sheet_takes_nothing_over_and_confirms_nothing(sheet, source, people):
    from django.utils import timezone

    carry_over(sheet, source, by=people.chen)
    ScoreSheet.objects.filter(pk=sheet.pk).update(
        lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=people.zhou
    )
    for write in (
        lambda: carry_over(sheet, source, by=people.chen),
        lambda: confirm_group(sheet, seen(sheet, 5), by=people.chen),
    ):
        with pytest.raises(Refused, match="评分表随上报锁定"):
            write()
    assert set(states(sheet).values()) == {State.TO_CONFIRM}


def test_the_trail_keeps_one_line_for_each_item_copied_with_its_source(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    events = Event.objects.filter(action="items_carried").order_by("pk")
    assert [event.after["number"] for event in events] == list(range(1, 18))
    fifth = events[4]
    assert (fifth.actor, fifth.note, fifth.before["state"], fifth.after) == (
        people.chen,
        "沿用自“春浪社区 2021年度 初评”，待确认。",
        State.BLANK,
        {
            "number": 5,
            "state": State.TO_CONFIRM,
            "findings": {"5a": False, "5b": True, "5c": False},
            "points": None,
            "reason": REASON,
        },
    )


# --- confirming ------------------------------------------------------------------------------------------------


def test_an_item_counts_once_it_is_confirmed(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=5)
    saved = save_item(row, findings=row.findings, reason=row.reason, version=1, by=people.lin)
    assert (saved.item.points, saved.result.earned, saved.result.total) == (4, 4, None)


def test_a_group_is_confirmed_at_once_with_one_event_for_each_item(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    assert confirm_group(sheet, seen(sheet, 4, 5, 6), by=people.lin) == [4, 5, 6]
    assert [number for number, state in states(sheet).items() if state == State.CONFIRMED] == [4, 5, 6]
    assert sheet.items.get(number=5).points == 4
    events = Event.objects.filter(action="item_saved", actor=people.lin).order_by("pk")
    assert [(event.after["number"], event.after["points"]) for event in events] == [(4, 6), (5, 4), (6, 6)]


def test_the_last_group_confirmed_brings_the_total_of_the_source(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    confirm_group(sheet, seen(sheet, *range(1, 18)), by=people.chen)
    sheet.refresh_from_db()
    assert (sheet.total, sheet.passed) == (source.total, source.passed) == (91, True)


def test_an_item_somebody_changed_meanwhile_is_not_confirmed_unseen(sheet, source, people):
    carry_over(sheet, source, by=people.chen)
    looked_at = seen(sheet, 5, 6)
    save(sheet, 5, people.lin, confirmed=False, reason="重新看过", r5a=True, r5b=True, r5c=True)
    assert confirm_group(sheet, looked_at, by=people.chen) == [6]
    assert states(sheet)[5] == State.TO_CONFIRM


def test_an_incomplete_item_and_a_choice_without_reason_wait_for_a_person(sheet, people):
    save(sheet, 8, people.chen, confirmed=False, r8a=1)
    save(sheet, 7, people.chen, confirmed=False, r7a=2, r7b=0)
    with pytest.raises(Refused, match="没有可以确认的项"):
        confirm_group(sheet, seen(sheet, 7, 8), by=people.chen)
    assert {n: states(sheet)[n] for n in (7, 8)} == {7: State.TO_CONFIRM, 8: State.TO_CONFIRM}


# --- another rubric --------------------------------------------------------------------------------------------


def another_rubric(rubric, **changes):
    """A later version: the block of each rule named gets one part replaced."""
    blocks = rubric.definition.split("[[categories.items.rules]]")
    for code, pairs in changes.items():
        number = next(n for n, block in enumerate(blocks) if f'code = "{code.removeprefix("r")}"' in block)
        for old, new in pairs:
            blocks[number] = blocks[number].replace(old, new)
    definition = "[[categories.items.rules]]".join(blocks).replace('version = "1"', 'version = "2"', 1)
    return Rubric.objects.create(
        code=rubric.code, version="2", title=rubric.title, source="", pass_mark=80, definition=definition
    )


def test_of_another_rubric_only_rules_that_still_mean_the_same_are_carried(sheet, source, people, client):
    sheet.rubric = another_rubric(
        source.rubric,
        r5b=[('code = "5b"', 'code = "5d"')],  # a new rule
        r7a=[("max = 3", "max = 1")],  # the finding 2 no longer fits
        r16a=[('kind = "fixed"', 'kind = "range"'), ("points = 3", "min = 1\nmax = 6")],  # another kind
    )
    sheet.save()
    client.force_login(people.chen)
    page = client.get(f"/sheets/{sheet.pk}/carry/last/").content.decode()
    assert (
        "两份表用的评分标准不同" in page,
        re.findall(r"<b>(\d+)</b>(?:(?!</tr>).)*还要补评", page, re.S),
    ) == (
        True,
        ["5", "7", "16"],
    )
    carry_over(sheet, source, by=people.chen)
    found = {row.number: row.findings for row in sheet.items.filter(number__in=(5, 6, 7, 16))}
    assert found == {
        5: {"5a": False, "5c": False},
        6: source.items.get(number=6).findings,
        7: {"7b": 0},
        16: {"16b": False},
    }
    assert confirm_group(sheet, seen(sheet, *range(1, 18)), by=people.chen) == [
        number for number in range(1, 18) if number not in (5, 7, 16)
    ]


# --- which sheets ----------------------------------------------------------------------------------------------


def origins(user, sheet):
    return {name: str(source) for name, source in carry_sources(user, sheet).items()}


def test_last_year_is_the_initial_sheet_and_the_baseline_where_there_is_none(
    sheet, source, participants, people, places
):
    baseline = make(source.community, places, 2021, Stage.BASELINE)
    fill(baseline, people.chen)
    assert origins(people.chen, sheet) == {"last": "春浪社区 2021年度 初评"}
    liudi = participants["柳堤社区"].community
    fill(make(liudi, places, 2021, Stage.BASELINE), people.chen)
    following = make(liudi, places, 2022, Stage.INITIAL)
    assert origins(people.chen, following) == {"last": "柳堤社区 2021年度 摸底"}


def test_the_baseline_starts_this_years_initial_sheet_but_never_itself(sheet, source, people, places):
    baseline = make(source.community, places, 2022, Stage.BASELINE)
    fill(baseline, people.chen)
    assert origins(people.chen, sheet) == {
        "last": "春浪社区 2021年度 初评",
        "baseline": "春浪社区 2022年度 摸底",
    }
    assert origins(people.chen, baseline) == {"last": "春浪社区 2021年度 初评"}


def test_the_citys_rescore_is_no_source_for_the_district(participants, people, places):
    community = participants["柳堤社区"].community
    fill(make(community, places, 2021, Stage.REVIEW), people.wang)
    following = make(community, places, 2022, Stage.INITIAL)
    assert (origins(people.chen, following), origins(people.wang, following)) == (
        {},
        {"last": "柳堤社区 2021年度 评审"},
    )


def test_a_sheet_nobody_assessed_is_no_source(participants, people, places):
    following = make(participants["柳堤社区"].community, places, 2022, Stage.INITIAL)
    assert origins(people.chen, following) == {}


# --- the pages -------------------------------------------------------------------------------------------------


def test_the_page_says_what_will_be_copied_before_it_is_pressed(sheet, source, people, client):
    save(sheet, 5, people.lin, r5a=False, r5b=False, r5c=False)
    client.force_login(people.chen)
    on_sheet = client.get(sheet.get_absolute_url()).content.decode()
    assert "有 16 项可以带入本表的空白项" in on_sheet
    page = client.get(f"/sheets/{sheet.pk}/carry/last/").content.decode()
    for words in (
        "来自2021年度初评评分表",
        "将带入 16 项",
        "本表已填的 1 项不动，另有 0 项来源没有评",
        "7a 社区绿地布局不合理：扣 2 分",
        REASON,
        "带入 16 项，待确认",
    ):
        assert words in page
    assert set(states(sheet).values()) == {State.BLANK, State.CONFIRMED}


def test_pressing_it_copies_and_comes_back_to_the_first_item_to_confirm(sheet, source, people, client):
    client.force_login(people.chen)
    answer = client.post(f"/sheets/{sheet.pk}/carry/last/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/sheets/{sheet.pk}/?open=1#item-1", 302)]
    assert "已带入 17 项，现在都是“待确认”" in page
    assert page.count("确认本组") == 6
    again = client.post(f"/sheets/{sheet.pk}/carry/last/")
    assert (again.status_code, "没有可以沿用的项" in again.content.decode()) == (409, True)


def test_the_groups_button_confirms_what_stood_on_the_page(sheet, source, people, client):
    carry_over(sheet, source, by=people.chen)
    client.force_login(people.chen)
    looked_at = {f"seen-{number}": version for number, version in seen(sheet, 1, 2, 3).items()}
    client.post(f"/sheets/{sheet.pk}/confirm/", {**looked_at, "seen-x": "1", "seen-4": "?"})
    assert [number for number, state in states(sheet).items() if state == State.CONFIRMED] == [1, 2, 3]
    twice = client.post(f"/sheets/{sheet.pk}/confirm/", looked_at, follow=True)
    assert "没有可以确认的项" in twice.content.decode()


def test_a_source_that_is_not_there_is_not_found(sheet, people, client):
    client.force_login(people.chen)
    found = [
        client.get(f"/sheets/{sheet.pk}/carry/{name}/").status_code for name in ("baseline", "review", "x")
    ]
    assert found == [404, 404, 404]


def test_carrying_and_confirming_cost_the_same_however_many_items(
    sheet, source, people, client, django_assert_max_num_queries
):
    client.force_login(people.chen)
    client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(24):
        client.post(f"/sheets/{sheet.pk}/carry/last/")
    looked_at = {f"seen-{number}": 1 for number in range(1, 18)}
    with django_assert_max_num_queries(20):
        client.post(f"/sheets/{sheet.pk}/confirm/", looked_at)
    sheet.refresh_from_db()
    assert sheet.total == 91
