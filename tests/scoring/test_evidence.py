"""Evidence beside an item: what is kept of a photo, what others see, what is asked, what is replaced."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageOps

from districts.doors import Refused
from districts.models import Event, Extension
from reports.checklist import checklist, evidence_points
from reports.models import Submission
from scoring import likeness as likeness_search
from scoring.actions import make_sheets, save_item
from scoring.evidence import add_evidence, confirm_evidence, replace_evidence, withdraw_evidence
from scoring.models import Evidence, Stage
from scoring.queries import needs_evidence, sheet_items
from scoring.questions import questions
from scoring.uploads import EVIDENCE_KINDS, check
from scoring.uploads.likeness import distance, likeness
from tests.files import (
    SERIAL,
    a_pdf,
    a_photo,
    a_picture,
    an_xlsx,
    camera_exif,
    scenery,
    told_by_the_camera,
    upload,
    wide_gamut,
)
from tests.scenes import clean_findings, fill, hand_in


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


def put(sheet, number, file, by):
    return add_evidence(sheet.items.get(number=number), checked=check(file, EVIDENCE_KINDS), by=by)


def post(client, sheet, number, *files, **headers):
    address = reverse("scoring:add_evidence", args=[sheet.pk, number])
    return client.post(address, {"file": files}, **headers)


def body(answer):
    return b"".join(answer.streaming_content)


def act(client, name, kept, **data):
    return client.post(reverse(f"scoring:{name}_evidence", args=[kept.key]), data)


def asked(user, sheet, number):
    """(what was found, confirmed) of each question beside an item, as this person is told it."""
    rows = sheet_items(sheet, user)[number].standing_evidence
    return [(each.finding, bool(each.evidence.same_confirmed_at)) for each in questions(rows)]


# --- what is kept of a photo, and what others see ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_date_and_place_are_kept_as_facts(sheet, people, kind):
    kept = put(sheet, 8, a_photo(kind=kind, exif=camera_exif()), people.chen)
    taken = datetime(2021, 5, 3, 10, 11, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (kept.taken_at, kept.latitude, kept.longitude) == (
        taken,
        Decimal("29.870972"),
        Decimal("121.541667"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"taken": "0000:00:00 00:00:00"},
        {"taken": "1970:01:01 00:00:00"},
        {"taken": "2999:01:01 00:00:00"},
        {"taken": "yesterday"},
    ],
)
def test_a_date_that_cannot_be_is_no_fact(sheet, people, wrong):
    assert put(sheet, 8, a_photo(exif=camera_exif(**wrong)), people.chen).taken_at is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [((0, 0, 0), (0, 0, 0)), ((95, 0, 0), (121, 0, 0)), ((29, 0), (121, 0, 0)), ((29, 0, 0), (181, 0, 0))],
)
def test_a_place_that_cannot_be_is_no_fact(sheet, people, latitude, longitude):
    kept = put(sheet, 8, a_photo(exif=camera_exif(latitude=latitude, longitude=longitude)), people.chen)
    assert (kept.latitude, kept.longitude) == (None, None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_what_others_see_tells_nothing_of_the_camera(client, sheet, people, kind):
    photo = a_photo("现场.heic", kind, size=(2400, 1800), **told_by_the_camera(kind))
    with Image.open(photo) as original:
        assert {"exif", "icc_profile", "xmp"} <= set(original.info)
    kept = put(sheet, 8, photo, people.chen)
    client.force_login(people.wang)
    for address, longest in (
        (kept.get_absolute_url(), 2000),
        (reverse("scoring:thumbnail", args=[kept.key]), 320),
    ):
        answer = client.get(address)
        sent = body(answer)
        with Image.open(io.BytesIO(sent)) as picture:
            told = (
                picture.format,
                max(picture.size),
                dict(picture.getexif()),
                set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
            )
        assert told == ("JPEG", longest, {}, set())
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
        assert SERIAL.encode() not in sent


def test_a_picture_is_sent_as_the_jpg_it_was_made_into_and_the_original_is_kept(client, sheet, people):
    photo = a_photo("社区 广场.heic", "HEIF")
    original = photo.read()
    kept = put(sheet, 8, photo, people.chen)
    client.force_login(people.chen)
    answer = client.get(kept.get_absolute_url())
    name = "inline; filename*=utf-8''%E7%A4%BE%E5%8C%BA%20%E5%B9%BF%E5%9C%BA.jpg"
    assert (answer["Content-Disposition"], body(answer)[:3]) == (name, b"\xff\xd8\xff")
    with kept.file.open() as stored:
        assert stored.read() == original
    assert (kept.name, kept.kind) == ("社区 广场.heic", "heic")


def test_a_photo_taken_upright_is_shown_upright(sheet, people):
    kept = put(sheet, 8, a_photo(exif=camera_exif(orientation=6)), people.chen)
    with Image.open(kept.shown) as picture:
        assert picture.size == (480, 640)


def test_what_is_clear_in_a_png_becomes_white(sheet, people):
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(buffer, "PNG")
    kept = put(sheet, 8, upload("章.png", buffer.getvalue()), people.chen)
    with Image.open(kept.shown) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


def shown(picture, kind="PNG", **how):
    """The middle of what others see of a picture."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    made = check(upload("图", buffer.getvalue()), EVIDENCE_KINDS).picture.shown
    with Image.open(io.BytesIO(made)) as seen:
        return seen.getpixel((seen.width // 2, seen.height // 2))


def near(one, other):
    """Equal but for what JPEG rounds."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_wide_gamut_becomes_the_screens(kind):
    """What Display P3 calls 100, 180, 100 is 65, 182, 90 in sRGB by its matrix; a profile that is none changes nothing."""
    telephones = Image.new("RGB", (64, 64), (100, 180, 100))
    assert near(shown(telephones, kind, quality=100, icc_profile=wide_gamut()), (65, 182, 90))
    if kind != "HEIF":
        assert near(shown(telephones, kind, quality=100, icc_profile=b"no profile"), (100, 180, 100))


def test_a_printers_colours_become_the_screens():
    assert near(shown(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG", quality=100), (255, 0, 0))
    odd = {"icc_profile": wide_gamut(), "quality": 100}
    assert near(shown(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG", **odd), (255, 0, 0))


@pytest.mark.parametrize("size", [(64, 64), (4200, 100)])
@pytest.mark.parametrize(("scanned", "grey"), [(0, 0), (128 * 257, 128), (200 * 257, 200), (65535, 255)])
def test_a_scanners_grey_of_sixteen_bits_stays_grey(size, scanned, grey):
    assert shown(Image.new("I;16", size, scanned)) == (grey, grey, grey)


def test_a_picture_is_copied_only_when_it_is_small(monkeypatch):
    """Turning copies all points: 50 million of them once more would be 200 MB."""
    turned = []
    real = ImageOps.exif_transpose
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda one: turned.append(one.size) or real(one))
    check(a_photo(kind="PNG", size=(4000, 3000), exif=camera_exif(orientation=6)), EVIDENCE_KINDS)
    assert turned == [(2000, 1500)]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("wang", "拍摄于 2021年5月3日 10:11，位置 29.870972, 121.541667（照片自带的信息，可能不准）"),
        ("chen", "拍摄于 2021年5月3日 10:11（照片自带的信息，可能不准）"),
    ],
)
def test_the_place_is_shown_to_the_city_alone(client, sheet, people, who, told):
    put(sheet, 8, a_photo(exif=camera_exif()), people.chen)
    client.force_login(getattr(people, who))
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert f'data-facts="{told}"' in page
    assert (f'<p class="gc-quiet">{told}</p>' in page) == (who == "wang")
    assert ("121.541667" in page) == (who == "wang")


def test_a_file_a_browser_only_saves_is_sent_to_be_saved(client, sheet, people):
    kept = put(sheet, 8, an_xlsx("台账.xlsx"), people.chen)
    client.force_login(people.wang)
    answer = client.get(kept.get_absolute_url())
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E5%8F%B0%E8%B4%A6.xlsx"
    assert client.get(reverse("scoring:thumbnail", args=[kept.key])).status_code == 404


def test_a_row_that_cannot_be_written_takes_all_its_files_away(sheet, people, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr(Evidence, "save", broken)
    with pytest.raises(OSError, match="no room"):
        put(sheet, 8, a_photo(), people.chen)
    assert [path for path in Path(site_settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("full_at", [1, 2, 3])
def test_a_full_disk_leaves_nothing_written_half(sheet, people, monkeypatch, full_at):
    written = []
    real = FileSystemStorage._save

    def short_of_room(storage, name, content):
        written.append(name)
        if len(written) < full_at:
            return real(storage, name, content)
        real(storage, name, ContentFile(content.read(10)))
        raise OSError("no room")

    monkeypatch.setattr(FileSystemStorage, "_save", short_of_room)
    with pytest.raises(OSError, match="no room"):
        put(sheet, 8, a_photo(), people.chen)
    assert len(written) == full_at
    assert [path for path in Path(site_settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert Evidence.objects.count() == 0


# --- several at once -------------------------------------------------------------------------------------------------


def test_of_several_files_the_good_are_kept_and_each_bad_one_is_told(client, sheet, people):
    client.force_login(people.chen)
    bad, empty = upload("程序.jpg", b"MZ" * 99), upload("空.jpg", b"")
    answer = post(client, sheet, 8, a_photo("一.jpg"), bad, a_pdf("二.pdf"), empty)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [each.name for each in Evidence.objects.all()] == ["一.jpg", "二.pdf"]
    for sentence in ("已上传“一.jpg”、“二.pdf”。", "“程序.jpg”的内容不是", "“空.jpg”是空文件"):
        assert sentence in page


def test_no_more_files_than_the_setting_allows(client, sheet, people, settings):
    settings.EVIDENCE_MAX_FILES = 2
    client.force_login(people.chen)
    answer = post(client, sheet, 8, *(a_pdf(f"{n}.pdf") for n in (1, 2, 3)))
    told = "“3.pdf”没有上传：这一项已有 2 份材料，最多这么多。请先撤下不需要的，或合并成一份 PDF。"
    assert told in answer.content.decode()
    assert Evidence.objects.count() == 2
    replaced = Evidence.objects.first()
    act(client, "replace", replaced, file=a_pdf("4.pdf"))
    assert [each.name for each in Evidence.objects.standing()] == ["2.pdf", "4.pdf"]


def test_a_script_gets_the_items_evidence_or_the_sentence(client, sheet, people):
    client.force_login(people.chen)
    script = {"headers": {"HX-Request": "true"}}
    good = post(client, sheet, 8, a_pdf("一.pdf"), **script)
    assert (good.status_code, good["X-Evidence"]) == (200, "8")
    assert good.content.decode().startswith('<div class="gc-evidence-part" id="evidence-8"')
    bad = post(client, sheet, 8, upload("空.jpg", b""), **script)
    assert (bad.status_code, bad["X-Refused"]) == (422, "1")
    assert bad.content.decode() == "“空.jpg”是空文件（0 字节），请重新选择。"
    none = post(client, sheet, 8, **script)
    assert (none.status_code, none.content.decode()) == (422, "请先选择文件。")


@pytest.mark.parametrize("name", ["add", "replace", "confirm", "withdraw"])
def test_a_page_opened_by_somebody_else_changes_no_evidence(client, sheet, people, name):
    kept = put(sheet, 8, a_pdf("一.pdf"), people.chen)
    client.force_login(people.zhou)
    at = [sheet.pk, 8] if name == "add" else [kept.key]
    answer = client.post(
        reverse(f"scoring:{name}_evidence", args=at),
        {"person": people.chen.pk, "file": a_pdf("二.pdf")},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, answer["X-Somebody-Else"]) == (403, "1")
    assert [each.name for each in Evidence.objects.standing()] == ["一.pdf"]


# --- used elsewhere: a question ------------------------------------------------------------------------------------------


def test_the_same_photo_beside_another_community_is_asked_about(client, sheet, participants, people):
    kept = put(sheet, 3, a_photo("广场.jpg"), people.chen)
    other = participants["柳堤社区"]
    put(other, 8, a_photo("现场.jpg"), people.chen)
    finding = "照片“现场.jpg”和 2021年 春浪社区 第 3 项的“广场.jpg”相同。"
    assert (asked(people.chen, sheet, 3), asked(people.chen, other, 8)) == ([], [(finding, False)])
    for who in (people.chen, people.wang):
        client.force_login(who)
        page = client.get(other.get_absolute_url()).content.decode()
        assert finding in page and reverse("scoring:evidence", args=[kept.key]) in page
        may_answer = who == people.chen
        assert ("是同一次拍摄、确实适用于这一项吗？" in page, "确认适用" in page) == (may_answer, may_answer)


def test_of_several_places_the_one_on_this_very_sheet_is_named(sheet, participants, people):
    put(participants["柳堤社区"], 8, a_photo("别处.jpg"), people.chen)
    put(sheet, 11, a_photo("本表.jpg", size=(320, 240)), people.chen)
    put(sheet, 13, a_photo("又一次.jpg"), people.chen)
    ((finding, _confirmed),) = asked(people.chen, sheet, 13)
    assert finding == "照片“又一次.jpg”和 2021年 春浪社区 第 11 项的“本表.jpg”几乎相同。"


def test_nearly_the_same_photo_is_asked_about(sheet, participants, people):
    put(sheet, 3, a_photo("广场.jpg", size=(640, 480)), people.chen)
    put(participants["柳堤社区"], 8, a_photo("小.png", "PNG", size=(320, 240)), people.chen)
    put(participants["万宁社区"], 8, a_photo("压缩.jpg", quality=30), people.chen)
    assert asked(people.chen, participants["柳堤社区"], 8) == [
        ("照片“小.png”和 2021年 春浪社区 第 3 项的“广场.jpg”几乎相同。", False)
    ]
    ((finding, _confirmed),) = asked(people.chen, participants["万宁社区"], 8)
    assert finding.endswith("几乎相同。")


def test_the_same_file_is_found_behind_any_number_of_like_ones(sheet, participants, people, monkeypatch):
    monkeypatch.setattr(likeness_search, "CANDIDATES", 1)
    put(sheet, 3, a_photo("原图.jpg"), people.chen)
    put(sheet, 5, a_photo("小.png", "PNG", size=(320, 240)), people.chen)
    put(participants["柳堤社区"], 8, a_photo("现场.jpg"), people.chen)
    assert asked(people.chen, participants["柳堤社区"], 8) == [
        ("照片“现场.jpg”和 2021年 春浪社区 第 3 项的“原图.jpg”相同。", False)
    ]


def test_another_item_of_the_sheet_is_elsewhere_too(sheet, people):
    put(sheet, 3, a_pdf("证书.pdf"), people.chen)
    put(sheet, 8, a_pdf("证书.pdf"), people.chen)
    assert asked(people.chen, sheet, 8) == [
        ("文件“证书.pdf”和 2021年 春浪社区 第 3 项的“证书.pdf”相同。", False)
    ]


@pytest.mark.parametrize("other", ["another photo", "another district", "withdrawn", "the other stage"])
def test_what_is_not_used_elsewhere_is_not_asked_about(sheet, participants, people, other):
    file, place, number, by = a_photo("二.jpg"), participants["柳堤社区"], 8, people.chen
    first = put(sheet, 8, a_photo("一.jpg"), people.chen)
    if other == "another photo":
        file = a_photo("二.jpg", seed=2)
    elif other == "another district":
        place, by = participants["孔浦北村社区"], people.wu
    elif other == "withdrawn":
        withdraw_evidence(first, by=people.chen)
    else:
        (place,) = make_sheets(
            [sheet.community], district=sheet.district, year=sheet.year, stage=Stage.BASELINE
        )
    put(place, number, file, by)
    assert asked(by, place, number) == []


def test_the_question_lapses_when_the_other_file_is_taken_down(sheet, participants, people):
    first = put(sheet, 3, a_photo("广场.jpg"), people.chen)
    put(participants["柳堤社区"], 8, a_photo("现场.jpg"), people.chen)
    withdraw_evidence(first, by=people.chen)
    assert asked(people.chen, participants["柳堤社区"], 8) == []


def test_a_street_editor_is_not_told_where_in_another_street(client, sheet, participants, people):
    put(sheet, 3, a_photo("广场.jpg"), people.chen)
    put(participants["天一社区"], 8, a_photo("现场.jpg"), people.yue)
    finding = "照片“现场.jpg”和本区县另一份评分表里的一份材料相同。"
    assert asked(people.yue, participants["天一社区"], 8) == [(finding, False)]
    client.force_login(people.yue)
    page = client.get(participants["天一社区"].get_absolute_url()).content.decode()
    assert finding in page
    assert "春浪社区" not in page and "广场.jpg" not in page


def test_the_citys_own_evidence_is_not_told_to_a_district(sheet, participants, people):
    (review,) = make_sheets([sheet.community], district=sheet.district, year=sheet.year, stage=Stage.REVIEW)
    put(review, 3, a_photo("复核.jpg"), people.wang)
    put(participants["柳堤社区"], 8, a_photo("现场.jpg"), people.chen)
    assert asked(people.chen, participants["柳堤社区"], 8) == []


def test_confirming_is_recorded_once_and_shown(client, sheet, participants, people):
    put(sheet, 3, a_photo("广场.jpg"), people.chen)
    other = participants["柳堤社区"]
    kept = put(other, 8, a_photo("现场.jpg"), people.chen)
    client.force_login(people.zhou)
    act(client, "confirm", kept)
    confirm_evidence(kept, by=people.chen)
    kept.refresh_from_db()
    assert kept.same_confirmed_by == people.zhou
    assert Event.objects.filter(action="evidence_confirmed", result="done").count() == 1
    ((finding, confirmed),) = asked(people.wang, other, 8)
    assert confirmed
    page = client.get(other.get_absolute_url()).content.decode()
    assert finding + "周国平 " in page
    assert "是同一次拍摄" not in page


def test_a_question_costs_no_point_and_blocks_nothing(client, sheet, participants, people, year):
    other = participants["柳堤社区"]
    for each in (sheet, other):
        fill(each, people.chen)
        put(each, 8, a_photo("现场.jpg"), people.chen)
    other.refresh_from_db()
    assert (other.total, other.passed) == (sheet.total, True)
    submission = Submission.objects.get(district=sheet.district, year=year)
    found = checklist(submission)
    assert {point.code for point in found.must_fix} <= {"contact", "report", "deadline"}
    assert not any("photo" in point.code or "evidence" in point.code for point in found.confirm)


def test_a_blank_picture_resembles_nothing():
    assert likeness(Image.new("RGB", (320, 240), "green")) is None


def test_likeness_survives_size_and_compression_and_tells_apart():
    whole = likeness(scenery(1))
    assert distance(whole, likeness(scenery(1, (200, 150)))) <= 3
    assert min(distance(whole, likeness(scenery(seed))) for seed in range(2, 40)) > 3


# --- replacing ---------------------------------------------------------------------------------------------------------


def test_replacing_keeps_the_old_one(client, sheet, people):
    old = put(sheet, 8, a_pdf("初稿.pdf"), people.chen)
    client.force_login(people.zhou)
    act(client, "replace", old, file=a_photo("定稿.jpg"))
    old.refresh_from_db()
    new = Evidence.objects.standing().get()
    assert (new.name, old.replaced_by, old.withdrawn_by) == ("定稿.jpg", new, people.zhou)
    event = Event.objects.get(action__startswith="evidence_", actor=people.zhou)
    told = (event.action, event.before["name"], event.after["name"])
    assert told == ("evidence_replaced", "初稿.pdf", "定稿.jpg")
    page = client.get(reverse("scoring:history", args=[sheet.pk])).content.decode()
    assert "替换证明材料：初稿.pdf → 定稿.jpg" in page
    assert "换成“定稿.jpg”" in page
    assert old.get_absolute_url() in page
    client.force_login(people.wang)
    assert body(client.get(old.get_absolute_url())).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (a_pdf("初稿.pdf"), "“初稿.pdf”已经在这一项里了，不必再传。"),
        (upload("空.pdf", b""), "“空.pdf”是空文件（0 字节），请重新选择。"),
        ("", "请先选择文件。"),
    ],
    ids=["the same file", "an empty file", "no file"],
)
def test_a_replacement_that_is_not_taken_leaves_the_old_one(client, sheet, people, file, sentence):
    old = put(sheet, 8, a_pdf("初稿.pdf"), people.chen)
    client.force_login(people.chen)
    if file:
        file.seek(0)
    answer = act(client, "replace", old, **({"file": file} if file else {}))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Evidence.objects.standing().get() == old


def test_what_was_taken_down_is_listed_beside_the_history(client, sheet, people):
    kept = put(sheet, 8, a_pdf("误传.pdf"), people.chen)
    withdraw_evidence(kept, by=people.chen)
    client.force_login(people.chen)
    history = reverse("scoring:history", args=[sheet.pk])
    assert "误传.pdf" in client.get(f"{history}?item=8").content.decode()
    assert "误传.pdf" not in client.get(f"{history}?item=3").content.decode()


def test_two_who_replace_the_same_file_do_not_both(sheet, people):
    old = put(sheet, 8, a_pdf("初稿.pdf"), people.chen)
    replace_evidence(old, checked=check(a_pdf("二稿.pdf"), EVIDENCE_KINDS), by=people.chen)
    with pytest.raises(Refused, match="刚才已经撤下"):
        replace_evidence(old, checked=check(a_pdf("三稿.pdf"), EVIDENCE_KINDS), by=people.zhou)
    assert [each.name for each in Evidence.objects.standing()] == ["二稿.pdf"]


# --- what it costs, what is asked for ------------------------------------------------------------------------------------


def queries(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def save(client, sheet, number, version):
    findings = clean_findings(sheet.rubric.parsed.item(number))
    data = {"version": version, "intent": "no_deduction"} | {
        code: str(found) for code, found in findings.items()
    }
    address = reverse("scoring:item", args=[sheet.pk, number])
    answer = client.post(address, data, headers={"HX-Request": "true"})
    assert answer.status_code == 200


def test_saving_an_item_costs_the_same_however_much_there_is(client, participants, people):
    sheet = participants["春浪社区"]
    client.force_login(people.chen)
    save(client, sheet, 5, 0)
    put(sheet, 7, a_photo("七.jpg", seed=2), people.chen)
    # A file that resembles another takes one question more.
    put(sheet, 6, a_photo("六.jpg", seed=2), people.chen)
    few = queries(lambda: save(client, sheet, 6, 0))
    for name in ("柳堤社区", "万宁社区"):
        fill(participants[name], people.chen)
    for number in range(1, 18):
        for n in range(4):
            put(sheet, number, a_pdf(f"{number}-{n}.pdf"), people.chen)
        put(sheet, number, a_photo(f"{number}.jpg"), people.chen)
    assert queries(lambda: save(client, sheet, 9, 0)) == few <= 15


def test_uploading_costs_the_same_however_much_there_is(client, participants, people):
    sheet = participants["春浪社区"]
    client.force_login(people.chen)
    script = {"headers": {"HX-Request": "true"}}
    post(client, sheet, 8, a_photo("零.jpg", seed=9), **script)
    put(participants["柳堤社区"], 8, a_photo("同一张.jpg", seed=10), people.chen)
    few = queries(lambda: post(client, sheet, 8, a_photo("一.jpg", seed=10), **script))
    for number in range(1, 18):
        put(sheet, number, a_pdf(f"{number}.pdf"), people.chen)
        put(participants["柳堤社区"], number, a_photo(f"{number}.jpg", seed=11), people.chen)
    assert queries(lambda: post(client, sheet, 8, a_photo("二.jpg", seed=11), **script)) == few <= 20


def test_documents_are_asked_for_an_award_alone_and_photos_never(sheet, people):
    rubric = sheet.rubric.parsed
    assert [item.number for item in rubric.items if needs_evidence(item)] == [17]
    fill(sheet, people.chen, r5b=True, r8a=2)
    assert list(evidence_points([sheet])) == []
    row = sheet.items.get(number=17)
    save_item(row, findings={"17a": 2}, reason="", version=row.version, by=people.chen)
    (point,) = evidence_points([sheet])
    assert point.detail == "加了 2 分，没有证明材料。奖状、证书、赞誉须附件。"
    assert "照片" not in point.detail
    put(sheet, 17, a_pdf("证书.pdf"), people.chen)
    assert list(evidence_points([sheet])) == []


def test_the_reviewer_sees_pictures_facts_and_questions(client, sheet, participants, people, year):
    fill(sheet, people.chen)
    fill(participants["柳堤社区"], people.chen)
    put(sheet, 8, a_photo("一.jpg", exif=camera_exif()), people.chen)
    kept = put(participants["柳堤社区"], 8, a_photo("二.jpg", exif=camera_exif()), people.chen)
    submission = Submission.objects.get(district=sheet.district, year=year)
    Extension.objects.create(
        year=year,
        district=sheet.district,
        until=date(2099, 12, 31),
        reason="测试延期",
        granted_by=people.shen,
    )
    hand_in(submission, people.zhou)
    client.force_login(people.wang)
    entry = submission.entries.get(sheet=participants["柳堤社区"])
    page = client.get(entry.get_absolute_url()).content.decode()
    assert reverse("scoring:thumbnail", args=[kept.key]) in page
    assert "位置 29.870972, 121.541667" in page
    assert "照片“二.jpg”和 2021年 春浪社区 第 8 项的“一.jpg”相同。" in page
    assert "填报人还没有回答。这只是提问，不扣分。" in page
    assert "确认适用" not in page


def test_a_small_picture_without_facts_is_taken_too(sheet, people):
    kept = put(sheet, 8, a_picture("小.png", "PNG"), people.chen)
    assert (kept.bands, kept.taken_at, bool(kept.thumbnail)) == ((None,) * 4, None, True)
