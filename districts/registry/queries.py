"""Reads of the registry's pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone

from ..models import Community, District, Target, Year

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
    begun = Year.objects.filter(number__lte=today.year)
    found = []
    for year in begun:
        day = min(today, year.report_due)
        counts = _registered(districts, day)
        for target in Target.objects.filter(year=year, district__in=districts).select_related("district"):
            found.append(Declared(target.district, year, day, target.declared, counts[target.district_id]))
    return found


def _registered(districts, day):
    valid = Community.objects.filter(street__district__in=districts).valid_on(day).order_by()
    return Counter(dict(valid.values_list("street__district").annotate(Count("pk"))))


def registered_today(district):
    return Community.objects.filter(street__district=district).valid_today().count()
