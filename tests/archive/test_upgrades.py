"""Every earlier release's filled database comes through this release's migrations, on both databases, with every receipt's digest."""

import json
import re
import zipfile

import pytest
from django.db import connection

from tests.places import REPOSITORY, manage, own_database

RELEASES = sorted((REPOSITORY / "tests/releases").glob("*.zip"))


def rows(path, model):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = next(table["columns"] for table in manifest["tables"] if table["model"] == model)
        lines = archive.read(f"rows/{model.lower()}.jsonl").splitlines()
    return [dict(zip(names, json.loads(line), strict=True)) for line in lines]


def test_the_release_before_is_among_them():
    changelog = (REPOSITORY / "CHANGELOG.md").read_text()
    released = re.findall(r"^## ([0-9.]+) \([0-9]{4}-", changelog, re.MULTILINE)
    assert released
    assert {path.stem for path in RELEASES} == set(released)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_its_filled_database_comes_through_with_every_receipt(path, tmp_path):
    receipts = {row["number"]: (row["content"], row["sha256"]) for row in rows(path, "reports.Receipt")}
    assert len(receipts) >= 10
    with own_database(connection.vendor, tmp_path) as database:
        place = {"database": database, "evidence": tmp_path / "evidence"}
        assert f"核对回执 {len(receipts)} 份" in manage("restore", path, **place)
        assert "No changes detected" in manage("makemigrations", "--check", **place)
        assert "no issues" in manage("check", "--database", "default", **place)
        # Its files were left out, which backup tells.
        manage("backup", tmp_path / "after.zip", **place, expect=1)
    after = {
        row["number"]: (row["content"], row["sha256"])
        for row in rows(tmp_path / "after.zip", "reports.Receipt")
    }
    assert after == receipts
    for model in ("scoring.ItemScore", "reports.Entry", "reports.Title", "districts.Event"):
        kept, now = rows(path, model), rows(tmp_path / "after.zip", model)
        assert len(now) >= len(kept) > 0
        assert [row["id"] for row in now][: len(kept)] == [row["id"] for row in kept]
