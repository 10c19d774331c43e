"""Reads of the joint review (会审): what a department has before it, and what the city waits for. Each costs the same
number of queries at 3 entries and at 300."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from districts.models import Department, User, Year

from .access import opinion_entries
from .models import (
    LIST_ORDER,
    Assignment,
    DecisionChoices,
    Entry,
    JointReview,
    Opinion,
    OpinionItem,
    Receipt,
    StatusChoices,
    Submission,
)
from .receipts import canonical, digest
from .since import Listed, surely_given, withheld

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def own_numbers(department_id: int, year: Year) -> list[int]:
    """The items of the rubric a department answers for in a year, in their order."""
    rows = Assignment.objects.filter(department=department_id, year=year).order_by("number")
    return list(rows.values_list("number", flat=True))


def due_of(year: Year) -> date | None:
    """Until when the departments of a year give their opinions; None while the city lead has not said."""
    return JointReview.objects.filter(year=year).values_list("due", flat=True).first()


def days_left(due: date | None) -> int | None:
    """Whole days left after today; 0 on the day itself, negative once it has gone by; None without a day."""
    return None if due is None else (due - timezone.localdate()).days


def days_late(due: date | None, made_at: datetime) -> int:
    """So many days after the due day an opinion was made; 0 in time."""
    return max(0, (timezone.localdate(made_at) - due).days) if due else 0


def version_of(receipt: int | None, opinion: Opinion | None, numbers: Sequence[int]) -> str:
    """What a page of one community showed: the hand-in (its key), the opinion that stood, the department's items."""
    return f"{receipt} {opinion.made_at.isoformat() if opinion else ''} {numbers}"


def last_receipts(year: Year) -> dict[int, int]:
    """Submission key -> the key of its last receipt. Read before what is shown: what came in later is then not taken for
    seen."""
    receipts = Receipt.objects.filter(submission__year=year).order_by("sequence")
    return dict(receipts.values_list("submission", "pk"))


# --- one department ----------------------------------------------------------------------------------------------


class Own(TypedDict):
    """What with_own says beside an entry."""

    given: bool
    fresh: bool
    opposed_by_own: bool


def with_own(entries: QuerySet[Entry], department_id: int | None) -> "QuerySet[WithAnnotations[Entry, Own]]":
    """Annotate entries with what a department has said of them: given, fresh (of all its items as they were last handed
    in), opposed."""
    own = Opinion.objects.filter(entry=OuterRef("pk"), department=department_id)
    return entries.annotate(
        given=Exists(own), fresh=Exists(own.fresh()), opposed_by_own=Exists(own.opposing())
    )


class Bare(Listed, Protocol):
    """A row of `bare`."""

    @property
    def submission__status(self) -> str: ...
    @property
    def given(self) -> bool: ...
    @property
    def fresh(self) -> bool: ...
    @property
    def opposed_by_own(self) -> bool: ...


def open_now(entries: Sequence[Bare]) -> set[int]:
    """The keys of those entries (bare) an opinion can be given of: while the list is under review, and not of what is
    withheld. Three queries."""
    listed = [each for each in entries if each.submission__status == StatusChoices.SUBMITTED]
    hidden = withheld(listed)
    return {each.pk for each in listed if each.pk not in hidden}


def bare(entries: "QuerySet[WithAnnotations[Entry, Own]]") -> list[Bare]:
    """Entries annotated by with_own as rows of what counting and walking through them takes."""
    said = ("given", "fresh", "opposed_by_own")
    stands = ("submission_id", "sheet_id", "submission__status", "decision", "decided_at")
    return list(entries.values_list("pk", *stands, *said, named=True))


@dataclass(frozen=True)
class OpinionCounts:
    """A department's year. all: the listed communities it has spoken of or may yet; given: those it has, as last handed in,
    or before they were concluded; open: those it can say it of now and has not, of which again are to be looked at again;
    objections: 有异议."""

    all: int
    given: int
    open: int
    again: int
    objections: int
    due: date | None

    @property
    def days_left(self) -> int | None:
        return days_left(self.due)

    @property
    def through(self) -> bool:
        """Whether all that has been handed in is spoken of."""
        return bool(self.all) and not self.open


def open_opinions(user: User, year: Year) -> OpinionCounts:
    """What stands before a person of a department in a year; five queries. All counts are 0 for a department that has no
    items, and for anybody else."""
    rows = bare(with_own(opinion_entries(user).filter(submission__year=year), user.department_id))
    waiting = open_now([each for each in rows if not each.fresh])
    counts: Counter[str] = Counter()
    for each in rows:
        waits = each.pk in waiting
        concluded = each.submission__status == StatusChoices.CONCLUDED
        given = each.given if concluded else each.fresh
        counts.update(
            all=given or not concluded,
            given=given,
            open=waits,
            again=waits and each.given,
            objections=each.opposed_by_own,
        )
    return OpinionCounts(
        due=due_of(year), **{name: counts[name] for name in ("all", "given", "open", "again", "objections")}
    )


def open_elsewhere(user: User, year: Year) -> list[tuple[Year, int, date | None]]:
    """(year, how many opinions open_opinions would count as open, their day) of every other year with some; two queries."""
    fresh = Opinion.objects.filter(entry=OuterRef("pk"), department=user.department_id).fresh()
    rows = opinion_entries(user).filter(~Exists(fresh), submission__status=StatusChoices.SUBMITTED)
    rows = rows.exclude(submission__year=year).exclude(decision=DecisionChoices.RETURNED)
    counts = dict(rows.order_by().values_list("submission__year").annotate(Count("pk")))
    due = JointReview.objects.filter(year=OuterRef("pk")).values("due")[:1]
    years = Year.objects.filter(pk__in=counts).annotate(opinions_due=Subquery(due))
    return [(each, counts[each.pk], each.opinions_due) for each in years]


