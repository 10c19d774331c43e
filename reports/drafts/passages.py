"""Sentences both reports use. Every number comes from a Scope (reports.pictures.scope) or from 附件3; what is not known yet is a
slot, never 0."""

from django.utils.translation import gettext as _

from districts.official import Col, OfficialTable
from districts.text import percent
from scoring.models import Stage

from ..annex3 import annex3
from ..counts import target_label
from ..models import DecisionChoices, StatusChoices, Submission
from ..queries import Basis, decisions
from .content import Slot, paragraph

DEAREST = 8  # rules named


def basis_of(scope):
    """Recognised once everything handed in is concluded, what was reported before."""
    rows = Submission.objects.filter(year=scope.year, district__in=scope.districts)
    handed_in = [each for each in rows.values_list("status", flat=True) if each != StatusChoices.DRAFT]
    done = handed_in and all(each == StatusChoices.CONCLUDED for each in handed_in)
    return Basis.RECOGNISED if done else Basis.REPORTED


def annex3_of(scope, basis):
    return annex3(scope.year, district=scope.district, basis=basis, today=scope.today)


def counts(scope, table):
    """How many take part, pass, are listed and recognised; the list's number and share are 附件3's own."""
    p, year = scope.whole, scope.year
    if p is None:
        return [paragraph(Slot(_("社区数、参与数和达标数")))]
    said = _(
        "%(year)s年，申报社区 %(declared)s 个，参与建设 %(taking)s 个，占 %(taking_share)s；初评评完 %(assessed)s 个，初评达标（累计）%(passing)s 个，占申报社区的 %(passing_share)s。"
    ) % {
        "year": year.number,
        "declared": p.declared,
        "taking": p.participating,
        "taking_share": percent(p.participating, p.declared),
        "assessed": p.assessed,
        "passing": p.passing,
        "passing_share": percent(p.passing, p.declared),
    }
    return [paragraph(said), _listed(scope, table)]


def _listed(scope, table):
    """What 附件3 says of the year."""
    cell = (
        table.total.years[table.year_numbers.index(scope.year.number)]
        if scope.year.number in table.year_numbers
        else None
    )
    if cell is None:
        return paragraph(Slot(_("本年度绿色社区名单的数量和比例（上报以后自动填写）")))
    return paragraph(
        _(
            "本年度绿色社区完成数量 %(count)s 个，完成比例 %(share)s%%；合计完成比例 %(whole)s%%（%(basis)s，名单见附件）。"
        )
        % {
            "count": cell.count,
            "share": cell.share,
            "whole": table.total.share,
            "basis": table.basis_line.removeprefix("口径："),
        }
    )


def goals(scope):
    """The target (a count) and the share of the year: two facts."""
    p = scope.whole
    if p is None:
        return []
    aim = target_label(scope.year)
    if p.target is None:
        first = paragraph(aim, Slot(_("目标数（确定以后自动填写）")), _("。"))
    else:
        short = p.short_of_target(p.recognised)
        first = paragraph(
            _("对照%(aim)s %(target)s 个：认定（累计）%(done)s 个，%(said)s。")
            % {
                "aim": aim,
                "target": p.target,
                "done": p.recognised,
                "said": _("差 %(n)s 个") % {"n": short} if short else _("已到目标"),
            }
        )
    second = paragraph(
        _("对照申报社区 %(goal)s%% 的要求：认定占 %(share)s，%(said)s。")
        % {
            "goal": p.share_goal,
            "share": percent(p.recognised, p.declared),
            "said": _("已到") if p.reaches_share(p.recognised) else _("未到"),
        }
    )
    return [first, second]


def scores(scope):
    """How the initial scores lie around the pass mark, and how they moved."""
    found = scope.totals
    if not found.sheets:
        return [paragraph(Slot(_("初评得分情况（评完以后自动填写）")))]
    said = _("初评评完的 %(n)s 份评分表中，达标 %(passed)s 份") % {"n": found.sheets, "passed": found.passed}
    if found.by_bonus:
        said += _("，其中靠附加分达标 %(n)s 份") % {"n": found.by_bonus}
    said += _("。")
    move = scope.stages.moves[Stage.BASELINE, Stage.INITIAL]
    if move.communities:
        said += _("与摸底相比，%(n)s 个社区中得分上升 %(rose)s 个、持平 %(same)s 个、下降 %(fell)s 个。") % {
            "n": move.communities,
            "rose": move.rose,
            "same": move.same,
            "fell": move.fell,
        }
    return [paragraph(said)]


def dearest_rules(scope):
    """The rules that cost most, in the official wording."""
    rows = scope.rule_costs[:DEAREST]
    return OfficialTable(
        title=_("扣分较多的条目"),
        slug="rules",
        scope=(),
        columns=(
            Col(_("条目"), 3),
            Col(_("评估标准扣分规定"), 22, "left"),
            Col(_("共扣（分）"), 4),
            Col(_("社区（个）"), 4),
        ),
        rows=[(each.code, each.text, each.points, each.communities) for each in rows],
        landscape=False,
    )


def review(scope):
    """What the review came to, in numbers; a slot before anything is handed in."""
    found = decisions(scope.year, scope.district)
    if not found:
        return [paragraph(Slot(_("综合评审情况（评审以后自动填写）")))]
    words = "、".join(
        _("%(label)s %(n)s 个") % {"label": choice.label, "n": found[choice]}
        for choice in DecisionChoices
        if found.get(choice)
    )
    return [paragraph(_("上报名单共 %(n)s 个社区：%(words)s。") % {"n": sum(found.values()), "words": words})]
