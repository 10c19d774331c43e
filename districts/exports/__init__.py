"""Files made from the lists: columns and rows first (table), a file second (csv_file, xlsx_file), then the download and
its line in the trail (answer). Everything that exports a list goes through here."""

from .answer import export_path, send
from .table import Column, TableOut

__all__ = ["Column", "TableOut", "export_path", "send"]
