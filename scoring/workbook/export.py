"""Taking score sheets out: which ones a person may take, what of them is shown, and the file."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.doors import Refused
from districts.text import cn_datetime

from .. import access
from ..models import ItemScore, Stage, State
from .guide import Cover
from .layout import stamp_of
from .write import Line, Shown, write_workbook

STAGES = (Stage.BASELINE, Stage.INITIAL)


def sheets_of(user, *, district, year, stage):
    """The district's sheets of a year and stage this person may see, in registry order; three queries."""
    return (
        access.visible_sheets(user)
        .filter(district=district, year=year, stage=stage)
        .select_related("community__street", "district", "year", "locked_by")
        .prefetch_related("rubric", Prefetch("items", ItemScore.objects.order_by("number")))
        .order_by("community__street__code", "community__code", "community__pk")
    )


def export_workbook(user, *, district, year, stage, file):
    """Write the score workbook of a district, year and stage (Stage.BASELINE or INITIAL) into a binary file. Returns
    how many communities stand in it. Refused when there are none, or when two rubrics would have to share a file."""
    sheets = list(sheets_of(user, district=district, year=year, stage=stage))
    rubric = the_rubric(sheets)
    cover = Cover(
        district=str(district),
        year=str(year),
        stage=Stage(stage).label,
        by=user.full_name,
        when=cn_datetime(timezone.now()),
    )
    stamp = stamp_of(rubric, year=year.number, district=district.code, stage=stage)
    lines = [line_of(sheet, rubric) for sheet in sheets]
    write_workbook(lines, rubric=rubric, stamp=stamp, cover=cover, file=file)
    return len(lines)


def the_rubric(sheets):
    """The one rubric (the engine's) all the sheets are scored by."""
    rubrics = {sheet.rubric_id: sheet.rubric for sheet in sheets}
    if not rubrics:
        raise Refused(_("这里还没有评分表，确定参与社区或者建立摸底表以后才能下载评分工作簿。"))
    if len(rubrics) > 1:
        raise Refused(
            _("这些评分表用了不同版本的评估参考标准（%(rubrics)s），不能放进一个工作簿，请在网上评分。")
            % {"rubrics": "、".join(sorted(str(rubric) for rubric in rubrics.values()))}
        )
    return next(iter(rubrics.values())).parsed


def line_of(sheet, rubric):
    """A sheet as a row of the workbook; items and community are fetched already."""
    community = sheet.community
    return Line(
        key=community.pk,
        street=community.street.name,
        community=community.name,
        items={row.number: shown(rubric.item(row.number), row) for row in sheet.items.all()},
        locked=access.why_locked(sheet),
    )


def shown(item, row):
    """What the file shows of an item. One that waits to be confirmed (carried over, or put back to unassessed with
    every rule answered) is left blank: 得分 would count it, and on the site it does not count."""
    complete = all(row.findings.get(rule.code) is not None for rule in item.rules)
    if row.state == State.TO_CONFIRM or (row.state == State.BLANK and complete):
        return Shown(row.version, {}, "")
    return Shown(row.version, row.findings, row.reason)


def file_name(district, year, stage):
    """评分工作簿-2022-海曙区-初评.xlsx"""
    return f"{_('评分工作簿')}-{year.number}-{district}-{Stage(stage).label}.xlsx"
