"""The one door of a year's joint review: which items each department answers for, and until when."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import Department

from ..joint_plan import DUE, due_fault, in_words, plan_of
from ..models import Assignment, JointReview, Opinion, OpinionItem, StatusChoices
from .locks import locked_each, locked_year


class Conflict(Refused):
    """Somebody changed the same thing since the person opened the page."""


@door("joint_review_changed")
def change_joint_review(year, *, seen, to, by):
    """Set who answers for which items and until when: only what differs between `seen` and `to` (reports.joint_plan), one
    event for each thing changed.

    Raises Conflict when one of them has been changed since, Refused for a day before the lists are in, or an item a department
    has already objected to, or spoken of where the review is concluded. What it said of an item that is taken away, having
    nothing against it, goes with it."""
    locked_each(year.submissions.all())  # a hand-in marks, and concluding asks for, what may go here
    year = locked_year(year)
    departments = {each.code: each for each in Department.objects.all()}
    now = plan_of(year)
    changed = [key for key in to if to[key] != seen[key]]
    _refuse_moved(departments, {key: now[key] for key in changed if now[key] not in (seen[key], to[key])})
    if DUE in changed and (fault := due_fault(year, to[DUE])):
        raise Refused(_("会审意见截止：%(fault)s") % {"fault": fault})
    for key in changed:
        if to[key] == now[key]:
            continue
        if key == DUE:
            JointReview.objects.update_or_create(year=year, defaults={"due": to[key]})
        else:
            _assign(year, departments[key], now[key], to[key])
        trail.record(
            "joint_review_changed",
            row=year,
            by=by,
            before=_kept(departments.get(key), now[key]),
            after=_kept(departments.get(key), to[key]),
        )


def _assign(year, department, before, after):
    gone = before - after
    _refuse_spoken_of(year, department, gone)
    Assignment.objects.filter(year=year, department=department, number__in=gone).delete()
    Assignment.objects.bulk_create(
        [Assignment(year=year, department=department, number=number) for number in sorted(after - before)]
    )
    said = Opinion.objects.filter(entry__submission__year=year, department=department)
    OpinionItem.objects.filter(opinion__in=said, number__in=gone).delete()
    said.filter(items__isnull=True).delete()


def _refuse_spoken_of(year, department, numbers):
    said = OpinionItem.objects.filter(
        ~Q(text="") | Q(opinion__entry__submission__status=StatusChoices.CONCLUDED),
        opinion__department=department,
        opinion__entry__submission__year=year,
        number__in=numbers,
    )
    if kept := sorted(set(said.values_list("number", flat=True))):
        raise Refused(
            _(
                "%(department)s对第 %(items)s 项已经提出异议，或者有的区县已经办结，这几项不能从该部门取消；可以增加别的项。"
            )
            % {"department": department.short_name, "items": "、".join(map(str, kept))}
        )


def _refuse_moved(departments, moved):
    if moved:
        now = "；".join(f"{_named(departments, key)}：{in_words(key, value)}" for key, value in moved.items())
        raise Conflict(
            _(
                "您打开这一页以后有人改过，现在是——%(now)s。您的没有保存，填的还在下面：要改成您填的，再点“保存”。"
            )
            % {"now": now}
        )


def _named(departments, key):
    return departments[key].short_name if key else _("会审意见截止")


def _kept(department, value):
    """What the trail keeps: a day as 2021-09-15, items with their department's name."""
    if department is None:
        return {"due": value.isoformat() if isinstance(value, date) else value}
    return {"for_department": department.short_name, "items": sorted(value)}
