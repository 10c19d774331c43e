"""考核评分情况一览表: one district's communities with the points of every item, of the 初评."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from districts.official import Col, OfficialTable
from districts.text import verdict
from scoring.access import visible_sheets
from scoring.models import ItemScore, Stage, State


def sheets_of(user, year, district):
    rows = visible_sheets(user).filter(year=year, district=district, stage=Stage.INITIAL)
    items = ItemScore.objects.order_by("number").only("sheet", "number", "points", "state")
    return (
        rows.select_related("community__street", "rubric")
        .order_by("community__street__code", "community__code", "pk")
        .prefetch_related(Prefetch("items", queryset=items))
    )


def overview(user, year, district):
    """The table; an item nobody has confirmed is blank, and its sheet has no total."""
    sheets = list(sheets_of(user, year, district))
    numbers = sorted({item.number for sheet in sheets for item in sheet.items.all()})
    marks = sorted({sheet.rubric.pass_mark for sheet in sheets})
    return OfficialTable(
        title=_("绿色社区建设考核评分情况一览表"),
        slug=f"overview-{district.code}-{year.number}",
        scope=(year.number, district.name),
        head_lines=(
            (_("区县（市）：%(name)s") % {"name": district}, _("年度：%(year)s年") % {"year": year.number}),
        ),
        columns=(
            Col(_("序号"), 2),
            Col(_("街道（乡镇）"), 6),
            Col(_("社区"), 10),
            *(Col(str(number), 1.5) for number in numbers),
            Col(_("总分"), 2),
            Col(_("结论"), 4),
        ),
        rows=[_cells(number, sheet, numbers) for number, sheet in enumerate(sheets, start=1)],
        small=(
            _("表头数字为附件1条目编号；空着的条目未评，没有总分；%(marks)s分以上（含）为达标。")
            % {"marks": "、".join(map(str, marks))},
        )
        if sheets
        else (),
    )


def _cells(place, sheet, numbers):
    points = {item.number: item.points for item in sheet.items.all() if item.state == State.CONFIRMED}
    said = verdict(sheet.total, sheet.passed, sheet.rubric.pass_mark)[1].partition("，")[0]
    names = (sheet.community.street.name, sheet.community.name)
    return (place, *names, *(points.get(number) for number in numbers), sheet.total, said)
