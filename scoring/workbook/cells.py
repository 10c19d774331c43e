"""What the text of a cell says: one small function per kind of rule, in a table. Nothing is guessed: a text that could
mean two things is asked about. Pure."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from districts.registry.tidy import FULL_WIDTH, INVISIBLE
from districts.text import no_unseen_characters

from ..engine.rules import FindingError, check_finding
from ..models import ItemScore
from ..notes import plain
from . import layout

YES_OR_NO = dict.fromkeys((layout.YES, "存在", "√", "✓", "✔", "TRUE"), True) | dict.fromkeys(
    (layout.NO, "不存在", "未发现", "×", "✗", "✘", "FALSE"), False
)
UNCLEAR = {"有", "无", "0", "1"}
WHOLE = re.compile(r"-?[0-9]{1,9}(\.0*)?")
PERCENT = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]*)?)\s*(%?)")
LONGEST_REASON = ItemScore._meta.get_field("reason").max_length


class BadCell(ValueError):
    """A cell that says nothing usable: the text says what is wrong with it, `allowed` what may stand there."""

    def __init__(self, problem, allowed):
        super().__init__(problem)
        self.problem, self.allowed = problem, allowed


def tidy(text):
    """Full-width digits and signs, stray spaces and what nobody can see are forgiven; 2² is not 22."""
    return text.translate(INVISIBLE).translate(FULL_WIDTH).strip()


def finding(rule, text):
    """The finding a cell of the rule's column says, None for an empty one.

    Raises BadCell when it says none, or one that does not fit the rule (附件1)."""
    said = tidy(text)
    if not said:
        return None
    if said.startswith("#"):
        raise BadCell(_("是 Excel 的错误值"), layout.allowed(rule))
    found = MEANINGS[rule.kind](rule, said)
    try:
        check_finding(rule, found)
    except FindingError:
        raise BadCell(_("不在允许的范围里"), layout.allowed(rule)) from None
    return found


def _yes_or_no(rule, said):
    if said in UNCLEAR:
        allowed = _("“%(text)s”存在填 是，不存在填 否") % {"text": rule.text}
        raise BadCell(_("说不清是存在还是不存在"), allowed)
    try:
        return YES_OR_NO[said.upper()]
    except KeyError:
        raise BadCell(_("读不出是或否"), _("是 或 否（√ 或 × 也可以）")) from None


def _whole(rule, said):
    number = said.removesuffix(rule.unit).rstrip() if rule.unit else said
    if not WHOLE.fullmatch(number):
        raise BadCell(_("不是整数"), layout.allowed(rule))
    return int(number.partition(".")[0])


def _percentage(rule, said):
    read = PERCENT.fullmatch(said)
    if not read:
        raise BadCell(_("不是百分数"), layout.allowed(rule))
    number = Decimal(read[1])
    ways = [way for way in (number * 100, number) if _two_places(way)]
    if not read[2] and 0 < number <= 1 and ways:
        asked = {"small": plain(number), "large": plain(number * 100)}
        raise BadCell(_("是 %(small)s%% 还是 %(large)s%%？") % asked, _(" 或 ").join(map(_certain, ways)))
    if not _two_places(number):
        raise BadCell(_("超过两位小数"), _("最多两位小数，如 87.55"))
    return number


def _two_places(number):
    return -number.normalize().as_tuple().exponent <= 2


def _certain(number):
    """A percentage as it is taken without a question: up to 1 with its sign, above as the cell's own limit asks."""
    return plain(number) if number > 1 else f"{plain(number)}%"


MEANINGS = {
    "fixed": _yes_or_no,
    "range": _whole,
    "count": _whole,
    "shortfall": _whole,
    "step_below": _percentage,
    "award": _whole,
}


def reason(text):
    """The reason in a cell, as the site keeps one. Raises BadCell when it is too long or holds what nobody can see."""
    said = layout.plain_reason(text)
    if len(said) > LONGEST_REASON:
        raise BadCell(
            _("有 %(length)s 字") % {"length": len(said)}, _("最多 %(most)s 字") % {"most": LONGEST_REASON}
        )
    try:
        no_unseen_characters(said)
    except ValidationError as error:
        raise BadCell(error.message.rstrip("。"), _("看得见的文字")) from None
    return said
