"""Locks, always in the same order: submissions by key, then the year, then sheets by key, then their rows; and what they
leave open."""

from django.utils.translation import gettext as _

from districts.models import Year
from districts.text import cn_date
from scoring.actions import lock_sheets, release_sheets, unlock_sheets
from scoring.models import Lock, ScoreSheet, Stage

from .. import workflow
from ..models import Submission, Title
from ..title_queries import IN_ORDER


def locked(submission):
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("district", "year__programme")
        .get(pk=submission.pk)
    )


def locked_each(submissions):
    """These submissions (a queryset), locked in key order."""
    return [locked(each) for each in submissions.order_by("pk")]


def locked_year(year):
    """The year's row, which who assigns items and who gives an opinion both take: an opinion is never of an item that is
    being taken away. Taken after submissions."""
    return Year.objects.select_for_update(no_key=True).get(pk=year.pk)


def locked_sheets(submission, *, stages=(Stage.INITIAL,)):
    """All the district's sheets of the year and stages, locked in key order."""
    rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(
        district=submission.district_id, year=submission.year_id, stage__in=stages
    )
    return list(rows.order_by("pk"))


def locked_titles(year, keys):
    """The titles of a year with these keys, locked in key order; given in annex and list order, with entry and submission."""
    rows = Title.objects.filter(year=year, pk__in=keys)
    list(rows.select_for_update(of=("self",)).order_by("pk"))
    return list(rows.select_related("entry__submission__district", "community__street").order_by(*IN_ORDER))


def locked_entry(entry):
    """(the entry as it stands, its submission, its re-score or None), all locked."""
    submission = locked(Submission(pk=entry.submission_id))
    found, rescores = locked_entries(submission, [entry.pk])
    return found[0], submission, rescores.get(found[0].community_id)


def locked_entries(submission, keys=None):
    """(entries in key order, community key -> re-score) of a submission that is locked; their sheets get locked.
    keys: only these entries."""
    rows = submission.entries.order_by("pk")
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    communities = list(rows.values_list("community", flat=True))
    sheets = ScoreSheet.objects.select_for_update(of=("self",)).filter(
        community__in=communities, year=submission.year_id, stage__in=(Stage.INITIAL, Stage.REVIEW)
    )
    rescores = {sheet.community_id: sheet for sheet in sheets.order_by("pk") if sheet.stage == Stage.REVIEW}
    entries = list(rows.select_related("sheet__rubric", "decided_by", "objection", "spot_check"))
    for entry in entries:
        entry.submission = submission
    return entries, rescores


def settle_locks(submission, entries, rescores, *, by):
    """Open and close the sheets of `entries` as workflow says, now that their decisions are written."""
    status = submission.status
    opening, closing, going_on, pausing = [], [], [], []
    for entry in entries:
        wanted = workflow.initial_open(status, entry.decision)
        if wanted and entry.sheet.lock:
            opening.append((entry.sheet, note_of(entry)))
        elif not wanted and not entry.sheet.lock:
            closing.append(entry.sheet)
        rescore = rescores.get(entry.community_id)
        if rescore is None:
            continue
        wanted = workflow.review_open(status, entry.decision, objected=bool(entry.open_objection))
        if wanted and rescore.lock:
            going_on.append(rescore)
        elif not wanted and not rescore.lock:
            (closing if workflow.review_shown(entry.decision) else pausing).append(rescore)
    if opening:
        unlock_sheets(opening, by=by)
    if going_on:
        release_sheets(going_on)
    for sheets, lock in ((closing, Lock.HANDED_IN), (pausing, Lock.PAUSED)):
        if sheets:
            lock_sheets(sheets, lock=lock, by=by)


def note_of(entry):
    """What stands on a sheet that a return opens."""
    return _("%(reason)s（补正截止 %(day)s 24 时）") % {"reason": entry.reason, "day": cn_date(entry.due)}
