"""Evidence under the hand: several files chosen, dropped, photographed; each with its progress and its own answer."""

import pytest
from playwright.sync_api import expect

from scoring.evidence import add_evidence
from scoring.models import Evidence
from scoring.uploads import EVIDENCE_KINDS, check
from tests.files import a_pdf, a_photo, camera_exif
from tests.scenes import photograph
from tests.walls.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAD = {"name": "网页.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>alert(1)</script>"}
NOT_OF_A_KIND = "“网页.jpg”的内容不是 jpg、png、heic、pdf、docx、xlsx 文件，不能上传。改扩展名没有用，请用原来的程序另存。"


def photo(name, seed=1, **how):
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo(name, seed=seed, **how).read()}


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def opened(page, live_server, sign_in_as, people, sheet):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.item_url(8))
    return page


def names(page):
    return page.locator("#evidence-8 .gc-kept-name")


def rows(page):
    return page.locator("[data-sending='8'] li")


def stand():
    return list(Evidence.objects.standing().values_list("name", flat=True))


def test_several_are_chosen_and_one_refusal_loses_no_other(opened):
    opened.locator("#reason-8").press_sequentially("正在写的字")
    opened.locator("#file-8").set_input_files([photo("一.jpg"), BAD, photo("二.jpg", 2)])
    expect(names(opened)).to_have_text(["一.jpg", "二.jpg"])
    expect(rows(opened)).to_have_count(1)
    expect(rows(opened).locator("[data-why] p")).to_have_text(NOT_OF_A_KIND)
    expect(opened.locator("#reason-8")).to_have_value("正在写的字")
    expect(opened.locator("#reason-8")).to_be_focused()
    expect(opened.locator("#evidence-said")).to_have_text("已上传“二.jpg”。")
    assert stand() == ["一.jpg", "二.jpg"]
    loaded = "image => image.complete && image.naturalWidth > 0"
    opened.locator("#evidence-8 img").first.scroll_into_view_if_needed()
    opened.wait_for_function(f"() => [...document.querySelectorAll('#evidence-8 img')].every({loaded})")
    assert faults(opened) == []
    opened.get_by_role("button", name="不传了 网页.jpg").click()
    expect(rows(opened)).to_have_count(0)


