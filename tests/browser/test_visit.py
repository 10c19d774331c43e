"""A visit where there is no network: the re-score on a telephone, its photos, and the page itself, opened visit."""

import pytest
import time_machine
from playwright.sync_api import expect

from reports import actions
from reports.models import Submission
from scoring.models import Evidence, ItemScore
from tests.browser.marks import tick
from tests.browser.tabs import dies
from tests.conftest import PASSWORD, WIDTHS
from tests.files import a_photo
from tests.scenes import fill, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT_FILES = "keptFiles.run('readonly', (files) => files.getAll(), []).then((all) => all.map((each) => each.file.name))"


@pytest.fixture
def rescore(participants, people, places, year):
    sheet = participants["春浪社区"]
    with time_machine.travel("2021-08-26 10:00+08:00", tick=False):
        fill(sheet, people.chen)
        hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    return actions.start_rescore(sheet.entries.get(), by=people.wang)


@pytest.fixture
def visit(page, live_server, sign_in_as, people, rescore):
    """The re-score on the telephone, opened where there was a network and kept."""
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 844})
    sign_in_as(people.wang)
    page.goto(live_server.url + rescore.item_url(5))
    until(page, "navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
    until(page, "caches.match(location.pathname).then(Boolean)")
    return page


def until(page, promise):
    """Wait until what a script promises is true; Playwright's own wait takes the promise for the answer."""
    for _attempt in range(200):
        if page.evaluate(promise):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {promise}")


def photographed(page, number, name, seed=1):
    picture = {"name": name, "mimeType": "image/jpeg", "buffer": a_photo(name, seed=seed).read()}
    page.locator(f"#file-{number}").set_input_files([picture])


def found(rescore, number):
    row = ItemScore.objects.get(sheet=rescore, number=number)
    return row.findings, row.reason, row.points


def test_a_visit_goes_on_without_a_network_and_the_page_opens_again(visit, context, live_server, rescore):
    context.set_offline(True)
    tick(visit.locator("#in-5a"))
    visit.locator("#reason-5").fill("东门道路破损。")
    visit.locator("#reason-5").press("Tab")
    photographed(visit, 5, "东门.jpg")
    expect(visit.locator("#away")).to_contain_text("第 5 项还没有送出。")
    until(visit, f"{KEPT_FILES}.then((names) => names.join() === '东门.jpg')")

    dies(visit)

    again = context.new_page()
    again.goto(live_server.url + rescore.item_url(5))
    offer = again.get_by_role("region", name="上次填了、没有保存的")
    expect(offer.locator("[data-mine]")).to_contain_text("东门道路破损。")
    expect(again.locator("[data-sending='5'] [data-name]")).to_have_text("东门.jpg")
    offer.get_by_role("button", name="第 5 项：放回并保存").click()
    again.get_by_role("button", name="第 9 项：与初评一致").click()
    expect(again.locator("#away")).to_contain_text("第 5、9 项还没有送出。")
    expect(again.locator("#card-9").get_by_text("等待送出")).to_be_visible()
    assert (found(rescore, 5), Evidence.objects.count()) == (({}, "", None), 0)

    context.set_offline(False)
    expect(again.locator("#evidence-5 .gc-kept-name")).to_have_text("东门.jpg")
    expect(again.locator("#foot-5")).to_contain_text("已保存")
    expect(again.locator("#foot-9")).to_contain_text("已保存")
    assert found(rescore, 9)[2] == 6
    assert found(rescore, 5) == ({"5a": True, "5b": False, "5c": False}, "东门道路破损。", 4)
    assert again.evaluate(KEPT_FILES) == []


def test_agreeing_to_the_rest_waits_for_the_network_and_leaves_what_was_found(visit, context, rescore):
    context.set_offline(True)
    tick(visit.locator("#in-5a"))  # no reason yet: the server will not take it
    visit.get_by_role("button", name="其余 17 项与初评一致").click()
    expect(visit.locator("#away")).to_contain_text(
        "第 1、2、3、4、5、6、7、8、9、10、11、12、13、14、15、16、17 项还没有送出。"
    )
    context.set_offline(False)
    expect(visit.locator("#alert")).to_have_text("第 5 项没有保存，请看这一项里的提示，改正后再保存。")
    rescore.refresh_from_db()
    assert (found(rescore, 5)[0], found(rescore, 9)[2], rescore.total) == ({}, 6, None)
    expect(visit.locator("#in-5a")).to_be_checked()
    expect(visit.get_by_role("button", name="其余 1 项与初评一致")).to_be_visible()
    visit.locator("#reason-5").fill("东门道路破损。")
    visit.locator("#reason-5").press("Tab")
    expect(visit.locator("#foot-5")).to_contain_text("已保存")
    expect(visit.locator("#agree-all")).to_be_empty()
    rescore.refresh_from_db()
    assert (found(rescore, 5)[2], rescore.total) == (4, 94)


def test_the_page_that_is_kept_holds_what_was_saved_last(visit, context, rescore):
    visit.locator("#reason-5").fill("东门道路已经治理。")
    visit.locator("#reason-5").press("Tab")
    expect(visit.locator("#foot-5")).to_contain_text("已保存")
    holds = "caches.match(location.pathname).then((page) => page.text()).then((text) => text.includes('东门道路已经治理'))"
    until(visit, holds)
    context.set_offline(True)
    visit.reload()
    expect(visit.locator("#reason-5")).to_have_value("东门道路已经治理。")
    expect(visit.locator("#away")).to_contain_text("网络不通")


def test_signing_out_asks_about_the_photos_and_leaves_nothing_behind(visit, context):
    context.set_offline(True)
    photographed(visit, 5, "东门.jpg")
    until(visit, f"{KEPT_FILES}.then((names) => names.length)")
    visit.route("**/evidence/", lambda route: route.abort())
    context.set_offline(False)
    asked = []
    visit.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    visit.locator("details.gc-menu > summary").click()
    visit.locator(".gc-menu-panel").get_by_role("button", name="退出").click()
    visit.wait_for_url("**/login/")
    assert len(asked) == 1 and asked[0].startswith("这台设备上还有您填了、没有保存的内容。")
    assert visit.evaluate("caches.keys()") == []


def test_the_next_person_on_the_telephone_opens_no_page_of_the_first(
    visit, context, live_server, people, sign_in_as, rescore
):
    sign_in_as(people.guan)
    visit.goto(live_server.url + "/people/")
    until(visit, "caches.keys().then((names) => names.length === 0)")
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_FAILED"):
        visit.goto(live_server.url + rescore.get_absolute_url())


def test_a_photo_waits_for_its_person_to_sign_in_again(visit, context, live_server, rescore):
    context.clear_cookies(name="sessionid")
    photographed(visit, 5, "东门.jpg")
    expect(visit.locator("[data-sending='5'] [data-why]")).to_contain_text("登录已过期")
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.goto(live_server.url + rescore.get_absolute_url())
    visit.get_by_label("用户名").fill("wang")
    visit.get_by_label("密码").fill(PASSWORD)
    visit.get_by_role("button", name="登录").click()
    expect(visit.locator("#evidence-5 .gc-kept-name")).to_have_text("东门.jpg")
    until(visit, f"{KEPT_FILES}.then((names) => names.length === 0)")


def test_a_sheet_that_was_locked_meanwhile_is_kept_no_longer(visit, rescore, people):
    entry = rescore.community.entries.get()
    actions.decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=people.shen)
    visit.reload()
    expect(visit.get_by_text("这份评分表可以查看，不能修改。")).to_be_visible()
    until(visit, "caches.match(location.pathname).then((page) => !page)")


def test_where_the_browser_keeps_nothing_the_words_say_so(visit, context):
    visit.evaluate("() => { keptFiles.open = () => Promise.reject(new Error('refused')); }")
    context.set_offline(True)
    photographed(visit, 5, "东门.jpg")
    expect(visit.locator("[data-sending='5'] [data-why]")).to_contain_text("请不要关闭本页，连上后自动上传。")
    context.set_offline(False)
    expect(visit.locator("#evidence-5 .gc-kept-name")).to_have_text("东门.jpg")
