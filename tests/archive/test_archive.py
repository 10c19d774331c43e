"""Backup and restore: every row and every file at one moment, into either database, and nothing from a damaged file."""

import hashlib
import io
import json
import shutil
import threading
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from districts import sealing, trail
from districts.models import Event, Seal
from greencommunity.archive.backup import write_backup
from greencommunity.archive.layout import archived_models
from greencommunity.archive.restore import BadArchive, restore
from tests.places import manage, own_database
from tests.scenes import attach

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(world, tmp_path):
    """The walls' small world, with a second factor, a seal over all that happened, and its archive."""
    from tests.walls.rows import a_second_factor

    a_second_factor(world)
    sealing.seal()
    write_backup(tmp_path / "one.zip")
    return world


def contents(path):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    return {key: manifest[key] for key in ("tables", "files", "migrations", "missing")}


def restored(path, database, evidence):
    return manage("restore", path, database=database, evidence=evidence)


# --- there and back ----------------------------------------------------------------------------------------------


def test_what_is_restored_is_what_was_there_to_the_last_row_and_file_on_either_database(filled, tmp_path):
    """From the tests' own database into SQLite, and from there into one like the tests' own."""
    before = contents(tmp_path / "one.zip")
    source, seals = tmp_path / "one.zip", Seal.objects.count()
    for step, kind in enumerate(("sqlite", connection.vendor)):
        evidence = tmp_path / f"evidence{step}"
        with own_database(kind, tmp_path, f"step{step}") as database:
            said = restored(source, database, evidence)
            assert f"核对回执 1 份、操作记录封存 {seals} 段" in said
            manage("verify_audit", database=database, evidence=evidence)
            source = tmp_path / f"again{step}.zip"
            manage("backup", source, database=database, evidence=evidence)
        assert contents(source) == before
    assert before["missing"] == [] and len(before["files"]) >= 5


def test_every_table_is_in_the_archive_but_the_sessions_and_the_queue(filled, tmp_path):
    tables = {table["model"]: table["rows"] for table in contents(tmp_path / "one.zip")["tables"]}
    assert tables == {model._meta.label: model._base_manager.count() for model in archived_models()}
    stored = set(connection.introspection.table_names())
    kept = {model._meta.db_table for model in archived_models()}
    queue = {"districts_job", "django_tasks_database_dbtaskresult"}
    assert stored - kept == {"django_session", "django_migrations"} | queue


def test_after_restoring_new_rows_get_keys_of_their_own(filled, tmp_path):
    with own_database(connection.vendor, tmp_path) as database:
        restored(tmp_path / "one.zip", database, tmp_path / "evidence1")
        manage(
            "add_administrator",
            "li.ming",
            "李明",
            "--another",
            database=database,
            evidence=tmp_path / "evidence1",
        )
        said = manage("seal_audit", database=database, evidence=tmp_path / "evidence1")
    assert "封存 1 条操作记录。" in said


# --- one moment --------------------------------------------------------------------------------------------------


def test_what_is_written_while_it_runs_is_not_in_it_and_nobody_waits(filled, tmp_path, monkeypatch):
    """While the rows are read, another connection writes an event and evidence."""
    from greencommunity.archive import backup

    before, started, happened = Event.objects.count(), [], []

    def write():
        try:
            attach(filled.sheet, 9, filled.people.chen, "乙.pdf")
            trail.record("annexes_loaded", by=None)
            happened.append(Event.objects.count())
        finally:
            connection.close()

    real = backup.row_line

    def slow(row):
        if not started:
            started.append(True)
            writer = threading.Thread(target=write)
            writer.start()
            writer.join(timeout=10)
            assert not writer.is_alive()
        return real(row)

    monkeypatch.setattr(backup, "row_line", slow)
    write_backup(tmp_path / "two.zip")
    assert happened and happened[0] > before
    then, now = contents(tmp_path / "one.zip"), contents(tmp_path / "two.zip")
    assert (now["tables"], now["files"]) == (then["tables"], then["files"])


def test_an_existing_file_is_never_overwritten(filled, tmp_path):
    with pytest.raises(CommandError, match="已经存在，没有备份"):
        call_command("backup", tmp_path / "one.zip")
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["one.zip"]


def test_it_is_for_its_owners_eyes_and_stands_in_the_trail(filled, tmp_path):
    made = tmp_path / "two.zip"
    call_command("backup", made, stdout=io.StringIO())
    assert made.stat().st_mode & 0o777 == 0o600
    event = Event.objects.get(action="site_backed_up")
    assert (event.actor, event.after["file"]) == (None, "two.zip")
    assert event.after["sha256"] == hashlib.sha256(made.read_bytes()).hexdigest()


def test_rows_that_do_not_agree_with_the_list_leave_nothing_behind(filled, tmp_path):
    def a_row_less(members):
        manifest = json.loads(members["manifest.json"])
        table = next(each for each in manifest["tables"] if each["model"] == "scoring.ItemScore")
        name = "rows/scoring.itemscore.jsonl"
        members[name] = members[name].partition(b"\n")[2]
        table["sha256"] = hashlib.sha256(members[name]).hexdigest()
        return members | {"manifest.json": json.dumps(manifest).encode()}

    spoilt, evidence = tmp_path / "less.zip", tmp_path / "evidence1"
    spoilt.write_bytes(rewritten(a_row_less)((tmp_path / "one.zip").read_bytes()))
    with own_database(connection.vendor, tmp_path) as database:
        said = manage("restore", spoilt, database=database, evidence=evidence, expect=1)
        assert "目录说有" in said
        restored(tmp_path / "one.zip", database, evidence)


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"没有备份：.*请检查目录是否存在"):
        call_command("backup", tmp_path / "nowhere" / "one.zip")


