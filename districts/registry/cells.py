"""One cell at a time: how its text is tidied and what it must be. Pure."""

import re
import unicodedata
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from ..exports.table import STARTS_A_FORMULA
from .tidy import tidy_code, tidy_day, tidy_name

DISTRICT_NAME, STREET_NAME, COMMUNITY_NAME = 20, 40, 60
FIRST_YEAR, LAST_YEAR = 1900, 2100
DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))", re.ASCII)
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
# Controls, lone halves, private use, other formats, line and paragraph separators. Not Cn: ideographs newer
# than this Python are unassigned to it.
NO_TEXT = {"Cc", "Cs", "Co", "Cf", "Zl", "Zp"}
EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}


class Bad(ValueError):
    """A cell that says nothing usable; the text completes the sentence that begins with the cell."""


def _code(text, *, digits):
    if not text:
        raise Bad(_("不能为空"))
    if SCIENTIFIC.fullmatch(text):
        raise Bad(
            _("应为 {digits} 位数字：Excel 把长数字改成了科学计数法，请把该列设为文本后重新填写").format(
                digits=digits
            )
        )
    if not re.fullmatch(rf"[0-9]{{{digits}}}", text):
        raise Bad(_("应为 {digits} 位数字").format(digits=digits))
    return text


def _name(text, *, longest):
    if not text:
        raise Bad(_("不能为空"))
    if text.upper() in EXCEL_ERRORS:
        raise Bad(_("是 Excel 的错误值，请填写名称"))
    if "\ufffd" in text or any(unicodedata.category(character) in NO_TEXT for character in text):
        raise Bad(_("含有换行、控制字符或无法识别的字符"))
    # The apostrophe is what a CSV of ours puts before such a name, lest Excel runs it.
    if text.removeprefix("'").startswith(STARTS_A_FORMULA):
        raise Bad(_("不能以 = + - @ 开头（全角也不行），Excel 会当成公式"))
    if len(text) > longest:
        raise Bad(_("超过 {longest} 个字").format(longest=longest))
    return text


def _date(text):
    found = DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.group(1, 3, 4, 5, 6, 7, 8) if part)) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Bad(_("应为日期，如 2021-08-31 或 2021年8月31日"))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Bad(
            _("的年份应在 {first} 到 {last} 之间；没有期限的请留空").format(first=FIRST_YEAR, last=LAST_YEAR)
        )
    return day


def _or_nothing(parse):
    return lambda text: parse(text) if text else None


TIDY = {
    "district_code": tidy_code,
    "district": tidy_name,
    "street_code": tidy_code,
    "street": tidy_name,
    "community_code": tidy_code,
    "community": tidy_name,
    "valid_from": tidy_day,
    "valid_until": tidy_day,
    "merged_into": tidy_name,
}
PARSE = {
    "district_code": partial(_code, digits=6),
    "district": partial(_name, longest=DISTRICT_NAME),
    "street_code": partial(_code, digits=9),
    "street": partial(_name, longest=STREET_NAME),
    "community_code": _or_nothing(partial(_code, digits=12)),
    "community": partial(_name, longest=COMMUNITY_NAME),
    "valid_from": _or_nothing(_date),
    "valid_until": _or_nothing(_date),
    "merged_into": _or_nothing(partial(_name, longest=STREET_NAME + COMMUNITY_NAME)),
}
