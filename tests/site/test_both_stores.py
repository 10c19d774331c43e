"""Evidence in a folder and in a bucket: the same flows, the same answers, and a store that is away is told."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from PIL import Image

from districts.models import Event
from greencommunity.archive.backup import write_backup
from greencommunity.kept_files import sweep
from scoring.models import Evidence, WorkbookUpload
from tests.files import a_pdf, a_photo
from tests.places import manage, own_database
from tests.scoring.workbook.books import downloaded, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def chen(client, people):
    client.force_login(people.chen)
    client.raise_request_exception = False
    return client


def attach(client, sheet, *files):
    return client.post(reverse("scoring:add_evidence", args=[sheet.pk, 8]), {"file": files})


def act(client, name, kept, **data):
    return client.post(reverse(f"scoring:{name}_evidence", args=[kept.key]), data).status_code


def body(answer):
    return b"".join(answer.streaming_content)


def kept(folder=""):
    """Every name in the store."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(f"{folder}{name}" for name in files) + [
        name for each in sorted(folders) for name in kept(f"{folder}{each}/")
    ]


# --- the same on either --------------------------------------------------------------------------------------------------


def test_a_file_is_kept_looked_at_replaced_and_taken_down(store, chen, sheet):
    assert attach(chen, sheet, a_pdf("初稿.pdf")).status_code == 302
    first = Evidence.objects.get()
    answer = chen.get(first.get_absolute_url())
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        "inline; filename*=utf-8''%E5%88%9D%E7%A8%BF.pdf",
    )
    sent_back = body(answer)
    assert (sent_back, int(answer["Content-Length"])) == (a_pdf("初稿.pdf").read(), len(sent_back))
    assert act(chen, "replace", first, file=a_pdf("定稿.pdf")) == 302
    second = Evidence.objects.standing().get()
    assert body(chen.get(second.get_absolute_url())) == a_pdf("定稿.pdf").read()
    assert act(chen, "withdraw", second) == 302
    assert Evidence.objects.standing().count() == 0
    assert kept() == sorted([first.file.name, second.file.name])  # neither is overwritten or removed


def test_of_a_picture_the_original_is_kept_and_what_was_made_of_it_is_sent(
    store, chen, sheet, people, client
):
    attach(chen, sheet, a_photo("现场.jpg", size=(2400, 1800)))
    photo = Evidence.objects.get()
    with photo.file.open() as original:
        assert original.read() == a_photo("现场.jpg", size=(2400, 1800)).read()
    for address, longest in (
        (photo.get_absolute_url(), 2000),
        (reverse("scoring:thumbnail", args=[photo.key]), 320),
    ):
        with Image.open(io.BytesIO(body(chen.get(address)))) as picture:
            assert max(picture.size) == longest
    client.force_login(people.he)  # of another district
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_documents_file_is_sent(store, client, world):
    client.force_login(world.people.zhou)
    assert body(client.get(world.document.get_absolute_url())).startswith(b"%PDF-")


def test_a_workbook_waits_in_the_store_between_its_check_and_its_confirmation(
    store, chen, sheet, people, year
):
    content = downloaded(people.chen, year)
    look = chen.post("/2021/workbook/back/", {"file": sent(content, "海曙.xlsx")}).url
    assert kept() == [WorkbookUpload.objects.get().file.name]
    assert chen.get(look).status_code == 200


def test_a_name_is_never_overwritten(store):
    first = default_storage.save("evidence/00/one.pdf", ContentFile(b"first"))
    second = default_storage.save("evidence/00/one.pdf", ContentFile(b"second"))
    assert first != second
    for name, content in ((first, b"first"), (second, b"second")):
        with default_storage.open(name) as file:
            assert file.read() == content


def test_a_row_that_cannot_be_written_takes_its_files_away(store, chen, sheet, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no row")

    monkeypatch.setattr(Evidence, "save", broken)
    assert attach(chen, sheet, a_photo()).status_code == 500
    assert kept() == []


def test_a_file_that_is_gone_is_not_found(store, chen, sheet):
    attach(chen, sheet, a_pdf())
    row = Evidence.objects.get()
    default_storage.delete(row.file.name)
    assert chen.get(row.get_absolute_url()).status_code == 404
    assert not Event.objects.filter(action="file_opened").exists()


def test_what_no_row_names_is_swept_and_what_is_missing_is_named(store, world):
    left = default_storage.save("evidence/00/left-behind.jpg", ContentFile(b"x"))
    assert sweep(timedelta(hours=24)) == ([], [])
    assert sweep(timedelta(0)) == ([left], [])
    default_storage.delete(world.evidence.file.name)
    assert sweep(timedelta(0)) == ([], [world.evidence.file.name])


def test_ready_and_nothing_is_left_behind(store, client, world):
    names = kept()
    answer = client.get("/health/ready")
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})
    assert kept() == names


def test_without_what_was_kept_last_it_is_not_ready(store, client, world):
    default_storage.delete(Evidence.objects.order_by("pk").last().file.name)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["storage"]) == (503, "failed")


# --- the bucket alone ----------------------------------------------------------------------------------------------------


