"""复评 and 抽查: beginning a re-score, drawing communities for a visit."""

import secrets

from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from scoring.models import State
from scoring.rescoring import look_again, make_review_sheet

from .. import sampling, workflow
from ..flags import asked_about
from ..models import DecisionChoices, Sample, SpotCheck
from . import checks
from .locks import locked, locked_entries, locked_entry
from .reviewing import decide_all


@door("rescore_started")
def start_rescore(entry, *, by):
    """The re-score of a listed community, made blank when there is none. Raises Refused unless it may be worked on now."""
    entry, submission, rescore = locked_entry(entry)
    checks.under_review(submission)
    objected = bool(entry.open_objection)
    if not workflow.review_open(submission.status, entry.decision, objected):
        raise Refused(
            _("%(entry)s现在是“%(decision)s”，不能复评；请先改回待评审。")
            % {"entry": entry, "decision": entry.get_decision_display()}
        )
    checks.own_hand(by, [entry])
    return rescore or make_review_sheet(entry.sheet, by=by)


@door("sample_drawn")
def draw_sample(submission, *, share, by, seed=""):
    """Draw communities of one district for a visit: `share` percent of each stratum, rounded up, of the pending and
    recognised entries not drawn before. seed: empty for a new one.

    The recognised among those drawn are pending again: what is found at the visit comes first. Returns the Sample.
    Raises Refused when nothing is left to draw, or the person filled in the sheet of a recognised one."""
    submission = locked(submission)
    checks.under_review(submission)
    entries, rescores = locked_entries(submission)
    frame = {entry.pk: stratum for entry, stratum in candidates(submission, entries)}
    if not frame:
        raise Refused(_("没有可以抽的社区：待评审和已认定的都已经抽过。"))
    # Before the lot, and of all it could take: whoever may not put an entry back must not draw until others come up.
    checks.own_hand(
        by,
        [entry for entry in entries if entry.pk in frame and entry.decision == DecisionChoices.RECOGNISED],
    )
    seed = seed or secrets.token_hex(8)
    drawn = sampling.draw(frame, share=share, seed=seed)
    sample = Sample.objects.create(
        submission=submission,
        sequence=submission.samples.count() + 1,
        seed=seed,
        share=share,
        frame=sampling.frame_text(frame),
        drawn_by=by,
    )
    SpotCheck.objects.bulk_create(
        [SpotCheck(sample=sample, entry_id=key, stratum=frame[key]) for key in drawn]
    )
    again = [entry for entry in entries if entry.pk in drawn and entry.decision == DecisionChoices.RECOGNISED]
    if again:
        note = SpotCheck.PUT_BACK
        decide_all(
            submission, again, rescores, DecisionChoices.PENDING, {entry.pk: note for entry in again}, by=by
        )
    # A desk re-score is no visit: it stands to be confirmed until somebody has been there.
    for entry in entries:
        if entry.pk in drawn and (rescore := rescores.get(entry.community_id)):
            done = rescore.items.filter(state=State.CONFIRMED)
            reasons = dict.fromkeys(done.values_list("number", flat=True))
            look_again(rescore, reasons, note=_("抽中抽查，按现场所见再确认。"), by=by)
    trail.record(
        "sample_drawn",
        row=sample,
        by=by,
        after={"seed": seed, "share": share, "drawn": [str(entry) for entry in entries if entry.pk in drawn]},
    )
    return sample


def candidates(submission, entries):
    """(entry, stratum) of the entries that can be drawn now, in key order."""
    open_to = [e for e in entries if e.decision in sampling.DRAWABLE and not hasattr(e, "spot_check")]
    open_to = [entry for entry in open_to if not entry.objection_upheld]
    asked = asked_about(submission, open_to)
    for entry in open_to:
        above = entry.total - entry.sheet.rubric.pass_mark
        yield entry, sampling.stratum_of(above=above, flagged=entry.pk in asked)
