"""Who is listed, or titled, in a year: 附件3, the list for publication and the drafted reports take the names from here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from districts.models import District, Target

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


Grouped = dict[int, list[Sequence[Any]]]
"""Submission key -> of each listed community its key and then what Listed holds, in that order."""


@dataclass
class Tally:
    """What one district has for each year (a number): declared communities, and the listed ones, None where nothing was
    handed in."""

    declared: dict[int, int] = field(default_factory=dict)
    listed: dict[int, list[Listed] | None] = field(default_factory=dict)


def tallies(
    districts: Collection[District],
    submissions: Collection[Submission],
    numbers: Collection[int],
    basis: Basis,
    today: date,
) -> dict[int, Tally]:
    """District key -> Tally for the years `numbers`; a fixed number of queries.

    submissions: those of the districts and years, with their year. A concluded one counts its titles valid `today`, an open one
    its entries by `basis`; 完成数量 is what the year adds (reading of 附件3)."""
    found = {district.pk: Tally() for district in districts}
    declared = Target.objects.filter(district__in=districts, year__number__in=numbers)
    for district, number, communities in declared.values_list("district", "year__number", "declared"):
        found[district].declared[number] = communities
    root = survivor(today)
    first_titled = _first_titled(root, today)
    listed = _titles(submissions, today) | _entries(submissions, basis)
    for submission in submissions:
        number = submission.year.number
        found[submission.district_id].listed[number] = (
            None
            if submission.status == StatusChoices.DRAFT
            else _added(listed.get(submission.pk, ()), number, root, first_titled)
        )
    return found


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


def _first_titled(root: Callable[[int], int], today: date) -> dict[int, int]:
    """The first year of each community's valid title."""
    titles = Title.objects.valid_on(today).order_by("year__number", "pk")
    first: dict[int, int] = {}
    for community, number in titles.values_list("community", "year__number"):
        first.setdefault(root(community), number)
    return first


def _titles(submissions: Iterable[Submission], today: date) -> Grouped:
    concluded = [each.pk for each in submissions if each.status == StatusChoices.CONCLUDED]
    rows = Title.objects.valid_on(today).filter(entry__submission__in=concluded)
    rows = rows.order_by(*(f"entry__{name}" for name in LIST_ORDER))
    fields = ("street_name", "community_name", "total", "decision")
    return _by_submission(
        rows.values_list("entry__submission", "community", *(f"entry__{name}" for name in fields), "batch")
    )


def _entries(submissions: Iterable[Submission], basis: Basis) -> Grouped:
    open_ones = [each.pk for each in submissions if each.status == StatusChoices.SUBMITTED]
    wanted = [DecisionChoices.RECOGNISED] if basis == Basis.RECOGNISED else STANDING
    rows = Entry.objects.filter(submission__in=open_ones, decision__in=wanted).order_by(*LIST_ORDER)
    return _by_submission(
        rows.values_list("submission", "community", "street_name", "community_name", "total", "decision")
    )


def _by_submission(rows: Iterable[Sequence[Any]]) -> Grouped:
    grouped: Grouped = {}
    for submission, *listed in rows:
        grouped.setdefault(submission, []).append(listed)
    return grouped
