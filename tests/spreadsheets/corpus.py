"""Messy and hostile spreadsheet files, each with what is to come of it: `MESSY` are read, `HOSTILE` refused.

To look at them: python -m tests.spreadsheets.corpus DIR
"""

import struct
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from tests.spreadsheets.files import (
    BOF_GLOBALS,
    BOF_SHEET,
    EOF,
    XLSX,
    biff,
    by_openpyxl,
    label,
    number,
    ods,
    ole,
    record,
    wide,
    xlsx,
    zipped,
)

DAMAGED = "文件已损坏，无法读取，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
PASSWORD = "文件设有打开密码，无法读取。请用 Excel 或 WPS 打开，取消密码后另存为 .xlsx 再导入。"
MACROS = "文件含有宏，不能导入。请用 Excel 或 WPS 打开，另存为不含宏的 .xlsx 再导入。"
LINKS = "文件引用了别的文件（外部链接），不能导入。请用 Excel 或 WPS 打开，在“数据”中断开链接，另存为 .xlsx 再导入。"
DOCTYPE = "文件里有表格不该有的内容（XML 实体声明），不能导入。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
OTHER = "文件不是 .xlsx、.xls、.ods 或 CSV 表格，请用 Excel 或 WPS 另存为 .xlsx 再导入。"
WEB_PAGE = "文件其实是网页（HTML 或 XML），不是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
UTF16 = "文件是“Unicode 文本”（UTF-16），请另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后再导入。"
NO_TEXT = "文件不是 UTF-8 或 GB18030 编码的 CSV，也不是 .xlsx，无法读取。"
QUOTES = "第 {row} 行起引号没有配对或单元格过长，无法按 CSV 读取，请检查引号。"
ET = (
    "这是 WPS 的 .et 文件，不能直接导入。请在 WPS 中打开，点“文件—另存为”，"
    "文件类型选“Microsoft Excel 文件（*.xlsx）”，再导入另存的文件。"
)
TOO_OLD = "这是 Excel 95 或更早的 .xls 文件，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
NO_ADDRESS = "工作表的单元格没有标明位置，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
BIG = "文件超过 20 MB，请拆分后再导入。"
UNPACKED = "文件解压后超过 100 MB 或单元格过多，请拆分后再导入。"
CELLS = "文件超过 1,000,000 个单元格，请拆分后再导入。"
ROWS = "文件超过 50,000 行，请拆分后再导入。"
COLUMNS = "工作表的 {letters} 列有内容，而最多读取 64 列，请删去多余的列后再导入。"
SHEETS = "工作表超过 100 张，请删去多余的后再导入。"
LONG = "有单元格超过 32,767 个字，请缩短后再导入。"
SEPARATORS = "有一行超过 10,000 个分隔符，请检查后再导入。"
FORMULA = "单元格是公式且没有计算结果，请用 Excel 或 WPS 打开并保存一次，再导入"
MERGED = "{range} 合并成了一个单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写"
FAULTS = "工作表“表1”有超过 1,000 个单元格不能读取。A1001：" + FORMULA + "。"
HIDDEN = "工作表“表1”中隐藏或筛选掉的 {count} 行（第 {rows} 行）也一并读取了。"

MB = 1024**2
ENTITIES = '<!DOCTYPE x [<!ENTITY a "春浪"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ABROAD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Messy:
    """A file to be read: the rows of its first sheet, the addresses that are doubtful and why, the notes."""

    name: str
    make: Callable[[], bytes]
    rows: list[list[str]]
    faults: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hostile:
    """A file to be refused with the sentence."""

    name: str
    make: Callable[[], bytes]
    sentence: str


# --- what is read -----------------------------------------------------------------------------------------


def _hide(*rows):
    def change(sheet):
        for row in rows:
            sheet.row_dimensions[row].hidden = True

    return change


def _blank_formatted(sheet):
    for row in range(2, 20_002):
        for column in range(1, 6):
            sheet.cell(row, column).number_format = "0.00%"


def _formats(sheet):
    for at, code in enumerate(
        ["0%", "0.00%", '0.0" 分"', '"100%"0', "yyyy/m/d", 'yyyy"年"m"月"d"日"', "[h]:mm"]
    ):
        sheet.cell(1, at + 1).number_format = code


