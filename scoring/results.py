"""What the engine makes of the rows of a sheet."""

from .engine.score import score
from .models import State


def result_of(rubric, items):
    """The engine's result over the confirmed rows; an open row counts as unassessed whatever stands in it."""
    findings = {}
    for row in items:
        if row.state == State.CONFIRMED:
            findings |= row.findings
    return score(rubric, findings)
