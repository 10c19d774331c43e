"""Text of cells: what no file carries is left out, what a spreadsheet would read as something else is escaped. Pure."""

import re

CARRIED_BY_NO_FILE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheets read _x0041_ as A
FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}  # for str.translate: ３ is 3, ² stays ²


def file_text(said):
    """A text with the line ends of spreadsheets, without the characters no file carries."""
    return CARRIED_BY_NO_FILE.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(said):
    """A text as it is written into a cell of an .xlsx, so that office programs show what was said."""
    return ESCAPE.sub("_x005F_", file_text(said))
