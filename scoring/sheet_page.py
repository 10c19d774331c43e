"""What the score sheet page shows: groups of cards, each an item with its rules, its arithmetic and its state."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from .carry import begun, carried_items, confirmable
from .carry import untouched as untouched_row
from .engine.score import Result, score_item
from .fields import dump_findings, load_findings
from .forms import ItemForm, StandingItem
from .found import Found, found_of
from .models import ItemScore, State
from .notes import in_words
from .questions import questions
from .reasons import leaves_choice
from .rescoring import agreeable
from .results import result_of


@dataclass
class Card:
    """One item of the sheet. `current` is what stands in the database when `form` conflicts with it."""

    item: object
    row: ItemScore
    form: ItemForm | StandingItem
    editable: bool
    opened: bool = False
    current: ItemScore | None = None
    refusal: str = ""
    upload_errors: list[str] = field(default_factory=list)
    common_reasons: list = field(default_factory=list)
    beside: Found | None = None  # the district's side, beside an item of the city's re-score

    @cached_property
    def face(self):
        """What it is drawn by as many others are; None where it shows more than what stands: what somebody typed, a refusal, the
        district's side."""
        if self.current or self.refusal or self.upload_errors or self.beside or self.form.is_bound:
            return None
        return Face(
            item=self.item,
            itself=id(self.item),
            state=self.row.state,
            findings=dump_findings(self.row.findings),
            points=self.row.points,
            editable=self.editable,
            opened=self.opened,
            touched=self.touched,
            evidence=bool(self.evidence),
        )

    @property
    def number(self):
        return self.item.number

    @property
    def touched(self):
        """Whether there is anything to say about who did something, and when."""
        return bool(self.row.version or self.row.changed_by_id or self.evidence)

    @property
    def wrong(self):
        return bool(self.refusal) or (self.form.is_bound and bool(self.form.errors))

    @property
    def shown(self):
        """The engine's result for what is saved; None while the item is open."""
        return score_item(self.item, self.row.findings) if self.row.state == State.CONFIRMED else None

    @property
    def terms(self):
        """The deductions (or the award) as (points, rule code), in the order of the rules."""
        shown = self.shown
        if shown is None:
            return []
        if shown.award:
            return [(shown.award, rule.code) for rule in self.item.rules if rule.kind == "award"]
        return [(term.points, term.code) for term in shown.deductions]

    @property
    def points(self):
        return self.row.points

    @property
    def waiting(self):
        """Carried over or taken back, and not confirmed: it does not count yet."""
        return self.row.state == State.TO_CONFIRM

    @property
    def open_words(self):
        """What is missing of an item without points."""
        return _("待确认") if self.waiting else _("未评")

    @property
    def partial(self):
        return self.row.state == State.BLANK and bool(self.row.findings)

    @property
    def untouched(self):
        return untouched_row(self.row)

    @property
    def confirmable(self):
        return confirmable(self.item, self.row) and not self.unexplained

    @property
    def unexplained(self):
        """The city found something else than the district does now, and no reason stands there."""
        if self.beside is None or self.row.reason.strip():
            return False
        return self.row.findings != self.beside.row.findings

    @property
    def agreeable(self):
        """Whether one press may take over what the district found."""
        return self.editable and self.beside is not None and agreeable(self.item, self.row, self.beside.row)

    @property
    def difference(self):
        """Points of the re-score less the district's; None while either is open."""
        if self.beside is None or self.points is None or self.beside.row.points is None:
            return None
        return self.points - self.beside.row.points

    @property
    def unassessed_codes(self):
        return [rule.code for rule in self.item.rules if self.row.findings.get(rule.code) is None]

    @property
    def plain(self):
        """Assessed with nothing deducted: it folds to one line."""
        return self.row.state == State.CONFIRMED and not self.terms

    @property
    def no_deduction_label(self):
        """What one click records for the rules still open."""
        if self.item.bonus:
            return _("不加分")
        words = {
            "step_below": lambda rule: _("达到 %(n)s%%，无扣分") % {"n": rule.target},
            "shortfall": lambda rule: _("%(n)s %(unit)s，无扣分") % {"n": rule.required, "unit": rule.unit},
        }
        first = self.item.rules[0]
        if len(self.item.rules) == 1 and first.kind in words:
            return words[first.kind](first)
        return _("其余无扣分") if self.partial else _("无扣分")

    @property
    def asks_reason(self):
        """Whether a rule of the item leaves the points to a person (扣1-3分)."""
        return leaves_choice(self.item)

    @property
    def offered_reasons(self):
        """Common reasons to put into the field; not the one that stands there."""
        if not (self.editable and self.asks_reason):
            return []
        return [reason for reason in self.common_reasons if reason != self.form.shown_reason]

    @property
    def mine(self):
        return _versions(self.item, self.form.findings, self.current.findings)

    @property
    def theirs(self):
        return _versions(self.item, self.current.findings, self.form.findings)

    @property
    def evidence(self):
        return getattr(self.row, "standing_evidence", [])

    @property
    def questions(self):
        return questions(self.evidence)

    @property
    def max_megabytes(self):
        return settings.EVIDENCE_MAX_MEGABYTES


