"""One listed community under review: the two scores, the decision, the re-score, an objection and its answer."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import allow
from districts.doors import Refused
from districts.models import Role

from .. import access, actions
from ..entry_page import entry_page, next_pending, walk
from ..forms_acts import AnswerForm, ObjectionForm
from ..forms_review import DecisionForm
from ..models import DecisionChoices, StatusChoices
from ..opinion_page import voices
from ..queue_filter import QueueFilter
from ..review_queries import queue_url
from ..since import since_last_receipt
from ..telling.beforehand import mail_of_entries, mail_of_list
from .acting import perform
from .queue import CITY

# The keys that choose a decision, the same whatever else can be chosen.
KEYS = {DecisionChoices.RECOGNISED: "1", DecisionChoices.DECLINED: "2", DecisionChoices.RETURNED: "3"}
STAFF = (Role.EDITOR, Role.DISTRICT_LEAD, *CITY)


@allow(*STAFF)
@require_safe
def entry(request, pk):
    return _entry_page(request, access.visible_entry(request.user, pk))


@allow(*STAFF)
@require_safe
def entry_of(request, sheet):
    """The way from a re-score to the listed community it is about."""
    return redirect(access.entry_of_sheet(request.user, sheet))


def _entry_page(request, found, *, form=None, refusal="", status=200):
    request.shown_year = found.submission.year.number
    filters = QueueFilter(request.GET, user=request.user)
    page = entry_page(request.user, found, filters)
    spoken = voices(found) if request.user.is_city else []
    chosen = form.data.get("decision", "") if form else ""
    choices = [each for each in page.moves if each in KEYS]
    query = filters.query(decision="") if page.filtered else ""
    context = {
        "page": page,
        "entry": found,
        "chosen": chosen,
        "choices": choices,
        "keyed": [(each, KEYS[each]) for each in choices],
        "lost": chosen and chosen not in choices,  # typed, but no longer in the form below
        "form": form or DecisionForm(initial={"seen": found.version}, auto_id="decide-%s"),
        "refusal": refusal,
        "may_reset": not page.why_not and DecisionChoices.PENDING in page.moves,
        "filters": filters,
        "query": f"?{query}" if query else "",
        "queue_url": _queue_url(found, filters, page.filtered),
        "answers": request.user.role == Role.CITY_LEAD and bool(found.open_objection),
        "objects": request.user.role == Role.DISTRICT_LEAD and _may_object(found),
        "changes": since_last_receipt(found),
        "voices": spoken,
        "opposed": any(each.objections for each in spoken),
        "mail": mail_of_entries("entry_decided", [found], by=request.user) if choices else None,
    }
    return render(request, "reports/entry.html", context, status=status)


def _may_object(found):
    under_review = found.submission.status == StatusChoices.SUBMITTED
    return under_review and found.decision == DecisionChoices.DECLINED and not hasattr(found, "objection")


def _queue_url(found, filters, filtered):
    if filtered:
        return f"{reverse('reports:review', args=[found.submission.year.number])}?{filters.query()}"
    return queue_url(found.submission)


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
    return _onward(request, found, form.cleaned_data["decision"])


def _refused(request, pk, form, refusal):
    """The entry as it stands now, and what was typed; saving again is then a decision on what stands now."""
    found = access.visible_entry(request.user, pk)
    form.data = form.data.copy()
    form.data["seen"] = found.version
    return _entry_page(request, found, form=form, refusal=str(refusal), status=409)


def _onward(request, found, decision):
    """To the next one still pending in the walk; put back to pending stays where it is."""
    if decision == DecisionChoices.PENDING:
        return redirect(found)
    filters = QueueFilter(request.GET, user=request.user)
    siblings, filtered = walk(request.user, found, filters)
    position = next((place for place, each in enumerate(siblings) if each.pk == found.pk), 0)
    following = next_pending(siblings, position)
    if following is None:
        return redirect(_queue_url(found, filters, filtered))
    query = filters.query(decision="") if filtered else ""
    return redirect(following.get_absolute_url() + (f"?{query}" if query else ""))


@allow(*CITY)
@require_POST
def start_rescore(request, pk):
    found = access.decidable_entry(request.user, pk)
    try:
        sheet = actions.start_rescore(found, by=request.user)
    except Refused as refusal:
        return _entry_page(request, access.visible_entry(request.user, pk), refusal=str(refusal), status=409)
    return redirect(sheet)


@allow(Role.DISTRICT_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, pk):
    found = access.own_entry(request.user, pk, _("申述"))
    request.shown_year = found.submission.year.number
    return perform(
        request,
        ObjectionForm(request.POST or None),
        lambda data: actions.make_objection(found, text=data["text"], by=request.user),
        back=found.get_absolute_url(),
        done=lambda _made: _("申述已送达市住建局。"),
        title=_("对%(name)s的决定申述") % {"name": found.community_name},
        lede=_("市住建局的理由：%(reason)s") % {"reason": found.reason},
        crumb=found,
        button=_("提交申述"),
        why_not="" if _may_object(found) else _("只有评审中的不予认定可以申述，每个社区一次。"),
        effects=[
            ("send", _("市级负责人会看到您的理由，并作出答复")),
            ("award", _("申述成立的，予以认定")),
            ("1-circle", _("每个社区只能申述一次，提交以后不能修改")),
            mail_of_list("objection_made", found.submission, by=request.user),
        ],
    )


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    objection = access.answerable_objection(request.user, pk)
    found = objection.entry
    request.shown_year = found.submission.year.number
    return perform(
        request,
        AnswerForm(request.POST or None),
        lambda data: actions.answer_objection(objection, by=request.user, **data),
        back=found.get_absolute_url(),
        done=lambda made: _("已答复：申述成立，予以认定。") if made.upheld else _("已答复：维持不予认定。"),
        title=_("答复%(name)s的申述") % {"name": found.community_name},
        lede=_("%(who)s申述：%(text)s") % {"who": objection.made_by, "text": objection.text},
        crumb=found,
        button=_("答复"),
        why_not="" if found.open_objection else _("这份申述已经答复过了。"),
        effects=[
            ("people", _("区县会看到答复和理由")),
            ("award", _("成立的改为“认定”；复评低于达标线的，须先更正复评")),
            ("1-circle", _("答复以后不能修改")),
            mail_of_entries("objection_answered", [found], by=request.user),
        ],
    )
