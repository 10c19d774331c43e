"""A table as CSV: UTF-8 with BOM, CRLF, in pieces, so that a long one costs no memory."""

import codecs
import csv
from itertools import chain, islice

from .table import STARTS_A_FORMULA, clean, remembering

CONTENT_TYPE = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 500


class _Echo:
    """What csv writes to: hands the line back."""

    @staticmethod
    def write(line):
        return line


def csv_pieces(table):
    """The bytes of the file, some hundred rows at a time."""
    write = csv.writer(_Echo).writerow
    heads = [column.head for column in table.columns]
    lines = map(write, chain([heads], _rows(table)))
    yield codecs.BOM_UTF8
    while piece := "".join(islice(lines, ROWS_AT_ONCE)):
        yield piece.encode()


def _rows(table):
    shares, cell = table.shares, remembering(_cell)
    for row in table.rows:
        cells = list(map(cell, row))
        for position in shares:
            cells[position] = None if cells[position] is None else f"{cells[position]}%"
        yield cells


def _cell(value):
    """CSV knows no types: text an office program would reckon with gets the customary apostrophe; numbers stay."""
    value = clean(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value
