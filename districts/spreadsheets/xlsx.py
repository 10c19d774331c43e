"""Excel workbooks (Office Open XML), as Excel, WPS, LibreOffice and programs write them."""

import posixpath
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import values
from .archive import Part
from .book import BadFile
from .cells import Cells, gathered
from .refusals import damaged, has_links, has_macros

WORKBOOK = "xl/workbook.xml"
MACROS = re.compile(r".*/vbaproject\.bin|xl/macrosheets/.*")
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUE = ("1", "true")


def read(archive, meter):
    """The Book in an Archive that holds xl/workbook.xml. Raises BadFile, and whatever damage makes it stumble on."""
    _refuse_active(archive, meter)
    book = archive.parse(WORKBOOK, _Workbook(meter))
    meter.listed(len(book.sheets))
    parts = archive.parse("xl/_rels/workbook.xml.rels", _Relations(meter))
    strings = _aside(archive, parts.named("sharedStrings"), _Strings(meter)).strings
    styles = _aside(archive, parts.named("styles"), _Styles(meter)).kinds
    known = _Known(strings, styles, book.since_1904)
    sheets = []
    for name, hidden, key in book.sheets:
        kind, target = parts.by_key.get(key, ("", ""))
        if kind == "worksheet":
            sheets.append(Cells(meter, name, hidden=hidden))
            archive.parse(target, _Worksheet(meter, sheets[-1], known))
    return gathered("xlsx", sheets)


def _refuse_active(archive, meter):
    """Raise for macros and for links into other files."""
    types = archive.parse("[Content_Types].xml", _Types(meter)).types
    if any(MACROS.fullmatch(part) for part in archive) or any("macroenabled" in kind for kind in types):
        raise has_macros()
    if any(part.startswith("xl/externallinks/") for part in archive):
        raise has_links()


def _aside(archive, name, part):
    """A part the workbook may do without."""
    return archive.parse(name, part) if name else part


@dataclass(frozen=True)
class _Known:
    """What a worksheet's cells refer to."""

    strings: list[str]
    kinds: dict[str, str]
    since_1904: bool


class _Types(Part):
    def __init__(self, meter):
        super().__init__(meter)
        self.types = set()

    def start(self, name, attributes):
        self.types.add(attributes.get("ContentType", "").lower())


class _Workbook(Part):
    """Name, whether hidden, and relation of every sheet."""

    def __init__(self, meter):
        super().__init__(meter)
        self.sheets = []
        self.since_1904 = False

    def start(self, name, attributes):
        if name == "sheet":
            key = next((value for at, value in attributes.items() if at.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, key))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in TRUE
        elif name == "externalReference":
            raise has_links()


class _Relations(Part):
    """Kind and place of the workbook's parts by relation."""

    def __init__(self, meter):
        super().__init__(meter)
        self.by_key = {}

    def start(self, name, attributes):
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.by_key[attributes.get("Id", "")] = (kind, target.lstrip("/"))

    def named(self, kind):
        return next((target for known, target in self.by_key.values() if known == kind), None)


class _Texts(Part):
    """Hears <t>, whole or in runs, but not the phonetic help in <rPh>."""

    def __init__(self, meter):
        super().__init__(meter)
        self._phonetic = False

    def start(self, name, attributes):
        if name == "rPh":
            self._phonetic = True
        elif name == "t":
            self.hearing = not self._phonetic

    def end(self, name):
        if name == "rPh":
            self._phonetic = False
        elif name == "t":
            self.hearing = False


class _Strings(_Texts):
    """The shared strings in their order."""

    def __init__(self, meter):
        super().__init__(meter)
        self.strings = []

    def end(self, name):
        super().end(name)
        if name == "si":
            self.strings.append(self.taken())


class _Styles(Part):
    """What each cell style makes of a number, by the style's position as text."""

    def __init__(self, meter):
        super().__init__(meter)
        self.kinds = {}
        self._codes = {}
        self._section = None

    def start(self, name, attributes):
        if name in ("numFmts", "cellXfs"):
            self._section = name
        elif name == "numFmt" and self._section == "numFmts":
            self._codes[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif name == "xf" and self._section == "cellXfs":
            number = attributes.get("numFmtId", "0")
            self.kinds[str(len(self.kinds))] = values.kind_of(int(number), self._codes.get(number))

    def end(self, name):
        if name == self._section:
            self._section = None


class _Worksheet(_Texts):
    """The cells of one sheet, into its Cells. A declared dimension is only a claim and is not looked at."""

    def __init__(self, meter, cells, known):
        super().__init__(meter)
        self._cells, self._known = cells, known
        self._row_hidden = self._formula = False
        self._cell = {}

    def start(self, name, attributes):
        if name == "c":
            self._cell, self._formula = attributes, False
        elif name == "v":
            self.hearing = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row_hidden = attributes.get("hidden") in TRUE
        elif name == "mergeCell":
            self._merged(attributes.get("ref", ""))
        else:
            super().start(name, attributes)

    def end(self, name):
        if name == "c":
            self._keep(self.taken())
        elif name == "v":
            self.hearing = False
        else:
            super().end(name)

    def _keep(self, written):
        kind = self._cell.get("t", "n")
        if written:
            row, column = self._place()
            self._cells.put(row, column, self._text(kind, written))
            if self._row_hidden:
                self._cells.hide(row)
        elif self._formula and kind != "str":
            self._cells.without_value(*self._place())

    def _place(self):
        if not (found := ADDRESS.fullmatch(self._cell.get("r", ""))):
            raise BadFile(_("工作表的单元格没有标明位置，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))
        return _place(found)

    def _text(self, kind, written):
        if kind == "s":
            return _unescaped(self._known.strings[int(written)])
        if kind == "n":
            shown_as = self._known.kinds.get(self._cell.get("s", "0"), values.PLAIN)
            return values.number_text(written, shown_as, since_1904=self._known.since_1904)
        if kind == "b":
            return values.truth_text(written)
        return values.moment_text(written) if kind == "d" else _unescaped(written)

    def _merged(self, reference):
        first, _colon, last = reference.partition(":")
        corners = ADDRESS.fullmatch(first), ADDRESS.fullmatch(last or first)
        if None in corners:
            raise damaged()
        self._cells.merged(*_place(corners[0]), *_place(corners[1]))


def _place(found):
    """Row and column, counted from 1, of a matched ADDRESS."""
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _unescaped(text):
    """Excel writes characters that XML does not allow by number: _x000D_."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
