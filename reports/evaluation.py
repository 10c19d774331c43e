"""The facts the city's evaluation of a district rests on (五(三): 落实情况和成效)."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F
from django.utils import timezone

from districts import trail
from districts.deadlines import report_due
from districts.models import Event
from scoring.models import ScoreSheet, Stage

from .models import DecisionChoices
from .queries import progress


def facts_of(submission):
    """target, declared, participating, passing, reported, recognised (cumulative counts), share (percent as text, of the
    declared), on_time and extended_until, returns, declined, withdrawn, rescored, mean_difference (points as text).

    Everything goes into JSON as it is; a fixed number of queries."""
    standing = progress(submission.year, [submission.district])[0]
    entries = list(submission.entries.values_list("pk", "decision"))
    decisions = [decision for _key, decision in entries]
    rescored, mean = mean_difference(submission)
    due = report_due(submission.district_id, submission.year)
    handed_in = timezone.localdate(submission.first_submitted_at)
    return {
        "declared": standing.declared,
        "target": standing.target,
        "participating": standing.participating,
        "passing": standing.passing,
        "reported": standing.reported,
        "recognised": standing.recognised,
        "share": None if standing.recognised_share is None else str(standing.recognised_share),
        "handed_in": handed_in.isoformat(),
        "on_time": handed_in <= submission.year.report_due,
        "extended_until": due.day.isoformat() if due.extension else None,
        "returns": _returns([key for key, _decision in entries]),
        "declined": decisions.count(DecisionChoices.DECLINED),
        "withdrawn": decisions.count(DecisionChoices.WITHDRAWN),
        "rescored": rescored,
        "mean_difference": mean,
    }


def mean_difference(submission):
    """(how many listed communities have a whole re-score, the mean of re-score less initial score in points with two
    places as text; None without any)."""
    pairs = ScoreSheet.objects.filter(
        stage=Stage.REVIEW,
        year=submission.year_id,
        community__entries__submission=submission,
        total__isnull=False,
    ).values_list("total", F("community__entries__total"))
    differences = [ours - theirs for ours, theirs in pairs]
    if not differences:
        return 0, None
    mean = Decimal(sum(differences)) / len(differences)
    return len(differences), str(mean.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _returns(keys):
    """How often an entry was returned, read from the trail."""
    moves = Event.objects.filter(
        row_type="entry", row_key__in=keys, action="entry_decided", result=trail.DONE
    )
    return moves.filter(after__decision=DecisionChoices.RETURNED.value).count()
