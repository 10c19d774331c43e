"""How far each district is from its target: as bars, and on a map of the ten districts."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import line, link, percent, rect, text, together

from ..counts import target_label
from ..models import StatusChoices
from .rows import BAR, ROW, silent, table_out

COLUMNS, TILE, GAP = 4, 84, 8
# Where each district lies, as 06 of the look has it: code -> (column, row).
MAP = {
    "330282": (1, 0),
    "330211": (2, 0),
    "330206": (3, 0),
    "330281": (0, 1),
    "330205": (1, 1),
    "330212": (2, 1),
    "330203": (1, 2),
    "330213": (2, 2),
    "330226": (1, 3),
    "330225": (2, 3),
}


# --- targets -------------------------------------------------------------------------------------------------------


def targets(scope):
    """Recognised inside handed in, beside the target (a count) and the share of the year (40% / 60%): two marks, two facts."""
    rows = [*scope.progress, *([scope.total] if scope.total else [])]
    full = max([_most(p) for p in rows] or [1])
    aim = target_label(scope.year)
    return Picture(
        name="targets",
        title=_("各区县占比与目标") if scope.city else _("占比与目标"),
        note=_("占申报社区的百分比，按附件2次序"),
        words="；".join(_target_words(scope, p, aim) for p in rows),
        height=ROW * len(rows) + 4,
        body=together(_target_row(scope, p, n * ROW, full) for n, p in enumerate(rows)),
        legend=(
            ("p-solid", _("已认定")),
            ("p-light", _("已上报")),
            ("p-ink", aim),
            ("p-dash-key", _("%(n)s%% 线（虚线）") % {"n": scope.year.share_goal}),
        ),
        table=table_out(
            scope,
            "targets",
            _("各区县占比与目标"),
            [
                Column(_("区县（市）"), 14),
                Column(_("申报社区")),
                Column(aim, 14),
                Column(_("上报（累计）"), 14),
                Column(_("认定（累计）"), 14),
                Column(_("认定占申报社区"), 16, share=True),
                Column(_("距目标还差")),
            ],
            [_target_cells(p) for p in rows],
        ),
        empty="" if rows else _("本年度还没有载入区县和目标。"),
    )


def _name(p):
    return p.district.name if p.district else _("地区合计")


def _most(p):
    """Percent of the declared communities the longest mark of a row reaches."""
    if not p.declared:
        return 1
    return max(100 * max(p.reported or 0, p.recognised, p.target or 0) / p.declared, p.share_goal) * 1.02


def _target_row(scope, p, top, full):
    y, whole = top + 22, p.declared * full / 100

    def at(number):
        return percent(number, whole) if whole else 0

    said = _name(p)
    if silent(p):
        figures, bars = _("未上报，目标 %(n)s") % {"n": _target(p)}, [rect("p-none", 0, y, 100, BAR)]
    else:
        figures = _("%(done)s / %(target)s，占 %(share)s%%") % {
            "done": p.recognised,
            "target": _target(p),
            "share": p.recognised_share,
        }
        bars = [
            rect("p-track", 0, y, 100, BAR),
            rect("p-light", 0, y, at(p.reported or 0), BAR),
            rect("p-solid", 0, y + 5, at(p.recognised), BAR - 10),
        ]
    goal = percent(scope.year.share_goal, full)
    marks = [line("p-dash", goal, y - 2, goal, y + BAR + 4)]
    if p.target is not None:
        marks.append(line("p-mark p-thick", at(p.target), y - 2, at(p.target), y + BAR + 3))
    address = scope.rows_of(p.district) if p.district else ""
    return link(
        address,
        f"{said}：{figures}",
        rect("p-zone", 0, top, 100, ROW - 4),
        text(said, 0, top + 14, kind="p-strong"),
        text(figures, 100, top + 14, anchor="end"),
        *bars,
        *marks,
    )


def _target(p):
    return _("未定") if p.target is None else p.target


def _target_words(scope, p, aim):
    if silent(p):
        return _("%(name)s未上报，%(aim)s %(n)s 个") % {"name": _name(p), "aim": aim, "n": _target(p)}
    return _("%(name)s认定 %(done)s 个、上报 %(reported)s 个，%(aim)s %(n)s 个，占 %(share)s%%") % {
        "name": _name(p),
        "done": p.recognised,
        "reported": p.reported if p.reported is not None else _("未"),
        "aim": aim,
        "n": _target(p),
        "share": p.recognised_share,
    }


def _target_cells(p):
    blank = silent(p)
    return (
        _name(p),
        p.declared,
        p.target,
        p.reported,
        None if blank else p.recognised,
        None if blank else p.recognised_share,
        None if blank else p.short_of_target(p.recognised),
    )


# --- the map -------------------------------------------------------------------------------------------------------


def tiles(scope):
    """The ten districts where they lie to each other; state by fill, word and figures."""
    rows = [p for p in scope.progress if p.district.code in MAP]
    lines = max([MAP[p.district.code][1] for p in rows] or [0]) + 1
    return Picture(
        name="map",
        half=True,
        title=_("区县方位图"),
        note=_("按方位示意；数字为认定 / 目标"),
        words="；".join(f"{p.district.name}{_tile_state(p)[1]}" for p in rows),
        height=lines * (TILE + GAP),
        body=together(_tile(scope, p) for p in rows),
        legend=(
            ("p-dark", _("已到目标")),
            ("p-tile", _("评审中")),
            ("p-tile-short", _("上报数少于目标")),
            ("p-none", _("未上报")),
        ),
        table=table_out(
            scope,
            "map",
            _("区县方位图"),
            [
                Column(_("区县（市）"), 14),
                Column(_("认定（累计）"), 14),
                Column(_("目标（累计）"), 14),
                Column(_("状态"), 16),
            ],
            [
                (p.district.name, None if silent(p) else p.recognised, p.target, _tile_state(p)[1])
                for p in rows
            ],
        ),
        empty="" if rows else _("没有可以画在图上的区县。"),
    )


def _tile_state(p):
    """(class of the tile, what it says)."""
    if silent(p):
        return "p-none", _("未报")
    if p.target is not None and p.recognised >= p.target:
        return "p-dark", _("已到")
    short = p.short_of_target(p.reported or 0)
    if short and p.reported is not None:
        return "p-tile-short", _("少 %(n)s") % {"n": short}
    if p.status == StatusChoices.CONCLUDED:
        return "p-tile-short", _("差 %(n)s") % {"n": p.short_of_target(p.recognised)}
    return "p-tile", _("评审中") if p.status == StatusChoices.SUBMITTED else _("未报")


def _tile(scope, p):
    column, row = MAP[p.district.code]
    x, y, width = column * 100 / COLUMNS, row * (TILE + GAP), 100 / COLUMNS - 2
    kind, state = _tile_state(p)
    dark = kind == "p-dark"
    figures = f"{'–' if silent(p) else p.recognised} / {_target(p)}"
    return link(
        scope.rows_of(p.district),
        f"{p.district.name}：{figures}，{state}",
        rect(kind, x, y + 1, width, TILE),
        *(
            text(words, x + 2, y + down, kind="p-light-text" if dark else style)
            for words, down, style in (
                (p.district.name, 24, "p-strong"),
                (figures, 46, "p-text"),
                (state, 68, "p-text"),
            )
        ),
    )
