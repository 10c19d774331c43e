"""谁还缺什么: ten districts and every kind of document on one page, with what it is counted against."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.text import cn_date

from .document_queries import Cell, Shelf, shelves
from .models import ONCE, Purpose


@dataclass(frozen=True)
class DocumentFilter:
    """Only districts that owe something, read from the address; nonsense in it narrows nothing."""

    missing: bool

    @classmethod
    def read(cls, data):
        return cls(data.get("missing") == "1")

    def query(self):
        return "missing=1" if self.missing else ""

    def in_words(self):
        return _("只看缺的") if self.missing else ""


@dataclass(frozen=True)
class Column:
    """How many districts have sent everything of a kind, of those asked for it."""

    purpose: Purpose
    there: int
    asked: int


@dataclass(frozen=True)
class Overview:
    """all: every district's shelf, in annex order; shown: those the filter leaves."""

    filters: DocumentFilter
    all: list[Shelf]

    @property
    def shown(self):
        return [shelf for shelf in self.all if shelf.missing] if self.filters.missing else self.all

    @property
    def owing(self):
        return [shelf for shelf in self.all if shelf.missing]

    @property
    def complete(self):
        return len(self.all) - len(self.owing)

    @property
    def lines(self):
        """(shelf, [(cell, *cell_chip)]) for each district shown."""
        return [(shelf, [(cell, *cell_chip(cell)) for cell in shelf.cells]) for shelf in self.shown]

    @property
    def missing(self):
        return sum(len(shelf.missing) for shelf in self.all)

    @property
    def asked(self):
        return sum(len(shelf.asked) for shelf in self.all)

    @property
    def late(self):
        return sum(len(shelf.late) for shelf in self.all)

    @property
    def practices(self):
        return sum(len(shelf.practices) for shelf in self.all)

    @property
    def accepted(self):
        return sum(len(shelf.accepted) for shelf in self.all)

    @property
    def waiting(self):
        return sum(practice.waits for shelf in self.all for practice in shelf.practices)

    @property
    def columns(self):
        """One per kind, counted over all districts whatever the filter."""
        kinds = zip(*(shelf.cells for shelf in self.all), strict=True)
        return [_column(cells) for cells in kinds]


def _column(cells):
    asked = [cell for cell in cells if cell.asked]
    return Column(cells[0].purpose, sum(not cell.missing for cell in asked), len(asked))


def overview(year, filters):
    """The Overview of a year; a fixed number of queries."""
    return Overview(filters, shelves(year))


def cell_chip(cell: Cell):
    """(kind, words, detail): where one kind of document of one district stands."""
    slot = cell.last
    if cell.missing:
        many = _("缺 %(n)s 份") % {"n": len(cell.missing)} if len(cell.slots) > 1 else _("缺")
        return "fail" if slot.days_late else "near", many, _by_when(slot)
    if slot.current:
        version = _("，第 %(n)s 版") % {"n": slot.number} if slot.number > 1 else ""
        return "done", _("已有"), cn_date(slot.current.uploaded_at) + version
    return "none", _("未要求"), _("没有定截止日") if cell.purpose in ONCE else _("上报以后")


def _by_when(slot):
    """The day a missing document is due, what moved it, and how late it is."""
    if slot.due is None:
        return _("已上报，待补")
    words = _("%(day)s截止") % {"day": cn_date(slot.due)}
    words += _("（%(kind)s）") % {"kind": slot.extension.kind} if slot.extension else ""
    return words + (_("，晚 %(days)s 天") % {"days": slot.days_late} if slot.days_late else "")
