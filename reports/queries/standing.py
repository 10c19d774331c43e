"""The numbers every page, table and document of a year shows. Three counts are kept apart: taking part,
passing the initial score, recognised; and two goals: the Annex 2 target (a count) and the share of
communities (40% / 60%)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from districts.models import Community, District, Participation, Street, Target, Year
from districts.text import share
from scoring.models import ScoreSheet, Stage

from ..models import DecisionChoices, Entry, StatusChoices, Submission, Title

STREET, HOME = "community__street", "community__street__district"
STANDING = (DecisionChoices.PENDING, DecisionChoices.RETURNED, DecisionChoices.RECOGNISED)


Root = Callable[[int], int]
"""From a community's key to that of the community it is part of today."""


@dataclass(frozen=True)
class Progress:
    """One district in one year. passing, reported and recognised are cumulative, as the target is: they
    include the valid titles of earlier years (`earlier`). share_goal in percent; a target not yet set is
    None."""

    district: District | None  # None: the whole city
    declared: int
    target: int | None
    share_goal: int
    earlier: int
    participating: int
    assessed: int
    newly_passing: int
    newly_reported: int | None
    newly_recognised: int
    open_entries: int
    returned: int
    status: str

    @property
    def passing(self) -> int:
        return self.earlier + self.newly_passing

    @property
    def reported(self) -> int | None:
        return None if self.newly_reported is None else self.earlier + self.newly_reported

    @property
    def recognised(self) -> int:
        return self.earlier + self.newly_recognised

    @property
    def passing_share(self) -> Decimal | None:
        return share(self.passing, self.declared)

    @property
    def recognised_share(self) -> Decimal | None:
        return share(self.recognised, self.declared)

    def short_of_target(self, count: int) -> int | None:
        """How many communities `count` is short of the Annex 2 target; None while no target is set."""
        return None if self.target is None else max(0, self.target - count)

    def reaches_share(self, count: int) -> bool:
        """Whether `count` reaches the year's share of the declared communities, compared exactly."""
        return count * 100 >= self.share_goal * self.declared


def survivor(today: date | None = None) -> Root:
    """A function from a community's key to that of the community it is part of today: merged ones count
    once."""
    ended = Community.objects.filter(
        merged_into__isnull=False, valid_until__lte=today or timezone.localdate()
    )
    into = {community: one for community, one in ended.values_list("pk", "merged_into") if one is not None}

    def root(community: int) -> int:
        passed = set[int]()
        while community in into and community not in passed:
            passed.add(community)
            community = into[community]
        return community

    return root


def holders(district: int) -> Callable[[int], bool]:
    """A function telling whether a community of the district (its key), or what it has merged into, holds a valid title today."""
    root = survivor()
    titles = _within([district], Title.objects.valid_today(), HOME)
    held = {root(community) for community in titles.values_list("community", flat=True)}
    return lambda community: root(community) in held


def statuses_of(submissions: Iterable[Submission]) -> dict[int, str]:
    """District key -> status."""
    return {each.district_id: each.status for each in submissions}


def progress(
    year: Year, districts: Sequence[District] | None = None, *, statuses: Mapping[int, str] | None = None
) -> list[Progress]:
    """Progress of each of `districts` in `year`, in annex order; all with a target unless told. statuses: statuses_of the
    year's submissions, where they have been read already. A fixed number of queries."""
    targets = _targets(year, districts)
    if statuses is None:
        submissions = Submission.objects.filter(year=year, district__in=[row.district_id for row in targets])
        statuses = dict(submissions.values_list("district_id", "status"))
    root, only = survivor(), None if districts is None else [district.pk for district in districts]
    titled = _titled(year, root, only=only)
    titled_before = {one for one, (number, _home) in titled.items() if number < year.number}
    sheets = _sheet_counts(year, root, titled_before, only=only)
    listed = _listed(year, root, titled_before, only=only)
    titles: dict[int, Counter[int]] = {}
    for number, home in titled.values():
        titles.setdefault(home, Counter())[number] += 1
    return [
        _progress_of(
            year,
            target,
            status=statuses.get(target.district_id) or StatusChoices.DRAFT,
            participating=target.participating,
            sheets=sheets.get(target.district_id, {}),
            titles=titles.get(target.district_id, Counter()),
            listed=listed.get(target.district_id, Counter()),
        )
        for target in targets
    ]


def _targets(year: Year, districts: Sequence[District] | None) -> list[Any]:
    """The targets with their districts, each with `participating`: how many of its communities take part."""
    of_it = Participation.objects.filter(year=year, community__street__district=OuterRef("district"))
    number = of_it.order_by().values("community__street__district").annotate(n=Count("pk")).values("n")
    rows = Target.objects.filter(year=year).annotate(participating=Coalesce(Subquery(number), 0))
    if districts is not None:
        rows = rows.filter(district__in=districts)
    return list(rows.select_related("district").order_by("district__annex_order"))


@dataclass(frozen=True)
class StreetCounts:
    """One street in one year, counted as Progress counts its district; registered: the communities it has today. Nothing
    is declared of a street, and no target is set for it."""

    registered: int
    participating: int
    newly_passing: int
    earlier: int
    newly_recognised: int

    @property
    def recognised(self) -> int:
        return self.earlier + self.newly_recognised


