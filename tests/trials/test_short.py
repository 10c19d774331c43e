"""The short form of `make soak`, and that its reckoning misses nothing: a ledger that does not hold is told."""

import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from districts import trail
from districts.models import Event
from scoring.models import ItemScore, ScoreSheet
from tests.places import REPOSITORY, own_database
from tests.scenes import attach
from trials import reckoning
from trials.acts import Ledger
from trials.person import Answer
from trials.place import Cluster


def run(trial, *options, patience=400):
    command = [sys.executable, "-m", f"trials.{trial}", *options]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as done:
        try:
            said, faults = done.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            done.terminate()  # asked to stop, it takes its site and its folder with it
            raise
    assert done.returncode == 0, said[-3000:] + faults[-3000:]
    return said


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_workers_killed_and_connections_cut_in_the_middle_of_writes_lose_nothing(tmp_path):
    small = ("--rounds", "1", "--writes", "60", "--people", "12", "--communities", "40")
    with own_database(connection.vendor, tmp_path, "soak") as database:
        said = run("soak", "--database", database, *small)
    assert (
        "1 rounds, 12 workers killed, 2 crashes of everything, 60 acknowledged writes all there, once, whole"
        in said
    )


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_forty_people_saving_at_once_lose_no_update(tmp_path):
    with own_database(connection.vendor, tmp_path, "crowd") as database:
        said = run("crowd", "--database", database, "--people", "40", "--communities", "40")
    assert "280 saves, each from where the one before it ended" in said


@pytest.mark.own_server
@pytest.mark.trial
def test_on_the_last_day_ten_districts_hand_in_while_their_people_save_and_nothing_is_lost():
    small = ("--minutes", "0.2", "--people", "20", "--communities", "40", "--think", "1")
    said = run("deadline", "--database", "postgres", *small)
    assert "saves, each from where the one before it ended" in said
    assert (
        "10 of 10 lists handed in; every acknowledged write is there, once, whole; 0 answers above 499 or none at all"
        in said
    )


@pytest.mark.trial
def test_a_full_disk_and_read_only_media_are_told_and_with_room_it_goes_on_by_itself():
    said = run("disk", "--database", "sqlite" if connection.vendor == "sqlite" else "postgres")
    assert "the disk is full: 10 told so, looking goes on, the next try with room works" in said
    assert "the files' folder is read-only: 5 told so, looking goes on" in said
    assert "acknowledged writes all there, once, whole" in said


@pytest.mark.own_server
@pytest.mark.trial
def test_of_two_hosts_behind_nginx_one_is_killed_in_the_middle_of_saves_and_nothing_is_lost():
    said = run("hosts", "--rounds", "1", "--writes", "90", "--people", "16", "--communities", "40")
    assert "a workbook checked at one host, seen at the other and confirmed, in one session" in said
    assert "1 times a host killed and set up anew" in said
    assert "90 acknowledged writes all there, once, whole" in said
    assert "no write sent to the other host instead" in said and "no file kept on a host" in said


@pytest.mark.own_server
@pytest.mark.trial
def test_the_trials_own_database_crashes_and_recovers_what_was_committed():
    with tempfile.TemporaryDirectory(prefix="trial-") as name, Cluster(Path(name)) as cluster:
        with psycopg2.connect(cluster.url) as before, before.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 55 AS number")
        with before.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (2021)")  # never committed
            cluster.crash()
            with pytest.raises(psycopg2.OperationalError):
                cursor.execute("SELECT 1")
        with psycopg2.connect(cluster.url) as after, after.cursor() as cursor:
            cursor.execute("SELECT number FROM kept")
            assert cursor.fetchall() == [(55,)]
        after.close()


