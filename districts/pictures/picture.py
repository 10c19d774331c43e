"""One picture with everything that must stand beside it: its words, its numbers, where its rows are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from districts.exports import TableOut


@dataclass(frozen=True)
class Picture:
    """name is its part of the address; note says how many of what; words is the text alternative.

    body holds the SVG's children: x in percent of the width, y in pixels of `height`, coloured by the classes of pictures.css,
    no style attribute, links as <a href>. legend: (class of the mark, words). table has the numbers drawn. rows_url opens
    the rows behind the whole picture; empty: there is nothing to draw yet, in a sentence."""

    name: str
    title: str
    words: str
    height: int
    body: SafeString
    table: TableOut
    note: str = ""
    legend: Sequence[tuple[str, str]] = ()
    rows_url: str = ""
    empty: str = ""
