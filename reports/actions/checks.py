"""What the doors of the review check, each a sentence the person can act on."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.doors import Refused
from districts.text import cn_date
from scoring.access import OWN_HAND, edited_sheets

from .. import workflow
from ..models import DecisionChoices, StatusChoices
from ..opinion_queries import objectors
from ..rulings import doubted_of, publicly_doubted, why_not_recognisable
from ..workflow import Mover

LONGEST_RETURN = timedelta(days=60)


def under_review(submission):
    if submission.status != StatusChoices.SUBMITTED:
        raise Refused(
            _("%(submission)s现在是“%(status)s”，不在评审中，不能再作决定。")
            % {"submission": submission, "status": submission.get_status_display()}
        )


def submission_move(submission, new, words):
    """words: what the person wants to do, as in “不能办结”."""
    try:
        workflow.check_submission_move(submission.status, new)
    except workflow.IllegalMove:
        raise Refused(
            _("%(submission)s现在是“%(status)s”，不能%(words)s。")
            % {"submission": submission, "status": submission.get_status_display(), "words": words}
        ) from None


def as_seen(entry, seen):
    """The decision that stood on the person's page still stands; one made since, be it the same, is to be seen first:
    the district may have handed in something else meanwhile."""
    if entry.version != seen:
        raise _moved(entry)


def still_pending(entry):
    if entry.decision != DecisionChoices.PENDING:
        raise _moved(entry)


def pending_as_seen(entry, seen):
    """seen: key -> version of each row of the person's page; None where there was none."""
    still_pending(entry)
    if seen is not None:
        as_seen(entry, seen.get(entry.pk))


def _moved(entry):
    return Refused(
        _("%(entry)s刚由%(who)s改为“%(decision)s”，请看过再定。")
        % {
            "entry": entry,
            "who": entry.decided_by or _("本区县"),
            "decision": entry.get_decision_display(),
        }
    )


def city_move(entry, new):
    entry_move(entry, new, Mover.CITY)
    if entry.decision == DecisionChoices.RETURNED and not entry.overdue:
        raise Refused(
            _("补正截止日 %(day)s 还没有过，期满未补正才能不予认定。") % {"day": cn_date(entry.due)}
        )
    if entry.objection_upheld and not publicly_doubted(entry):
        raise Refused(
            _("%(entry)s是申述成立后认定的，每个社区只能申述一次，认定不再改回。") % {"entry": entry}
        )
    if entry.open_objection:
        raise Refused(_("区县已对%(entry)s申述，请市级负责人先答复申述。") % {"entry": entry})


def entry_move(entry, new, mover):
    try:
        workflow.check_entry_move(entry.decision, new, mover)
    except workflow.IllegalMove:
        raise Refused(
            _("%(entry)s现在是“%(old)s”，不能改为“%(new)s”。")
            % {
                "entry": entry,
                "old": entry.get_decision_display(),
                "new": DecisionChoices(new).label,
            }
        ) from None


def grounds(decision, reason, due):
    if decision in (DecisionChoices.DECLINED, DecisionChoices.RETURNED) and not reason.strip():
        raise Refused(_("请写明理由，区县要看到为什么。"))
    if decision == DecisionChoices.RETURNED:
        correction_day(due)


def correction_day(due):
    """Until its day has gone by a return is the district's alone: a slip of the year would freeze the review."""
    today = timezone.localdate()
    if due is None:
        raise Refused(_("请填补正截止日。"))
    if due < today:
        raise Refused(_("补正截止日不能早于今天（%(day)s）。") % {"day": cn_date(today)})
    if due > today + LONGEST_RETURN:
        latest = cn_date(today + LONGEST_RETURN)
        raise Refused(_("补正截止日最晚 %(day)s（今天起 60 天），请核对年份。") % {"day": latest})


def own_hand(by, entries):
    """Nobody decides an entry whose initial sheet they ever edited."""
    if edited_sheets(by, [entry.sheet_id for entry in entries]):
        raise Refused(str(OWN_HAND))


def unopposed(entries):
    """What a department objects to is recognised by somebody who has read the objection, not among many."""
    names = objectors(entries)
    if first := next((entry for entry in entries if entry.pk in names), None):
        raise Refused(
            _("%(who)s对%(entry)s有异议，请看过意见，逐个决定。") % {"who": names[first.pk], "entry": first}
        )


def undoubted(entries):
    """What a public objection was upheld against is decided anew by itself, not among many."""
    doubted = doubted_of(entries)
    if first := next((entry for entry in entries if entry.pk in doubted), None):
        raise Refused(_("%(entry)s的公示异议成立，请看过异议，逐个重新决定。") % {"entry": first})


def recognisable(entry, rescore, contents):
    if why := why_not_recognisable(entry, rescore, contents):
        raise Refused(why)
