"""A large workbook is brought back by a job, as what the person confirmed."""

from django.urls import reverse

from districts import jobs
from districts.models import Event, Job
from scoring.actions import save_item
from scoring.bring_back import open_again, plan_of
from scoring.models import WorkbookUpload
from tests.walls.rows import a_workbook


def confirm(client, kept, seen):
    """The page the button leads to."""
    return client.post(
        reverse("scoring:workbook_confirm", args=[kept.key]), {"seen": seen, "rows": "all"}, follow=True
    )


def prepared(world, client, monkeypatch):
    monkeypatch.setattr(jobs, "IMPORT_ROWS", 0)
    client.force_login(world.people.chen)
    kept = WorkbookUpload.objects.get(**a_workbook(world))
    return kept, plan_of(open_again(kept)).digest


def test_confirmed_it_leads_to_the_job_which_writes_it_and_says_so(world, client, monkeypatch):
    kept, seen = prepared(world, client, monkeypatch)
    page = confirm(client, kept, seen)
    job = Job.objects.get()
    assert page.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "已导回 1 个社区：新填 0 项，改动 1 项。" in page.text
    assert f'href="{kept.get_absolute_url()}"' in page.text
    assert world.sheet.items.get(number=10).findings["10a"] == 88.5
    told = Event.objects.filter(action__in=("job_requested", "scores_loaded"), result="done")
    assert sorted(told.values_list("action", "actor")) == [
        ("job_requested", world.people.chen.pk),
        ("scores_loaded", world.people.chen.pk),
    ]


def test_what_was_saved_since_the_preview_is_told_and_nothing_is_written(world, client, monkeypatch):
    kept, seen = prepared(world, client, monkeypatch)
    row = world.sheet.items.select_related("sheet").get(number=10)
    save_item(row, findings={"10a": 70}, reason="", version=row.version, by=world.people.lin)
    page = confirm(client, kept, seen)
    assert "预览之后有人保存过，没有写入任何内容。请看现在的预览，再确认一次。" in page.text
    assert f'href="{kept.get_absolute_url()}"' in page.text
    assert world.sheet.items.get(number=10).findings["10a"] == 70
    refused = Event.objects.get(action="scores_loaded")
    assert (refused.result, refused.actor) == ("refused", world.people.chen)


def test_a_workbook_of_few_rows_is_written_at_once(world, client, monkeypatch):
    kept, seen = prepared(world, client, monkeypatch)
    monkeypatch.setattr(jobs, "IMPORT_ROWS", len(open_again(kept).filled.rows))
    assert confirm(client, kept, seen).redirect_chain == [(kept.list_url, 302)]
    assert not Job.objects.exists()