def _like_wps():
    """Prefixed elements, a claimed million rows, text in runs with phonetics, cells without a style."""
    return xlsx(
        **{
            "xl/sharedStrings.xml": (
                '<x:sst xmlns:x="s"><x:si><x:r><x:t>柳堤</x:t></x:r><x:r><x:rPr/><x:t>社区</x:t></x:r>'
                '<x:rPh sb="0" eb="1"><x:t>liudi</x:t></x:rPh></x:si><x:si><x:t>第一行_x000D_\n第二行</x:t></x:si></x:sst>'
            ),
            SHEET: (
                '<x:worksheet xmlns:x="s"><x:dimension ref="A1:XFD1048576"/><x:sheetData>'
                '<x:row r="2" spans="1:3"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="B2" s="1"><x:v>7.0000000000000007E-2'
                '</x:v></x:c><x:c r="C2" s="99"/><x:c r="D2" t="inlineStr"><x:is><x:t> 是 </x:t></x:is></x:c></x:row>'
                '<x:row r="1048576" hidden="1" ht="14"/></x:sheetData></x:worksheet>'
            ),
        }
    )


def _formulas():
    return xlsx(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="b"><f>TRUE()</f><v>1</v></c><c r="D1" t="e"><f>NA()</f><v>#N/A</v></c>'
        '<c r="E1"><f>1+1</f></c><c r="F1"><f>1+1</f><v/></c></row>'
    )


def _sheet_in_utf16():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData>{rows}</sheetData></worksheet>'
    return xlsx(**{SHEET: text.encode("utf-16")})


