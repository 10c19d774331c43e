"""Jobs of 陈淑芬, in each state a page shows."""

from datetime import timedelta

from django.utils import timezone

from districts.jobs.access import standing_of
from districts.jobs.actions import request_job
from districts.models import Job


def a_job(world):
    """A list 陈淑芬 asked for, ready to be downloaded."""
    params = {"path": "/2021/communities/export.csv", "query": ""}
    return {
        "pk": request_job("list_export", params=params, title="社区评分一览.csv", by=world.people.chen).pk
    }


def a_failed_job(world):
    found = a_job(world)
    Job.objects.filter(pk=found["pk"]).update(state=Job.State.FAILED, message="没有做成。", file="", name="")
    return found


def a_running_job(world):
    """Half way, its worker gives signs of life."""
    found = a_job(world)
    changed = {
        "state": Job.State.RUNNING,
        "beat_at": timezone.now(),
        "ended_at": None,
        "file": "",
        "name": "",
    }
    Job.objects.filter(pk=found["pk"]).update(**changed, done=100_000, total=200_000)
    return found


def a_waiting_job(world):
    """Nobody takes it up."""
    found = a_running_job(world)
    asked_at = Job.objects.get(**found).asked_at - timedelta(minutes=5)
    Job.objects.filter(**found).update(
        state=Job.State.WAITING, beat_at=None, asked_at=asked_at, done=0, total=0
    )
    return found


def more_jobs(world, number):
    chen = world.people.chen
    for n in range(number):
        state = {"state": Job.State.FAILED, "ended_at": timezone.now()}
        Job.objects.create(
            kind="list_export",
            params={"path": f"/{n}"},
            title=f"第 {n} 份.csv",
            by=chen,
            standing=standing_of(chen),
            **state,
        )
