"""附件3 is one table in three kinds of file: the same cells, the same names once, the same picture on paper."""

import io
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from districts.official.drawn import drawn_row, drawn_rows, text_of
from districts.official.xlsx import table_xlsx
from reports.annex3 import LABEL, NOTE, TITLE, Annex3, Line, Row, YearCell
from reports.annex3_files import LIST_COLUMNS, annex3_docx, annex3_pdf, annex3_table, annex3_xlsx
from reports.queries import Listed
from tests.paper import needs_pdftotext, office_pdf, pages
from tests.picture import grid, inked, picture, touching

RARE = ("望碶社区", "碧璟社区", "长埼社区", "甽口社区", "澥西社区", "鲒湾社区", "雅霅社区", "=HYPERLINK(1)")
MANY = tuple(
    f"{a}{b}{c}社区" for a, b, c in product("春夏秋冬晨晚", "云溪松竹兰荷梅", "浦岙墩")
)  # 126 of the same length


def small(**changes):
    """One district with both years, one with the second alone, one that handed in nobody, a silent one; a footnote."""
    share = Decimal("7.92")
    table = {
        "unit": "宁波市住房和城乡建设局",
        "filled_on": date(2022, 9, 16),
        "contact": "王海燕 0574-00000003",
        "year_numbers": (2021, 2022),
        "rows": (
            Row(
                "海曙区",
                (YearCell(RARE, 8, share), YearCell(("天一社区",), 1, Decimal("0.99"))),
                Decimal("8.91"),
            ),
            Row("江北区", (None, YearCell(("外滩社区",), 1, Decimal("1.41"))), Decimal("1.41")),
            Row("镇海区", (YearCell((), 0, Decimal("0.00")), None), Decimal("0.00")),
            Row("象山县", (None, None), None),
        ),
        "total": Row(
            "地区合计", (YearCell((), 8, Decimal("1.21")), YearCell((), 2, Decimal("0.30"))), Decimal("1.52")
        ),
        "basis_line": "口径：初评（区县上报）",
        "blank_line": "象山县2022年未上报，空白不是 0",
        "footnotes": ("海曙区南门街道旧社区（2021年认定）的称号已于2022年3月1日撤销，不计入本表。",),
        "listing": (
            Line(2021, "海曙区", Listed(1, "南门街道", "望碶社区", 96, "recognised", "第一批")),
            Line(2022, "江北区", Listed(2, "孔浦街道", "=HYPERLINK(1)", 81, "pending")),
        ),
    }
    return Annex3(**table | changes)


def texts(table):
    """The rows every kind of file is to show, as text."""
    form = annex3_table(table)
    rows = [*drawn_rows(form), drawn_row(form, form.total)]
    return [list(table.heads), *[[text_of(cell) for cell in row] for row in rows]]


def word(table):
    return Document(io.BytesIO(annex3_docx(table)))


def word_rows(document):
    return [["".join(cell.text.split("\n")) for cell in row.cells] for row in document.tables[0].rows]


# --- the workbook --------------------------------------------------------------------------------------------------


def test_the_second_sheet_lists_one_community_a_row():
    book = load_workbook(io.BytesIO(annex3_xlsx(small())))
    assert book.sheetnames == ["附件3", "社区名单"]
    sheet = book["社区名单"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [head for head, _width in LIST_COLUMNS],
        [1, "海曙区", "南门街道", "望碶社区", 96, "达标", "认定", "第一批", 2021],
        [2, "江北区", "孔浦街道", "=HYPERLINK(1)", 81, "达标", "待评审", None, 2022],
    ]
    assert sheet["D3"].data_type == "s"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:I3", "$1:$1")


def test_the_same_content_makes_the_same_word_file():
    assert annex3_docx(small()) == annex3_docx(small())


# --- Word ----------------------------------------------------------------------------------------------------------


def test_word_has_the_cells_of_the_workbook():
    table = small()
    assert word_rows(word(table)) == texts(table)
    sheet = load_workbook(io.BytesIO(annex3_xlsx(table))).active
    for number, row in enumerate(texts(table)[1:-1], start=6):
        assert [sheet.cell(number, column).value or "" for column in (1, 2, 5)] == [row[0], row[1], row[4]]


