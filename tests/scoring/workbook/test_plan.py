"""What a file would change: what somebody changed in it, and nothing else."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.models import State
from scoring.workbook import layout
from scoring.workbook.export import shown
from scoring.workbook.plan import Kind, moved
from tests.scenes import clean_findings
from tests.scoring.workbook.books import closed, edited, opened
from tests.scoring.workbook.memory import (
    RUBRIC,
    blank_sheets,
    cell,
    item_said,
    planned,
    row_of,
    sheet_of,
    sheets,
    written,
)

FEW = settings(max_examples=60, deadline=None)


def typed(standing, said):
    """Cells that make the file say `said`: (key of a sheet, item number) -> (findings, reason)."""
    return {
        (standing[key].community.name, column): value
        for (key, number), (findings, reason) in said.items()
        for column, value in [
            *(
                (rule.code, None if rule.code not in findings else cell(rule, findings[rule.code]))
                for rule in RUBRIC.item(number).rules
            ),
            (number, reason),
        ]
    }


def changes(plan):
    return {
        (str(one.sheet.community.pk), change.item.number): (change.kind, change.findings, change.reason)
        for one in plan.communities
        for change in one.changes
    }


def shows(row):
    """(findings, reason) the file shows of an item."""
    seen = shown(RUBRIC.item(row.number), row)
    return seen.findings, seen.reason


def writes(row, said):
    """Whether (findings, reason) brought back make the item another."""
    return (row.findings, row.reason, row.state) != (*said, row_of(RUBRIC.item(row.number), said).state)


def left_and_written(standing, expected):
    """(names of the locked communities something was typed for, the changes that are to be made)."""
    locked = {key for key, _number in expected if standing[key].why_locked}
    names = {standing[key].community.name for key in locked}
    return names, {place: change for place, change in expected.items() if place[0] not in locked}


def left(plan):
    return {row.name for row in plan.left}


def some_items(data, standing):
    """A few items of the sheets and what a person may put into them; now and then just what stands there."""
    worked_on = [(key, n) for key in sorted(standing) for n, row in standing[key].rows.items() if row.reason]
    everywhere = [(key, item.number) for key in sorted(standing) for item in RUBRIC.items]
    places = st.sampled_from(everywhere) | st.sampled_from(worked_on or everywhere)
    chosen = data.draw(st.lists(places, unique=True, max_size=6))
    said = {}
    for key, number in chosen:
        row = standing[key].rows[number]
        same = [st.just((row.findings, row.reason))] if row.reason else []
        said[key, number] = data.draw(st.one_of(*same, item_said(RUBRIC.item(number))))
    return said


@FEW
@given(sheets())
def test_what_is_taken_out_and_brought_back_untouched_changes_nothing(standing):
    plan = planned(written(standing), standing)
    assert (changes(plan), plan.left, plan.emptied) == ({}, (), 0)
    assert plan.unchanged == 17 * len(standing)


@FEW
@given(st.data())
def test_exactly_what_was_typed_into_the_file_is_changed(data):
    standing = data.draw(sheets())
    said = some_items(data, standing)
    plan = planned(edited(written(standing), typed(standing, said)), standing)
    expected = {}
    for (key, number), (findings, reason) in said.items():
        row = standing[key].rows[number]
        if shows(row) != (findings, reason) and writes(row, (findings, reason)):
            kind = Kind.CHANGED if row.findings or row.reason else Kind.NEW
            expected[key, number] = (kind, findings, reason)
    locked, expected = left_and_written(standing, expected)
    assert (changes(plan), left(plan)) == (expected, locked)
    assert plan.unchanged == 17 * (len(standing) - len(locked)) - len(expected)


@FEW
@given(st.data())
def test_what_both_sides_changed_is_told_apart_from_what_one_did(data):
    """Any items edited in the file, any saved on the site meanwhile, some of them to the same."""
    exported = data.draw(sheets())
    file_said, site_said = some_items(data, exported), some_items(data, exported)
    site_said |= {place: said for place, said in file_said.items() if data.draw(st.integers(0, 3)) == 0}
    content = edited(written(exported), typed(exported, file_said))
    standing = copy.deepcopy(exported)
    for (key, number), said in site_said.items():
        rows = standing[key].rows
        new = row_of(RUBRIC.item(number), said, version=rows[number].version + 1)
        new.pk = rows[number].pk
        rows[number] = new
    expected = {}
    for (key, number), said in file_said.items():
        row = standing[key].rows[number]
        if said == shows(exported[key].rows[number]) or not writes(row, said):
            continue
        one_sided = Kind.CHANGED if row.findings or row.reason else Kind.NEW
        expected[key, number] = (Kind.BOTH if (key, number) in site_said else one_sided, *said)
    plan = planned(content, standing)
    locked, expected = left_and_written(standing, expected)
    assert (changes(plan), left(plan)) == (expected, locked)


@FEW
@given(sheets(), sheets())
def test_without_marks_every_difference_is_asked_about(exported, standing):
    book = opened(written(exported))
    book[layout.HIDDEN].delete_rows(layout.MARKS_FROM, 50)
    plan = planned(closed(book), standing)
    expected = {
        (key, number): (Kind.BOTH, *shows(row))
        for key in exported.keys() & standing.keys()
        for number, row in exported[key].rows.items()
        if shows(row) != ({}, "") and writes(standing[key].rows[number], shows(row))
    }
    locked, expected = left_and_written(standing, expected)
    strangers = {exported[key].community.name for key in exported.keys() - standing.keys()}
    assert (changes(plan), left(plan)) == (expected, locked | strangers)


# --- one by one -------------------------------------------------------------------------------------------------


@pytest.fixture
def standing():
    """春浪社区 with item 5 assessed, the other three blank."""
    made = blank_sheets()
    made["11"] = sheet_of(11, "春浪社区", {5: row_of(RUBRIC.item(5), (clean_findings(RUBRIC.item(5)), ""))})
    return made


def test_a_blank_item_is_left_as_it_stands_and_an_emptied_one_is_told(standing):
    content = edited(written(standing), {("春浪社区", rule.code): None for rule in RUBRIC.item(5).rules})
    plan = planned(content, standing)
    assert (changes(plan), plan.emptied, plan.unchanged) == ({}, 1, 68)


def test_a_rule_emptied_in_an_item_makes_it_unassessed(standing):
    plan = planned(edited(written(standing), {("春浪社区", "5b"): None}), standing)
    (change,) = plan.communities[0].changes
    assert (change.kind, change.findings, change.points, change.state) == (
        Kind.CHANGED,
        {"5a": False, "5c": False},
        None,
        State.BLANK,
    )


def test_an_answer_that_would_be_gone_is_named_although_the_sheet_was_never_complete(standing):
    emptied = {("春浪社区", "5b"): None, ("柳堤社区", "1a"): "是"}
    assert planned(edited(written(standing), emptied), standing).losing == ["春浪社区（5b）"]
    filled_in = {("春浪社区", "5b"): "是", ("春浪社区", 5): "东门一处", ("柳堤社区", "1a"): "是"}
    assert planned(edited(written(standing), filled_in), standing).losing == []


def test_an_item_to_be_confirmed_stands_blank_in_the_file_and_is_confirmed_by_filling_it_in(standing):
    row = standing["11"].rows[5]
    row.state, row.points = State.TO_CONFIRM, None
    content = written(standing)
    assert changes(planned(content, standing)) == {}
    same = typed(standing, {("11", 5): (row.findings, "")})
    plan = planned(edited(content, same), standing)
    (change,) = plan.communities[0].changes
    assert (change.kind, change.state, change.points) == (Kind.CHANGED, State.CONFIRMED, 6)
    assert [(line.label, line.old, line.new) for line in change.differences] == [("状态", "待确认", "已评")]


def test_line_ends_of_an_office_program_change_nothing(standing):
    standing["11"].rows[5].reason = "第一行\r\n第二行"
    content = written(standing)
    assert changes(planned(edited(content, {("春浪社区", 5): "第一行\n第二行 "}), standing)) == {}


def test_the_differences_are_told_in_words(standing):
    content = edited(written(standing), {("春浪社区", "5b"): "是", ("春浪社区", 5): "东门一处"})
    (change,) = planned(content, standing).communities[0].changes
    assert [(line.code, line.old, line.new) for line in change.differences] == [
        ("5b", "未发现", "存在"),
        ("", "无", "东门一处"),
    ]


def whole(**found):
    """All items of 春浪社区 assessed, but for 5."""
    said = {item.number: (clean_findings(item), "现场查看。") for item in RUBRIC.items}
    rows = {number: row_of(RUBRIC.item(number), one) for number, one in said.items() if number != 5}
    return {"11": sheet_of(11, "春浪社区", rows)}


def test_the_new_total_and_verdict_stand_beside_the_old():
    standing = whole()
    content = edited(
        written(standing), {("春浪社区", "5a"): "否", ("春浪社区", "5b"): "是", ("春浪社区", "5c"): "否"}
    )
    (one,) = planned(content, standing).changing
    assert (one.before.total, one.before.unassessed) == (None, (5,))
    assert (one.after.total, one.after.passed) == (94, True)


def test_what_both_changed_counts_only_once_it_is_taken():
    standing = whole()
    content = edited(
        written(standing), {("春浪社区", "5a"): "否", ("春浪社区", "5b"): "是", ("春浪社区", "5c"): "否"}
    )
    standing["11"].rows[5].version = 3
    plan = planned(content, standing)
    ((one, change),) = plan.both
    assert (one.after.total, plan.changing, plan.sure) == (None, [], 0)
    assert one.counting({change.row.pk}) == [change]
    assert one.counting({change.row.pk + 1}) == []


# --- the digest ---------------------------------------------------------------------------------------------------


EDIT = {("柳堤社区", "1a"): "是"}


def test_the_same_plan_has_the_same_digest(standing):
    content = edited(written(standing), EDIT)
    assert planned(content, standing).digest == planned(content, copy.deepcopy(standing)).digest
    assert len(planned(content, standing).digest) == 64


def test_a_version_moved_on_a_fault_or_another_value_makes_another_digest(standing):
    content = edited(written(standing), EDIT)
    before = planned(content, standing)
    later = copy.deepcopy(standing)
    later["12"].rows[1].version = 1
    digests = {
        before.digest,
        planned(content, later).digest,
        planned(edited(content, {("柳堤社区", "1a"): "否"}), standing).digest,
        planned(edited(content, {("柳堤社区", 1): "备注"}), standing).digest,
        planned(edited(content, {("天一社区", "10a"): 1}), standing).digest,
    }
    assert len(digests) == 5
    assert list(moved(before.digests, planned(content, later))) == [12]
    assert moved(before.digests, planned(content, standing)) == {}


def test_what_left_the_plan_is_pointed_at_too(standing):
    content = edited(written(standing), EDIT)
    before = planned(content, standing)
    standing["12"].why_locked = "已上报。"
    now = planned(content, standing)
    assert [row.name for row in now.left] == ["柳堤社区"]
    assert [community.name for community in moved(before.digests, now).values()] == ["柳堤社区"]
