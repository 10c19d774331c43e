"""Reads of the registry's pages."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone

from ..models import Community, District, Target, Year
from ..models.places import valid_on

STATES = ("valid", "ended", "coming")


def registry_list(communities, *, text="", district=None, state=""):
    """Those of `communities` with `text` in name, street or code; state: one of STATES, of today."""
    today = timezone.localdate()
    if text:
        communities = communities.filter(
            Q(name__icontains=text) | Q(street__name__icontains=text) | Q(code__startswith=text)
        )
    if district:
        communities = communities.filter(street__district=district)
    if state == "valid":
        communities = communities.valid_on(today)
    elif state == "ended":
        communities = communities.filter(valid_until__lte=today)
    elif state == "coming":
        communities = communities.filter(valid_from__gt=today)
    return communities.order_by(
        "street__district__annex_order",
        "street__code",
        F("code").asc(nulls_last=True),
        F("valid_from").asc(nulls_first=True),
        "pk",
    )


@dataclass(frozen=True)
class Declared:
    """What a district declared for a year beside what the registry held on `day`."""

    district: District
    year: Year
    day: date
    declared: int
    registered: int

    @property
    def differs(self):
        return self.declared != self.registered


def declared_counts(districts):
    """One Declared for each district and year begun: on the year's last day of reporting, or today before it.

    The declared number stays the denominator of every share; a difference is a warning and never blocks."""
    today = timezone.localdate()
    targets = Target.objects.filter(year__number__lte=today.year, district__in=districts)
    targets = list(targets.select_related("year", "district"))
    counts = _registered(districts, {min(today, target.year.report_due) for target in targets})
    found = []
    for target in targets:
        day = min(today, target.year.report_due)
        registered = counts[day].get(target.district_id, 0)
        found.append(Declared(target.district, target.year, day, target.declared, registered))
    return found


def differing(year):
    """The districts of a year whose registry is loaded and holds another number than they declared."""
    found = declared_counts(District.objects.all())
    return [one for one in found if one.year == year and one.registered and one.differs]


def _registered(districts, days):
    """For each day the numbers of communities by district, in one query."""
    counted = {f"on_{day:%Y%m%d}": Count("pk", filter=valid_on(day)) for day in days}
    rows = Community.objects.filter(street__district__in=districts).order_by().values("street__district")
    rows = list(rows.annotate(**counted))
    return {day: {row["street__district"]: row[f"on_{day:%Y%m%d}"] for row in rows} for day in days}


def registered_today(district):
    return Community.objects.filter(street__district=district).valid_today().count()
