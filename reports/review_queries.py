"""Reads for the city's review: the queue over all districts, one listed community item by item, what concluding
does. Each costs the same number of queries at 3 entries and at 300."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from districts.models import District
from scoring.engine.score import Deduction, score_item
from scoring.models import Evidence, ItemScore, ScoreSheet, Stage, State
from scoring.notes import measured
from scoring.queries import sheet_items
from scoring.questions import questions

from .access import edited_sheet, visible_entries, visible_submissions
from .annex3 import LIST_ORDER
from .models import DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .rulings import fresh_declines
from .workflow import DECIDED, Decision, Mover, moves_open_to

BARELY = 1  # points above the pass mark that are still worth a second look (80–81)
WINDOW_BEFORE, WINDOW_AFTER = 5, 6

CHIPS = {
    DecisionChoices.PENDING: "none",
    DecisionChoices.RECOGNISED: "recognised",
    DecisionChoices.DECLINED: "declined",
    DecisionChoices.RETURNED: "returned",
    DecisionChoices.WITHDRAWN: "withdrawn",
}


def chip_of(entry):
    return CHIPS[DecisionChoices(entry.decision)]


def flags(entry, rubric):
    """What the city may want to look at twice, as questions; never a verdict. Points as handed in."""
    asked = []
    if entry.without_bonus < rubric.pass_mark:
        asked.append(_("不计附加分 %(n)s 分，只靠附加分达标，附加分站得住吗？") % {"n": entry.without_bonus})
    if entry.total <= rubric.pass_mark + BARELY:
        asked.append(_("刚到 %(n)s 分，扣分有没有漏记？") % {"n": entry.total})
    return asked


# --- the queue -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueRow:
    entry: Entry
    flags: list[str]

    @property
    def chip(self):
        return chip_of(self.entry)

    @property
    def above(self):
        """Points above the pass mark."""
        return self.entry.total - self.entry.sheet.rubric.pass_mark


def queue(user, year, *, district=None, decision=""):
    """The listed communities of what has been handed in, in annex order and list order."""
    rows = visible_entries(user).filter(submission__year=year).exclude(submission__status=StatusChoices.DRAFT)
    if district:
        rows = rows.filter(submission__district=district)
    if decision:
        rows = rows.filter(decision=decision)
    return rows.order_by("submission__district__annex_order", *LIST_ORDER).select_related(
        "submission__district", "sheet__rubric", "decided_by"
    )


def queue_rows(entries):
    return [QueueRow(entry, flags(entry, entry.sheet.rubric)) for entry in entries]


def decision_counts(entries):
    """How many of `entries` stand at each decision, and all of them; one query."""
    counts = {each: Count("pk", filter=Q(decision=each)) for each in DecisionChoices.values}
    return entries.order_by().aggregate(all=Count("pk"), **counts)


@dataclass(frozen=True)
class DistrictLine:
    """One district of the review: what it handed in and what is still open."""

    district: District
    submission: Submission | None
    listed: int
    decided: int
    open: int

    @property
    def status(self):
        return self.submission.status if self.submission else StatusChoices.DRAFT

    @property
    def may_conclude(self):
        return self.status == StatusChoices.SUBMITTED and self.open == 0


def district_lines(user, year):
    """All districts in annex order; two queries."""
    still_open = Q(entries__decision__in=[DecisionChoices.PENDING, DecisionChoices.RETURNED])
    submissions = (
        visible_submissions(user)
        .filter(year=year)
        .annotate(listed=Count("entries"), open=Count("entries", filter=still_open))
    )
    by_district = {each.district_id: each for each in submissions}
    return [_line(district, by_district.get(district.pk)) for district in District.objects.all()]


def _line(district, submission):
    if submission is None or submission.status == StatusChoices.DRAFT:
        return DistrictLine(district, submission, 0, 0, 0)
    listed, still_open = submission.listed, submission.open
    return DistrictLine(district, submission, listed, listed - still_open, still_open)


# --- one entry -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReviewItem:
    """One item of the district's sheet: official wording, what was found, and the evidence beside it."""

    item: object
    row: ItemScore
    deductions: tuple[Deduction, ...]
    award: int
    evidence: list[Evidence]

    @property
    def questions(self):
        return questions(self.evidence)

    @property
    def terms(self):
        if self.award:
            return [(self.award, rule.code) for rule in self.item.rules if rule.kind == "award"]
        return [(each.points, each.code) for each in self.deductions]

    @property
    def found(self):
        """(code, official wording, what was found) of each rule that moved a point."""
        moved = {each.code for each in self.deductions}
        for rule in self.item.rules:
            if rule.code in moved or (self.award and rule.kind == "award"):
                yield rule.code, rule.text, measured(rule, self.row.findings[rule.code])


