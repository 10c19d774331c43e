"""A table to be exported, and what may stand in its cells. Knows neither pages nor files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone

from districts.cell_text import file_text

REMEMBERED = 4096  # cells of one file: names, words and days come again row after row
SHORT = 500  # characters: longer ones hardly come again
LONGEST = 16_000  # characters; Excel's cells end at 32,767 units, of which a character takes one or two
CUT = "……（太长，后面略去）"
# What Excel, WPS and their kin may take for a formula, typed with either width of keyboard.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """width in characters of the default font; share: the cells are percentages (Decimal 40.59); text: a spreadsheet
    takes for text whatever is typed into the column."""

    head: str
    width: int = 12
    share: bool = False
    text: bool = False


@dataclass(frozen=True)
class TableOut:
    """A list as it leaves the house.

    title and scope (年度, 区县 …) make the Chinese file name, slug the name for browsers that know ASCII only; rows are
    gone through once; count is how many there are; narrowed is the filter in words."""

    title: str
    slug: str
    scope: Sequence[object]
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    count: int
    narrowed: str = ""

    @property
    def shares(self):
        """Positions of the columns that hold percentages."""
        return [position for position, column in enumerate(self.columns) if column.share]


def clean(value):
    """A value as a file may hold it: nothing, a number, a day, a moment of Asia/Shanghai without its zone, or text
    without characters no file carries and not longer than a cell."""
    if value is None or type(value) in (int, Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.make_naive(value).replace(microsecond=0)
    if isinstance(value, date):
        return value
    text = file_text(str(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def remembering(cell):
    """The function of a value `cell`, which remembers what it made of the last texts and moments of one file. Numbers it makes
    anew: 1 and 1.00 are equal, and not the same cell."""
    known = lru_cache(REMEMBERED)(cell)

    def remembered(value):
        kind = type(value)
        again = len(value) <= SHORT if kind is str else kind is datetime
        return known(value) if again else cell(value)

    return remembered