def street_counts(year: Year, street: Street) -> StreetCounts:
    """StreetCounts in a fixed number of queries."""
    status = Submission.objects.filter(year=year, district=street.district_id).values_list(
        "status", flat=True
    )
    root = survivor()
    only = [street.district_id]
    titled = _titled(year, root, home=STREET, only=only)
    titled_before = {one for one, (number, _home) in titled.items() if number < year.number}
    titles = Counter(number for number, home in titled.values() if home == street.pk)
    sheets = _sheet_counts(year, root, titled_before, home=STREET, only=only)
    listed = _listed(year, root, titled_before, home=STREET, only=only).get(street.pk, Counter())
    concluded = status.first() == StatusChoices.CONCLUDED
    return StreetCounts(
        registered=Community.objects.valid_on(timezone.localdate()).filter(street=street).count(),
        participating=Participation.objects.filter(year=year, community__street=street).count(),
        newly_passing=sheets.get(street.pk, {}).get("newly_passing", 0),
        earlier=sum(count for number, count in titles.items() if number < year.number),
        newly_recognised=titles[year.number] if concluded else listed["recognised"],
    )


def _progress_of(
    year: Year,
    target: Target,
    *,
    status: str,
    participating: int,
    sheets: Mapping[str, int],
    titles: Counter[int],
    listed: Counter[Any],
) -> Progress:
    concluded = status == StatusChoices.CONCLUDED
    return Progress(
        district=target.district,
        declared=target.declared,
        target=target.target,
        share_goal=year.share_goal,
        earlier=sum(count for number, count in titles.items() if number < year.number),
        participating=participating,
        assessed=sheets.get("assessed", 0),
        newly_passing=sheets.get("newly_passing", 0),
        newly_reported=None if status == StatusChoices.DRAFT else listed["reported"],
        newly_recognised=titles[year.number] if concluded else listed["recognised"],
        open_entries=listed[DecisionChoices.PENDING, "open"] + listed[DecisionChoices.RETURNED, "open"],
        returned=listed[DecisionChoices.RETURNED, "open"],
        status=status,
    )


def _within(districts: Sequence[int] | None, rows: QuerySet[Any], home: str) -> QuerySet[Any]:
    """The rows of these districts (their keys); of all, where none are named. A merger stays within a district, so nothing that
    counts there is left out."""
    return rows if districts is None else rows.filter(**{f"{home}__in": districts})


def _titled(
    year: Year, root: Root, home: str = HOME, *, only: Sequence[int] | None = None
) -> dict[int, tuple[int, int]]:
    """Communities with a valid title by the end of `year`: key -> (the first year it was given, district or other home)."""
    rows = Title.objects.valid_today().filter(year__number__lte=year.number).order_by("year__number", "pk")
    titled: dict[int, tuple[int, int]] = {}
    of_them = _within(only, rows, HOME)
    for community, number, place in of_them.values_list("community", "year__number", home):
        titled.setdefault(root(community), (number, place))
    return titled


def _listed(
    year: Year,
    root: Root,
    titled_before: set[int],
    home: str = "submission__district",
    *,
    only: Sequence[int] | None = None,
) -> dict[int, Counter[Any]]:
    """What the lists handed in hold, by district or other home: entries still open, and communities the year adds, each
    once."""
    handed_in = Entry.objects.filter(submission__year=year).exclude(submission__status=StatusChoices.DRAFT)
    handed_in = _within(only, handed_in, "submission__district")
    counts: dict[int, Counter[Any]] = {}
    seen = set[tuple[int, int, str]]()
    for place, decision, community in handed_in.order_by("pk").values_list(home, "decision", "community"):
        listed = counts.setdefault(place, Counter())
        listed[decision, "open"] += 1
        one = root(community)
        if decision not in STANDING or one in titled_before:
            continue
        for kind in ("reported", "recognised") if decision == DecisionChoices.RECOGNISED else ("reported",):
            if (place, one, kind) not in seen:
                seen.add((place, one, kind))
                listed[kind] += 1
    return counts


def _sheet_counts(
    year: Year,
    root: Root,
    titled_before: set[int],
    home: str = "district",
    *,
    only: Sequence[int] | None = None,
) -> dict[int, dict[str, int]]:
    """Assessed sheets, and passing communities (merged ones once) without a valid title from an earlier year."""
    assessed, passing = Counter[int](), dict[int, set[int]]()
    rows = ScoreSheet.objects.filter(year=year, stage=Stage.INITIAL, total__isnull=False)
    rows = _within(only, rows, "district")
    for place, community, passed in rows.values_list(home, "community", "passed"):
        assessed[place] += 1
        if passed and root(community) not in titled_before:
            passing.setdefault(place, set()).add(root(community))
    return {
        place: {"assessed": count, "newly_passing": len(passing.get(place, ()))}
        for place, count in assessed.items()
    }


def city_total(rows: Sequence[Progress], year: Year) -> Progress:
    """The whole city as one more row: sums, never means."""
    fields = (
        "declared",
        "earlier",
        "participating",
        "assessed",
        "newly_passing",
        "newly_recognised",
        "open_entries",
    )
    sums = {name: sum(getattr(row, name) for row in rows) for name in fields}
    targets = [row.target for row in rows]
    reported = [row.newly_reported for row in rows if row.newly_reported is not None]
    return Progress(
        district=None,
        target=None if None in targets else sum(each for each in targets if each is not None),
        share_goal=year.share_goal,
        newly_reported=sum(reported) if reported else None,
        returned=sum(row.returned for row in rows),
        status="",
        **sums,
    )
