"""The door itself: name, size, kind, content, in this order."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from .faults import BadUpload
from .kinds import claimed, look_into
from .names import clean_name
from .pictures import Picture


@dataclass(frozen=True)
class CheckedFile:
    """A file whose content has been looked at. size in bytes; picture where it is one."""

    file: object
    name: str
    kind: str
    size: int
    sha256: str
    picture: Picture | None = None


def check(file, kinds):
    """Look at an uploaded file. Returns CheckedFile; raises BadUpload naming the file, the fault, and what would be
    right."""
    name = clean_name(file.name)
    limit = settings.EVIDENCE_MAX_MEGABYTES
    if file.size == 0:
        raise BadUpload(_("“%(name)s”是空文件（0 字节），请重新选择。") % {"name": name})
    if file.size > limit * 1024 * 1024:
        raise BadUpload(_("“%(name)s”超过 %(limit)s MB，请压缩后再传。") % {"name": name, "limit": limit})
    try:
        kind = claimed(file)
        if kind not in kinds:
            raise BadUpload(
                _("的内容不是 %(kinds)s 文件，不能上传。改扩展名没有用，请用原来的程序另存。")
                % {"kinds": "、".join(kinds)}
            )
        picture = look_into(file, kind)
    except BadUpload as fault:
        raise BadUpload(f"“{name}”{fault}") from fault
    digest = _digest(file)
    file.seek(0)
    return CheckedFile(file, name, kind, file.size, digest, picture)


def _digest(file):
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
