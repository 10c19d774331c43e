"""A long export is asked for in the request and made outside it, for whoever asked, under the rules that hold by then."""

import io
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from districts import jobs
from districts.doors import Refused
from districts.jobs import kinds, running
from districts.jobs.actions import KEEP_DAYS, ask_again, request_job
from districts.jobs.kinds import Kind, Outcome
from districts.models import Event, Job
from tests.walls.routes import ROUTES
from tests.walls.rows import a_job, a_running_job, a_waiting_job

EXPORTS = sorted(name for name in ROUTES if name.endswith("_export"))
ADDRESS = "/2021/scores.csv"


@pytest.fixture
def long(monkeypatch):
    """Every list is a long one."""
    monkeypatch.setattr(jobs, "EXPORT_ROWS", -1)


@pytest.fixture
def queue(settings):
    """What is asked for waits for a worker."""
    settings.TASKS = {"default": {"BACKEND": site.TASK_BACKENDS["queued"]}}


@pytest.fixture
def asked(world, client, long, queue):
    """陈淑芬 has asked for the year's scores; nobody has begun."""
    client.force_login(world.people.chen)
    client.get(ADDRESS)
    return Job.objects.get()


def run(job):
    """What a worker does with a task of the job, without its heartbeat: the test's own transaction is still open."""
    claimed = running._claim(job.pk, watching=False)
    if claimed:
        running._do(claimed)
    job.refresh_from_db()
    return job


def content(answer):
    return b"".join(answer.streaming_content)


def chinese_name(answer):
    return answer["Content-Disposition"].partition("filename*")[2]


# --- what is made ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPORTS)
def test_a_job_makes_the_file_the_request_would_have_answered_with(name, world, client, monkeypatch):
    route = ROUTES[name]
    person = getattr(world.people, route.opens.split()[0])
    client.force_login(person)
    address = reverse(name, kwargs=route.kwargs(world) | {"kind": "csv"})
    at_once = client.get(address)
    whole = content(at_once)
    monkeypatch.setattr(jobs, "EXPORT_ROWS", -1)
    page = client.get(address, follow=True)
    job = Job.objects.get()
    assert (page.redirect_chain, job.state) == ([(f"/jobs/{job.pk}/", 302)], Job.State.DONE)
    answer = client.get(reverse("districts:job_file", args=[job.pk]))
    made = content(answer)
    assert chinese_name(answer) == chinese_name(at_once)
    # The trail has grown meanwhile by what was asked for.
    assert made.endswith(whole.partition(b"\r\n")[2]) if name == "districts:trail_export" else made == whole
    done = list(Event.objects.filter(result="done").values_list("action", "actor")[:3])
    assert done == [(action, person.pk) for action in ("file_opened", "list_exported", "job_requested")]


def test_what_is_short_is_answered_at_once_and_what_is_one_row_longer_by_a_job(world, client, monkeypatch):
    client.force_login(world.people.chen)
    content(client.get(ADDRESS))
    rows = Event.objects.first().after["rows"]
    monkeypatch.setattr(jobs, "EXPORT_ROWS", rows)
    assert content(client.get(ADDRESS))
    monkeypatch.setattr(jobs, "EXPORT_ROWS", rows - 1)
    assert client.get(ADDRESS).status_code == 302


def test_the_trail_says_what_was_made_and_how_it_can_be_recognised(world, client, long):
    client.force_login(world.people.wang)
    client.get(f"{ADDRESS}?district=330203&stage=initial")
    job, told = Job.objects.get(), Event.objects.get(action="list_exported")
    assert (told.actor, told.district, told.row_name) == (world.people.wang, world.places.haishu, "2021年度")
    assert told.after == {"file": job.name, "filter": "海曙区；初评", "rows": 6 * 17, "sha256": job.sha256}
    assert (job.message, job.size) == ("共 102 行。", default_storage.size(job.file.name))
    assert told.request_number == job.request_number


