"""Evidence under the hand: several files chosen, dropped, photographed; each with its progress and its own answer."""

import threading

import pytest
from playwright.sync_api import expect

from scoring.evidence import add_evidence, withdraw_evidence
from scoring.models import Evidence
from scoring.uploads import EVIDENCE_KINDS, check
from scoring.views import evidence as views
from tests.conftest import PASSWORD
from tests.files import a_pdf, a_photo, camera_exif
from tests.scenes import photograph
from tests.walls.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAD = {"name": "网页.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>alert(1)</script>"}
OFFLINE = "文件没有送出：网络不通。留在这台设备上，连上后自动上传。"
FAULT = "文件没有送出：系统出错，请稍后再试一次。"
NOT_OF_A_KIND = "“网页.jpg”的内容不是 jpg、png、heic、pdf、docx、xlsx 文件，不能上传。改扩展名没有用，请用原来的程序另存。"


def photo(name, seed=1, **how):
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo(name, seed=seed, **how).read()}


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def opened(page, live_server, sign_in_as, people, sheet):
    """The eighth item; whoever is asked whether to take something down says yes."""
    page.on("dialog", lambda dialog: dialog.accept() if dialog.type == "confirm" else None)
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


def test_a_file_the_system_stumbled_over_is_sent_again_by_a_press(opened):
    opened.route("**/evidence/", lambda route: route.fulfill(status=500), times=1)
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text(FAULT)
    opened.get_by_role("button", name="重试 一.jpg").click()
    expect(names(opened)).to_have_text(["一.jpg"])
    expect(rows(opened)).to_have_count(0)


def test_a_file_lost_on_the_way_goes_by_itself_when_the_network_is_back(opened, context):
    context.set_offline(True)
    opened.locator("#file-8").set_input_files([photo("一.jpg"), photo("二.jpg", 2)])
    expect(rows(opened).locator("[data-why] p")).to_have_text([OFFLINE, OFFLINE])
    context.set_offline(False)
    expect(names(opened)).to_have_text(["一.jpg", "二.jpg"])
    expect(rows(opened)).to_have_count(0)


def test_sending_again_with_the_keyboard_keeps_its_place(opened):
    opened.route("**/evidence/", lambda route: route.fulfill(status=500), times=2)
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text(FAULT)
    opened.get_by_role("button", name="重试 一.jpg").press("Enter")
    expect(rows(opened)).to_be_focused()
    expect(rows(opened).locator("[data-why] p")).to_have_text(FAULT)
    opened.get_by_role("button", name="重试 一.jpg").press("Enter")
    expect(names(opened)).to_have_text(["一.jpg"])
    expect(opened.locator("#evidence-8")).to_be_focused()


def test_a_dead_line_holds_up_nothing(opened):
    opened.route("**/evidence/", lambda route: None, times=1)
    opened.clock.install()
    opened.locator("#file-8").set_input_files([photo("一.jpg"), photo("二.jpg", 2)])
    expect(rows(opened).nth(0).locator("[data-state]")).to_have_text("上传中")
    opened.clock.fast_forward(29_000)
    expect(rows(opened).nth(1).locator("[data-state]")).to_have_text("等待上传")
    opened.clock.fast_forward(2_000)
    expect(names(opened)).to_have_text(["二.jpg"])
    expect(rows(opened).locator("[data-why] p")).to_have_text([OFFLINE])
    expect(opened.get_by_role("button", name="重试 一.jpg")).to_be_visible()


def test_an_answer_that_does_not_come_is_given_up_later(opened, monkeypatch):
    over = threading.Event()

    def slow(item, files, *, by):
        over.wait(60)
        return [], ["太晚了"]

    monkeypatch.setattr(views, "add_files", slow)
    opened.clock.install()
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-state]")).to_have_text("正在检查")
    opened.clock.fast_forward(110_000)
    expect(rows(opened).locator("[data-state]")).to_have_text("正在检查")
    opened.clock.fast_forward(11_000)
    expect(rows(opened).locator("[data-why] p")).to_have_text(
        "没有等到答复，可能已经办成。请刷新本页看看，没有的话再试一次。"
    )
    over.set()


