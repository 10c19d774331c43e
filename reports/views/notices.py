"""公示, the city's side: which notices there are, opening one, changing its days, objections and their answers."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow, year_or_404
from districts.announcing import NOBODY_IS_TOLD
from districts.exports import send
from districts.models import Role
from districts.text import cn_date

from .. import access, actions
from ..forms_notice import (
    ExtendNoticeForm,
    NoticeForm,
    PublicAnswerForm,
    PublicObjectionForm,
    WithdrawNoticeForm,
)
from ..notice_queries import notice_list, notice_page, notice_state, offered
from ..tables import notice_table
from .acting import perform
from .queue import CITY

act_page = require_http_methods(["GET", "HEAD", "POST"])


@allow(*CITY)
@require_safe
def notices(request, year):
    year = year_or_404(request, year)
    context = {
        "year_row": year,
        "state": notice_state(year),
        "notices": list(notice_list(year)),
        "leads": request.user.role == Role.CITY_LEAD,
    }
    return render(request, "reports/notices.html", context)


@allow(Role.CITY_LEAD)
@act_page
def open_notice(request, year):
    """Show exactly the titles the page lists: those of the chosen districts that wait for a notice."""
    year = year_or_404(request, year)
    offer = offered(year, request.GET.getlist("district"))
    return perform(
        request,
        NoticeForm(request.POST or None, count=len(offer.rows), before=offer.before),
        lambda data: actions.open_notice(year, keys=data.pop("title"), by=request.user, **data),
        back=reverse("reports:notices", args=[year.number]),
        done=lambda notice: _("公示已定：%(first)s 0 时起公开。") % {"first": cn_date(notice.starts_on)},
        template="reports/notice_open.html",
        offer=offer,
        year_row=year,
        effects=[
            ("globe", _("下面 %(n)s 个社区在公示期内对外公开，不用登录就能看") % {"n": len(offer.rows)}),
            ("eye-slash", _("只公开区县、街道、社区名称和受理单位，不公开分数和个人")),
            ("lock", _("开始以前可以撤回；开始以后只能延长")),
            ("award", _("期满以后没有异议，才能公布称号")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(*CITY)
@require_safe
def notice(request, pk):
    found = access.visible_notice(request.user, pk)
    request.shown_year = found.year.number
    context = {
        "notice": found,
        "page": notice_page(found),
        "leads": request.user.role == Role.CITY_LEAD,
        "back_url": reverse("reports:notices", args=[found.year.number]),
    }
    return render(request, "reports/notice.html", context)


@allow(*CITY)
@require_safe
def notice_export(request, pk, kind):
    found = access.visible_notice(request.user, pk)
    return send(request, notice_table(found), kind, row=found)


@allow(Role.CITY_LEAD)
@act_page
def withdraw_notice(request, pk):
    found = access.visible_notice(request.user, pk)
    request.shown_year = found.year.number
    return perform(
        request,
        WithdrawNoticeForm(request.POST or None),
        lambda data: actions.withdraw_notice(found, by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda _made: _("公示已撤回。"),
        title=_("撤回公示"),
        lede=str(found),
        crumb=_("公示"),
        button=_("撤回公示"),
        why_not=actions.why_not_withdrawable(found),
        effects=[
            ("eye-slash", _("这次公示不再公开")),
            ("arrow-counterclockwise", _("名单上的社区等待重新公示")),
            ("exclamation-triangle", _("撤回以后不能恢复，要重新发起")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(Role.CITY_LEAD)
@act_page
def extend_notice(request, pk):
    found = access.visible_notice(request.user, pk)
    request.shown_year = found.year.number
    return perform(
        request,
        ExtendNoticeForm(request.POST or None),
        lambda data: actions.extend_notice(found, by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda made: _("公示已延长至 %(day)s。") % {"day": cn_date(made.ends_on)},
        title=_("延长公示"),
        lede=str(found),
        crumb=_("公示"),
        button=_("延长公示"),
        why_not=actions.why_not_extendable(found),
        effects=[
            ("globe", _("公开的一页随即显示新的截止日")),
            ("award", _("公布称号也要等到新的截止日以后")),
            ("lock", _("延长以后不能缩短")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(*CITY)
@act_page
def record_objection(request, pk):
    found = access.visible_notice(request.user, pk)
    request.shown_year = found.year.number
    form = PublicObjectionForm(request.POST or None, lines=found.lines.all())
    return perform(
        request,
        form,
        lambda data: actions.record_public_objection(found, by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda made: _("异议已记录：%(about)s。") % {"about": made.about},
        title=_("记录公示异议"),
        lede=str(found),
        crumb=_("公示"),
        button=_("记录异议"),
        why_not=actions.why_not_objectable(found),
        effects=[
            ("hourglass-split", _("答复以前，这个社区和它的区县不能公布")),
            ("people", _("市级负责人答复；评审员和负责人看得到，区县和公众看不到")),
            ("lock", _("记录以后不能修改、删除")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(Role.CITY_LEAD)
@act_page
def answer_objection(request, pk):
    objection = access.answerable_public_objection(request.user, pk)
    request.shown_year = objection.notice.year.number
    whole = objection.line_id is None
    return perform(
        request,
        PublicAnswerForm(request.POST or None, whole=whole),
        lambda data: actions.answer_public_objection(objection, by=request.user, **data),
        back=objection.get_absolute_url(),
        done=lambda made: _("已答复：异议成立。") if made.upheld else _("已答复：异议不成立。"),
        title=_("答复公示异议"),
        lede=_("%(about)s：%(text)s") % {"about": objection.about, "text": objection.text},
        crumb=_("公示"),
        button=_("答复"),
        why_not="" if objection.open else _("这条异议已经答复过了。"),
        effects=[
            ("award", _("不成立的，期满以后可以公布")),
            ("arrow-counterclockwise", _answered_upheld(whole)),
            ("1-circle", _("答复以后不能修改；是否告知反映人，由您另行办理")),
            NOBODY_IS_TOLD,
        ],
    )


def _answered_upheld(whole):
    if whole:
        return _("成立的，这次公示停止，公开的一页不再显示名单；没有公布的社区重新公示")
    return _("成立的，请重新开启本区县的评审，重新决定；仍认定的社区要重新公示，其他社区不用")
