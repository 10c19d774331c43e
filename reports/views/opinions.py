"""The joint review (会审): a department's list and its opinion of one community, nothing against many at once, the files it
may open; and all departments' opinions for the city."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow, year_or_404
from districts.announcing import NOBODY_IS_TOLD
from districts.doors import Refused
from districts.exports import send
from districts.models import Role
from scoring.serve import serve, serve_picture, serve_thumbnail
from scoring.uploads import PICTURES

from .. import access, actions
from ..forms_opinions import NONE, OBJECTION, NothingAgainstForm, OpinionForm, text_name
from ..opinion_filter import AllOpinionsFilter, OpinionFilter
from ..opinion_page import (
    opinion_page,
    opinion_rows,
    own_list,
    seen_of,
    state_counts,
    without_opinion,
)
from ..opinion_queries import (
    all_opinions,
    days_late,
    departments_of,
    due_of,
    last_receipts,
    open_opinions,
    opinions_outstanding,
    own_numbers,
)
from ..opinion_tables import all_opinions_table, own_opinions_table
from .acting import perform
from .queue import CITY, PAGE

# --- a department --------------------------------------------------------------------------------------------------


@allow(Role.DEPARTMENT)
@require_safe
def opinions(request, year):
    year = year_or_404(request, year)
    filters = OpinionFilter(request.GET, user=request.user)
    entries = own_list(request.user, year, filters)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    page.object_list = opinion_rows(request.user, year, page.object_list)
    counts = state_counts(own_list(request.user, year, filters, without=("state",)))
    context = {
        "year_row": year,
        "filters": filters,
        "page_obj": page,
        "query": filters.query(),
        "walk": filters.query(state=""),
        "quick": filters.quick(counts),
        "mine": open_opinions(request.user, year),
        "numbers": own_numbers(request.user.department_id, year),
        "ready": without_opinion(entries).count(),
    }
    return render(request, "reports/opinions.html", context)


@allow(Role.DEPARTMENT)
@require_safe
def opinions_export(request, year, kind):
    year = year_or_404(request, year)
    filters = OpinionFilter(request.GET, user=request.user)
    rows = opinion_rows(request.user, year, own_list(request.user, year, filters))
    table = own_opinions_table(rows, year, request.user.department, filters)
    return send(request, table, kind, row=year, district=filters.district)


@allow(Role.DEPARTMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def nothing_against(request, year):
    """无意见 to exactly the filtered communities without an opinion: the page shows them all, the form confirms these and no
    others."""
    year = year_or_404(request, year)
    filters = OpinionFilter(request.GET, user=request.user)
    numbers, receipts = own_numbers(request.user.department_id, year), last_receipts(year)
    ready = list(without_opinion(own_list(request.user, year, filters)))
    return perform(
        request,
        NothingAgainstForm(request.POST or None),
        lambda data: actions.nothing_against(year, seen=data["entry"], by=request.user),
        back=f"{reverse('reports:opinions', args=[year.number])}?{filters.query()}",
        done=lambda count: _("已对 %(count)s 个社区提出“无意见”。") % {"count": count},
        template="reports/nothing_against.html",
        seen=seen_of(ready, receipts, numbers),
        rows=opinion_rows(request.user, year, ready),
        year_row=year,
        filters=filters,
        effects=[
            ("check-lg", _("下面 %(n)s 个社区记为“无意见”，写明提出人和时间") % {"n": len(ready)}),
            (
                "list-ul",
                _("只就贵部门会审的第 %(items)s 项") % {"items": "、".join(map(str, numbers))},
            ),
            ("people", _("市住建局随即可以看到")),
            ("arrow-return-left", _("区县办结以前可以逐个改")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(Role.DEPARTMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request, pk):
    entry = access.opinion_entry(request.user, pk)
    numbers = own_numbers(request.user.department_id, entry.submission.year)
    if request.method != "POST":
        return _opinion_page(request, entry)
    form = OpinionForm(request.POST, numbers=numbers)
    if not form.is_valid():
        return _opinion_page(request, entry, form=form, status=422)
    try:
        actions.give_opinion(entry, texts=form.texts, seen=form.cleaned_data["seen"], by=request.user)
    except Refused as refusal:
        entry = access.opinion_entry(request.user, pk)
        return _opinion_page(request, entry, form=form, refusal=str(refusal), status=409)
    said = _("有异议") if form.texts else _("无意见")
    messages.success(request, _("%(entry)s：%(said)s。") % {"entry": entry, "said": said})
    return _onward(request, entry)


def _opinion_page(request, entry, *, form=None, refusal="", status=200):
    request.shown_year = entry.submission.year.number
    filters = OpinionFilter(request.GET, user=request.user)
    page = opinion_page(request.user, entry, filters)
    query = filters.query()
    form = form or OpinionForm(numbers=page.numbers, initial=_standing(page))
    if refusal:  # saving again is then an opinion of what stands now
        form.data = form.data.copy()
        form.data["seen"] = page.seen
    context = {
        "page": page,
        "entry": entry,
        "form": form,
        "rows": [(each, form.text_field(each.item.number)) for each in page.items],
        "refusal": refusal,
        "filters": filters,
        "query": f"?{query}" if query else "",
        "list_url": reverse("reports:opinions", args=[entry.submission.year.number])
        + (f"?{query}" if query else ""),
        "may_say": not page.why_not,
    }
    return render(request, "reports/opinion.html", context, status=status)


def _standing(page):
    """What the form begins with: the opinion that stands."""
    verdict = (OBJECTION if page.opposing else NONE) if page.opinion else ""
    texts = {text_name(number): text for number, text in page.texts.items()}
    return {"verdict": verdict, "seen": page.seen} | texts


def _onward(request, entry):
    """To the next community whose opinion is open; back to the list after the last."""
    filters = OpinionFilter(request.GET, user=request.user)
    after = opinion_page(request.user, entry, filters).after
    query = f"?{filters.query()}" if filters.query() else ""
    if after is None:
        return redirect(reverse("reports:opinions", args=[entry.submission.year.number]) + query)
    return redirect(reverse("reports:opinion", args=[after]) + query)


@allow(Role.DEPARTMENT)
@require_safe
def lent_file(request, key):
    """A file of a listed community, for the department that answers for its item: scoring lends it to nobody."""
    evidence = access.lent_evidence(request.user, key)
    if evidence.kind in PICTURES:
        return serve_picture(evidence, to=request.user)
    return serve(evidence, to=request.user)


@allow(Role.DEPARTMENT)
@require_safe
def lent_thumbnail(request, key):
    return serve_thumbnail(access.lent_evidence(request.user, key))


# --- the city ------------------------------------------------------------------------------------------------------


def _all(request, year):
    """(the filter, the year's opinions under it)."""
    filters = AllOpinionsFilter(request.GET, user=request.user, departments=departments_of(year))
    return filters, all_opinions(year).filter(filters.condition())


@allow(*CITY)
@require_safe
def all_departments(request, year):
    year = year_or_404(request, year)
    filters, rows = _all(request, year)
    page, due = Paginator(rows, PAGE).get_page(request.GET.get("page")), due_of(year)
    outstanding = opinions_outstanding(year)
    page.object_list = [(each, days_late(due, each.made_at)) for each in page.object_list]
    context = {
        "year_row": year,
        "filters": filters,
        "page_obj": page,
        "query": filters.query(),
        "outstanding": outstanding,
        "through": not any(each.missing for each in outstanding),
        "due": due,
        "leads": request.user.role == Role.CITY_LEAD,
    }
    return render(request, "reports/opinions_all.html", context)


@allow(*CITY)
@require_safe
def all_departments_export(request, year, kind):
    year = year_or_404(request, year)
    filters, rows = _all(request, year)
    table = all_opinions_table(rows, year, due_of(year), filters)
    return send(request, table, kind, row=year, district=filters.district)
