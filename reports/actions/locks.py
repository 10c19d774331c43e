"""Locks, always in the same order: submission, then sheets by key, then their rows."""

from scoring.models import ScoreSheet, Stage

from ..models import Entry, Submission


def locked(submission):
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("district", "year__programme")
        .get(pk=submission.pk)
    )


def locked_sheets(submission, *, stages=(Stage.INITIAL,)):
    """All the district's sheets of the year and stages, locked in key order."""
    rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(
        district=submission.district_id, year=submission.year_id, stage__in=stages
    )
    return list(rows.order_by("pk"))


def locked_entry(entry):
    submission = locked(Submission(pk=entry.submission_id))
    ScoreSheet.objects.select_for_update().get(pk=entry.sheet_id)
    entry = Entry.objects.select_related("sheet", "decided_by").get(pk=entry.pk)
    entry.submission = entry.sheet.submission = submission
    return entry, submission
