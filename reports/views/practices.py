"""典型做法: what the city has spread to all districts, and the city's word on what they send."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow
from districts.announcing import NOBODY_IS_TOLD
from districts.exports import send
from districts.models import Role
from districts.paging import paginated

from .. import access, actions
from ..document_queries import accepted_practices, waiting_practices
from ..forms_documents import AcceptForm, WithdrawAcceptanceForm
from ..tables import practices_table
from .acting import perform
from .queue import CITY
from .submissions import DISTRICT

READERS = (*DISTRICT, *CITY, Role.DEPARTMENT)
PAGE = 20


@allow(*READERS)
@require_safe
def good_practice(request):
    """The accepted ones for everybody; those that wait for a word for the city alone."""
    waiting = _waiting(request)
    context = paginated(request, waiting_practices() if waiting else accepted_practices(), PAGE)
    context["lines"] = list(_lines(context["page_obj"].object_list, waiting))
    context["waiting"] = waiting
    if request.user.is_city:
        context["accepted_count"] = accepted_practices().count()
        context["waiting_count"] = waiting_practices().count()
    return render(request, "reports/good_practice.html", context)


@allow(*READERS)
@require_safe
def good_practice_export(request, kind):
    waiting = _waiting(request)
    rows = waiting_practices() if waiting else accepted_practices()
    table = practices_table(
        _lines(rows.iterator(), waiting), count=rows.count(), narrowed=_("待采纳") if waiting else ""
    )
    return send(request, table, kind)


def _waiting(request):
    return request.user.is_city and request.GET.get("state") == "waiting"


def _lines(rows, waiting):
    """(document, acceptance or None) for each row of either list."""
    for row in rows:
        if waiting:
            yield row, None
        else:
            row.document.district, row.document.year = row.practice.district, row.practice.year
            yield row.document, row


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, pk):
    """Accept exactly the version the page shows."""
    practice = access.practice_of(request.user, pk)
    request.shown_year = practice.year.number
    versions = list(practice.versions.select_related("uploaded_by"))
    shown = versions[0]
    if request.method == "POST":
        shown = next((each for each in versions if str(each.key) == request.POST.get("document")), None)
        if shown is None:
            raise Http404("no such version")
    standing = practice.acceptances.standing().select_related("document").first()
    return perform(
        request,
        AcceptForm(request.POST or None, initial={"document": shown.key}),
        lambda data: actions.accept_practice(shown, comment=data["comment"], by=request.user),
        back=_documents_page(practice),
        done=lambda made: _("已采纳“%(title)s”，各区县都能看到。") % {"title": made},
        template="reports/practice_accept.html",
        document=shown,
        practice=practice,
        title=_("采纳典型做法"),
        button=_("采纳"),
        crumb=_("%(district)s的文件") % {"district": practice.district},
        why_not=_("这一版已经采纳了。") if standing and standing.document_id == shown.pk else "",
        effects=[
            ("megaphone", _("各区县（市）和会审部门在“典型做法”里看到它：题目、摘要、点评和文件")),
            *([("arrow-repeat", _("替下先前采纳的一版“%(old)s”") % {"old": standing})] if standing else []),
            ("eye", _("区县以后上传的新版本不会自动替换，采纳哪一版就是哪一版")),
            ("arrow-return-left", _("可以撤下，要写明理由")),
            NOBODY_IS_TOLD,
        ],
    )


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    standing = access.standing_acceptance(request.user, pk)
    practice = standing.practice
    request.shown_year = practice.year.number
    return perform(
        request,
        WithdrawAcceptanceForm(request.POST or None),
        lambda data: actions.withdraw_acceptance(standing, why=data["why"], by=request.user),
        back=_documents_page(practice),
        done=lambda _none: _("已撤下“%(title)s”。") % {"title": standing},
        title=_("撤下“%(title)s”") % {"title": standing},
        lede=_("%(practice)s。") % {"practice": practice},
        button=_("撤下"),
        crumb=_("%(district)s的文件") % {"district": practice.district},
        effects=[
            ("eye-slash", _("其他区县和会审部门不再看到它，文件也打不开")),
            ("chat-left-text", _("报送的区县看到您写的理由")),
            ("arrow-repeat", _("以后可以再采纳")),
            NOBODY_IS_TOLD,
        ],
    )


def _documents_page(practice):
    page = reverse("reports:documents", args=[practice.year.number, practice.district.code])
    return f"{page}#good_practice-{practice.pk}"
