"""Which kind of file its first bytes claim, and the check that it is one."""

import re
import zipfile

from django.utils.translation import gettext as _

from districts.downloads import XLSX

from .faults import BadUpload
from .office import check_office, refuse_many_parts
from .pictures import read_picture, refuse_many_scans

PICTURES = ("jpg", "png", "heic")
EVIDENCE_KINDS = (*PICTURES, "pdf", "docx", "xlsx")
REPORT_KINDS = ("pdf", "docx")
SCAN_KINDS = ("pdf", "jpg", "png")
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
}  # pictures are only ever sent as the jpg made of them
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1")
# Long enough to stand in no photo by chance: four bytes such as <svg do in one of a hundred.
MARKUP = re.compile(rb"<(?:script|!doctype|html[\s>]|svg[\s/]{1,9}[a-z:]{1,20}\s{0,9}=)", re.IGNORECASE)
OVERLAP = 64  # bytes: longer than any MARKUP
PDF_END = 1024  # bytes within which a sound PDF says that it ends


def claimed(file):
    """The kind the first bytes claim, or None; for an office file which of the two its parts make it, and BadUpload where
    those are too many to look through."""
    file.seek(0)
    head = file.read(16)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "heic"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return _office(file) if head.startswith(b"PK\x03\x04") else None


def _office(file):
    refuse_many_parts(file)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    for kind, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if {"[Content_Types].xml", part} <= parts:
            return kind
    return None


def look_into(file, kind):
    """Check a file of the claimed kind to its end. Returns the Picture where it is one, else None; raises BadUpload
    with the fault, as the second half of a sentence about the file."""
    if kind in PICTURES:
        refuse_hidden(file)
        if kind == "jpg":
            refuse_many_scans(file)
        return read_picture(file)
    if kind == "pdf":
        check_pdf(file)
    else:
        check_office(file)
    return None


def refuse_hidden(file):
    """A picture that is also a web page or an archive is made to deceive: photos are neither."""
    if _holds_markup(file) or _is_archive(file):
        raise BadUpload(_("里除了图片还藏着网页或压缩包，没有上传。请用看图软件打开，另存为新的图片再传。"))


def check_pdf(file):
    file.seek(max(0, file.size - PDF_END))
    _before, end, after = file.read().rpartition(b"%%EOF")
    if not end:
        raise BadUpload(_("是不完整的 PDF（没有结尾），没有上传。请重新导出或扫描再传。"))
    file.seek(0)
    if MARKUP.search(file.read(PDF_END)) or MARKUP.search(after) or _is_archive(file):
        raise BadUpload(_("里除了 PDF 还藏着网页或压缩包，没有上传。请重新导出为 PDF 再传。"))


def _holds_markup(file):
    file.seek(0)
    before = b""
    while chunk := file.read(1024 * 1024):
        if MARKUP.search(before + chunk):
            return True
        before = chunk[-OVERLAP:]
    return False


def _is_archive(file):
    file.seek(0)
    return zipfile.is_zipfile(file)