def test_a_file_is_called_off_while_it_waits_and_while_it_is_sent(opened):
    opened.route("**/evidence/", lambda route: None, times=1)
    opened.locator("#file-8").set_input_files([photo("一.jpg"), photo("二.jpg", 2), photo("三.jpg", 3)])
    expect(rows(opened).nth(0).locator("[data-state]")).to_have_text("上传中")
    assert faults(opened) == []
    opened.get_by_role("button", name="不传了 二.jpg").click()
    expect(rows(opened)).to_have_count(2)
    opened.get_by_role("button", name="不传了 一.jpg").click()
    expect(names(opened)).to_have_text(["三.jpg"])
    expect(rows(opened)).to_have_count(0)
    assert stand() == ["三.jpg"]


def test_an_answer_that_cannot_be_drawn_holds_up_nothing(opened):
    opened.evaluate("document.getElementById('evidence-8').remove()")
    opened.locator("#file-8").set_input_files([photo("一.jpg"), photo("二.jpg", 2)])
    expect(rows(opened)).to_have_count(0)
    assert stand() == ["一.jpg", "二.jpg"]


def test_leaving_asks_while_a_file_was_not_taken(opened):
    opened.locator("#file-8").set_input_files([BAD])
    opened.get_by_role("button", name="重试 网页.jpg").click()
    expect(rows(opened).locator("[data-why] p")).to_have_text(NOT_OF_A_KIND)
    with opened.expect_event("dialog") as asked:
        opened.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(rows(opened)).to_have_count(1)


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
        (None, "文件没有送出：登录已过期，请在另一个窗口重新登录，再试一次。"),
        (
            "zhou",
            "文件没有送出：这台设备上现在登录的是另一个人。请由填这份表的人重新登录，再打开这份评分表。",
        ),
    ],
)
def test_a_session_that_is_no_longer_this_persons_takes_no_file(
    opened, context, people, sign_in_as, now, told
):
    context.clear_cookies(name="sessionid")
    if now:
        sign_in_as(getattr(people, now))
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text(told)
    assert stand() == []


def test_after_signing_in_again_in_another_window_a_file_goes_from_the_open_page(
    opened, context, live_server
):
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    other.goto(live_server.url + "/login/")
    other.get_by_label("用户名").fill("chen")
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录").click()
    expect(other).to_have_url(live_server.url + "/")
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(opened.locator("#evidence-8")).to_contain_text("一.jpg")
    assert len(stand()) == 1


def test_a_file_travels_once(opened):
    sent = []
    opened.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    opened.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(names(opened)).to_have_text(["一.jpg"])
    assert len(sent) == 1


def test_a_file_over_the_limit_is_told_before_it_travels(opened, settings):
    sent = []
    opened.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    opened.evaluate("document.querySelector('[data-drop=\"8\"]').dataset.maxMegabytes = '0.01'")
    opened.locator("#file-8").set_input_files([photo("大.jpg")])
    expect(rows(opened).locator("[data-why] p")).to_have_text("“大.jpg”超过 0.01 MB，请压缩后再传。")
    assert sent == []


