"""接手与在办: what is open in a person's office, and what came to them by a hand-over. Computed from what stands open, so that
it serves any colleague too."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.urls import reverse

from districts.handing_over import taken_over
from districts.models import HandOver
from districts.todo import Todo
from scoring.access import EDITING_ROLES, own_workbooks, visible_sheets
from scoring.models import ItemScore, Lock, ScoreSheet, State, WorkbookUpload

from .access import visible_entries
from .days import Day, days_of
from .held_work import FILLED_IN, waiting
from .models import DecisionChoices, Entry, StatusChoices
from .queue_filter import OBJECTED
from .todos import todos

SHOWN = 30


@dataclass(frozen=True)
class Begun:
    """A sheet begun and not finished: how many items are assessed, who saved last and when."""

    sheet: ScoreSheet
    assessed: int
    items: int
    last_by: str
    last_at: datetime
    handed_over: bool


@dataclass(frozen=True)
class TakeoverPage:
    came: list[HandOver]
    todos: list[Todo]
    days: list[Day]
    begun: list[Begun]
    begun_count: int
    returned: list[Entry]
    objected: list[Entry]
    uploads: list[WorkbookUpload]


def takeover_page(user, year):
    """A fixed number of queries; year None before any is loaded. The way to this page itself is no task on it."""
    came = taken_over(user)
    tasks = [todo for todo in todos(user, year) if todo.url != reverse("takeover")]
    if year is None:
        return TakeoverPage(came, tasks, [], [], 0, [], [], [])
    begun = begun_in_office(user, year, {each.leaver_id for each in came})
    entries = visible_entries(user).filter(submission__year=year)
    entries = entries.select_related("submission__district", "sheet", "objection")
    uploads = own_workbooks(user).filter(year=year) if user.is_district else WorkbookUpload.objects.none()
    return TakeoverPage(
        came=came,
        todos=tasks,
        days=days_of(user, year),
        begun=[_begun(sheet) for sheet in begun[:SHOWN]],
        begun_count=begun.count(),
        returned=list(
            entries.filter(
                decision=DecisionChoices.RETURNED, submission__status=StatusChoices.SUBMITTED
            ).order_by("due", "pk")[:SHOWN]
        ),
        objected=list(entries.filter(OBJECTED).order_by("objection__made_at", "pk")[:SHOWN]),
        uploads=list(waiting(uploads)),
    )


def begun_in_office(user, year, leavers):
    """The open, unfinished sheets of the year this person may fill in that somebody has begun; those the leavers (keys)
    saved something of come first, then the latest."""
    stages = [stage for stage in FILLED_IN if user.role in EDITING_ROLES[stage]]
    saved = ItemScore.objects.filter(sheet=OuterRef("pk"), changed_by__isnull=False).order_by(
        "-changed_at", "-pk"
    )
    theirs = Exists(ItemScore.objects.filter(sheet=OuterRef("pk"), changed_by__in=leavers))
    sheets = visible_sheets(user).filter(
        Exists(saved), year=year, stage__in=stages, lock=Lock.OPEN, total__isnull=True
    )
    return (
        sheets.select_related("community__street", "district")
        .annotate(
            last_by=Subquery(saved.values("changed_by__full_name")[:1]),
            last_at=Subquery(saved.values("changed_at")[:1]),
            handed_over=Case(When(theirs, then=1), default=0),
            n_items=Count("items"),
            n_assessed=Count("items", filter=Q(items__state=State.CONFIRMED)),
        )
        .order_by("-handed_over", "-last_at", "pk")
    )


def _begun(sheet):
    return Begun(
        sheet, sheet.n_assessed, sheet.n_items, sheet.last_by, sheet.last_at, bool(sheet.handed_over)
    )