def _ods_of_all_kinds():
    styles = '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>shown</text:p></table:table-cell>'
    rows = (
        "<table:table-row>"
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
        '<text:p>春浪<text:s text:c="2"/>社区</text:p><text:p>二<text:tab/>行</text:p></table:table-cell>'
        + cell.format("percentage", "value", "0.955")
        + cell.format("float", "value", "12")
        + cell.format("date", "date-value", "2021-08-31T00:00:00")
        + cell.format("time", "time-value", "PT08H30M00S")
        + cell.format("boolean", "boolean-value", "true")
        + '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:number-columns-repeated="16377"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2" table:visibility="collapse">'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>√</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    return ods(rows, styles=styles)


def _xls_of_all_kinds():
    """Strings split over CONTINUE records and widths, packed numbers, formulas, a hidden row, a merged range."""
    strings = [
        struct.pack("<II", 2, 2) + struct.pack("<HBH", 4, 0x9, 1) + "柳堤".encode("utf-16-le"),
        b"\1" + "社区".encode("utf-16-le") + bytes(4) + struct.pack("<HB", 4, 0) + b"ab",
        b"\0cd",
    ]
    extra = record(0xFC, strings[0]) + record(0x3C, strings[1]) + record(0x3C, strings[2])
    extra += record(0x41E, struct.pack("<H", 10) + wide("0.00%")) + record(0x22, b"\0\0")
    return ole(
        Workbook=biff(
            record(0x208, struct.pack("<HHHHxxxxHH", 2, 0, 9, 0, 0x20, 0)),
            record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
            record(0xFD, struct.pack("<HHHI", 0, 1, 0, 1)),
            number(1, 0, 0.07, style=1),
            record(0x27E, struct.pack("<HHHI", 1, 1, 0, (5 << 2) | 2)),
            record(0xBD, struct.pack("<HHHIHIH", 1, 2, 1, (95 << 2) | 3, 0, (-3 & 0x3FFFFFFF) << 2 | 2, 3)),
            record(0x06, struct.pack("<HHH", 1, 4, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6)),
            record(0x207, wide("是")),
            record(0x06, struct.pack("<HHH", 1, 5, 0) + b"\2\0\x2a\0\0\0\xff\xff" + bytes(6)),
            record(0x205, struct.pack("<HHHBB", 1, 6, 0, 1, 0)),
            record(0x809, struct.pack("<HH12x", 0x600, 0x20)) + label(9, 9, "图表里的") + record(0x0A),
            label(2, 0, "一"),
            record(0xE5, struct.pack("<HHHHH", 1, 2, 3, 0, 1)),
            extra=extra,
        )
    )


MESSY = [
    Messy("moved.csv", lambda: "\r\n,社区,是\r\n\r\n,春浪社区,√\r\n".encode("gb18030"), [["", "", ""], ["", "社区", "是"], ["", "", ""], ["", "春浪社区", "√"]]),
    Messy("marked.csv", lambda: "\ufeff社区,100%\r\n".encode(), [["社区", "100%"]]),
    Messy("tabs.txt", lambda: "社区\t得分\n春浪社区\t9,5\n".encode(), [["社区", "得分"], ["春浪社区", "9,5"]]),
    Messy("quoted.csv", lambda: '"春浪,\n社区",1\n'.encode(), [["春浪,\n社区", "1"]]),
    Messy("empty.csv", lambda: b"", []),
    Messy("commas.csv", lambda: b",,,\n" * 60_000, []),
    Messy("numbers-as-text.xlsx", lambda: by_openpyxl(["1", 1, 100, "100%", "是", "√", None, True]), [["1", "1", "100", "100%", "是", "√", "", "TRUE"]]),
    Messy("days.xlsx", lambda: by_openpyxl([date(2021, 8, 31), datetime(2021, 8, 31, 12, 30), time(8, 30), "2021年8月31日", date(1900, 1, 1)]), [["2021-08-31", "2021-08-31 12:30:00", "08:30:00", "2021年8月31日", "1900-01-01"]]),
    Messy("formats.xlsx", lambda: by_openpyxl([0.955, 1, 9.5, 3, 44439, 44439, 1.5], change=_formats), [["95.5%", "100%", "9.5", "3", "2021-08-31", "2021-08-31", "1.5"]]),
    Messy("hidden-rows.xlsx", lambda: by_openpyxl(["a"], ["b"], [None], ["c"], change=_hide(2, 3, 4)), [["a"], ["b"], [""], ["c"]], notes=(HIDDEN.format(count=2, rows="2、4"),)),
    Messy("many-hidden-rows.xlsx", lambda: by_openpyxl(*[["a"]] * 12, change=_hide(*range(1, 13))), [["a"]] * 12, notes=(HIDDEN.format(count=12, rows="1、2、3、4、5、6、7、8、9、10等"),)),
    Messy("merged.xlsx", lambda: by_openpyxl(["a"], ["b", None, "c"], change=lambda sheet: [sheet.merge_cells(each) for each in ("A1:C1", "C2:C4", "A9:B9")]), [["a", "", ""], ["b", "", "c"]], faults=(("A1", MERGED.format(range="A1:C1")), ("C2", MERGED.format(range="C2:C4")))),
    Messy("blank-formatted.xlsx", lambda: by_openpyxl(["a"], change=_blank_formatted), [["a"]]),
    Messy("formulas.xlsx", _formulas, [["2", "", "TRUE", "#N/A"]], faults=(("E1", FORMULA), ("F1", FORMULA))),
    Messy("like-wps.xlsx", _like_wps, [["", "", "", ""], ["柳堤社区", "7%", "", " 是 "]]),
    Messy("utf16.xlsx", _sheet_in_utf16, [["1"]]),
    Messy("days-of-1904.xlsx", lambda: xlsx('<row r="1"><c r="A1" s="0"><v>1</v></c></row>', **{"xl/workbook.xml": XLSX["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>'), "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'}), [["1904-01-02"]]),
    Messy("iso-day.xlsx", lambda: xlsx('<row r="1"><c r="A1" t="d"><v>2021-08-31T00:00:00</v></c></row>'), [["2021-08-31"]]),
    Messy("all-kinds.ods", _ods_of_all_kinds, [["春浪  社区\n二\t行", "95.5%", "12", "2021-08-31", "08:30:00", "TRUE"], ["√", "√", "", "", "", ""], ["√", "√", "", "", "", ""]], faults=(("G1", FORMULA),), notes=(HIDDEN.format(count=2, rows="2、3"),)),
    Messy("merged.ods", lambda: ods('<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell><table:covered-table-cell/></table:table-row>'), [["a"]], faults=(("A1", MERGED.format(range="A1:B1")),)),
    Messy("all-kinds.xls", _xls_of_all_kinds, [["柳堤社区", "abcd", "", "", "", "", ""], ["7%", "5", "95%", "-3", "是", "#N/A", "TRUE"], ["一", "", "", "", "", "", ""]], faults=(("A3", MERGED.format(range="A3:B4")),), notes=(HIDDEN.format(count=1, rows="3"),)),
]  # fmt: skip


# --- what is refused --------------------------------------------------------------------------------------


def _cells(addresses, value="<v>1</v>", kind=""):
    return "".join(f'<c r="{address}"{kind}>{value}</c>' for address in addresses)


def _named(sheets):
    listed = '<sheet name="表1" r:id="r1"/>' * sheets
    return {"xl/workbook.xml": f'<workbook xmlns:r="r"><sheets>{listed}</sheets></workbook>'}


def _lying():
    """A zip whose directory says that a 3 MB sheet unpacks to 10 bytes."""
    honest = xlsx("<row/>" * (MB // 2))
    return honest.replace(struct.pack("<I", 6 * (MB // 2) + 46), struct.pack("<I", 10))


def _encrypted():
    """The flag of a zip password on every part."""
    return (
        xlsx()
        .replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
        .replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )


def _far(row, column):
    return lambda: by_openpyxl([], change=lambda sheet: setattr(sheet.cell(row, column), "value", "x"))


def _greedy_packing():
    return zipped({**XLSX, SHEET: "<worksheet/>"}, packing=zipfile.ZIP_LZMA)


def _fat_lie():
    content = bytearray(ole(Workbook=biff()))
    content[44:48] = struct.pack("<I", 5_000_000)
    return bytes(content)


def _repeated(rows=1, columns=1):
    """One filled cell of an OpenDocument table that says how often it is repeated."""
    return (
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )


def _far_corners():
    """Many sheets, each with one cell at the far end."""
    corner = f'<row r="50000">{_cells(["BL50000"])}</row>'
    return xlsx(corner, **_named(100))


HOSTILE = [
    Hostile("large.csv", lambda: b" " * (20 * MB + 1), BIG),
    Hostile("rows.csv", lambda: b"x\n" * 50_001, ROWS),
    Hostile("columns.csv", lambda: b"," * 64 + b"x\n", COLUMNS.format(letters="BM")),
    Hostile("cells.csv", lambda: (b"x," * 63 + b"x\n") * 15_626, CELLS),
    Hostile("commas-in-one-row.csv", lambda: b"," * (20 * MB), SEPARATORS),
    Hostile("commas-in-one-quoted-row.csv", lambda: (b'"\n"' + b"," * 5_000) * 4_000, SEPARATORS),
    Hostile("one-cell.csv", lambda: b"x" * (20 * MB), QUOTES.format(row=1)),
    Hostile("long-cell.csv", lambda: b"x" * 32_768, LONG),
    Hostile("unpaired-quote.csv", lambda: b'a\n"b\n' + b"c\n" * MB, QUOTES.format(row=2)),
    Hostile("page.xls", lambda: "<html><table><tr><td>春浪社区</td></tr></table></html>".encode(), WEB_PAGE),
    Hostile("flat.ods", lambda: b"\xef\xbb\xbf\n<?xml version='1.0'?><office:document/>", WEB_PAGE),
    Hostile("mail.xls", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n", WEB_PAGE),
    Hostile("unicode.csv", lambda: "社区,得分\n".encode("utf-16"), UTF16),
    Hostile("unmarked-unicode.csv", lambda: "name,points\n".encode("utf-16-le"), OTHER),
    Hostile("noise.csv", lambda: b"\xff,\x81\n", NO_TEXT),
    Hostile("score.et", lambda: ole(Workbook=biff(number(0, 0, 1))), ET),
    Hostile("score.ETT", lambda: by_openpyxl(["a"]), ET),
    Hostile("cut.xlsx", lambda: by_openpyxl(["a"])[:-100], DAMAGED),
    Hostile("no-zip.xlsx", lambda: b"PK\x03\x04 no zip", DAMAGED),
    Hostile("text.xlsx", lambda: zipped({"word/document.xml": "<x/>"}), OTHER),
    Hostile("binary.xlsb", lambda: zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\0"}), OTHER),
    Hostile("no-types.xlsx", lambda: zipped({"xl/workbook.xml": "<workbook/>"}), DAMAGED),
    Hostile("lost-sheet.xlsx", lambda: xlsx(**{"xl/_rels/workbook.xml.rels": XLSX["xl/_rels/workbook.xml.rels"].replace("sheet1", "sheet2")}), DAMAGED),
    Hostile("lost-string.xlsx", lambda: xlsx(_cells(["A1"], "<v>1</v>", ' t="s"')), DAMAGED),
    Hostile("no-number.xlsx", lambda: xlsx(_cells(["A1"], "<v>NaN</v>")), DAMAGED),
    Hostile("no-merged-range.xlsx", lambda: xlsx(after='<mergeCells><mergeCell ref="A1:"/><mergeCell ref="x"/></mergeCells>'), DAMAGED),
    Hostile("no-address.xlsx", lambda: xlsx("<row><c><v>1</v></c></row>"), NO_ADDRESS),
    Hostile("bomb.xlsx", lambda: xlsx(**{"xl/styles.xml": b" " * (101 * MB)}), UNPACKED),
    Hostile("bomb-aside.xlsx", lambda: xlsx(**{"docProps/thumbnail.xml": b" " * (101 * MB)}), UNPACKED),
    Hostile("bomb-read-again.xlsx", lambda: xlsx("<row>" + " " * (6 * MB) + "</row>", **_named(20)), UNPACKED),
    Hostile("lying.xlsx", _lying, DAMAGED),
    Hostile("parts.xlsx", lambda: xlsx(**{f"xl/media/{at}.png": b"" for at in range(1001)}), UNPACKED),
    Hostile("lzma.xlsx", _greedy_packing, DAMAGED),
    Hostile("zip-password.xlsx", _encrypted, PASSWORD),
    Hostile("password.xlsx", lambda: ole(EncryptionInfo=b"\4\0\4\0", EncryptedPackage=bytes(5000)), PASSWORD),
    Hostile("entities.xlsx", lambda: xlsx(**{SHEET: f"{ENTITIES}<worksheet>&b;</worksheet>"}), DOCTYPE),
    Hostile("entities-in-strings.xlsx", lambda: xlsx(**{"xl/sharedStrings.xml": f"{ENTITIES}<sst><si><t>&b;</t></si></sst>"}), DOCTYPE),
    Hostile("entities-in-types.xlsx", lambda: xlsx(**{"[Content_Types].xml": f"{ENTITIES}<Types/>"}), DOCTYPE),
    Hostile("entities-in-utf16.xlsx", lambda: xlsx(**{"xl/workbook.xml": f"{ENTITIES}<workbook>&b;</workbook>".encode("utf-16")}), DOCTYPE),
    Hostile("entity-from-disk.xlsx", lambda: xlsx(**{SHEET: f"{ABROAD}<worksheet>&a;</worksheet>"}), DOCTYPE),
    Hostile("doctype-from-elsewhere.xlsx", lambda: xlsx(**{SHEET: '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><worksheet/>'}), DOCTYPE),
    Hostile("undeclared-entity.xlsx", lambda: xlsx(**{SHEET: "<worksheet>&a;</worksheet>"}), DAMAGED),
    Hostile("deep.xlsx", lambda: xlsx("<a>" * MB), DAMAGED),
    Hostile("long-attribute.xlsx", lambda: xlsx(f'<row r="{"x" * (50 * MB)}"/>'), DAMAGED),
    Hostile("many-tags.xlsx", lambda: xlsx("<c/>" * (20 * MB)), UNPACKED),
    Hostile("many-attributes.xlsx", lambda: xlsx("<row " + " ".join(f'a{at}=""' for at in range(200_000)) + "/>"), DAMAGED),
    Hostile("link.xlsx", lambda: xlsx(**{"xl/externalLinks/externalLink1.xml": "<x/>"}), LINKS),
    Hostile("link-referred-to.xlsx", lambda: xlsx(**{"xl/workbook.xml": '<workbook><externalReferences><externalReference/></externalReferences></workbook>'}), LINKS),
    Hostile("macros.xlsx", lambda: xlsx(**{"xl/vbaProject.bin": b"x"}), MACROS),
    Hostile("macros.xlsm", lambda: xlsx(), MACROS),
    Hostile("macro-type.xlsx", lambda: xlsx(**{"[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'}), MACROS),
    Hostile("macro-sheet.xlsx", lambda: xlsx(**{"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS),
    Hostile("million-rows.xlsx", _far(1_000_000, 1), ROWS),
    Hostile("far-column.xlsx", _far(2, 5_000), COLUMNS.format(letters="GJH")),
    Hostile("far-corners.xlsx", _far_corners, ROWS),
    Hostile("sheets.xlsx", lambda: xlsx(**_named(101)), SHEETS),
    Hostile("same-long-string.xlsx", lambda: xlsx(_cells([f"A{row}" for row in range(1, 5_000)], "<v>0</v>", ' t="s"'), **{"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 32_767}</t></si></sst>"}), UNPACKED),
    Hostile("long-string.xlsx", lambda: xlsx(**{"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 32_768}</t></si></sst>"}), LONG),
    Hostile("huge-exponent.xlsx", lambda: xlsx(_cells(["A1"], "<v>1E+999999999</v>")), DAMAGED),
    Hostile("formulas.xlsx", lambda: xlsx(_cells([f"A{row}" for row in range(1, 5_000)], "<f>1</f>")), FAULTS),
    Hostile("rows-repeated.ods", lambda: ods(_repeated(rows=1_048_576)), ROWS),
    Hostile("cells-repeated.ods", lambda: ods(_repeated(rows=50_000, columns=64)), CELLS),
    Hostile("columns-repeated.ods", lambda: ods(_repeated(columns=16_384)), COLUMNS.format(letters="XFD")),
    Hostile("never-repeated.ods", lambda: ods(_repeated(rows=0)), DAMAGED),
    Hostile("digits-repeated.ods", lambda: ods(_repeated(rows="9" * 100_000)), DAMAGED),
    Hostile("spaces.ods", lambda: ods('<table:table-row><table:table-cell><text:p><text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>'), LONG),
    Hostile("entities.ods", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<m/>", "content.xml": f"{ENTITIES}<x>&b;</x>"}), DOCTYPE),
    Hostile("password.ods", lambda: ods(**{"META-INF/manifest.xml": "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"}), PASSWORD),
    Hostile("password-as-a-whole.ods", lambda: ods(**{"encrypted-package": b"x"}), PASSWORD),
    Hostile("macros.ods", lambda: ods(**{"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
    Hostile("linked-sheet.ods", lambda: ods('<table:table-source xlink:href="file:///etc/hostname"/>'), LINKS),
    Hostile("dde.ods", lambda: ods(after="<table:dde-links><table:dde-link/></table:dde-links>"), LINKS),
    Hostile("table-in-table.ods", lambda: ods("<table:table/>"), DAMAGED),
    Hostile("text.ods", lambda: ods(mimetype="application/vnd.oasis.opendocument.text"), OTHER),
    Hostile("sheets.ods", lambda: ods(after="<table:table/>" * 100), SHEETS),
    Hostile("zeros.xls", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), DAMAGED),
    Hostile("head-alone.xls", lambda: b"\xd0\xcf\x11\xe0", DAMAGED),
    Hostile("fat-lie.xls", _fat_lie, DAMAGED),
    Hostile("letter.doc", lambda: ole(WordDocument=b"x"), OTHER),
    Hostile("excel-95.xls", lambda: ole(Book=b"x"), TOO_OLD),
    Hostile("excel-95-inside.xls", lambda: ole(Workbook=record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))), TOO_OLD),
    Hostile("password.xls", lambda: ole(Workbook=biff(extra=record(0x2F, bytes(54)))), PASSWORD),
    Hostile("macros.xls", lambda: ole(Workbook=biff(), _VBA_PROJECT_CUR=b"x"), MACROS),
    Hostile("macro-sheet.xls", lambda: ole(Workbook=biff(kind=1)), MACROS),
    Hostile("link.xls", lambda: ole(Workbook=biff(extra=record(0x1AE, struct.pack("<H", 1) + wide("x.xls")))), LINKS),
    Hostile("last-cell.xls", lambda: ole(Workbook=biff(number(65_535, 255, 1))), ROWS),
    Hostile("far-column.xls", lambda: ole(Workbook=biff(number(0, 255, 1))), COLUMNS.format(letters="IV")),
    Hostile("sheets.xls", lambda: ole(Workbook=biff(names=["x"] * 101)), SHEETS),
    Hostile("same-sheet-again.xls", lambda: ole(Workbook=biff(record(0x293) * 50_000, names=["x"] * 100)), UNPACKED),
    Hostile("records.xls", lambda: ole(Workbook=BOF_GLOBALS + record(0x293) * 1_500_000 + EOF), UNPACKED),
    Hostile("strings-promised.xls", lambda: ole(Workbook=biff(extra=record(0xFC, struct.pack("<II", 0, 4_000_000_000)))), DAMAGED),
    Hostile("sheet-at-the-end.xls", lambda: ole(Workbook=biff().replace(BOF_SHEET, bytes(len(BOF_SHEET)))), DAMAGED),
]  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in (*MESSY, *HOSTILE):
        (folder / case.name).write_bytes(case.make())
