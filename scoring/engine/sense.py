"""What must hold across the fields of a rubric: rules sensible and within their item, a whole of 100."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from .reading import Fault
from .rubric import AwardRule, CountRule, RangeRule, Rubric, Rule, ShortfallRule, StepBelowRule
from .rules import most_points

FULL_MARKS = 100
Named = Callable[[str], str]
T = TypeVar("T", int, str)


def faults_of_rule(rule: Rule, bonus: bool, named: Named) -> list[tuple[str, str]]:
    """What is wrong with a rule whose parameters are each of the right type, as (key, message); bonus: its item is
    one; named: what a key or a choice is called in the file."""
    faults = []
    if not re.fullmatch(rf"{rule.number}[a-z]", rule.code):
        faults.append(("code", f"{named('code')} 应为项号加一个小写字母，如 {rule.number}a"))
    if bonus != isinstance(rule, AwardRule):
        faults.append(("kind", f"加分项只能用 {named('kind=award')}，其他项不能用 {named('kind=award')}"))
    if contradiction := contradiction_in(rule, named):
        faults.append(contradiction)
    elif most_points(rule) > rule.item_points:
        faults.append(("", f"最多可达 {most_points(rule)} 分，超过本项的 {rule.item_points} 分"))
    return faults


def contradiction_in(rule: Rule, named: Named) -> tuple[str, str] | None:
    match rule:
        case RangeRule() if rule.min > rule.max:
            return "min", f"{named('min')} {rule.min} 大于 {named('max')} {rule.max}"
        case CountRule() | ShortfallRule() if rule.points_each > rule.cap:
            return "points_each", f"{named('points_each')} {rule.points_each} 大于 {named('cap')} {rule.cap}"
        case StepBelowRule() if not 0 < rule.step <= rule.target:
            return "step", outside("step", rule.step, rule.target, named)
        case StepBelowRule() if rule.zero_below is not None and not 0 < rule.zero_below <= rule.target:
            return "zero_below", outside("zero_below", rule.zero_below, rule.target, named)
        case StepBelowRule() if rule.cap is not None and rule.points_each > rule.cap:
            return "points_each", f"{named('points_each')} {rule.points_each} 大于 {named('cap')} {rule.cap}"
    return None


def outside(key: str, value: Decimal, target: Decimal, named: Named) -> str:
    return f"{named(key)} {value} 应大于 0 且不大于 {named('target')} {target}"


def faults_of_whole(rubric: Rubric) -> Iterator[Fault]:
    """Repeated numbers and codes, points that do not add up; a 0 or "" stands for a fault noted before."""
    for number in repeated(item.number for item in rubric.items):
        yield Fault(f"第{number}项重复", key="number", among=2, value=number)
    for title in repeated(one.title for one in rubric.categories):
        yield Fault(f"内容“{title}”重复", key="title", among=1, value=title)
    for code in repeated(rule.code for rule in rubric.rules):
        yield Fault(f"评分细则 {code} 重复", key="code", among=3, value=code)
    points = [item.points for item in rubric.items]
    if points and all(points) and sum(points) != FULL_MARKS:
        message = f"各项分值相加为 {sum(points)} 分，应为 {FULL_MARKS} 分"
        yield Fault(message, key="points", among=2)


def repeated(values: Iterable[T]) -> list[T]:
    return [value for value, times in Counter(values).items() if value and times > 1]
