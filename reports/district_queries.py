"""Reads for the district's own pages: the submission, and the check before a hand-in."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.deadlines import Due, report_due
from districts.models import Role, User
from districts.text import cn_date, share
from scoring.models import Evidence, ItemScore, ScoreSheet, Stage

from .checklist import Point, checklist, evidence_points, listed_sheets, missing_contact, returned_entries
from .counts import Count, Goal, counts_of, share_goal, target_goal
from .models import DecisionChoices, Document, Entry, Receipt, StatusChoices, Submission
from .queries import STANDING, Progress, progress
from .relisting import relisting
from .since import contents_of


def progress_of(submission: Submission) -> Progress:
    return progress(submission.year, [submission.district])[0]


Place = TypeVar("Place", bound=Hashable)


def by_street(pairs: Iterable[tuple[Place, str]]) -> list[tuple[Place, list[str]]]:
    """(street, community) pairs as [(street, [communities])], in their order."""
    streets: dict[Place, list[str]] = {}
    for street, community in pairs:
        streets.setdefault(street, []).append(community)
    return list(streets.items())


# --- the submission ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SubmissionPage:
    """What stands: entries once handed in, before that (and after it was sent back whole) the sheets that would be
    listed."""

    submission: Submission
    due: Due
    progress: Progress
    sheets: list[ScoreSheet]
    entries: list[Entry]
    reports: list[Document]
    receipts: list[Receipt]

    @property
    def draft(self) -> bool:
        return self.submission.status == StatusChoices.DRAFT

    @property
    def concluded(self) -> bool:
        return self.submission.status == StatusChoices.CONCLUDED

    @property
    def returned(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.decision == DecisionChoices.RETURNED]

    @property
    def undecided(self) -> int:
        return self.progress.open_entries

    @property
    def listed(self) -> int:
        """How many communities stand in the list."""
        if self.draft:
            return len(self.sheets)
        return sum(entry.decision in STANDING for entry in self.entries)

    @property
    def rows(self) -> Sequence[ScoreSheet | Entry]:
        """What the list on the page shows, each row a sheet or an entry."""
        return self.sheets if self.draft else self.entries

    @property
    def three(self) -> list[Count]:
        return counts_of(self.progress, self.submission.year)

    @property
    def listed_share(self) -> Decimal | None:
        return share(self.listed, self.progress.declared)

    @property
    def latest_receipt(self) -> Receipt | None:
        return self.receipts[-1] if self.receipts else None


def submission_page(submission: Submission) -> SubmissionPage:
    """A fixed number of queries, whatever the length of the list."""
    entries = submission.entries.select_related("sheet__community__street", "decided_by")
    draft = submission.status == StatusChoices.DRAFT
    return SubmissionPage(
        submission=submission,
        due=report_due(submission.district_id, submission.year),
        progress=progress_of(submission),
        sheets=relisting(submission, listed_sheets(submission)).sheets if draft else [],
        entries=list(entries),
        reports=list(Document.objects.reports_of(submission).select_related("uploaded_by")),
        receipts=list(submission.receipts.select_related("issued_to")),
    )


# --- the check before handing in, and before handing in again ------------------------------------------------


@dataclass(frozen=True)
class CheckPage:
    """What handing in now would do, and what stands in the way. again: after a return by the city; kept, stays_off: after
    it was sent back whole, who keeps the decision and who stays off the list (reports.relisting)."""

    submission: Submission
    due: Due
    progress: Progress
    again: bool
    must_fix: list[Point]
    confirm: list[Point]
    names: list[tuple[str, list[str]]]
    listed: int
    evidence: int
    locked: int
    leads: list[User]
    going_back: list[Entry]
    withdrawing: list[Entry]
    late: list[Entry]
    kept: list[Entry]
    stays_off: list[Entry]
    receipt: Receipt | None

    @property
    def nothing(self) -> bool:
        """Handed in, and nothing returned."""
        return self.submission.status != StatusChoices.DRAFT and not self.again

    @property
    def ready(self) -> bool:
        return not self.must_fix and not self.nothing

    @property
    def three(self) -> list[Count]:
        return counts_of(self.progress, self.submission.year)

    @property
    def goals(self) -> list[Goal]:
        """The list against the target and against the share; cumulative, as the target is."""
        year, what = self.submission.year, _("名单（累计）") if self.progress.earlier else _("名单")
        reached = self.progress.earlier + self.listed
        return [target_goal(self.progress, year, what, reached), share_goal(self.progress, what, reached)]

    @property
    def first_to_fix(self) -> Point | None:
        return next((point for point in self.must_fix if point.url), None)

    @property
    def past_deadline(self) -> bool:
        return any(point.code == "deadline" for point in self.must_fix)

    @property
    def corrections(self) -> list[Entry]:
        return [*self.going_back, *self.withdrawing]


def check_page(submission: Submission) -> CheckPage:
    """Everything the check page shows, in a fixed number of queries for each state of the submission."""
    if submission.status == StatusChoices.DRAFT:
        return _draft_page(submission)
    returned = list(returned_entries(submission).annotate(touched=touched_since()))
    today = timezone.localdate()
    in_time = [entry for entry in returned if entry.due and entry.due >= today]
    withdrawing = [entry for entry in in_time if entry.sheet.passed is False]
    standing = submission.entries.filter(decision__in=STANDING).exclude(pk__in=[e.pk for e in withdrawing])
    sheets = ScoreSheet.objects.filter(entries__in=standing).select_related("community__street")
    late = [entry for entry in returned if entry.due and entry.due < today]
    contents = contents_of(in_time)
    for entry in in_time:
        entry.changes = contents.changes(entry)
    return _page(
        submission,
        sheets=list(sheets.order_by("community__street__code", "community__code", "pk")),
        must_fix=[*correction_points(submission, in_time), *_all_late(in_time, late)],
        again=bool(returned) and submission.status == StatusChoices.SUBMITTED,
        going_back=[entry for entry in in_time if entry.sheet.passed],
        withdrawing=withdrawing,
        late=late,
    )


def _draft_page(submission: Submission) -> CheckPage:
    ready = checklist(submission)
    plan = ready.plan
    for entry in plan.anew:
        entry.changes = plan.contents.changes(entry)
    return _page(
        submission,
        sheets=plan.sheets,
        must_fix=ready.must_fix,
        confirm=ready.confirm,
        going_back=plan.anew,
        withdrawing=plan.off,
        kept=plan.kept,
        stays_off=plan.stays_off,
    )


def touched_since() -> Q:
    """Whether anything was saved or uploaded on an entry's sheet since the city returned it."""
    saved = ItemScore.objects.filter(sheet=OuterRef("sheet"), changed_at__gt=OuterRef("decided_at"))
    added = Evidence.objects.filter(item__sheet=OuterRef("sheet"), uploaded_at__gt=OuterRef("decided_at"))
    return Exists(saved) | Exists(added)


