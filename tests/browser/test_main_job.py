"""The main job once from start to finish, as its people do it, in a real Chromium: choose, score, hand in, return,
correct, recognise, conclude, and the city's 附件3 compared cell by cell. Bad input on the way changes nothing."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from districts.models import Community, District, Role, User
from reports.models import Document, Entry, Receipt, Submission, Title
from scoring.models import Evidence, ItemScore, ScoreSheet
from tests.conftest import PASSWORD
from tests.files import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = {"mimeType": "application/pdf"}


def pdf(name):
    return {"name": name, "buffer": a_pdf(name).read(), **PDF}


@pytest.fixture
def registry(annexes, repository):
    """The 788 real communities where they lie beside the project, else the small file with the same traps."""
    real = settings.BASE_DIR.parent / "shared" / "data" / "ningbo-communities-2020.csv"
    small = repository / "tests" / "data" / "communities-small.csv"
    call_command("load_communities", str(real if real.exists() else small), stdout=io.StringIO())
    assert Community.objects.count() == (788 if real.exists() else 33)


@pytest.fixture
def staff(registry):
    haishu, jiangbei = District.objects.get(code="330203"), District.objects.get(code="330205")
    for username, full_name, role, district in (
        ("chen", "陈淑芬", Role.EDITOR, haishu),
        ("zhou", "周国平", Role.DISTRICT_LEAD, haishu),
        ("he", "何建军", Role.DISTRICT_LEAD, jiangbei),
        ("wang", "王海燕", Role.REVIEWER, None),
        ("shen", "沈立群", Role.CITY_LEAD, None),
    ):
        User.objects.create_user(
            username, PASSWORD, full_name=full_name, role=role, district=district, must_change_password=False
        )


@pytest.fixture
def enter(staff, browser, live_server):
    """Sign in through the form, each person in a browser of their own; returns the page, at home."""
    contexts = []

    def enter(username):
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="退出").first).to_be_attached()
        return page

    yield enter
    for context in contexts:
        context.close()


def choose_participants(page, number):
    page.goto("/2021/participants/")
    boxes = page.get_by_role("checkbox")
    for index in range(number):
        boxes.nth(index).check()
    page.get_by_role("button", name="保存参与社区").click()
    expect(page.get_by_text(f"已保存：新增 {number} 个")).to_be_visible()


def open_sheet(page, name):
    page.goto("/2021/communities/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} 初评评分表")


def item(page, number):
    """The item's card, opened."""
    card = page.locator(f"#card-{number}")
    if card.locator("details").get_attribute("open") is None:
        card.locator("summary").click()
    return card


def no_deduction(page, *numbers):
    for number in numbers:
        card = page.locator(f"#card-{number}")
        card.locator("button[value=no_deduction]:visible").first.click()
        expect(card.locator(f"#side-{number} .gc-chip-done")).to_be_attached()


def saved(page, number):
    expect(page.locator(f"#foot-{number}")).to_contain_text("已保存")


def total(page):
    return page.locator("#total")


def untouched(sheet_name, number):
    row = ItemScore.objects.get(sheet__community__name=sheet_name, sheet__year__number=2021, number=number)
    return (row.findings, row.version) == ({}, 0)


def score_the_passing_one(page, name):
    """16 items without deduction, item 5 two points off, an award of 2 with its certificate: 96."""
    open_sheet(page, name)
    no_deduction(page, 1, 2, 3, 4)
    item(page, 5).get_by_text("存在则扣 2 分").nth(1).click()
    saved(page, 5)
    expect(page.locator("#side-5")).to_contain_text("4")
    refuse_bad_numbers(page, name)
    no_deduction(page, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16)
    item(page, 10).locator("#in-10a").fill("95.5")
    page.locator("#in-10a").press("Tab")
    saved(page, 10)
    item(page, 17).locator("label:has(#in-17a-2)").click()
    saved(page, 17)
    expect(total(page)).to_contain_text("96")
    expect(total(page)).not_to_contain_text("尚无总分")
    refuse_an_executable_as_evidence(page)
    item(page, 17).locator("#file-17").set_input_files(pdf("奖状.pdf"))
    expect(page.locator("#evidence-17 .gc-kept-name", has_text="奖状.pdf")).to_be_visible()


