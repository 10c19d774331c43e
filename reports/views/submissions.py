"""The district hands in: what stands, what is checked, the hand-in itself, and handing in again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import Denied, allow
from districts.doors import Refused
from districts.exports import send
from districts.models import Role

from .. import access, actions
from ..district_queries import check_page, city_leads, submission_page
from ..forms import ContactForm, JoinedForm, ReportForm, WithdrawForm
from ..joined import joined_in_words, joined_of
from ..models import DecisionChoices, Evaluation, StatusChoices
from ..tables import list_table
from ..telling.beforehand import mail_of_list

DISTRICT = (Role.EDITOR, Role.DISTRICT_LEAD)
STAFF = (*DISTRICT, Role.REVIEWER, Role.CITY_LEAD)


@allow(*DISTRICT)
@require_safe
def my_submission(request, year):
    """The district's own submission of a year, by its address without a number."""
    if request.user.street_id:
        raise Denied(
            _(
                "上报由区县办理：名单、联系人和年度总结评估报告由区县填报员和审核人准备。您填写本街道的评分表。"
            )
        )
    return redirect(get_object_or_404(access.visible_submissions(request.user), year__number=year))


@allow(*STAFF)
@require_safe
def submission(request, pk):
    return _submission_page(request, access.visible_submission(request.user, pk))


def _submission_page(request, found, *, contact=None, joined=None, report=None, status=200):
    request.shown_year = found.year.number
    page = submission_page(found)
    contact = contact or ContactForm(
        initial={"name": found.contact_name, "phone": found.contact_phone}, auto_id="contact-%s"
    )
    context = {
        "page": page,
        "submission": found,
        "contact_form": contact,
        "joined_form": joined or JoinedForm(submission=found),
        "joined": joined_in_words(joined_of(found)),
        "report_form": report or ReportForm(),
        "may_prepare": request.user.is_district and not page.concluded,
        "may_replace": page.draft or bool(page.returned),
        "may_withdraw": request.user.role == Role.DISTRICT_LEAD and found.status == StatusChoices.SUBMITTED,
        "step": next_step(request.user, page),
        "leads": request.user.role == Role.CITY_LEAD,
        "evaluation": Evaluation.objects.filter(submission=found).first(),
        "objectable": [entry for entry in page.entries if entry.decision == DecisionChoices.DECLINED],
    }
    return render(request, "reports/submission.html", context, status=status)


@allow(*STAFF)
@require_safe
def list_export(request, pk, kind):
    """The list on the submission's page: what was handed in, before that what would be."""
    found = access.visible_submission(request.user, pk)
    return send(request, list_table(submission_page(found)), kind, row=found)


def next_step(user, page):
    """The one thing to do next on the submission's page, as (label, address); None when it is somebody else's turn."""
    found = page.submission
    if user.is_district:
        if page.draft:
            return _("去核对"), reverse("reports:check", args=[found.pk])
        if page.returned and not page.concluded:
            return _("核对并再次上报"), reverse("reports:check", args=[found.pk])
        return _("看回执"), page.latest_receipt.get_absolute_url()
    if page.draft or page.concluded:
        return None
    if not page.undecided and user.role == Role.CITY_LEAD:
        return _("办结评审"), reverse("reports:conclude", args=[found.pk])
    return _(
        "去评审"
    ), f"{reverse('reports:review', args=[found.year.number])}?district={found.district.code}"


