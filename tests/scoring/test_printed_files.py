"""The printed score sheet as PDF and as workbook, with its QR code: everything once, whole, and as text."""

import io
import re
from dataclasses import replace

import pytest
import segno
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from districts import pango
from districts.models import Community
from districts.qr import QUIET, qr_png, qr_svg
from districts.wrapping import lines_needed
from scoring.models import ItemScore
from scoring.printed import pdf as pdf_writer
from scoring.printed import xlsx as xlsx_writer
from tests.conftest import PASSWORD
from tests.paper import needs_pdftotext, office_pdf, outside, overlapping, pages
from tests.scenes import REASON
from tests.scoring.papers import (
    ADDRESS,
    CATEGORY_RIGHT,
    DEDUCTIONS,
    LONG_NAME,
    LONG_REASON,
    blank,
    cells,
    filled,
    lines,
    pages_of,
    squeezed,
)

# --- the QR code -----------------------------------------------------------------------------------------------


def drawn_modules(svg):
    """The dark modules of an SVG of horizontal strokes, as rows of 0 and 1 without the quiet zone."""
    size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [[0] * size for _ in range(size)]
    x = y = 0.0
    for command, arguments in re.findall(r"([Mmh])([-\d. ]+)", re.search(r' d="([^"]+)"', svg)[1]):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", arguments)]
        if command == "h":
            for step in range(int(numbers[0])):
                rows[int(y)][int(x) + step] = 1
            x += numbers[0]
        else:
            x, y = numbers if command == "M" else (x + numbers[0], y + numbers[1])
    return [bytes(row[QUIET:-QUIET]) for row in rows[QUIET:-QUIET]]


def matrix_of(address):
    return [bytes(row) for row in segno.make_qr(address, error="m").matrix]


def test_the_code_drawn_on_the_page_is_the_code_of_the_address():
    assert drawn_modules(qr_svg(ADDRESS)) == matrix_of(ADDRESS)
    assert drawn_modules(qr_svg(ADDRESS)) != matrix_of(ADDRESS + "1")


def test_the_code_in_the_workbook_is_the_code_of_the_address(assessed):
    picture = cells(xlsx_writer.sheet_xlsx(filled(assessed)))._images[0]
    image = Image.open(io.BytesIO(picture._data())).convert("L")
    scale = image.width // (len(matrix_of(ADDRESS)) + 2 * QUIET)
    dark = [
        bytes(
            int(image.getpixel(((QUIET + x) * scale, (QUIET + y) * scale)) < 128)
            for x in range(len(matrix_of(ADDRESS)))
        )
        for y in range(len(matrix_of(ADDRESS)))
    ]
    assert dark == matrix_of(ADDRESS)
    assert qr_png(ADDRESS) != qr_png(ADDRESS + "1")


@pytest.mark.pango
def test_the_code_holds_the_address_of_the_sheet_which_opens_after_signing_in(
    client, people, assessed, monkeypatch
):
    asked = []
    monkeypatch.setattr(pdf_writer, "qr_svg", lambda address: asked.append(address) or qr_svg(address))
    client.force_login(people.chen)
    client.get(reverse("scoring:print_pdf", args=[assessed.pk]))
    assert asked == [f"http://testserver/sheets/{assessed.pk}/"]
    client.logout()
    at_the_gate = client.get(asked[0], follow=True)
    where = at_the_gate.redirect_chain[-1][0]
    opened = client.post(where, {"username": "chen", "password": PASSWORD}, follow=True)
    assert opened.request["PATH_INFO"] == assessed.get_absolute_url()
    assert opened.status_code == 200


# --- as PDF ----------------------------------------------------------------------------------------------------


@pytest.mark.pango
def test_the_pdf_holds_every_criterion_and_every_deduction_once_on_two_pages(assessed):
    pages = pages_of(pdf_writer.sheets_pdf([filled(assessed)]))
    text = "".join(pages)
    assert len(pages) == 2
    criteria = [squeezed(item.criteria) for item in assessed.rubric.parsed.items]
    standards = [squeezed(item.standard) for item in assessed.rubric.parsed.items]
    once = {each: text.count(each) for each in (*criteria, *standards, *DEDUCTIONS)}
    assert once == dict.fromkeys(once, 1)
    assert text.count(f"理由：{REASON}") == 17
    for words in (
        "社区：春浪社区",
        "总分：82分",
        "结论：达标",
        "评分标准：ningbo-2021第1版",
        "扫码打开评分表",
    ):
        assert text.count(words) == 1, words
    assert squeezed("评分人：复核人：单位（盖章）：日期：年月日") in pages[1]


