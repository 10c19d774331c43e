"""What is set for a year's joint review (会审), as plain values: until when the departments give their opinions, and which
items each answers for.

A plan is a dict: DUE -> the day or None, a department's code -> a frozenset of item numbers. Who edits carries the plan
he saw and the plan he wants."""

from django.utils.translation import gettext as _

from districts.models import Department, Year
from districts.text import cn_date

from .models import Assignment
from .opinion_queries import due_of

DUE = ""


def plan_of(year):
    """The plan that stands; no day and no items where nothing was set. Three queries."""
    plan = {DUE: due_of(year)} | {
        code: frozenset() for code in Department.objects.values_list("code", flat=True)
    }
    for code, number in Assignment.objects.filter(year=year).values_list("department__code", "number"):
        plan[code] |= {number}
    return plan


def is_empty(plan):
    """Whether no department answers for anything."""
    return not any(items for code, items in plan.items() if code != DUE)


def plan_before(year):
    """(the latest earlier year in which items were set, its plan); (None, None) where there is none."""
    before = Year.objects.filter(number__lt=year.number, assignments__isnull=False)
    last = before.order_by("-number").first()
    return (last, plan_of(last)) if last else (None, None)


def due_fault(year, day):
    """Why the opinions cannot be due on that day; empty when they can: not before the lists have come in."""
    if day is None:
        return _("请填日期，如 2021-09-15。")
    if day < year.report_due:
        return _("名单到上报截止 %(day)s才报齐，请填这一天或以后的日期。") % {"day": cn_date(year.report_due)}
    return ""


def in_words(key, value):
    """One part of a plan as a person reads it: 第 1、7 项; a day."""
    if key == DUE:
        return cn_date(value) if value else _("空")
    return _("第 %(items)s 项") % {"items": "、".join(map(str, sorted(value)))} if value else _("没有")
