"""申述: the district objects to a decline, once; the city lead answers."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from ..models import DecisionChoices, Objection
from ..rulings import why_not_recognisable
from ..since import contents_of
from ..workflow import Mover
from . import checks
from .locks import locked_entry, settle_locks


@door("objection_made")
def make_objection(entry, *, text, by):
    """Object to a decline while the district's review goes on. Raises Refused for anything but a decline, without
    grounds, or a second time."""
    entry, submission, rescore = locked_entry(entry)
    checks.under_review(submission)
    if entry.decision != DecisionChoices.DECLINED:
        raise Refused(
            _("%(entry)s现在是“%(decision)s”，只有不予认定可以申述。")
            % {"entry": entry, "decision": entry.get_decision_display()}
        )
    if hasattr(entry, "objection"):
        raise Refused(_("%(entry)s已经申述过一次，每个社区只能申述一次。") % {"entry": entry})
    if not text.strip():
        raise Refused(_("请写明申述的理由。"))
    made = Objection.objects.create(entry=entry, text=text.strip(), made_by=by)
    settle_locks(submission, [entry], {entry.community_id: rescore} if rescore else {}, by=by)
    trail.record("objection_made", row=entry, by=by, after={"text": made.text})
    return made


@door("objection_answered")
def answer_objection(objection, *, upheld, answer, by):
    """Answer an objection: upheld, the community is recognised; otherwise the decline stands.

    Raises Refused without words, when it is answered already, or when the re-score forbids to recognise."""
    entry, submission, rescore = locked_entry(objection.entry)
    checks.under_review(submission)
    standing = entry.open_objection
    if standing is None:
        raise Refused(_("这份申述已经答复过了。"))
    if not answer.strip():
        raise Refused(_("请写明答复的理由。"))
    checks.own_hand(by, [entry])
    before = {"decision": entry.decision}
    if upheld:
        checks.entry_move(entry, DecisionChoices.RECOGNISED, Mover.OBJECTION)
        if why := why_not_recognisable(entry, rescore, contents_of([entry])):
            raise Refused(_("申述成立须先更正复评：%(why)s") % {"why": why} if rescore else why)
        entry.decision, entry.reason = DecisionChoices.RECOGNISED, ""
        entry.decided_by, entry.decided_at = by, timezone.now()
        entry.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    standing.upheld, standing.answer = upheld, answer.strip()
    standing.answered_by, standing.answered_at = by, timezone.now()
    standing.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    entry.objection = standing
    settle_locks(submission, [entry], {entry.community_id: rescore} if rescore else {}, by=by)
    trail.record(
        "objection_answered",
        row=entry,
        by=by,
        before=before,
        after={"decision": entry.decision, "upheld": upheld, "answer": standing.answer},
    )
    return standing
