"""Excel 97-2003 workbooks (BIFF8 in an OLE container), as Excel, WPS and LibreOffice write them."""

import struct
from io import BytesIO

import olefile
from django.utils.translation import gettext as _

from . import values
from .book import BadFile
from .cells import Cells, gathered
from .refusals import damaged, has_links, has_macros, has_password, is_something_else

SECTOR = 512
FAT_SECTORS_AT = 44

# Records of the file format, by number.
EOF, FORMULA, DATEMODE, FILEPASS, CONTINUE = 0x0A, 0x06, 0x22, 0x2F, 0x3C
BOUNDSHEET, MULRK, RSTRING, XF, MERGEDCELLS = 0x85, 0xBD, 0xD6, 0xE0, 0xE5
SST, LABELSST, SUPBOOK, NUMBER, LABEL, BOOLERR = 0xFC, 0xFD, 0x1AE, 0x203, 0x204, 0x205
STRING, ROW, RK, FORMAT, BOF = 0x207, 0x208, 0x27E, 0x41E, 0x809

BIFF8 = 0x0600
WORKSHEET, MACRO_SHEET, MODULE = 0, 1, 6
ROW_HIDDEN = 0x20
WIDE, WITH_PHONETICS, WITH_RUNS = 0x1, 0x4, 0x8
RECORD_COST = 3  # a record takes as long as three tags
OWN_BOOK = 4  # length of a SUPBOOK that refers to the workbook itself or to built-in functions
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def read(content, meter):
    """The Book in the bytes of an OLE file. Raises BadFile, and whatever damage makes it stumble on."""
    stream = _stream(content)
    book = _Globals(stream, meter)
    meter.listed(len(book.sheets))
    sheets = []
    for name, hidden, at in book.sheets:
        sheets.append(Cells(meter, name, hidden=hidden))
        _Worksheet(book, sheets[-1]).read(_records(stream, at, meter))
    return gathered("xls", sheets)


def _stream(content):
    """The bytes of the workbook in the container."""
    # olefile trusts this count of sectors that hold its table.
    if struct.unpack_from("<I", content, FAT_SECTORS_AT)[0] * SECTOR > len(content):
        raise damaged()
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if ole.exists("EncryptedPackage"):
            raise has_password()
        if ole.exists("_VBA_PROJECT_CUR"):
            raise has_macros()
        if ole.exists("Workbook"):
            return ole.openstream("Workbook").read()
        if ole.exists("Book"):
            raise _too_old()
        raise is_something_else()


def _too_old():
    return BadFile(_("这是 Excel 95 或更早的 .xls 文件，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"))


def _records(stream, at, meter):
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
    if stream[at : at + 2] != BOF.to_bytes(2, "little"):
        raise damaged()
    while True:
        number, at, data = _record(stream, at)
        pieces = [data]
        while stream[at : at + 2] == CONTINUE.to_bytes(2, "little"):
            _number, at, data = _record(stream, at)
            pieces.append(data)
        meter.unpacked(sum(map(len, pieces)), RECORD_COST * len(pieces))
        yield number, pieces


def _record(stream, at):
    number, size = struct.unpack_from("<HH", stream, at)
    return number, at + 4 + size, stream[at + 4 : at + 4 + size]


class _Pieces:
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


class _Globals:
    """What the sheets refer to: strings, number formats, and the sheets' names and places."""

    def __init__(self, stream, meter):
        self.sheets, self.strings, self._codes, self._formats = [], [], {}, []
        self.since_1904 = False
        for number, pieces in _records(stream, 0, meter):
            if take := self.TAKES.get(number):
                take(self, pieces)
        self.kinds = [values.kind_of(each, self._codes.get(each)) for each in self._formats]

    def _version(self, pieces):
        if struct.unpack_from("<H", pieces[0])[0] != BIFF8:
            raise _too_old()

    def _password(self, pieces):
        raise has_password()

    def _sheet(self, pieces):
        place, state, kind = struct.unpack_from("<IBB", pieces[0])
        name = _Pieces(pieces, 6).string(length="<B")
        if kind in (MACRO_SHEET, MODULE):
            raise has_macros()
        if kind == WORKSHEET:
            self.sheets.append((name, bool(state & 3), place))

    def _since(self, pieces):
        self.since_1904 = pieces[0][:1] == b"\1"

    def _format(self, pieces):
        self._codes[_Pieces(pieces).number("<H")] = _Pieces(pieces, 2).string()

    def _style(self, pieces):
        self._formats.append(struct.unpack_from("<H", pieces[0], 2)[0])

    def _strings(self, pieces):
        reader = _Pieces(pieces, 4)
        count = reader.number("<I")
        self.strings = [reader.string() for _number in range(count)]

    def _other_book(self, pieces):
        if len(pieces[0]) > OWN_BOOK:
            raise has_links()

    TAKES = {
        BOF: _version,
        FILEPASS: _password,
        BOUNDSHEET: _sheet,
        DATEMODE: _since,
        FORMAT: _format,
        XF: _style,
        SST: _strings,
        SUPBOOK: _other_book,
    }


