"""Rows of text cells to a table with known columns, each cell with its address. No Django rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.spreadsheets import BadFile, Limits, open_book
from districts.spreadsheets.book import letters

from ..text import named
from .faults import Fault, Place, quoted, refuse
from .tidy import tidy_head

# Field: the heads it goes by. The first is the one messages use.
HEADS = {
    "district_code": ("区县代码", "行政区划代码", "区县（市）代码"),
    "district": ("区县", "区县（市）", "县（市、区）", "行政区划"),
    "street_code": ("街道代码", "街道（乡镇）代码"),
    "street": ("街道", "街道（乡镇）"),
    "community_code": ("社区代码", "统计代码"),
    "community": ("社区", "社区名称"),
    "valid_from": ("有效期起",),
    "valid_until": ("有效期止", "有效期止（不含当日）"),
    "merged_into": ("并入或更名为", "并入", "更名为"),
}
OPTIONAL = {"valid_from", "valid_until", "merged_into"}
FIELD_OF = {tidy_head(head): name for name, heads in HEADS.items() for head in (name, *heads)}
HEADS_NAMED = 6
HEADROOM = 10  # a title and the heads above the data
LIMITS = Limits()
# The hidden sheet of a score workbook (scoring/workbook/layout.py, which this app may not know).
SCORES = "系统信息"


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The file's rows by field. `strays` are filled cells outside every column and cells that cannot be taken
    at their word; `unread`: (row number, field) of the latter, which are blank for no fault of the person's."""

    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    strays: tuple[Fault, ...] = ()
    unread: frozenset[tuple[int, str]] = frozenset()
    notes: tuple[str, ...] = ()

    def place(self, row_number, name):
        return Place(row_number, letters(self.columns[name] + 1), HEADS[name][0])


def table(content, name=""):
    """The registry table in a file's bytes; name: as uploaded, where it is known.

    Raises RegistryFaults when the file cannot be read, its heads are wrong or it has no rows."""
    sheet, notes = _first_sheet(content, name)
    head_at = _head_row(sheet.rows)
    columns = _columns(sheet.rows[head_at])
    below = list(enumerate(sheet.rows[head_at + 1 :], start=head_at + 2))
    rows = tuple(
        Row(number, {name: row[at] if at < len(row) else "" for name, at in columns.items()})
        for number, row in below
        if not _blank(row)
    )
    if not rows:
        refuse(_("文件只有表头，没有社区。"))
    doubts = [fault for fault in sheet.faults if fault.row > head_at + 1]
    strays = (*_strays(below, columns), *_doubtful(doubts, columns))
    unread = frozenset(_unread(doubts, columns, len(sheet.rows)))
    return Table(columns, rows, strays, unread, notes)


def _first_sheet(content, name):
    """The first sheet that is shown, and what to say about the others."""
    try:
        book = open_book(name, content, limits=LIMITS)
    except BadFile as refused:
        refuse(str(refused))
    if any(sheet.hidden and sheet.name == SCORES for sheet in book.sheets):
        refuse(_("这是评分工作簿，不是社区名录。请到“社区”页点“导回评分工作簿”；名录请另选文件。"))
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    if not shown:
        refuse(_("文件是空的。"))
    return shown[0], (*book.notes, *_left_out(shown))


def _left_out(shown):
    if len(shown) > 1:
        note = _("只读取了第一张工作表“{first}”，未读取：{others}。")
        yield note.format(first=shown[0].name, others="、".join(sheet.name for sheet in shown[1:]))


def _blank(row):
    return not any(tidy_head(cell) for cell in row)


def _head_row(rows):
    """The first row with two known heads (a title may stand above), failing that the first with any text."""
    filled = [at for at, row in enumerate(rows[:HEADROOM]) if not _blank(row)]
    if not filled:
        refuse(_("文件是空的。"))
    return next((at for at in filled if len(_known(rows[at])) > 1), filled[0])


def _known(row):
    return {FIELD_OF[head] for cell in row if (head := tidy_head(cell)) in FIELD_OF}


def _columns(head_row):
    """Where each field stands. Raises RegistryFaults with one sentence naming every head that is wrong."""
    columns, twice, unknown = {}, [], []
    for at, cell in enumerate(head_row):
        name = FIELD_OF.get(tidy_head(cell))
        if name is None:
            # A head of several lines is named by its first.
            unknown += [cell.strip().splitlines()[0]] if tidy_head(cell) else []
        elif name in columns:
            twice.append(HEADS[name][0])
        else:
            columns[name] = at
    missing = [heads[0] for name, heads in HEADS.items() if name not in columns and name not in OPTIONAL]
    if wrong := [
        sentence.format(heads=_listed(found))
        for sentence, found in (
            (_("缺少{heads}"), missing),
            (_("重复{heads}"), twice),
            (_("不认识{heads}"), unknown),
        )
        if found
    ]:
        refuse(_("表头不符：{wrong}。").format(wrong="；".join(wrong)))
    return columns


def _listed(heads):
    return named([quoted(head) for head in heads], HEADS_NAMED, measure=_("项"))


def _strays(below, columns):
    """A filled cell without a head: mostly a comma that shifted the row."""
    taken = set(columns.values())
    for number, row in below:
        for at, cell in enumerate(row):
            if at not in taken and tidy_head(cell):
                message = _("{cell} 所在的列没有表头，请检查本行是否错位").format(cell=quoted(cell))
                yield Fault(message, Place(number, letters(at + 1), _("无表头")))


def _doubtful(doubts, columns):
    """What the reader of the file says about cells below the heads."""
    heads = {at: HEADS[name][0] for name, at in columns.items()}
    for fault in doubts:
        head = heads.get(fault.column - 1, _("无表头"))
        yield Fault(fault.message, Place(fault.row, letters(fault.column), head))


def _unread(doubts, columns, last):
    """The cells those sentences are about, each once: merged ranges may lie over each other."""
    fields = {at + 1: name for name, at in columns.items()}
    told = Counter()
    for fault in doubts:
        reaches = min(fault.last_row, last)
        for name in [name for at, name in fields.items() if fault.column <= at <= fault.last_column]:
            yield from ((number, name) for number in range(max(fault.row, told[name] + 1), reaches + 1))
            told[name] = max(told[name], reaches)
