"""A rubric rehearsed on sheets already scored: who would newly pass or fail. In memory, nothing is written."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from districts.models import Year

from . import access
from .carry import findings_under
from .engine.score import Result, score
from .models import ItemScore, ScoreSheet, Stage, State

UNKNOWN, GAINS, LOSES, SAME = "unknown", "gains", "loses", "same"


@dataclass(frozen=True)
class Tried:
    """One sheet under both rubrics. The old total and verdict are those it was scored with."""

    sheet: ScoreSheet
    result: Result
    points: dict[int, int]

    @property
    def outcome(self):
        if self.result.total is None:
            return UNKNOWN
        if self.result.passed == self.sheet.passed:
            return SAME
        return GAINS if self.result.passed else LOSES

    @property
    def moved(self):
        """(item number, old points, new points) where they differ; None: the item was or is not there."""
        now = {item.number: item.points for item in self.result.items}
        numbers = sorted({*self.points, *now})
        return [(n, self.points.get(n), now.get(n)) for n in numbers if self.points.get(n) != now.get(n)]

    @property
    def unanswered(self):
        """The codes of the new rules nobody has assessed."""
        return [code for item in self.result.items for code in item.unassessed]


@dataclass(frozen=True)
class Counts:
    """How many sheets of one district (None: all of them) fare how."""

    district: object
    rows: list[Tried]

    @cached_property
    def gains(self):
        """Failed then, would pass now."""
        return self._of(GAINS)

    @cached_property
    def loses(self):
        """Passed then, would fail now."""
        return self._of(LOSES)

    @cached_property
    def unknown(self):
        """Cannot be judged: the rubric asks what was not assessed then."""
        return self._of(UNKNOWN)

    @cached_property
    def shifted(self):
        """Same verdict with another total."""
        return [row for row in self._of(SAME) if row.result.total != row.sheet.total]

    def _of(self, outcome):
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def passed_before(self):
        return sum(bool(row.sheet.passed) for row in self.rows)

    @property
    def passed_after(self):
        """Of those that can be judged; None when none can."""
        if len(self.unknown) == len(self.rows):
            return None
        return sum(bool(row.result.passed) for row in self.rows)


@dataclass(frozen=True)
class Rehearsal:
    """Every complete 初评 of a year under another rubric; incomplete: sheets left out, since they had no total then."""

    year: Year
    rows: list[Tried]
    incomplete: int

    @cached_property
    def all(self):
        return Counts(None, self.rows)

    @cached_property
    def by_district(self):
        districts = {row.sheet.district_id: row.sheet.district for row in self.rows}
        return [
            Counts(district, [row for row in self.rows if row.sheet.district_id == pk])
            for pk, district in districts.items()
        ]


def rehearse(rubric, *, user, before):
    """The rubric (engine.rubric.Rubric) on the 初评 this person may see, of the last year before `before` that has complete
    ones, else of the latest that has. None when there are none. Five queries, however many sheets."""
    initial = access.visible_sheets(user).filter(stage=Stage.INITIAL)
    complete = initial.filter(total__isnull=False)
    years = Year.objects.filter(pk__in=complete.values("year")).order_by("-number")
    earlier_first = sorted(years, key=lambda year: year.number >= before.number)
    if not earlier_first:
        return None
    year = earlier_first[0]
    sheets = (
        complete.filter(year=year)
        .select_related("community__street", "district")
        # Not joined: the whole text of the rubric would come with every sheet.
        .prefetch_related("rubric", Prefetch("items", ItemScore.objects.filter(state=State.CONFIRMED)))
        .order_by("district__annex_order", "community__street__code", "community__code", "community__pk")
    )
    incomplete = initial.filter(year=year, total__isnull=True).count()
    return Rehearsal(year, [_tried(rubric, sheet) for sheet in sheets], incomplete)


def _tried(rubric, sheet):
    rows = list(sheet.items.all())
    found = {code: value for row in rows for code, value in row.findings.items()}
    result = score(rubric, findings_under(rubric, sheet.rubric.parsed, found))
    return Tried(sheet, result, {row.number: row.points for row in rows})
