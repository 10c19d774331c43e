"""Which official tables there are, who may take which, and how each is made for somebody."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import Role
from districts.models.people import CITY_ROLES, DISTRICT_ROLES

from .annex2 import annex2
from .opinions import opinions, opinions_of
from .overview import overview, sheets_of
from .publication import publication, titles_to_list
from .spot_checks import checks_of, spot_checks


@dataclass(frozen=True)
class Asked:
    """Whose table of which year: district None is the whole city."""

    user: object
    year: object
    district: object | None

    @property
    def today(self):
        return timezone.localdate()


@dataclass(frozen=True)
class Paper:
    """One table: make(asked) gives the OfficialTable or Listing, count(asked) how many rows it will have; empty says what to
    do first where there are none; measure: the rows' measure word; by_district: one district has to be chosen."""

    title: str
    said: str
    roles: Collection[str]
    make: Callable
    count: Callable
    measure: str
    empty: str
    by_district: bool = False


PAPERS = {
    "annex2": Paper(
        _("附件2 建设目标及进展"),
        _("各区县的社区数、目标和现在的参与、初评达标、上报、认定，按附件2次序。"),
        (*DISTRICT_ROLES, *CITY_ROLES, Role.DEPARTMENT),
        make=lambda a: annex2(a.year, [a.district] if a.district else None, today=a.today),
        count=lambda a: a.year.targets.filter(**{"district": a.district} if a.district else {}).count(),
        measure=_("行"),
        empty=_("本年度还没有载入区县和目标。"),
    ),
    "overview": Paper(
        _("考核评分情况一览表"),
        _("一个区县的全部参与社区：17 项得分、总分、结论。没有评的条目空着。"),
        (*DISTRICT_ROLES, *CITY_ROLES),
        make=lambda a: overview(a.user, a.year, a.district),
        count=lambda a: sheets_of(a.user, a.year, a.district).count(),
        measure=_("个社区"),
        empty=_("还没有参与社区；先由区县确定参与社区。"),
        by_district=True,
    ),
    "opinions": Paper(
        _("会审意见汇总表"),
        _("各部门对上报社区的意见、异议和理由，附评审结论。"),
        (*CITY_ROLES, Role.DEPARTMENT),
        make=lambda a: opinions(a.year, district=a.district, department=a.user.department),
        count=lambda a: opinions_of(a.year, district=a.district, department=a.user.department).count(),
        measure=_("条"),
        empty=_("还没有部门提会审意见。"),
    ),
    "list": Paper(
        _("绿色社区名单（公布用）"),
        _("“海曙区（41个）：”后接街道和社区，按附件2次序；只列取得称号、没有撤销的社区。"),
        (*DISTRICT_ROLES, *CITY_ROLES),
        make=lambda a: publication(a.year, district=a.district, today=a.today),
        count=lambda a: titles_to_list(a.year, district=a.district, today=a.today).count(),
        measure=_("个社区"),
        empty=_("还没有社区取得称号；评审办结以后才有名单。"),
    ),
    "spot-checks": Paper(
        _("评审抽查记录表"),
        _("抽中的社区、初评和复评得分，留出现场签名的位置；附抽取的时间、比例和种子。"),
        CITY_ROLES,
        make=lambda a: spot_checks(a.year, district=a.district),
        count=lambda a: checks_of(a.year, district=a.district).count(),
        measure=_("个社区"),
        empty=_("还没有抽查；在区县上报的页面上抽取。"),
    ),
}


def papers_for(user):
    """(name, Paper) of the tables this person may take."""
    return [(name, paper) for name, paper in PAPERS.items() if user.role in paper.roles]
