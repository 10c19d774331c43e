"""The one door of a year's due days, declared numbers and targets."""

from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from .. import trail
from ..doors import Refused, door
from ..models import Year
from .plan import DAYS, faults
from .queries import plan_of


class Conflict(Refused):
    """Somebody changed the same thing since the person opened the page."""


@door("year_changed")
def change_year(year, *, seen, to, by):
    """Set the year's days and the districts' numbers: only what differs between `seen` and `to` (see plan), one event
    for each thing changed. Raises Conflict when one of them has been changed since, Refused when it does not hold."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    # By key, as the doors that lock several targets do (scoring.adopting).
    targets = list(year.targets.select_related("district").select_for_update(of=("self",)).order_by("pk"))
    rows = {DAYS: year} | {row.district.code: row for row in targets}
    now = plan_of(year, targets)
    changed = [key for key in to if to[key] != seen[key]]
    _refuse_moved(rows, {key: now[key] for key in changed if now[key] not in (seen[key], to[key])})
    _refuse_faults(rows, {key: to[key] for key in changed}, year.number)
    for key in changed:
        if to[key] != now[key]:
            _write(rows[key], "target_changed" if key else "year_changed", now[key], to[key], by)


def _name(rows, key):
    return rows[key].district.name if key else _("日期")


def _refuse_moved(rows, moved):
    if moved:
        now = "；".join(f"{_name(rows, key)}：{entry}" for key, entry in moved.items())
        raise Conflict(
            _(
                "您打开这一页以后有人改过，现在是——%(now)s。您的没有保存，填的还在下面：要改成您填的，再点“保存年度”。"
            )
            % {"now": now}
        )


def _refuse_faults(rows, wanted, number):
    found = [f"{_name(rows, key)}：{said}" for key, _field, said in faults(wanted, number)]
    if found:
        raise Refused("".join(found))


def _write(row, action, before, after, by):
    for field, value in asdict(after).items():
        setattr(row, field, value)
    row.save(update_fields=list(asdict(after)))
    trail.record(action, row=row, by=by, before=_kept(before), after=_kept(after))


def _kept(entry):
    """What the trail keeps: days as 2021-08-31."""
    return {
        field: value.isoformat() if isinstance(value, date) else value
        for field, value in asdict(entry).items()
    }
