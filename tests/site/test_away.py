"""The database away, the disk full, the folder read-only: a clear page, nothing half done, and it goes on by itself afterwards."""

import errno

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.urls import reverse

from greencommunity.storage import DurableStorage
from scoring.models import Evidence
from tests.files import a_photo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chen(client, people, participants):
    client.force_login(people.chen)
    client.raise_request_exception = False
    return client


def attach(client, sheet):
    return client.post(reverse("scoring:add_evidence", args=[sheet.pk, 8]), {"file": a_photo()})


def kept():
    def files(folder=""):
        folders, names = default_storage.listdir(folder)
        return [f"{folder}{name}" for name in names] + [
            name for each in folders for name in files(f"{folder}{each}/")
        ]

    try:
        return sorted(files())
    except FileNotFoundError:
        return []


def test_a_database_that_is_away_is_told_and_the_next_try_works(chen, participants, monkeypatch):
    from scoring import access

    real = access.visible_sheet

    def away(*_args, **_more):
        raise OperationalError("server closed the connection unexpectedly")

    sheet = participants["春浪社区"]
    monkeypatch.setattr(access, "visible_sheet", away)
    page = chen.get(sheet.get_absolute_url())
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "刚才如果在保存，很可能没有存上" in page.text
    assert "记录号" in page.text
    monkeypatch.setattr(access, "visible_sheet", real)
    assert chen.get(sheet.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_no_room_for_a_photo_is_told_and_leaves_neither_row_nor_file(chen, participants, monkeypatch, number):
    def full(*_args):
        raise OSError(number, "no room")

    sheet = participants["春浪社区"]
    monkeypatch.setattr(DurableStorage, "_save", full)
    page = attach(chen, sheet)
    assert page.status_code == 503
    assert "服务器上没有地方存放了，这一步没有保存" in page.text
    assert (Evidence.objects.count(), kept()) == (0, [])
    monkeypatch.undo()
    assert attach(chen, sheet).status_code == 302
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "database or disk is full",
        'could not extend file "base/5/16399": No space left on device',
        "attempt to write a readonly database",
    ],
)
def test_a_database_without_room_says_so_and_not_that_it_is_away(chen, participants, monkeypatch, words):
    from scoring import access

    def full(*_args, **_more):
        raise OperationalError(words)

    monkeypatch.setattr(access, "visible_sheet", full)
    page = chen.get(participants["春浪社区"].get_absolute_url())
    assert page.status_code == 503
    assert "服务器上没有地方存放了" in page.text
    assert "数据库暂时连不上" not in page.text


def test_a_fault_of_the_program_is_not_told_as_one_that_passes(chen, participants, monkeypatch):
    from scoring import access

    def wrong(*_args, **_more):
        raise OperationalError("no such column: scoring_scoresheet.nothing")

    monkeypatch.setattr(access, "visible_sheet", wrong)
    assert chen.get(participants["春浪社区"].get_absolute_url()).status_code == 500


def test_a_disk_that_fills_up_in_the_middle_of_a_file_leaves_no_half_file(chen, participants, monkeypatch):
    import os

    real = os.fsync

    def full(handle):
        raise OSError(errno.ENOSPC, "no room")

    sheet = participants["春浪社区"]
    monkeypatch.setattr(os, "fsync", full)
    assert attach(chen, sheet).status_code == 503
    monkeypatch.setattr(os, "fsync", real)
    assert (Evidence.objects.count(), kept()) == (0, [])