@pytest.mark.pango
def test_heads_and_page_numbers_stand_on_every_page(assessed):
    pages = pages_of(pdf_writer.sheets_pdf([filled(assessed)]))
    assert all("内容分值建设标准评分标准得分扣分情况及理由" in page for page in pages)
    assert ["第1页，共2页" in pages[0], "第2页，共2页" in pages[1]] == [True, True]
    assert all("评分表-2021-春浪社区-初评陈淑芬2021年8月20日09:05打印" in page for page in pages)


@pytest.mark.pango
def test_the_page_is_a4_landscape_and_carries_its_fonts(assessed):
    reader = PdfReader(io.BytesIO(pdf_writer.sheets_pdf([filled(assessed)])))
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages] == [
        (842, 595)
    ] * 2
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    embedded = [
        {"/FontFile2", "/FontFile3"}
        & set(font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
        for font in fonts
    ]
    assert fonts
    assert all(embedded)


@pytest.mark.pango
def test_a_blank_sheet_fits_two_pages(assessed):
    pages = pages_of(pdf_writer.sheets_pdf([blank(assessed)]))
    assert (len(pages), "评分人：" in pages[1]) == (2, True)


@pytest.mark.pango
def test_blank_sheets_of_several_communities_are_numbered_each_by_itself(participants):
    tables = [blank(participants[name]) for name in ("春浪社区", "柳堤社区")]
    pages = pages_of(pdf_writer.sheets_pdf(tables))
    assert [("第1页，共2页" in page, "第2页，共2页" in page) for page in pages] == [
        (True, False),
        (False, True),
    ] * 2
    assert ["春浪社区" in page for page in pages] == [True, True, False, False]


@pytest.mark.pango
def test_names_and_reasons_are_text_in_the_pdf(assessed):
    Community.objects.filter(pk=assessed.community_id).update(name="<script>春浪</script>&amp;社区")
    reason = '<img src="file:///etc/hostname"><b>=1+1'
    ItemScore.objects.filter(sheet=assessed, number=2).update(reason=reason)
    text = "".join(pages_of(pdf_writer.sheets_pdf([filled(assessed)])))
    assert "社区：<script>春浪</script>&amp;社区" in text
    assert f"理由：{squeezed(reason)}" in text


@pytest.mark.pango
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/", "data:text/plain,x"])
def test_nothing_is_fetched_for_a_page(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        pango._nothing(pango._weasyprint()).fetch(address)


@pytest.mark.pango
@needs_pdftotext
def test_long_names_and_reasons_are_printed_whole(assessed, tmp_path):
    Community.objects.filter(pk=assessed.community_id).update(name=LONG_NAME)
    ItemScore.objects.filter(sheet=assessed, number__in=(1, 8)).update(reason=LONG_REASON)
    paper = tmp_path / "sheet.pdf"
    paper.write_bytes(pdf_writer.sheets_pdf([filled(assessed)]))
    text = "".join(pages_of(paper.read_bytes()))
    assert text.count(f"理由：{LONG_REASON}") == 2
    assert f"社区：{LONG_NAME}" in text
    assert (list(overlapping(paper)), list(outside(paper))) == ([], [])


# --- as a workbook ---------------------------------------------------------------------------------------------


def test_the_workbook_cell_by_cell(assessed):
    sheet = cells(xlsx_writer.sheet_xlsx(filled(assessed)))
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    gap = [None] * 6
    assert values[:5] == [
        ["绿色社区建设评估参考标准", *gap],
        ["2021年度初评评分表", *gap],
        ["社区：春浪社区", None, None, "街道：南门街道", "区县（市）：海曙区", "年度：2021年度", None],
        ["阶段：初评", None, None, "结论：达标", "总分：82 分", "评分标准：ningbo-2021 第1版", None],
        ["内容", "分值", "建设标准", None, "评分标准", "得分", "扣分情况及理由"],
    ]
    firsts = {1, 4, 7, 11, 13, 17}
    rubric = assessed.rubric.parsed
    titles = {category.items[0].number: category.title for category in rubric.categories}
    assert set(titles) == firsts
    assert values[5:22] == [
        [
            titles.get(line.number),
            line.points,
            line.number,
            rubric.item(line.number).standard,
            rubric.item(line.number).criteria,
            line.score,
            "\n".join((*line.notes, f"理由：{REASON}")),
        ]
        for line in lines(filled(assessed))
    ]
    assert values[22:] == [
        ["合计", 100, rubric.pass_rule, None, None, 82, None],
        ["评分人：", None, None, "复核人：", "单位（盖章）：", "日期：　　　年　　月　　日", None],
        ["评分表-2021-春浪社区-初评　陈淑芬 2021年8月20日 09:05 打印", *gap],
    ]


def test_the_workbook_is_merged_like_annex_1_and_prints_on_a4_landscape(assessed):
    sheet = cells(xlsx_writer.sheet_xlsx(filled(assessed)))
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"C5:D5", "A6:A8", "A9:A11", "A12:A15", "A16:A17", "A18:A21", "C23:E23"} <= merged
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.print_area) == ("$5:$5", "'评分表'!$A$1:$G$25")
    assert [sheet[name].font.name for name in ("A1", "A5", "G6")] == ["方正小标宋简体", "黑体", "仿宋_GB2312"]


