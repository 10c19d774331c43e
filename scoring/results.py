"""What the engine makes of the rows of a sheet."""

from collections.abc import Iterable

from .engine.rubric import Rubric
from .engine.rules import Finding
from .engine.score import Result, score
from .models import ItemScore, State


def result_of(rubric: Rubric, items: Iterable[ItemScore]) -> Result:
    """The engine's result over the confirmed rows; an open row counts as unassessed whatever stands in it."""
    findings: dict[str, Finding | None] = {}
    for row in items:
        if row.state == State.CONFIRMED:
            findings |= row.findings
    return score(rubric, findings)