@allow(*DISTRICT)
@require_POST
def save_contact(request, pk):
    found = access.preparable_submission(request.user, pk)
    form = ContactForm(request.POST, auto_id="contact-%s")
    if not form.is_valid():
        return _submission_page(request, found, contact=form, status=422)
    try:
        actions.save_contact(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("联系人已保存。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@allow(*DISTRICT)
@require_POST
def save_joined(request, pk):
    found = access.preparable_submission(request.user, pk)
    form = JoinedForm(request.POST, submission=found)
    if not form.is_valid():
        return _submission_page(request, found, joined=form, status=422)
    try:
        actions.save_joined(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("参加初评的部门已保存。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@allow(*DISTRICT)
@require_POST
def add_report(request, pk):
    found = access.preparable_submission(request.user, pk)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _submission_page(request, found, report=form, status=422)
    try:
        document = actions.add_annual_report(found, checked=form.cleaned_data["file"], by=request.user)
        messages.success(request, _("已上传“%(name)s”。") % {"name": document.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


# --- handing in ----------------------------------------------------------------------------------------------


@allow(*DISTRICT)
@require_safe
def check(request, pk):
    return _check_page(request, access.visible_submission(request.user, pk))


def _check_page(request, found, *, refusal="", ticked=(), status=200):
    request.shown_year = found.year.number
    page = check_page(found)
    context = {
        "page": page,
        "submission": found,
        "refusal": refusal,
        "ticked": ticked,
        "joined": joined_in_words(joined_of(found)),
        "may_hand_in": request.user.role == Role.DISTRICT_LEAD and page.ready,
        "effects": effects_again(page, by=request.user) if page.again else effects(page, by=request.user),
        "who": city_leads() if page.past_deadline else [],
    }
    return render(request, "reports/check.html", context, status=status)


def effects(page, *, by):
    return [
        ("send", _("名单、年度总结评估报告和附件3交给市住建局评审")),
        *_effects_on_listed(page),
        ("lock", _("锁定本区县全部 %(count)s 份初评评分表") % {"count": page.locked}),
        ("file-earmark-check", _("生成带编号的回执，可打印盖章")),
        ("arrow-return-left", _("不能自行收回；要改，须由市住建局退回")),
        mail_of_list("submission_submitted", page.submission, by=by),
    ]


def _effects_on_listed(page):
    """After the whole was sent back: what becomes of the communities that were listed before."""
    lines = [
        ("check2-square", page.kept, _("%(count)s 个没有改动的社区保留已作的评审决定")),
        ("arrow-repeat", page.going_back, _("%(count)s 个改动过的或退回的社区重新评审")),
        ("dash-circle", page.withdrawing, _("%(count)s 个不再符合条件的社区自动撤回")),
        ("x-circle", page.stays_off, _("%(count)s 个撤回过的社区本年度不再列入名单")),
    ]
    return [(icon, words % {"count": len(entries)}) for icon, entries, words in lines if entries]


def effects_again(page, *, by):
    lines = [("send", _("%(count)s 个社区回到市住建局评审") % {"count": len(page.going_back)})]
    if page.withdrawing:
        count = len(page.withdrawing)
        lines.append(("dash-circle", _("%(count)s 个未达标的社区自动撤回，不能恢复") % {"count": count}))
    count = len(page.corrections)
    return [
        *lines,
        ("lock", _("补正的 %(count)s 份评分表重新锁定") % {"count": count}),
        ("file-earmark-check", _("生成新的回执，写明补正了哪些社区")),
        mail_of_list("submission_resubmitted", page.submission, by=by),
    ]


@allow(*DISTRICT)
@require_POST
def submit(request, pk):
    found = access.handed_in_by(request.user, pk)
    confirmed = request.POST.getlist("confirm")
    try:
        receipt = actions.submit(found, confirmed=confirmed, by=request.user)
    except Refused as refusal:
        return _refused(request, pk, refusal, ticked=confirmed)
    return redirect(receipt)


@allow(*DISTRICT)
@require_POST
def resubmit(request, pk):
    found = access.handed_in_by(request.user, pk)
    try:
        receipt = actions.resubmit(found, by=request.user)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    return redirect(receipt)


def _refused(request, pk, refusal, ticked=()):
    """The check page as it stands now: what refused the move may have changed since the person looked."""
    found = access.visible_submission(request.user, pk)
    return _check_page(request, found, refusal=str(refusal), ticked=ticked, status=409)


@allow(Role.DISTRICT_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    entry = access.own_entry(request.user, pk, _("撤回名单社区"))
    request.shown_year = entry.submission.year.number
    form = WithdrawForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.withdraw(entry, reason=form.cleaned_data["reason"], by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("已撤回%(entry)s。") % {"entry": entry})
                return redirect(entry.submission)
    return render(request, "reports/withdraw.html", _withdraw_context(request, entry, form), status=status)


def _withdraw_context(request, entry, form):
    entry.refresh_from_db(fields=["decision"])
    return {
        "entry": entry,
        "form": form,
        "open": entry.submission.status == StatusChoices.SUBMITTED
        and entry.decision in (DecisionChoices.PENDING, DecisionChoices.RETURNED),
        "effects": [
            ("dash-circle", _("%(entry)s移出本年度名单，不再评审") % {"entry": entry}),
            ("x-circle", _("撤回以后本年度不能再列入名单")),
            ("lock", _("它的初评评分表锁定，不再修改")),
            ("eye", _("市住建局看到撤回和您写的理由")),
            mail_of_list("entry_withdrawn", entry.submission, by=request.user),
        ],
    }