def review_item(item, row):
    evidence = getattr(row, "standing_evidence", [])
    if row.state != State.CONFIRMED:
        return ReviewItem(item, row, (), 0, evidence)
    result = score_item(item, row.findings)
    return ReviewItem(item, row, result.deductions, result.award, evidence)


@dataclass(frozen=True)
class EntryPage:
    """One listed community. position counts from 1 within the district's list; after is the next one pending."""

    entry: Entry
    groups: list[tuple[str, list[ReviewItem]]]
    flags: list[str]
    receipt: Receipt | None
    siblings: list[Entry]
    position: int
    decided: int
    after: Entry | None
    moves: list[DecisionChoices]
    why_not: str

    @property
    def chip(self):
        return chip_of(self.entry)

    @property
    def listed(self):
        return len(self.siblings)

    @property
    def window(self):
        """The neighbours of this entry in the district's list, each with its kind of chip."""
        start = max(0, min(self.position - 1 - WINDOW_BEFORE, self.listed - WINDOW_BEFORE - WINDOW_AFTER - 1))
        shown = self.siblings[start : start + WINDOW_BEFORE + WINDOW_AFTER + 1]
        return [(each, chip_of(each)) for each in shown]

    @property
    def moved(self):
        """Whether the sheet's total is no longer the one handed in; an open item leaves it without one."""
        return self.entry.sheet.total != self.entry.total


def entry_page(user, entry):
    """Everything the page of one entry shows; a fixed number of queries. user: a person `visible_entry` let in."""
    rubric = entry.sheet.rubric.parsed
    rows = sheet_items(entry.sheet, user)
    siblings = list(entry.submission.entries.all()) if user.is_city else []
    position = next((place for place, each in enumerate(siblings) if each.pk == entry.pk), 0)
    why_not = why_undecidable(user, entry)
    return EntryPage(
        entry=entry,
        groups=[
            (category.title, [review_item(item, rows[item.number]) for item in category.items])
            for category in rubric.categories
        ],
        flags=flags(entry, rubric) if user.is_city else [],
        receipt=entry.submission.receipts.last() if not user.street_id else None,
        siblings=siblings,
        position=position + 1,
        decided=sum(Decision(each.decision) in DECIDED for each in siblings),
        after=next_pending(siblings, position),
        moves=[] if why_not else [DecisionChoices(each) for each in city_moves(entry)],
        why_not=why_not,
    )


def next_pending(siblings, position):
    """The next entry without a decision, round the end of the list; None when this was the last."""
    ahead = [*siblings[position + 1 :], *siblings[:position]]
    return next((each for each in ahead if each.decision == DecisionChoices.PENDING), None)


def city_moves(entry):
    return moves_open_to(Mover.CITY, entry.decision)


def why_undecidable(user, entry):
    """Why this person cannot decide the entry now; empty when he can."""
    if not user.is_city:
        return _("评审决定由市住建局作出，您可以查看。")
    if entry.submission.status == StatusChoices.CONCLUDED:
        return _("评审已办结，决定不再修改。")
    if entry.submission.status == StatusChoices.DRAFT:
        return _("这份上报已整体退回，不在评审中。")
    if entry.decision == DecisionChoices.WITHDRAWN:
        return _("区县已撤回这个社区，不再评审。")
    if entry.decision == DecisionChoices.RETURNED and not entry.overdue:
        return _("正在由区县补正。再次上报后回到待评审；补正截止日过后仍未补正，才能不予认定。")
    if edited_sheet(user, entry.sheet_id):
        return _("您填过这份初评评分表，不能由您评审，请另一位评审员决定。")
    return ""


# --- concluding ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConcludePage:
    """What stands in the way of concluding, and what is asked first: declines the district may still object to."""

    submission: Submission
    counts: Counter
    sheets: int
    open_entries: list[Entry]
    objected: list[Entry]
    fresh: list[Entry]

    @property
    def titles(self):
        return self.counts[DecisionChoices.RECOGNISED]

    @property
    def possible(self):
        return self.submission.status == StatusChoices.SUBMITTED and not self.open_entries + self.objected


def conclude_page(submission):
    entries = list(submission.entries.select_related("objection"))
    return ConcludePage(
        submission=submission,
        counts=Counter(entry.decision for entry in entries),
        sheets=ScoreSheet.objects.filter(
            district=submission.district_id, year=submission.year_id, stage=Stage.INITIAL
        ).count(),
        open_entries=[entry for entry in entries if Decision(entry.decision) not in DECIDED],
        objected=[entry for entry in entries if entry.open_objection],
        fresh=fresh_declines(entries),
    )
