"""How a year goes: from 摸底 over 初评 to 评审, beside the year before, and who is one step short."""

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import line, link, percent, rect, text, together
from districts.text import share
from scoring.models import Stage

from .rows import BAR, ROW, table_out

YEAR_ROW = 38  # pixels

# --- from 摸底 to 认定 ---------------------------------------------------------------------------------------------


def movement(scope):
    """How many communities came through each stage, and whether their totals rose or fell between two."""
    found, p = scope.stages, scope.whole
    handed_in = (
        scope.rows_of(scope.district)
        if scope.district
        else reverse("reports:review", args=[scope.year.number])
    )
    behind = (scope.sheets_of(stage=Stage.BASELINE.value), scope.sheets_of(), handed_in)
    bars = [
        (
            _("摸底评完"),
            found.assessed.get(Stage.BASELINE, 0),
            found.passed.get(Stage.BASELINE, 0),
            _("其中 %(n)s 个达标"),
        ),
        (
            _("初评评完"),
            found.assessed.get(Stage.INITIAL, 0),
            found.passed.get(Stage.INITIAL, 0),
            _("其中 %(n)s 个达标"),
        ),
        (
            _("本年度上报"),
            (p and p.newly_reported) or 0,
            (p and p.newly_recognised) or 0,
            _("其中 %(n)s 个已认定"),
        ),
    ]
    most = max([bar[1] for bar in bars] + [1])
    moves = [
        (_("摸底到初评"), found.moves[Stage.BASELINE, Stage.INITIAL]),
        (_("初评到复评"), found.moves[Stage.INITIAL, Stage.REVIEW]),
    ]
    said = [_move_words(label, move) for label, move in moves]
    top = ROW * len(bars)
    return Picture(
        name="movement",
        half=True,
        title=_("摸底、初评到评审"),
        note=_("深色为其中达标或认定的"),
        words="；".join(
            [*(f"{label} {count} 个，{inner % {'n': part}}" for label, count, part, inner in bars), *said]
        ),
        height=top + 28 * len(said) + 4,
        body=together(
            [
                *(_stage_row(behind[n], n * ROW, most, *bar) for n, bar in enumerate(bars)),
                *(text(words, 0, top + 18 + n * 28) for n, words in enumerate(said)),
            ]
        ),
        legend=(("p-light", _("评完或上报")), ("p-solid", _("其中达标或认定"))),
        table=table_out(
            scope,
            "movement",
            _("摸底、初评到评审"),
            [
                Column(_("环节"), 16),
                Column(_("社区")),
                Column(_("其中达标或认定"), 16),
                Column(_("升")),
                Column(_("平")),
                Column(_("降")),
                Column(_("平均相差（分）"), 14),
            ],
            [
                *((label, count, part, None, None, None, None) for label, count, part, _inner in bars),
                *(_move_cells(label, move) for label, move in moves),
            ],
        ),
        empty="" if p else _("本年度还没有载入区县和目标。"),
    )


def _stage_row(address, top, most, label, count, part, inner):
    y, said = top + 22, _("%(n)s 个，%(inner)s") % {"n": count, "inner": inner % {"n": part}}
    return link(
        address,
        f"{label}：{said}",
        rect("p-zone", 0, top, 100, ROW - 4),
        text(label, 0, top + 14, kind="p-strong"),
        text(said, 100, top + 14, anchor="end"),
        rect("p-track", 0, y, 100, BAR),
        rect("p-light", 0, y, percent(count, most), BAR),
        rect("p-solid", 0, y + 5, percent(part, most), BAR - 10),
    )


def _move_words(label, move):
    if not move.communities:
        return _("%(label)s：还没有两次都评完的社区") % {"label": label}
    return _("%(label)s：%(n)s 个社区，升 %(rose)s、平 %(same)s、降 %(fell)s") % {
        "label": label,
        "n": move.communities,
        "rose": move.rose,
        "same": move.same,
        "fell": move.fell,
    }


def _move_cells(label, move):
    mean = f"{move.points / move.communities:+.2f}".replace("-", "\u2212") if move.communities else None
    counts = (move.rose, move.same, move.fell) if move.communities else (None, None, None)
    return (label, move.communities, None, *counts, mean)


# --- year on year --------------------------------------------------------------------------------------------------