@pytest.mark.own_server
@pytest.mark.trial
def test_the_manual_takes_a_bare_machine_to_a_running_site_and_back():
    said = run("deployed", patience=900).splitlines()
    assert [line.partition(" (")[0] for line in said[:1] + said[-4:-1]] == [
        "from a bare machine to a running site",
        "the drill",
        "upgrade",
        "roll back",
    ]
    assert said[-1].endswith(" files of deploy/, each used")


# --- the reckoning itself ------------------------------------------------------------------------------------------


def ledger(**told):
    made = Ledger()
    for status, tokens in ((302, "acknowledged"), (0, "lost"), (409, "refused")):
        for token in told.get(tokens, ()):
            made.note("save", token, Answer(status))
    return made


@pytest.mark.parametrize(
    ("told", "written", "words"),
    [
        ({"acknowledged": ["a", "b"]}, ["a"], "acknowledged and not there"),
        ({"acknowledged": ["a"]}, ["a", "a"], "there more than once"),
        ({"lost": ["a"]}, ["a", "a"], "there more than once"),
        ({"refused": ["a"]}, ["a"], "refused and yet there"),
    ],
)
def test_a_ledger_that_does_not_hold_is_told(told, written, words):
    with pytest.raises(reckoning.Wrong, match=words):
        reckoning.agrees(ledger(**told), "save", Counter(written))


def test_what_nobody_was_told_about_may_be_there_or_not():
    assert reckoning.agrees(ledger(acknowledged=["a"], lost=["b", "c"]), "save", Counter(["a", "b"])) == 1


def spoil_an_item(world):
    ItemScore.objects.filter(pk=world.item.pk).update(reason="改")


def spoil_a_total(world):
    ScoreSheet.objects.filter(pk=world.sheet.pk).update(total=3)


def spoil_a_file(world):
    with open(world.evidence.file.path, "ab") as file:
        file.write(b"more")


def lose_a_file(world):
    world.evidence.file.storage.delete(world.evidence.file.name)


def spoil_the_receipts_numbers(world):
    world.receipt.sequence = 7
    world.receipt.save()


def slip_a_file_in(world):
    world.evidence.pk, world.evidence.key, world.evidence.name = None, uuid.uuid4(), "upload-1.pdf"
    world.evidence.save(force_insert=True)


def spoil_a_decision(world):
    world.entry.decision, world.entry.due = "pending", None
    world.entry.save()


def spoil_a_lock(world):
    ScoreSheet.objects.filter(district=world.places.haishu).update(lock="", locked_at=None, locked_by=None)


def spoil_a_receipt(world):
    world.receipt.sha256 = "0" * 64
    world.receipt.save()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_an_item, "not what its newest event says"),
        (spoil_a_total, "another total than its items"),
        (spoil_a_file, "something else than was uploaded"),
        (lose_a_file, "rows without a file"),
        (slip_a_file_in, "evidence without an event"),
        (spoil_the_receipts_numbers, "has the receipts"),
        (spoil_a_decision, "its newest event says returned"),
        (spoil_a_lock, "open or locked against it"),
        (spoil_a_receipt, "not what its digest says"),
    ],
)
def test_what_is_half_there_is_told(world, spoil, words):
    attach(world.sheet, 3, world.people.chen)
    reckoning.whole()
    spoil(world)
    with pytest.raises(reckoning.Wrong, match=words):
        reckoning.whole()


def test_a_save_that_forgets_the_one_before_it_is_told(world):
    since = Event.objects.latest("pk").pk
    for before, after in (("甲", "乙"), ("乙", "丙")):
        trail.record(
            "item_saved",
            by=world.people.chen,
            row=world.item,
            before={"reason": before},
            after={"reason": after},
        )
    assert reckoning.saves_follow_each_other([world.item], since=since) == 2
    trail.record(
        "item_saved", by=world.people.chen, row=world.item, before={"reason": "乙"}, after={"reason": "丁"}
    )
    with pytest.raises(reckoning.Wrong, match="lost the one before it"):
        reckoning.saves_follow_each_other([world.item], since=since)
