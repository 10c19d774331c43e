"""Saving one item: what counts, what is refused, what the trail keeps."""

from decimal import Decimal

import pytest

from districts.doors import Refused
from districts.models import Event
from scoring.actions import Conflict, save_item
from scoring.engine.score import FindingsError
from scoring.models import ItemScore, Lock, ScoreSheet, State
from tests.scenes import fill


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


def save(sheet, number, by, version=0, reason="", **found):
    item = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    findings = {code.removeprefix("r"): value for code, value in found.items()}
    return save_item(item, findings=findings, reason=reason, version=version, by=by)


def test_a_new_sheet_has_seventeen_unassessed_items_and_no_total(sheet):
    assert list(sheet.items.values_list("number", "state", "points")) == [
        (number, State.BLANK, None) for number in range(1, 18)
    ]
    assert (sheet.total, sheet.passed) == (None, None)


def test_saving_an_item_gives_its_points_and_leaves_the_total_open(sheet, people):
    saved = save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    assert (saved.item.points, saved.item.state, saved.item.version) == (4, State.CONFIRMED, 1)
    assert (saved.result.total, saved.result.earned, saved.result.possible) == (None, 4, 98)


def test_an_item_with_one_rule_unanswered_is_kept_but_not_counted(sheet, people):
    saved = save(sheet, 7, people.chen, reason="绿地集中在东侧", r7a=2)
    assert (saved.item.points, saved.item.state, saved.item.findings) == (None, State.BLANK, {"7a": 2})


def test_the_last_item_brings_the_total_and_the_verdict(sheet, people):
    fill(sheet, people.chen, r5b=True)
    assert (sheet.total, sheet.passed) == (94, True)


def test_79_does_not_pass_and_80_does(participants, people):
    short = fill(
        participants["柳堤社区"],
        people.chen,
        r2a=True,
        r2b=True,
        r9a=True,
        r9b=True,
        r5b=True,
        r8a=3,
        r12a=25,
    )
    assert (short.total, short.passed) == (79, False)
    enough = fill(
        participants["万宁社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r5b=True, r8a=2
    )
    assert (enough.total, enough.passed) == (80, True)


def test_a_percentage_is_kept_exactly(sheet, people):
    save(sheet, 10, people.chen, r10a=Decimal("89.99"))
    assert ItemScore.objects.get(sheet=sheet, number=10).findings == {"10a": Decimal("89.99")}


def test_a_deduction_of_1_to_3_needs_a_reason(sheet, people):
    with pytest.raises(Refused, match="请写明扣分的理由"):
        save(sheet, 3, people.chen, reason="  ", r3a=1)
    assert ItemScore.objects.get(sheet=sheet, number=3).version == 0


def test_a_finding_that_does_not_fit_changes_nothing(sheet, people):
    with pytest.raises(FindingsError):
        save(sheet, 10, people.chen, r10a=101)
    assert ItemScore.objects.get(sheet=sheet, number=10).version == 0


def test_an_item_that_moved_on_is_a_conflict_showing_what_stands(sheet, people):
    save(sheet, 5, people.chen, r5a=True, r5b=False, r5c=False)
    with pytest.raises(Conflict) as conflict:
        save(sheet, 5, people.lin, r5a=False, r5b=True, r5c=False)
    current = conflict.value.current
    assert (current.findings["5a"], current.changed_by, current.version) == (True, people.chen, 1)


def test_saving_the_same_again_is_no_conflict_and_no_event(sheet, people):
    save(sheet, 11, people.chen, r11a=False)
    again = save(sheet, 11, people.lin, r11a=False)
    assert (again.item.version, Event.objects.filter(action="item_saved").count()) == (1, 1)


def test_a_locked_sheet_refuses_and_says_who_can_open_it(sheet, people):
    from django.utils import timezone

    ScoreSheet.objects.filter(pk=sheet.pk).update(
        lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=people.zhou
    )
    with pytest.raises(Refused, match=r"由周国平上报2021年度名单，评分表随上报锁定.*请市住建局退回"):
        save(sheet, 11, people.chen, r11a=False)
    assert Event.objects.get(action="item_saved").result == "refused"


def test_the_trail_keeps_what_was_found_before_and_after(sheet, people):
    save(sheet, 11, people.chen, r11a=False)
    save(sheet, 11, people.lin, version=1, reason="主机停用", r11a=True)
    event = Event.objects.filter(action="item_saved").first()
    assert (event.actor, event.before, event.after) == (
        people.lin,
        {"number": 11, "state": "confirmed", "findings": {"11a": False}, "points": 6, "reason": ""},
        {"number": 11, "state": "confirmed", "findings": {"11a": True}, "points": 0, "reason": "主机停用"},
    )


def test_a_total_reckoned_under_one_rubric_stays_when_a_new_one_is_adopted(
    sheet, people, year, repository, tmp_path
):
    from scoring.models import Adoption
    from scoring.rubrics import publish

    fill(sheet, people.chen, r5b=True)
    changed = (repository / "fixtures" / "annex1.toml").read_text(encoding="utf-8")
    changed = changed.replace('version = "1"', 'version = "2"').replace("pass_mark = 80", "pass_mark = 95")
    (tmp_path / "new.toml").write_text(changed, encoding="utf-8")
    Adoption.objects.filter(year=year).update(rubric=publish(tmp_path / "new.toml"))
    save(sheet, 11, people.chen, version=1, reason="复核", r11a=False)
    sheet.refresh_from_db()
    assert (sheet.total, sheet.passed) == (94, True)
