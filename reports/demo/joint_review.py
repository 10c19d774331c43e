"""会审 in the demonstration: invented items for each department, 2021 spoken of by all, 2022 by most, with some objections
and one department that is late."""

from datetime import date, timedelta

from django.utils import timezone

from districts.models import Department

from .. import actions
from ..joint_plan import DUE, plan_of
from ..models import Entry, Opinion
from ..opinion_queries import version_of

# The document does not say which department answers for what: these are for trying out.
ITEMS = {
    "fagai": {4, 6},
    "gongan": {8, 11},
    "minzheng": {1, 2, 14},
    "ziranziyuan": {7, 16},
    "shengtai": {10, 15},
    "shichang": {12},
    "zonghezhifa": {5, 8},
}
LATE = "shichang"
LATE_DAYS = 3
OBJECTIONS = (
    "演示异议：与本部门台账不符，请市住建局现场核对。",
    "演示异议：投诉记录有两件没有计入，扣分可能偏少。",
    "演示异议：整改照片看不出完工，请区县补充。",
)


def assign(scene, year, *, due):
    """The city lead says who answers for which items, and until when."""
    seen = plan_of(year)
    wanted = {code: frozenset(numbers) for code, numbers in ITEMS.items()}
    actions.change_joint_review(year, seen=seen, to=seen | wanted | {DUE: due}, by=scene.city_lead)


def late_due(today: date):
    """A due day that has gone by, so that it can be seen who is late."""
    return today - timedelta(days=LATE_DAYS)


def hear_all(scene, submission):
    """Every department has looked at the whole list, and one objects to what is going to be declined."""
    entries = _entries(submission)
    if entries:
        _object(scene, "gongan", entries[0], 8, OBJECTIONS[0])
    for department in Department.objects.all():
        _nothing_against(scene, submission, department.code, entries)


def hear_some(scene, submission):
    """Two objections; most departments are through, one has begun, one has said nothing and is late."""
    entries = _entries(submission)
    for (code, number), entry, text in zip(
        (("shengtai", 10), ("zonghezhifa", 5)), entries[1:], OBJECTIONS[1:], strict=False
    ):
        _object(scene, code, entry, number, text)
    for code in ITEMS:
        if code != LATE:
            half = entries[::2] if code == "fagai" else entries
            _nothing_against(scene, submission, code, half)


def in_time(year):
    """What was said of a year was said before its due day, as far as it was said."""
    said = Opinion.objects.filter(entry__submission__year=year)
    said.update(made_at=timezone.now() - timedelta(days=LATE_DAYS + 1))


def _entries(submission):
    return list(Entry.objects.filter(submission=submission).order_by("total", "pk"))


def _object(scene, code, entry, number, text):
    seen = _seen(entry, code)
    actions.give_opinion(entry, texts={number: text}, seen=seen, by=scene.people[f"dept-{code}"])


def _seen(entry, code):
    return version_of(entry.submission.receipts.last().pk, None, sorted(ITEMS[code]))


def _nothing_against(scene, submission, code, entries):
    by = scene.people[f"dept-{code}"]
    said = set(
        Opinion.objects.filter(entry__in=entries, department=by.department).values_list("entry", flat=True)
    )
    if seen := {entry.pk: _seen(entry, code) for entry in entries if entry.pk not in said}:
        actions.nothing_against(submission.year, seen=seen, by=by)
