"""OpenDocument spreadsheets, as LibreOffice and WPS write them."""

import re

from . import values
from .archive import Part
from .cells import Cells, gathered
from .refusals import damaged, has_links, has_macros, has_password

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
SCRIPTS = ("basic/", "scripts/")
# What stands in or between cells without being their content.
ASIDE = {"annotation", "shapes", "tracked-changes", "forms", "frame", "custom-shape", "control", "g"}
LINKS = {"table-source", "dde-link", "cell-range-source"}
CLOCK = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]*)?S")


def read(archive, meter):
    """The Book in an Archive with the MIMETYPE. Raises BadFile, and whatever damage makes it stumble on."""
    if "encrypted-package" in archive:
        raise has_password()
    archive.parse("META-INF/manifest.xml", _Manifest(meter))
    if any(part.startswith(SCRIPTS) for part in archive):
        raise has_macros()
    return gathered("ods", archive.parse("content.xml", _Content(meter)).sheets)


class _Manifest(Part):
    def start(self, name, attributes):
        if name == "encryption-data":
            raise has_password()


class _Content(Part):
    """All sheets, one after the other. Repeated rows and cells are counted before they are written out."""

    def __init__(self, meter):
        super().__init__(meter)
        self.sheets = []
        self._unseen_styles = set()
        self._style = None
        self._aside = 0
        self._inside = False
        self._row = self._column = 1
        self._row_attributes, self._filled = {}, []
        self._cell, self._paragraphs = {}, 0

    def start(self, name, attributes):
        if self._aside or name in ASIDE:
            self._aside += 1
            self.hearing = False
        elif name in LINKS:
            raise has_links()
        elif begin := self.STARTS.get(name):
            begin(self, attributes)

    def end(self, name):
        if self._aside:
            self._aside -= 1
        elif finish := self.ENDS.get(name):
            finish(self)

    # --- styles and sheets

    def _start_style(self, attributes):
        self._style = attributes.get("style:name")

    def _start_table_properties(self, attributes):
        if attributes.get("table:display") == "false":
            self._unseen_styles.add(self._style)

    def _start_table(self, attributes):
        hidden = attributes.get("table:style-name") in self._unseen_styles
        self.sheets.append(Cells(self.meter, attributes.get("table:name", ""), hidden=hidden))
        self.meter.listed(len(self.sheets))
        if self._inside:
            raise damaged()
        self._inside, self._row = True, 1

    def _end_table(self):
        self._inside = False

    # --- rows

    def _start_row(self, attributes):
        self._row_attributes, self._filled, self._column = attributes, [], 1

    def _end_row(self):
        times = _times(self._row_attributes, "table:number-rows-repeated")
        if self._filled:
            self.sheets[-1].reach(self._row, self._filled[0][0])
            self.meter.row(self._row + times - 1)
            for row in range(self._row, self._row + times):
                self._write(row)
        self._row += times

    def _write(self, row):
        cells = self.sheets[-1]
        for column, text, attributes in self._filled:
            if text.strip():
                cells.put(row, column, text)
                down = _times(attributes, "table:number-rows-spanned") - 1
                right = _times(attributes, "table:number-columns-spanned") - 1
                cells.merged(row, column, row + down, column + right)
            else:
                cells.without_value(row, column)
        if self._row_attributes.get("table:visibility", "visible") != "visible":
            cells.hide(row)

    # --- cells

    def _start_cell(self, attributes):
        self.taken()
        self._cell, self._paragraphs = attributes, 0

    def _end_cell(self):
        text = _text(self._cell, self.taken())
        times = _times(self._cell, "table:number-columns-repeated")
        if text.strip() or ("table:formula" in self._cell and "office:value-type" not in self._cell):
            self.meter.column(self._column + times - 1)
            columns = range(self._column, self._column + times)
            self._filled += [(column, text, self._cell) for column in columns]
        self._column += times

    def _start_paragraph(self, attributes):
        self.hearing = True
        self.text("\n" if self._paragraphs else "")
        self._paragraphs += 1

    def _end_paragraph(self):
        self.hearing = False

    def _start_spaces(self, attributes):
        count = _times(attributes, "text:c")
        self.meter.text(count)
        self.text(" " * count)

    def _start_tab(self, attributes):
        self.text("\t")

    def _start_line_break(self, attributes):
        self.text("\n")

    STARTS = {
        "style": _start_style,
        "table-properties": _start_table_properties,
        "table": _start_table,
        "table-row": _start_row,
        "table-cell": _start_cell,
        "covered-table-cell": _start_cell,
        "p": _start_paragraph,
        "s": _start_spaces,
        "tab": _start_tab,
        "line-break": _start_line_break,
    }
    ENDS = {
        "table": _end_table,
        "table-row": _end_row,
        "table-cell": _end_cell,
        "covered-table-cell": _end_cell,
        "p": _end_paragraph,
    }


def _times(attributes, name):
    times = int(attributes.get(name, 1))
    if times < 1:
        raise damaged()
    return times


def _text(attributes, shown):
    """A cell's value as text. What it shows counts for texts and errors; other kinds say their value exactly."""
    kind = attributes.get("office:value-type", "string")
    if kind in ("float", "currency", "percentage"):
        as_kind = values.PERCENT if kind == "percentage" else values.PLAIN
        return values.number_text(attributes["office:value"], as_kind)
    if kind == "date":
        return values.moment_text(attributes["office:date-value"])
    if kind == "time":
        return _clock(attributes["office:time-value"])
    if kind == "boolean":
        return values.truth_text(attributes["office:boolean-value"])
    return shown or attributes.get("office:string-value", "")


def _clock(duration):
    if not (found := CLOCK.fullmatch(duration)):
        raise damaged()
    return ":".join(f"{int(part):02}" for part in found.groups())
