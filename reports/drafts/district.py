"""年度总结评估报告: a district's annual report to the city (五(三)), drafted."""

from django.utils.translation import gettext as _

from districts.text import cn_date

from ..annex3 import CITY_BUREAU
from ..annex3_files import annex3_table
from ..document_queries import practices_of
from ..joined import joined_in_words, joined_of
from ..models import Submission
from ..pictures import PROGRESS, SCORES
from . import passages
from .content import Attached, Draft, Heading, Slot, paragraph, slot

# 三、建设内容: the document's own five headings.
WORK = (
    "建立健全党建引领的治理机制",
    "推进集约高效的基础设施改造",
    "营造绿色宜居的社区环境",
    "强化智能安全的社区管理",
    "培育和睦共治的特色文化",
)
NUMERALS = "一二三四五六七八九"


def district_report(scope):
    """The Draft for scope.district; a fixed number of queries."""
    year, district = scope.year, scope.district
    basis = passages.basis_of(scope)
    table = passages.annex3_of(scope, basis)
    pieces = [
        paragraph(
            _(
                "根据《宁波市绿色社区建设行动实施方案》（%(number)s），我局组织开展了%(year)s年绿色社区建设行动，现将总结评估情况报告如下。"
            )
            % {"number": year.programme.document_number, "year": year.number}
        ),
        Heading(1, _("一、总体情况")),
        *passages.counts(scope, table),
        *passages.goals(scope),
        PROGRESS["targets"](scope),
        Heading(1, _("二、工作开展情况")),
        slot(_("组织领导、动员部署和摸底情况")),
        *_work(),
        Heading(1, _("三、初评情况")),
        *_joined(scope),
        *passages.scores(scope),
        SCORES["distribution"](scope),
        *([passages.dearest_rules(scope)] if scope.rule_costs else []),
        slot(_("对扣分较多条目的分析")),
        Heading(1, _("四、经验做法")),
        *_practices(scope),
        slot(_("试点、示范教育基地的带动情况，可复制、可推广的经验")),
        Heading(1, _("五、存在的问题和下一步打算")),
        slot(_("存在的问题和不足")),
        slot(_("下一步打算")),
        Attached(annex3_table(table)),
    ]
    return Draft(
        title=_("%(district)s%(year)s年度绿色社区建设行动总结评估报告")
        % {"district": district.name, "year": year.number},
        slug=f"report-{district.code}-{year.number}",
        to=CITY_BUREAU,
        bureau=district.bureau,
        day=cn_date(scope.today),
        basis=table.basis_line,
        pieces=pieces,
    )


def _work():
    for numeral, words in zip(NUMERALS, WORK, strict=False):
        yield Heading(2, f"（{numeral}）{words}")
        yield slot(_("做了什么、投入多少、效果如何"))


def _joined(scope):
    submission = Submission.objects.filter(district=scope.district, year=scope.year).first()
    words = joined_in_words(joined_of(submission)) if submission else ""
    if not words:
        return [paragraph(_("初评由我局会同"), Slot(_("参加初评的部门")), _("进行。"))]
    return [paragraph(_("初评由我局会同区县相关部门进行（%(words)s）。") % {"words": words})]


def _practices(scope):
    titles = practices_of(scope.year, scope.district)
    return (
        [
            paragraph(
                _("已报送典型做法 %(n)s 个：%(titles)s。")
                % {"n": len(titles), "titles": "、".join(f"《{t}》" for t in titles)}
            )
        ]
        if titles
        else []
    )
