"""The safe door: the content decides what a file is; nothing a person calls it reaches the disk."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from districts.models import Event
from scoring.models import Evidence
from scoring.uploads import EVIDENCE_KINDS, REPORT_KINDS, BadUpload, check, clean_name
from tests.files import (
    a_bomb,
    a_crowded_book,
    a_docx,
    a_jpeg_of_scans,
    a_lying_bomb,
    a_pdf,
    a_photo,
    a_picture,
    a_png_of,
    an_archive,
    an_office_file,
    an_xlsx,
    noise,
    upload,
)
from tests.scenes import attach


def stored_files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("file", "kinds", "kind"),
    [
        (a_picture("现场.jpg"), EVIDENCE_KINDS, "jpg"),
        (a_picture("现场.png", "PNG"), EVIDENCE_KINDS, "png"),
        (a_photo("现场.heic", "HEIF"), EVIDENCE_KINDS, "heic"),
        (a_pdf("证书.pdf"), EVIDENCE_KINDS, "pdf"),
        (a_docx("说明.docx"), EVIDENCE_KINDS, "docx"),
        (an_xlsx("台账.xlsx"), EVIDENCE_KINDS, "xlsx"),
        (a_pdf("名字说是.jpg"), EVIDENCE_KINDS, "pdf"),
        (a_docx("总结.docx"), REPORT_KINDS, "docx"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_the_content_decides_the_kind(file, kinds, kind):
    assert check(file, kinds).kind == kind


SVG = b"<svg\nonload = alert(1)>"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
NOT_OF_A_KIND = (
    "的内容不是 jpg、png、heic、pdf、docx、xlsx 文件，不能上传。改扩展名没有用，请用原来的程序另存。"
)
HIDES_IN_PICTURE = "里除了图片还藏着网页或压缩包，没有上传。请用看图软件打开，另存为新的图片再传。"
HIDES_IN_PDF = "里除了 PDF 还藏着网页或压缩包，没有上传。请重新导出为 PDF 再传。"
MACROS = "含有宏，没有上传。请另存为不带宏的 docx 或 xlsx 再传。"
TOO_MUCH = "解开后超过 100 MB，不像正常的文档，没有上传。请删去多余的内容，或另存为 PDF 再传。"
DAMAGED = "是损坏的或不完整的图片，打不开，没有上传。请重新拍摄或另存再传。"
TOO_LARGE = "的像素太多，没有上传。最多 5000 万像素（带透明的 2500 万），请缩小再传。"
TOO_MANY_SCANS = "里的图像分了太多次编码，不像正常的照片，没有上传。请用看图软件打开，另存为新的图片再传。"
TOO_MANY_PARTS = "由 2000 个以上的部分组成，不像正常的文档，没有上传。请删去多余的内容，或另存为 PDF 再传。"
PACKED_OTHERWISE = "不是按 Word、Excel 的方式压缩的，没有上传。请用原来的程序另存再传。"
NO_ARCHIVE = "已损坏或加了密码，打不开，没有上传。请重新另存再传。"
FOLDERS = "里有文件夹（/、\\ 或 ..），没有上传。请把文件名改成普通名字再传。"


def with_tail(file, tail):
    return upload(file.name, file.read() + tail)


HOSTILE = {
    "nothing in it": (upload("空.pdf", b""), "“空.pdf”是空文件（0 字节），请重新选择。"),
    "a program": (upload("程序.pdf", b"MZ\x90\x00" + b"\0" * 600), "“程序.pdf”" + NOT_OF_A_KIND),
    "html named jpg": (upload("网页.jpg", HTML), "“网页.jpg”" + NOT_OF_A_KIND),
    "svg with script": (
        upload("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        "“图.svg”" + NOT_OF_A_KIND,
    ),
    "gif and script": (upload("动.gif", b"GIF89a/*" + HTML), "“动.gif”" + NOT_OF_A_KIND),
    "jpeg and html": (with_tail(a_picture("网.jpg"), HTML), "“网.jpg”" + HIDES_IN_PICTURE),
    "jpeg and zip": (with_tail(a_picture("包.jpg"), an_archive()), "“包.jpg”" + HIDES_IN_PICTURE),
    "html within the jpeg's end": (
        with_tail(a_picture("尾.jpg"), HTML + b"\xff\xd9"),
        "“尾.jpg”" + HIDES_IN_PICTURE,
    ),
    "jpeg and svg": (with_tail(a_picture("图.jpg"), SVG), "“图.jpg”" + HIDES_IN_PICTURE),
    "svg in the jpeg's comment": (
        a_photo("注.jpg", comment=SVG),
        "“注.jpg”" + HIDES_IN_PICTURE,
    ),
    "png and html": (with_tail(a_picture("网.png", "PNG"), HTML), "“网.png”" + HIDES_IN_PICTURE),
    "heic and html": (with_tail(a_photo("网.heic", "HEIF"), HTML), "“网.heic”" + HIDES_IN_PICTURE),
    "html before pdf": (a_pdf("网.pdf", head=HTML), "“网.pdf”" + NOT_OF_A_KIND),
    "html in the pdf's head": (
        upload("头.pdf", b"%PDF-1.4\n" + HTML + b"\n%%EOF"),
        "“头.pdf”" + HIDES_IN_PDF,
    ),
    "html after pdf": (a_pdf("尾.pdf", tail=HTML), "“尾.pdf”" + HIDES_IN_PDF),
    "zip after pdf": (a_pdf("包.pdf", tail=an_archive()), "“包.pdf”" + HIDES_IN_PDF),
    "pdf without an end": (
        upload("断.pdf", b"%PDF-1.4 and nothing else"),
        "“断.pdf”是不完整的 PDF（没有结尾），没有上传。请重新导出或扫描再传。",
    ),
    "half a jpeg": (upload("半张.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40), "“半张.jpg”" + DAMAGED),
    "a jpeg cut short": (upload("断.jpg", a_photo().read()[:9000]), "“断.jpg”" + DAMAGED),
    "too many points": (
        a_png_of(10_000, 5001),
        "“大.png”" + TOO_LARGE,
    ),
    "far too many points": (
        a_png_of(60_000, 60_000, "巨.png"),
        "“巨.png”" + TOO_LARGE,
    ),
    "too many see-through points": (a_png_of(5000, 5001, "透.png", colour=6), "“透.png”" + TOO_LARGE),
    "jpeg of too many scans": (a_jpeg_of_scans("扫.jpg", more=91), "“扫.jpg”" + TOO_MANY_SCANS),
    "jpeg of too many segments": (
        upload("段.jpg", b"\xff\xd8" + b"\xff\xe1\0\2" * 2000 + a_photo().read()[2:]),
        "“段.jpg”" + TOO_MANY_SCANS,
    ),
    "docx with macros": (a_docx("宏.docx", extra=["word/vbaProject.bin"]), "“宏.docx”" + MACROS),
    "xlsx with macros": (an_xlsx("宏.xlsx", extra=["xl/vbaProject.bin"]), "“宏.xlsx”" + MACROS),
    "docx that calls itself one with macros": (
        an_office_file(
            "宏.docx", "docx", types="<Override ContentType='application/x.macroEnabled.main+xml'/>"
        ),
        "“宏.docx”" + MACROS,
    ),
    "docx bomb": (a_bomb("炸弹.docx"), "“炸弹.docx”" + TOO_MUCH),
    "docx bomb that lies": (a_lying_bomb("谎.docx"), "“谎.docx”" + NO_ARCHIVE),
    "docx in bzip2": (
        an_office_file("紧.docx", "docx", packed=zipfile.ZIP_BZIP2),
        "“紧.docx”" + PACKED_OTHERWISE,
    ),
    "xlsx in lzma": (
        an_office_file("紧.xlsx", "xlsx", packed=zipfile.ZIP_LZMA),
        "“紧.xlsx”" + PACKED_OTHERWISE,
    ),
    "xlsx of too many parts": (a_crowded_book("多.xlsx"), "“多.xlsx”" + TOO_MANY_PARTS),
    "zip named docx": (upload("包.docx", an_archive()), "“包.docx”" + NOT_OF_A_KIND),
    "zip head and nothing": (upload("压.docx", b"PK\x03\x04" + b"\0" * 100), "“压.docx”" + NOT_OF_A_KIND),
}


def test_half_a_picture_is_refused_even_after_something_was_printed(client, people, item):
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True  # what importing WeasyPrint does to the whole process
    client.force_login(people.chen)
    answer = send(client, item, upload("断.jpg", a_photo().read()[:9000]))
    assert (answer.status_code, sentences_of(answer, 17)) == (422, ["“断.jpg”" + DAMAGED])


@pytest.mark.parametrize(("file", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_its_sentence_and_nothing_is_stored(
    client, people, item, file, sentence
):
    client.force_login(people.chen)
    file.seek(0)
    answer = send(client, item, file)
    assert (answer.status_code, sentences_of(answer, 17)) == (422, [sentence])
    assert (Evidence.objects.count(), stored_files()) == (0, [])


def test_parts_are_counted_before_the_archive_is_opened(monkeypatch):
    crowded = a_crowded_book()
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadUpload, match="由 2000 个以上的部分组成"):
        check(crowded, EVIDENCE_KINDS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("chance", [b"<svg", b"<SvG\x8a=", b"<html", b"<hTmL\x91"])
def test_what_looks_like_markup_by_chance_is_no_page(kind, chance):
    """One of a hundred photos of 5 MB has the four letters somewhere among its points."""
    buffer = io.BytesIO()
    if kind == "JPEG":
        noise().save(buffer, kind, quality=95)
        content = bytearray(buffer.getvalue())
        content[500_000 : 500_000 + len(chance)] = chance
    else:
        points = bytearray(noise().tobytes())
        points[500_000 : 500_000 + len(chance)] = chance
        picture = Image.frombytes("P", (1200, 2700), bytes(points))
        picture.putpalette(bytes(range(256)) * 3)
        picture.save(buffer, kind, compress_level=0)
        content = buffer.getvalue()
    assert chance in content
    assert check(upload("杂.jpg", bytes(content)), EVIDENCE_KINDS).picture.shown[:3] == b"\xff\xd8\xff"


def test_scans_are_counted_in_the_photo_alone():
    video = b"\xff\xda" * 3000  # some cameras put a video behind the photo
    for taken in (a_jpeg_of_scans(more=90), with_tail(a_photo(), video), a_photo(comment=video)):
        assert check(taken, EVIDENCE_KINDS).kind == "jpg"


def test_a_file_over_the_limit_is_refused(client, people, item, settings):
    settings.EVIDENCE_MAX_MEGABYTES = 1
    client.force_login(people.chen)
    answer = send(client, item, a_pdf("大.pdf", tail=b"\0" * 1024 * 1024))
    assert sentences_of(answer, 17) == ["“大.pdf”超过 1 MB，请压缩后再传。"]
    assert (Evidence.objects.count(), stored_files()) == (0, [])


def raw(client, item, name):
    """A post whose file has exactly this name: what browsers and Django's own test client would cut off stays."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = head.encode() + b"Content-Type: application/pdf\r\n\r\n" + a_pdf().read() + b"\r\n--edge--\r\n"
    address = reverse("scoring:add_evidence", args=[item.sheet_id, 17])
    return client.post(address, body, content_type="multipart/form-data; boundary=edge")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../../etc/passwd.pdf", "文件名“../../etc/passwd.pdf”" + FOLDERS),
        ("/etc/passwd.pdf", "文件名“/etc/passwd.pdf”" + FOLDERS),
        ("..\\\\..\\\\证书.pdf", "文件名“../../证书.pdf”" + FOLDERS),
        ("..&#x2F;证书.pdf", "文件名“../证书.pdf”" + FOLDERS),
        ("C:\\\\桌面\\\\..\\\\证书.pdf", "文件名“C:/桌面/../证书.pdf”" + FOLDERS),
        ("长" * 300 + ".pdf", "“" + "长" * 30 + "…”的文件名超过 120 字，没有上传。请把文件名改短再传。"),
        ("长" * 117 + ".pdf", "“" + "长" * 30 + "…”的文件名超过 120 字，没有上传。请把文件名改短再传。"),
    ],
)
def test_a_hostile_name_is_refused_with_its_sentence_and_nothing_is_stored(
    client, people, item, name, sentence
):
    client.force_login(people.chen)
    answer = raw(client, item, name)
    assert (answer.status_code, sentences_of(answer, 17)) == (422, [sentence])
    assert (Evidence.objects.count(), stored_files()) == (0, [])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("2021年 现场照片（一）.pdf", "2021年 现场照片（一）.pdf"),
        ("C:\\\\桌面\\\\证书.pdf", "证书.pdf"),
        ("换行\u202egpj.pdf", "换行gpj.pdf"),
        ("长" * 116 + ".pdf", "长" * 116 + ".pdf"),
        ("证书….pdf", "证书….pdf"),
    ],
)
def test_a_name_is_kept_as_it_is_fit_to_be_shown(client, people, item, name, kept):
    client.force_login(people.chen)
    raw(client, item, name)
    assert Evidence.objects.get().name == kept


def test_a_name_of_nothing_gets_one():
    assert clean_name("...") == "未命名"


@pytest.fixture
def item(participants):
    return participants["春浪社区"].items.get(number=17)


def send(client, item, *files):
    return client.post(
        reverse("scoring:add_evidence", args=[item.sheet_id, 17]), {"file": files}, follow=True
    )


def sentences_of(answer, number):
    """What the page says beside an item about the files that were not taken."""
    card = next(card for card in answer.context["page"].cards if card.number == number)
    shown = answer.content.decode()
    assert all(escape(sentence) in shown for sentence in card.upload_errors)
    return card.upload_errors


def test_evidence_is_stored_under_a_name_nobody_can_guess(client, people, item):
    client.force_login(people.chen)
    send(client, item, a_pdf("证书.pdf"))
    kept = Evidence.objects.get()
    assert (kept.name, kept.kind, kept.uploaded_by) == ("证书.pdf", "pdf", people.chen)
    assert [path.name for path in stored_files()] == [f"{kept.key.hex}.pdf"]


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
