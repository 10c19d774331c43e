"""附件3 as a spreadsheet and as a page: cell by cell, for those who may see it, and from the command line."""

import io
import os
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from districts.models import Event
from districts.wrapping import chunks, lines_needed
from reports import actions
from reports.annex3 import NOTE, Annex3, Row, YearCell, annex3
from reports.annex3_files import annex3_xlsx
from reports.models import Submission
from tests.reports.lists import hand_in_list
from tests.scenes import fill, hand_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def small_table(**changes):
    """Two districts, one of them silent, the second year not yet filled in."""
    table = {
        "unit": "宁波市住房和城乡建设局",
        "filled_on": date(2021, 9, 16),
        "contact": "王海燕 0574-00000003",
        "year_numbers": (2021, 2022),
        "rows": (
            Row(
                "海曙区", (YearCell(("万宁社区", "=HYPERLINK(1)"), 2, Decimal("1.98")), None), Decimal("1.98")
            ),
            Row("象山县", (None, None), None),
        ),
        "total": Row("地区合计", (YearCell((), 2, Decimal("1.53")), None), Decimal("1.53")),
        "basis_line": "口径：初评（区县上报）",
        "blank_line": "象山县2021年未上报，空白不是 0",
        "receipt": "",
    }
    return Annex3(**table | changes)


def drawn(table):
    return load_workbook(io.BytesIO(annex3_xlsx(table))).active


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


# --- the sheet, cell by cell -----------------------------------------------------------------------------------


def test_the_sheet_holds_exactly_the_form():
    blank = [None] * 7
    assert values(drawn(small_table())) == [
        ["附件3", *blank],
        ["绿色社区建设任务完成情况汇总表", *blank],
        [
            "填报单位：宁波市住房和城乡建设局（盖章）",
            None,
            None,
            None,
            "填报时间：2021年9月16日",
            None,
            None,
            None,
        ],
        ["联系人及联系电话：王海燕 0574-00000003", *blank],
        [
            "县（市、区）",
            *("2021年绿色社区名单", "2021年完成数量", "2021年完成比例"),
            *("2022年绿色社区名单", "2022年完成数量", "2022年完成比例"),
            "合计完成比例",
        ],
        ["海曙区", "万宁社区、=HYPERLINK(1)", 2, 0.0198, None, None, None, 0.0198],
        ["象山县", *blank],
        ["地区合计", "/", 2, 0.0153, "/", None, None, 0.0153],
        [
            "注：本表由各区县（市）住房和城乡建设部门填写，与年度总结评估报告一并于当年8月31日前上报市住建局。",
            *blank,
        ],
        ["口径：初评（区县上报）", *blank],
        ["象山县2021年未上报，空白不是 0", *blank],
    ]


def test_heads_and_notes_stand_across_the_page():
    assert sorted(str(merged) for merged in drawn(small_table()).merged_cells.ranges) == sorted(
        ["A1:H1", "A2:H2", "A3:D3", "E3:H3", "A4:H4", "A9:H9", "A10:H10", "A11:H11"]
    )


def test_it_prints_on_a4_landscape_with_the_head_on_every_page():
    sheet = drawn(small_table())
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.print_title_rows, sheet.print_area) == ("$5:$5", "'附件3'!$A$1:$H$11")


@pytest.mark.parametrize("second", [None, YearCell(("白沙社区",), 1, Decimal("0.99"))])
def test_the_columns_fill_the_same_width_with_one_year_or_two(second):
    rows = (Row("海曙区", (YearCell(("万宁社区",), 1, Decimal("0.99")), second), Decimal("0.99")),)
    widths = [column.width for column in drawn(small_table(rows=rows)).column_dimensions.values()]
    assert sum(widths) == pytest.approx(144, abs=0.5)
    assert widths[1] + widths[4] == pytest.approx(77.2, abs=0.2)
    assert (widths[4] < widths[1]) == (second is None)


def test_shares_are_numbers_shown_with_two_decimals():
    sheet = drawn(small_table())
    assert {sheet[name].number_format for name in ("D6", "H6", "D8", "H8")} == {"0.00%"}
    assert {sheet[name].data_type for name in ("C6", "D6", "H8")} == {"n"}


def test_a_name_that_looks_like_a_formula_is_text():
    rows = (Row("海曙区", (YearCell(("=cmd()",), 1, Decimal("0.99")), None), Decimal("0.99")),)
    sheet = drawn(small_table(rows=rows, contact="=1+1", unit="+1"))
    assert (sheet["B6"].value, sheet["B6"].data_type) == ("=cmd()", "s")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {
        "s"
    }


