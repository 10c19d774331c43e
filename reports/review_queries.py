"""Reads for the city's review: the queue over all districts, and what concluding one of them does. Each costs the same
number of queries at 3 entries and at 300."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District, User, Year
from scoring.models import ScoreSheet, Stage

from .access import visible_entries, visible_submissions
from .chips import chip_of
from .flags import FLAGS, flags, with_flags
from .models import DecisionChoices, Entry, Evaluation, PublicObjection, StatusChoices, Submission
from .opinion_queries import Asked, Unheard, unheard, with_opinions
from .publication import DistrictTitles, Stand, standings, unpublished
from .queue_filter import AWAITED, CLOSE, CLOSER, DOUBTED, DRAWN, OBJECTED, OPPOSED, QueueFilter
from .rescored import BELOW, with_rescore
from .rulings import fresh_declines, unmet_objections
from .workflow import DECIDED, Decision

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# --- the queue -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueRow:
    entry: "WithAnnotations[Entry, Asked]"
    flags: list[str]

    @property
    def chip(self) -> str:
        return chip_of(self.entry)

    @property
    def sampled(self) -> bool:
        return hasattr(self.entry, "spot_check")

    @property
    def objected(self) -> bool:
        return self.entry.open_objection is not None

    @property
    def awaited(self) -> bool:
        """Whether a department's opinion is still missing."""
        return self.entry.awaited and self.entry.decision != DecisionChoices.WITHDRAWN

    @property
    def heard(self) -> list[str]:
        """How the departments stand to it, in words; nothing where all have spoken and none objects."""
        words = ((self.entry.opposed, _("有部门异议")), (self.awaited, _("部门未提齐")))
        return [word for holds, word in words if holds]

    @property
    def above(self) -> int:
        """Points above the pass mark."""
        return self.entry.total - self.entry.sheet.rubric.pass_mark


def queue(
    user: User, year: Year, filters: QueueFilter, *, without: Collection[str] = ()
) -> "QuerySet[WithAnnotations[Entry, Asked]]":
    """The listed communities of what has been handed in, narrowed and ordered by filters (queue_filter.QueueFilter);
    without: parts of the filter left out."""
    rows = with_opinions(with_rescore(with_flags(visible_entries(user).filter(submission__year=year))))
    rows = rows.exclude(submission__status=StatusChoices.DRAFT).filter(filters.condition(without=without))
    return (
        rows.order_by(*filters.ordering)
        .select_related(
            "submission__district",
            "submission__year",
            "sheet__rubric",
            "decided_by",
            "spot_check",
            "objection",
        )
        .defer("sheet__rubric__definition")
    )


def queue_rows(entries: "Iterable[WithAnnotations[Entry, Asked]]") -> list[QueueRow]:
    return [QueueRow(entry, flags(entry, entry.sheet.rubric.pass_mark)) for entry in entries]


# What can be asked of an entry, by the name of its ready-made filter.
QUESTIONS: dict[str, Q] = {
    "near": CLOSE,
    "low": BELOW,
    "sampled": DRAWN,
    "objected": OBJECTED,
    "doubted": DOUBTED,
    "opposed": OPPOSED,
    "awaited": AWAITED,
    **{flag.code: flag.condition for flag in FLAGS.values()},
}
FLAG_NAMES = {"any", *FLAGS}  # one at a time


def queue_counts(user: User, year: Year, filters: QueueFilter) -> dict[str, int]:
    """What stands on the queue's ready-made filters: how many would be left by each decision, with all of them under "all",
    and by each question beside those already chosen (one flag takes the place of another). One query."""
    answers = {f"is_{name}": ExpressionWrapper(each, BooleanField()) for name, each in QUESTIONS.items()}
    rows = queue(user, year, filters, without=("decision", *CLOSER)).order_by().select_related(None)
    alike = rows.annotate(**answers).values_list("decision", *answers).annotate(Count("pk"))
    chosen = filters.questions
    beside = {
        name: {each for each in chosen if not (name in FLAG_NAMES and each in FLAG_NAMES)}
        for name in (*QUESTIONS, "any")
    }
    counts = dict.fromkeys(("all", *DecisionChoices.values, *beside), 0)
    for decision, *answered, number in alike:
        holds = {name for name, answer in zip(QUESTIONS, answered, strict=True) if answer}
        if holds & FLAG_NAMES:
            holds.add("any")
        if holds.issuperset(chosen):
            counts["all"] += number
            counts[decision] += number
        if filters.decision in ("", decision):
            for name in holds:
                counts[name] += number * (beside[name] <= holds)
    return counts