def test_asking_only_puts_it_into_the_queue_however_long_the_list_is(world, client, long, queue):
    client.force_login(world.people.chen)
    route = ROUTES["scoring:scores_export"]

    def cost(number):
        route.grow(world, number)
        Job.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(ADDRESS).status_code == 302
        return len(seen)

    client.get(ADDRESS)
    assert cost(3) == cost(297)
    assert Job.objects.get().state == Job.State.WAITING


# --- once ---------------------------------------------------------------------------------------------------------


def test_pressed_twice_it_is_one_job_and_when_it_is_done_another(asked, client):
    assert client.get(ADDRESS).url == f"/jobs/{asked.pk}/"
    assert (Job.objects.count(), Event.objects.filter(action="job_requested").count()) == (1, 1)
    run(asked)
    assert client.get(ADDRESS).url != f"/jobs/{asked.pk}/"


def test_a_job_somebody_is_at_is_left_to_him(asked):
    first = running._claim(asked.pk, watching=False)
    assert (first.job.run, running._claim(asked.pk, watching=False)) == (1, None)


def lost(job):
    """Its worker has been silent for too long."""
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - running.LOST_AFTER)


def test_a_run_thought_dead_that_wakes_up_leaves_nothing(asked):
    first = running._claim(asked.pk, watching=False)
    lost(asked)
    second = running._claim(asked.pk, watching=False)
    running._do(second)
    with pytest.raises(running.Overtaken):
        running._do(first)
    asked.refresh_from_db()
    folder = asked.file.name.rpartition("/")[0]
    assert default_storage.listdir(folder) == ([], [asked.file.name.rpartition("/")[2]])
    assert Event.objects.filter(action="list_exported").count() == 1


def test_a_job_that_takes_its_worker_down_is_not_tried_for_ever(asked):
    for _time in range(running.MOST_TRIES):
        assert running._claim(asked.pk, watching=False)
        lost(asked)
    assert (run(asked).state, asked.message) == (Job.State.FAILED, "试了 3 次都在中途停了，没有做成。")
    ask_again(asked, by=asked.by)
    assert (run(asked).state, asked.run) == (Job.State.DONE, running.MOST_TRIES + 2)


def test_whoever_watches_comes_back_until_it_has_ended(asked):
    waiting = DBTaskResult.objects.ready
    assert [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.order_by("enqueued_at")] == [
        {},
        {"watching": True},
    ]
    DBTaskResult.objects.all().delete()
    running._claim(asked.pk, watching=True)
    assert (DBTaskResult.objects.count(), waiting().count()) == (1, 0)
    Job.objects.filter(pk=asked.pk).update(state="done", ended_at=timezone.now())
    DBTaskResult.objects.all().delete()
    running._claim(asked.pk, watching=True)
    assert DBTaskResult.objects.count() == 0


# --- whose it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"role": "district_lead"},
        {"role": "administrator", "district": None},
        {"district_id": "other"},
    ],
)
def test_who_has_lost_what_he_had_when_he_asked_gets_nothing(change, asked, world, client):
    person = asked.by
    change = {k: world.places.jiangbei.pk if v == "other" else v for k, v in change.items()}
    type(person).objects.filter(pk=person.pk).update(**change)
    assert (run(asked).state, asked.file) == (Job.State.FAILED, "")
    assert asked.message == "您的职责或者所在单位变了，这个任务没有做。"
    assert not Event.objects.filter(action="list_exported").exists()


def test_a_file_made_in_one_office_is_not_found_from_another(asked, world, client):
    run(asked)
    address = reverse("districts:job_file", args=[asked.pk])
    assert client.get(address).status_code == 200
    type(asked.by).objects.filter(pk=asked.by_id).update(district=world.places.jiangbei)
    assert client.get(address).status_code == 404
    assert list(client.get("/jobs/").context["jobs"]) == []


# --- what goes wrong ----------------------------------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch):
    def work(run):
        raise ValueError("secret")

    monkeypatch.setitem(kinds.KINDS, "list_export", Kind(work))


