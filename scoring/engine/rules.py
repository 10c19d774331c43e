"""One function per kind of rule: the points a finding costs (or, for an award, brings), listed in RULES."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, NoReturn, TypeGuard

from .rubric import (
    AwardRule,
    CountRule,
    Finding,
    FixedRule,
    RangeRule,
    Rule,
    ShortfallRule,
    StepBelowRule,
)

MOST_COUNTED = 9999  # nobody counts further: a larger number is a slip of the hand
HUNDREDTH = Decimal("0.01")
EXACT = Context(prec=28)


class FindingError(ValueError):
    """A finding that does not fit its rule: code names the rule, message what is allowed and what came."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


# --- points, one function per kind ------------------------------------------------------


def fixed(rule: FixedRule, found: bool) -> int:
    """缺文件扣3分 (附件1 第1项): the whole deduction where it is found, else none."""
    return rule.points if found else 0


def range_(rule: RangeRule, found: int) -> int:
    """各类基础设施缺失较严重的扣1-3分 (附件1 第4项): the whole points a person decided on."""
    return found


def count(rule: CountRule, found: int) -> int:
    """每发现1处扣1分，最高扣2分 (附件1 第8项): so much for each, up to the cap of this rule alone."""
    return min(found * rule.points_each, rule.cap)


def step_below(rule: StepBelowRule, found: int | Decimal) -> int:
    """每降低10%扣1分，低于60%此项不得分 (附件1 第10项): so much for each step below the target.

    A step begun but not completed costs nothing under partial_steps "ignore", and a whole step under "count".
    """
    if rule.zero_below is not None and found < rule.zero_below:
        return rule.item_points
    points = steps_below(rule, found) * rule.points_each
    return points if rule.cap is None else min(points, rule.cap)


def shortfall(rule: ShortfallRule, found: int) -> int:
    """每年至少开展2次培训，每少1次扣3分，最高扣6分 (附件1 第14项): so much for each missing."""
    return min(max(0, rule.required - found) * rule.points_each, rule.cap)


def award(rule: AwardRule, found: int) -> int:
    """奖状、证书，新闻舆论等社会公认的赞誉 (附件1 第17项, 分值4): the points awarded; given, not taken."""
    return found


def steps_below(rule: StepBelowRule, found: int | Decimal) -> int:
    below = max(0, hundredths(rule.target) - hundredths(found))
    whole, rest = divmod(below, hundredths(rule.step))
    return whole + 1 if rest and rule.partial_steps == "count" else whole


def hundredths(percent: int | Decimal) -> int:
    return int(Decimal(percent).quantize(HUNDREDTH, context=EXACT) * 100)


# --- does a finding fit -----------------------------------------------------------------


def check_fixed(rule: FixedRule, value: object) -> None:
    if not isinstance(value, bool):
        refuse(rule, "是（true）或否（false）", value)


def check_range(rule: RangeRule, value: object) -> None:
    if is_whole(value) and value == 0:
        return
    choices = "、".join(str(points) for points in range(rule.min, rule.max + 1))
    check_whole(rule, value, rule.min, rule.max, f"0（未发现）或 {choices}")


def check_count(rule: CountRule, value: object) -> None:
    check_whole(rule, value, 0, MOST_COUNTED if rule.max_count is None else rule.max_count)


def check_step_below(rule: StepBelowRule, value: object) -> None:
    if not is_percent(value):
        refuse(rule, "0 至 100 的百分数（最多两位小数）", value)


def check_shortfall(rule: ShortfallRule, value: object) -> None:
    check_whole(rule, value, 0, MOST_COUNTED)


def check_award(rule: AwardRule, value: object) -> None:
    check_whole(rule, value, 0, rule.max)


def check_whole(rule: Rule, value: object, low: int, high: int, allowed: str = "") -> None:
    if not (is_whole(value) and low <= value <= high):
        refuse(rule, allowed or f"{low} 至 {high} 的整数", value)


def is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def is_percent(value: object) -> bool:
    """0-100, at most two decimals by value (95.000 is 95). Never a binary float: none is exactly 89.99."""
    if isinstance(value, Decimal):
        return value.is_finite() and 0 <= value <= 100 and value == value.quantize(HUNDREDTH, context=EXACT)
    return is_whole(value) and 0 <= value <= 100


def refuse(rule: Rule, allowed: str, value: object) -> NoReturn:
    raise FindingError(rule.code, f"{rule.code} 只能填 {allowed}，现在是 {shown(value)}")


def shown(value: object) -> str:
    """A value as a person would name it, never longer than a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "一个过大的数"
    if isinstance(value, float):
        return f"浮点数 {value}（不精确，请用 Decimal）"
    if isinstance(value, str):
        return f"文字“{shorten(value)}”"
    if isinstance(value, Decimal):
        return shorten(str(value))
    return {list: "一个列表", dict: "一个对象", type(None): "空"}.get(type(value), "其他类型的值")


def shorten(text: str, length: int = 30) -> str:
    return text if len(text) <= length else text[:length] + "…"


# --- the most a rule can move, and the table --------------------------------------------


def most_step_below(rule: StepBelowRule) -> int:
    lowest = step_below(rule, Decimal(0))
    return lowest if rule.zero_below is None else max(lowest, step_below(rule, rule.zero_below))


@dataclass(frozen=True)
class Kind:
    """What a kind knows: its parameters, the points of a finding, whether a value fits (FindingError if not),
    the finding that costs nothing, and the most points it can move."""

    rule: type[Rule]
    points: Callable[[Any, Any], int]
    check: Callable[[Any, object], None]
    clean: Callable[[Any], Finding]
    most: Callable[[Any], int]


RULES: dict[str, Kind] = {
    "fixed": Kind(FixedRule, fixed, check_fixed, lambda rule: False, lambda rule: rule.points),
    "range": Kind(RangeRule, range_, check_range, lambda rule: 0, lambda rule: rule.max),
    "count": Kind(CountRule, count, check_count, lambda rule: 0, lambda rule: rule.cap),
    "step_below": Kind(
        StepBelowRule, step_below, check_step_below, lambda rule: rule.target, most_step_below
    ),
    "shortfall": Kind(
        ShortfallRule, shortfall, check_shortfall, lambda rule: rule.required, lambda rule: rule.cap
    ),
    "award": Kind(AwardRule, award, check_award, lambda rule: 0, lambda rule: rule.max),
}


def check_finding(rule: Rule, value: object) -> None:
    """Raise FindingError, in words for the person who filled it in, when value does not fit the rule.

    fixed: true/false; range, count, shortfall, award: an integer; step_below: a percentage 0-100, int or
    Decimal, with at most two decimals. None (unassessed) is not a finding and is refused here.
    """
    RULES[rule.kind].check(rule, value)


def points_for(rule: Rule, finding: Finding) -> int:
    """Whole points, never negative, that a fitting finding takes from the item after the rule's own cap; an
    award's are given (附件1 评分标准)."""
    return RULES[rule.kind].points(rule, finding)


def clean_finding(rule: Rule) -> Finding:
    """The finding that deducts nothing (无扣分): a percentage's target, the number required."""
    return RULES[rule.kind].clean(rule)


def most_points(rule: Rule) -> int:
    """The most points the rule can take from its item, or award to it."""
    return RULES[rule.kind].most(rule)
