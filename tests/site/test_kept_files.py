"""Files and the rows that name them: none is lost, none is left over, and whoever may not see one gets none."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from greencommunity.kept_files import sweep
from scoring.models import Evidence

NOW = timedelta(0)


def names(model=Evidence):
    return {
        name
        for row in model.objects.all()
        for name in (row.file.name, row.shown.name, row.thumbnail.name)
        if name
    }


def test_what_no_row_names_is_swept_and_what_one_names_stays(world):
    left = default_storage.save(f"{next(iter(names())).rsplit('/', 1)[0]}/left-behind.jpg", ContentFile(b"x"))
    assert sweep(timedelta(hours=24)) == ([], [])
    assert sweep(NOW) == ([left], [])
    assert sweep(NOW) == ([], [])
    assert all(default_storage.exists(name) for name in names())


def test_a_row_whose_file_is_gone_is_named(world):
    gone = world.evidence.file.name
    default_storage.delete(gone)
    out = io.StringIO()
    with pytest.raises(CommandError, match=gone):
        call_command("sweep_files", stdout=out)
    assert out.getvalue() == "删除 0 个没有记录的文件。\n"


def test_behind_nginx_the_site_says_which_file_and_nginx_sends_it(world, client, settings):
    settings.EVIDENCE_ACCEL = "/kept-files/"
    client.force_login(world.people.chen)
    answer = client.get(reverse("scoring:evidence", args=[world.evidence.key]))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/kept-files/{world.evidence.file.name}"
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"]
    client.force_login(world.people.he)
    refused = client.get(reverse("scoring:evidence", args=[world.evidence.key]))
    assert (refused.status_code, refused.has_header("X-Accel-Redirect")) == (404, False)
