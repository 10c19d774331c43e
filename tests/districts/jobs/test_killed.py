"""A worker killed (-9) in the middle of a job: nothing half done shows, and the next worker does it, once."""

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from districts import jobs
from districts.jobs.running import LOST_AFTER
from districts.models import Event, Job
from scoring.jobs import request_bring_back
from scoring.models import ItemScore, WorkbookUpload
from tests.districts.jobs.workers import killed_at, until, work_off
from tests.walls.rows import a_workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": site.TASK_BACKENDS["queued"]}}


def time_passes():
    """So much that the dead run is held for dead and whoever watches comes back."""
    Job.objects.filter(beat_at__isnull=False).update(beat_at=timezone.now() - LOST_AFTER)
    DBTaskResult.objects.update(run_after=timezone.now())


def files():
    """All that is kept under jobs/."""
    try:
        years, _files = default_storage.listdir("jobs")
    except FileNotFoundError:
        return []
    return [f"jobs/{year}/{name}" for year in years for name in default_storage.listdir(f"jobs/{year}")[1]]


@pytest.fixture
def export(world, client, monkeypatch):
    """陈淑芬 asks for the year's scores; with it what would have been answered at once."""
    client.force_login(world.people.chen)
    whole = b"".join(client.get("/2021/scores.csv").streaming_content)
    monkeypatch.setattr(jobs, "EXPORT_ROWS", -1)
    client.get("/2021/scores.csv")
    return Job.objects.get(), whole


def made(job):
    job.refresh_from_db()
    with job.file.open() as file:
        return file.read()


def exported():
    """How many lines the trail has of exports by jobs."""
    return Event.objects.filter(action="list_exported", after__has_key="sha256").count()


ROWS = "districts.exports.csv_file"


def test_killed_while_it_writes_the_file_is_made_anew_whole_and_once(export, settings):
    job, whole = export
    with killed_at(settings, ROWS, "csv_pieces", before="list(zip(range(1), args[0].rows))"):
        until(lambda: Job.objects.get().done)  # the heartbeat says how far it is
        DBTaskResult.objects.update(run_after=timezone.now())
        work_off(settings)  # another worker leaves it alone
    job.refresh_from_db()
    assert (job.state, job.run, job.file, files()) == (Job.State.RUNNING, 1, "", [])
    time_passes()
    work_off(settings)
    assert (made(job), files(), exported()) == (whole, [job.file.name], 1)
    assert (job.state, job.run) == (Job.State.DONE, 2)


def test_killed_between_the_file_and_its_row_the_file_is_made_under_a_new_name(export, settings):
    job, whole = export
    with killed_at(settings, "districts.jobs.running", "_keep"):
        (half,) = files()
    job.refresh_from_db()
    assert job.file == ""
    time_passes()
    work_off(settings)
    assert (made(job), exported()) == (whole, 1)
    assert sorted(files()) == sorted([half, job.file.name])  # the sweep takes the first: no row names it


def test_killed_after_the_end_nothing_is_done_again(export, settings):
    job, whole = export
    with killed_at(
        settings, "django_tasks_db.models", "set_successful", holder="module.DBTaskResult", before="pass"
    ):
        pass
    time_passes()
    work_off(settings)
    assert (made(job), files(), exported(), job.run) == (whole, [job.file.name], 1, 1)


# --- a workbook ----------------------------------------------------------------------------------------------------


@pytest.fixture
def upload(world):
    """A workbook with one change, confirmed, for a worker to write."""
    from scoring.bring_back import open_again, plan_of

    kept = WorkbookUpload.objects.get(**a_workbook(world))
    seen = plan_of(open_again(kept)).digest
    request_bring_back(kept, seen=seen, good_rows=False, taken=set(), by=world.people.chen)
    return kept


def standing(world):
    row = ItemScore.objects.get(sheet=world.sheet, number=10)
    return row.findings.get("10a"), Event.objects.filter(action="item_saved", row_key=row.pk).count()


@pytest.mark.parametrize("place", ["write_items", "write_totals"])
def test_killed_while_it_brings_back_nothing_is_written_and_then_all_of_it_once(
    place, world, upload, settings
):
    before, saves = standing(world)
    with killed_at(settings, "scoring.bring_back", place):
        pass
    assert standing(world) == (before, saves)
    upload.refresh_from_db()
    assert upload.brought_back_at is None
    time_passes()
    work_off(settings)
    assert standing(world) == (88.5, saves + 1)
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.DONE, "已导回 1 个社区：新填 0 项，改动 1 项。")
    assert Event.objects.filter(action="scores_loaded", result="done").count() == 1


def test_killed_after_it_was_brought_back_it_is_not_brought_back_again(world, upload, settings):
    _before, saves = standing(world)
    with killed_at(
        settings, "django_tasks_db.models", "set_successful", holder="module.DBTaskResult", before="pass"
    ):
        pass
    time_passes()
    work_off(settings)
    assert (standing(world), Job.objects.get().run) == ((88.5, saves + 1), 1)