def test_an_unfinished_sheet_has_no_total_in_the_workbook_and_a_blank_one_no_scores(participants, assessed):
    unfinished = cells(xlsx_writer.sheet_xlsx(filled(participants["柳堤社区"])))
    assert [unfinished.cell(row, 6).value for row in range(6, 24)] == ["未评"] * 17 + [None]
    assert unfinished["E4"].value == "总分：未评 17 项，总分未出"
    empty = cells(xlsx_writer.sheet_xlsx(blank(assessed)))
    assert {empty.cell(row, 6).value for row in range(6, 24)} == {None}
    assert (empty["D4"].value, empty["E4"].value) == ("结论：", "总分：")
    assert REASON not in str([[cell.value for cell in row] for row in empty.iter_rows()])


def test_names_and_reasons_are_text_in_the_workbook(assessed):
    Community.objects.filter(pk=assessed.community_id).update(name="=cmd()社区")
    ItemScore.objects.filter(sheet=assessed, number=2).update(reason="=HYPERLINK(1)")
    table = replace(filled(assessed), title="=1+1", pass_rule="=cmd()")
    sheet = cells(xlsx_writer.sheet_xlsx(table))
    assert (sheet["A1"].value, sheet["C23"].value) == ("=1+1", "=cmd()")
    assert sheet["A3"].value == "社区：=cmd()社区"
    assert sheet["G7"].value == "无扣分\n理由：=HYPERLINK(1)"
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert types == {"s"}


def test_no_row_of_the_workbook_is_too_low_for_its_text_or_higher_than_excel_allows(assessed):
    Community.objects.filter(pk=assessed.community_id).update(name=LONG_NAME)
    ItemScore.objects.filter(sheet=assessed).update(reason=LONG_REASON)
    sheet = cells(xlsx_writer.sheet_xlsx(filled(assessed)))
    text = ""
    for row in range(6, sheet.max_row - 2):
        found = sheet.cell(row, 7).value or ""
        needed = sum(lines_needed(part, xlsx_writer.characters(7)) for part in found.split("\n"))
        height = sheet.row_dimensions[row].height
        assert needed * xlsx_writer.LINE_POINTS <= height <= 409, (row, needed, height)
        text += found
    assert text.count(f"理由：{LONG_REASON}") == 17
    name = lines_needed(sheet["A3"].value, xlsx_writer.characters(1, 3))
    assert sheet.row_dimensions[3].height >= name * xlsx_writer.LINE_POINTS


def test_a_text_too_long_for_a_row_goes_on_in_the_next_row_of_the_item(assessed, monkeypatch):
    monkeypatch.setattr(xlsx_writer, "ROW_LINES", 2)
    sheet = cells(xlsx_writer.sheet_xlsx(filled(assessed)))
    told = [[squeezed(part) for part in sheet.cell(row, 7).value.split("\n")] for row in (6, 7)]
    assert told == [list(DEDUCTIONS[:2]), [f"理由：{REASON}"]]
    assert [sheet.cell(row, 3).value for row in (6, 7, 8)] == [1, None, 2]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"B6:B7", "C6:C7", "D6:D7", "E6:E7", "F6:F7"} <= merged


@pytest.mark.office
@needs_pdftotext
def test_an_office_program_prints_the_whole_workbook(assessed, tmp_path):
    Community.objects.filter(pk=assessed.community_id).update(name=LONG_NAME)
    ItemScore.objects.filter(sheet=assessed, number__in=(8, 9)).update(reason=LONG_REASON)
    paper = office_pdf(xlsx_writer.sheet_xlsx(filled(assessed)), tmp_path)
    printed = pages(paper)
    text = "".join(printed)
    told = {each: text.count(each) for each in (*DEDUCTIONS, f"社区：{LONG_NAME}")}
    assert told == dict.fromkeys(told, 1)
    assert text.count(f"理由：{LONG_REASON}") == 2
    assert all("建设标准" in page for page in printed)
    # A merged cell of 内容 that goes on over the page is drawn on both, on the second cut off at the head.
    beside = [pair for pair in overlapping(paper) if min(pair[0][0], pair[1][0]) > CATEGORY_RIGHT]
    assert (beside, list(outside(paper))) == ([], [])
