"""One listed community under review: the district's score and the city's beside each other, item by item, and where the
entry stands in the walk through the queue."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from districts.deadlines import report_due
from scoring.access import OWN_HAND, edited_sheet, visible_sheets
from scoring.found import Found, found_of
from scoring.models import ScoreSheet, Stage, State
from scoring.queries import sheet_items

from .chips import chip_of
from .flags import flags, with_flags
from .models import DecisionChoices, Entry, PublicObjection, Receipt, StatusChoices
from .rescored import with_rescore
from .review_queries import queue
from .rulings import publicly_doubted, why_not_recognisable
from .since import contents_of
from .workflow import DECIDED, Decision, Mover, initial_open, moves_open_to, review_open

WINDOW_BEFORE, WINDOW_AFTER = 5, 6


@dataclass(frozen=True)
class ReviewItem:
    """One item of the rubric: the district's side, and the city's where there is a re-score."""

    item: object
    theirs: Found
    ours: Found | None

    @property
    def difference(self):
        """Points of the re-score less those of the district; None while either is open."""
        if self.ours is None or self.ours.row.points is None or self.theirs.row.points is None:
            return None
        return self.ours.row.points - self.theirs.row.points

    @property
    def differs(self):
        """Whether the city found something else, be it for the same points."""
        return (
            self.ours is not None
            and self.ours.row.state == State.CONFIRMED
            and self.ours.row.findings != self.theirs.row.findings
        )


@dataclass(frozen=True)
class EntryPage:
    """One listed community. filtered: whether one walks through the filter's entries, or the district's; position counts
    from 1 within the walk; after is the next one pending. rescore: the city's
    sheet, where there is one this person may see; may_rescore: whether this person may work on it now; unable: why it
    cannot be recognised as things stand; hand_in_by: until when, of a submission sent back whole; said_publicly: the
    public objections (公示异议) to it, for the city alone."""

    entry: Entry
    groups: list[tuple[str, list[ReviewItem]]]
    flags: list[str]
    receipt: Receipt | None
    siblings: list[Entry]
    filtered: bool
    position: int
    decided: int
    after: Entry | None
    moves: list[DecisionChoices]
    why_not: str
    rescore: ScoreSheet | None
    may_rescore: bool
    unable: str
    hand_in_by: date | None
    said_publicly: list[PublicObjection]

    @property
    def doubted(self):
        """Whether a public objection was upheld and nothing decided since."""
        return any(each.unmet for each in self.said_publicly)

    @property
    def open_to_district(self):
        """Whether the district may change the sheet now."""
        return initial_open(self.entry.submission.status, self.entry.decision)

    @property
    def difference(self):
        """Points of the re-score less those handed in; None while it is not whole."""
        if self.rescore is None or self.rescore.total is None:
            return None
        return self.rescore.total - self.entry.total

    @property
    def rescored(self):
        """How many items of the re-score are done."""
        return sum(
            each.ours is not None and each.ours.row.state == State.CONFIRMED
            for _title, items in self.groups
            for each in items
        )

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


def entry_page(user, entry, filters=None):
    """Everything the page of one entry shows; a fixed number of queries. user: a person `visible_entry` let in;
    filters: what the city walks through, the entry's own district unless it asks for more or less."""
    rubric = entry.sheet.rubric.parsed
    rows = sheet_items(entry.sheet, user)
    rescore = rescore_of(user, entry)
    ours = sheet_items(rescore, user) if rescore else {}
    siblings, filtered = walk(user, entry, filters) if user.is_city else ([], False)
    position = next((place for place, each in enumerate(siblings) if each.pk == entry.pk), 0)
    why_not = why_undecidable(user, entry)
    open_now = review_open(entry.submission.status, entry.decision, bool(entry.open_objection))
    return EntryPage(
        entry=entry,
        groups=[
            (
                category.title,
                [
                    ReviewItem(
                        item,
                        found_of(item, rows[item.number]),
                        found_of(item, ours[item.number]) if rescore else None,
                    )
                    for item in category.items
                ],
            )
            for category in rubric.categories
        ],
        flags=flags(with_flags(Entry.objects.filter(pk=entry.pk)).get(), rubric.pass_mark)
        if user.is_city
        else [],
        receipt=entry.submission.receipts.last() if not user.street_id else None,
        siblings=siblings,
        filtered=filtered,
        position=position + 1,
        decided=sum(Decision(each.decision) in DECIDED for each in siblings),
        after=next_pending(siblings, position),
        moves=[] if why_not else [DecisionChoices(each) for each in city_moves(entry)],
        why_not=why_not,
        rescore=rescore,
        may_rescore=user.is_city and open_now and not edited_sheet(user, entry.sheet_id),
        unable=why_not_recognisable(entry, rescore, contents_of([entry]))
        if user.is_city and open_now
        else "",
        hand_in_by=hand_in_by(entry.submission),
        said_publicly=public_objections(entry) if user.is_city else [],
    )


def public_objections(entry):
    """What was said of it while it stood in public notices, newest first."""
    rows = PublicObjection.objects.filter(line__entry=entry).order_by("-received_on", "-pk")
    return list(rows.select_related("line__entry", "notice", "answered_by"))


def hand_in_by(submission):
    """Until when a submission sent back whole is handed in again; None for any other."""
    return report_due(submission.district_id, submission.year).day if submission.sent_back_at else None


def rescore_of(user, entry):
    """The city's re-score of the entry, where there is one this person may see."""
    return (
        visible_sheets(user)
        .filter(community=entry.community_id, year=entry.submission.year_id, stage=Stage.REVIEW)
        .select_related("rubric")
        .first()
    )


def walk(user, entry, filters=None):
    """(the entries one goes through, whether they are the filter's): those of the filter whatever was decided of them; the
    entry's district where the filter asks for nothing, or no longer leaves this entry."""
    if filters is not None and filters.walks:
        found = list(queue(user, entry.submission.year, filters, without=("decision",)))
        if any(each.pk == entry.pk for each in found):
            return found, True
    return list(with_rescore(entry.submission.entries.all())), False


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
    if entry.open_objection:
        return _("区县已申述，请市级负责人答复；答复以前决定不变。")
    if entry.objection_upheld and not publicly_doubted(entry):
        return _("申述成立后认定的，不再改回；区县只能申述一次。")
    if entry.decision == DecisionChoices.WITHDRAWN:
        return _("区县已撤回这个社区，不再评审。")
    if entry.decision == DecisionChoices.RETURNED and not entry.overdue:
        return _("正在由区县补正。再次上报后回到待评审；补正截止日过后仍未补正，才能不予认定。")
    if edited_sheet(user, entry.sheet_id):
        return OWN_HAND
    return ""
