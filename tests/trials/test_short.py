"""The short form of `make soak`, and that its reckoning misses nothing: a ledger that does not hold is told."""

import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from scoring.models import ItemScore, ScoreSheet
from tests.places import REPOSITORY, own_database
from tests.scenes import attach
from trials import reckoning
from trials.acts import Ledger
from trials.person import Answer


def run(trial, *options):
    command = [sys.executable, "-m", f"trials.{trial}", *options]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_workers_killed_and_connections_cut_in_the_middle_of_writes_lose_nothing(tmp_path):
    small = ("--rounds", "1", "--writes", "60", "--people", "12", "--communities", "40")
    with own_database(connection.vendor, tmp_path, "soak") as database:
        said = run("soak", "--database", database, *small)
    assert "1 rounds, 60 acknowledged writes all there, once, whole" in said


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_forty_people_saving_at_once_lose_no_update(tmp_path):
    with own_database(connection.vendor, tmp_path, "crowd") as database:
        said = run("crowd", "--database", database, "--people", "40", "--communities", "40")
    assert "280 saves, each from where the one before it ended" in said


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
        (lose_a_file, "No such file|rows without a file"),
        (spoil_a_decision, "its newest event says returned"),
        (spoil_a_lock, "open or locked against it"),
        (spoil_a_receipt, "not what its digest says"),
    ],
)
def test_what_is_half_there_is_told(world, spoil, words):
    attach(world.sheet, 3, world.people.chen)
    reckoning.whole()
    spoil(world)
    with pytest.raises((reckoning.Wrong, FileNotFoundError), match=words):
        reckoning.whole()
