"""What watches the site: it lives, it is ready, or which part is not."""

import logging

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection

from districts import triggers
from greencommunity import health

ALL = ["database", "migrations", "trail", "storage", "disk", "jobs"]


def asked(client):
    answer = client.get("/health/ready")
    return answer.status_code, [name for name, word in answer.json().items() if word != "ok"]


def test_it_lives_without_asking_the_database(client):
    """This test may not ask it."""
    answer = client.get("/health/live")
    assert (answer.status_code, answer.text, answer["Cache-Control"]) == (
        200,
        "live\n",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


@pytest.mark.django_db
def test_ready_when_every_part_is_and_it_leaves_nothing_behind(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, dict.fromkeys(ALL, "ok"))
    assert default_storage.listdir("health") == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_trail_without_guards_is_not_ready(client):
    triggers.remove(connection)
    assert asked(client) == (503, ["trail"])
    triggers.install(connection)
    assert asked(client) == (200, [])


@pytest.mark.django_db(transaction=True)
def test_a_migration_not_applied_is_not_ready(client):
    call_command("migrate", "reports", "0005", verbosity=0)
    try:
        assert asked(client) == (503, ["migrations"])
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_evidence_that_cannot_be_kept_is_not_ready(client, settings, tmp_path):
    (tmp_path / "file").write_text("where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "file" / "evidence"
    assert asked(client)[1][0] == "storage"


@pytest.mark.django_db
def test_a_store_without_what_was_kept_last_is_not_ready_and_nothing_is_written_into_it(
    client, world, settings, tmp_path
):
    """As when its disk is not mounted."""
    settings.MEDIA_ROOT = tmp_path / "empty"
    assert asked(client) == (503, ["storage"])
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.django_db
def test_too_little_room_is_not_ready(client, settings):
    settings.DISK_FREE_MEGABYTES = 10**9
    settings.MEDIA_ROOT.mkdir(parents=True)
    assert asked(client) == (503, ["disk"])


def test_a_database_that_is_away_is_said_in_one_word_and_the_reason_stands_in_the_log(
    client, monkeypatch, caplog, settings
):
    def away():
        raise OperationalError("could not connect to 10.0.0.9 as greencommunity")

    away.__name__ = "database"
    monkeypatch.setattr(health, "CHECKS", (away,))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"database": "failed"})
    assert "10.0.0.9" not in answer.text
    assert "could not connect" in caplog.text
