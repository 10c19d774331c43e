"""The layers under an old Excel workbook: its OLE container, the BIFF8 records in it, and their strings."""

import struct
from io import BytesIO

import olefile
from django.utils.translation import gettext as _

from .book import BadFile
from .refusals import damaged, has_macros, has_password, is_something_else

SECTOR = 512
FAT_SECTORS_AT = 44
MAX_ENTRIES = 4096

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
WIDE, WITH_PHONETICS, WITH_RUNS = 0x1, 0x4, 0x8
RECORD_COST = 2  # in tags that take as long


def workbook_stream(content):
    """The bytes of the workbook in an OLE file's bytes. Raises BadFile where there is none to be read."""
    # olefile trusts this count of sectors that hold its table.
    if struct.unpack_from("<I", content, FAT_SECTORS_AT)[0] * SECTOR > len(content):
        raise damaged()
    with _Container(BytesIO(content)) as ole:
        if ole.exists("EncryptedPackage"):
            raise has_password()
        if ole.exists("_VBA_PROJECT_CUR"):
            raise has_macros()
        if ole.exists("Workbook"):
            return ole.openstream("Workbook").read()
        if ole.exists("Book"):
            raise too_old()
        raise is_something_else()


class _Container(olefile.OleFileIO):
    """An OLE file whose directory stays small: an honest one has a few dozen entries."""

    def _load_direntry(self, sid):
        if sid > MAX_ENTRIES:
            raise damaged()
        return super()._load_direntry(sid)


def too_old():
    return BadFile(_("这是 Excel 95 或更早的 .xls 文件，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"))


def records(stream, at, meter):
    """From a BOF to its EOF: each record's number and its data in pieces, as CONTINUE records split it.

    Substreams inside (charts) are left out."""
    depth = 0
    for number, pieces in _all_records(stream, at, meter):
        depth += (number == BOF) - (number == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield number, pieces


def _all_records(stream, at, meter):
    if not _follows(BOF, stream, at):
        raise damaged()
    while True:
        number, at, data = _record(stream, at, meter)
        pieces = [data]
        while _follows(CONTINUE, stream, at):
            _number, at, data = _record(stream, at, meter)
            pieces.append(data)
        yield number, pieces


def _follows(number, stream, at):
    return stream[at : at + 2] == number.to_bytes(2, "little")


def _record(stream, at, meter):
    """A record's number, the place of the next one, and its data."""
    number, size = struct.unpack_from("<HH", stream, at)
    meter.unpacked(size, RECORD_COST)
    return number, at + 4 + size, stream[at + 4 : at + 4 + size]


class Pieces:
    """Reads on through a record's pieces: numbers never cross from one to the next, characters may."""

    def __init__(self, pieces, at=0):
        self._pieces = iter(pieces)
        self._piece, self._at = next(self._pieces), at

    def number(self, form):
        if self._at == len(self._piece):
            self._next()
        (number,) = struct.unpack_from(form, self._piece, self._at)
        self._at += struct.calcsize(form)
        return number

    def string(self, *, length="<H"):
        """A string with its length before it; what describes its looks is passed over."""
        characters, flags = self.number(length), self.number("<B")
        runs = self.number("<H") if flags & WITH_RUNS else 0
        phonetics = self.number("<I") if flags & WITH_PHONETICS else 0
        text = self._characters(characters, flags)
        self._pass(4 * runs + phonetics)
        return text

    def _characters(self, count, flags):
        """Every further piece says anew how wide its characters are."""
        parts = []
        while True:
            width = 2 if flags & WIDE else 1
            taken = self._piece[self._at : self._at + count * width]
            self._at += len(taken)
            count -= len(taken) // width
            parts.append(taken.decode("utf-16-le" if width == 2 else "latin-1"))
            if not count:
                return "".join(parts)
            self._next()
            flags = self.number("<B")

    def _pass(self, size):
        while size > len(self._piece) - self._at:
            size -= len(self._piece) - self._at
            self._next()
        self._at += size

    def _next(self):
        self._piece, self._at = next(self._pieces, None), 0
        if self._piece is None:
            raise damaged()
