"""Findings in, points out: 各项相加之和, each item floored at 0 (附件1). Unassessed is never full marks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .rubric import Finding, Item, Rubric, Rule
from .rules import FindingError, check_finding, most_points, points_for, shorten

Findings = Mapping[str, Finding | None]


class FindingsError(ValueError):
    """Every finding of a sheet that does not fit: errors is a tuple of (rule code, message in Chinese)."""

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        super().__init__("；".join(message for _, message in self.errors))


@dataclass(frozen=True)
class Deduction:
    """What one rule took: points after its own cap, before the item's floor; text is the official wording."""

    code: str
    points: int
    text: str
    finding: Finding


@dataclass(frozen=True)
class ItemResult:
    """points is None while a rule is unassessed; possible is the most the item can still score."""

    number: int
    points: int | None
    deductions: tuple[Deduction, ...]
    unassessed: tuple[str, ...]
    award: int
    possible: int

    @property
    def raw_deduction(self) -> int:
        """Points all rules took together, before the item's floor (扣完为止)."""
        return sum(deduction.points for deduction in self.deductions)


@dataclass(frozen=True)
class Subtotal:
    """One category: points is None while an item is unassessed; earned counts the assessed items only."""

    title: str
    points: int | None
    earned: int
    possible: int
    out_of: int


@dataclass(frozen=True)
class Result:
    """One sheet. total and passed are None, and complete is False, while an item is unassessed.

    unassessed: numbers of those items; earned: points of the assessed items; possible: the most total still
    reachable; passes_only_with_bonus: the bonus item lifts the sheet over the pass mark.
    """

    items: tuple[ItemResult, ...]
    total: int | None
    passed: bool | None
    complete: bool
    unassessed: tuple[int, ...]
    earned: int
    possible: int
    categories: tuple[Subtotal, ...]
    passes_only_with_bonus: bool

    def item(self, number: int) -> ItemResult:
        """The result of the item of that number; KeyError when there is none."""
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, ItemResult]:
        return {item.number: item for item in self.items}


def score(rubric: Rubric, findings: Findings) -> Result:
    """Score a sheet: findings by rule code in; points per item, total of 100 and verdict out (附件1).

    A code left out or None is unassessed. Raises FindingsError naming every finding that does not fit its
    rule and every code the rubric does not have.
    """
    check_findings(rubric.rules_by_code, findings)
    items = tuple(judge(item, findings) for item in rubric.items)
    unassessed = tuple(item.number for item in items if item.unassessed)
    earned = sum(item.points or 0 for item in items)
    total = None if unassessed else earned
    passed = None if total is None else total >= rubric.pass_mark
    awarded = sum(item.points or 0 for item, row in zip(items, rubric.items, strict=True) if row.bonus)
    return Result(
        items=items,
        total=total,
        passed=passed,
        complete=not unassessed,
        unassessed=unassessed,
        earned=earned,
        possible=sum(item.possible for item in items),
        categories=subtotals(rubric, items),
        passes_only_with_bonus=bool(passed) and earned - awarded < rubric.pass_mark,
    )


def score_item(item: Item, findings: Findings) -> ItemResult:
    """Score one item from the findings of its own rules: 0 to item.points, or None while one is unassessed.

    Raises FindingsError for a finding that does not fit and for a code that is not this item's.
    """
    check_findings({rule.code: rule for rule in item.rules}, findings)
    return judge(item, findings)


def check_findings(rules: Mapping[str, Rule], findings: Findings) -> None:
    """Raise FindingsError with everything wrong: misfits in rubric order, then unknown codes."""
    errors = [error for code, rule in rules.items() if (error := misfit(rule, findings.get(code)))]
    errors += [(code, f"没有“{shorten(str(code))}”这条评分细则") for code in findings if code not in rules]
    if errors:
        raise FindingsError(errors)


def misfit(rule: Rule, finding: object) -> tuple[str, str] | None:
    if finding is None:
        return None
    try:
        check_finding(rule, finding)
    except FindingError as error:
        return error.code, error.message
    return None


def judge(item: Item, findings: Findings) -> ItemResult:
    """The item's result from findings already checked."""
    deductions: list[Deduction] = []
    unassessed: list[str] = []
    awarded = still_to_award = 0
    for rule in item.rules:
        finding = findings.get(rule.code)
        if finding is None:
            unassessed.append(rule.code)
            still_to_award += most_points(rule) if rule.kind == "award" else 0
            continue
        points = points_for(rule, finding)
        if rule.kind == "award":
            awarded += points
        elif points:
            deductions.append(Deduction(rule.code, points, rule.text, finding))
    left = (0 if item.bonus else item.points) + awarded - sum(deduction.points for deduction in deductions)
    return ItemResult(
        number=item.number,
        points=None if unassessed else within(left, item.points),
        deductions=tuple(deductions),
        unassessed=tuple(unassessed),
        award=awarded,
        possible=within(left + still_to_award, item.points),
    )


def within(points: int, most: int) -> int:
    return max(0, min(points, most))


def subtotals(rubric: Rubric, items: tuple[ItemResult, ...]) -> tuple[Subtotal, ...]:
    by_number = {item.number: item for item in items}
    return tuple(
        subtotal(category.title, category.items, [by_number[item.number] for item in category.items])
        for category in rubric.categories
    )


def subtotal(title: str, rows: tuple[Item, ...], items: list[ItemResult]) -> Subtotal:
    earned = sum(item.points or 0 for item in items)
    return Subtotal(
        title=title,
        points=None if any(item.unassessed for item in items) else earned,
        earned=earned,
        possible=sum(item.possible for item in items),
        out_of=sum(row.points for row in rows),
    )
