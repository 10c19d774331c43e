"""The rows of an official table as every writer draws them: lists in lines in which no name is divided, a row that would not
fit a page in several."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts.text import cn_date
from districts.wrapping import SEPARATOR, chunks

from .table import Names, Share

# A list of so many lines still stands in one row on the first page; of longer ones two rows fit every page.
WHOLE_LINES, ROW_LINES = 19, 10


@dataclass(frozen=True)
class Listed:
    """A piece of a list: lines that each fit their column, with 、 at their ends."""

    lines: tuple[str, ...]

    @property
    def text(self):
        return "".join(self.lines)


def drawn_rows(table):
    """The table's rows as tuples of cells (str, int, Decimal, date, Share, None, and Listed for Names), in pieces that fit a page."""
    for row in table.rows:
        yield from _pieces(table, row)


def drawn_row(table, row):
    """One row that is never divided, such as the total's."""
    return tuple(
        _listed(cell, column)[0] if isinstance(cell, Names) else cell
        for cell, column in zip(row, table.columns, strict=True)
    )


def _pieces(table, row):
    most = WHOLE_LINES
    if any(_lines(cell, column) > most for cell, column in zip(row, table.columns, strict=True)):
        most = ROW_LINES
    lists = [
        _listed(cell, column, most) if isinstance(cell, Names) else None
        for cell, column in zip(row, table.columns, strict=True)
    ]
    for number in range(max([len(pieces) for pieces in lists if pieces] or [1])):
        cells = [
            (pieces[number] if number < len(pieces) else Listed(()))
            if pieces
            else (cell if number == 0 else None)
            for cell, pieces in zip(row, lists, strict=True)
        ]
        if number and table.continued:
            cells[0] = f"{row[0]}（续）"
        yield tuple(cells)


def _lines(cell, column):
    return len(_of_one_line(cell, column)) if isinstance(cell, Names) else 1


def _of_one_line(cell, column):
    return chunks(cell.names, column.width, 1) if cell.names else []


def _listed(cell, column, most=10**6):
    lines = _of_one_line(cell, column)
    return [Listed(tuple(lines[start : start + most])) for start in range(0, len(lines), most)] or [
        Listed(())
    ]


def text_of(cell):
    """A cell as it is printed: shares with two places and %, days as 2021年8月31日, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, Listed):
        return cell.text
    if isinstance(cell, Names):
        return SEPARATOR.join(cell.names)
    if isinstance(cell, Share):
        return "" if cell.percent is None else f"{cell.percent:.2f}%"
    return cn_date(cell) if hasattr(cell, "year") else str(cell)


def lines_of(cell) -> Sequence[str]:
    """A cell's lines: a list's own, otherwise one."""
    return cell.lines if isinstance(cell, Listed) else (text_of(cell),)
