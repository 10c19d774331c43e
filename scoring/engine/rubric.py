"""What a rubric is: categories of items, items of rules. Points are integers, percentages Decimals."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

Finding = bool | int | Decimal
"""What was found for one rule; None or an absent code means nobody has looked yet."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One deduction (or award) with its official wording; each kind below adds its parameters.

    number and item_points are those of the item the rule belongs to; reading says how the wording is applied
    where it leaves a question open.
    """

    kind: ClassVar[str]
    code: str
    text: str
    number: int
    item_points: int
    clause: str
    reading: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class FixedRule(Rule):
    """Finding: true or false. Points: all of them or none."""

    kind = "fixed"
    points: int


@dataclass(frozen=True, kw_only=True)
class RangeRule(Rule):
    """Finding: 0, or the whole points from min to max that a person decided on."""

    kind = "range"
    min: int
    max: int


@dataclass(frozen=True, kw_only=True)
class CountRule(Rule):
    """Finding: how many were found, in `unit`; max_count is the most there can be."""

    kind = "count"
    points_each: int
    cap: int
    max_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class StepBelowRule(Rule):
    """Finding: a percentage. target, step and zero_below are percentages too."""

    kind = "step_below"
    target: Decimal
    step: Decimal
    points_each: int
    partial_steps: str
    zero_below: Decimal | None = None
    cap: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShortfallRule(Rule):
    """Finding: how many there were, in `unit`, of those required."""

    kind = "shortfall"
    required: int
    points_each: int
    cap: int


@dataclass(frozen=True, kw_only=True)
class AwardRule(Rule):
    """Finding: the points awarded."""

    kind = "award"
    max: int
    evidence_required: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of the rubric. A bonus item starts at 0 and gains points; others start full and lose them."""

    number: int
    points: int
    standard: str
    criteria: str
    clause: str
    bonus: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Category:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """One version of a rubric; scores are out of 100 points."""

    code: str
    version: str
    title: str
    source: str
    pass_mark: int
    pass_rule: str
    pass_reading: str
    categories: tuple[Category, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for category in self.categories for item in category.items)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for item in self.items for rule in item.rules)

    def item(self, number: int) -> Item:
        """The item of that number; KeyError when there is none."""
        return self._items_by_number[number]

    def rule(self, code: str) -> Rule:
        """The rule of that code; KeyError when there is none."""
        return self.rules_by_code[code]

    @cached_property
    def rules_by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.rules}

    @cached_property
    def _items_by_number(self) -> dict[int, Item]:
        return {item.number: item for item in self.items}
