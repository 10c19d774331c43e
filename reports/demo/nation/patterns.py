"""A few hundred different sheets, each judged by the engine once and found in many communities."""

import json
from dataclasses import dataclass

from scoring.engine.score import score
from scoring.fields import dump_findings
from scoring.models import State

from ..findings import BONUS, FAILING, NEARLY, PASSING, draw, remark

DIFFERENT = 300
KINDS = (PASSING, PASSING, PASSING, NEARLY, PASSING, PASSING, FAILING, PASSING, NEARLY, FAILING)
RARELY = 40  # of so many sheets one passes only with its bonus
LOOKED_AT = 8  # items of a sheet begun and not finished


@dataclass(frozen=True)
class PatternItem:
    """One item as its row and its event keep it."""

    number: int
    state: str
    findings: str
    points: int | None
    reason: str
    before: str
    after: str


@dataclass(frozen=True)
class Pattern:
    """One sheet: its items, and the engine's total and verdict (None while an item is open)."""

    items: tuple[PatternItem, ...]
    total: int | None
    passed: bool | None
    without_bonus: int | None


def complete(rng, rubric):
    """DIFFERENT sheets with everything assessed; about six of ten pass."""
    kinds = (BONUS if n % RARELY == 0 else KINDS[n % len(KINDS)] for n in range(DIFFERENT))
    return [_pattern(rng, rubric, draw(rng, rubric, kind)) for kind in kinds]


def begun(rng, rubric):
    """A blank sheet, and some of which the first items are assessed."""
    seen = [rule.code for item in rubric.items[:LOOKED_AT] for rule in item.rules]
    drawn = (draw(rng, rubric, PASSING) for _ in range(20))
    return [_pattern(rng, rubric, each) for each in [{}, *({code: d[code] for code in seen} for d in drawn)]]


def _pattern(rng, rubric, findings):
    result = score(rubric, findings)
    items = tuple(_item(rng, item, result.item(item.number).points, findings) for item in rubric.items)
    bonus = sum(result.item(item.number).points or 0 for item in rubric.items if item.bonus)
    return Pattern(items, result.total, result.passed, None if result.total is None else result.total - bonus)


def _item(rng, item, points, findings):
    found = {rule.code: findings[rule.code] for rule in item.rules if rule.code in findings}
    kept = dump_findings(found)
    state = State.BLANK if points is None else State.CONFIRMED
    reason = remark(rng, item, found)
    return PatternItem(
        number=item.number,
        state=state.value,
        findings=kept,
        points=points,
        reason=reason,
        before=_snapshot(item.number, State.BLANK.value, "{}", None, ""),
        after=_snapshot(item.number, state.value, kept, points, reason),
    )


def _snapshot(number, state, findings, points, reason):
    """As scoring.items.snapshot has it, in JSON."""
    values = {"number": number, "state": state, "findings": json.loads(findings)}
    return json.dumps(values | {"points": points, "reason": reason}, ensure_ascii=True)
