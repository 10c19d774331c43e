"""How a year goes: when each district handed in, how communities moved from 摸底 over 初评 to 评审, who is one step short."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from districts.deadlines import Due, report_dues_at
from districts.models import District, Year
from districts.text import NEAR
from scoring.models import ScoreSheet, Stage

from ..models import Entry, StatusChoices, Submission


@dataclass(frozen=True)
class Timing:
    """One district's hand-in beside its day. days: late by so many (negative: early); None before it has handed in."""

    district: District
    due: Due
    status: str
    handed_in: date | None
    concluded: date | None

    @property
    def days(self) -> int | None:
        return None if self.handed_in is None else (self.handed_in - self.due.day).days

    @property
    def late(self) -> bool:
        return self.days is not None and self.days > 0

    @property
    def extended(self) -> bool:
        return self.due.extension is not None

    @property
    def sent_back(self) -> bool:
        return self.handed_in is not None and self.status == StatusChoices.DRAFT


def timings(year: Year, districts: Collection[District]) -> list[Timing]:
    """The Timing of each district in its order; two queries. The first hand-in counts (五(三): 8月31日前), against the day as it
    stood then."""
    submissions = {s.district_id: s for s in Submission.objects.filter(year=year, district__in=districts)}
    first = {key: s.first_submitted_at for key, s in submissions.items()}
    dues = report_dues_at(year, first)
    return [
        Timing(
            district,
            dues[district.pk],
            submissions[district.pk].status,
            _day(submissions[district.pk].first_submitted_at),
            _day(submissions[district.pk].concluded_at),
        )
        for district in districts
        if district.pk in submissions
    ]


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localdate(moment)


@dataclass(frozen=True)
class Move:
    """Communities with a total in two stages: how many rose, stayed and fell, and the sum of the differences in points."""

    rose: int = 0
    same: int = 0
    fell: int = 0
    points: int = 0

    @property
    def communities(self) -> int:
        return self.rose + self.same + self.fell


@dataclass(frozen=True)
class Stages:
    """assessed, passed: stage -> communities with a total, and of those the passing ones; moves: (from, to) -> Move."""

    assessed: dict[str, int]
    passed: dict[str, int]
    moves: dict[tuple[str, str], Move]


STEPS = ((Stage.BASELINE, Stage.INITIAL), (Stage.INITIAL, Stage.REVIEW))


def stages(user_sheets: QuerySet[ScoreSheet], year: Year, district: District | None = None) -> Stages:
    """The Stages of a year; user_sheets: scoring.access.visible_sheets of whoever looks. One query."""
    rows = user_sheets.filter(year=year)
    rows = rows.filter(district=district) if district else rows
    totals: defaultdict[int, dict[str, int]] = defaultdict(dict)
    assessed, passed = Counter[str](), Counter[str]()
    for community, stage, total, passes in rows.order_by().values_list(
        "community", "stage", "total", "passed"
    ):
        if total is not None:
            totals[community][stage] = total
            assessed[stage] += 1
            passed[stage] += bool(passes)
    return Stages(dict(assessed), dict(passed), {step: _move(totals.values(), *step) for step in STEPS})


def _move(totals: Iterable[dict[str, int]], before: str, after: str) -> Move:
    differences = [both[after] - both[before] for both in totals if before in both and after in both]
    return Move(
        sum(each > 0 for each in differences),
        sum(each == 0 for each in differences),
        sum(each < 0 for each in differences),
        sum(differences),
    )


def one_step_short(year: Year, place: str, district: District | None = None) -> dict[int, int]:
    """Place key (`place`: the field they are counted by) -> initial sheets 1 to 6 points below their pass mark; one query."""
    rows = ScoreSheet.objects.filter(
        year=year,
        stage=Stage.INITIAL,
        passed=False,
        total__lt=F("rubric__pass_mark"),
        total__gte=F("rubric__pass_mark") - NEAR,
    )
    rows = rows.filter(district=district) if district else rows
    return dict(rows.order_by().values_list(place).annotate(Count("pk")))


def decisions(year: Year, district: District | None = None) -> dict[str, int]:
    """Decision -> listed communities of what is handed in; one query."""
    rows = Entry.objects.filter(submission__year=year).exclude(submission__status=StatusChoices.DRAFT)
    rows = rows.filter(submission__district=district) if district else rows
    return dict(rows.order_by().values_list("decision").annotate(Count("pk")))
