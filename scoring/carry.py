"""Starting from what is known: what another sheet of the same community says about the items still untouched here.
Pure: works on rows already fetched, decides nothing about who may, writes nothing."""

from dataclasses import dataclass

from .engine.score import misfit, score_item
from .models import State
from .reasons import reason_missing


@dataclass(frozen=True)
class Carried:
    """One item as it would be copied: findings of its own rules, and the reason that stood with them."""

    item: object
    findings: dict
    reason: str

    @property
    def result(self):
        """What the engine will make of it once it is confirmed."""
        return score_item(self.item, self.findings)


def untouched(row):
    """Nobody has said anything about the item's rules; only such items are filled from another sheet. A remark already
    written stays."""
    return row.state == State.BLANK and not row.findings


def begun(row):
    """Some rules are answered and others are not: left alone, and to be finished by hand."""
    return row.state == State.BLANK and bool(row.findings)


def carried_items(rubric, rows, source_rubric, source_rows):
    """What the copy would put into each untouched item, in the order of the rubric.

    Only what somebody had confirmed there; of another rubric only the rules with the same code and kind whose finding
    still fits."""
    known = {row.number: row for row in source_rows if row.state == State.CONFIRMED}
    found = {code: value for row in known.values() for code, value in row.findings.items()}
    found = findings_under(rubric, source_rubric, found)
    open_here = {row.number: row for row in rows if untouched(row)}
    carried = []
    for item in rubric.items:
        if item.number not in open_here:
            continue
        findings = {rule.code: found[rule.code] for rule in item.rules if rule.code in found}
        if findings:
            said = known[item.number].reason if item.number in known else ""
            reason = open_here[item.number].reason or said
            carried.append(Carried(item, findings, reason))
    return carried


def findings_under(rubric, source_rubric, found):
    """What was found under one rubric, as far as another can take it: the rules with the same code and kind whose
    finding still fits."""
    there = source_rubric.rules_by_code
    return {
        rule.code: found[rule.code]
        for rule in rubric.rules
        if rule.code in found and _same_rule(rule, there.get(rule.code), found[rule.code])
    }


def _same_rule(rule, there, finding):
    return there is not None and there.kind == rule.kind and misfit(rule, finding) is None


def confirmable(item, row):
    """A row to be confirmed that needs nothing more from a person: every rule answered, every choice explained."""
    return (
        row.state == State.TO_CONFIRM
        and not score_item(item, row.findings).unassessed
        and not reason_missing(item, row.findings, row.reason)
    )
