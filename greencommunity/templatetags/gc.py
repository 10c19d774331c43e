"""Tags and filters every page draws with: chips, arithmetic, and charts made of SVG attributes.

Pure presentation: numbers come in, markup goes out; no app is imported and nothing is queried."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from districts import text
from greencommunity import charts
from greencommunity.chips import CHIP_ICONS

register = template.Library()

MINUS = "\u2212"


# --- icons and chips --------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    svg = render_to_string(f"bs_icon/{name}.svg").strip()
    size_fill = f'width="{size}" height="{size}" fill="currentColor"'
    head = f'<svg class="gc-icon" {size_fill} viewBox="0 0 16 16" aria-hidden="true">'
    return mark_safe(re.sub(r"\A<svg[^>]*>\s*", head, svg))


@register.simple_tag
def icon(name, size=16):
    """A Bootstrap icon that assistive technology passes over: the word beside it says the same."""
    return _icon(str(name), int(size))


@register.simple_tag
def chip_icon(kind):
    """The icon of a kind of chip alone, where the word already stands beside it."""
    return _icon(CHIP_ICONS[kind], 16)


@register.simple_tag
def chip(kind, label, plain=False):
    """A status: icon, word, tint. `plain` drops the tint for dense tables."""
    return _chip(kind, str(label), plain)


@lru_cache(maxsize=2048, typed=True)  # text that is markup is another label than the same text that is not
def _chip(kind, label, plain):
    return format_html(
        '<span class="gc-chip gc-chip-{}{}">{}{}</span>',
        kind,
        " gc-chip-plain" if plain else "",
        _icon(CHIP_ICONS[kind], 16),
        label,
    )


@register.simple_tag
def verdict(total, passed, pass_mark, complete, plain=False):
    """达标 / 差 N 分达标 / 未达标，差 N 分 / 未评完."""
    return chip(*text.verdict(total if complete else None, passed, pass_mark), plain)


# --- charts -----------------------------------------------------------------------------------------------

register.simple_tag(charts.seventeen_strip)
for _chart in [
    charts.score_bar,
    charts.bullet_bar,
    charts.bullet_axis,
    charts.count_bar,
    charts.step_ruler,
    charts.progress_bar,
]:
    register.inclusion_tag(f"components/{_chart.__name__}.html", name=_chart.__name__)(_chart)


@register.inclusion_tag("components/picture.html")
def picture(picture, files=()):
    """A Picture on its sheet (districts.pictures), with its table and its files: [(what kind, address)]."""
    heads = [column.head for column in picture.table.columns]
    shares = set(picture.table.shares)
    rows = [
        [
            (head, _cell(cell, place in shares))
            for place, (head, cell) in enumerate(zip(heads, row, strict=True))
        ]
        for row in picture.table.rows
    ]
    return {"p": picture, "rows": rows, "files": files}


def _cell(cell, is_share):
    if cell is None:
        return ""
    return percent2(cell) if is_share else cn_date(cell) if isinstance(cell, date) else cell


# --- exports ----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/export_menu.html")
def export_menu(route, count, query, *args, whole=""):
    """The menu 导出 of a list: its `count` rows under the filter `query`, from the export `route` with these parts of
    the address. whole: a second export of everything behind the list, as (words, route, query)."""
    groups = [(_("导出这 %(n)s 行") % {"n": count}, _files(route, query, args))]
    if whole:
        words, whole_route, whole_query = whole
        groups.append((words, _files(whole_route, whole_query, args)))
    return {"groups": groups if count else []}


def _files(route, query, args):
    for kind, words in (("xlsx", "Excel"), ("csv", "CSV")):
        address = reverse(route, args=[*args, kind])
        yield words, f"{address}?{query}" if query else address


@register.inclusion_tag("components/strip_legend.html")
def strip_legend():
    return {}


# --- arithmetic -------------------------------------------------------------------------------------------


@register.simple_tag
def arithmetic(full, terms, result, bonus=False):
    """6 − 2 − 1 = 3, each term captioned with its rule code; an award reads +2 = 2, 最高 4."""
    return _arithmetic(full, tuple(map(tuple, terms or ())), result, bonus)


@lru_cache(maxsize=4096, typed=True)  # a sheet shows thirty-four, and most of a city's are alike
def _arithmetic(full, terms, result, bonus):
    terms = [{"points": abs(points), "code": code} for points, code in terms]
    lost = sum(term["points"] for term in terms)
    if result is None:
        caption = _("未评")
    elif bonus:
        caption = _("最高 %(n)s") % {"n": full}
    else:
        caption = _("扣完为止") if lost > full else _("得分")
    sign = _("加") if bonus else _("减")
    words = [] if bonus else [_("满分 %(n)s") % {"n": full}]
    words += [f"{sign} {term['points']}（{term['code']}）" for term in terms]
    words += [_("未评") if result is None else _("得 %(n)s 分") % {"n": result}]
    if bonus or (result is not None and lost > full):
        words += [_("最高 %(n)s 分") % {"n": full} if bonus else _("扣完为止")]
    context = {
        "words": "，".join(words),
        "full": full,
        "terms": terms,
        "result": "?" if result is None else result,
        "unknown": result is None,
        "caption": caption,
        "bonus": bonus,
    }
    return mark_safe(render_to_string("components/arithmetic.html", context))


# --- filters ----------------------------------------------------------------------------------------------


@register.filter
def minus(points):
    """A deduction: 2 -> −2, 0 -> 0, unassessed -> nothing."""
    if points is None or points == "":
        return ""
    return f"{MINUS}{abs(points)}" if points else "0"


@register.filter
def signed(number):
    """A difference: +2, −1, 0."""
    if number is None or number == "":
        return ""
    return f"+{number}" if number > 0 else minus(number)


@register.filter
def late(days_left):
    """−3 days left are 3 days late."""
    return max(0, -(days_left or 0))


@register.filter
def percent2(share):
    """A percentage to two decimals, half up; nothing for the unknown."""
    if share is None or share == "":
        return ""
    return f"{Decimal(str(share)).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@register.filter
def masked(value):
    """A text with its mobile numbers as 138****1234."""
    return text.masked(str(value or ""))


@register.filter
def cn_date(day):
    """2021年8月31日; nothing for no day."""
    return text.cn_date(day) if day else ""


@register.filter
def cn_datetime(moment, seconds=""):
    """2021年8月26日 16:42; with the argument "s" to the second; nothing for no moment."""
    if not moment:
        return ""
    written = text.cn_datetime(moment)
    return f"{written}:{timezone.localtime(moment):%S}" if seconds else written
