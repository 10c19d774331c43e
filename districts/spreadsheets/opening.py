"""Bytes to a Book: the kind of file is told by its content, and every stumble becomes a sentence."""

import struct
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from . import ods, text, xls, xlsx
from .archive import Archive
from .book import BadFile, Limits
from .meter import Meter
from .refusals import damaged, has_macros, is_something_else

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DEFAULT = Limits()
WPS_ENDINGS = (".et", ".ett")
MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam")

# What a damaged file makes its readers stumble on.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    ArithmeticError,
)


def open_book(name, content, *, limits=DEFAULT):
    """Read a spreadsheet file: its name as uploaded and its bytes. Returns a Book.

    Raises BadFile when it is too big, of another kind, protected, active (macros, links) or damaged."""
    if len(content) > limits.bytes:
        raise BadFile(_("文件超过 {size} MB，请拆分后再导入。").format(size=limits.bytes // 1024**2))
    _refuse_by_name(name.lower())
    try:
        return _read(content, Meter(limits))
    except DAMAGES as error:
        raise damaged() from error


def _refuse_by_name(name):
    if name.endswith(WPS_ENDINGS):
        raise BadFile(
            _(
                "这是 WPS 的 .et 文件，不能直接导入。请在 WPS 中打开，点“文件—另存为”，"
                "文件类型选“Microsoft Excel 文件（*.xlsx）”，再导入另存的文件。"
            )
        )
    if name.endswith(MACRO_ENDINGS):
        raise has_macros()


def _read(content, meter):
    if content.startswith(OLE):
        return xls.read(content, meter)
    if not content.startswith(ZIP):
        return text.read(content, meter)
    archive = Archive(content, meter)
    if xlsx.WORKBOOK in archive:
        return xlsx.read(archive, meter)
    if archive.beginning("mimetype", len(ods.MIMETYPE)) == ods.MIMETYPE:
        return ods.read(archive, meter)
    raise is_something_else()