def _page(
    submission: Submission,
    *,
    sheets: Sequence[ScoreSheet],
    must_fix: Iterable[Point],
    confirm: Iterable[Point] = (),
    again: bool = False,
    going_back: Iterable[Entry] = (),
    withdrawing: Iterable[Entry] = (),
    late: Iterable[Entry] = (),
    kept: Iterable[Entry] = (),
    stays_off: Iterable[Entry] = (),
) -> CheckPage:
    district = submission.district
    names = by_street((sheet.community.street.name, sheet.community.name) for sheet in sheets)
    initial = ScoreSheet.objects.filter(district=district, year=submission.year, stage=Stage.INITIAL)
    leads = User.objects.filter(district=district, role=Role.DISTRICT_LEAD, is_active=True)
    return CheckPage(
        submission=submission,
        due=report_due(submission.district_id, submission.year),
        progress=progress_of(submission),
        again=again,
        must_fix=list(must_fix),
        confirm=list(confirm),
        names=names,
        listed=len(sheets),
        evidence=Evidence.objects.standing().filter(item__sheet__in=sheets).count(),
        locked=initial.count(),
        leads=list(leads),
        going_back=list(going_back),
        withdrawing=list(withdrawing),
        late=list(late),
        kept=list(kept),
        stays_off=list(stays_off),
        receipt=submission.receipts.last(),
    )


def correction_points(submission: Submission, entries: Sequence[Entry]) -> Iterator[Point]:
    """What reports.checklist.correction_faults refuses, each with the way to it."""
    for entry in entries:
        if entry.sheet.total is None:
            yield Point(
                f"unfinished-{entry.pk}",
                str(entry),
                _("还有未评的项，评完才有总分。"),
                entry.sheet.get_absolute_url(),
                _("去评分"),
            )
    if entries:
        yield from missing_contact(submission)
    yield from evidence_points([entry.sheet for entry in entries if entry.sheet.passed])


def _all_late(in_time: Sequence[Entry], late: Sequence[Entry]) -> Iterator[Point]:
    """A return whose day has gone by stays with the city."""
    if late and not in_time:
        day = max(entry.due for entry in late if entry.due)
        yield Point(
            "late",
            _("补正截止日已过"),
            _("截止日是 %(day)s（当日 24 时）。请联系市住建局。") % {"day": cn_date(day)},
        )


def city_leads() -> list[tuple[str, str, str]]:
    """Whom to ask for an extension."""
    people = User.objects.filter(role=Role.CITY_LEAD, is_active=True).order_by("username")
    return [(_("市住建局　%(name)s") % {"name": person}, _("批准延期"), person.phone) for person in people]
