"""An official table as a PDF: a template and a style sheet, drawn by WeasyPrint."""

from pathlib import Path

from django.template.loader import render_to_string

from districts.pango import pdf
from districts.wrapping import width

from .drawn import Listed, drawn_row, drawn_rows, text_of

STYLE = Path(__file__).with_name("official.css")
UPRIGHT = "@page { size: A4 portrait; margin: 30mm 26mm 28mm 28mm; }"


def table_pdf(table):
    """The bytes of a PDF. table: OfficialTable. Raises pango.NoPrinting where the system libraries are missing."""
    page = render_to_string("districts/official.html", _context(table))
    return pdf([page], STYLE, _own_style(table))


def listing_pdf(listing):
    """The bytes of a PDF of a list for publication (listing.Listing)."""
    return pdf([render_to_string("districts/official_listing.html", {"listing": listing})], STYLE, UPRIGHT)


def _context(table):
    rows = [_cells(table, cells) for cells in drawn_rows(table)]
    return {
        "table": table,
        "rows": rows,
        "total": _cells(table, drawn_row(table, table.total), total=True) if table.total else [],
    }


def _cells(table, cells, *, total=False):
    return [
        {"align": "centre" if total else column.align, "lines": _lines(cell, column)}
        for cell, column in zip(cells, table.columns, strict=True)
    ]


def _lines(cell, column):
    """[(text, whether it is to stay in one line)]: a list's lines, unless one name alone is longer than its column."""
    if isinstance(cell, Listed):
        return [(line, width(line) <= column.width) for line in cell.lines]
    return [(line, False) for line in text_of(cell).split("\n")]


def _own_style(table):
    whole = sum(column.width + 1 for column in table.columns)
    widths = "".join(
        f".c{number} {{ width: {(column.width + 1) * 100 / whole:.3f}%; }}"
        for number, column in enumerate(table.columns, start=1)
    )
    # The widest table still stands on its page: 265 mm lying, 174 mm upright; a list's lines fit their columns.
    room = 265 if table.landscape else 174
    points = min(11, room / 25.4 * 72 / (whole * 1.04))
    orientation = "landscape" if table.landscape else "portrait"
    return f"@page {{ size: A4 {orientation}; }} table {{ font-size: {points:.2f}pt; }} {widths}"
