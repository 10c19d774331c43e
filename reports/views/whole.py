"""What the city does with a district's whole submission: conclude, send back, reopen, evaluate, draw a sample."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from districts.access import allow
from districts.announcing import NOBODY_IS_TOLD
from districts.doors import Refused
from districts.models import Role

from .. import access, actions
from ..evaluation import facts_of, facts_shown, kept_facts
from ..forms_acts import EvaluationForm, ReopenForm, SampleForm, SendBackForm
from ..models import DecisionChoices, Evaluation, StatusChoices
from ..review_queries import conclude_page, queue_url
from ..rulings import why_not_reopenable
from ..sample_page import sample_page
from ..telling.beforehand import mail_of_list
from .acting import perform
from .queue import CITY


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request, pk):
    submission = access.led_submission(request.user, pk, _("办结评审"))
    if request.method != "POST":
        return _conclude_page(request, submission)
    try:
        given = actions.conclude(
            submission,
            by=request.user,
            early="early" in request.POST,
            heard=request.POST.get("heard", ""),
        )
    except Refused as refusal:
        submission = access.led_submission(request.user, pk, _("办结评审"))
        return _conclude_page(request, submission, refusal=str(refusal), status=409)
    messages.success(
        request,
        _("%(district)s评审已办结，%(count)s 个社区取得称号。")
        % {"district": submission.district, "count": given},
    )
    return redirect("reports:conclude", pk=submission.pk)  # where the next steps are


def _conclude_page(request, submission, *, refusal="", status=200):
    request.shown_year = submission.year.number
    page = conclude_page(submission)
    context = {
        "page": page,
        "submission": submission,
        "refusal": refusal,
        "effects": _effects(page, by=request.user),
        "queue_url": queue_url(submission),
    }
    return render(request, "reports/conclude.html", context, status=status)


def _effects(page, *, by):
    year = page.submission.year.number
    declined, withdrawn = page.counts[DecisionChoices.DECLINED], page.counts[DecisionChoices.WITHDRAWN]
    without = _("%(declined)s 个不予认定、%(withdrawn)s 个撤回的社区不取得称号")
    return [
        ("award", _("%(n)s 个社区取得%(year)s年绿色社区称号") % {"n": page.titles, "year": year}),
        *[("x-circle", without % {"declined": declined, "withdrawn": withdrawn})][: declined + withdrawn],
        ("lock", _("锁定本区县全部 %(n)s 份初评评分表和复评，作为办结材料，不再修改") % {"n": page.sheets}),
        ("table", _("附件3从此显示取得称号的社区")),
        ("exclamation-triangle", _("称号公布以前可以说明理由重新开启评审，公布以后不能")),
        mail_of_list("submission_concluded", page.submission, by=by),
    ]


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, pk):
    submission = access.led_submission(request.user, pk, _("整体退回"))
    request.shown_year = submission.year.number
    under_review = submission.status == StatusChoices.SUBMITTED
    return perform(
        request,
        SendBackForm(request.POST or None),
        lambda data: actions.send_back(submission, by=request.user, **data),
        back=submission.get_absolute_url(),
        done=lambda _sent: _("%(submission)s已整体退回。") % {"submission": submission},
        title=_("整体退回%(submission)s") % {"submission": submission},
        lede=_("只有少数社区要改的，在评审队列里逐个或成批退回就可以，不必整体退回。"),
        button=_("整体退回"),
        danger=True,
        why_not="" if under_review else _("只有评审中的上报可以整体退回。"),
        effects=[
            ("unlock", _("本区县全部初评评分表解锁，参与社区可以增减")),
            ("arrow-return-left", _("由区县改好后重新上报，生成新的回执")),
            ("check2-square", _("没有改动的社区保留已作的决定；改动过的重新评审；不再达标的自动撤回")),
            ("people", _("区县看到退回的理由和截止日")),
            mail_of_list("submission_sent_back", submission, by=request.user),
        ],
    )


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, pk):
    submission = access.led_submission(request.user, pk, _("重新开启评审"))
    request.shown_year = submission.year.number
    return perform(
        request,
        ReopenForm(request.POST or None),
        lambda data: actions.reopen(submission, by=request.user, **data),
        back=queue_url(submission),
        done=lambda count: _("评审已重新开启，%(count)s 个未公布的称号收回。") % {"count": count},
        title=_("重新开启%(district)s评审") % {"district": submission.district},
        lede=_("称号公布以前，办结有误的可以重新开启。"),
        button=_("重新开启"),
        danger=True,
        why_not=why_not_reopenable(submission),
        effects=[
            ("x-circle", _("本次办结给出、还没有公布的称号收回")),
            ("arrow-counterclockwise", _("各社区的决定不变，可以逐个改回待评审")),
            ("table", _("附件3不再把它们算作称号")),
            mail_of_list("submission_reopened", submission, by=request.user),
        ],
    )


@allow(*CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request, pk):
    submission = access.reviewable_submission(request.user, pk)
    request.shown_year = submission.year.number
    page = sample_page(submission)
    return perform(
        request,
        SampleForm(request.POST or None),
        lambda data: actions.draw_sample(submission, by=request.user, **data),
        back=request.path,
        done=lambda made: _("已抽取，种子 %(seed)s。") % {"seed": made.seed},
        template="reports/sample.html",
        mail=NOBODY_IS_TOLD,
        page=page,
        submission=submission,
        queue_url=queue_url(submission),
    )


@allow(Role.EDITOR, Role.DISTRICT_LEAD, *CITY)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request, pk):
    """The city lead writes it beside the facts of now; the district reads it with the facts it was written on."""
    if request.method == "POST":
        submission = access.led_submission(request.user, pk, _("评价区县"))
    else:
        submission = access.evaluated_submission(request.user, pk)
    request.shown_year = submission.year.number
    kept = Evaluation.objects.filter(submission=submission).select_related("evaluated_by").first()
    initial = {"grade": kept.grade, "text": kept.text} if kept else None
    live = request.user.is_city and submission.first_submitted_at
    then = facts_shown(kept_facts(kept)) if kept else []
    now = facts_shown(facts_of(submission)) if live else then
    return perform(
        request,
        EvaluationForm(request.POST or None, initial=initial),
        lambda data: actions.evaluate(submission, by=request.user, **data),
        back=submission.get_absolute_url(),
        done=lambda _made: _("评价已保存，区县可以看到。"),
        template="reports/evaluate.html",
        mail=NOBODY_IS_TOLD,
        submission=submission,
        evaluation=kept,
        facts=now,
        live=live,
        moved=[
            (label, old, new) for (label, old), (_label, new) in zip(then, now, strict=False) if old != new
        ],
        writes=request.user.role == Role.CITY_LEAD and submission.status == StatusChoices.CONCLUDED,
    )
