"""What the engine makes of the rows of a sheet."""

from collections.abc import Iterable, Mapping

from .engine.rubric import Rubric
from .engine.rules import Finding
from .engine.score import Result, score
from .models import ItemScore, State


def result_of(rubric: Rubric, items: Iterable[ItemScore]) -> Result:
    """The engine's result over the confirmed rows; an open row counts as unassessed whatever stands in it."""
    return score_states(rubric, ((row.state, row.findings) for row in items))


def score_states(rubric: Rubric, rows: Iterable[tuple[str, Mapping[str, Finding | None]]]) -> Result:
    """The same over (state, findings) pairs, where the rows were not read as ItemScores."""
    findings: dict[str, Finding | None] = {}
    for state, found in rows:
        if state == State.CONFIRMED:
            findings |= found
    return score(rubric, findings)
