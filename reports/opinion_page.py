"""What a department works on: the list of all communities, and one of them with its own items; and what the city sees of
all departments' opinions beside one entry."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from districts.models import Department
from scoring.found import Found, found_of
from scoring.models import ItemScore
from scoring.queries import sheet_items

from .access import opinion_entries
from .models import Assignment, DecisionChoices, Entry, Opinion, StatusChoices
from .opinion_filter import OpinionFilter
from .opinion_queries import (
    bare,
    days_late,
    days_left,
    due_of,
    open_now,
    own_numbers,
    version_of,
    with_own,
)
from .queue_filter import IN_LIST_ORDER
from .rulings import why_no_opinion
from .since import withheld


def chip_of_opinion(opposing):
    return ("warn", _("有异议")) if opposing else ("done", _("无意见"))


# --- the list of a department ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpinionRow:
    """One listed community as a department sees it. points: (item number, points) of its own items; none where they are
    withheld (since.withheld). late: days after the due day."""

    entry: Entry
    points: list[tuple[int, int | None]]
    opinion: Opinion | None
    late: int
    withheld: bool

    @property
    def chip(self):
        if self.opinion:
            return chip_of_opinion(self.entry.opposed_by_own)
        if self.entry.submission.status == StatusChoices.CONCLUDED:
            return "lock", _("未提，已办结")
        return "none", _("未提")

    @property
    def why_withheld(self):
        if not self.withheld:
            return ""
        return _("补正中") if self.entry.decision == DecisionChoices.RETURNED else _("补正未再次上报")

    @property
    def again(self):
        """Whether somebody is to look again."""
        under_review = self.entry.submission.status == StatusChoices.SUBMITTED
        return self.entry.given and not self.entry.fresh and under_review and not self.withheld


def own_list(user, year, filters, *, without=()):
    """The communities a department says its opinion of, narrowed by filters (opinion_filter.OpinionFilter)."""
    rows = with_own(opinion_entries(user).filter(submission__year=year), user.department_id)
    rows = rows.filter(filters.condition(without=without)).order_by(*IN_LIST_ORDER)
    return rows.select_related("submission__district", "submission__year")


def state_counts(entries):
    """How many of the entries (own_list) stand at each state of opinion_filter.STATES, and all; one query."""
    counts = Counter()
    for given, fresh, opposed in entries.order_by().values_list("given", "fresh", "opposed_by_own"):
        counts.update(
            all=1, open=not given, again=given and not fresh, none=given and not opposed, objection=opposed
        )
    return {name: counts[name] for name in ("all", "open", "again", "none", "objection")}


def without_opinion(entries):
    """Those (own_list) of which nothing has been said and something can be said now; four queries."""
    return entries.filter(pk__in=open_now(bare(entries.filter(given=False))))


def seen_of(entries, receipts, numbers):
    """Entry key -> what the page of many shows of it, as the door compares it (version_of). receipts: last_receipts."""
    return {each.pk: version_of(receipts.get(each.submission_id), None, numbers) for each in entries}


def opinion_rows(user, year, entries):
    """The OpinionRows of entries (own_list); eight queries."""
    entries = list(entries)
    numbers, due = own_numbers(user.department_id, year), due_of(year)
    scores = ItemScore.objects.filter(sheet__in=[each.sheet_id for each in entries], number__in=numbers)
    points = {}
    for sheet, number, found in scores.order_by("number").values_list("sheet", "number", "points"):
        points.setdefault(sheet, []).append((number, found))
    said = Opinion.objects.filter(entry__in=entries, department=user.department_id).select_related("made_by")
    opinions = {each.entry_id: each for each in said.prefetch_related("items")}
    hidden = withheld(entries)
    return [
        OpinionRow(
            entry=each,
            points=[] if each.pk in hidden else points.get(each.sheet_id, []),
            opinion=opinions.get(each.pk),
            late=days_late(due, opinions[each.pk].made_at) if each.pk in opinions else 0,
            withheld=each.pk in hidden,
        )
        for each in entries
    ]


# --- one community ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnItem:
    """One item the department answers for: what the district found, the objection that stands, and whether it was
    handed in otherwise since. text: None where the department has not spoken of the item."""

    item: object
    theirs: Found
    text: str | None
    changed: bool


@dataclass(frozen=True)
class OpinionPage:
    """One community before a department. items: nothing where they are withheld (since.withheld); position counts from 1
    in the walk; after: the key of the next one whose opinion is open; why_not: why none can be given now."""

    entry: Entry
    numbers: list[int]
    items: list[OwnItem]
    opinion: Opinion | None
    opposing: bool
    again: bool
    late: int
    due: date | None
    seen: str
    position: int
    listed: int
    given: int
    after: int | None
    why_not: str

    @property
    def chip(self):
        return chip_of_opinion(self.opposing) if self.opinion else ("none", _("未提"))

    @property
    def days_left(self):
        return days_left(self.due)

    @property
    def overdue(self):
        return max(0, -(self.days_left or 0))

    @property
    def settled(self):
        """Whether nothing is open here: an opinion stands, of all that was last handed in."""
        return bool(self.opinion) and not self.again

    @property
    def texts(self):
        return {each.item.number: each.text for each in self.items if each.text}


def opinion_page(user, entry, filters):
    """Everything the page shows; a fixed number of queries. user: a person access.opinion_entry let in."""
    year = entry.submission.year
    numbers = own_numbers(user.department_id, year)
    opinion = _opinion_of(entry, user.department_id)
    said = {each.number: each for each in opinion.items.all()} if opinion else {}
    walk = bare(own_list(user, year, filters, without=("state",)))
    if all(each.pk != entry.pk for each in walk):
        walk = bare(own_list(user, year, OpinionFilter({}, user=user)))
    place = next(number for number, each in enumerate(walk) if each.pk == entry.pk)
    due = due_of(year)
    receipt = entry.submission.receipts.last()
    hidden = withheld([entry])
    why_not = why_no_opinion(entry, numbers, hidden)
    return OpinionPage(
        entry=entry,
        numbers=numbers,
        items=[] if hidden else _own_items(user, entry, numbers, said),
        opinion=opinion,
        opposing=any(each.text for each in said.values()),
        again=bool(opinion) and not walk[place].fresh and not why_not,
        late=days_late(due, opinion.made_at) if opinion else 0,
        due=due,
        seen=version_of(receipt.pk, opinion, numbers),
        position=place + 1,
        listed=len(walk),
        given=sum(each.given for each in walk),
        after=_next_open([*walk[place + 1 :], *walk[:place]]),
        why_not=why_not,
    )


def _opinion_of(entry, department_id):
    said = Opinion.objects.filter(entry=entry, department=department_id)
    return said.select_related("receipt", "made_by").prefetch_related("items").first()


def _own_items(user, entry, numbers, said):
    rows = sheet_items(entry.sheet, user)
    return [
        OwnItem(
            item,
            found_of(item, rows[item.number]),
            said[item.number].text if item.number in said else None,
            item.number in said and said[item.number].changed,
        )
        for item in entry.sheet.rubric.parsed.items
        if item.number in numbers
    ]


def _next_open(walk):
    waiting = open_now([each for each in walk if not each.fresh])
    return next((each.pk for each in walk if each.pk in waiting), None)


# --- beside the city's decision -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Voice:
    """One department beside one entry: the items it answers for, what it said, and how late. changed: the items that were
    handed in otherwise since; unspoken: its items it has not spoken of."""

    department: Department
    numbers: list[int]
    opinion: Opinion | None
    due: date | None

    @property
    def said(self):
        return list(self.opinion.items.all()) if self.opinion else []

    @property
    def objections(self):
        return [each for each in self.said if each.text]

    @property
    def changed(self):
        return [each.number for each in self.said if each.changed]

    @property
    def unspoken(self):
        spoken = {each.number for each in self.said}
        return [number for number in self.numbers if number not in spoken] if self.opinion else []

    @property
    def chip(self):
        return chip_of_opinion(bool(self.objections)) if self.opinion else ("none", _("未提"))

    @property
    def late(self):
        """Days after the due day: of the opinion, or so far where there is none."""
        if self.opinion:
            return days_late(self.due, self.opinion.made_at)
        return max(0, -(days_left(self.due) or 0))


def voices(entry):
    """The Voice of each department that answers for items in the entry's year, in their order; three queries."""
    year, due = entry.submission.year, due_of(entry.submission.year)
    numbers = {}
    for row in Assignment.objects.filter(year=year).select_related("department"):
        numbers.setdefault(row.department, []).append(row.number)
    said = Opinion.objects.filter(entry=entry).select_related("receipt", "made_by").prefetch_related("items")
    opinions = {each.department_id: each for each in said}
    return [Voice(each, own, opinions.get(each.pk), due) for each, own in numbers.items()]