def years(scope):
    """The programme's years beside each other, each against its own share of the communities."""
    rows = scope.years
    most = max(
        [100 * max(p.participating, p.passing, p.recognised) / p.declared for _y, p in rows if p.declared]
        + [year.share_goal for year, _p in rows]
        + [1]
    )
    kinds = (
        (_("参与（当年）"), "p-far", lambda p: p.participating),
        (_("初评达标（累计）"), "p-light", lambda p: p.passing),
        (_("认定（累计）"), "p-solid", lambda p: p.recognised),
    )
    block = 30 + YEAR_ROW * len(kinds)
    return Picture(
        name="years",
        half=True,
        title=_("各年度对比"),
        note=_("占当年申报社区的百分比；虚线为当年的占比线"),
        words="；".join(
            _("%(year)s年申报社区 %(declared)s 个，") % {"year": year.number, "declared": p.declared}
            + "、".join(f"{label} {count(p)} 个" for label, _kind, count in kinds)
            for year, p in rows
        ),
        height=block * len(rows),
        body=together(
            link(
                scope.pictures_of(year),
                _("%(year)s年进展图") % {"year": year.number},
                _year_block(n * block, year, p, kinds, most),
            )
            for n, (year, p) in enumerate(rows)
        ),
        legend=tuple((kind, label) for label, kind, _count in kinds),
        table=table_out(
            scope,
            "years",
            _("各年度对比"),
            [
                Column(_("年度")),
                Column(_("申报社区")),
                *(Column(label, 16) for label, _kind, _count in kinds),
                Column(_("目标（累计）"), 14),
                Column(_("认定占申报社区"), 16, share=True),
                Column(_("占比线")),
            ],
            [
                (
                    f"{year.number}年",
                    p.declared,
                    *(count(p) for _l, _k, count in kinds),
                    p.target,
                    p.recognised_share,
                    f"{year.share_goal}%",
                )
                for year, p in rows
            ],
        ),
        empty="" if rows else _("还没有可以对比的年度。"),
    )


def _year_block(top, year, p, kinds, most):
    goal = percent(year.share_goal, most)
    bars = []
    for n, (label, kind, count) in enumerate(kinds):
        y = top + 24 + n * YEAR_ROW
        bars += [
            rect("p-track", 0, y + 17, 100, 10),
            rect(kind, 0, y + 17, percent(count(p) * 100, p.declared * most) if p.declared else 0, 10),
            line("p-dash", goal, y + 15, goal, y + 31),
            text(label, 0, y + 12),
            text(
                _("%(n)s 个，占 %(share)s%%") % {"n": count(p), "share": share(count(p), p.declared)},
                100,
                y + 12,
                anchor="end",
            ),
        ]
    heading = _("%(year)s年　申报社区 %(n)s 个，占比线 %(goal)s%%") % {
        "year": year.number,
        "n": p.declared,
        "goal": year.share_goal,
    }
    zone = rect("p-zone", 0, top, 100, 24 + YEAR_ROW * len(kinds))
    return together([zone, text(heading, 0, top + 16, kind="p-strong"), *bars])


# --- one step short ------------------------------------------------------------------------------------------------


def near(scope):
    """Communities 1 to 6 points short, by district or street, beside what is missing to the target."""
    rows = [(name, scope.near.get(key, 0), address) for key, name, address in scope.near_places]
    rows = [row for row in rows if row[1] or scope.city]
    most = max([count for _name, count, _address in rows] + [1])
    short = scope.total_short
    return Picture(
        name="near",
        half=scope.city,
        title=_("差一步达标"),
        note=(_("距目标还差 %(n)s 个") % {"n": short} if short else _("目标已到"))
        if short is not None
        else _("目标还没有确定"),
        words="；".join(
            _("%(name)s %(n)s 个") % {"name": name, "n": count} for name, count, _address in rows
        ),
        height=34 * len(rows) + 4,
        body=together(
            link(
                address,
                _("%(name)s：差 1–6 分的 %(n)s 个") % {"name": name, "n": count},
                rect("p-zone", 0, n * 34, 100, 30),
                text(name, 0, n * 34 + 20),
                rect("p-near", 34, n * 34 + 6, percent(count, most) * 56 / 100, 18) if count else "",
                text(str(count), 35 + percent(count, most) * 56 / 100, n * 34 + 20, kind="p-strong"),
            )
            for n, (name, count, address) in enumerate(rows)
        ),
        legend=(("p-near", _("初评差 1–6 分的社区")),),
        table=table_out(
            scope,
            "near",
            _("差一步达标"),
            [
                Column(_("区县（市）") if scope.city else _("街道（乡镇）"), 16),
                Column(_("差 1–6 分的社区"), 16),
            ],
            [(name, count) for name, count, _address in rows],
        ),
        empty="" if rows else _("没有差 1–6 分的社区。"),
    )
