"""The score sheet: look at it, save one item of it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import Denied, allow, public
from districts.doors import Refused
from districts.exports import send
from districts.models import Role
from districts.paging import paginated

from .. import access, actions, queries, rescoring
from ..evidence_queries import withdrawn_evidence
from ..forms import ItemForm, StandingItem, seen_versions
from ..history import history_lines
from ..sheet_page import Card, carry_over_of, sheet_page
from ..tables import history_table

STAFF = (Role.EDITOR, Role.DISTRICT_LEAD, Role.REVIEWER, Role.CITY_LEAD)


@allow(*STAFF)
@require_safe
def sheet(request, pk):
    found = access.visible_sheet(request.user, pk)
    opened = request.GET.get("open", "")
    return _page(request, found, opened=int(opened) if opened.isdecimal() and len(opened) <= 2 else None)


@public
@require_safe
def worker(request):
    """The script that opens kept sheets away from the network; its address is its scope. It holds nothing of anybody's,
    and must be had whoever is signed in, or browsers keep an old one."""
    return render(request, "scoring/worker.js", content_type="text/javascript")


@allow(*STAFF)
@require_POST
def item(request, pk, number):
    if another := somebody_else(request):
        return another
    try:
        row = access.editable_item(request.user, pk, number)
    except Denied as denied:
        denied.typed = [(name, value) for name, value in request.POST.items() if name not in HIDDEN and value]
        raise
    theirs = queries.beside_items(row.sheet, request.user, number).get(number)
    form = ItemForm(row.sheet.rubric.parsed.item(number), row, request.POST, theirs=theirs)
    if form.intent == "agree":
        return _agree(request, row, form)
    if not form.is_valid():
        return _refused(request, row, form, status=422)
    try:
        saved = actions.save_item(
            row,
            findings=form.findings,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            confirmed=form.intent != "clear",
            by=request.user,
        )
    except actions.Conflict as conflict:
        return _refused(request, row, form, status=409, current=conflict.current)
    except Refused as refusal:
        return _refused(request, row, form, status=409, refusal=str(refusal))
    return _saved(
        request, row.sheet, number, intent=form.intent, rows={each.number: each for each in saved.rows}
    )


def _agree(request, row, form):
    """One item of a re-score as the district found it, at the version the person saw."""
    version = form["version"].data or ""
    try:
        rescoring.agree(row.sheet, {row.number: int(version) if version.isdecimal() else -1}, by=request.user)
    except Refused as refusal:
        return _refused(request, row, form, status=409, refusal=str(refusal))
    return _saved(request, row.sheet, row.number, intent="agree")


@allow(*STAFF)
@require_POST
def agree(request, pk):
    """The items of a re-score nobody has touched, as the district found them, as they stood on the page."""
    found = access.editable_sheet(request.user, pk)
    try:
        numbers = rescoring.agree(found, seen_versions(request.POST), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("第 %(numbers)s 项已评为与初评一致。") % {"numbers": "、".join(map(str, numbers))}
        )
    return redirect(found)


@allow(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request, pk, origin):
    """What starting from another sheet would do, and doing it."""
    found = access.editable_sheet(request.user, pk)
    source = access.carry_source(request.user, found, origin)
    refusal = ""
    if request.method == "POST":
        try:
            numbers = actions.carry_over(found, source, by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(
                request,
                _("已带入 %(count)s 项，现在都是“待确认”：逐项或按组确认后才计分。")
                % {"count": len(numbers)},
            )
            return HttpResponseRedirect(found.item_url(numbers[0]))
    plan = carry_over_of(origin, source, found, list(found.items.all()), list(source.items.all()))
    request.shown_year, request.shown_stage = found.year.number, found.stage
    context = {"sheet": found, "plan": plan, "refusal": refusal}
    return render(request, "scoring/carry.html", context, status=409 if refusal else 200)


@allow(*STAFF)
@require_POST
def confirm(request, pk):
    """Confirm a group's items that were carried over, as they stood on the page."""
    found = access.editable_sheet(request.user, pk)
    try:
        numbers = actions.confirm_group(found, seen_versions(request.POST), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, _("已确认第 %(numbers)s 项。") % {"numbers": "、".join(map(str, numbers))})
    return HttpResponseRedirect(found.item_url(numbers[0]))


@allow(*STAFF)
@require_safe
def history(request, pk):
    found, item, events, numbers = _history(request, pk)
    context = paginated(request, events)
    request.shown_year, request.shown_stage = found.year.number, found.stage
    context |= {
        "sheet": found,
        "rubric": found.rubric.parsed,
        "item": item,
        "lines": list(history_lines(found.rubric.parsed, context["page_obj"], numbers)),
        "withdrawn": withdrawn_evidence(found, item.number if item else None),
    }
    return render(request, "scoring/history.html", context)


