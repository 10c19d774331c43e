"""Word and Excel files: without macros, and no bomb. Their parts are unpacked to be counted, not to be kept."""

import zipfile
import zlib

from django.utils.translation import gettext as _

from .faults import BadUpload

ENTRY = b"PK\x01\x02"  # stands before each part in the archive's directory
MAX_PARTS = 2000
MAX_UNPACKED = 100 * 1024 * 1024
CHUNK = 64 * 1024
OF_THE_FORMAT = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # the others unpack without bound, however little is asked for


def refuse_many_parts(file):
    """Raises BadUpload where the archive lists more than MAX_PARTS parts, counted before zipfile makes an object of each;
    what the archive says of their number is not believed."""
    file.seek(0)
    if file.read().count(ENTRY) > MAX_PARTS:
        raise BadUpload(
            _("由 %(most)s 个以上的部分组成，不像正常的文档，没有上传。请删去多余的内容，或另存为 PDF 再传。")
            % {"most": MAX_PARTS}
        )


def check_office(file):
    """Raises BadUpload where the file is packed as no office program packs, holds macros, does not unpack, or unpacks to
    more than MAX_UNPACKED bytes; what the archive says of its own sizes is not believed."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if any(part.compress_type not in OF_THE_FORMAT for part in archive.infolist()):
                raise BadUpload(_("不是按 Word、Excel 的方式压缩的，没有上传。请用原来的程序另存再传。"))
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
    unpacked = 0
    for each in archive.infolist():
        with archive.open(each) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    return False
    return True