# The third file is written, and then it does not get onto the disk.
FULL_AT_THE_THIRD = """
import errno, os
from greencommunity.storage import DurableStorage

real, kept = DurableStorage._settle, []

def settle(self, path):
    kept.append(path)
    if len(kept) == 3:
        raise OSError(errno.ENOSPC, "No space left on device")
    return real(self, path)

DurableStorage._settle = settle
"""


def test_a_store_that_fills_up_while_restoring_keeps_no_row_and_no_file_and_the_place_can_be_used_again(
    filled, tmp_path
):
    evidence = tmp_path / "evidence1"
    with own_database(connection.vendor, tmp_path) as database:
        place = {"database": database, "evidence": evidence}
        said = manage("restore", tmp_path / "one.zip", **place, expect=1, first=FULL_AT_THE_THIRD)
        assert "恢复到一半写不下去了" in said
        assert [path for path in evidence.rglob("*") if path.is_file()] == []
        for folder in evidence.iterdir():  # folders without a file in them
            shutil.rmtree(folder)
        restored(tmp_path / "one.zip", **place)


def test_a_kept_file_that_is_gone_is_named_and_the_rest_is_saved(filled, tmp_path, settings):
    filled.evidence.file.storage.delete(filled.evidence.file.name)
    with pytest.raises(CommandError, match=filled.evidence.file.name):
        call_command("backup", tmp_path / "two.zip", stdout=io.StringIO())
    assert contents(tmp_path / "two.zip")["missing"] == [filled.evidence.file.name]


# --- damaged, foreign, not empty ---------------------------------------------------------------------------------


def cut(content):
    return content[: len(content) // 2]


def flipped(content):
    at = content.index(b"rows/reports.receipt.jsonl") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def rewritten(change):
    """The archive with its members changed by `change` (name -> bytes) and sound again as a zip."""

    def make(content):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            for name, kept in change({name: old.read(name) for name in old.namelist()}).items():
                new.writestr(name, kept)
        return out.getvalue()

    return make


def another_score(members):
    name = "rows/scoring.itemscore.jsonl"
    return members | {name: members[name].replace(b"confirmed", b"blank", 1)}


def with_manifest(**changes):
    return rewritten(
        lambda members: (
            members | {"manifest.json": json.dumps(json.loads(members["manifest.json"]) | changes).encode()}
        )
    )


def with_tables(**changes):
    """The first table of the manifest changed, and its rows under the name it has then."""

    def make(members):
        manifest = json.loads(members["manifest.json"])
        table = manifest["tables"][0]
        rows = members.pop(f"rows/{table['model'].lower()}.jsonl")
        table |= changes
        named = {f"rows/{table['model'].lower()}.jsonl": rows, "manifest.json": json.dumps(manifest).encode()}
        return members | named

    return rewritten(make)


@rewritten
def outside(members):
    manifest = json.loads(members["manifest.json"])
    file = manifest["files"][0]
    content = members.pop(f"files/{file['name']}")
    file["name"] = "../outside.pdf"
    return members | {"files/../outside.pdf": content, "manifest.json": json.dumps(manifest).encode()}


DAMAGED = {
    "cut in half": (cut, "不完整"),
    "a byte changed": (flipped, "损坏|不完整"),
    "empty": (lambda content: b"", "不完整"),
    "no archive": (lambda content: b"PK\x03\x04" + b"x" * 1000, "不完整"),
    "a score changed": (rewritten(another_score), "已损坏"),
    "a member too many": (rewritten(lambda members: members | {"files/../../etc/passwd": b"x"}), "对不上"),
    "a member gone": (
        rewritten(lambda members: {name: kept for name, kept in members.items() if "receipt" not in name}),
        "对不上",
    ),
    "no manifest": (
        rewritten(lambda members: {name: kept for name, kept in members.items() if name != "manifest.json"}),
        "不是本系统的备份",
    ),
    "another format": (with_manifest(format=99), "只认 1"),
    "a table it does not know": (with_tables(model="scoring.Nothing"), "不是这个版本的"),
    "a column it does not know": (with_tables(columns=["id", "nothing"]), "不是这个版本的"),
    "a file beside the store": (outside, "不能存放的文件名"),
    "of a newer release": (with_manifest(migrations=[["scoring", "9999_later"]]), "更新的版本"),
}


def test_a_damaged_or_foreign_archive_is_refused_before_anything_is_touched(filled, tmp_path):
    whole = (tmp_path / "one.zip").read_bytes()
    for number, (spoil, sentence) in enumerate(DAMAGED.values()):
        spoilt = tmp_path / f"spoilt{number}.zip"
        spoilt.write_bytes(spoil(whole))
        with pytest.raises(BadArchive) as refusal:
            restore(spoilt)
        assert any(each in str(refusal.value) for each in sentence.split("|")), str(refusal.value)
    # This database is full: it was not even looked at, or that would have been the refusal.


def test_a_place_that_is_not_empty_is_left_as_it_is(filled, tmp_path):
    before = Event.objects.count()
    with pytest.raises(CommandError, match="目标数据库里已有数据"):
        call_command("restore", tmp_path / "one.zip")
    assert Event.objects.count() == before


def test_an_evidence_folder_with_files_in_it_is_left_as_it_is(filled, tmp_path):
    evidence = tmp_path / "used"
    evidence.mkdir()
    (evidence / "mine.txt").write_text("mine")
    with own_database(connection.vendor, tmp_path) as database:
        said = manage("restore", tmp_path / "one.zip", database=database, evidence=evidence, expect=1)
        assert "存放证明材料的地方不是空的" in said
        # Nothing was touched: the same place takes it once the folder is empty.
        (evidence / "mine.txt").unlink()
        restored(tmp_path / "one.zip", database, evidence)
