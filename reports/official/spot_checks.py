"""抽查记录: the communities drawn for a visit, what was found, and room for who went and signed."""

from django.utils.translation import gettext as _

from districts.official import Col, OfficialTable
from districts.text import cn_datetime
from scoring.rescoring import rescores

from ..models import SpotCheck


def checks_of(year, *, district=None):
    rows = SpotCheck.objects.filter(sample__submission__year=year)
    rows = rows.filter(sample__submission__district=district) if district else rows
    return rows.select_related("sample__submission__district", "sample__drawn_by", "entry").order_by(
        "sample__submission__district__annex_order", "sample__sequence", "entry"
    )


def spot_checks(year, *, district=None):
    """The record; for the city alone, as a visit is not announced."""
    checks = list(checks_of(year, district=district))
    found = rescores(year.pk, [check.entry.community_id for check in checks])
    samples = {check.sample_id: check.sample for check in checks}
    return OfficialTable(
        title=_("绿色社区评审抽查记录表"),
        slug=f"spot-checks-{year.number}",
        scope=(year.number, district.name if district else _("全市")),
        head_lines=((_("抽查单位：宁波市住房和城乡建设局"), _("年度：%(year)s年") % {"year": year.number}),),
        columns=(
            Col(_("序号"), 2),
            Col(_("区县（市）"), 4),
            Col(_("抽次"), 2),
            Col(_("街道（乡镇）"), 5),
            Col(_("社区"), 8),
            Col(_("抽中理由"), 6),
            Col(_("初评"), 3),
            Col(_("复评"), 3),
            Col(_("相差"), 3),
            Col(_("评审"), 4),
            Col(_("现场人员签名"), 8),
            Col(_("日期"), 5),
        ),
        rows=[
            _cells(number, check, found.get(check.entry.community_id))
            for number, check in enumerate(checks, start=1)
        ],
        small=[_sample_line(sample) for sample in samples.values()],
    )


def _cells(number, check, rescore):
    entry, total = check.entry, rescore.total if rescore else None
    return (
        number,
        check.sample.submission.district.name,
        check.sample.sequence,
        entry.street_name,
        entry.community_name,
        check.get_stratum_display(),
        entry.total,
        total,
        None if total is None else _signed(total - entry.total),
        entry.get_decision_display(),
        None,
        None,
    )


def _signed(number):
    return f"+{number}" if number > 0 else f"\u2212{-number}" if number else "0"


def _sample_line(sample):
    return _(
        "%(district)s第%(sequence)s次：%(when)s由%(who)s抽取，比例 %(share)s%%，种子 %(seed)s（同一种子抽得同样的社区）。"
    ) % {
        "district": sample.submission.district,
        "sequence": sample.sequence,
        "when": cn_datetime(sample.drawn_at),
        "who": sample.drawn_by,
        "share": sample.share,
        "seed": sample.seed,
    }
