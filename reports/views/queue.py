"""The city's review queue over all districts, and what is decided of many communities at once."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow, year_or_404
from districts.exports import send
from districts.models import Role
from districts.paging import Counted

from .. import access, actions
from ..bulk import recognition
from ..forms_acts import RecogniseForm, ReturnForm
from ..models import DecisionChoices
from ..queue_filter import QueueFilter
from ..queue_page import queue_face
from ..review_queries import district_lines, queue, queue_counts, queue_rows, queue_url
from ..tables import queue_table
from ..telling.beforehand import mail_of_entries, mail_of_some
from .acting import perform

CITY = (Role.REVIEWER, Role.CITY_LEAD)
PAGE = 50


@allow(*CITY)
@require_safe
def review(request, year):
    year = year_or_404(request, year)
    filters = QueueFilter(request.GET, user=request.user)
    rows, counts = queue(request.user, year, filters), queue_counts(request.user, year, filters)
    page = Counted(rows, PAGE, counts[filters.decision or "all"]).get_page(request.GET.get("page"))
    page.object_list = queue_rows(page.object_list)
    walk = filters.query(decision="")
    context = {
        "year_row": year,
        "filters": filters,
        "page_obj": page,
        "rows": [queue_face(row, walk) for row in page.object_list],
        "counts": counts,
        "quick": filters.quick(counts),
        "closer": list(filters.closer(counts)),
        "query": filters.query(),
        "walk": walk,
        "lines": district_lines(request.user, year, filters.districts),
        "undecided": counts[DecisionChoices.PENDING]
        if filters.decision in ("", DecisionChoices.PENDING)
        else 0,
        "next_entry": _next_entry(request.user, year, filters, counts, page),
        "concludes": request.user.role == Role.CITY_LEAD,
    }
    return render(request, "reports/review.html", context)


def _next_entry(user, year, filters, counts, page):
    """The first entry nobody has decided yet, whichever decision is asked for; looked up only where the page does not show it."""
    if not counts[DecisionChoices.PENDING]:
        return None
    shown = (row.entry for row in page.object_list if row.entry.decision == DecisionChoices.PENDING)
    first = next(shown, None) if page.number == 1 else None
    undecided = queue(user, year, filters, without=("decision",)).filter(decision=DecisionChoices.PENDING)
    return first or undecided.first()


@allow(*CITY)
@require_safe
def review_export(request, year, kind):
    year = year_or_404(request, year)
    filters = QueueFilter(request.GET, user=request.user)
    table = queue_table(queue(request.user, year, filters), year, filters)
    return send(request, table, kind, row=year, district=filters.district)


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def recognise(request, year):
    """Recognise exactly the filtered pending entries: the page shows them all, the form confirms these and no others."""
    year = year_or_404(request, year)
    filters = QueueFilter(request.GET, user=request.user)
    page = recognition(request.user, year, queue(request.user, year, filters))
    return perform(
        request,
        RecogniseForm(request.POST or None),
        lambda data: actions.recognise_all(
            year, keys=list(data["entry"]), seen=data["entry"], by=request.user
        ),
        back=f"{reverse('reports:review', args=[year.number])}?{filters.query()}",
        done=lambda count: _("已认定 %(count)s 个社区。") % {"count": count},
        template="reports/recognise.html",
        page=page,
        year_row=year,
        filters=filters,
        effects=[
            ("award", _("下面 %(n)s 个社区改为“认定”，办结以后取得称号") % {"n": len(page.able)}),
            ("people", _("区县随即可以看到决定")),
            ("arrow-return-left", _("办结以前可以逐个改回待评审")),
            mail_of_entries("entry_decided", [entry for entry, _asked in page.able], by=request.user),
        ],
    )


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def return_many(request, pk):
    submission = access.reviewable_submission(request.user, pk)
    request.shown_year = submission.year.number
    form = ReturnForm(request.POST or None, entries=submission.entries.all())
    return perform(
        request,
        form,
        lambda data: actions.return_entries(
            submission, reasons=form.reasons, due=data["due"], seen=data["entry"], by=request.user
        ),
        back=queue_url(submission),
        done=lambda returned: _("已退回 %(count)s 个社区。") % {"count": len(returned)},
        template="reports/return.html",
        mail=mail_of_some("entry_decided", submission, by=request.user),
        submission=submission,
    )