@dataclass(frozen=True)
class DistrictLine:
    """One district of the review: what it handed in and what is still open."""

    district: District
    submission: Submission | None
    listed: int
    decided: int
    open: int
    objected: int
    doubted: int

    @property
    def status(self) -> str:
        return self.submission.status if self.submission else StatusChoices.DRAFT

    @property
    def may_conclude(self) -> bool:
        return self.status == StatusChoices.SUBMITTED and self.open + self.objected + self.doubted == 0

    @property
    def objected_url(self) -> str:
        return queue_url(self.submission, objected=1) if self.submission else ""

    @property
    def doubted_url(self) -> str:
        return queue_url(self.submission, doubted=1) if self.submission else ""


class Counted(TypedDict):
    """What district_lines counts beside a submission."""

    listed: int
    open: int
    objected: int
    doubted: int


def district_lines(user: User, year: Year, districts: Iterable[District]) -> list[DistrictLine]:
    """A line for each of the districts; one query."""
    still_open = Q(entries__decision__in=[DecisionChoices.PENDING, DecisionChoices.RETURNED])
    unanswered = Q(entries__objection__isnull=False, entries__objection__upheld__isnull=True)
    doubted = (
        PublicObjection.objects.unmet()
        .filter(line__entry__submission=OuterRef("pk"))
        .order_by()
        .values("line__entry__submission")
        .annotate(number=Count("line__entry", distinct=True))
    )
    submissions = (
        visible_submissions(user)
        .filter(year=year)
        .annotate(
            listed=Count("entries"),
            open=Count("entries", filter=still_open),
            objected=Count("entries", filter=unanswered),
            doubted=Coalesce(Subquery(doubted.values("number")), 0),
        )
        .select_related("district", "year")
    )
    by_district = {each.district_id: each for each in submissions}
    return [_line(district, by_district.get(district.pk)) for district in districts]


def _line(district: District, submission: "WithAnnotations[Submission, Counted] | None") -> DistrictLine:
    if submission is None or submission.status == StatusChoices.DRAFT:
        return DistrictLine(district, submission, 0, 0, 0, 0, 0)
    listed, still_open = submission.listed, submission.open
    under_review = submission.status == StatusChoices.SUBMITTED
    doubted = submission.doubted if under_review else 0
    return DistrictLine(
        district, submission, listed, listed - still_open, still_open, submission.objected, doubted
    )


def queue_url(submission: Submission, **extra: int) -> str:
    """The queue of one district."""
    address = reverse("reports:review", args=[submission.year.number])
    return f"{address}?{urlencode({'district': submission.district.code, **extra})}"


# --- concluding ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConcludePage:
    """What stands in the way of concluding, and what is asked first: declines the district may still object to."""

    submission: Submission
    counts: Counter[str]
    sheets: int
    open_entries: list[Entry]
    objected: list[Entry]
    doubted: list[PublicObjection]  # upheld, and nothing decided since
    fresh: list[Entry]
    evaluated: bool
    unpublished: int  # titles of it that wait for their document
    to_notify: int  # of these, how many wait for a public notice
    obstacles: str  # what keeps those titles from being published, in words
    unheard: Unheard | None  # what the departments said against it, or have not said; None: nothing to ask

    @property
    def titles(self) -> int:
        return self.counts[DecisionChoices.RECOGNISED]

    @property
    def possible(self) -> bool:
        return self.submission.status == StatusChoices.SUBMITTED and not (
            self.open_entries or self.objected or self.doubted
        )


def conclude_page(submission: Submission) -> ConcludePage:
    entries = list(submission.entries.select_related("objection"))
    titles = list(unpublished(submission.year).filter(entry__submission=submission))
    district = DistrictTitles(submission, titles, standings(titles))
    return ConcludePage(
        submission=submission,
        counts=Counter(entry.decision for entry in entries),
        sheets=ScoreSheet.objects.filter(
            district=submission.district_id, year=submission.year_id, stage=Stage.INITIAL
        ).count(),
        open_entries=[entry for entry in entries if Decision(entry.decision) not in DECIDED],
        objected=[entry for entry in entries if entry.open_objection],
        doubted=unmet_objections(submission) if submission.status == StatusChoices.SUBMITTED else [],
        fresh=fresh_declines(submission, entries),
        evaluated=Evaluation.objects.filter(submission=submission).exists(),
        unpublished=len(titles),
        to_notify=district.stands[Stand.WAITING],
        obstacles="；".join(why for why, _obstacle in district.obstacles()),
        unheard=unheard(submission),
    )