class _Worksheet:
    """The cells of one sheet, into its Cells. Rows and columns count from 0 in the file, from 1 in Cells."""

    def __init__(self, book, cells):
        self._book, self._cells = book, cells
        self._hidden_rows = set()
        self._awaiting = None

    def read(self, records):
        for number, pieces in records:
            if take := self.TAKES.get(number):
                take(self, pieces)

    def _put(self, row, column, text):
        self._cells.put(row + 1, column + 1, text)
        if row in self._hidden_rows:
            self._cells.hide(row + 1)

    def _number(self, place, style, number):
        kind = self._book.kinds[style]
        text = values.number_text(repr(number), kind, since_1904=self._book.since_1904)
        self._put(*place, text)

    def _row(self, pieces):
        row, flags = struct.unpack_from("<H10xB", pieces[0])
        if flags & ROW_HIDDEN:
            self._hidden_rows.add(row)

    def _shared_text(self, pieces):
        *place, _style, at = struct.unpack_from("<HHHI", pieces[0])
        self._put(*place, self._book.strings[at])

    def _own_text(self, pieces):
        self._put(*struct.unpack_from("<HH", pieces[0]), _Pieces(pieces, 6).string())

    def _float(self, pieces):
        *place, style, number = struct.unpack_from("<HHHd", pieces[0])
        self._number(place, style, number)

    def _packed(self, pieces):
        *place, style, packed = struct.unpack_from("<HHHI", pieces[0])
        self._number(place, style, _unpacked(packed))

    def _packed_row(self, pieces):
        row, column = struct.unpack_from("<HH", pieces[0])
        for at, (style, packed) in enumerate(struct.iter_unpack("<HI", pieces[0][4:-2])):
            self._number((row, column + at), style, _unpacked(packed))

    def _truth_or_error(self, pieces):
        *place, _style, value, is_error = struct.unpack_from("<HHHBB", pieces[0])
        self._put(*place, _truth_or_error(value, is_error))

    def _formula(self, pieces):
        """The value is a number, or says which other kind of value it is; a text follows in a STRING."""
        *place, style, result = struct.unpack_from("<HHH8s", pieces[0])
        if result[6:] != b"\xff\xff":
            self._number(place, style, struct.unpack("<d", result)[0])
        elif result[0] in (1, 2):
            self._put(*place, _truth_or_error(result[2], result[0] == 2))
        self._awaiting = place

    def _formula_text(self, pieces):
        if self._awaiting:
            self._put(*self._awaiting, _Pieces(pieces).string())

    def _merged(self, pieces):
        for top, bottom, left, right in struct.iter_unpack("<HHHH", pieces[0][2:]):
            self._cells.merged(top + 1, left + 1, bottom + 1, right + 1)

    TAKES = {
        ROW: _row,
        LABELSST: _shared_text,
        LABEL: _own_text,
        RSTRING: _own_text,
        NUMBER: _float,
        RK: _packed,
        MULRK: _packed_row,
        BOOLERR: _truth_or_error,
        FORMULA: _formula,
        STRING: _formula_text,
        MERGEDCELLS: _merged,
    }


def _unpacked(packed):
    """The number in 30 bits: the head of a float or an integer, of the number itself or of its hundredfold."""
    if packed & 2:
        number = (packed >> 2) - ((packed >> 31) << 30)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))
    return number / 100 if packed & 1 else number


def _truth_or_error(value, is_error):
    return ERRORS.get(value, "#VALUE!") if is_error else ("TRUE" if value else "FALSE")
