"""The first page: each role's own counts, due days and tasks."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import signed_in
from districts.models import Role
from reports.district_page import district_home
from reports.views.city import city_home

from .context import chosen_year


@signed_in
@require_safe
def home(request):
    year = chosen_year(request)
    if request.user.is_district and year:
        return render(request, "home_district.html", {"page": district_home(request.user, year)})
    if request.user.is_city and year:
        return city_home(request, year)
    return render(request, "home_other.html", OTHER.get(request.user.role, not_loaded)(year))


def not_loaded(year):
    return {
        "lede": _("系统里还没有年度、区县和评分标准。"),
        "title": _("还不能开始"),
        "lines": [],
        "empty": _("请系统管理员在服务器上运行 manage.py load_annexes，载入附件数据。"),
    }


def department(year):
    if year is None:
        return not_loaded(year)
    return {
        "lede": _("会审部门看各区县上报的汇总表和评分标准，不评分。"),
        "title": _("您可以看"),
        "lines": [
            (
                _("附件3 汇总表"),
                _("全市和各区县的名单、完成数量、完成比例，可以下载。"),
                reverse("reports:annex3", args=[year.number]),
            ),
            (
                _("评分标准"),
                _("附件1 全文和执行口径。"),
                reverse("scoring:rubric", args=[year.number]),
            ),
        ],
    }


def administrator(year):
    return {
        "lede": _("系统管理员管账号和社区名录，不评分，也不评审。"),
        "title": _("您可以办"),
        "lines": [
            (_("人员"), _("建立账号、发放密码、停用账号。"), reverse("districts:people")),
            (
                _("社区名录"),
                _("查街道和社区，导入名录，办新增、更名、并入、终止。"),
                reverse("districts:registry"),
            ),
        ],
    }


def auditor(year):
    return {
        "lede": _("审计员看操作记录，不改任何内容。"),
        "title": _("您可以看"),
        "lines": [
            (
                _("操作记录"),
                _("谁在什么时候改了什么，改前改后，包括被拒绝的操作。"),
                reverse("districts:trail"),
            ),
        ],
    }


OTHER = {Role.DEPARTMENT: department, Role.ADMINISTRATOR: administrator, Role.AUDITOR: auditor}
