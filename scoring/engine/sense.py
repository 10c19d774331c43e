"""What must hold across the fields of a rubric: rules sensible and within their item, a whole of 100."""

import re
from collections.abc import Iterable
from typing import Any

from .rubric import AwardRule, CountRule, RangeRule, Rubric, Rule, ShortfallRule, StepBelowRule
from .rules import most_points

FULL_MARKS = 100


def faults_of_rule(rule: Rule, bonus: bool) -> list[str]:
    """What is wrong with a rule whose parameters are each of the right type; bonus: its item is one."""
    faults = []
    if not re.fullmatch(rf"{rule.number}[a-z]", rule.code):
        faults.append(f"code 应为项号加一个小写字母，如 {rule.number}a")
    if bonus != isinstance(rule, AwardRule):
        faults.append("加分项只能用 award，其他项不能用 award")
    if contradiction := contradiction_in(rule):
        faults.append(contradiction)
    elif most_points(rule) > rule.item_points:
        faults.append(f"最多可达 {most_points(rule)} 分，超过本项的 {rule.item_points} 分")
    return faults


def contradiction_in(rule: Rule) -> str:
    match rule:
        case RangeRule() if rule.min > rule.max:
            return f"min {rule.min} 大于 max {rule.max}"
        case CountRule() | ShortfallRule() if rule.points_each > rule.cap:
            return f"points_each {rule.points_each} 大于 cap {rule.cap}"
        case StepBelowRule() if not 0 < rule.step <= rule.target:
            return f"step {rule.step} 应大于 0 且不大于 target {rule.target}"
        case StepBelowRule() if rule.zero_below is not None and not 0 < rule.zero_below <= rule.target:
            return f"zero_below {rule.zero_below} 应大于 0 且不大于 target {rule.target}"
        case StepBelowRule() if rule.cap is not None and rule.points_each > rule.cap:
            return f"points_each {rule.points_each} 大于 cap {rule.cap}"
    return ""


def faults_of_whole(rubric: Rubric) -> list[str]:
    """Repeated numbers and codes, points that do not add up; a 0 or "" stands for a fault noted before."""
    faults = [f"第{number}项重复" for number in repeated(item.number for item in rubric.items)]
    faults += [f"评分细则 {code} 重复" for code in repeated(rule.code for rule in rubric.rules)]
    points = [item.points for item in rubric.items]
    if points and all(points) and sum(points) != FULL_MARKS:
        faults.append(f"各项分值相加为 {sum(points)} 分，应为 {FULL_MARKS} 分")
    return faults


def repeated(values: Iterable[Any]) -> list[Any]:
    values = [value for value in values if value]
    return [value for value in dict.fromkeys(values) if values.count(value) > 1]
