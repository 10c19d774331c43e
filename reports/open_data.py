"""The open data: what each file's fields are, and its rows, made of published results alone. The addresses and the names of the
fields are promised: a field may be added at the end, none is renamed or removed (docs/decisions/0032)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from districts.exports import Column, TableOut


@dataclass(frozen=True)
class Field:
    """One field: its name in the files, what it is called and means, its type, its unit."""

    name: str
    label: str
    said: str
    type: str
    unit: str = ""


WHOLE, TEXT, DAY, NUMBER = _("整数"), _("文字"), _("日期 YYYY-MM-DD"), _("两位小数")

DISTRICT_FIELDS = (
    Field("year", _("年度"), _("绿色社区的认定年度"), WHOLE, _("年")),
    Field("district_code", _("行政区划代码"), "GB/T 2260", TEXT),
    Field("district", _("区县（市）"), _("全称，按附件2次序排列"), TEXT),
    Field(
        "declared_communities",
        _("社区居委会数量"),
        _("附件2或当年申报的社区数，各项比例的分母"),
        WHOLE,
        _("个"),
    ),
    Field(
        "target_cumulative", _("建设数量目标"), _("累计目标（2021年为附件2）；没有确定时为空"), WHOLE, _("个")
    ),
    Field("recognised_in_year", _("当年认定"), _("当年新增的绿色社区；还没有公布时为空"), WHOLE, _("个")),
    Field(
        "recognised_cumulative",
        _("累计认定"),
        _("到当年为止有效的绿色社区，合并的社区只计一次；还没有公布时为空"),
        WHOLE,
        _("个"),
    ),
    Field("share_percent", _("认定占比"), _("累计认定 ÷ 社区居委会数量 × 100，四舍五入"), NUMBER, "%"),
)
COMMUNITY_FIELDS = (
    Field("year", _("年度"), _("绿色社区的认定年度"), WHOLE, _("年")),
    Field("district_code", _("行政区划代码"), "GB/T 2260", TEXT),
    Field("district", _("区县（市）"), _("全称，按附件2次序排列"), TEXT),
    Field("street", _("街道（乡镇）"), _("上报时的名称"), TEXT),
    Field("community", _("社区"), _("上报时的全称"), TEXT),
    Field(
        "community_code",
        _("统计用区划代码"),
        _("现在的代码；没有时为空。代码会变更和重用，不能作为唯一标识"),
        TEXT,
    ),
    Field("batch", _("批次"), _("公布的批次"), TEXT),
    Field("document_number", _("公布文号"), _("公布所用的文件"), TEXT),
    Field("published_on", _("公布日期"), _("向社会公布的日期"), DAY),
    Field("status", _("状态"), _("valid 有效；revoked 已撤销"), TEXT),
    Field("revoked_on", _("撤销日期"), _("称号撤销的日期；有效的为空"), DAY),
)
FIELDS = {"districts": DISTRICT_FIELDS, "communities": COMMUNITY_FIELDS}
TITLES = {"districts": _("各区县认定情况"), "communities": _("绿色社区名单")}


def rows_of(name, year, districts):
    """The rows of a file (districts or communities): tuples in the order of its FIELDS, from reports.queries.published."""
    make = _district_rows if name == "districts" else _community_rows
    return [row for each in districts for row in make(year, each)]


def _district_rows(year, each):
    counts = (each.recognised, each.cumulative, each.share) if each.open else (None, None, None)
    yield (year.number, each.district.code, each.district.name, each.declared, each.target, *counts)


def _community_rows(year, each):
    for title in (*each.titles, *each.revoked):
        yield (
            year.number,
            each.district.code,
            each.district.name,
            title.street,
            title.community,
            title.code,
            title.batch,
            title.document_number,
            title.published_on,
            "revoked" if title in each.revoked else "valid",
            title.revoked_on if title in each.revoked else None,
        )


def table_of(name, year, districts):
    """A file as a table for CSV."""
    rows = rows_of(name, year, districts)
    return TableOut(
        title=str(TITLES[name]),
        slug=f"green-communities-{year.number}-{name}",
        scope=(year.number,),
        columns=[Column(field.name) for field in FIELDS[name]],
        rows=[[each.isoformat() if hasattr(each, "isoformat") else each for each in row] for row in rows],
        count=len(rows),
    )


def objects_of(name, year, districts):
    """The rows as JSON objects; days as text, shares as numbers with two places."""
    names = [field.name for field in FIELDS[name]]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows_of(name, year, districts)]


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)  # two places: as short when it is read back
    return value.isoformat() if hasattr(value, "isoformat") else value
