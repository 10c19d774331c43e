"""Every bad cell of a filled workbook at once: where, what it says, what is wrong, what would be right. Pure: works on
sheets already fetched, writes nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from django.utils.translation import gettext as _

from districts.spreadsheets import address

from ..engine.rules import shorten
from ..engine.score import score_item
from ..models import State
from ..reasons import choices_taken, reason_missing
from . import cells, layout

NAMED = 10
"""So many rows of one 编号 are named, the others counted: each of them says so."""


@dataclass(frozen=True)
class Fault:
    """One bad cell. row and column count from 1; wording says what its column is about; value is the cell's text; unread:
    the text is not what somebody put there, or not known to be."""

    sheet: str
    row: int
    column: int
    wording: str
    value: str
    problem: str
    allowed: str
    unread: bool = False

    @property
    def address(self):
        return address(self.row, self.column)

    def __str__(self):
        value = _("“%(value)s”，") % {"value": shorten(self.value)} if self.value else ""
        return f"{self.sheet} {self.address}：{value}{self.sentence}"

    @property
    def sentence(self):
        """What is wrong and what would be right."""
        problem = self.problem if self.problem.endswith("？") else f"{self.problem}。"
        return _("%(problem)s应为：%(allowed)s。") % {"problem": problem, "allowed": self.allowed}


@dataclass(frozen=True)
class Said:
    """What a row says about one item; blank where all its cells are empty. mark: (version, fingerprint) of what the
    file showed when it was made, None where that is lost."""

    number: int
    findings: dict
    reason: str
    mark: tuple | None

    @property
    def blank(self):
        return not self.findings and not self.reason

    @property
    def untouched(self):
        """Nobody has changed it in the file."""
        return self.mark is not None and self.mark[1] == layout.fingerprint(self.findings, self.reason)

    @property
    def emptied(self):
        """The file showed something there, and it is gone."""
        return self.blank and self.mark is not None and not self.untouched

    def scored(self, item):
        """(points, state) the item gets by what the row says; points None while a rule is unassessed."""
        points = score_item(item, self.findings).points
        return points, State.BLANK if points is None else State.CONFIRMED

    def changes(self, item, row):
        """Whether bringing it back writes the site's row of the item: it says something of its own there, and another
        thing than stands. What waits to be confirmed becomes another by being said: its state does."""
        if self.blank or self.untouched:
            return False
        said = (self.findings, self.reason, self.scored(item)[1])
        return said != (row.findings, layout.plain_reason(row.reason), row.state)


@dataclass(frozen=True)
class Checked:
    """One row: its community's sheet, what it says item by item, and its faults; sheet is None where the row is nobody's."""

    row: object
    name: str
    sheet: object | None = None
    said: list = field(default_factory=list)
    faults: list = field(default_factory=list)


def check(filled, rubric, sheets):
    """The rows of a Filled, each a Checked with every fault in it.

    sheets: key of a community -> its score sheet as it stands, those the person may fill in alone, each with `items`
    (number -> row) and `why_locked`, as scoring.bring_back.standing_sheets fetches them."""
    rows_of = defaultdict(list)
    for row in filled.rows:
        rows_of[filled.key(row)].append(row.number)
    broken = _broken(filled)
    return [_Judge(filled, rubric, row, broken[row.number], rows_of).checked(sheets) for row in filled.rows]


def _broken(filled):
    """Row -> column -> what is wrong there, of the cells that count. A merged cell is a fault of every cell it reaches,
    since all but the first are read as blank. Each cell is looked at once, however the ranges lie over each other."""
    last = max((row.number for row in filled.rows), default=0)
    broken, reached = defaultdict(dict), defaultdict(int)
    for fault, column in product(filled.sheet.faults, filled.counted):
        if fault.column <= column <= fault.last_column:
            end = min(fault.last_row, last)
            for row in range(max(fault.row, reached[column] + 1), end + 1):
                broken[row][column] = fault.message
            reached[column] = max(reached[column], end)
    return broken


class _Judge:
    """Judges one row, collecting its faults."""

    def __init__(self, filled, rubric, row, broken, rows_of):
        self.filled, self.rubric, self.row, self.rows_of = filled, rubric, row, rows_of
        self.key = filled.key(row)
        self.faults = []
        self.broken = broken

    def checked(self, sheets):
        for key, column in self.filled.columns.items():
            if column in self.broken:
                self._fault(key, self.broken[column].rstrip("。"), _("直接填写的内容"), unread=True)
            elif layout.UNREAD in self._text(key):
                self.broken[column] = _("还没有改")
                allowed = _("读不出的内容改成直接填写的，并删去“%(mark)s”") % {"mark": layout.UNREAD}
                self._fault(key, self.broken[column], allowed)
        sheet = self._sheet(sheets)
        said = [] if sheet is None else [self._said(item) for item in self.rubric.items]
        if sheet is not None and sheet.why_locked and self._changes(said, sheet):
            self._fault(layout.COMMUNITY, sheet.why_locked.rstrip("。"), _("这一行保持下载时的样子"))
        self.faults.sort(key=lambda fault: fault.column)
        name = sheet.community.name if sheet else self._text(layout.COMMUNITY).strip()
        return Checked(self.row, name, sheet, said, self.faults)

    def _changes(self, said, sheet):
        return any(one.changes(self.rubric.item(one.number), sheet.rows[one.number]) for one in said)

    def _text(self, key):
        return self.row.text(self.filled.columns[key])

    def _fault(self, key, problem, allowed, *, unread=False):
        place = self.filled.sheet.name, self.row.number, self.filled.columns[key]
        wording, value = layout.wording(self.rubric, key), self._text(key).strip()
        self.faults.append(Fault(*place, wording, value, problem, allowed, unread))

    def _sheet(self, sheets):
        """The sheet of the row's community, None where it has none; faults where it is not certain which it is."""
        sheet = sheets.get(self.key)
        if not self.key and self._is_broken(layout.KEY):
            return None
        if not self.key:
            allowed = _("下载时的编号，或把这一行删去")
            self._fault(layout.KEY, _("这一行没有编号，不知道是哪个社区"), allowed)
        elif sheet is None:
            allowed = _("下载时的编号；多出来的社区请删去这一行")
            self._fault(layout.KEY, _("您能填写的评分表里没有这个编号"), allowed)
        else:
            self._is_alone()
            self._is_named(layout.COMMUNITY, sheet.community.name)
            if layout.STREET in self.filled.columns and self._text(layout.STREET).strip():
                self._is_named(layout.STREET, sheet.community.street.name)
        return sheet

    def _is_alone(self):
        rows = self.rows_of[self.key]
        first = [number for number in rows[: NAMED + 1] if number != self.row.number][:NAMED]
        if len(rows) > 1:
            told = {"rows": "、".join(map(str, first)), "count": len(rows) - 1}
            problem = (
                _("这个编号在第 %(rows)s 等 %(count)s 行也有")
                if len(rows) - 1 > NAMED
                else _("这个编号在第 %(rows)s 行也有")
            ) % told
            self._fault(layout.KEY, problem, _("一个社区只留一行"))

    def _is_broken(self, key):
        """Whether nobody could read the cell, which has been told."""
        return self.filled.columns[key] in self.broken

    def _is_named(self, column, name):
        """The name must be the registry's, or the one the file was made with: a name corrected since is no shifted row."""
        then = self.filled.names.get(self.key, {}).get(column, name)
        known = {_plain_name(name), _plain_name(then)}
        if not self._is_broken(column) and _plain_name(self._text(column)) not in known:
            problem = _("编号 %(key)s 是“%(name)s”，这里写的不是：几行可能错位了") % {
                "key": self.key,
                "name": name,
            }
            self._fault(column, problem, _("编号和社区照下载时的对应"))

    def _said(self, item):
        """What the row says about the item, its bad cells noted."""
        found = {rule.code: self._read(rule.code, partial(cells.finding, rule)) for rule in item.rules}
        findings = {code: value for code, value in found.items() if value is not None}
        before = len(self.faults)
        reason = self._read(item.number, cells.reason) or ""
        readable = len(self.faults) == before and not self._is_broken(item.number)
        said = Said(item.number, findings, reason, self.filled.marks.get(self.key, {}).get(item.number))
        if readable and not said.untouched and reason_missing(item, findings, reason):
            rules = "、".join(f"{rule.code} {rule.text}" for rule in choices_taken(item, findings))
            problem = _("第 %(number)s 项扣了分（%(rules)s），没有写理由") % {
                "number": item.number,
                "rules": rules,
            }
            self._fault(item.number, problem, _("写明扣分的理由"))
        return said

    def _read(self, key, read):
        if self._is_broken(key):
            return None
        try:
            return read(self._text(key))
        except cells.BadCell as bad:
            self._fault(key, bad.problem, bad.allowed)
            return None


def _plain_name(name):
    return "".join(cells.tidy(name).split())
