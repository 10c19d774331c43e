"""What the tests of printing share: one sheet with every kind of deduction, and how paper is read."""

import io
import re
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from scoring.models import ScoreSheet
from scoring.printed.table import blank_sheet, filled_sheet

PDF = "application/pdf"
ADDRESS = "http://testserver/sheets/7/"
AT = timezone.make_aware(datetime(2021, 8, 20, 9, 5))
# Five hundred different characters: none is lost unseen.
LONG_REASON = "".join(chr(0x4E00 + n) for n in range(500))
CATEGORY_RIGHT = 90  # points from the left edge of the paper to the end of the column 内容
LONG_NAME = "鲒碶璟" * 19 + "社区"
DEDUCTIONS = (
    "1a扣3分：缺文件",
    "1b扣2分：各主体较少参与创建的或未参与创建",
    "8a扣2分：乱停车（3处×1分=3分，按最高扣2分）",
    "10a扣1分：噪声扰民投诉处理率（85.5%，比100%低14.5个百分点，计1个10%，扣1分）",
    "14a扣3分：每年至少开展2次培训（1次，应2次，少1次×3分）",
    "16a扣3分：社区相关文物古迹、历史建筑、古树名木等历史文化资源未得到有效保护",
    "16b扣6分：发生损毁的恶性事件",
    "共扣9分，扣完为止",
    "17a加3分：奖状、证书，新闻舆论等社会公认的赞誉",
)
FOUND = {
    "r1a": True,
    "r1b": 2,
    "r8a": 3,
    "r10a": Decimal("85.5"),
    "r14a": 1,
    "r16a": True,
    "r16b": True,
    "r17a": 3,
}


def filled(sheet):
    return _loaded(sheet, lambda found: filled_sheet(found, found.items.all(), **BY))


def blank(sheet):
    return _loaded(sheet, lambda found: blank_sheet(found, **BY))


BY = {"address": ADDRESS, "by": "陈淑芬", "at": AT}


def _loaded(sheet, make):
    rows = ScoreSheet.objects.select_related("community__street", "district", "year__programme", "rubric")
    return make(rows.get(pk=sheet.pk))


def squeezed(text):
    return re.sub(r"\s", "", text)


def pages_of(content):
    """Each page's text without any space: what is wrapped in its cell stands together."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def cells(content):
    return load_workbook(io.BytesIO(content)).active


def lines(table):
    return [line for group in table.groups for line in group.lines]
