"""年度报告: the city's annual report to the province (五(三)), drafted."""

from django.utils.translation import gettext as _

from districts.official import Col, OfficialTable
from districts.text import cn_date

from ..annex3 import CITY_BUREAU
from ..annex3_files import annex3_table
from ..document_queries import accepted_practices
from ..models import Evaluation
from ..official.annex2 import annex2
from ..official.opinions import opinions_of
from ..official.publication import publication
from ..official.spot_checks import checks_of
from ..pictures import PROGRESS, SCORES
from . import passages
from .content import Attached, Draft, Heading, Slot, paragraph, slot

PROVINCE = "浙江省住房和城乡建设厅"


def city_report(scope):
    """The Draft for the whole city; a fixed number of queries."""
    year, basis = scope.year, passages.basis_of(scope)
    table = passages.annex3_of(scope, basis)
    listing = publication(year, today=scope.today)
    pieces = [
        paragraph(
            _(
                "根据《浙江省绿色社区建设行动实施方案》（浙建城发〔2020〕45号）和《宁波市绿色社区建设行动实施方案》（%(number)s），我市组织开展了%(year)s年绿色社区建设行动，现将有关情况报告如下。"
            )
            % {"number": year.programme.document_number, "year": year.number}
        ),
        Heading(1, _("一、总体情况")),
        *passages.counts(scope, table),
        *passages.goals(scope),
        annex2(year, today=scope.today),
        PROGRESS["targets"](scope),
        Heading(1, _("二、工作开展情况")),
        slot(_("组织领导、部门协同、政策和资金支持、宣传培训")),
        Heading(1, _("三、综合评审情况")),
        *_handing_in(scope),
        *passages.review(scope),
        *_joint(scope),
        *passages.scores(scope),
        SCORES["distribution"](scope),
        SCORES["heat"](scope),
        *([passages.dearest_rules(scope)] if scope.rule_costs else []),
        slot(_("对得分和扣分情况的分析")),
        Heading(1, _("四、各区县（市）工作落实情况和成效")),
        *_evaluations(scope),
        Heading(1, _("五、先进经验和典型做法")),
        *_practices(scope),
        slot(_("先进经验的推广情况")),
        Heading(1, _("六、存在的问题和下一步打算")),
        slot(_("存在的问题和不足")),
        slot(_("下一步打算")),
        Attached(annex3_table(table)),
        *([Attached(listing)] if listing.sections else []),
    ]
    return Draft(
        title=_("宁波市%(year)s年度绿色社区建设行动报告") % {"year": year.number},
        slug=f"report-{year.number}",
        to=PROVINCE,
        bureau=CITY_BUREAU,
        day=cn_date(scope.today),
        basis=table.basis_line,
        pieces=pieces,
    )


def _handing_in(scope):
    rows = [each for each in scope.timings if each.handed_in]
    if not rows:
        return [paragraph(Slot(_("各区县上报情况（上报以后自动填写）")))]
    late = [each.district.name for each in rows if each.late]
    extended = [each.district.name for each in rows if each.extended and not each.late]
    said = _("%(n)s 个区县（市）中 %(done)s 个已上报") % {"n": len(scope.timings), "done": len(rows)}
    said += _("；%(names)s经批准延期") % {"names": "、".join(extended)} if extended else ""
    said += _("；%(names)s逾期上报") % {"names": "、".join(late)} if late else _("，没有逾期")
    return [paragraph(said + _("。")), PROGRESS["calendar"](scope)]


def _joint(scope):
    rows = opinions_of(scope.year)
    given, opposed = rows.count(), rows.filter(opposing=True).count()
    checked = checks_of(scope.year).count()
    said = []
    if given:
        said.append(
            _("会审部门提出意见 %(n)s 条，其中有异议 %(opposed)s 条。") % {"n": given, "opposed": opposed}
        )
    if checked:
        said.append(_("评审抽查社区 %(n)s 个。") % {"n": checked})
    return [paragraph(*said)] if said else [paragraph(Slot(_("会审和抽查情况")))]


def _evaluations(scope):
    rows = Evaluation.objects.filter(submission__year=scope.year).select_related("submission__district")
    rows = list(rows.order_by("submission__district__annex_order"))
    if not rows:
        return [slot(_("对各区县（市）工作落实情况和成效的评价（评价以后自动填写）"))]
    table = OfficialTable(
        title=_("各区县（市）评价"),
        slug="evaluations",
        scope=(),
        columns=(Col(_("区县（市）"), 5), Col(_("评价"), 3), Col(_("落实情况和成效"), 26, "left")),
        rows=[(each.submission.district.name, each.get_grade_display(), each.text) for each in rows],
        landscape=False,
    )
    return [table]


def _practices(scope):
    found = [each for each in accepted_practices() if each.practice.year_id == scope.year.pk]
    if not found:
        return []
    words = "、".join(f"{each.practice.district.name}《{each.document.title}》" for each in found)
    return [paragraph(_("采纳推广典型做法 %(n)s 个：%(words)s。") % {"n": len(found), "words": words})]
