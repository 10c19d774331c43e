"""The city's review: the queue over all districts, one listed community, the decision, and concluding a district."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import allow
from districts.doors import Refused
from districts.exports import send
from districts.models import Role, Year

from .. import access, actions
from ..forms_review import DecisionForm, QueueFilter
from ..models import DecisionChoices
from ..review_queries import (
    conclude_page,
    decision_counts,
    district_lines,
    entry_page,
    next_pending,
    queue,
    queue_rows,
)
from ..tables import queue_table

CITY = (Role.REVIEWER, Role.CITY_LEAD)
STAFF = (Role.EDITOR, Role.DISTRICT_LEAD, *CITY)
PAGE = 50


@allow(*CITY)
@require_safe
def review(request, year):
    year = get_object_or_404(Year, number=year)
    filters = QueueFilter(request.GET, user=request.user)
    entries = queue(request.user, year, district=filters.district)
    counts = decision_counts(entries)
    narrowed = queue(request.user, year, district=filters.district, decision=filters.decision)
    page = Paginator(narrowed, PAGE).get_page(request.GET.get("page"))
    page.object_list = queue_rows(page.object_list)
    context = {
        "year_row": year,
        "filters": filters,
        "page_obj": page,
        "counts": counts,
        "quick": filters.quick(counts),
        "query": filters.query(),
        "lines": district_lines(request.user, year),
        "next_entry": entries.filter(decision=DecisionChoices.PENDING).first(),
        "concludes": request.user.role == Role.CITY_LEAD,
    }
    return render(request, "reports/review.html", context)


@allow(*CITY)
@require_safe
def review_export(request, year, kind):
    year = get_object_or_404(Year, number=year)
    filters = QueueFilter(request.GET, user=request.user)
    entries = queue(request.user, year, district=filters.district, decision=filters.decision)
    table = queue_table(entries, year, filters)
    return send(request, table, kind, row=year, district=filters.district)


@allow(*STAFF)
@require_safe
def entry(request, pk):
    return _entry_page(request, access.visible_entry(request.user, pk))


def _entry_page(request, found, *, form=None, refusal="", status=200):
    request.shown_year = found.submission.year.number
    page = entry_page(request.user, found)
    chosen = form.data.get("decision", "") if form else ""
    choices = [each for each in page.moves if each != DecisionChoices.PENDING]
    context = {
        "page": page,
        "entry": found,
        "chosen": chosen,
        "choices": choices,
        "lost": chosen and chosen not in choices,  # typed, but no longer in the form below
        "form": form or DecisionForm(initial={"seen": found.decision}, auto_id="decide-%s"),
        "refusal": refusal,
        "may_reset": not page.why_not and DecisionChoices.PENDING in page.moves,
        "queue_url": _queue_url(found.submission),
    }
    return render(request, "reports/entry.html", context, status=status)


def _queue_url(submission):
    address = reverse("reports:review", args=[submission.year.number])
    return f"{address}?district={submission.district.code}"


@allow(*CITY)
@require_POST
def decide(request, pk):
    found = access.decidable_entry(request.user, pk)
    form = DecisionForm(request.POST, auto_id="decide-%s")
    if not form.is_valid():
        return _entry_page(request, found, form=form, status=422)
    try:
        actions.decide(found, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, pk, form, refusal)
    messages.success(
        request,
        _("%(entry)s：%(decision)s。")
        % {"entry": found, "decision": DecisionChoices(form.cleaned_data["decision"]).label},
    )
    return _onward(found, form.cleaned_data["decision"])


def _refused(request, pk, form, refusal):
    """The entry as it stands now, and what was typed; saving again is then a decision on what stands now."""
    found = access.visible_entry(request.user, pk)
    form.data = form.data.copy()
    form.data["seen"] = found.decision
    return _entry_page(request, found, form=form, refusal=str(refusal), status=409)


def _onward(found, decision):
    """To the next one still pending; put back to pending stays where it is."""
    if decision == DecisionChoices.PENDING:
        return redirect(found)
    siblings = list(found.submission.entries.all())
    position = next(place for place, each in enumerate(siblings) if each.pk == found.pk)
    return redirect(next_pending(siblings, position) or _queue_url(found.submission))


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request, pk):
    submission = access.led_submission(request.user, pk, _("办结评审"))
    if request.method != "POST":
        return _conclude_page(request, submission)
    try:
        given = actions.conclude(submission, by=request.user, early="early" in request.POST)
    except Refused as refusal:
        submission = access.led_submission(request.user, pk, _("办结评审"))
        return _conclude_page(request, submission, refusal=str(refusal), status=409)
    messages.success(
        request,
        _("%(district)s评审已办结，%(count)s 个社区取得称号。")
        % {"district": submission.district, "count": given},
    )
    return redirect("reports:review", year=submission.year.number)


def _conclude_page(request, submission, *, refusal="", status=200):
    request.shown_year = submission.year.number
    page = conclude_page(submission)
    context = {
        "page": page,
        "submission": submission,
        "refusal": refusal,
        "effects": _effects(page),
        "queue_url": _queue_url(submission),
    }
    return render(request, "reports/conclude.html", context, status=status)


def _effects(page):
    year = page.submission.year.number
    declined, withdrawn = page.counts[DecisionChoices.DECLINED], page.counts[DecisionChoices.WITHDRAWN]
    without = _("%(declined)s 个不予认定、%(withdrawn)s 个撤回的社区不取得称号")
    return [
        ("award", _("%(n)s 个社区取得%(year)s年绿色社区称号") % {"n": page.titles, "year": year}),
        *[("x-circle", without % {"declined": declined, "withdrawn": withdrawn})][: declined + withdrawn],
        ("lock", _("锁定本区县全部 %(n)s 份初评评分表和复评，作为办结材料，不再修改") % {"n": page.sheets}),
        ("table", _("附件3从此显示取得称号的社区")),
        ("exclamation-triangle", _("称号公布以前可以说明理由重新开启评审，公布以后不能")),
    ]
