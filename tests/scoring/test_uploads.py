"""The safe door: the content decides what a file is; nothing a person calls it reaches the disk."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from districts.models import Event
from scoring.models import Evidence
from scoring.uploads import EVIDENCE_KINDS, REPORT_KINDS, BadUpload, check, clean_name
from tests.files import a_docx, a_pdf, a_picture, upload
from tests.scenes import attach


def stored_files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("file", "kinds", "kind"),
    [
        (a_picture("现场.jpg"), EVIDENCE_KINDS, "jpg"),
        (a_picture("现场.png", "PNG"), EVIDENCE_KINDS, "png"),
        (a_pdf("证书.pdf"), EVIDENCE_KINDS, "pdf"),
        (a_pdf("名字说是.jpg"), EVIDENCE_KINDS, "pdf"),
        (a_docx("总结.docx"), REPORT_KINDS, "docx"),
    ],
)
def test_the_content_decides_the_kind(file, kinds, kind):
    assert check(file, kinds).kind == kind


@pytest.mark.parametrize(
    ("file", "kinds", "sentence"),
    [
        (upload("空.pdf", b""), EVIDENCE_KINDS, "“空.pdf”是空文件"),
        (
            upload("程序.pdf", b"MZ\x90\x00" + b"\0" * 600),
            EVIDENCE_KINDS,
            "“程序.pdf”的内容不是 jpg、png、pdf 文件",
        ),
        (upload("网页.jpg", b"<html><script>alert(1)</script>"), EVIDENCE_KINDS, "的内容不是"),
        (
            upload("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
            EVIDENCE_KINDS,
            "的内容不是",
        ),
        (upload("半张.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40), EVIDENCE_KINDS, "的内容不是"),
        (upload("断.pdf", b"%PDF-1.4 and nothing else"), EVIDENCE_KINDS, "的内容不是"),
        (a_docx("总结.docx"), EVIDENCE_KINDS, "的内容不是 jpg、png、pdf 文件"),
        (a_docx("宏.docx", extra=["word/vbaProject.bin"]), REPORT_KINDS, "的内容不是 pdf、docx 文件"),
        (upload("压缩包.docx", b"PK\x03\x04" + b"\0" * 100), REPORT_KINDS, "的内容不是"),
        (a_picture("照片.docx"), REPORT_KINDS, "的内容不是 pdf、docx 文件"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_is_not_what_it_should_be_is_refused_with_its_sentence(file, kinds, sentence):
    with pytest.raises(BadUpload, match=re.escape(sentence)):
        check(file, kinds)


def test_a_docx_of_too_many_parts_or_a_picture_of_too_many_points_is_refused(monkeypatch):
    parts = [f"word/part{n}.xml" for n in range(2001)]
    with pytest.raises(BadUpload):
        check(a_docx("多.docx", extra=parts), REPORT_KINDS)
    monkeypatch.setattr("scoring.uploads.MAX_PIXELS", 63)
    with pytest.raises(BadUpload):
        check(a_picture("大.jpg"), EVIDENCE_KINDS)


def test_a_file_over_the_limit_is_refused(settings):
    settings.EVIDENCE_MAX_MEGABYTES = 1
    with pytest.raises(BadUpload, match="超过 1 MB"):
        check(upload("大.pdf", b"%PDF-1.4" + b"\0" * 1024 * 1024 + b"%%EOF"), EVIDENCE_KINDS)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("现场照片.jpg", "现场照片.jpg"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\桌面\\证书.pdf", "证书.pdf"),
        ("换\n行\u202egpj.pdf", "换行gpj.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("...", "未命名"),
    ],
)
def test_a_name_is_kept_fit_to_be_shown(name, kept):
    assert clean_name(name) == kept


@pytest.fixture
def item(participants):
    return participants["春浪社区"].items.get(number=17)


def send(client, item, file):
    return client.post(reverse("scoring:add_evidence", args=[item.sheet_id, 17]), {"file": file}, follow=True)


def test_evidence_is_stored_under_a_name_nobody_can_guess(client, people, item):
    client.force_login(people.chen)
    send(client, item, a_pdf("证书.pdf"))
    kept = Evidence.objects.get()
    assert (kept.name, kept.kind, kept.uploaded_by) == ("证书.pdf", "pdf", people.chen)
    assert [path.name for path in stored_files()] == [f"{kept.key.hex}.pdf"]


@pytest.mark.parametrize("file", [upload("程序.pdf", b"MZ\x90\x00"), upload("空.jpg", b""), a_docx()])
def test_a_refused_file_leaves_nothing_behind(client, people, item, file):
    client.force_login(people.chen)
    page = send(client, item, file).content.decode()
    assert file.name in page
    assert (Evidence.objects.count(), stored_files()) == (0, [])


def test_the_same_file_twice_beside_one_item_is_told(client, people, item):
    client.force_login(people.chen)
    send(client, item, a_pdf("证书.pdf"))
    assert "已经在这一项里了" in send(client, item, a_pdf("证书.pdf")).content.decode()
    assert (Evidence.objects.count(), len(stored_files())) == (1, 1)


def test_a_file_is_served_as_what_it_is_and_can_do_nothing(client, people, item):
    kept = attach(item.sheet, 17, people.chen)
    client.force_login(people.wang)
    answer = client.get(kept.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E8%AF%81%E4%B9%A6.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert Event.objects.filter(action="file_opened", actor=people.wang).count() == 1


def test_evidence_taken_down_no_longer_counts_and_is_kept(client, people, item):
    kept = attach(item.sheet, 17, people.chen)
    client.force_login(people.chen)
    client.post(reverse("scoring:withdraw_evidence", args=[kept.key]))
    assert (Evidence.objects.standing().count(), Evidence.objects.count(), len(stored_files())) == (0, 1, 1)