def _history(request, pk):
    """The sheet, the item asked for (None: all of them), its events, and which item each is about."""
    found = access.visible_sheet(request.user, pk)
    asked = request.GET.get("item", "")
    item = next((item for item in found.rubric.parsed.items if str(item.number) == asked), None)
    return found, item, *queries.sheet_events(found, item.number if item else None)


@allow(*STAFF)
@require_safe
def history_export(request, pk, kind):
    found, item, events, numbers = _history(request, pk)
    return send(request, history_table(found, item, events, numbers), kind, row=found)


HIDDEN = {"csrfmiddlewaretoken", "version", "intent", "person"}


def somebody_else(request):
    """The refusal where somebody else has signed in at this computer since the page was opened; else None."""
    if request.POST.get("person", str(request.user.pk)) == str(request.user.pk):
        return None
    if request.htmx:
        return HttpResponse(status=403, headers={"X-Somebody-Else": "1"})
    raise Denied(_("这一页是另一个人登录时打开的，没有保存。请刷新后再填。"))


def _page(request, found, *, opened=None, problem=None, status=200):
    why_not = access.why_not_editable(request.user, found)
    # A finished sheet has no item left to start from another.
    sources = access.carry_sources(request.user, found) if not why_not and found.total is None else {}
    rows, known = queries.items_beside(found, sources.values(), request.user)
    page = sheet_page(
        found,
        rows,
        why_not=why_not,
        opened=opened,
        problem=problem,
        reasons=None if why_not else queries.common_reasons(request.user, found),
        beside=queries.beside_items(found, request.user),
    )
    request.shown_year, request.shown_stage = found.year.number, found.stage
    return render(
        request,
        "scoring/sheet.html",
        {
            "page": page,
            "sheet": found,
            "returned": queries.return_note(found),
            "starts": _starts(found, page, sources, known),
        },
        status=status,
    )


def _starts(found, page, sources, known):
    """The sheets an editable sheet may still be started from; without an untouched item nothing is offered."""
    if not any(card.untouched for card in page.cards):
        return []
    rows = [card.row for card in page.cards]
    plans = [
        carry_over_of(origin, source, found, rows, known[source.pk]) for origin, source in sources.items()
    ]
    return [plan for plan in plans if plan.items]


def _saved(request, found, number, *, intent, rows=None):
    """A plain post goes back to the item; htmx gets the parts that changed, never the inputs a person is typing in.
    An item without deductions folds to one line; one put back to unassessed stays open."""
    if not request.htmx:
        return HttpResponseRedirect(found.item_url(number))
    opened = number if intent == "clear" else 0
    answer = _parts(request, found, number, rows=rows, whole=intent != "save", opened=opened)
    answer["X-Item-Saved"] = str(number)
    return answer


def _parts(request, found, number, *, whole, rows=None, opened=0, problem=None, status=200):
    """What a save changed of the page. rows: item number -> ItemScore, where they have been read already."""
    if rows is None:
        rows = queries.sheet_items(found, request.user, number)
    elif whole:
        queries.with_evidence([rows[number]], request.user)
    page = sheet_page(
        found,
        rows,
        opened=opened,
        problem=problem,
        reasons=queries.common_reasons(request.user, found, number) if whole else None,
        beside=queries.beside_items(found, request.user, number),
    )
    context = {
        "page": page,
        "sheet": found,
        "card": next(card for card in page.cards if card.number == number),
        "group": next(group for group in page.groups if number in {card.number for card in group.cards}),
        "oob": True,
        "whole": whole,
    }
    return render(request, "scoring/saved.html", context, status=status)


def upload_refused(request, row, sentences):
    """The page again, the sentences beside the item whose files were not taken."""
    problem = standing_card(request.user, row)
    problem.upload_errors = sentences
    return _page(request, row.sheet, problem=problem, status=422)


def standing_card(user, row):
    """An item's card, open, as it stands in the database."""
    standing = queries.sheet_items(row.sheet, user, row.number)[row.number]
    item = row.sheet.rubric.parsed.item(row.number)
    return Card(item, standing, StandingItem(item, standing), editable=True, opened=True)


def _refused(request, row, form, *, status, current=None, refusal=""):
    """What was typed stays in the form, beside what stands in the way."""
    standing = queries.sheet_items(row.sheet, request.user, row.number)[row.number]
    problem = Card(form.item, standing, form, editable=True, opened=True, current=current, refusal=refusal)
    if current:
        form.data = form.data.copy()
        form.data["version"] = str(current.version)
    if request.htmx:
        return _parts(
            request, row.sheet, row.number, whole=current is not None, problem=problem, status=status
        )
    return _page(request, row.sheet, problem=problem, status=status)
