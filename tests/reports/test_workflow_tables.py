"""Every move of a submission and of an entry, legal or not, against the plan (docs: Workflow)."""

from itertools import product

import pytest

from reports.workflow import (
    DECIDED,
    Decision,
    IllegalMove,
    Mover,
    SubmissionStatus,
    check_entry_move,
    check_submission_move,
    initial_open,
    moves_open_to,
    review_open,
)

SUBMISSION = {
    ("draft", "submitted"),  # handed in
    ("submitted", "draft"),  # sent back whole
    ("submitted", "concluded"),
    ("concluded", "submitted"),  # reopened
}

ENTRY = {
    ("pending", "recognised", "city"),
    ("pending", "declined", "city"),
    ("pending", "returned", "city"),
    ("pending", "withdrawn", "district"),
    ("returned", "pending", "district"),  # corrected, still passing
    ("returned", "withdrawn", "district"),
    ("returned", "declined", "city"),  # its due day has gone by
    ("recognised", "pending", "city"),
    ("declined", "pending", "city"),
    ("declined", "recognised", "objection"),
    # The whole submission was sent back and is handed in again: off the list, judged anew, or back on the list.
    ("pending", "withdrawn", "whole"),
    ("recognised", "pending", "whole"),
    ("recognised", "withdrawn", "whole"),
    ("declined", "pending", "whole"),
    ("declined", "withdrawn", "whole"),
    ("returned", "pending", "whole"),
    ("returned", "withdrawn", "whole"),
    ("withdrawn", "pending", "whole"),
}


def allowed(check, *move):
    try:
        check(*move)
    except IllegalMove:
        return False
    return True


@pytest.mark.parametrize(("old", "new"), list(product(SubmissionStatus, repeat=2)))
def test_a_submission_moves_only_as_planned(old, new):
    assert allowed(check_submission_move, old, new) == ((old, new) in SUBMISSION)


@pytest.mark.parametrize(("old", "new", "mover"), list(product(Decision, Decision, Mover)))
def test_an_entry_moves_only_as_planned_and_only_by_the_planned_side(old, new, mover):
    assert allowed(check_entry_move, old, new, mover) == ((old, new, mover) in ENTRY)


@pytest.mark.parametrize(("mover", "old"), list(product(Mover, Decision)))
def test_the_choices_offered_are_exactly_the_legal_moves(mover, old):
    offered = moves_open_to(mover, old)
    assert set(offered) == {new for start, new, side in ENTRY if start == old and side == mover}
    assert len(offered) == len(set(offered))


@pytest.mark.parametrize(("status", "decision"), list(product(SubmissionStatus, [None, *Decision])))
def test_a_district_may_change_a_sheet_before_the_hand_in_and_when_it_is_returned(status, decision):
    assert initial_open(status, decision) == (
        status == "draft" or (status == "submitted" and decision == "returned")
    )


@pytest.mark.parametrize(
    ("status", "decision", "objected"), list(product(SubmissionStatus, Decision, [True, False]))
)
def test_the_city_may_change_its_re_score_while_undecided_or_objected_to(status, decision, objected):
    assert review_open(status, decision, objected) == (
        status == "submitted" and (decision == "pending" or (decision == "declined" and objected))
    )


def test_an_entry_is_decided_once_recognised_declined_or_withdrawn():
    assert [each for each in Decision if each in DECIDED] == ["recognised", "declined", "withdrawn"]


def test_an_illegal_move_names_both_ends():
    with pytest.raises(IllegalMove, match="withdrawn -> recognised"):
        check_entry_move("withdrawn", "recognised", Mover.CITY)


def test_a_status_nobody_knows_is_an_error_not_a_refusal():
    with pytest.raises(ValueError, match="lost"):
        check_entry_move("lost", "pending", Mover.CITY)