def test_every_cell_of_the_table_has_its_lines_and_lists_wrap():
    sheet = drawn(small_table())
    for row in sheet["A5:H8"]:
        for cell in row:
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            assert [side.style for side in sides] == ["thin"] * 4
    assert sheet["B6"].alignment.wrap_text is True


def test_the_fonts_are_those_of_official_documents():
    sheet = drawn(small_table())
    assert [sheet[name].font.name for name in ("A2", "B5", "B6")] == ["方正小标宋简体", "黑体", "仿宋_GB2312"]


def test_a_list_too_long_for_a_row_goes_on_under_the_districts_name_its_figures_once():
    names = tuple(f"宁波石化经济技术开发区第{n}社区" for n in range(178))
    rows = (Row("鄞州区", (YearCell(names, 178, Decimal("100.00")), None), Decimal("100.00")),)
    sheet = drawn(small_table(rows=rows))
    body = [row for row in values(sheet)[5:] if str(row[0]).startswith("鄞州区")]
    assert [row[0] for row in body] == ["鄞州区", *["鄞州区（续）"] * (len(body) - 1)]
    assert len(body) > 3
    assert "".join(row[1] for row in body) == "、".join(names)
    assert [row[2] for row in body] == [178, *[None] * (len(body) - 1)]
    assert [row[3] for row in body] == [1, *[None] * (len(body) - 1)]
    assert all(row[1].endswith("、") for row in body[:-1])


@pytest.mark.parametrize("count", [0, 1, 41, 66, 178])
def test_no_row_is_higher_than_a_spreadsheet_allows(count):
    names = tuple(f"宁波石化经济技术开发区第{n}社区" for n in range(count))
    rows = (Row("鄞州区", (YearCell(names, count, Decimal("1.00")), None), Decimal("1.00")),)
    heights = [row.height for row in drawn(small_table(rows=rows)).row_dimensions.values()]
    assert max(heights) < 409
    assert None not in heights


def test_a_list_of_usual_length_stays_in_one_row():
    names = tuple(f"第{n}社区" for n in range(41))
    rows = (Row("海曙区", (YearCell(names, 41, Decimal("40.59")), None), Decimal("40.59")),)
    assert [row[0] for row in values(drawn(small_table(rows=rows)))[5:7]] == ["海曙区", "地区合计"]


def test_the_seal_is_a_blank_space_and_the_basis_line_names_the_receipt():
    sheet = drawn(small_table(filled_on=None, contact="", receipt="330203-2021-001"))
    assert (sheet["E3"].value, sheet["A4"].value) == ("填报时间：", "联系人及联系电话：")
    assert sheet["A10"].value == "口径：初评（区县上报）　回执 330203-2021-001"


def test_names_are_never_divided_between_two_rows():
    names = ["天一社区", "天一家园社区", "望碶社区居委会"]
    pieces = chunks(names, 8, 1)
    assert pieces == ["天一社区、", "天一家园社区、", "望碶社区居委会"]
    assert chunks([], 15, 10) == [""]
    assert (lines_needed("", 15), lines_needed("社" * 14, 15), lines_needed("社" * 15, 15)) == (1, 1, 2)


# --- who may see and download it -------------------------------------------------------------------------------


@pytest.fixture
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(_september, people, places, year):
    return hand_in_list(places.jiangbei, year, ["外滩社区", "鲒埼社区"], by=people.he)


def page(client, user, kind="", **asked):
    """The page, or with a kind of file that file."""
    client.force_login(user)
    address = (
        reverse("reports:annex3_file", args=[2021, kind]) if kind else reverse("reports:annex3", args=[2021])
    )
    return client.get(address, asked)


def test_the_city_downloads_the_whole_table_or_one_district(client, people, listed):
    whole = page(client, people.shen, "xlsx")
    assert (whole.status_code, whole["Content-Type"]) == (200, XLSX)
    assert whole["Content-Disposition"] == (
        f"attachment; filename=\"annex3-2021.xlsx\"; filename*=utf-8''{quote('附件3-宁波市-2021.xlsx')}"
    )
    sheet = load_workbook(io.BytesIO(whole.content)).active
    assert [sheet.cell(row, 1).value for row in range(6, 17)][-2:] == ["象山县", "地区合计"]
    assert sheet["A4"].value == "联系人及联系电话：沈立群 0574-00000002"
    own = page(client, people.shen, "xlsx", district="330205", basis="recognised")
    assert own["Content-Disposition"] == (
        f"attachment; filename=\"annex3-330205-2021.xlsx\"; filename*=utf-8''{quote('附件3-江北区-2021.xlsx')}"
    )
    assert load_workbook(io.BytesIO(own.content)).active["C6"].value == 0


def test_a_download_is_in_the_trail(client, people, listed, places):
    page(client, people.he, "xlsx")
    event = Event.objects.get(action="table_exported")
    assert (event.actor, event.district) == (people.he, places.jiangbei)
    assert event.after == {"file": "附件3-江北区-2021.xlsx", "basis": "reported"}


