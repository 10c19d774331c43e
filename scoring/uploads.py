"""The safe door for files: every upload is hostile until its content shows what it is.

The type comes from the content, never from the name or what the browser says; the name is kept only to be shown.
"""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

EVIDENCE_KINDS = ("jpg", "png", "pdf")
REPORT_KINDS = ("pdf", "docx")
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MAX_PIXELS = 50_000_000
MAX_UNPACKED = 200 * 1024 * 1024
NAME_LENGTH = 120


class BadUpload(Exception):
    """The file is refused; the text says what is wrong and what is allowed."""


@dataclass(frozen=True)
class CheckedFile:
    """A file whose content has been looked at. size in bytes."""

    file: object
    name: str
    kind: str
    size: int
    sha256: str


def check(file, kinds):
    """Look at an uploaded file. Returns CheckedFile; raises BadUpload naming the file and what is allowed."""
    name = clean_name(file.name)
    limit = settings.EVIDENCE_MAX_MEGABYTES
    if file.size == 0:
        raise BadUpload(_("“%(name)s”是空文件（0 字节），请重新选择。") % {"name": name})
    if file.size > limit * 1024 * 1024:
        raise BadUpload(_("“%(name)s”超过 %(limit)s MB，请压缩后再传。") % {"name": name, "limit": limit})
    kind = sniff(file)
    if kind not in kinds:
        raise BadUpload(
            _("“%(name)s”的内容不是 %(kinds)s 文件，不能上传。改扩展名没有用，请用原来的程序另存。")
            % {"name": name, "kinds": "、".join(kinds)}
        )
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return CheckedFile(file, name, kind, file.size, digest.hexdigest())


def sniff(file):
    """The kind of file its content shows, or None."""
    file.seek(0)
    head = file.read(1024)
    for kind, magic, sound in (
        ("jpg", b"\xff\xd8\xff", _sound_picture),
        ("png", b"\x89PNG\r\n\x1a\n", _sound_picture),
        ("pdf", b"%PDF-", _sound_pdf),
        ("docx", b"PK\x03\x04", _sound_docx),
    ):
        if head.startswith(magic):
            return kind if sound(file) else None
    return None


def _sound_picture(file):
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return False
            picture.verify()
    except Exception:  # Pillow raises many kinds for a damaged picture; all mean the same here
        return False
    return True


def _sound_pdf(file):
    file.seek(max(0, file.size - 2048))
    return b"%%EOF" in file.read()


def _sound_docx(file):
    """A Word document without macros whose parts unpack to a bounded size."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    if {"[Content_Types].xml", "word/document.xml"} - names or any("vba" in name.lower() for name in names):
        return False
    return len(parts) <= 2000 and sum(part.file_size for part in parts) <= MAX_UNPACKED


def clean_name(name):
    """The person's name for the file, fit to be shown: no folders, no control characters, at most 120 characters."""
    name = unicodedata.normalize("NFC", str(name)).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return name[:NAME_LENGTH] or _("未命名")
