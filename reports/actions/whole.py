"""The whole submission: sent back to the district, or its review opened again before the titles are published."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.deadlines import report_due
from districts.doors import Refused, door
from districts.models import Extension
from districts.participation import locked_target, open_participants
from districts.text import cn_date
from scoring.actions import lock_sheets, unlock_sheets
from scoring.models import Lock, Stage

from .. import workflow
from ..models import StatusChoices, Title
from ..rulings import why_not_reopenable
from ..workflow import SubmissionStatus
from . import checks
from .locks import locked, locked_sheets


@door("submission_sent_back")
def send_back(submission, *, reason, due, by):
    """Send a whole submission back (整体退回): every initial sheet opens, communities may join and leave, and the district
    hands in again until `due`. Decisions stand; what is changed meanwhile is judged anew.

    Raises Refused without a reason or a possible day, while an objection waits, or when it is not under review."""
    submission = locked(submission)
    checks.submission_move(submission, SubmissionStatus.DRAFT, _("整体退回"))
    if not reason.strip():
        raise Refused(_("请写明理由，区县要看到为什么。"))
    checks.correction_day(due)
    objected = submission.entries.select_related("objection").filter(objection__upheld__isnull=True)
    if objected := [entry for entry in objected if entry.open_objection]:
        raise Refused(_("%(entry)s的申述还没有答复，请先答复。") % {"entry": objected[0]})
    target = locked_target(submission.district_id, submission.year_id)
    sheets = locked_sheets(submission, stages=(Stage.INITIAL, Stage.REVIEW))
    before = {"status": submission.status, "due": _move_day(submission, due, by).isoformat()}
    open_participants(target)
    note = _("整体退回：%(reason)s（%(day)s 24 时前重新上报）") % {
        "reason": reason.strip(),
        "day": cn_date(due),
    }
    unlock_sheets([(sheet, note) for sheet in sheets if sheet.stage == Stage.INITIAL], by=by)
    working = [sheet for sheet in sheets if sheet.stage == Stage.REVIEW and not sheet.lock]
    lock_sheets(working, lock=Lock.PAUSED, by=by)
    submission.status = StatusChoices.DRAFT
    submission.sent_back_at, submission.sent_back_why = timezone.now(), reason.strip()
    submission.save(update_fields=["status", "sent_back_at", "sent_back_why"])
    trail.record(
        "submission_sent_back",
        row=submission,
        by=by,
        before=before,
        after={"status": submission.status, "reason": submission.sent_back_why, "due": due.isoformat()},
    )
    return submission


def _move_day(submission, due, by):
    """The day of the hand-in again, also an earlier one than held. Returns that."""
    held = report_due(submission.district_id, submission.year).day
    Extension.objects.create(
        year=submission.year,
        district=submission.district,
        until=due,
        sent_back=True,
        reason=_("整体退回重报"),
        granted_by=by,
    )
    return held


@door("submission_reopened")
def reopen(submission, *, reason, by):
    """Open a concluded review again; its titles, not yet published, are taken back. Returns how many.

    Raises Refused without a reason, or once a title of it is published."""
    submission = locked(submission)
    titles = Title.objects.select_for_update(of=("self",)).filter(entry__submission=submission)
    titles = list(titles.order_by("pk"))
    if why := why_not_reopenable(submission):
        raise Refused(why)
    workflow.check_submission_move(submission.status, SubmissionStatus.SUBMITTED)
    if not reason.strip():
        raise Refused(_("请写明重新开启的理由。"))
    sheets = locked_sheets(submission, stages=(Stage.INITIAL, Stage.REVIEW))
    taken_back, _rows = Title.objects.filter(pk__in=[title.pk for title in titles]).delete()
    lock_sheets(sheets, lock=Lock.HANDED_IN, by=by)
    submission.status, submission.concluded_at = StatusChoices.SUBMITTED, None
    submission.save(update_fields=["status", "concluded_at"])
    trail.record(
        "submission_reopened",
        row=submission,
        by=by,
        before={"status": StatusChoices.CONCLUDED, "titles": taken_back},
        after={"status": submission.status, "reason": reason.strip()},
    )
    return taken_back
