"""What a spreadsheet file holds once it has been read: sheets of text cells, and what is doubtful in them."""

from dataclasses import dataclass

MAX_FAULTS = 1000
"""So many faults of a sheet are kept; whoever reads a sheet with so many takes nothing from it."""


class BadFile(Exception):
    """The file cannot be read. The text is a whole sentence: what is wrong and what would be right."""


@dataclass(frozen=True)
class Limits:
    """What a file may hold: bytes as uploaded and as unpacked, filled rows and columns of the whole book."""

    bytes: int = 20 * 1024**2
    unpacked: int = 100 * 1024**2
    rows: int = 50_000
    columns: int = 64


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be taken at its word, counted from 1; the message completes "C12：". A merged one reaches to
    last_row and last_column: all its cells but the first are read as blank."""

    row: int
    column: int
    message: str
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """Rows of text from the first row and column on, all of one width: a cell's position is its address."""

    name: str
    hidden: bool
    rows: list[list[str]]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Book:
    """kind: "csv", "xlsx", "xls" or "ods". notes: sentences for the person who brought the file."""

    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def letters(column):
    """The letters Excel shows for a column counted from 1: 1 -> A, 28 -> AB."""
    shown = ""
    while column:
        column, letter = divmod(column - 1, 26)
        shown = chr(ord("A") + letter) + shown
    return shown


def address(row, column):
    """A cell's address, both counted from 1: (12, 3) -> C12."""
    return f"{letters(column)}{row}"
