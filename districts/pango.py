"""PDFs by WeasyPrint from a page and its style sheets; what is drawn fetches nothing. Imported only when one is asked for."""

from django.utils.translation import gettext as _


class NoPrinting(Exception):
    """A system library is missing. Its text says which, to the person who wanted to print."""


def pdf(pages, *styles):
    """The bytes of one PDF with each of `pages` (HTML texts) laid out and numbered by itself.

    styles: style sheets, a Path or CSS text each. Raises NoPrinting where Pango or HarfBuzz are not installed."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheets = [
        weasyprint.CSS(string=each, font_config=fonts)
        if isinstance(each, str)
        else weasyprint.CSS(filename=each, font_config=fonts)
        for each in styles
    ]
    documents = [
        weasyprint.HTML(string=page, url_fetcher=_nothing(weasyprint)).render(
            stylesheets=sheets, font_config=fonts
        )
        for page in pages
    ]
    return documents[0].copy([page for document in documents for page in document.pages]).write_pdf()


def _weasyprint():
    try:
        import weasyprint
    except OSError as error:
        raise NoPrinting(
            _(
                "这台服务器缺少打印 PDF 的程序库（Debian 软件包 libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0），"
                "请告诉系统管理员；Excel 和 Word 文件不受影响，可以先用。"
            )
        ) from error
    return weasyprint


def _nothing(weasyprint):
    """A fetcher that knows no protocol: neither the network nor a file is ever read for a page."""
    return weasyprint.urls.URLFetcher(allowed_protocols=())
