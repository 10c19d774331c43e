"""The geometry of what is drawn inside rows, cards and forms: numbers in, SVG attributes and a text alternative out. Pictures that
stand alone, with their table and files, are districts.pictures.

The markup is in templates/components; only the seventeen strip, drawn once a table row, is built here."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from greencommunity.chips import CHIP_ICONS


def _share(value, whole) -> Decimal:
    """Percent of the whole, never outside 0-100: a bar must not leave its track."""
    if not whole:
        return Decimal(0)
    return min(max(Decimal(value) * 100 / Decimal(whole), Decimal(0)), Decimal(100))


def _plain(number) -> str:
    text = f"{Decimal(number).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _at(share) -> str:
    return f"{_plain(share)}%"


def _anchor(share, edge=20) -> str:
    if share < edge:
        return "start"
    return "end" if share > 100 - edge else "middle"


# --- the seventeen strip ----------------------------------------------------------------------------------

STRIP_HEIGHT, STRIP_BAR, STRIP_PITCH, STRIP_GAP = 20, 7, 8, 6


@lru_cache(maxsize=2048)
def _strip_bar(points, full, bonus, x):
    if points is None:
        return (
            f'<rect class="gc-s-open" x="{x}.5" y=".5" width="{STRIP_BAR - 1}" height="{STRIP_HEIGHT - 1}"/>'
        )
    track = f'<rect class="gc-s-track" x="{x}" width="{STRIP_BAR}" height="{STRIP_HEIGHT}"/>'
    if points == 0 and not bonus:
        return (
            f'{track}<rect class="gc-s-zero" x="{x}" y="{STRIP_HEIGHT - 3}" width="{STRIP_BAR}" height="3"/>'
        )
    height = _plain(_share(points, full) * STRIP_HEIGHT / 100)
    top = _plain(STRIP_HEIGHT - Decimal(height))
    kind = "gc-s-bonus" if bonus else "gc-s-bar"
    return track + f'<rect class="{kind}" x="{x}" y="{top}" width="{STRIP_BAR}" height="{height}"/>'


@lru_cache(maxsize=2048)
def _strip_words(number, points, bonus) -> str:
    name = _("附加第 %(n)s 项") if bonus else _("第 %(n)s 项")
    said = _("未评") if points is None else _("%(p)s 分") % {"p": points}
    return f"{name % {'n': number}} {said}"


def seventeen_strip(items):
    """Sixteen bars and the bonus set apart: height = points, red foot = 0, dashed = unassessed."""
    items = list(items)
    bars, x, before = [], 0, False
    for item in items:
        x += STRIP_GAP if item.bonus and not before else 0
        before = item.bonus
        bars.append(_strip_bar(item.points, item.max_points, item.bonus, x))
        x += STRIP_PITCH
    return format_html(
        '<svg class="gc-strip" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">'
        "{3}</svg>",
        max(x - STRIP_PITCH + STRIP_BAR, 0),
        STRIP_HEIGHT,
        "，".join([_strip_words(item.number, item.points, item.bonus) for item in items]),
        mark_safe("".join(bars)),
    )


# --- bars -------------------------------------------------------------------------------------------------


def score_bar(earned, possible, pass_mark, label=True, before=None):
    """0-100. Solid = earned, hatched up to `possible` (the highest total still within reach); a thin tick at the score
    it was `before`, where it was looked at again."""
    earned = earned or 0
    possible = earned if possible is None else max(possible, earned)
    words = _("已得 %(n)s 分") % {"n": earned}
    if possible > earned:
        words += _("，最多可到 %(n)s 分") % {"n": possible}
    words += _("，%(n)s 分达标") % {"n": pass_mark}
    if before is not None:
        words += _("，原来 %(n)s 分") % {"n": before}
    return {
        "words": words,
        "before": None if before is None else _at(_share(before, 100)),
        "earned": _at(_share(earned, 100)),
        "open": _at(_share(possible, 100) - _share(earned, 100)) if possible > earned else "",
        "mark": _at(_share(pass_mark, 100)),
        "pass_mark": pass_mark,
        "label": label,
    }


def bullet_bar(
    recognised, reported, target, declared, line, compact=False, full=100, counted=None, aim=None, behind=None
):
    """Recognised inside reported; thick tick = target, dashed line = `line` percent of the declared.

    `full` is the percent of the declared that fills the width; `counted` names the dark bar, `behind` the light one, `aim` the
    target."""
    aim = aim or _("附件2目标")
    width = Decimal(declared or 0) * full / 100
    dark = None if recognised is None else _share(recognised, width)
    light = None if reported is None else _share(reported, width)
    tick = None if target is None else _share(target, width)
    dash = None if line is None else _share(line, full)
    line_count = _plain(Decimal(declared or 0) * line / 100) if line is not None else ""
    counted = counted or _("已认定")
    words = [_("%(what)s %(n)s 个") % {"what": counted, "n": recognised} if recognised is not None else None]
    behind = behind or _("已上报")
    words += [_("%(what)s %(n)s 个") % {"what": behind, "n": reported} if reported is not None else None]
    if recognised is None and reported is None:
        words = [_("未上报")]
    words += [_("%(aim)s %(n)s 个") % {"aim": aim, "n": target} if target is not None else None]
    words += [_("%(line)s%% 为 %(n)s 个") % {"line": line, "n": line_count} if line is not None else None]
    words += [_("申报社区 %(n)s 个") % {"n": declared}]
    return {
        "words": "，".join(w for w in words if w),
        "compact": compact,
        "dark": None if dark is None else _at(dark),
        "light": None if light is None else _at(light),
        "tick": None if tick is None else _at(tick),
        "tick_anchor": None if tick is None else _anchor(tick),
        "dash": None if dash is None else _at(dash),
        # Right of the middle the label hangs left of its line and stays clear of the end label.
        "dash_anchor": None if dash is None else "start" if dash < 20 else "end" if dash > 45 else "middle",
        "low_end": dash is not None and dash > 62,
        "target": target,
        "aim": aim,
        "declared": declared,
        "line": line,
        "line_count": line_count,
    }


def bullet_axis(full=100, line=40, step=10):
    """The percent scale over a column of compact bullet bars."""
    return {
        "marks": [
            {"at": _at(_share(n, full)), "text": f"{n}%" if n else "0", "line": n == line, "anchor": anchor}
            for n in range(0, full + 1, step)
            for anchor in ["start" if n == 0 else "end" if n == full else "middle"]
        ]
    }


def count_bar(parts):
    """Stacked counts with their list. A part: (kind, label, count) or (kind, label, count, note)."""
    rows = [(*part, "")[:4] for part in parts]
    whole = sum(count for _kind, _label, count, _note in rows)
    x, drawn = Decimal(0), []
    for kind, label, count, note in rows:
        width = _share(count, whole)
        drawn.append(
            {"kind": kind, "icon": CHIP_ICONS[kind], "label": label, "count": count, "note": note}
            | {"x": _at(x), "width": _at(width)}
        )
        x += width
    words = [_("%s %s 个") % (label, count) for _kind, label, count, _note in rows]
    return {"parts": drawn, "words": "，".join(words)}


def step_ruler(base, step, floor, value=None):
    """Where a percentage fell: `base` loses nothing, each full `step` below costs, under `floor` all."""
    base, step, floor = Decimal(base), Decimal(step), Decimal(floor)
    span = base - floor
    marks = [floor + step * n for n in range(int(span / step) + 1)]
    drawn = {"marks": [], "value": None, "low": None}
    for mark in marks:
        share = _share(mark - floor, span)
        drawn["marks"].append({"at": _at(share), "text": f"{_plain(mark)}%", "anchor": _anchor(share, 5)})
    if value is not None:
        value = Decimal(value)
        drawn["value"], drawn["text"] = _at(_share(value - floor, span)), f"{_plain(value)}%"
        steps = max((base - value) / step, Decimal(0)).to_integral_value(ROUND_FLOOR)
        if value >= floor:
            low = max(base - (steps + 1) * step, floor)
            high = min(base - steps * step, base)
            drawn["low"] = _at(_share(low - floor, span))
            drawn["width"] = _at(_share(high - low, span))
    return drawn


def progress_bar(done, total):
    """So many done of so many; no mark, no verdict."""
    return {
        "words": _("已办 %(done)s，共 %(total)s") % {"done": done, "total": total},
        "done": _at(_share(done, total)),
    }