def test_a_bucket_that_is_away_is_told_and_goes_on_by_itself(bucket, s3, chen, sheet):
    attach(chen, sheet, a_pdf("一.pdf"))
    first = Evidence.objects.get()
    s3.away()
    for page in (attach(chen, sheet, a_photo()), chen.get(first.get_absolute_url())):
        assert (page.status_code, page["Retry-After"]) == (503, "30")
        assert "存放证明材料的地方暂时连不上" in page.text
        assert "记录号" in page.text
    assert chen.get(sheet.get_absolute_url()).status_code == 200
    ready = chen.get("/health/ready")
    assert (ready.status_code, [name for name, word in ready.json().items() if word != "ok"]) == (
        503,
        ["storage"],
    )
    assert Evidence.objects.get() == first
    s3.back()
    assert chen.get("/health/ready").status_code == 200
    assert body(chen.get(first.get_absolute_url())) == a_pdf("一.pdf").read()
    assert attach(chen, sheet, a_photo()).status_code == 302
    assert len(kept()) == 4


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_into_a_bucket_and_from_there_into_a_folder(bucket, world, tmp_path):
    def contents(path):
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read("manifest.json"))["files"]

    source = tmp_path / "one.zip"
    assert write_backup(source).missing == ()
    before = contents(source)
    assert len(before) == 8  # a certificate, two photos with what is made of them, a report
    for step, evidence in enumerate((bucket.another(), tmp_path / "folder")):
        with own_database("sqlite", tmp_path, f"step{step}") as database:
            place = {"database": database, "evidence": evidence}
            manage("restore", source, **place)
            assert manage("sweep_files", "--older", "0", **place) == "删除 0 个没有记录的文件。\n"
            source = tmp_path / f"again{step}.zip"
            manage("backup", source, **place)
        assert contents(source) == before


@pytest.mark.django_db(transaction=True)
def test_a_bucket_with_files_in_it_is_left_as_it_is(bucket, world, tmp_path):
    write_backup(tmp_path / "one.zip")
    evidence = bucket.another()
    with own_database("sqlite", tmp_path) as database:
        manage("restore", tmp_path / "one.zip", database=database, evidence=evidence)
    with own_database("sqlite", tmp_path, "another") as database:
        place = {"database": database, "evidence": evidence}
        assert "存放证明材料的地方不是空的" in manage("restore", tmp_path / "one.zip", **place, expect=1)


def test_a_bucket_that_refuses_is_told_as_one_that_is_away(bucket, chen, sheet, settings):
    """As when it was removed or its name is wrong."""
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"]
        | {"OPTIONS": settings.STORAGES["default"]["OPTIONS"] | {"bucket_name": "nothing-there"}}
    }
    page = attach(chen, sheet, a_pdf())
    assert (page.status_code, "存放证明材料的地方暂时连不上" in page.text) == (503, True)
    assert chen.get("/health/ready").json()["storage"] == "failed"
    assert Evidence.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_bucket_that_is_away_spoils_no_backup_no_restore_and_no_sweep(bucket, s3, world, tmp_path):
    write_backup(tmp_path / "one.zip")
    evidence = bucket.another()
    s3.away()
    for command in (("backup", tmp_path / "two.zip"), ("sweep_files",)):
        with pytest.raises(CommandError, match="存放证明材料的地方现在用不了"):
            call_command(*command)
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["one.zip"]
    with own_database(connection.vendor, tmp_path) as database:
        place = {"database": database, "evidence": evidence}
        assert "没有恢复" in manage("restore", tmp_path / "one.zip", **place, expect=1)
        s3.back()
        manage("restore", tmp_path / "one.zip", **place)


# The third file gets there, and its answer is lost.
LOST_AT_THE_THIRD = """
from botocore.exceptions import ReadTimeoutError
from greencommunity.bucket import BucketStorage, S3Storage, _told

kept = []

@_told()
def save(self, name, content):
    kept.append(S3Storage._save(self, name, content))
    if len(kept) == 3:
        raise ReadTimeoutError(endpoint_url="the bucket")
    return kept[-1]

BucketStorage._save = save
"""


@pytest.mark.django_db(transaction=True)
def test_a_bucket_lost_in_the_middle_of_restoring_keeps_no_row_and_no_file(bucket, world, tmp_path):
    write_backup(tmp_path / "one.zip")
    with own_database(connection.vendor, tmp_path) as database:
        place = {"database": database, "evidence": bucket.another()}
        said = manage("restore", tmp_path / "one.zip", **place, expect=1, first=LOST_AT_THE_THIRD)
        assert "恢复到一半写不下去了" in said
        manage("restore", tmp_path / "one.zip", **place)  # neither is full


def test_a_large_file_goes_there_in_one_piece_and_comes_back(bucket):
    content = bytes(range(256)) * (9 << 12)  # 9 MB: more than a part
    name = default_storage.save("evidence/00/large.pdf", ContentFile(content))
    with default_storage.open(name) as file:
        assert b"".join(file.chunks()) == content
    assert "-" not in default_storage.bucket.Object(name).e_tag  # the tag of a file in parts says how many


def test_nobody_is_led_to_the_bucket(bucket, chen, sheet):
    attach(chen, sheet, a_photo(), a_pdf())
    for row in Evidence.objects.all():
        answer = chen.get(row.get_absolute_url())
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert not any(
            bucket.name in value or bucket.server.address in value for value in answer.headers.values()
        )
        assert "Signature" not in row.file.url
    page = chen.get(sheet.get_absolute_url()).text
    assert bucket.name not in page and bucket.server.address not in page