# --- all departments ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outstanding:
    """Of how many listed communities a department's opinion is still missing, or to be given again."""

    department: Department
    missing: int
    due: date | None

    @property
    def days_left(self) -> int | None:
        return days_left(self.due)


def opinions_outstanding(year: Year) -> list[Outstanding]:
    """The Outstanding of each department that answers for items in a year, in the order of the departments; seven
    queries."""
    waiting = open_entries(year)
    fresh = Opinion.objects.filter(entry__in=waiting).fresh().order_by().values_list("department")
    given, count, due = dict(fresh.annotate(Count("pk"))), len(waiting), due_of(year)
    return [Outstanding(each, count - given.get(each.pk, 0), due) for each in departments_of(year)]


def lagging(year: Year) -> list[Department]:
    """The departments of opinions_outstanding with something missing. Three queries, and three more where it hangs on what a
    district has left half corrected."""
    columns = ("pk", "submission_id", "sheet_id", "decision", "decided_at")
    entries = list(_under_review(year).values_list(*columns, named=True))
    fresh = Opinion.objects.filter(entry__submission__year=year).fresh().order_by()
    given = set(fresh.values_list("department", "entry"))
    return [each for each in departments_of(year) if _lags(each, entries, given)]


def _lags(department: Department, entries: Iterable[Any], given: set[tuple[int, int]]) -> bool:
    missing = [each for each in entries if (department.pk, each.pk) not in given]
    return any(map(surely_given, missing)) or (bool(missing) and len(withheld(missing)) < len(missing))


def open_entries(year: Year) -> list[Entry]:
    """The entries of a year opinions can be given of."""
    entries = list(_under_review(year))
    hidden = withheld(entries)
    return [each for each in entries if each.pk not in hidden]


def _under_review(year: Year) -> QuerySet[Entry]:
    rows = Entry.objects.filter(submission__year=year, submission__status=StatusChoices.SUBMITTED)
    return rows.exclude(decision=DecisionChoices.WITHDRAWN)


def departments_of(year: Year) -> list[Department]:
    """The departments that answer for items in a year."""
    return list(
        Department.objects.filter(Exists(Assignment.objects.filter(department=OuterRef("pk"), year=year)))
    )


class Asked(TypedDict):
    """What with_opinions says beside an entry."""

    opposed: bool
    awaited: bool


def with_opinions(entries: QuerySet[Entry]) -> "QuerySet[WithAnnotations[Entry, Asked]]":
    """Annotate entries with opposed (a department objects) and awaited (an item of Annex 1 has not been spoken of by a
    department that answers for it, or was handed in otherwise since)."""
    opposed = OpinionItem.objects.filter(opinion__entry=OuterRef("pk")).exclude(text="")
    spoken = OpinionItem.objects.filter(
        opinion__entry=OuterRef(OuterRef("pk")),
        opinion__department=OuterRef("department"),
        number=OuterRef("number"),
        changed=False,
    )
    expected = Assignment.objects.filter(year=OuterRef("submission__year"))
    return entries.annotate(opposed=Exists(opposed), awaited=Exists(expected.filter(~Exists(spoken))))


class Opposing(TypedDict):
    """What all_opinions says beside an opinion."""

    opposing: bool


def all_opinions(year: Year) -> "QuerySet[WithAnnotations[Opinion, Opposing]]":
    """Every opinion of a year that stands beside a listed community, annotated with opposing; in the order of the list."""
    texts = OpinionItem.objects.filter(opinion=OuterRef("pk")).exclude(text="")
    rows: QuerySet[Opinion] = Opinion.objects.filter(entry__submission__year=year).exclude(
        entry__decision=DecisionChoices.WITHDRAWN
    )
    in_order = rows.order_by(
        "entry__submission__district__annex_order",
        *(f"entry__{field}" for field in LIST_ORDER),
        "department__order",
    )
    shown = in_order.select_related("entry__submission__district", "department", "receipt", "made_by")
    return shown.prefetch_related("items").annotate(opposing=Exists(texts))


def objectors(entries: Iterable[Entry]) -> dict[int, str]:
    """Entry key -> the departments that object to something of it, in their order, as one text; one query."""
    rows = Opinion.objects.filter(entry__in=entries).opposing().order_by("department__order")
    names: dict[int, list[str]] = {}
    for key, name in rows.values_list("entry", "department__short_name"):
        names.setdefault(key, []).append(name)
    return {key: "、".join(each) for key, each in names.items()}


@dataclass(frozen=True)
class Unheard:
    """What is asked before a district is concluded, of the communities that are to receive a title: (entry, departments)
    where an objection stands, and those of which an opinion is still missing. code names exactly these facts."""

    opposed: Sequence[tuple[Entry, str]]
    awaited: Sequence[Entry]
    code: str


def unheard(submission: Submission) -> Unheard | None:
    """The Unheard of a submission; None where there is nothing to ask. Two queries."""
    recognised = submission.entries.filter(decision=DecisionChoices.RECOGNISED)
    entries = [each for each in with_opinions(recognised) if each.opposed or each.awaited]
    if not entries:
        return None
    names = objectors([each for each in entries if each.opposed])
    opposed = [(each, names[each.pk]) for each in entries if each.opposed]
    awaited = [each for each in entries if each.awaited]
    facts = [[each.pk, name] for each, name in opposed], [each.pk for each in awaited]
    return Unheard(opposed, awaited, digest(canonical(facts)))
