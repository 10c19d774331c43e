"""Doing a job, safe to kill at any moment. A run writes its heartbeat; one that is silent for LOST_AFTER is taken up again by
whoever gets the job's next task. Everything a run writes to its job names the run: one thought dead that wakes up
again finds that it is not its job any more, and leaves nothing."""

import hashlib
import logging
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from .. import trail
from ..doors import Refused
from ..models import Job, User
from ..origin import Origin
from .access import standing_of
from .kinds import KINDS

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=2)
BEAT = 2  # seconds
MOST_TRIES = 3  # a job that takes its worker down with it is not tried for ever


class Overtaken(Exception):
    """The job has been given to another run, or has ended."""


@dataclass
class Run:
    """One try at a job. params and by are the job's; work sets `done` of `total` as it goes."""

    job: Job
    by: User
    total: int = 0
    done: int = 0
    overtaken: bool = False

    @property
    def params(self):
        return self.job.params

    def counted(self, rows, total):
        """The rows, each counted as it is taken."""
        self.total = total
        for self.done, row in enumerate(rows, start=1):
            if self.overtaken:
                raise Overtaken
            yield row

    def write(self, **fields):
        """Write to the job's row, as long as it is this run's. Raises Overtaken."""
        own = Job.objects.filter(pk=self.job.pk, run=self.job.run, state=Job.State.RUNNING)
        if not own.update(done=self.done, total=self.total, beat_at=timezone.now(), **fields):
            raise Overtaken

    def end(self, state, message, **fields):
        self.write(state=state, message=message, ended_at=timezone.now(), **fields)


def queued():
    """Whether jobs wait for a worker; else the request does them itself."""
    return run_job.get_backend().supports_defer


@task()
def run_job(pk, watching=False):
    """Do the job, unless somebody does or has. watching: come back as long as it has not ended, should its worker die."""
    run = _claim(pk, watching)
    if run is None:
        return
    try:
        with _in_a_worker(run) if queued() else nullcontext():
            _do(run)
    except Overtaken:
        logger.warning("job %s: run %s was overtaken", pk, run.job.run)


def _claim(pk, watching):
    """The Run that is this worker's now; None where there is nothing to do."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=pk, state__in=Job.OPEN).first()
        if job is None:
            return None
        if watching and queued():
            run_job.using(run_after=timezone.now() + LOST_AFTER).enqueue(pk, watching=True)
        if job.state == Job.State.RUNNING and timezone.now() - job.beat_at < LOST_AFTER:
            return None
        job.run, job.tries, job.state = job.run + 1, job.tries + 1, Job.State.RUNNING
        job.started_at = job.beat_at = timezone.now()
        job.done = job.total = 0
        job.save()
        return Run(job, User.objects.select_related("district", "street", "department").get(pk=job.by_id))


def _do(run):
    try:
        _check(run)
        kind = KINDS[run.job.kind]
        with transaction.atomic() if kind.writes else nullcontext():
            _work(kind, run)
    except Refused as refusal:
        run.end(Job.State.FAILED, str(refusal))
    except (Overtaken, OperationalError, InterfaceError):
        raise  # the first has nothing more to say; after the others the job is taken up again
    except Exception:
        logger.exception("job %s failed", run.job.pk)
        number = run.job.request_number or run.job.pk
        run.end(
            Job.State.FAILED,
            _("出了错，没有做成。请告诉系统管理员记录号 %(number)s。") % {"number": number},
        )


def _check(run):
    """The access rules once more: what the person might see when asking counts no longer."""
    if run.job.tries > MOST_TRIES:
        raise Refused(_("试了 %(tries)s 次都在中途停了，没有做成。") % {"tries": MOST_TRIES})
    if not run.by.is_active or standing_of(run.by) != run.job.standing:
        raise Refused(_("您的职责或者所在单位变了，这个任务没有做。"))


def _work(kind, run):
    """A refusal ends the job in the transaction of the work: the door's own line in the trail stays with it."""
    try:
        outcome = kind.work(run)
    except (Refused, PermissionDenied) as refusal:
        run.end(Job.State.FAILED, str(refusal))
    except Http404:
        run.end(Job.State.FAILED, _("要用的内容已经不在了，或者您现在看不到。"))
    else:
        _finish(run, outcome)


def _finish(run, outcome):
    """Keep the file, then in one transaction the job's end and the line in the trail."""
    kept = _keep(run, outcome) if outcome.file else {}
    try:
        with transaction.atomic():
            run.end(Job.State.DONE, outcome.said, **kept)
            outcome.told({"sha256": kept["sha256"]} if kept else {})
    except Exception:
        if kept:
            default_storage.delete(kept["file"])
        raise


def _keep(run, outcome):
    """What the job's row says of its file, which is stored under a name of its own."""
    with outcome.file as file:
        file.seek(0)
        kept = {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "size": file.tell()}
        file.seek(0)
        where = Job._meta.get_field("file").generate_filename(run.job, outcome.name)
        return kept | {"name": outcome.name, "file": default_storage.save(where, File(file))}


@contextmanager
def _in_a_worker(run):
    """The trail is told which request asked, and whoever waits that the run is alive."""
    origin = trail.begin(Origin(run.job.request_number))
    try:
        with _heartbeat(run):
            yield
    finally:
        trail.end(origin)


@contextmanager
def _heartbeat(run):
    """Write how far the run is every few seconds, from a thread with a connection of its own: the rows being read keep theirs."""
    ended = threading.Event()

    def beat():
        try:
            while not ended.wait(BEAT):
                try:
                    run.write()
                except Overtaken:
                    run.overtaken = True
                    return
                except DatabaseError as fault:  # away or locked: the next beat may get through
                    logger.warning("job %s: no heartbeat: %s", run.job.pk, fault)
                    connection.close()
        finally:
            connection.close()

    heart = threading.Thread(target=beat, name=f"heart of job {run.job.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
