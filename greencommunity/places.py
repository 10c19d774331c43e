"""What the menu offers each role, the pages that belong to a place of it, and the tabs of pages that share one place."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from districts.models import Role
from districts.models.people import CITY_ROLES, DISTRICT_ROLES


@dataclass(frozen=True)
class Place:
    """One line of the menu. `yearly`: its address has the year; `whole_district`: not for street editors."""

    label: str
    view: str
    roles: Collection[str]
    yearly: bool = True
    whole_district: bool = False

    def is_for(self, user):
        return user.role in self.roles and not (self.whole_district and user.street_id)


# Whoever works with a year's results.
READERS = (*DISTRICT_ROLES, *CITY_ROLES, Role.DEPARTMENT)

MENU = [
    Place(_("首页"), "home", frozenset(Role) - frozenset(CITY_ROLES), yearly=False),
    Place(_("全市进展"), "home", CITY_ROLES, yearly=False),
    Place(_("会审"), "reports:opinions", (Role.DEPARTMENT,)),
    Place(_("社区"), "scoring:communities", DISTRICT_ROLES),
    Place(_("上报"), "reports:my_submission", DISTRICT_ROLES, whole_district=True),
    Place(_("文件"), "reports:my_documents", DISTRICT_ROLES, whole_district=True),
    Place(_("评审队列"), "reports:review", CITY_ROLES),
    Place(_("会审"), "reports:all_opinions", CITY_ROLES),
    Place(_("文件"), "reports:documents_overview", CITY_ROLES),
    Place(_("汇总表"), "reports:annex3", READERS, whole_district=True),
    Place(_("称号"), "reports:titles", (*DISTRICT_ROLES, *CITY_ROLES)),
    Place(
        _("典型做法"),
        "reports:good_practice",
        READERS,
        yearly=False,
    ),
    Place(_("社区"), "scoring:communities", CITY_ROLES),
    Place(_("年度"), "districts:year_page", CITY_ROLES),
    Place(_("评分标准"), "scoring:rubric", READERS),
    Place(
        _("社区名录"),
        "districts:registry",
        (Role.DISTRICT_LEAD, *CITY_ROLES, Role.ADMINISTRATOR),
        yearly=False,
    ),
    Place(_("人员"), "districts:people", (Role.ADMINISTRATOR,), yearly=False),
    Place(_("操作记录"), "districts:trail", (Role.AUDITOR,), yearly=False),
]

# Pages that share one place of the menu: each shows the others as tabs.
TABS = [
    [
        Place(_("首页"), "home", DISTRICT_ROLES, yearly=False),
        Place(_("全市进展"), "home", CITY_ROLES, yearly=False),
        Place(_("进展图"), "reports:progress_pictures", (*DISTRICT_ROLES, *CITY_ROLES), whole_district=True),
        Place(_("得分图"), "reports:score_pictures", (*DISTRICT_ROLES, *CITY_ROLES), whole_district=True),
    ],
    [
        Place(_("附件3"), "reports:annex3", READERS, whole_district=True),
        Place(_("其他表格"), "reports:tables", READERS, whole_district=True),
        Place(_("报告稿"), "reports:drafts", (*DISTRICT_ROLES, *CITY_ROLES), whole_district=True),
    ],
]

# Pages that belong to a place of the menu although their address lies elsewhere.
BELONGS_TO = {
    "takeover": ("home",),
    "reports:progress_pictures": ("home",),
    "reports:score_pictures": ("home",),
    "reports:hand_over": ("districts:people",),
    "scoring:sheet": ("scoring:communities",),
    "scoring:history": ("scoring:communities",),
    "scoring:item": ("scoring:communities",),
    "scoring:carry": ("scoring:communities",),
    "scoring:start_baseline": ("scoring:communities",),
    "scoring:participants": ("scoring:communities",),
    "scoring:bring_back": ("scoring:communities",),
    "scoring:workbook_check": ("scoring:communities",),
    "scoring:workbook_confirm": ("scoring:communities",),
    "reports:submission": ("reports:my_submission", "reports:review"),
    **dict.fromkeys(
        (
            "reports:save_contact",
            "reports:save_joined",
            "reports:add_report",
            "reports:check",
            "reports:submit",
            "reports:resubmit",
        ),
        ("reports:my_submission",),
    ),
    "reports:receipt": ("reports:my_submission", "reports:review"),
    "reports:withdraw": ("reports:my_submission",),
    "reports:entry": ("reports:my_submission", "reports:review"),
    "reports:object_to": ("reports:my_submission",),
    "reports:evaluate": ("reports:my_submission", "reports:review"),
    **dict.fromkeys(
        (
            "reports:decide",
            "reports:return_many",
            "reports:answer",
            "reports:conclude",
            "reports:send_back",
            "reports:reopen",
            "reports:sample",
        ),
        ("reports:review",),
    ),
    "reports:tables": ("reports:annex3",),
    "reports:drafts": ("reports:annex3",),
    "districts:extensions": ("districts:year_page",),
    "reports:open_year": ("districts:year_page",),
    "reports:documents": ("reports:my_documents", "reports:documents_overview"),
    "reports:opinion": ("reports:opinions",),
    "reports:departments": ("reports:all_opinions",),
    "reports:change_departments": ("reports:all_opinions",),
    "reports:title": ("reports:titles",),
    "reports:correct": ("reports:titles",),
    "reports:recheck": ("reports:titles",),
    **dict.fromkeys(
        (
            "reports:notices",
            "reports:open_notice",
            "reports:notice",
            "reports:withdraw_notice",
            "reports:extend_notice",
            "reports:record_objection",
            "reports:answer_public_objection",
        ),
        ("reports:titles",),
    ),
}
# A re-score is a piece of the review, whatever page shows it.
OF_A_RESCORE = ("reports:my_submission", "reports:review")
