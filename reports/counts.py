"""The three counts of a year (参与, 达标, 认定) and its two goals (目标, 占比) in words, each with its own name and its own
whole. Written once; pages, tables and evaluations take the words from here, so that no number stands for another."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.models import Year
from districts.text import percent

from .queries import Progress

ANNEX2_YEAR = 2021  # 附件2: 2021年绿色社区建设数量


def target_label(year):
    """2021's targets are Annex 2's; a later year's are set by the city, also a later programme's first."""
    return _("附件2目标") if year.number == ANNEX2_YEAR else _("本年度累计目标")


@dataclass(frozen=True)
class Count:
    """`number` of `whole` (None where that is not set yet); `said`: what the whole is and how the number stands to it."""

    label: str
    number: int
    whole: int | None
    said: str
    note: str = ""


def counts_of_street(counts):
    """The three counts of a street (reports.queries.StreetCounts); targets are set for districts."""
    c = counts
    return [
        Count(
            _("参与"),
            c.participating,
            c.registered,
            _share_of(_("本街道社区"), c.participating, c.registered),
        ),
        _passing(c),
        Count(recognised_label(c), c.recognised, None, _("目标定到区县（市），不分到街道"), _earlier(c)),
    ]


def counts_of(progress: Progress, year: Year) -> list[Count]:
    """Taking part of what was declared, passing of who takes part, recognised of the target (reports.queries.Progress)."""
    p = progress
    return [
        Count(_("参与"), p.participating, p.declared, _share_of(_("申报社区"), p.participating, p.declared)),
        _passing(p),
        Count(recognised_label(p), p.recognised, p.target, _to_target(p, year), _earlier(p)),
    ]


def _passing(counts):
    passing, whole = counts.newly_passing, counts.participating
    return Count(_("初评达标"), passing, whole, _share_of(_("参与社区"), passing, whole))


def _earlier(counts):
    said = {"n": counts.earlier, "new": counts.newly_recognised}
    return _("含以前年度 %(n)s 个，本年度 %(new)s 个") % said if counts.earlier else ""


def _share_of(whole, part, number):
    return _("占%(whole)s %(share)s") % {"whole": whole, "share": percent(part, number)} if number else ""


def _to_target(progress, year):
    label, short = target_label(year), progress.short_of_target(progress.recognised)
    if short is None:
        return _("%(label)s还没有确定") % {"label": label}
    if short:
        return _("%(label)s：未到，差 %(n)s 个") % {"label": label, "n": short}
    return _("%(label)s：已到") % {"label": label}


def recognised_label(progress):
    return _("认定（累计）") if progress.earlier else _("认定")


def passing_label(progress):
    """Of the count that is compared with the goals: cumulative, as the target is."""
    return _("初评达标（累计）") if progress.earlier else _("初评达标")


@dataclass(frozen=True)
class Goal:
    """How one count stands to one goal; met is None while the goal is not set."""

    label: str
    words: str
    met: bool | None

    @property
    def verdict(self):
        return {None: _("还没有确定"), True: _("已到"), False: _("未到")}[self.met]


def target_goal(progress: Progress, year: Year, what: str, count: int) -> Goal:
    """附件2目标 41 个（40.59%）： 认定 37 个，差 4 个."""
    if progress.target is None:
        return Goal(target_label(year), f"{what} {_n(count)}", None)
    share = percent(progress.target, progress.declared)
    label = _("%(label)s %(n)s（%(share)s）") % {
        "label": target_label(year),
        "n": _n(progress.target),
        "share": share,
    }
    short = progress.short_of_target(count)
    words = f"{what} {_n(count)}"
    if short:
        words += _("，差 %(n)s") % {"n": _n(short)}
    return Goal(label, words, not short)


def share_goal(progress: Progress, what: str, count: int) -> Goal:
    """40% 线（申报社区 101 个）： 认定占 36.63%."""
    label = _("%(goal)s%% 线（申报社区 %(n)s）") % {"goal": progress.share_goal, "n": _n(progress.declared)}
    words = _("%(what)s占 %(share)s") % {"what": what, "share": percent(count, progress.declared)}
    return Goal(label, words, progress.reaches_share(count))


def goals_of(progress, year):
    """(target, share), each of the two counts that are measured by both: recognised first, then passing."""
    counted = (
        (recognised_label(progress), progress.recognised),
        (passing_label(progress), progress.passing),
    )
    return [
        [target_goal(progress, year, what, count) for what, count in counted],
        [share_goal(progress, what, count) for what, count in counted],
    ]


def _n(count):
    return _("%(n)s 个") % {"n": count}
