"""An official table before it is drawn. Knows neither rows of the database nor kinds of file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Share:
    """A percentage (Decimal 40.59): printed 40.59%, in a workbook a number with the format 0.00%."""

    percent: Decimal


@dataclass(frozen=True)
class Names:
    """A list printed with 、 between the names; a name is never divided between lines or pages."""

    names: tuple[str, ...]


# None is a blank cell; 0 is a nought.
Cell = str | int | Decimal | date | Share | Names | None


@dataclass(frozen=True)
class Col:
    """width: Chinese characters of the table's size that fit one line; align: centre, left or right."""

    head: str
    width: int = 6
    align: str = "centre"


@dataclass(frozen=True)
class OfficialTable:
    """A table as it leaves the house.

    label stands above the title on the left (附件3); head_lines between title and table, each a tuple of texts spread over the
    line; total is the last row, in bold type; notes are the form's own, small the lines that are ours (口径). A list too long
    for a page goes on in further rows, under the first cell's text with （续）, or without it where `continued` is False.
    No seal is ever drawn. title, scope, slug and narrowed name the file, as those of an export do."""

    title: str
    slug: str
    scope: Sequence[object]
    columns: Sequence[Col]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    label: str = ""
    head_lines: Sequence[tuple[str, ...]] = ()
    notes: Sequence[str] = ()
    small: Sequence[str] = ()
    landscape: bool = True
    narrowed: str = ""
    continued: bool = True

    @property
    def count(self):
        return len(self.rows)
