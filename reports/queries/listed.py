"""Who is listed, or titled, in a year: 附件3, the list for publication and the drafted reports take the names from here."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet

from districts.models import Community, District

from ..models import LIST_ORDER, DecisionChoices, Entry, StatusChoices, Submission, Title
from .standing import STANDING, survivor


class Basis(StrEnum):
    """What stands for a year still open: what the district handed in, or what the city has recognised so
    far."""

    REPORTED = "reported"
    RECOGNISED = "recognised"

    @property
    def label(self) -> str:
        return {"reported": "初评（区县上报）", "recognised": "评审（已认定）"}[self.value]


@dataclass(frozen=True)
class Listed:
    """A community listed (or titled) in one year, under the names frozen then, with its points at the hand-in; batch: of its
    title, where there is one."""

    community_id: int
    street: str
    name: str
    total: int
    decision: str
    batch: str = ""

    @property
    def decided(self) -> str:
        return str(DecisionChoices(self.decision).label)


@dataclass(frozen=True)
class Revoked:
    """A title that is not valid any more, under the names frozen at the hand-in."""

    on: date
    year: int
    street: str
    name: str


@dataclass
class Tally:
    """What one district has for each year (a number): declared communities, and the listed ones, None where nothing was
    handed in; revoked: titles of these years, the first revoked first."""

    declared: dict[int, int] = field(default_factory=dict)
    listed: dict[int, list[Listed] | None] = field(default_factory=dict)
    revoked: list[Revoked] = field(default_factory=list)


def with_targets(districts: QuerySet[District], numbers: Collection[int]) -> dict[District, Tally]:
    """The districts in their order, each with a Tally that says how many communities it declared in the years; one query."""
    found: dict[District, Tally] = {}
    rows = districts.order_by("annex_order").annotate(
        declared=F("targets__declared"), declared_for=F("targets__year__number")
    )
    for district in rows:
        tally = found.setdefault(district, Tally())
        if district.declared_for in numbers:
            tally.declared[district.declared_for] = district.declared
    return found


def count_listed(
    tallies: Mapping[District, Tally],
    submissions: Collection[Submission],
    numbers: Collection[int],
    basis: Basis,
    today: date,
) -> None:
    """Fill the tallies of with_targets with what was listed and revoked in the years `numbers`; three queries.

    submissions: those of the districts and years, with their year. A concluded one counts its titles valid `today`, an open one
    its entries by `basis`; 完成数量 is what the year adds (reading of 附件3)."""
    found = {district.pk: tally for district, tally in tallies.items()}
    root, first_titled, listed = survivor(today), dict[int, int](), _entries(submissions, basis)
    known = {each.pk: each for each in submissions}
    revoked = []
    for submission, number, pk, revoked_on, community, *named in _titles(tallies):
        if revoked_on is None or revoked_on > today:
            first_titled[root(community)] = min(number, first_titled.get(root(community), number))
            if submission in known and known[submission].status == StatusChoices.CONCLUDED:
                listed.setdefault(submission, []).append((community, *named))
        elif submission in known:
            revoked.append((revoked_on, pk, submission, named))
    for revoked_on, _pk, submission, (street, name, *_rest) in sorted(revoked):
        of = known[submission]
        found[of.district_id].revoked.append(Revoked(revoked_on, of.year.number, street, name))
    for each in submissions:
        number = each.year.number
        found[each.district_id].listed[number] = (
            None
            if each.status == StatusChoices.DRAFT
            else _added(listed.get(each.pk, ()), number, root, first_titled)
        )


def _added(
    rows: Iterable[Sequence[Any]], number: int, root: Callable[[int], int], first_titled: dict[int, int]
) -> list[Listed]:
    """No community with a valid title from an earlier year, and communities that have merged since once, under the first
    name."""
    added: dict[int, Listed] = {}
    for community, *named in rows:
        one = root(community)
        if first_titled.get(one, number) >= number:
            added.setdefault(one, Listed(one, *named))
    return list(added.values())


def _titles(districts: Collection[District]) -> QuerySet[Any, Sequence[Any]]:
    """Every title these districts' lists may meet: their own, of communities that are theirs today, and of those that merged."""
    merged = Community.objects.filter(merged_into__isnull=False)
    # A union: each part is found by its own index, where a disjunction over joins would read every title there is.
    titles = Title.objects.order_by().values("pk")
    found = titles.filter(entry__submission__district__in=districts).union(
        titles.filter(community__street__district__in=districts),
        titles.filter(community__in=merged),
        titles.filter(community__in=merged.values("merged_into")),
    )
    rows = Title.objects.filter(pk__in=found)
    names = ("entry__street_name", "entry__community_name", "entry__total", "entry__decision", "batch")
    return rows.order_by(*(f"entry__{name}" for name in LIST_ORDER)).values_list(
        "entry__submission", "year__number", "pk", "revoked_on", "community", *names
    )


def _entries(submissions: Iterable[Submission], basis: Basis) -> dict[int, list[Sequence[Any]]]:
    """Submission key -> of each community it lists its key and then what Listed holds, in that order."""
    open_ones = [each.pk for each in submissions if each.status == StatusChoices.SUBMITTED]
    wanted = [DecisionChoices.RECOGNISED] if basis == Basis.RECOGNISED else STANDING
    rows = Entry.objects.filter(submission__in=open_ones, decision__in=wanted).order_by(*LIST_ORDER)
    grouped: dict[int, list[Sequence[Any]]] = {}
    columns = ("submission", "community", "street_name", "community_name", "total", "decision")
    for submission, *listed in rows.values_list(*columns):
        grouped.setdefault(submission, []).append(listed)
    return grouped