def refuse_bad_numbers(page, name):
    """A percentage of 101, text in a number, a count of −1: each told beside its field, nothing saved."""
    for number, field, typed, told in (
        (10, "#in-10a", "101", "10a 只能填 0 至 100 的百分数"),
        (10, "#in-10a", "很好", "请填 0 到 100 之间的数"),
        (8, "#in-8a", "-1", "8a 只能填 0 至 9999 的整数"),
    ):
        item(page, number).locator(field).fill(typed)
        page.locator(field).press("Tab")
        expect(page.locator(f"#card-{number}").get_by_text(told)).to_be_visible()
        assert untouched(name, number)
    page.locator("#in-8a").fill("")
    page.locator("#in-8a").press("Tab")
    page.reload()


def refuse_an_executable_as_evidence(page):
    virus = {"name": "奖状.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 not a pdf"}
    item(page, 17).locator("#file-17").set_input_files(virus)
    expect(
        page.locator("[data-sending='17']").get_by_text(
            "“奖状.pdf”的内容不是 jpg、png、heic、pdf、docx、xlsx 文件"
        )
    ).to_be_visible()
    assert Evidence.objects.count() == 0


def score_cleanly(page, name):
    open_sheet(page, name)
    no_deduction(page, *range(1, 18))
    expect(total(page)).to_contain_text("96")


def score_the_failing_one(page, name):
    """2a, 2b, 9a, 9b, 11a: 18 off, 78."""
    open_sheet(page, name)
    for number, count in ((2, 2), (9, 2), (11, 1)):
        for index in range(count):
            item(page, number).locator(".gc-tick").nth(index).click()
            saved(page, number)
    no_deduction(page, 1, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17)
    expect(total(page)).to_contain_text("差 2 分达标")


def leave_one_incomplete(page, name):
    open_sheet(page, name)
    no_deduction(page, 1, 2, 3)
    expect(total(page)).to_contain_text("尚无总分")


def prepare_the_submission(page):
    page.goto("/2021/submission/")
    page.get_by_role("textbox", name="联系人").fill("陈淑芬")
    page.get_by_label("联系电话").fill("0574-00000001")
    page.get_by_role("button", name="保存联系人").click()
    exe = {"name": "总结.docx", "mimeType": "application/msword", "buffer": b"MZ\x90\x00 an executable"}
    page.get_by_label("选择文件").set_input_files(exe)
    page.get_by_role("button", name="上传报告").click()
    expect(page.get_by_text("“总结.docx”的内容不是 pdf、docx 文件").first).to_be_visible()
    assert Document.objects.count() == 0
    page.get_by_label("选择文件").set_input_files(pdf("2021年度总结评估报告.pdf"))
    page.get_by_role("button", name="上传报告").click()
    expect(page.get_by_role("link", name="2021年度总结评估报告.pdf")).to_be_visible()


def check_page(page):
    page.goto(f"/submissions/{Submission.objects.get(district__code='330203', year__number=2021).pk}/check/")


def the_day_has_gone_by(page):
    check_page(page)
    expect(page.get_by_role("heading", name="上报截止日已过")).to_be_visible()
    expect(page.get_by_text("截止日是 2021年8月31日").first).to_be_visible()
    expect(page.get_by_text("市住建局负责人").first).to_be_visible()
    assert not page.get_by_role("button", name="上报市住建局").is_visible()


def grant_an_extension(page):
    page.goto("/2021/extensions/")
    page.get_by_label("区县（市）").select_option(label="海曙区")
    page.get_by_label("延期至").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    page.get_by_label("理由").fill("台风影响")
    page.get_by_role("button", name="批准延期").click()
    expect(page.get_by_role("cell", name="台风影响")).to_be_visible()


def hand_in(page):
    check_page(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="上报市住建局").click()
    expect(page.get_by_role("heading", name="上报回执")).to_be_visible()


def decide(page, name, decision, reason="", due=None):
    page.goto("/2021/review/")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("radio", name=decision, exact=True).check()
    if reason:
        page.get_by_label("理由").fill(reason)
    if due:
        page.get_by_label("补正截止日").fill(due.isoformat())
    page.get_by_role("button", name=re.compile("保存")).last.click()
    page.wait_for_load_state()


def decision_of(name):
    return Entry.objects.get(community_name=name, submission__district__code="330203").decision


