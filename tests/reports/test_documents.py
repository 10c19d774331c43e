"""文件: what a district sends besides its list, in versions, by a day; and the city's page of who still owes what."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from districts.actions import grant_extension
from districts.doors import Refused
from districts.models import Event, Year
from reports.document_queries import missing_documents, missing_of, shelves
from reports.models import Document, Purpose, Receipt, Submission
from scoring.adopting import adopt_rubric
from tests.files import a_docx, a_pdf, a_photo, rows_of, upload
from tests.rubrics import METHOD, published, variant
from tests.scenes import fill, hand_in, prepare, recommend, send_document

SAID = {
    "method_document": "海曙区绿色社区评估认定办法",
    "document_number": "海建〔2021〕12号",
    "approved_by": "海曙区人民政府",
    "approved_on": "2021-06-18",
}
OWED_AT_FIRST = ["实施方案", "评估认定办法", "年度总结评估报告"]


@pytest.fixture(autouse=True)
def late_june():
    with time_machine.travel("2021-06-25 10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def handed_in(participants, people, places, year):
    """海曙 has handed in one community."""
    submission = Submission.objects.get(district=places.haishu, year=year)
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    return submission


@pytest.fixture
def send(client, people, year, places):
    """The lead of 海曙 (or somebody else) sends a form of the page 文件."""

    def by(purpose, who=None, district=None, to=2021, **data):
        client.force_login(who or people.zhou)
        code = (district or places.haishu).code
        return client.post(f"/{to}/documents/{code}/", {"purpose": purpose, **data})

    return by


def kept(purpose):
    return list(Document.objects.filter(purpose=purpose).values_list("name", flat=True))


def shelf_of(district, year):
    return shelves(year, [district])[0]


def slot_of(district, year, purpose):
    return next(slot for slot in shelf_of(district, year).slots if slot.purpose == purpose)


# --- sending ---------------------------------------------------------------------------------------------------


def test_the_lead_sends_the_plan_and_the_page_shows_who_when_and_what(client, send, people, places):
    answer = send("plan", file=a_pdf("实施方案.pdf"))
    assert (answer.status_code, answer.url) == (302, "/2021/documents/330203/#plan")
    page = client.get("/2021/documents/330203/").text
    document = Document.objects.get()
    assert document.get_absolute_url() in page
    assert "周国平，2021年6月25日 10:00" in page
    assert document.sha256[:16] in page
    event = Event.objects.filter(action="document_added").get()
    assert (event.actor, event.district, event.row_key) == (people.zhou, places.haishu, document.pk)
    assert event.after == {"purpose": "plan", "name": "实施方案.pdf", "sha256": document.sha256}


def test_a_new_version_stands_beside_the_old_and_both_are_still_to_be_had(client, send):
    for file in (a_pdf("初稿.pdf"), a_docx("定稿.docx")):
        with time_machine.travel(f"2021-06-2{6 if file.name == '初稿.pdf' else 7} 09:00+08:00"):
            assert send("plan", file=file).status_code == 302
    page = client.get("/2021/documents/330203/")
    slot = page.context["page"].shelf.slots[0]
    assert (slot.current.name, [each.name for each in slot.earlier]) == ("定稿.docx", ["初稿.pdf"])
    assert "2 个版本" in page.text
    for each in slot.versions:
        assert client.get(each.get_absolute_url()).status_code == 200


def test_the_very_file_that_stands_already_is_not_kept_twice(send):
    send("plan", file=a_pdf("方案.pdf"))
    again = send("plan", file=a_pdf("方案.pdf"))
    assert again.status_code == 409
    assert "“方案.pdf”就是现行的这一份，没有变化，不必再传。" in again.text
    assert kept("plan") == ["方案.pdf"]


def test_plan_and_method_are_sent_once_for_both_years(send, places, year):
    second = Year.objects.get(number=2022)
    assert slot_of(places.haishu, second, Purpose.PLAN).missing
    send("plan", file=a_pdf("方案.pdf"))
    assert slot_of(places.haishu, second, Purpose.PLAN).current.name == "方案.pdf"
    send("plan", file=a_pdf("修订.pdf"), to=2022)
    assert slot_of(places.haishu, year, Purpose.PLAN).current.name == "修订.pdf"


WRONG = {
    "an exe named pdf": (
        "plan",
        lambda: upload("方案.pdf", b"MZ\x90\x00" + b"0" * 200),
        "不是 pdf、docx 文件",
    ),
    "a photo as a plan": ("plan", lambda: a_photo("方案.jpg"), "不是 pdf、docx 文件"),
    "macros": ("plan", lambda: a_docx("方案.docx", extra=["word/vbaProject.bin"]), "含有宏，没有上传"),
    "a web page in a pdf": (
        "plan",
        lambda: a_pdf("方案.pdf", tail=b"<script>alert(1)</script>"),
        "里除了 PDF 还藏着网页或压缩包",
    ),
    "nothing": ("plan", lambda: "", "请先选择文件。"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_hostile_or_wrong_file_is_refused_with_its_sentence_and_nothing_is_kept(send, settings, case):
    purpose, make, sentence = WRONG[case]
    page = send(purpose, file=make())
    assert (page.status_code, Document.objects.count()) == (422, 0)
    assert sentence in page.text
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_kind_that_is_none_and_a_year_that_is_none_are_not_found(send):
    assert send("secret", file=a_pdf()).status_code == 404
    assert send("plan", file=a_pdf(), to=1999).status_code == 404


# --- the method ------------------------------------------------------------------------------------------------


def test_a_method_says_who_approved_it_and_when(client, send):
    assert send("method", file=a_pdf("办法.pdf"), **SAID).status_code == 302
    document = Document.objects.get()
    assert (document.title, document.document_number) == ("海曙区绿色社区评估认定办法", "海建〔2021〕12号")
    assert (document.approved_by, document.approved_on) == ("海曙区人民政府", date(2021, 6, 18))
    assert "海曙区人民政府 2021年6月18日批准" in client.get("/2021/documents/330203/").text


def test_what_is_wrong_with_a_method_stands_in_its_place_and_what_was_typed_stays(send):
    page = send("method", file=a_pdf(), **SAID | {"document_number": "海建[2021]12号", "approved_by": ""})
    assert (page.status_code, Document.objects.count()) == (422, 0)
    assert "应像 海建〔2021〕12号" in page.text
    assert 'value="海建[2021]12号"' in page.text


def test_a_district_with_its_own_rubric_finds_its_method_named_and_is_told_where_the_two_differ(
    client, send, people, places, year
):
    rubric = published(people.zhou, variant(pass_mark=82), places.haishu)
    adopt_rubric(rubric, year=year, method=METHOD, by=people.zhou)
    client.force_login(people.zhou)
    form = client.get("/2021/documents/330203/").context["page"].places[1].form
    assert {name: form.initial[name] for name in METHOD} == METHOD
    send("method", file=a_pdf("办法.pdf"), **SAID | {"document_number": "海建〔2021〕13号"})
    page = client.get("/2021/documents/330203/").text
    assert "与采用标准时写的不同" in page
    assert METHOD["document_number"] in page
    send("method", file=a_pdf("办法.pdf"), **METHOD)
    assert "与采用标准时写的不同" not in client.get("/2021/documents/330203/").text


# --- the annual report -----------------------------------------------------------------------------------------


def test_the_annual_report_is_written_by_editors_too_and_the_submission_has_it(send, people, places, year):
    assert send("annual_report", who=people.chen, file=a_pdf("总结.pdf")).status_code == 302
    submission = Submission.objects.get(district=places.haishu, year=year)
    assert Document.objects.reports_of(submission).get().name == "总结.pdf"


def test_the_annual_report_of_a_hand_in_is_final_here_too(send, people, handed_in, client):
    client.force_login(people.chen)
    page = client.get("/2021/documents/330203/")
    place = next(each for each in page.context["page"].places if each.purpose == Purpose.ANNUAL_REPORT)
    assert place.form is None
    assert "已上报，年度总结评估报告随上报定稿。" in page.text
    answer = send("annual_report", file=a_pdf("另一份.pdf"))
    assert (answer.status_code, kept("annual_report")) == (409, ["年度总结评估报告.pdf"])
    assert "已上报，年度总结评估报告随上报定稿。" in answer.text


# --- stamped scans ---------------------------------------------------------------------------------------------


def test_stamped_scans_are_asked_for_once_there_is_a_receipt(send, places, year, people, handed_in):
    assert missing_documents(year)[places.jiangbei.pk] == OWED_AT_FIRST
    assert missing_documents(year)[places.haishu.pk] == [
        "实施方案",
        "评估认定办法",
        "盖章的附件3",
        "盖章的回执 330203-2021-001",
    ]
    receipt = Receipt.objects.get()
    for purpose in ("stamped_table", "stamped_receipt"):
        assert send(purpose, file=a_photo("扫描.jpg"), receipt=receipt.pk).status_code == 302
    assert missing_documents(year)[places.haishu.pk] == ["实施方案", "评估认定办法"]
    assert {each.receipt for each in Document.objects.filter(receipt__isnull=False)} == {receipt}


def test_a_scanned_picture_is_sent_made_anew_and_its_original_to_nobody(client, send, handed_in, people):
    send("stamped_receipt", file=a_photo("回执.png", "PNG"), receipt=Receipt.objects.get().pk)
    document = Document.objects.get(purpose="stamped_receipt")
    client.force_login(people.wang)
    sent = client.get(document.get_absolute_url())
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(sent.streaming_content).startswith(b"\xff\xd8\xff")
    assert Event.objects.first().action == "file_opened"


def test_after_handing_in_again_the_stamped_table_is_owed_again_and_the_old_one_stays(
    send, handed_in, places, year
):
    first = Receipt.objects.get()
    send("stamped_table", file=a_pdf("附件3.pdf"), receipt=first.pk)
    send("stamped_receipt", file=a_pdf("回执.pdf"), receipt=first.pk)
    second = Receipt.objects.create(
        submission=handed_in,
        sequence=2,
        number="330203-2021-002",
        issued_to=first.issued_to,
        listed=1,
        declared=1,
        content=first.content,
        sha256=first.sha256,
    )
    table = slot_of(places.haishu, year, Purpose.STAMPED_TABLE)
    assert (table.receipt, table.missing, [each.name for each in table.earlier]) == (
        second,
        True,
        ["附件3.pdf"],
    )
    owed = missing_of(places.haishu, year)
    assert [(slot.purpose, slot.receipt) for slot in owed if slot.receipt] == [
        (Purpose.STAMPED_TABLE, second),
        (Purpose.STAMPED_RECEIPT, second),
    ]


def test_a_scan_belongs_to_a_receipt_of_its_own_district(send, people, places, handed_in):
    receipt = Receipt.objects.get()
    for data in ({}, {"receipt": receipt.pk}, {"receipt": "x"}, {"receipt": "%d"}, {"receipt": "9" * 30}):
        page = send("stamped_receipt", who=people.he, district=places.jiangbei, file=a_pdf(), **data)
        assert page.status_code == 422
        assert "这一页已经变了，没有上传。请刷新后再传。" in page.text
    with pytest.raises(Refused, match="不是本区县这个年度的"):
        send_document(places.jiangbei, handed_in.year, Purpose.STAMPED_RECEIPT, people.he, receipt=receipt)
    assert kept("stamped_receipt") == []


# --- who may ---------------------------------------------------------------------------------------------------


def test_only_the_districts_own_people_send_and_each_what_is_theirs(send, people, places):
    answers = {
        who: send("plan", who=getattr(people, who), file=a_pdf()).status_code
        for who in ["chen", "lin", "yue", "zhou", "wu", "he", "wang", "shen", "huan", "guan", "audit"]
    }
    assert answers == {
        "chen": 403,
        "lin": 403,
        "yue": 403,
        "zhou": 302,
        "wu": 404,
        "he": 404,
        "wang": 403,
        "shen": 403,
        "huan": 403,
        "guan": 403,
        "audit": 403,
    }
    assert Document.objects.count() == 1


def test_an_editor_is_told_who_sends_the_plan_and_a_street_where_its_own_work_is(client, send, people):
    assert "实施方案由本区县审核人上传，您可以查看。" in send("plan", who=people.chen, file=a_pdf()).text
    client.force_login(people.lin)
    assert "您填写本街道的评分表。" in client.get("/2021/documents/").text
    client.force_login(people.chen)
    page = client.get("/2021/documents/", follow=True).context["page"]
    assert [each.purpose for each in page.places if each.form] == [Purpose.ANNUAL_REPORT]


def test_a_document_is_opened_by_its_district_and_the_city_and_by_nobody_else(client, send, people):
    send("plan", file=a_pdf())
    address = Document.objects.get().get_absolute_url()
    opened = {}
    for who in ["chen", "lin", "yue", "zhou", "wu", "he", "wang", "shen", "huan", "guan", "audit"]:
        client.force_login(getattr(people, who))
        opened[who] = client.get(address).status_code
    assert opened == {
        **dict.fromkeys(("chen", "zhou", "wang", "shen"), 200),
        **dict.fromkeys(("lin", "yue", "wu", "he", "huan"), 404),
        **dict.fromkeys(("guan", "audit"), 403),
    }


# --- by when ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2021-06-30 23:59:59+08:00", 0),
        ("2021-07-01 00:00:00+08:00", 1),
        ("2021-07-12 00:00:00+08:00", 12),
    ],
)
def test_a_plan_is_late_from_the_first_second_after_its_day(client, people, places, year, now, late):
    with time_machine.travel(now, tick=False):
        slot = slot_of(places.haishu, year, Purpose.PLAN)
        assert (slot.due, slot.missing, slot.days_late) == (date(2021, 6, 30), True, late)
        client.force_login(people.wang)
        words = client.get("/2021/documents/overview/").text
    assert ("2021年6月30日截止，晚" in words) == bool(late)
    assert (f"晚 {late} 天" in words) == bool(late)


def test_a_plan_sent_on_the_day_is_never_late(send, places, year):
    with time_machine.travel("2021-06-30 23:59:59+08:00", tick=False):
        send("plan", file=a_pdf())
    with time_machine.travel("2021-07-20 09:00+08:00", tick=False):
        assert slot_of(places.haishu, year, Purpose.PLAN).days_late == 0
        assert "实施方案" not in missing_documents(year)[places.haishu.pk]


def test_an_extension_moves_the_day_of_the_report_alone_and_says_why(client, people, places, year):
    with time_machine.travel("2021-08-30 09:00+08:00"):
        grant_extension(
            places.haishu, year=year, until=date(2021, 9, 10), reason="台风停工一周", by=people.shen
        )
    with time_machine.travel("2021-09-03 09:00+08:00", tick=False):
        report = Purpose.ANNUAL_REPORT
        ours, theirs = slot_of(places.haishu, year, report), slot_of(places.jiangbei, year, report)
        assert (ours.due, ours.days_late) == (date(2021, 9, 10), 0)
        assert (theirs.due, theirs.days_late) == (date(2021, 8, 31), 3)
        client.force_login(people.zhou)
        assert "市住建局已延期：台风停工一周" in client.get("/2021/documents/330203/").text


def test_where_no_day_is_set_neither_plan_nor_method_is_asked_for_but_both_may_be_sent(send, places, year):
    Year.objects.update(plan_due=None)
    assert missing_documents(year)[places.haishu.pk] == ["年度总结评估报告"]
    assert send("plan", file=a_pdf()).status_code == 302


def test_a_day_set_anew_for_the_second_year_is_the_day(places, annexes):
    second = Year.objects.get(number=2022)
    assert slot_of(places.haishu, second, Purpose.PLAN).due == date(2021, 6, 30)
    Year.objects.filter(number=2022).update(plan_due=date(2022, 5, 31))
    assert slot_of(places.haishu, second, Purpose.PLAN).due == date(2022, 5, 31)


# --- the city's page -------------------------------------------------------------------------------------------


def test_the_city_sees_who_owes_what_counted_against_what_is_asked(client, people, places, year, send):
    send("plan", file=a_pdf())
    send("method", file=a_pdf(), **SAID)
    with time_machine.travel("2021-08-20 09:00+08:00", tick=False):
        prepare(Submission.objects.get(district=places.haishu, year=year), people.chen)
    with time_machine.travel("2021-08-30 09:00+08:00", tick=False):
        client.force_login(people.shen)
        page = client.get("/2021/documents/overview/").context["page"]
        narrowed = client.get("/2021/documents/overview/?missing=1").context["page"]
        assert (page.complete, page.missing, page.asked, page.late) == (1, 27, 30, 18)
    assert [(c.purpose.label, c.there, c.asked) for c in page.columns] == [
        ("实施方案", 1, 10),
        ("评估认定办法", 1, 10),
        ("年度总结评估报告", 1, 10),
        ("盖章的附件3", 0, 0),
        ("盖章的回执", 0, 0),
    ]
    assert [shelf.district.name for shelf in page.all if not shelf.missing] == ["海曙区"]
    assert (len(page.shown), len(narrowed.shown)) == (10, 9)


def test_the_export_says_what_the_page_says(client, people, places, year, send):
    send("plan", file=a_pdf())
    with time_machine.travel("2021-07-03 09:00+08:00", tick=False):
        client.force_login(people.wang)
        head, *rows = rows_of(client.get("/2021/documents/export.csv?missing=1"))
    assert head[:3] == ["区县（市）", "实施方案", "评估认定办法"]
    assert rows[0][:4] == [
        "海曙区",
        "已有（2021年6月25日）",
        "缺（2021年6月30日截止，晚 3 天）",
        "缺（2021年8月31日截止）",
    ]
    assert Event.objects.first().after["filter"] == "只看缺的"


# --- held by the database --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "secret"},
        {"purpose": "stamped_receipt"},
        {"purpose": "method"},
        {"purpose": "plan", "document_number": "海建〔2021〕12号"},
        {"purpose": "good_practice", "title": "没有摘要"},
        {"purpose": "plan", "summary": "方案没有摘要"},
    ],
)
def test_a_document_says_what_its_kind_has_and_nothing_else(people, places, year, wrong):
    kept = {"name": "x.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64, "uploaded_by": people.zhou}
    with pytest.raises(IntegrityError, match="document_"), transaction.atomic():
        Document.objects.create(district=places.haishu, year=year, file="x.pdf", **kept, **wrong)


def test_recommending_asks_nothing_of_anybody(people, places, year):
    recommend(places.haishu, year, people.zhou)
    assert missing_documents(year)[places.haishu.pk] == OWED_AT_FIRST
    assert reverse("reports:good_practice") == "/good-practice/"