@pytest.mark.parametrize("kind", ["", "xlsx", "docx"])
@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("he", {}, 200),
        ("wu", {"district": "330205"}, 200),
        ("he", {"district": "330203"}, 404),  # another district's
        ("he", {"district": "330299"}, 404),  # nobody's: the same answer
        ("huan", {"district": "330205"}, 200),
        ("wang", {"district": "330299"}, 404),
        ("wang", {"basis": "rumoured"}, 404),
        ("lin", {}, 403),  # a street's editor
        ("guan", {}, 403),
        ("audit", {}, 403),
    ],
)
def test_the_table_is_for_the_district_the_city_and_the_departments(
    client, people, listed, kind, who, asked, status
):
    assert page(client, getattr(people, who), kind, **asked).status_code == status


def test_a_street_editor_is_told_why(client, people, listed):
    response = page(client, people.lin)
    assert "汇总表是区县的，由区县填报员和审核人查看；您填写本街道的评分表。" in response.content.decode()


def test_a_year_that_does_not_exist_is_not_found(client, people, year):
    client.force_login(people.wang)
    assert client.get("/2031/annex3/").status_code == 404
    assert client.get("/2031/annex3.xlsx").status_code == 404


def test_the_page_shows_the_form_and_keeps_names_whole(client, people, listed):
    text = page(client, people.he).content.decode()
    for words in (
        "填报单位：江北区住房和城乡建设局（盖章）",
        "联系人及联系电话：周国平 0574-00000001",
        "<span>外滩社区、</span><span>鲒埼社区</span>",
        "2.82%",
        NOTE,
        "口径：初评（区县上报）",
        f"{reverse('reports:annex3_file', args=[2021, 'xlsx'])}?district=330205&amp;basis=reported",
    ):
        assert words in text
    assert "海曙区" not in text


def test_a_district_is_not_offered_other_districts(client, people, listed):
    assert page(client, people.he).context["districts"] == []
    assert page(client, people.huan).context["districts"].count() == 10


def test_the_district_fills_in_the_day_of_its_receipt(
    client, participants, people, places, year, time_machine
):
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)
    fill(participants["春浪社区"], people.zhou)
    submission = Submission.objects.get(district=places.haishu, year=year)
    receipt = hand_in(submission, people.zhou)
    time_machine.move_to("2021-09-20 10:00 +0800")
    table = annex3(year, district=places.haishu)
    assert (table.filled_on, table.receipt) == (date(2021, 8, 26), receipt.number)
    assert table.foot == (f"口径：初评（区县上报）　回执 {receipt.number}",)


# --- the command line ------------------------------------------------------------------------------------------


def run(*arguments):
    out = io.StringIO()
    call_command("annex3", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_citys_table(listed, people, tmp_path):
    actions.decide(listed.entries.first(), decision="recognised", seen="pending", by=people.wang)
    output = tmp_path / "汇总表.xlsx"
    assert run("--year", "2021", "--basis", "recognised", "--output", str(output)) == f"已写入 {output}\n"
    sheet = load_workbook(output).active
    assert (sheet["A7"].value, sheet["B7"].value, sheet["C7"].value) == ("江北区", "外滩社区", 1)
    assert os.listdir(tmp_path) == ["汇总表.xlsx"]


def test_the_command_writes_one_districts_table(listed, tmp_path):
    run("--year=2021", "--district=330205", f"--output={tmp_path / 'a.xlsx'}")
    assert load_workbook(tmp_path / "a.xlsx").active["B6"].value == "外滩社区、鲒埼社区"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--year=2021", "--output=a.doc"], "a.doc：请写 .xlsx、.docx 或 .pdf 结尾的文件名。"),
        (["--year=2021", "--output=a"], "a：请写 .xlsx、.docx 或 .pdf 结尾的文件名。"),
        (["--year=2031", "--output=a.xlsx"], "没有 2031 年度；有：2021、2022。"),
        (
            ["--year=2021", "--district=330299", "--output=a.xlsx"],
            "没有代码为 330299 的区县（市）；有：330203、330205、330211、330206、330212、330213、330281、330282、"
            "330226、330225。",
        ),
        (["--year=2021", "--output=nowhere/a.xlsx"], "写不了 nowhere/a.xlsx：No such file or directory。"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(year, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert (str(refused.value), os.listdir(tmp_path)) == (sentence, [])


def test_an_older_file_stands_until_the_new_one_is_whole(listed, tmp_path):
    output = tmp_path / "a.xlsx"
    output.write_text("older")
    run("--year=2021", f"--output={output}")
    assert load_workbook(output).active["A1"].value == "附件3"
