"""Dates and numbers as Chinese officials write them."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .cell_text import CARRIED_BY_NO_FILE

DEMO_NOTE = "演示数据：社区名称和得分均为虚构。"


def cn_date(day: date) -> str:
    """2021年8月31日, without leading zeros; a moment counts in Asia/Shanghai."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return f"{day.year}年{day.month}月{day.day}日"


def cn_day(day, year):
    """8月31日 within `year` (a number), 2022年1月5日 outside it."""
    return f"{day.month}月{day.day}日" if day.year == year else cn_date(day)


def cn_datetime(moment: datetime) -> str:
    """2021年8月26日 16:42, in Asia/Shanghai."""
    local = timezone.localtime(moment)
    return f"{cn_date(local)} {local:%H:%M}"


def cn_time(moment):
    """The first whole minute from which on it is past: 16:42, in Asia/Shanghai; with the day where that is not today."""
    local = timezone.localtime(moment + timedelta(seconds=59, microseconds=999_999))
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else cn_datetime(moment)


MOBILE = re.compile(r"(?<!\d)((?:\+?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")


def masked(text):
    """A text with every mobile number in it as 138****1234; an office's own number is nobody's secret and stays."""
    return MOBILE.sub(r"\1****\2", text)


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent as a Decimal with two places, half up (41 of 101 = 40.59); None without a whole."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(part, whole):
    """The share as it is printed: 40.59%; empty without a whole."""
    value = share(part, whole)
    return "" if value is None else f"{value}%"


def named(rows, most=3, *, measure=""):
    """The first `most` of a list in words: 甲、乙等; with a measure word how many there are in all: 甲、乙等 5 个."""
    words = "、".join(str(row) for row in rows[:most])
    if len(rows) <= most:
        return words
    return words + (_("等 %(n)s %(measure)s") % {"n": len(rows), "measure": measure} if measure else _("等"))


NEAR = 6  # so many points short still reads "one step from passing" (74–79)


def verdict(total, passed, pass_mark):
    """(kind, words) of a sheet's result: 达标 / 差 N 分达标 / 未达标，差 N 分; without a total 未评完."""
    if total is None:
        return "none", _("未评完")
    if passed:
        return "pass", _("达标")
    short = pass_mark - total
    if 1 <= short <= NEAR:
        return "near", _("差 %(n)s 分达标") % {"n": short}
    return "fail", _("未达标，差 %(n)s 分") % {"n": short} if short > 0 else _("未达标")


def no_unseen_characters(value):
    """Refuse control characters, which no table or file can carry; line breaks and tabs are fine. A validator."""
    if CARRIED_BY_NO_FILE.search(value) or "\x7f" in value:
        raise ValidationError(_("含有看不见的控制字符，请删去后重新输入。"), code="unseen")
