"""绿色社区 titles: a year's list, publishing under a document number, looking again later (动态管理)."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow, year_or_404
from districts.announcing import NOBODY_IS_TOLD
from districts.exports import send
from districts.models import Role
from districts.paging import paginated
from districts.text import cn_date

from .. import access, actions
from ..forms_acts import CorrectionForm, PublishForm, RecheckForm
from ..models import Recheck
from ..publication import districts_of, title_chips
from ..tables import titles_table
from ..title_queries import (
    TitleFilter,
    held_together,
    publishable,
    published_with,
    titles_of,
    years_using,
)
from .acting import perform
from .queue import CITY

READERS = (Role.EDITOR, Role.DISTRICT_LEAD, *CITY)


@allow(*READERS)
@require_safe
def titles(request, year):
    year = year_or_404(request, year)
    filters = TitleFilter.read(request.GET, user=request.user)
    leads = request.user.role == Role.CITY_LEAD
    districts = districts_of(list(publishable(request.user, year, filters))) if leads else []
    context = {
        "year_row": year,
        "filters": filters,
        "quick": filters.quick(titles_of(request.user, year, filters, state=False)),
        "leads": leads,
        "unpublished": sum(len(each.titles) for each in districts),
        "to_publish": sum(len(each.titles) for each in districts if each.ready),
        **paginated(request, titles_of(request.user, year, filters)),
    }
    context["rows"] = title_chips(context["page_obj"].object_list)
    return render(request, "reports/titles.html", context)


@allow(*READERS)
@require_safe
def titles_export(request, year, kind):
    year = year_or_404(request, year)
    filters = TitleFilter.read(request.GET, user=request.user)
    table = titles_table(titles_of(request.user, year, filters), year, filters)
    return send(request, table, kind, row=year, district=filters.district)


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, year):
    """Publish exactly the titles the page shows: those of the filter's district, or of the whole city, whose district
    can be published; the others are listed with why not."""
    year = year_or_404(request, year)
    filters = TitleFilter.read(request.GET, user=request.user)
    districts = districts_of(list(publishable(request.user, year, filters)))
    rows = [title for district in districts if district.ready for title in district.titles]
    return perform(
        request,
        PublishForm(request.POST or None, used=_used(request, year), initial={"on": timezone.localdate()}),
        lambda data: actions.publish_titles(year, keys=data.pop("title"), by=request.user, **data),
        back=f"{reverse('reports:titles', args=[year.number])}?{filters.query(state='')}",
        done=lambda count: _("已公布 %(count)s 个称号。") % {"count": count},
        template="reports/publish.html",
        rows=rows,
        waiting=[district for district in districts if not district.ready],
        year_row=year,
        filters=filters,
        effects=[
            ("award", _("下面 %(n)s 个称号记上批次、文号和公布日期") % {"n": len(rows)}),
            ("lock", _("公布以后评审不能重新开启；个别社区有问题，复查后撤销")),
            ("pencil", _("批次、文号或日期写错的，以后在称号页更正")),
            NOBODY_IS_TOLD,
        ],
    )


def _used(request, year):
    """The other years already published under the number that is sent."""
    return years_using(request.POST.get("number", ""), but=year)


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """Correct a publication: exactly the titles the page shows, those published with this one."""
    found = access.correctable_title(request.user, pk)
    request.shown_year = found.year.number
    rows = list(published_with(found)) if found.published_on else []
    now = {"batch": found.batch, "number": found.document_number, "on": found.published_on}
    return perform(
        request,
        CorrectionForm(request.POST or None, used=_used(request, found.year), initial=now),
        lambda data: actions.correct_publication(found, keys=data.pop("title"), by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda count: _("已更正 %(count)s 个称号的公布文号。") % {"count": count},
        template="reports/correct.html",
        rows=rows,
        title=found,
        effects=[
            ("award", _("同一批次、同一文号公布的 %(n)s 个称号一并更正") % {"n": len(rows)}),
            ("check2-square", _("认定、复查和撤销不变，附件3的名单和数量不变")),
            ("clock-history", _("更正前后和理由记入操作记录")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(*READERS)
@require_safe
def title(request, pk):
    found = access.visible_title(request.user, pk)
    request.shown_year = found.year.number
    [(_title, *chip)] = title_chips([found])
    context = {
        "title": found,
        "chip": chip,
        "rechecks": list(found.rechecks.select_related("checked_by")),
        "may_correct": request.user.role == Role.CITY_LEAD and bool(found.published_on),
        "may_recheck": request.user.is_city and bool(found.published_on) and not found.revoked_on,
        "back_url": reverse("reports:titles", args=[found.year.number]),
    }
    return render(request, "reports/title.html", context)


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request, pk):
    found = access.recheckable_title(request.user, pk)
    request.shown_year = found.year.number
    outcomes, why_not = access.recheck_outcomes(request.user), ""
    if found.revoked_on:
        why_not = _("称号已于 %(day)s 撤销。") % {"day": cn_date(found.revoked_on)}
    elif not found.published_on:
        why_not = _("称号还没有公布；公布以后才复查。")
    return perform(
        request,
        RecheckForm(request.POST or None, outcomes=outcomes, initial={"on": timezone.localdate()}),
        lambda data: actions.recheck_title(found, by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda made: _("复查已记录：%(outcome)s。") % {"outcome": made.get_outcome_display()},
        template="reports/recheck.html",
        title=_("复查%(name)s") % {"name": found.entry.community_name},
        lede=_("%(year)s绿色社区，%(number)s公布。") % {"year": found.year, "number": found.document_number},
        button=_("保存复查"),
        why_not=why_not,
        effects=[
            ("clock-history", _("复查记录长期保留，区县可以看到")),
            *_revoking(found, outcomes),
            NOBODY_IS_TOLD,
        ],
    )


def _revoking(found, outcomes):
    if Recheck.Outcome.REVOKED not in outcomes:
        return [("people", _("不再符合的，请把情况告诉市级负责人：撤销称号由市级负责人办理"))]
    together = "、".join(f"{each.entry}（{each.year}）" for each in held_together(found))
    also = _("与它已合并为一个社区的%(names)s，结果一并记录")
    return [
        ("x-circle", _("撤销的，从复查日期起不再是绿色社区，附件3随之改变并加脚注")),
        *([("union", also % {"names": together})] if together else []),
        ("exclamation-triangle", _("撤销以后不能恢复")),
    ]