def test_a_fault_is_told_with_the_number_to_quote_and_tried_again_it_is_done(
    world, client, failing, monkeypatch
):
    client.force_login(world.people.chen)
    job = Job.objects.get(**a_job(world))
    page = client.get(job.get_absolute_url()).text
    assert f"出了错，没有做成。请告诉系统管理员记录号 {job.request_number or job.pk}。" in page
    assert "secret" not in page
    monkeypatch.setitem(kinds.KINDS, "list_export", Kind(lambda run: Outcome("好了。")))
    assert client.post(reverse("districts:job_again", args=[job.pk])).url == job.get_absolute_url()
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "好了。")


@pytest.mark.parametrize(
    ("rows", "words"),
    [(a_job, "这个任务已经做完了，不用再来一次。"), (a_running_job, "这个任务还在做，不用再来一次。")],
)
def test_what_is_done_or_being_done_is_not_asked_for_again(rows, words, world):
    job = Job.objects.get(**rows(world))
    with pytest.raises(Refused, match=words):
        ask_again(job, by=world.people.chen)


def test_of_two_alike_only_one_is_open(world, queue):
    failed = Job.objects.get(**a_failed_job_of(world))
    request_job(failed.kind, params=failed.params, title=failed.title, by=failed.by)
    with pytest.raises(Refused, match="同样的任务已经在做"):
        ask_again(failed, by=failed.by)


def a_failed_job_of(world):
    found = a_job(world)
    Job.objects.filter(**found).update(state="failed", ended_at=timezone.now(), message="没有做成。")
    return found


def test_without_a_worker_the_page_says_so_and_the_health_check_calls_it_late(world, client, queue):
    job = Job.objects.get(**a_waiting_job(world))
    client.force_login(world.people.chen)
    assert "后台程序没有运行" in client.get(job.get_absolute_url()).text
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["jobs"]) == (200, "late")


def test_behind_another_one_it_says_how_many_are_before_it(world, client, queue):
    waiting = Job.objects.get(**a_waiting_job(world))
    Job.objects.filter(pk=waiting.pk).update(params={"path": "/other"})
    a_running_job(world)
    client.force_login(world.people.chen)
    page = client.get(waiting.get_absolute_url()).text
    assert "前面还有 1 个任务，轮到就开始。" in page
    assert client.get("/health/ready").json()["jobs"] == "ok"


def test_to_the_script_the_page_sends_what_changes_and_stops_it_when_it_has_ended(world, client):
    job = Job.objects.get(**a_running_job(world))
    client.force_login(world.people.chen)
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).text
    assert part.startswith("<section") and 'hx-trigger="every 2s"' in part
    assert "已做 100000 / 200000 行（50%）" in part
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=timezone.now(), message="没有做成。")
    assert "hx-" not in client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).text


def test_old_files_go_rows_stay_and_the_list_can_be_made_again(world, client):
    job = Job.objects.get(**a_job(world))
    old = job.file.name
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=KEEP_DAYS, minutes=1))
    out = io.StringIO()
    call_command("sweep_files", stdout=out)
    assert out.getvalue() == "删除 0 个没有记录的文件。\n删除 1 个后台任务的旧文件。\n"
    assert not default_storage.exists(old)
    client.force_login(world.people.chen)
    assert client.get(reverse("districts:job_file", args=[job.pk])).status_code == 404
    assert f"文件过了 {KEEP_DAYS} 天，已经删除" in client.get(job.get_absolute_url()).text
    client.post(reverse("districts:job_again", args=[job.pk]))
    assert content(client.get(reverse("districts:job_file", args=[job.pk])))


def test_the_sweep_leaves_the_files_of_jobs_alone(world):
    job = Job.objects.get(**a_job(world))
    call_command("sweep_files", "--older", "0", stdout=io.StringIO())
    assert default_storage.exists(job.file.name)
