"""Word and Excel files: without macros, and no bomb. Their parts are unpacked to be counted, not to be kept."""

import zipfile
import zlib

from django.utils.translation import gettext as _

from .faults import BadUpload

MAX_PARTS = 2000
MAX_UNPACKED = 100 * 1024 * 1024
CHUNK = 64 * 1024


def check_office(file):
    """Raises BadUpload where the file holds macros, does not unpack, or unpacks to more than MAX_UNPACKED bytes; what
    the archive says of its own sizes is not believed."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if _has_macros(archive):
                raise BadUpload(_("含有宏，没有上传。请另存为不带宏的 docx 或 xlsx 再传。"))
            if not _bounded(archive):
                raise BadUpload(
                    _(
                        "解开后超过 %(most)s MB，不像正常的文档，没有上传。请删去多余的内容，或另存为 PDF 再传。"
                    )
                    % {"most": MAX_UNPACKED // 1024 // 1024}
                )
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise BadUpload(_("已损坏或加了密码，打不开，没有上传。请重新另存再传。")) from error


def _has_macros(archive):
    if any("vba" in name.lower() for name in archive.namelist()):
        return True
    with archive.open("[Content_Types].xml") as part:
        return b"macroenabled" in part.read(CHUNK * 16).lower()


def _bounded(archive):
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return False
    unpacked = 0
    for each in parts:
        with archive.open(each) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    return False
    return True
