"""One picture with everything that must stand beside it: its words, its numbers, where its rows are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from districts.exports import TableOut


@dataclass(frozen=True)
class Picture:
    """name is its part of the address; note says how many of what; words is the text alternative.

    body holds the SVG's children: x in percent of the width, y in pixels of `height`, coloured by the classes of pictures.css,
    no style attribute, links as <a href>. side is a column `side_width` pixels wide that stays where a picture of at least
    `least_width` pixels is moved sideways; half: two such stand beside each other on a wide page. legend: (class of the mark, words), no class
    where the words begin with the mark's own sign. table has the numbers drawn. empty: there is
    nothing to draw yet, in a sentence."""

    name: str
    title: str
    words: str
    height: int
    body: SafeString
    table: TableOut
    note: str = ""
    legend: Sequence[tuple[str, str]] = ()
    side: SafeString | str = ""
    side_width: int = 0
    least_width: int = 0
    half: bool = False
    empty: str = ""
