"""From a workbook somebody filled in to the rows of one district. Whose workbook it is comes first: a wrong one is
refused in one sentence before any cell is judged. Pure: a Book in, texts out."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from districts.spreadsheets import MAX_FAULTS, address

from ..engine.rules import shorten
from ..models import Stage
from . import layout
from .cells import tidy

NUMBER = re.compile("[0-9]{1,3}")
HEAD_WITHIN = 30
"""The head is looked for in so many rows from the top: people put a title over it."""


class WrongWorkbook(Exception):
    """Not the workbook that can be brought back here. The text is one sentence saying why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row of the entry sheet as it stands in the file. number counts from 1; cells begin at column A."""

    number: int
    cells: list[str]

    def text(self, column):
        return self.cells[column - 1] if column <= len(self.cells) else ""


@dataclass(frozen=True)
class Filled:
    """A workbook of ours as somebody filled it in.

    columns: Column.key -> column, counted from 1; rows: those below the head with any text; marks: key of a community
    -> item number -> (version, fingerprint) of what the file showed when it was made; names: key -> 街道 or 社区 -> what
    it was called then."""

    stamp: layout.Stamp
    sheet: object
    head: Row
    columns: dict
    rows: list[Row]
    marks: dict
    names: dict
    hidden: object
    notes: tuple[str, ...] = field(default=())

    def key(self, row):
        """The 编号 of a row, tidied: 12 and 12.0 are one."""
        text = tidy(row.text(self.columns[layout.KEY]).removesuffix(layout.UNREAD))
        whole, point, rest = text.partition(".")
        return whole if point and not rest.strip("0") else text

    @property
    def counted(self):
        """The columns of which every cell must be readable: all but the street, which only helps to compare names."""
        return [column for key, column in self.columns.items() if key != layout.STREET]


def stamp_of_book(book):
    """(stamp, its sheet) of a Book; WrongWorkbook when it is none of ours."""
    if book.kind == "csv":
        raise WrongWorkbook(
            _(
                "这不是 .xlsx、.xls 或 .ods 表格，而是 CSV 或别的文本，或者是空的。评分工作簿填好以后，请在 Excel 或 WPS 中保存为 .xlsx 再导回。"
            )
        )
    for sheet in book.sheets:
        stamp = layout.read_stamp(sheet.rows) if sheet.name == layout.HIDDEN else None
        if stamp:
            break
    else:
        raise WrongWorkbook(
            _(
                "这不是从本系统下载的评分工作簿（里面没有“%(hidden)s”表）。请下载评分工作簿，在里面填好再导回。"
            )
            % {"hidden": layout.HIDDEN}
        )
    if stamp.template != layout.TEMPLATE:
        raise WrongWorkbook(
            _(
                "这份评分工作簿是旧版（%(theirs)s），现在用的是 %(ours)s。请重新下载，把填好的单元格贴过去再导回。"
            )
            % {"theirs": shorten(stamp.template), "ours": layout.TEMPLATE}
        )
    return stamp, sheet


def check_place(stamp, *, year, district, stages):
    """Raise WrongWorkbook when the stamp is of another year (its number) or district (a District), or of a stage that
    is not among `stages` (Stage values)."""
    if stamp.year != str(year):
        raise WrongWorkbook(
            _(
                "这是 %(theirs)s 年度的评分工作簿，这里导回的是 %(ours)s 年度。请换到 %(theirs)s 年度导回，或另选文件。"
            )
            % {"theirs": shorten(stamp.year), "ours": year}
        )
    if stamp.district != district.code:
        raise WrongWorkbook(
            _(
                "这是别的区县（代码 %(theirs)s）的评分工作簿，这里导回的是%(name)s（代码 %(ours)s）。请另选文件。"
            )
            % {"theirs": shorten(stamp.district), "name": district.name, "ours": district.code}
        )
    if stamp.stage not in stages:
        raise WrongWorkbook(
            _("这份评分工作簿是%(theirs)s的，这里导回的是%(ours)s。请另选文件。")
            % {"theirs": _stage(stamp.stage), "ours": _("或").join(_stage(stage) for stage in stages)}
        )


def _stage(stage):
    return Stage(stage).label if stage in Stage.values else shorten(stage)


def rubric_of(stamp, rubrics):
    """The one of `rubrics` the workbook was made by; WrongWorkbook when it is none of them."""
    for rubric in rubrics:
        if (rubric.code, rubric.version) == (stamp.rubric, stamp.rubric_version):
            return rubric
    raise WrongWorkbook(
        _("这份评分工作簿按评分标准 %(theirs)s 第%(version)s版做成，现在用的是 %(ours)s。请重新下载。")
        % {
            "theirs": shorten(stamp.rubric),
            "version": shorten(stamp.rubric_version),
            "ours": "、".join(str(rubric) for rubric in rubrics),
        }
    )


def read(book, rubric):
    """The Filled of a Book whose stamp has been checked. Raises WrongWorkbook: no entry sheet, a column missing or there
    twice, more cells nobody can read than are worth naming."""
    stamp, hidden = stamp_of_book(book)
    sheet, at = _entry_sheet(book)
    head = Row(at + 1, sheet.rows[at])
    columns, strange = _columns(head, rubric)
    if len(sheet.faults) >= MAX_FAULTS:
        raise WrongWorkbook(
            _("“%(sheet)s”表有 %(count)s 个以上的单元格不能读取。%(address)s：%(message)s。")
            % {
                "sheet": sheet.name,
                "count": MAX_FAULTS,
                "address": address(sheet.faults[0].row, sheet.faults[0].column),
                "message": sheet.faults[0].message,
            }
        )
    rows = [
        Row(number, cells) for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2) if any(cells)
    ]
    rows = [row for row in rows if any(row.text(column).strip() for column in columns.values())]
    return Filled(
        stamp=stamp,
        sheet=sheet,
        head=head,
        columns=columns,
        rows=rows,
        marks=_marks(hidden.rows),
        names=_names(hidden.rows),
        hidden=hidden,
        notes=(*book.notes, *_strange_note(strange)),
    )


def _entry_sheet(book):
    """(sheet, index of its head row): the one called 评分, or else the only other one with such heads."""
    named = [sheet for sheet in book.sheets if sheet.name == layout.ENTRY]
    others = [sheet for sheet in book.sheets if sheet.name != layout.ENTRY and not sheet.hidden]
    for sheets in (named, others):
        found = [(sheet, at) for sheet in sheets if (at := _head_at(sheet.rows)) is not None]
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(sheet.name for sheet, _at in found)
            raise WrongWorkbook(
                _("有几张表都像评分表：%(names)s。请把要导回的那一张改名为“%(entry)s”。")
                % {"names": names, "entry": layout.ENTRY}
            )
    raise WrongWorkbook(
        _("找不到“%(entry)s”表的表头（编号、社区、1a……）。请保留下载时的表头一行。") % {"entry": layout.ENTRY}
    )


def _head_at(rows):
    for at, cells in enumerate(rows[:HEAD_WITHIN]):
        keys = {layout.column_key(text) for text in cells}
        if layout.KEY in keys and any(isinstance(key, str) and layout.RULE_HEAD.match(key) for key in keys):
            return at
    return None


def _columns(head, rubric):
    """(Column.key -> column from 1, heads that are none of ours); WrongWorkbook naming what is missing or twice."""
    wanted = {column.key: column for column in layout.columns(rubric)}
    columns, strange = {}, []
    for number, text in enumerate(head.cells, start=1):
        key = layout.column_key(text)
        if key not in wanted:
            strange += [text.strip()] if text.strip() not in ("", layout.PROBLEMS) else []
        elif key in columns:
            raise WrongWorkbook(
                _("“%(head)s”有两列（%(first)s 和 %(second)s），不知道该读哪一列。请删去一列。")
                % {
                    "head": wanted[key].short,
                    "first": address(head.number, columns[key]),
                    "second": address(head.number, number),
                }
            )
        else:
            columns[key] = number
    missing = [column.short for key, column in wanted.items() if key not in columns and key != layout.STREET]
    if missing:
        raise WrongWorkbook(
            _("“%(entry)s”表少了这些列：%(missing)s。请把列补回来（表头照下载时的），或重新下载。")
            % {"entry": layout.ENTRY, "missing": "、".join(missing)}
        )
    return columns, strange


def _strange_note(strange):
    if strange:
        names = "、".join(f"“{text.splitlines()[0][:20]}”" for text in strange[:10])
        yield _("有 %(count)s 列不是评分工作簿的，没有读：%(names)s。") % {
            "count": len(strange),
            "names": names,
        }


def _marks(rows):
    """Key of a community -> item number -> (version, fingerprint)."""
    return {
        key: {
            int(head): mark
            for head, text in said.items()
            if NUMBER.fullmatch(head) and (mark := layout.read_mark(text))
        }
        for key, said in _hidden_table(rows).items()
    }


def _names(rows):
    """Key of a community -> 街道 and 社区 -> its name when the file was made."""
    return {
        key: {head: said[head] for head in (layout.STREET, layout.COMMUNITY) if said.get(head)}
        for key, said in _hidden_table(rows).items()
    }


def _hidden_table(rows):
    """Key of a community -> head -> text, the hidden sheet's second table."""
    table = rows[layout.MARKS_FROM - 1 :]
    if not table or not table[0] or table[0][0].strip() != layout.KEY:
        return {}
    heads = [text.strip() for text in table[0]]
    return {
        cells[0].strip(): dict(zip(heads[1:], cells[1:], strict=False))
        for cells in table[1:]
        if cells and cells[0].strip()
    }
