"""The page 会审安排: everybody of the city reads it, the lead says who answers for which items, and until when."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import allow, year_or_404
from districts.doors import Refused
from districts.models import Department, Role
from scoring.rubrics import rubric_for

from .. import actions
from ..actions.joint_review import Conflict
from ..forms_opinions import JointReviewForm
from ..joint_plan import DUE, is_empty, plan_before, plan_of
from .queue import CITY


@allow(*CITY)
@require_safe
def departments(request, year):
    year = year_or_404(request, year)
    return _page(request, year, _form(year))


@allow(Role.CITY_LEAD)
def change_departments(request, year):
    year = year_or_404(request, year)
    if request.method != "POST":
        return redirect("reports:departments", year.number)
    form = _form(year, request.POST)
    if form.is_valid():
        try:
            actions.change_joint_review(year, seen=form.seen(), to=form.wanted(), by=request.user)
        except Refused as refusal:
            if isinstance(refusal, Conflict):
                form = form.after_conflict(plan_of(year))
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(year)s会审安排已保存。") % {"year": year})
            return redirect("reports:departments", year.number)
    return _page(request, year, form, status=422 if form.errors else 200)


def _form(year, data=None):
    """The year's form; where nothing was set yet its ticks begin with the last year's, which are not saved by that."""
    plan = plan_of(year)
    proposed = plan_before(year)[1] if is_empty(plan) else None
    return JointReviewForm(
        data,
        year=year,
        items=_items(year),
        departments=list(Department.objects.all()),
        plan=plan,
        proposed=proposed,
    )


def _items(year):
    """The items of the city's rubric; 404 while the year has none."""
    try:
        return rubric_for(year, None).parsed.items
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def _page(request, year, form, status=200):
    empty = is_empty(form.plan)
    rows = list(form.rows())
    context = {
        "chosen": year,
        "form": form,
        "rows": rows,
        "due": form.plan[DUE],
        "empty": empty,
        "last": plan_before(year)[0] if empty else None,
        "unassigned": [item.number for item, cells in rows if not any(cell.ticked for cell in cells)],
        "leads": request.user.role == Role.CITY_LEAD,
        "effects": [
            ("eye", _("各部门看到全市上报名单上的社区，只看自己会审的项目和这些项目的证明材料")),
            ("plus-circle", _("已提过意见的部门增加了项目，它的意见标为“请再看”")),
            ("lock", _("部门已提出异议的项目，不能再从该部门取消")),
            ("dash-circle", _("从部门取消的项目，该部门在这些项目上提过的“无意见”一并删去，不能恢复")),
            (
                "bell",
                _("现在不发通知；截止日以前第 14、7、3、1 天和当天，还没有提齐的部门收到提醒邮件"),
            ),
            ("journal-text", _("改动前后的安排记入操作记录，不能删除")),
        ],
    }
    return render(request, "reports/departments.html", context, status=status)
