"""What the pages and the health check read of the queue."""

from datetime import timedelta

from django.utils import timezone

from ..models import Job
from .running import LOST_AFTER

NOBODY_AFTER = timedelta(minutes=1)
"""So long a job waits for a worker that has nothing else to do before a page says there is none."""
STUCK_AFTER = 3 * LOST_AFTER
"""So long a dead run is left to the queue before its person may ask again."""


def working():
    """Jobs some worker is at: it gives signs of life."""
    return Job.objects.filter(state=Job.State.RUNNING, beat_at__gt=timezone.now() - LOST_AFTER)


def waits_for_nobody():
    """How long the oldest job has been waiting while no worker does anything, where that is too long; else None."""
    oldest = (
        Job.objects.filter(state=Job.State.WAITING).order_by("asked_at").values_list("asked_at", flat=True)
    )
    waited = [timezone.now() - at for at in oldest[:1] if timezone.now() - at > NOBODY_AFTER]
    return waited[0] if waited and not working().exists() else None


def before(job):
    """How many jobs have to be done first."""
    ahead = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=job.asked_at).count()
    return ahead + working().exclude(pk=job.pk).count()


def is_silent(job):
    """Whether its run has given no sign of life for so long that it is held for dead."""
    return job.state == Job.State.RUNNING and timezone.now() - job.beat_at >= LOST_AFTER


def is_stuck(job):
    """Whether an open job has waited, or been silent, for longer than the queue itself needs to take it up."""
    since = job.beat_at or job.asked_at
    return job.is_open and timezone.now() - since > STUCK_AFTER
