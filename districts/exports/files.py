"""What an exported table is called, and how it is written into a file."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.downloads import XLSX
from districts.text import cn_date

from . import csv_file, xlsx_file

NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
NAME_LENGTH = 120
TYPES = {"csv": csv_file.CONTENT_TYPE, "xlsx": XLSX}


def _csv(table, file):
    file.writelines(csv_file.csv_pieces(table))


WRITE = {"csv": _csv, "xlsx": xlsx_file.write_xlsx}
"""Kind of file -> how a table is written into an open binary file, in constant memory."""


def file_name(table, kind):
    """社区评分一览-2022-海曙区-已筛选-2022年11月22日.xlsx: without what a file system refuses or a window hides."""
    narrowed = [_("已筛选")] if table.narrowed else []
    parts = (table.title, *map(str, table.scope), *narrowed, cn_date(timezone.localdate()))
    return NOT_IN_A_NAME.sub("_", "-".join(parts))[:NAME_LENGTH] + f".{kind}"