def test_word_says_what_stands_above_and_below_the_table():
    said = [paragraph.text for paragraph in word(small()).paragraphs]
    assert said == [
        LABEL,
        TITLE,
        "填报单位：宁波市住房和城乡建设局（盖章）\t填报时间：2022年9月16日",
        "联系人及联系电话：王海燕 0574-00000003",
        NOTE,
        *small().foot,
    ]


def test_word_repeats_the_head_divides_no_row_and_numbers_its_pages():
    document = word(small())
    rows = document.tables[0]._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (
        len(rows) - 1
    )
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    section = document.sections[0]
    assert section.page_width > section.page_height
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml


def test_word_names_the_fonts_of_official_documents_and_what_may_stand_in():
    document = word(small())
    fonts = {each.get(qn("w:eastAsia")) for each in document.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"方正小标宋简体", "黑体", "仿宋_GB2312"}
    table = next(r.target_part.blob for r in document.part.rels.values() if r.reltype.endswith("/fontTable"))
    assert "FZXiaoBiaoSong-B05S" in table.decode()
    assert "FangSong" in table.decode()


def test_a_long_list_goes_on_under_the_districts_name_in_every_kind():
    rows = (Row("鄞州区", (YearCell(MANY, 126, Decimal("70.79")), None), Decimal("70.79")),)
    table = small(rows=rows)
    body = [row for row in word_rows(word(table)) if row[0].startswith("鄞州区")]
    assert [row[0] for row in body] == ["鄞州区", *["鄞州区（续）"] * (len(body) - 1)]
    assert len(body) > 2
    assert "".join(row[1] for row in body) == "、".join(MANY)
    assert [row[2] for row in body] == ["126", *[""] * (len(body) - 1)]
    assert texts(table)[1:-1] == body


# --- PDF -----------------------------------------------------------------------------------------------------------


@pytest.mark.pango
@needs_pdftotext
def test_the_pdf_has_every_name_once_and_carries_its_fonts(tmp_path):
    table = small(
        rows=(*small().rows, Row("鄞州区", (YearCell(MANY, 126, Decimal("70.79")), None), Decimal("70.79")))
    )
    paper = tmp_path / "annex3.pdf"
    paper.write_bytes(annex3_pdf(table))
    printed = pages(paper)
    text = "".join(printed)
    assert [name for name in (*RARE, *MANY, "天一社区", "外滩社区") if text.count(name) != 1] == []
    assert text.count(re.sub(r"\s", "", NOTE)) == 1
    assert all("县（市、区）" in page and "合计完成比例" in page for page in printed)
    assert all(f"第{n}页，共{len(printed)}页" in page for n, page in enumerate(printed, start=1))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in PdfReader(paper).pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts)


# --- on paper, as a picture ------------------------------------------------------------------------------------------


def expected_ink(table):
    return [[bool(text) for text in row] for row in texts(table)]


def check_picture(pdf, table):
    """The rules stand where the columns' widths put them; ink is where a cell says something, and is cut off nowhere."""
    image = picture(pdf)
    xs, ys = grid(image)
    widths = [right - left for left, right in pairwise(xs)]
    columns = [column.width + 0.9 for column in annex3_table(table).columns]
    assert [width / sum(widths) for width in widths] == pytest.approx(
        [width / sum(columns) for width in columns], abs=0.01
    )
    assert inked(image, xs, ys) == expected_ink(table)
    assert touching(image, xs, ys) == []


@pytest.mark.office
def test_an_office_program_draws_the_workbook_as_the_form(tmp_path):
    table = small()
    check_picture(office_pdf(table_xlsx(annex3_table(table)), tmp_path).read_bytes(), table)


@pytest.mark.pango
def test_the_pdf_is_the_same_picture():
    table = small()
    check_picture(annex3_pdf(table), table)


def test_the_picture_sees_a_missing_cell_and_a_text_cut_off():
    """The comparison can fail: a blank district and a row too low are found."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (200, 100), 255)
    draw = ImageDraw.Draw(image)
    for x in (10, 100, 190):
        draw.line((x, 10, x, 90), fill=0)
    for y in (10, 50, 90):
        draw.line((10, y, 190, y), fill=0)
    draw.rectangle((30, 25, 60, 35), fill=0)
    draw.rectangle((120, 60, 150, 88), fill=0)
    xs, ys = grid(image)
    assert (xs, ys) == ([10, 100, 190], [10, 50, 90])
    assert inked(image, xs, ys) == [[True, False], [False, True]]
    assert touching(image, xs, ys) == [(1, 1)]
