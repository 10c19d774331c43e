"""Deciding an entry and concluding a district: the city's moves."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.text import cn_date
from scoring.actions import lock_sheets, unlock_sheet
from scoring.models import Lock, Stage

from .. import access, workflow
from ..models import DecisionChoices, StatusChoices, Title
from ..queries import holders
from ..workflow import Decision, Mover, SubmissionStatus
from .locks import locked, locked_entry, locked_sheets


@door("entry_decided")
def decide(entry, *, decision, seen, reason="", due=None, by):
    """Recognise, decline or return one listed community, or put it back to pending (五(三) 综合评审).

    seen: the decision that stood on the person's page. Raises Refused when somebody else has moved it since, the
    table has no such move, a reason or due day is missing, or the person once edited the sheet."""
    entry, submission = locked_entry(entry)
    if submission.status != StatusChoices.SUBMITTED:
        raise Refused(_("%(submission)s不在评审中，不能再作决定。") % {"submission": submission})
    if entry.decision != seen:
        raise Refused(
            _("%(entry)s刚由%(who)s改为“%(decision)s”，请看过再定。")
            % {
                "entry": entry,
                "who": entry.decided_by or _("本区县"),
                "decision": entry.get_decision_display(),
            }
        )
    _check_city_move(entry, decision)
    _check_grounds(decision, reason, due)
    _check_sheet_as_handed_in(entry, decision)
    if access.edited_sheet(by, entry.sheet_id):
        raise Refused(_("您填过这份初评评分表，不能由您评审，请另一位评审员决定。"))
    before = {"decision": entry.decision, "reason": entry.reason}
    entry.decision, entry.reason = decision, reason.strip()
    entry.due = due if decision == DecisionChoices.RETURNED else None
    entry.decided_by, entry.decided_at = by, timezone.now()
    entry.save(update_fields=["decision", "reason", "due", "decided_by", "decided_at"])
    if decision == DecisionChoices.RETURNED:
        unlock_sheet(
            entry.sheet,
            by=by,
            note=_("%(reason)s（补正截止 %(day)s 24 时）")
            % {"reason": entry.reason, "day": cn_date(entry.due)},
        )
    elif before["decision"] == DecisionChoices.RETURNED:
        lock_sheets([entry.sheet], lock=Lock.HANDED_IN, by=by)
    trail.record(
        "entry_decided",
        row=entry,
        by=by,
        before=before,
        after={"decision": decision, "reason": entry.reason, "due": entry.due and entry.due.isoformat()},
    )
    return entry


def _check_city_move(entry, decision):
    try:
        workflow.check_entry_move(entry.decision, decision, Mover.CITY)
    except workflow.IllegalMove:
        raise Refused(
            _("%(entry)s现在是“%(old)s”，不能改为“%(new)s”。")
            % {
                "entry": entry,
                "old": entry.get_decision_display(),
                "new": DecisionChoices(decision).label,
            }
        ) from None
    if entry.decision == DecisionChoices.RETURNED and not entry.overdue:
        raise Refused(
            _("补正截止日 %(day)s 还没有过，期满未补正才能不予认定。") % {"day": cn_date(entry.due)}
        )


LONGEST_RETURN = timedelta(days=60)


def _check_grounds(decision, reason, due):
    if decision in (DecisionChoices.DECLINED, DecisionChoices.RETURNED) and not reason.strip():
        raise Refused(_("请写明理由，区县要看到为什么。"))
    if decision == DecisionChoices.RETURNED and due is None:
        raise Refused(_("请填补正截止日。"))
    if decision == DecisionChoices.RETURNED and due < timezone.localdate():
        raise Refused(_("补正截止日不能早于今天（%(day)s）。") % {"day": cn_date(timezone.localdate())})
    # Until its day has gone by a return is the district's alone: a slip of the year would freeze the review.
    if decision == DecisionChoices.RETURNED and due > timezone.localdate() + LONGEST_RETURN:
        latest = cn_date(timezone.localdate() + LONGEST_RETURN)
        raise Refused(_("补正截止日最晚 %(day)s（今天起 60 天），请核对年份。") % {"day": latest})


def _check_sheet_as_handed_in(entry, decision):
    """Only what was handed in can be recognised: a sheet changed since, in a return that lapsed, is returned again."""
    sheet = entry.sheet
    if decision == DecisionChoices.RECOGNISED and not (sheet.passed and sheet.total == entry.total):
        raise Refused(
            _(
                "评分表在退回期间改动过，现在是 %(now)s，与上报的 %(then)s 分不符；请再退回补正，由区县再次上报。"
            )
            % {
                "now": _("有未评项") if sheet.total is None else _("%(n)s 分") % {"n": sheet.total},
                "then": entry.total,
            }
        )


@door("submission_concluded")
def conclude(submission, *, by):
    """Close the review of a district once every entry is decided; the recognised receive their titles.

    Returns the number of titles given. Raises Refused while an entry is open."""
    submission = locked(submission)
    try:
        workflow.check_submission_move(submission.status, SubmissionStatus.CONCLUDED)
    except workflow.IllegalMove:
        raise Refused(
            _("%(submission)s现在是“%(status)s”，不能办结。")
            % {"submission": submission, "status": submission.get_status_display()}
        ) from None
    sheets = locked_sheets(submission, stages=(Stage.INITIAL, Stage.REVIEW))
    entries = list(submission.entries.all())
    if open_entries := [entry for entry in entries if Decision(entry.decision) not in workflow.DECIDED]:
        raise Refused(
            _("还有 %(count)s 个社区没有评审结论：%(names)s。")
            % {"count": len(open_entries), "names": "、".join(str(entry) for entry in open_entries[:5])}
        )
    recognised = [entry for entry in entries if entry.decision == DecisionChoices.RECOGNISED]
    holds_title = holders()
    if twice := [entry for entry in recognised if holds_title(entry.community_id)]:
        raise Refused(
            _("%(names)s已持有有效称号，不能重复授予。请改为不予认定并写明理由，再办结。")
            % {"names": "、".join(str(entry) for entry in twice)}
        )
    Title.objects.bulk_create(
        [
            Title(
                community_id=entry.community_id,
                year_id=submission.year_id,
                entry=entry,
                given_on=timezone.localdate(),
            )
            for entry in recognised
        ]
    )
    lock_sheets(sheets, lock=Lock.CONCLUDED, by=by)
    submission.status, submission.concluded_at = StatusChoices.CONCLUDED, timezone.now()
    submission.save(update_fields=["status", "concluded_at"])
    trail.record(
        "submission_concluded",
        row=submission,
        by=by,
        before={"status": StatusChoices.SUBMITTED},
        after={"status": submission.status, "titles": len(recognised)},
    )
    return len(recognised)
