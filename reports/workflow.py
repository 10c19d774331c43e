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
    OBJECTION = "objection"


SUBMISSION_MOVES = {
    SubmissionStatus.DRAFT: {SubmissionStatus.SUBMITTED},
    SubmissionStatus.SUBMITTED: {SubmissionStatus.DRAFT, SubmissionStatus.CONCLUDED},
    SubmissionStatus.CONCLUDED: {SubmissionStatus.SUBMITTED},
}

ENTRY_MOVES = {
    (Decision.PENDING, Decision.RECOGNISED): Mover.CITY,
    (Decision.PENDING, Decision.DECLINED): Mover.CITY,
    (Decision.PENDING, Decision.RETURNED): Mover.CITY,
    (Decision.PENDING, Decision.WITHDRAWN): Mover.DISTRICT,
    (Decision.RETURNED, Decision.PENDING): Mover.DISTRICT,  # corrected, still passing
    (Decision.RETURNED, Decision.WITHDRAWN): Mover.DISTRICT,
    (Decision.RETURNED, Decision.DECLINED): Mover.CITY,  # only once its due day has gone by
    (Decision.RECOGNISED, Decision.PENDING): Mover.CITY,
    (Decision.DECLINED, Decision.PENDING): Mover.CITY,
    (Decision.DECLINED, Decision.RECOGNISED): Mover.OBJECTION,
}

# An entry the city has finished with; a submission concludes when all its entries are.
DECIDED = frozenset({Decision.RECOGNISED, Decision.DECLINED, Decision.WITHDRAWN})


class IllegalMove(Exception):
    def __init__(self, old, new):
        super().__init__(f"{old} -> {new}")
        self.old, self.new = old, new


def check_submission_move(old, new):
    """Raise IllegalMove unless a submission may go from `old` to `new`."""
    if SubmissionStatus(new) not in SUBMISSION_MOVES[SubmissionStatus(old)]:
        raise IllegalMove(old, new)


def check_entry_move(old, new, mover):
    """Raise IllegalMove unless `mover` may take an entry from `old` to `new`."""
    if ENTRY_MOVES.get((Decision(old), Decision(new))) != mover:
        raise IllegalMove(old, new)


def moves_open_to(mover, old):
    """Where `mover` may take an entry that stands at `old`."""
    return [new for (start, new), side in ENTRY_MOVES.items() if start == Decision(old) and side == mover]
