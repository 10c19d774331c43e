"""Score sheets as a PDF, by WeasyPrint: the page is a template and a style sheet, and fetches nothing."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .qr import qr_svg

STYLE = Path(__file__).with_name("sheet.css")


class NoPrinting(Exception):
    """A system library is missing. Its text says which, to the person who wanted to print."""


def sheets_pdf(tables):
    """The bytes of one PDF with each table (PrintedSheet) on pages of its own, numbered by themselves.

    Raises NoPrinting where Pango or HarfBuzz are not installed."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(filename=STYLE, font_config=fonts)
    documents = [
        weasyprint.HTML(string=_page(table), url_fetcher=_nothing(weasyprint)).render(
            stylesheets=[style], font_config=fonts
        )
        for table in tables
    ]
    pages = [page for document in documents for page in document.pages]
    return documents[0].copy(pages).write_pdf()


def _page(table):
    return render_to_string("scoring/print.html", {"table": table, "qr": qr_svg(table.address)})


def _weasyprint():
    try:
        import weasyprint
    except OSError as error:
        raise NoPrinting(
            _(
                "这台服务器缺少打印 PDF 的程序库（Debian 软件包 libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0），"
                "请告诉系统管理员；Excel 表不受影响，可以先用。"
            )
        ) from error
    return weasyprint


def _nothing(weasyprint):
    """A fetcher that knows no protocol: neither the network nor a file is ever read for a page."""
    return weasyprint.urls.URLFetcher(allowed_protocols=())
