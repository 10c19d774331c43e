"""File bytes to rows of text cells, CSV or xlsx told apart by content. No Django rows, no memory bombs."""

import csv
import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .faults import refuse

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 1000
MAX_ROWS = 50_000
MAX_COLUMNS = 64
HEADROOM = 10  # a title and the heads above the data

ZIP, OLE, UTF8_BOM = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = ("utf-8", "gb18030")

# What calamine needs of a workbook; pictures and printer settings are left behind.
PARTS = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|xl/(?:workbook|sharedStrings|styles)\.xml|xl/worksheets/.*\.xml",
    re.IGNORECASE,
)
CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
ADDRESS = re.compile(rb"""\sr=(["'])([A-Z]{1,3})([1-9][0-9]{0,6})\1""")
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
)
ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^>]*?\bt=)(["'])e\2""")


@dataclass(frozen=True)
class Grid:
    """Rows of text cells from the first line down, so that a row's position is the one Excel shows."""

    rows: list[list[str]]
    notes: tuple[str, ...] = ()


def grid(content):
    """The cells of a CSV or xlsx file given as bytes.

    Raises RegistryFaults when the file is too big, of another kind or damaged."""
    if len(content) > MAX_BYTES:
        refuse(_("文件超过 {size} MB，请拆分后再导入。").format(size=MAX_BYTES // 1024**2))
    if content.startswith(OLE):
        refuse(_("这是旧版 .xls 文件或加了密码的工作簿，请用 Excel 或 WPS 另存为不加密的 .xlsx 后再导入。"))
    return _workbook(content) if content.startswith(ZIP) else Grid(_csv(content))


# --- CSV --------------------------------------------------------------------------------------------------


def _csv(content):
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    rows = []
    try:
        for row in reader:
            rows.append(row)
            _within_rows(len(rows))
    except csv.Error:
        refuse(
            _("第 {row} 行起引号没有配对或单元格过长，无法按 CSV 读取，请检查引号。").format(
                row=len(rows) + 1
            )
        )
    return rows


def _decoded(content):
    """Excel writes UTF-8 with a mark or GB18030, other programs UTF-8 without one."""
    if content.startswith(UTF16_BOMS):
        refuse(_("文件是“Unicode 文本”（UTF-16），请另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后再导入。"))
    marked = content.startswith(UTF8_BOM)
    for encoding in ENCODINGS[:1] if marked else ENCODINGS:
        try:
            return content.removeprefix(UTF8_BOM).decode(encoding)
        except UnicodeDecodeError:
            continue
    refuse(_("文件不是 UTF-8 或 GB18030 编码的 CSV，也不是 .xlsx，无法读取。"))


def _within_rows(count):
    if count > MAX_ROWS + HEADROOM:
        refuse(_("文件超过 {rows} 行，请拆分后再导入。").format(rows=f"{MAX_ROWS:,}"))


# --- xlsx -------------------------------------------------------------------------------------------------


def _workbook(content):
    repacked = _repacked(content)
    try:
        workbook = CalamineWorkbook.from_filelike(repacked)
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        cells = workbook.get_sheet_by_name(names[0]).to_python(skip_empty_area=False) if names else []
    except CalamineError:
        _damaged()
    return Grid([[_text(value) for value in row] for row in cells], _other_sheets(names))


def _other_sheets(names):
    if len(names) < 2:
        return ()
    note = _("只读取了第一张工作表“{first}”，未读取：{others}。")
    return (note.format(first=names[0], others="、".join(names[1:])),)


def _repacked(content):
    """The same workbook, stored unpacked, only the parts that are read, every size and address checked.

    What was checked is what is parsed: a part larger than it declares cannot reach the parser."""
    repacked = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(repacked, "w") as stored:
            for part in _parts(packed):
                stored.writestr(part.filename, _bounded(packed.read(part)))
    except DAMAGES:
        _damaged()
    repacked.seek(0)
    return repacked


def _parts(packed):
    listed = packed.infolist()
    wanted = {part.filename: part for part in listed if PARTS.fullmatch(part.filename)}
    if "xl/workbook.xml" not in wanted:
        refuse(_("文件不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再导入。"))
    if len(listed) > MAX_PARTS or sum(part.file_size for part in wanted.values()) > MAX_UNPACKED:
        refuse(_("工作簿解压后超过 {size} MB，请拆分后再导入。").format(size=MAX_UNPACKED // 1024**2))
    return wanted.values()


def _bounded(xml):
    """A part's XML, its cells' addresses checked: the parser takes memory up to the farthest filled cell.

    Every part is looked at, since a workbook may call any of them a sheet. Error values (#N/A) become
    text, to be judged like any other cell: the parser would drop them."""
    for attributes in CELL.findall(xml):
        if attributes.endswith(b"/"):
            continue
        if (address := ADDRESS.search(attributes)) is None:
            refuse(_("工作表的单元格没有标明位置，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))
        _within_rows(int(address[3]))
        _within_columns(address[2].decode())
    return ERROR_CELL.sub(rb'\1"str"', xml)


def _within_columns(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > MAX_COLUMNS:
        refuse(
            _("工作表的 {letters} 列有内容，而名录最多 {columns} 列，请删去多余的列后再导入。").format(
                letters=letters, columns=MAX_COLUMNS
            )
        )


def _damaged():
    refuse(_("工作簿已损坏，无法打开，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))


def _text(value):
    """A cell's value as a person would type it: codes kept as numbers come back without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
