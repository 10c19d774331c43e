"""年度总结评估报告: through the safe door in, kept in versions, opened only by those who may."""

import pytest
import time_machine
from django.urls import reverse

from districts.models import Event
from reports.models import Document, Submission
from tests.files import a_docx, a_pdf, a_picture, upload
from tests.scenes import hand_in, prepare


@pytest.fixture(autouse=True)
def late_august():
    with time_machine.travel("2021-08-26 16:42:07+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, year):
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def ready(submission, people):
    prepare(submission, people.chen)
    return submission


def address(name, submission):
    return reverse(f"reports:{name}", args=[submission.pk])


def text(response):
    return response.content.decode()


def test_a_new_version_of_the_report_stands_beside_the_old(client, people, submission):
    client.force_login(people.chen)
    for file in (a_pdf("初稿.pdf"), a_docx("定稿.docx")):
        assert client.post(address("add_report", submission), {"file": file}).status_code == 302
    assert [(each.name, each.kind) for each in Document.objects.all()] == [
        ("定稿.docx", "docx"),
        ("初稿.pdf", "pdf"),
    ]


def test_the_very_file_that_stands_is_refused(client, people, submission):
    client.force_login(people.chen)
    client.post(address("add_report", submission), {"file": a_pdf("报告.pdf")})
    client.post(address("add_report", submission), {"file": a_pdf("报告.pdf")})
    assert Document.objects.count() == 1
    refused = Event.objects.get(action="document_added", result="refused")
    assert "就是现行的这一份，没有变化，不必再传。" in refused.note


BAD = {
    "an exe named pdf": (
        lambda: upload("报告.pdf", b"MZ\x90\x00" + b"0" * 200),
        "“报告.pdf”的内容不是 pdf、docx 文件",
    ),
    "empty": (lambda: upload("报告.pdf", b""), "“报告.pdf”是空文件（0 字节）"),
    "too large": (lambda: upload("报告.pdf", b"%PDF-1.4\n" + b"0" * 1024 * 1024 + b"%%EOF"), "超过 1 MB"),
    "a docx with macros": (
        lambda: a_docx("报告.docx", extra=["word/vbaProject.bin"]),
        "“报告.docx”含有宏，没有上传。请另存为不带宏的 docx 或 xlsx 再传。",
    ),
    "html named docx": (
        lambda: upload("报告.docx", b"<html><script>alert(1)</script></html>"),
        "“报告.docx”的内容不是 pdf、docx 文件",
    ),
    "a picture": (lambda: a_picture("报告.jpg"), "“报告.jpg”的内容不是 pdf、docx 文件"),
    "nothing": (lambda: "", "请先选择文件。"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_report_is_refused_with_its_sentence_and_nothing_is_kept(
    client, people, submission, settings, kind
):
    settings.EVIDENCE_MAX_MEGABYTES = 1
    make, sentence = BAD[kind]
    client.force_login(people.chen)
    page = client.post(address("add_report", submission), {"file": make()})
    assert page.status_code == 422
    assert sentence in text(page)
    assert Document.objects.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_the_report_is_opened_by_those_who_may_and_the_trail_says_so(client, people, ready):
    document = Document.objects.reports_of(ready).get()
    client.force_login(people.wang)
    opened = client.get(document.get_absolute_url())
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
    event = Event.objects.filter(action="file_opened").first()
    assert (event.actor, event.row_type, event.row_key) == (people.wang, "document", document.pk)
    for stranger in (people.he, people.lin):
        client.force_login(stranger)
        assert client.get(document.get_absolute_url()).status_code == 404


def test_a_report_is_final_once_handed_in(client, people, ready):
    hand_in(ready, people.zhou)
    client.force_login(people.chen)
    answer = client.post(address("add_report", ready), {"file": a_pdf("另一份.pdf")}, follow=True)
    assert "已上报，年度总结评估报告随上报定稿。市住建局退回社区后，补正期间可以更换。" in text(answer)
    assert [each.name for each in Document.objects.all()].count("另一份.pdf") == 0