def test_a_folder_is_not_sent(opened, context, tmp_path):
    folder, file = tmp_path / "现场照片", tmp_path / "一.jpg"
    folder.mkdir()
    file.write_bytes(photo("一.jpg")["buffer"])
    place = opened.locator("#item-8 .gc-drop-hint")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    hand = context.new_cdp_session(opened)
    data = {"items": [], "files": [str(folder), str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send(
            "Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 5, "y": box["y"] + 5, "data": data}
        )
    expect(names(opened)).to_have_text(["一.jpg"])
    expect(rows(opened).locator("[data-why] p")).to_have_text(
        ["“现场照片”是文件夹，不能整个上传。请打开它，选里面的文件。"]
    )


def test_a_file_chosen_while_its_card_is_drawn_anew_is_sent(opened):
    with opened.expect_file_chooser() as window:
        opened.locator("#item-8 .gc-add").first.click()
    opened.locator("#foot-8 button[value=no_deduction]").click()
    expect(opened.locator("#side-8 .gc-chip-done")).to_be_attached()
    window.value.set_files([photo("一.jpg"), photo("二.jpg", 2)])
    expect(names(opened)).to_have_text(["一.jpg", "二.jpg"])
    expect(rows(opened)).to_have_count(0)
    assert stand() == ["一.jpg", "二.jpg"]


def test_a_replacement_chosen_while_the_evidence_is_drawn_anew_is_sent(opened):
    opened.locator("#file-8").set_input_files([photo("初稿.jpg")])
    expect(names(opened)).to_have_text(["初稿.jpg"])
    with opened.expect_file_chooser() as window:
        opened.locator("#evidence-8 label").click()
    opened.locator("#file-8").set_input_files([photo("别的.jpg", 2)])
    expect(names(opened)).to_have_text(["初稿.jpg", "别的.jpg"])
    window.value.set_files([photo("定稿.jpg", 3)])
    expect(names(opened)).to_have_text(["别的.jpg", "定稿.jpg"])
    assert Evidence.objects.get(name="初稿.jpg").replaced_by.name == "定稿.jpg"


def test_a_file_chosen_for_an_item_no_longer_editable_is_told(opened):
    with opened.expect_file_chooser() as window:
        opened.locator("#item-8 .gc-add").first.click()
    opened.evaluate("document.querySelector('[data-drop=\"8\"]').remove()")
    window.value.set_files([photo("一.jpg")])
    expect(opened.locator("#alert")).to_have_text(
        "文件没有送出：这份评分表已锁定，或不归您填写。刷新本页可看到原因。"
    )


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


def test_pressing_twice_takes_down_once_and_alarms_nobody(opened, sheet, people):
    photograph(sheet, 8, people.chen, "一.jpg")
    opened.reload()
    opened.evaluate("alarm('第 3 项没有保存')")
    sent = []
    opened.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    opened.get_by_role("button", name="撤下 一.jpg").dblclick()
    expect(opened.locator("#evidence-said")).to_have_text("已办好。")
    assert len(sent) == 1
    expect(opened.locator("#alert")).to_have_text("第 3 项没有保存")


def test_the_alarm_of_an_act_is_over_when_it_succeeds(opened, sheet, people, context):
    photograph(sheet, 8, people.chen, "一.jpg")
    opened.reload()
    context.set_offline(True)
    opened.get_by_role("button", name="撤下 一.jpg").click()
    expect(opened.locator("#alert")).to_have_text("没有撤下：网络不通，连上后请再试一次。")
    context.set_offline(False)
    opened.get_by_role("button", name="撤下 一.jpg").click()
    expect(names(opened)).to_have_count(0)
    expect(opened.locator("#alert")).to_be_empty()


def test_what_somebody_else_has_taken_down_is_told_in_the_acts_own_words(opened, sheet, participants, people):
    photograph(participants["柳堤社区"], 3, people.chen, "广场.jpg")
    kept = photograph(sheet, 8, people.chen, "现场.jpg")
    opened.reload()
    withdraw_evidence(kept, by=people.zhou)
    opened.locator("#evidence-8 .gc-kept-acts").get_by_role("button", name="撤下").click()
    expect(opened.locator("#alert")).to_have_text("没有撤下：找不到这一项或这份材料，请刷新本页。")
    opened.get_by_role("button", name="确认适用").click()
    expect(opened.locator("#alert")).to_have_text("没有确认：找不到这一项或这份材料，请刷新本页。")


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


def test_taking_down_asks_first_and_a_no_leaves_the_file(page, live_server, sign_in_as, people, sheet):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.item_url(8))
    page.locator("#file-8").set_input_files([photo("一.jpg")])
    expect(names(page)).to_have_text(["一.jpg"])
    page.get_by_role("button", name="撤下 一.jpg").click()
    assert asked == ["撤下“一.jpg”？撤下后不再算作证明材料，要用得重新上传；原件仍可在改动记录里看到。"]
    expect(names(page)).to_have_text(["一.jpg"])
    assert stand() == ["一.jpg"]
