"""Handing in, handing in again, and taking a community off the list: the district's moves."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import Target
from districts.participation import locked_target, settle_participants
from districts.text import cn_date, cn_datetime
from scoring.actions import lock_sheets
from scoring.models import Lock, Stage
from scoring.rescoring import look_again

from .. import receipts, workflow
from ..checklist import checklist, correction_faults, points_without_bonus, returned_entries
from ..models import DecisionChoices, Document, Entry, StatusChoices
from ..since import contents_of
from ..workflow import Decision, Mover, SubmissionStatus
from .locks import locked, locked_entries, locked_entry, locked_sheets, settle_locks
from .opining import outdate_opinions


@door("submission_submitted")
def submit(submission, *, confirmed, by):
    """Hand in the year's list (五(三)): lock the district's initial sheets, freeze the entries, issue the receipt.

    confirmed: the codes of the points the lead has confirmed. Raises Refused with what stands in the way."""
    submission = locked(submission)
    if submission.status != StatusChoices.DRAFT:
        raise Refused(
            _("%(submission)s已于%(when)s上报，不能重复上报。要修改，请市住建局退回相应社区。")
            % {"submission": submission, "when": cn_datetime(submission.first_submitted_at)}
        )
    workflow.check_submission_move(submission.status, SubmissionStatus.SUBMITTED)
    target = locked_target(submission.district_id, submission.year_id)
    sheets = locked_sheets(submission, stages=(Stage.INITIAL, Stage.REVIEW))
    ready = checklist(submission)
    if ready.must_fix:
        raise Refused(
            _("还不能上报：") + "；".join(f"{point.title}（{point.detail}）" for point in ready.must_fix)
        )
    if left := ready.unconfirmed(confirmed):
        raise Refused(_("请先逐条确认：") + "；".join(point.title for point in left))
    _relist(submission, ready.plan, by=by)
    rescores = {sheet.community_id: sheet for sheet in sheets if sheet.stage == Stage.REVIEW}
    _ask_to_look_again(ready.plan.anew, ready.plan.contents, rescores, by=by)
    submission.status = StatusChoices.SUBMITTED
    submission.first_submitted_at = submission.first_submitted_at or timezone.now()
    submission.sent_back_at, submission.sent_back_why = None, ""
    submission.save(update_fields=["status", "first_submitted_at", "sent_back_at", "sent_back_why"])
    lock_sheets([sheet for sheet in sheets if not sheet.lock], lock=Lock.HANDED_IN, by=by)
    settle_locks(submission, *locked_entries(submission), by=by)
    settle_participants(target)
    standing = list(submission.entries.exclude(decision__in=OFF_THE_LIST))
    receipt = _issue_receipt(submission, standing, corrected=ready.plan.anew, by=by)
    trail.record(
        "submission_submitted",
        row=submission,
        by=by,
        before={"status": StatusChoices.DRAFT},
        after={"status": submission.status, "listed": len(standing), "receipt": receipt.number},
    )
    return receipt


def _relist(submission, plan, *, by):
    """Bring the entries of a draft in line with the list it hands in (reports.relisting)."""
    frozen = {sheet.pk: facts for sheet, facts in _frozen(plan.sheets)}
    Entry.objects.bulk_create(
        [
            Entry(submission=submission, community=sheet.community, sheet=sheet, **frozen[sheet.pk])
            for sheet in plan.new
        ]
    )
    for entry in [*plan.anew, *plan.off]:
        _correct(entry, frozen.get(entry.sheet_id), mover=Mover.WHOLE, by=by)


def _ask_to_look_again(entries, contents, rescores, *, by):
    """What the district has changed since, neither the city's re-score nor the departments' opinions speak of."""
    outdate_opinions(entries, contents)
    note = _("区县再次上报时改动了这一项，请再看。")
    for entry in entries:
        if rescore := rescores.get(entry.community_id):
            look_again(rescore, contents.reasons(entry), note=note, by=by)


def _frozen(sheets):
    """Each sheet with names and points as they stand at the hand-in."""
    without_bonus = points_without_bonus(sheets)
    for sheet in sheets:
        yield (
            sheet,
            {
                "street_name": sheet.community.street.name,
                "community_name": sheet.community.name,
                "total": sheet.total,
                "without_bonus": without_bonus[sheet.pk],
            },
        )


def _issue_receipt(submission, entries, *, corrected=(), by):
    report = Document.objects.reports_of(submission).first()
    declared = Target.objects.get(year=submission.year_id, district=submission.district_id).declared
    return receipts.issue(
        submission, entries=entries, corrected=corrected, report=report, declared=declared, by=by
    )


# Annex 3 counts neither, so a receipt does not either.
OFF_THE_LIST = (DecisionChoices.WITHDRAWN, DecisionChoices.DECLINED)


@door("submission_resubmitted")
def resubmit(submission, *, by):
    """Hand in again what the city returned: still passing goes back to the queue, no longer passing is withdrawn.

    Each return carries its own due day, and a return whose day has gone by stays with the city. Raises Refused when
    nothing can be handed in again, or a corrected sheet is incomplete or lacks evidence."""
    submission = locked(submission)
    if submission.status != StatusChoices.SUBMITTED:
        raise Refused(_("现在没有可以再次上报的内容。"))
    entries = list(returned_entries(submission))
    if not entries:
        raise Refused(_("没有退回补正的社区，不需要再次上报。"))
    today = timezone.localdate()
    in_time = [entry for entry in entries if entry.due >= today]
    if not in_time:
        raise Refused(
            _("补正截止日 %(day)s 已过，请联系市住建局。")
            % {"day": cn_date(max(entry.due for entry in entries))}
        )
    _entries, rescores = locked_entries(submission, [entry.pk for entry in in_time])
    in_time = [entry for entry in returned_entries(submission) if entry.due >= today]
    if faults := correction_faults(submission, in_time):
        raise Refused(_("还不能再次上报：") + "；".join(faults))
    frozen = {sheet.pk: facts for sheet, facts in _frozen([e.sheet for e in in_time if e.sheet.passed])}
    for entry in in_time:
        _correct(entry, frozen.get(entry.sheet_id), mover=Mover.DISTRICT, by=by)
    _ask_to_look_again(in_time, contents_of(in_time), rescores, by=by)
    settle_locks(submission, *locked_entries(submission, [entry.pk for entry in in_time]), by=by)
    standing = list(submission.entries.exclude(decision__in=OFF_THE_LIST))
    receipt = _issue_receipt(submission, standing, corrected=in_time, by=by)
    trail.record(
        "submission_resubmitted",
        row=submission,
        by=by,
        after={"corrected": [str(entry) for entry in in_time], "receipt": receipt.number},
    )
    return receipt


def _correct(entry, frozen, *, mover, by):
    """frozen: what stands now, of a sheet that still passes; None when it no longer does."""
    before = {"decision": entry.decision, "total": entry.total}
    wanted = DecisionChoices.PENDING if frozen else DecisionChoices.WITHDRAWN
    if entry.decision != wanted:
        workflow.check_entry_move(entry.decision, wanted, mover)
    if frozen:
        for name, value in frozen.items():
            setattr(entry, name, value)
        if mover == Mover.WHOLE:
            entry.reason = ""
    else:
        entry.reason = _withdrawn_why(entry.sheet, mover)
    entry.decision, entry.due = wanted, None
    entry.decided_by, entry.decided_at = by if frozen else None, timezone.now()
    entry.save()
    trail.record(
        "entry_decided",
        row=entry,
        by=by,
        before=before,
        after={"decision": entry.decision, "total": entry.total},
    )


def _withdrawn_why(sheet, mover):
    if sheet.total is None:
        return _("重新上报时还没有评完，自动撤回。")
    if mover == Mover.DISTRICT:
        return _("补正后总分 %(total)s 分，未达标，自动撤回。") % {"total": sheet.total}
    if sheet.passed:
        return _("已持有有效称号，不再列入名单，自动撤回。")
    return _("重新上报时总分 %(total)s 分，未达标，自动撤回。") % {"total": sheet.total}


@door("entry_withdrawn")
def withdraw(entry, *, reason, by):
    """The district takes a community off its list while the city has not decided it."""
    entry, submission, rescore = locked_entry(entry)
    if submission.status != StatusChoices.SUBMITTED:
        raise Refused(_("%(submission)s不在评审中，不能撤回。") % {"submission": submission})
    try:
        workflow.check_entry_move(entry.decision, Decision.WITHDRAWN, Mover.DISTRICT)
    except workflow.IllegalMove:
        raise Refused(
            _("%(entry)s已经是“%(old)s”，不能撤回。") % {"entry": entry, "old": entry.get_decision_display()}
        ) from None
    if not reason.strip():
        raise Refused(_("请写明撤回的理由。"))
    before = {"decision": entry.decision}
    entry.decision, entry.reason, entry.due = DecisionChoices.WITHDRAWN, reason.strip(), None
    entry.decided_by, entry.decided_at = by, timezone.now()
    entry.save(update_fields=["decision", "reason", "due", "decided_by", "decided_at"])
    settle_locks(submission, [entry], {entry.community_id: rescore} if rescore else {}, by=by)
    trail.record(
        "entry_withdrawn",
        row=entry,
        by=by,
        before=before,
        after={"decision": entry.decision, "reason": entry.reason},
    )
