"""One item as somebody scored it, to be read: what was found, the points, the evidence beside it."""

from dataclasses import dataclass

from .engine.score import Deduction, score_item
from .models import Evidence, ItemScore, State
from .notes import measured
from .questions import questions


@dataclass(frozen=True)
class Found:
    """deductions and award are the engine's; both are empty while the item is open."""

    item: object
    row: ItemScore
    deductions: tuple[Deduction, ...]
    award: int
    evidence: list[Evidence]

    @property
    def questions(self):
        return questions(self.evidence)

    @property
    def terms(self):
        if self.award:
            return [(self.award, rule.code) for rule in self.item.rules if rule.kind == "award"]
        return [(each.points, each.code) for each in self.deductions]

    @property
    def found(self):
        """(code, official wording, what was found) of each rule that moved a point."""
        moved = {each.code for each in self.deductions}
        for rule in self.item.rules:
            if rule.code in moved or (self.award and rule.kind == "award"):
                yield rule.code, rule.text, measured(rule, self.row.findings[rule.code])


def found_of(item, row):
    evidence = getattr(row, "standing_evidence", [])
    if row.state != State.CONFIRMED:
        return Found(item, row, (), 0, evidence)
    result = score_item(item, row.findings)
    return Found(item, row, result.deductions, result.award, evidence)
