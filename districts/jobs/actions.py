"""Asking for a job, asking again, and clearing away the files of old ones."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from .. import trail
from ..doors import Refused, door
from ..models import Job, User
from ..origin import current
from .access import standing_of
from .queries import is_stuck
from .running import LOST_AFTER, queued, run_job

KEEP_DAYS = 7


def request_job(kind, *, params, title, by):
    """The Job that does this for the person: one that is open already, or a new one in the queue. Where there is no queue it
    is done when this returns."""
    job = _ask(Job(kind=kind, params=params, title=title, by=by, standing=standing_of(by)), by=by)
    return _begun(job)


def ask_again(job, *, by):
    """Put a job back into the queue that failed, was lost, or whose file has been cleared away. Raises Refused."""
    return _begun(_reopen(job, by=by))


@door("job_requested")
def _ask(job, *, by):
    User.objects.select_for_update().get(
        pk=by.pk
    )  # of two presses at once the second finds the first one's job
    if standing := _open_like(job).first():
        return standing
    job.request_number = current().request_number
    job.save(force_insert=True)
    trail.record("job_requested", row=job, by=by, after={"title": job.title})
    _enqueue(job)
    return job


@door("job_requested")
def _reopen(job, *, by):
    User.objects.select_for_update().get(pk=by.pk)
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.is_open and not is_stuck(job):
        raise Refused(_("这个任务还在做，不用再来一次。"))
    if job.state == Job.State.DONE and (job.file or not job.name):
        raise Refused(_("这个任务已经做完了，不用再来一次。"))
    if _open_like(job).exclude(pk=job.pk).exists():
        raise Refused(_("同样的任务已经在做，请看“我的任务”。"))
    job.state, job.tries, job.done, job.total = Job.State.WAITING, 0, 0, 0
    job.started_at = job.beat_at = job.ended_at = None
    job.asked_at, job.message, job.request_number = timezone.now(), "", current().request_number
    job.save()
    trail.record("job_requested", row=job, by=by, after={"title": job.title})
    _enqueue(job)
    return job


def _open_like(job):
    """The same thing asked for by the same person in the same place, waiting or being done."""
    return Job.objects.filter(
        by=job.by, standing=job.standing, kind=job.kind, params=job.params, state__in=Job.OPEN
    )


def _enqueue(job):
    """In the transaction of the job's row, so that neither is there without the other: once for now, and once for when a
    worker killed in the middle has been silent long enough."""
    if queued():
        run_job.enqueue(job.pk)
        run_job.using(run_after=timezone.now() + LOST_AFTER).enqueue(job.pk, watching=True)


def _begun(job):
    if not queued() and job.state == Job.State.WAITING:
        run_job.enqueue(job.pk)
        job.refresh_from_db()
    return job


def clear_old_files(days=KEEP_DAYS):
    """Delete the files of jobs that ended more than so many days ago; the rows stay and say so. How many."""
    before = timezone.now() - timedelta(days=days)
    old = Job.objects.filter(ended_at__lt=before).exclude(file="")
    cleared = 0
    for job in old.iterator():
        name = job.file.name
        # Named by no row first: a file that then stays is swept with the others.
        cleared += Job.objects.filter(pk=job.pk, file=name).update(file="")
        default_storage.delete(name)
    # What the queue itself remembers; the task of a worker that was killed stays "running" there for ever.
    DBTaskResult.objects.filter(enqueued_at__lt=before).delete()
    return cleared
