"""Text files: comma or tab separated, in the encodings Excel and other programs write."""

import csv
from io import BytesIO, TextIOWrapper

from django.utils.translation import gettext as _

from .book import BadFile
from .cells import Cells, gathered
from .refusals import is_something_else

BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
PDF = b"%PDF-"
BEGINNING = 64  # zeros here are no text; further on they are a cell's fault


def read(content, meter):
    """The Book, one sheet without a name, in a text file's bytes. Raises BadFile."""
    encoding = _encoding(content)
    if content.removeprefix(BOM).lstrip().startswith((b"<", b"MIME-Version:")):
        raise BadFile(
            _("文件其实是网页（HTML 或 XML），不是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。")
        )
    cells = Cells(meter, "")
    for number, row in enumerate(_rows(content, encoding, meter), start=1):
        for column, text in enumerate(row, start=1):
            cells.put(number, column, text)
    return gathered("csv", [cells])


def _encoding(content):
    """Excel writes UTF-8 with a mark or GB18030, other programs UTF-8 without one."""
    if content.startswith(UTF16_BOMS):
        raise BadFile(_("文件是“Unicode 文本”（UTF-16），请另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后再导入。"))
    if b"\0" in content[:BEGINNING] or content.startswith(PDF):
        raise is_something_else()
    for encoding in ("utf-8-sig",) if content.startswith(BOM) else ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile(_("文件不是 UTF-8 或 GB18030 编码的 CSV，也不是 .xlsx，无法读取。"))


def _rows(content, encoding, meter):
    first = content.split(b"\n", 1)[0]
    separator = "\t" if b"\t" in first and b"," not in first else ","
    lines = _lines(TextIOWrapper(BytesIO(content), encoding, newline=""), separator, meter)
    read = 0
    try:
        for row in csv.reader(lines, strict=True, delimiter=separator):
            yield row
            read += 1
    except csv.Error:
        raise BadFile(
            _("第 {row} 行起引号没有配对或单元格过长，无法按 CSV 读取，请检查引号。").format(row=read + 1)
        ) from None


def _lines(file, separator, meter):
    """The file's lines, their cells counted before they are split: empty ones take time and memory too."""
    for line in file:
        meter.unpacked(0, 1 + line.count(separator))
        yield line