@dataclass(frozen=True)
class Face:
    """All that the parts of a standing card are drawn by that are the same on other sheets (templatetags.kept).

    Which item it is, `itself` says: items of two rubrics may be equal and not read alike (90 and 90.0)."""

    item: object = field(compare=False)
    itself: int
    state: str
    findings: str
    points: int | None
    editable: bool
    opened: bool
    touched: bool
    evidence: bool

    @property
    def contents(self):
        """A card that says this, and of whatever else a card has no more than that it is there."""
        row = ItemScore(
            number=self.item.number,
            state=self.state,
            findings=load_findings(self.findings),
            points=self.points,
            version=int(self.touched),
        )
        row.standing_evidence = [None] if self.evidence else []
        return Card(self.item, row, StandingItem(self.item, row), self.editable, self.opened)


@dataclass(frozen=True)
class Version:
    """One rule of one of two versions side by side."""

    rule: object
    words: str
    differs: bool


def _versions(item, findings, other):
    return [
        Version(
            rule,
            in_words(rule, findings.get(rule.code)),
            findings.get(rule.code) != other.get(rule.code),
        )
        for rule in item.rules
    ]


@dataclass
class Group:
    title: str
    cards: list[Card]
    order: int

    @property
    def points(self):
        return sum(card.points or 0 for card in self.cards)

    @property
    def full(self):
        return sum(card.item.points for card in self.cards)

    @property
    def open_numbers(self):
        """The items nobody has assessed."""
        return [card.number for card in self.cards if card.points is None and not card.waiting]

    @property
    def waiting_numbers(self):
        return [card.number for card in self.cards if card.waiting]

    @property
    def confirmable(self):
        """The cards one press of the group's button would confirm."""
        return [card for card in self.cards if card.editable and not card.wrong and card.confirmable]


@dataclass
class SheetPage:
    sheet: object
    groups: list[Group]
    result: Result
    editable: bool
    why_not: str = ""
    problem: Card | None = None
    cards: list[Card] = field(default_factory=list)

    @property
    def rubric(self):
        return self.sheet.rubric.parsed

    @property
    def waiting(self):
        """How many of the items that do not count yet only want confirming."""
        return sum(card.waiting for card in self.cards)

    @property
    def agreeable(self):
        """The cards one press would make equal to the district's."""
        return [card for card in self.cards if card.agreeable and not card.waiting and not card.wrong]

    @property
    def next_open(self):
        return self.result.unassessed[0] if self.result.unassessed else None


def sheet_page(sheet, rows, *, why_not="", opened=None, problem=None, reasons=None, beside=None):
    """The page of one sheet. rows: item number -> ItemScore; problem: the card a refused save leaves open; reasons:
    item number -> common reasons; beside: item number -> the district's ItemScore beside a re-score."""
    rubric = sheet.rubric.parsed
    editable = not why_not
    result = result_of(rubric, rows.values())
    first_open = result.unassessed[0] if result.unassessed else None
    groups = []
    for order, category in enumerate(rubric.categories, start=1):
        cards = [
            problem
            if problem and problem.number == item.number
            else card_of(
                item, rows[item.number], editable=editable, opened=first_open if opened is None else opened
            )
            for item in category.items
        ]
        groups.append(Group(category.title, cards, order))
    cards = [card for group in groups for card in group.cards]
    for card in cards:
        card.common_reasons = (reasons or {}).get(card.number, [])
        if beside:
            card.beside = found_of(card.item, beside[card.number])
    return SheetPage(sheet, groups, result, editable, why_not, problem, cards)


def card_of(item, row, *, editable, opened=None):
    card = Card(item, row, StandingItem(item, row), editable)
    card.opened = item.number == opened or card.partial or card.waiting
    return card


@dataclass(frozen=True)
class CarryOver:
    """A sheet this one may be started from, and what the copy would do."""

    origin: str
    source: object
    items: list
    kept: int  # items that already hold something and are left alone
    open: int  # items that stay blank, because the source does not say
    begun: list  # the numbers among the kept that are only half assessed
    # When the source was assessed last; None where that was taken back meanwhile.
    last_changed: datetime | None
    other: object = None  # the source's rubric where it is another one

    @property
    def label(self):
        return _("沿用摸底") if self.origin == "baseline" else _("沿用上一年")

    @property
    def rows(self):
        """What would be copied, item by item, with the result once confirmed."""
        for one in self.items:
            words = [
                (rule, in_words(rule, one.findings[rule.code]))
                for rule in one.item.rules
                if rule.code in one.findings
            ]
            yield {"item": one.item, "words": words, "result": one.result, "reason": one.reason}


def carry_over_of(origin, source, sheet, rows, known):
    """What starting `sheet` from `source` would do; rows: the sheet's own ItemScores, known: the source's."""
    rubric = sheet.rubric.parsed
    items = carried_items(rubric, rows, source.rubric.parsed, known)
    blank = sum(untouched_row(row) for row in rows)
    return CarryOver(
        origin=origin,
        source=source,
        items=items,
        kept=len(rows) - blank,
        open=blank - len(items),
        begun=[row.number for row in rows if begun(row)],
        last_changed=max((row.changed_at for row in known if row.state == State.CONFIRMED), default=None),
        other=source.rubric if source.rubric_id != sheet.rubric_id else None,
    )
