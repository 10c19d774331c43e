"""Score sheets as a PDF: the page is a template and a style sheet."""

from pathlib import Path

from django.template.loader import render_to_string

from districts.pango import pdf
from districts.qr import qr_svg

STYLE = Path(__file__).with_name("sheet.css")


def sheets_pdf(tables):
    """The bytes of one PDF with each table (PrintedSheet) on pages of its own, numbered by themselves.

    Raises NoPrinting where Pango or HarfBuzz are not installed."""
    return pdf([_page(table) for table in tables], STYLE)


def _page(table):
    return render_to_string("scoring/print.html", {"table": table, "qr": qr_svg(table.address)})
