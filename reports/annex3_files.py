"""附件3 as files: one OfficialTable (the form as issued) drawn as .xlsx, .docx and .pdf; the workbook has a second sheet with one
community a row. Asks nothing of the database."""

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from districts.official import Col, Names, OfficialTable, Share
from districts.official.docx import table_docx
from districts.official.pdf import table_pdf
from districts.official.xlsx import book_of, saved
from districts.paper import a4, put
from districts.text import cn_date

from .annex3 import LABEL, NOTE, TITLE

# Chinese characters: the district, a figure, both lists together, and the list of a year without names beside one with.
NAME_WIDTH, FIGURE_WIDTH, LISTS_WIDTH, NARROW_LIST = 4, 4, 32, 8
LIST_TITLE = "社区名单"
LIST_COLUMNS = (
    ("序号", 6),
    ("区县", 10),
    ("街道", 18),
    ("社区", 28),
    ("得分", 8),
    ("初评", 9),
    ("评审", 11),
    ("批次", 11),
    ("年度", 8),
)
PASSED = "达标"  # only what passed the 初评 is ever listed
LIST_HEAD = Font(name="黑体", size=11)
LIST_BODY = Font(name="仿宋_GB2312", size=11)


def annex3_table(table):
    """The form as an OfficialTable. table: reports.annex3.Annex3."""
    return OfficialTable(
        title=TITLE,
        slug="annex3",
        scope=(table.unit,),
        label=LABEL,
        head_lines=(
            (
                f"填报单位：{table.unit}（盖章）",
                f"填报时间：{cn_date(table.filled_on) if table.filled_on else ''}",
            ),
            (f"联系人及联系电话：{table.contact}",),
        ),
        columns=_columns(table),
        rows=[_row(row) for row in table.rows],
        total=_row(table.total, slash=True),
        notes=(NOTE,),
        small=table.foot,
    )


def _columns(table):
    lists = list_widths(table)
    per_year = [width for wide in lists for width in (wide, FIGURE_WIDTH, FIGURE_WIDTH)]
    aligned = ["centre", *["left", "centre", "centre"] * len(lists), "centre"]
    widths = (NAME_WIDTH, *per_year, FIGURE_WIDTH)
    return [Col(*column) for column in zip(table.heads, widths, aligned, strict=True)]


def list_widths(table):
    """How the years' list columns share their width: equally, or narrow where a year has no names at all."""
    named = [
        any(row.years[n] and row.years[n].names for row in table.rows) for n in range(len(table.year_numbers))
    ]
    if all(named) or not any(named):
        return [LISTS_WIDTH / len(named)] * len(named)
    wide = (LISTS_WIDTH - NARROW_LIST * named.count(False)) // named.count(True)
    return [wide if has_names else NARROW_LIST for has_names in named]


def _row(row, *, slash=False):
    cells = [row.name]
    for cell in row.years:
        names = "/" if slash else Names(cell.names) if cell else None
        cells += [names, cell.count if cell else None, Share(cell.share) if cell else None]
    return (*cells, None if row.share is None else Share(row.share))


def annex3_xlsx(table):
    """The bytes of an .xlsx: the form, and a second sheet with one community a row. table: reports.annex3.Annex3."""
    book = book_of(annex3_table(table))
    _listing(book.create_sheet(LIST_TITLE), table)
    return saved(book)


def _listing(sheet, table):
    for position, (head, width) in enumerate(LIST_COLUMNS, start=1):
        put(sheet, 1, position, head, font=LIST_HEAD)
        sheet.column_dimensions[get_column_letter(position)].width = width
    for number, line in enumerate(table.listing, start=1):
        one = line.listed
        values = (
            number,
            line.district,
            one.street,
            one.name,
            one.total,
            PASSED,
            one.decided,
            one.batch,
            line.year,
        )
        for position, value in enumerate(values, start=1):
            put(sheet, number + 1, position, value or None, font=LIST_BODY)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(LIST_COLUMNS))}{len(table.listing) + 1}"
    a4(sheet, head_row=1, landscape=False)


def annex3_docx(table):
    return table_docx(annex3_table(table))


def annex3_pdf(table):
    """Raises pango.NoPrinting where the system libraries are missing."""
    return table_pdf(annex3_table(table))


WRITERS = {"xlsx": annex3_xlsx, "docx": annex3_docx, "pdf": annex3_pdf}
