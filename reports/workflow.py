"""The legal moves, as tables. Pure: no rows, no clock; reports.actions is the only door that uses them."""

from enum import StrEnum


class SubmissionStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONCLUDED = "concluded"


class Decision(StrEnum):
    PENDING = "pending"
    RECOGNISED = "recognised"
    DECLINED = "declined"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Mover(StrEnum):
    """On whose side a move of an entry is made."""

    CITY = "city"
    DISTRICT = "district"
    OBJECTION = "objection"  # the district's 申述, upheld by the city lead
    WHOLE = "whole"  # the district hands in again after its submission was sent back whole


SUBMISSION_MOVES = {
    SubmissionStatus.DRAFT: {SubmissionStatus.SUBMITTED},
    SubmissionStatus.SUBMITTED: {SubmissionStatus.DRAFT, SubmissionStatus.CONCLUDED},
    SubmissionStatus.CONCLUDED: {SubmissionStatus.SUBMITTED},  # only while no title is published
}

ENTRY_MOVES: dict[Mover, dict[Decision, tuple[Decision, ...]]] = {
    Mover.CITY: {
        Decision.PENDING: (Decision.RECOGNISED, Decision.DECLINED, Decision.RETURNED),
        Decision.RETURNED: (Decision.DECLINED,),  # only once its due day has gone by
        Decision.RECOGNISED: (Decision.PENDING,),
        Decision.DECLINED: (Decision.PENDING,),
    },
    Mover.DISTRICT: {
        Decision.PENDING: (Decision.WITHDRAWN,),
        Decision.RETURNED: (Decision.PENDING, Decision.WITHDRAWN),  # corrected: still passing, or no longer
    },
    Mover.OBJECTION: {Decision.DECLINED: (Decision.RECOGNISED,)},
    # What was changed is judged anew, what no longer passes is off the list, what passes again is back on it.
    Mover.WHOLE: {
        Decision.PENDING: (Decision.WITHDRAWN,),
        Decision.RECOGNISED: (Decision.PENDING, Decision.WITHDRAWN),
        Decision.DECLINED: (Decision.PENDING, Decision.WITHDRAWN),
        Decision.RETURNED: (Decision.PENDING, Decision.WITHDRAWN),
        Decision.WITHDRAWN: (Decision.PENDING,),
    },
}

# An entry the city has finished with; a submission concludes when all its entries are.
DECIDED = frozenset({Decision.RECOGNISED, Decision.DECLINED, Decision.WITHDRAWN})


class IllegalMove(Exception):
    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old, self.new = old, new


def check_submission_move(old: str, new: str) -> None:
    """Raise IllegalMove unless a submission may go from `old` to `new`."""
    if SubmissionStatus(new) not in SUBMISSION_MOVES[SubmissionStatus(old)]:
        raise IllegalMove(old, new)


def check_entry_move(old: str, new: str, mover: str) -> None:
    """Raise IllegalMove unless `mover` may take an entry from `old` to `new`."""
    if Decision(new) not in moves_open_to(mover, old):
        raise IllegalMove(old, new)


def moves_open_to(mover: str, old: str) -> tuple[Decision, ...]:
    """Where `mover` may take an entry that stands at `old`."""
    return ENTRY_MOVES[Mover(mover)].get(Decision(old), ())


# --- what is open to change follows from where things stand, never from a flag of its own --------------------


def initial_open(status: str, decision: str | None = None) -> bool:
    """Whether the district may change an initial sheet: its submission's status, and the decision on its entry (None
    for a sheet that is not in the list)."""
    if status == SubmissionStatus.DRAFT:
        return True
    return status == SubmissionStatus.SUBMITTED and decision == Decision.RETURNED


def review_shown(decision: str | None) -> bool:
    """Whether the district may see the city's re-score of an entry: once the city has decided it or returned it."""
    return decision in (Decision.RECOGNISED, Decision.DECLINED, Decision.RETURNED)


def review_open(status: str, decision: str | None, objected: bool = False) -> bool:
    """Whether the city may change its re-score of an entry: while it is undecided, and while a decline is objected to
    and not yet answered."""
    if status != SubmissionStatus.SUBMITTED:
        return False
    return decision == Decision.PENDING or (decision == Decision.DECLINED and objected)
