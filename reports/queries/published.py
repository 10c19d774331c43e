"""What everybody may know: published titles, and the numbers made of them alone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db.models import Max

from districts.models import District, Target, Year
from districts.text import share

from ..models import LIST_ORDER, Title
from .standing import survivor


@dataclass(frozen=True)
class PublishedTitle:
    """One community's title under the names frozen at the hand-in; revoked_on: None while it is valid."""

    street: str
    community: str
    code: str
    batch: str
    document_number: str
    published_on: date
    revoked_on: date | None


@dataclass(frozen=True)
class PublishedDistrict:
    """One district in one year. recognised: communities the year has added; cumulative: with a valid published title by the
    end of it, merged ones once. titles: valid ones in list order; revoked: those that were."""

    district: District
    declared: int
    target: int | None
    share_goal: int
    recognised: int
    cumulative: int
    titles: list[PublishedTitle]
    revoked: list[PublishedTitle]

    @property
    def open(self) -> bool:
        """Whether the year's result is published."""
        return bool(self.titles or self.revoked)

    @property
    def share(self) -> Decimal | None:
        return share(self.cumulative, self.declared)

    @property
    def short(self) -> int | None:
        return None if self.target is None else max(0, self.target - self.cumulative)

    @property
    def reaches_share(self) -> bool:
        return self.cumulative * 100 >= self.share_goal * self.declared


def published_years(today: date) -> list[tuple[Year, date]]:
    """[(year, the last day something of it was published)] of the years with published titles, newest first; one query."""
    rows = Title.objects.filter(published_on__lte=today).values("year").annotate(last=Max("published_on"))
    last = {row["year"]: row["last"] for row in rows}
    years = Year.objects.filter(pk__in=last).select_related("programme").order_by("-number")
    return [(year, last[year.pk]) for year in years]


def published(year: Year, today: date) -> list[PublishedDistrict]:
    """PublishedDistrict of each district with a declared number, in annex order; a fixed number of queries. Nothing that is not
    published by `today` is counted."""
    root = survivor(today)
    titles = Title.objects.filter(published_on__lte=today, year__number__lte=year.number)
    titles = titles.select_related("community", "year", "entry__submission")
    first, home = dict[int, int](), dict[int, int]()
    listed: defaultdict[int, list[tuple[bool, PublishedTitle]]] = defaultdict(list)
    for title in titles.order_by("year__number", *(f"entry__{name}" for name in LIST_ORDER)):
        district, number = title.entry.submission.district_id, title.year.number
        valid = title.revoked_on is None or title.revoked_on > today
        if valid:
            one = root(title.community_id)
            if one not in first:
                first[one], home[one] = number, district
        if number == year.number:
            listed[district].append((valid, _title(title)))
    targets = Target.objects.filter(year=year).select_related("district").order_by("district__annex_order")
    return [_district(target, year, first, home, listed[target.district_id]) for target in targets]


def _district(
    target: Target,
    year: Year,
    first: Mapping[int, int],
    home: Mapping[int, int],
    listed: list[tuple[bool, PublishedTitle]],
) -> PublishedDistrict:
    own = [number for one, number in first.items() if home[one] == target.district_id]
    return PublishedDistrict(
        district=target.district,
        declared=target.declared,
        target=target.target,
        share_goal=year.share_goal,
        recognised=own.count(year.number),
        cumulative=len(own),
        titles=[each for valid, each in listed if valid],
        revoked=[each for valid, each in listed if not valid],
    )


def _title(title: Title) -> PublishedTitle:
    return PublishedTitle(
        title.entry.street_name,
        title.entry.community_name,
        title.community.code or "",
        title.batch,
        title.document_number,
        cast("date", title.published_on),  # published asks for no other
        title.revoked_on,
    )