def test_from_the_registry_to_the_official_table(enter, registry):
    lead = enter("zhou")
    choose_participants(lead, 4)
    rows = ScoreSheet.objects.order_by("community__street__code", "community__code")
    passing, second, failing, open_one = rows.values_list("community__name", flat=True)

    editor = enter("chen")
    score_the_passing_one(editor, passing)
    score_cleanly(editor, second)
    score_the_failing_one(editor, failing)
    leave_one_incomplete(editor, open_one)

    another_districts_lead = enter("he")
    sheet = ScoreSheet.objects.get(community__name=passing)
    assert another_districts_lead.goto(sheet.get_absolute_url()).status == 404

    prepare_the_submission(lead)
    the_day_has_gone_by(lead)
    city_lead = enter("shen")
    grant_an_extension(city_lead)
    second_window = lead.context.new_page()
    check_page(second_window)
    hand_in(lead)
    expect(lead.get_by_text("编号　330203-2021-001", exact=True)).to_be_visible()
    for box in second_window.get_by_role("checkbox").all():
        box.check()
    second_window.get_by_role("button", name="上报市住建局").click()
    expect(second_window.get_by_text("不能重复上报").first).to_be_visible()
    assert Receipt.objects.count() == 1
    assert sorted(Entry.objects.values_list("community_name", "total")) == sorted(
        [(passing, 96), (second, 96)]
    )
    editor.goto(sheet.get_absolute_url())
    expect(editor.get_by_text("评分表随上报锁定")).to_be_visible()

    reviewer = enter("wang")
    decide(reviewer, second, "认定")
    assert decision_of(second) == "recognised"
    decide(
        reviewer,
        passing,
        "退回补正",
        "奖状看不清颁发单位，请补传扫描件。",
        timezone.localdate() + timedelta(days=5),
    )
    assert decision_of(passing) == "returned"

    editor.goto(sheet.get_absolute_url())
    item(editor, 17).locator("#file-17").set_input_files(pdf("奖状扫描件.pdf"))
    expect(editor.get_by_text("已上传“奖状扫描件.pdf”")).to_be_visible()
    item(editor, 5).locator(".gc-tick").nth(1).click()
    saved(editor, 5)
    expect(total(editor)).to_contain_text("98")

    check_page(lead)
    lead.get_by_role("button", name="再次上报市住建局").click()
    expect(lead.get_by_text("330203-2021-002").first).to_be_visible()
    assert (decision_of(passing), Entry.objects.get(community_name=passing).total) == ("pending", 98)

    decide(reviewer, passing, "认定")
    city_lead.goto(
        f"/submissions/{Submission.objects.get(district__code='330203', year__number=2021).pk}/conclude/"
    )
    city_lead.get_by_role("button", name="办结，授予 2 个称号").click()
    city_lead.wait_for_load_state()
    assert sorted(Title.objects.values_list("community__name", flat=True)) == sorted([passing, second])

    city_lead.goto("/2021/annex3/?basis=recognised")
    with city_lead.expect_download() as download:
        city_lead.get_by_role("link", name="下载 Excel").click()
    assert download.value.suggested_filename == "附件3-宁波市-2021.xlsx"
    content = io.BytesIO(download.value.path().read_bytes())
    compare(openpyxl.load_workbook(content).active, f"{passing}、{second}")


def compare(table, names):
    """The city's 附件3 for 2021: one district with two communities, nine blank, the total; 2022 blank."""
    cells = [[cell.value for cell in row] for row in table.iter_rows()]
    today = timezone.localdate()
    blank = [None] * 7
    districts = ["江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县"]
    assert cells[:5] == [
        ["附件3", *blank],
        ["绿色社区建设任务完成情况汇总表", *blank],
        [
            "填报单位：宁波市住房和城乡建设局（盖章）",
            *[None] * 3,
            f"填报时间：{today.year}年{today.month}月{today.day}日",
            *[None] * 3,
        ],
        ["联系人及联系电话：沈立群", *blank],
        [
            "县（市、区）",
            "2021年绿色社区名单",
            "2021年完成数量",
            "2021年完成比例",
            "2022年绿色社区名单",
            "2022年完成数量",
            "2022年完成比例",
            "合计完成比例",
        ],
    ]
    assert cells[5:16] == [
        ["海曙区", names, 2, 0.0198, None, None, None, 0.0198],
        *[[district, *blank] for district in districts],
        ["地区合计", "/", 2, 0.003, "/", None, None, 0.003],
    ]
    assert cells[16][0] == (
        "注：本表由各区县（市）住房和城乡建设部门填写，与年度总结评估报告一并于当年8月31日前上报市住建局。"
    )
