"""What a person calls a file: kept to be shown, refused where it is no name."""

import html
import re
import unicodedata

from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http.multipartparser import MultiPartParser
from django.utils.translation import gettext as _

from .faults import BadUpload

NAME_LENGTH = 120
SHOWN = 30  # characters of a name too long to repeat
CUT = "\u2215"  # a division slash: stands for the folders' slash where Django would cut it off unseen
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
DRIVE = re.compile(rf"[A-Za-z]:[\\/{CUT}]")


def clean_name(name):
    """The person's name for the file, fit to be shown: NFC, no control characters, no spaces or dots at its ends.

    Raises BadUpload for a name with folders in it or of more than 120 characters. Old browsers send the whole path on
    their own disk (C:\\…): of that the last part is the name."""
    name = UNSEEN.sub("", unicodedata.normalize("NFC", str(name)))
    parts = re.split(rf"[\\/{CUT}]", name)
    if len(parts) > 1 and (".." in parts or not DRIVE.match(name)):
        raise BadUpload(
            _("文件名“%(name)s”里有文件夹（/、\\ 或 ..），没有上传。请把文件名改成普通名字再传。")
            % {"name": "/".join(parts)[:NAME_LENGTH]}
        )
    name = parts[-1].strip(" .")
    if len(name) > NAME_LENGTH:
        raise BadUpload(
            _("“%(name)s…”的文件名超过 %(most)s 字，没有上传。请把文件名改短再传。")
            % {"name": name[:SHOWN], "most": NAME_LENGTH}
        )
    return name or _("未命名")


class _WholeNames(MultiPartParser):
    def sanitize_file_name(self, file_name):
        return super().sanitize_file_name(re.sub(r"[\\/]", CUT, html.unescape(file_name)))


class WholeNameHandler(FileUploadHandler):
    """Lets a file's name come through whole: Django cuts folders off before anybody could refuse them."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        kept = [MemoryFileUploadHandler(self.request), TemporaryFileUploadHandler(self.request)]
        return _WholeNames(META, input_data, kept, encoding).parse()
