"""What everybody may know: published titles, and the numbers made of them alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Value
from django.db.models.functions import Coalesce

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

    def valid_on(self, day: date) -> bool:
        return self.revoked_on is None or self.revoked_on > day


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
    listed: defaultdict[int, list[PublishedTitle]] = defaultdict(list)
    titles = Title.objects.filter(published_on__lte=today, year=year)
    rows = titles.order_by(*(f"entry__{name}" for name in LIST_ORDER))
    for district, *kept in rows.values_list("entry__submission__district", *KEPT):
        listed[district].append(PublishedTitle(*kept))
    added = _added(year, today)
    targets = Target.objects.filter(year=year).select_related("district").order_by("district__annex_order")
    return [
        _district(target, year, added.get(target.district_id, Counter()), listed[target.district_id], today)
        for target in targets
    ]


KEPT = (
    "entry__street_name",
    "entry__community_name",
    Coalesce("community__code", Value("")),
    "batch",
    "document_number",
    "published_on",
    "revoked_on",
)


def _added(year: Year, today: date) -> dict[int, Counter[int]]:
    """District key -> year -> communities whose first valid published title is of that year, up to `year`; merged ones once."""
    root, first = survivor(today), dict[int, tuple[int, int]]()
    titles = Title.objects.valid_on(today).filter(published_on__lte=today, year__number__lte=year.number)
    rows = titles.order_by("year__number", "pk")
    for community, number, district in rows.values_list(
        "community", "year__number", "entry__submission__district"
    ):
        first.setdefault(root(community), (number, district))
    added: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for number, district in first.values():
        added[district][number] += 1
    return added


def _district(
    target: Target, year: Year, added: Counter[int], listed: list[PublishedTitle], today: date
) -> PublishedDistrict:
    return PublishedDistrict(
        district=target.district,
        declared=target.declared,
        target=target.target,
        share_goal=year.share_goal,
        recognised=added[year.number],
        cumulative=added.total(),
        titles=[each for each in listed if each.valid_on(today)],
        revoked=[each for each in listed if not each.valid_on(today)],
    )