def drop(page, selector, *files):
    """Drag files over an element and let go."""
    data = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const { name, mimeType, bytes } of files)
                data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
            return data;
        }""",
        [{**file, "bytes": list(file["buffer"]), "buffer": None} for file in files],
    )
    for kind in ("dragenter", "dragover"):
        page.dispatch_event(selector, kind, {"dataTransfer": data})
    over = page.locator(".gc-evidence-box.is-over").count()
    page.dispatch_event(selector, "drop", {"dataTransfer": data})
    return over


def test_files_are_dragged_onto_the_item(opened):
    assert drop(opened, "#evidence-8", photo("一.jpg"), photo("二.jpg", 2)) == 1
    expect(names(opened)).to_have_text(["一.jpg", "二.jpg"])
    expect(opened.locator(".is-over")).to_have_count(0)


def test_a_file_dropped_beside_the_mark_opens_nothing(opened):
    address = opened.url
    assert drop(opened, "#reason-8", photo("一.jpg")) == 0
    assert drop(opened, "h1", photo("一.jpg")) == 0
    drop(opened, "#evidence-8", photo("二.jpg", 2))
    expect(names(opened)).to_have_text(["二.jpg"])
    assert (opened.url, stand()) == (address, ["二.jpg"])


def test_progress_is_shown_and_files_go_one_after_the_other(opened, context):
    line = context.new_cdp_session(opened)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    line.send("Network.emulateNetworkConditions", slow)
    large = photo("大.jpg", size=(1600, 1200), quality=100)
    assert len(large["buffer"]) > 200_000
    opened.locator("#file-8").set_input_files([large, photo("小.jpg", 2)])
    opened.wait_for_function(
        "() => [...document.querySelectorAll('.gc-sending progress')].some(bar => bar.value > 0 && bar.value < 100)"
    )
    expect(rows(opened).nth(1).locator("[data-state]")).to_have_text("等待上传")
    expect(names(opened)).to_have_text(["大.jpg", "小.jpg"])
    expect(rows(opened)).to_have_count(0)


def test_a_file_lost_on_the_way_is_sent_again_by_a_press(opened, context):
    context.set_offline(True)
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text("网络不通，没有送出。连上后请再试一次。")
    context.set_offline(False)
    opened.get_by_role("button", name="重试 一.jpg").click()
    expect(names(opened)).to_have_text(["一.jpg"])
    expect(rows(opened)).to_have_count(0)


def test_a_refused_file_outlives_the_card_around_it(opened):
    opened.locator("#file-8").set_input_files([BAD])
    expect(rows(opened).locator("[data-why] p")).to_have_text(NOT_OF_A_KIND)
    opened.locator("#foot-8 button[value=no_deduction]").click()
    expect(opened.locator("#side-8 .gc-chip-done")).to_be_attached()
    opened.locator("#item-8 > summary").click()
    expect(rows(opened).locator("[data-why] p")).to_have_text(NOT_OF_A_KIND)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (None, "登录已过期，没有送出。请在另一个窗口重新登录，再试一次。"),
        ("zhou", "这台电脑上现在登录的是另一个人"),
    ],
)
def test_a_session_that_is_no_longer_this_persons_takes_no_file(
    opened, context, people, sign_in_as, now, told
):
    context.clear_cookies(name="sessionid")
    if now:
        sign_in_as(getattr(people, now))
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_contain_text(told)
    assert stand() == []


def test_a_file_over_the_limit_is_told_before_it_travels(opened, settings):
    sent = []
    opened.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    opened.evaluate("document.querySelector('[data-drop=\"8\"]').dataset.maxMegabytes = '0.01'")
    opened.locator("#file-8").set_input_files([photo("大.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text("“大.jpg”超过 0.01 MB，请压缩后再传。")
    assert sent == []


def test_one_file_is_replaced_by_another(opened):
    opened.locator("#file-8").set_input_files([photo("初稿.jpg")])
    expect(names(opened)).to_have_text(["初稿.jpg"])
    opened.locator("#evidence-8 input[type=file]").set_input_files([photo("定稿.jpg", 2)])
    expect(names(opened)).to_have_text(["定稿.jpg"])
    old = Evidence.objects.get(name="初稿.jpg")
    assert (old.replaced_by.name, stand()) == ("定稿.jpg", ["定稿.jpg"])


def test_the_question_is_answered_on_the_page(opened, participants, people):
    photograph(participants["柳堤社区"], 3, people.chen, "广场.jpg")
    opened.locator("#file-8").set_input_files([photo("现场.jpg", exif=camera_exif())])
    question = opened.locator("#evidence-8 .gc-question")
    expect(question).to_contain_text("照片“现场.jpg”和 2021年 柳堤社区 第 3 项的“广场.jpg”相同。")
    assert faults(opened) == []
    question.get_by_role("button", name="确认适用").click()
    expect(question).to_have_count(0)
    expect(opened.locator("#evidence-8 .gc-question-answered")).to_contain_text("陈淑芬")
    assert Evidence.objects.get(name="现场.jpg").same_confirmed_by == people.chen


def test_the_question_is_answered_by_taking_down(opened, participants, people):
    photograph(participants["柳堤社区"], 3, people.chen, "广场.jpg")
    opened.locator("#file-8").set_input_files([photo("现场.jpg")])
    opened.locator("#evidence-8 .gc-question").get_by_role("button", name="撤下").click()
    expect(names(opened)).to_have_count(0)
    expect(opened.locator("#evidence-8")).to_be_focused()
    assert stand() == ["广场.jpg"]


def test_pictures_are_looked_at_over_the_page_with_the_keys(opened, sheet, people):
    for seed, name in enumerate(("一.jpg", "二.jpg"), start=1):
        photograph(sheet, 8, people.chen, name, seed=seed)
    row = sheet.items.get(number=8)
    add_evidence(row, checked=check(a_pdf("三.pdf"), EVIDENCE_KINDS), by=people.chen)
    opened.reload()
    opened.get_by_role("link", name="一.jpg").click()
    preview = opened.locator("#preview")
    expect(preview.locator("h2")).to_have_text("一.jpg")
    expect(preview.locator("[data-place]")).to_have_text("1 / 2")
    expect(preview.locator("[data-who]")).to_contain_text("陈淑芬")
    opened.wait_for_function("() => document.querySelector('#preview img').naturalWidth === 640")
    assert faults(opened) == []
    opened.keyboard.press("ArrowRight")
    expect(preview.locator("h2")).to_have_text("二.jpg")
    opened.keyboard.press("ArrowRight")
    expect(preview.locator("h2")).to_have_text("一.jpg")
    preview.get_by_role("button", name="上一张").click()
    expect(preview.locator("h2")).to_have_text("二.jpg")
    opened.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(opened.get_by_role("link", name="二.jpg")).to_be_focused()


def test_a_telephone_offers_its_camera(browser, live_server, people, sheet, client, settings):
    client.force_login(people.chen)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(
        base_url=live_server.url, has_touch=True, viewport={"width": 390, "height": 800}
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(sheet.item_url(8))
    camera = page.locator("#item-8 .gc-camera")
    expect(camera).to_be_visible()
    taking = camera.locator("input")
    expect(taking).to_have_attribute("capture", "environment")
    expect(taking).to_have_attribute("accept", "image/*")
    taking.set_input_files([photo("拍的.jpg")])
    expect(names(page)).to_have_text(["拍的.jpg"])
    context.close()


def test_without_a_touch_screen_there_is_no_camera(opened):
    expect(opened.locator("#item-8 .gc-drop-hint")).to_be_visible()
    expect(opened.locator("#item-8 .gc-camera")).to_be_hidden()


def test_all_of_it_works_without_scripts(browser, live_server, people, sheet, client, settings):
    client.force_login(people.chen)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(sheet.item_url(8))
    page.locator("#file-8").set_input_files([photo("一.jpg"), BAD, photo("二.jpg", 2)])
    page.locator("#item-8 .gc-upload").get_by_role("button", name="上传").click()
    expect(page.locator("#item-8 .gc-upload .gc-wrong p")).to_have_text([NOT_OF_A_KIND])
    expect(names(page)).to_have_text(["一.jpg", "二.jpg"])
    page.locator("#evidence-8 input[type=file]").first.set_input_files([photo("三.jpg", 3)])
    page.locator("#evidence-8").get_by_role("button", name="上传替换").first.click()
    expect(names(page)).to_have_text(["二.jpg", "三.jpg"])
    page.get_by_role("button", name="撤下 二.jpg").click()
    expect(names(page)).to_have_text(["三.jpg"])
    page.get_by_role("link", name="三.jpg").click()
    page.wait_for_url("**/evidence/**")
    context.close()
