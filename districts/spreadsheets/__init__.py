"""The one safe reader of spreadsheet files: CSV, .xlsx, .xls and .ods bytes to sheets of text cells.

`opening` tells the kinds apart; `text`, `xlsx`, `xls` and `ods` read one each, streaming, and report to `meter`
before they keep anything; `archive` bounds what a zip and its XML may do, `biff` an old workbook; `values` writes
numbers and days; `cells` gathers a sheet. No Django rows, and no guesses: what a cell means is for its reader to say.
"""

from .book import MAX_FAULTS, BadFile, Book, CellFault, Limits, Sheet, address, letters
from .opening import open_book

__all__ = ["MAX_FAULTS", "BadFile", "Book", "CellFault", "Limits", "Sheet", "address", "letters", "open_book"]
