"""What was typed and not saved waits in the browser for the person who typed it, and for nobody else."""

import json

import pytest
from playwright.sync_api import expect

from scoring.actions import save_item
from scoring.models import ItemScore
from tests.browser.tabs import dies
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def opened(page, live_server, sign_in_as, people, sheet):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.item_url(8))
    return page


def found(sheet, number):
    row = ItemScore.objects.get(sheet=sheet, number=number)
    return row.findings, row.points


def saved(page, number):
    expect(page.locator(f"#foot-{number}")).to_contain_text("已保存")


def kept(page):
    """What the browser keeps: (person, sheet, item, version, what was typed)."""
    names = page.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('gc-draft:'))")
    drafts = []
    for name, text in sorted(names):
        _, person, sheet, item, _tab = name.split(":")
        draft = json.loads(text)
        drafts.append((int(person), int(sheet), int(item), draft["version"], draft["typed"]))
    return drafts


def keeps_nothing(page):
    """The browser lets go of a draft when it has handled the answer, a moment after the answer is on the page."""
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('gc-draft:'))")
    return kept(page) == []


def type_in(page, code, words):
    """Type without leaving the field, as somebody does who is called away."""
    page.locator(f"#in-{code}").press_sequentially(words)


def type_in_two(page):
    """Two items typed in, neither of them sent: the first is left without a connection."""
    page.context.set_offline(True)
    type_in(page, "8a", "2")
    page.locator("#in-8a").press("Tab")
    page.locator("#item-9 > summary").press("Enter")
    page.locator("#reason-9").press_sequentially("周末再看一次")
    expect(page.locator("#away")).to_contain_text("第 8 项还没有送出。")


def sign_in(page, username):
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def offer(page):
    return page.get_by_role("region", name="上次填了、没有保存的")


def test_what_was_typed_is_kept_until_it_is_saved(opened, sheet, people):
    assert keeps_nothing(opened)
    type_in(opened, "8a", "2")
    expect(opened.locator("#foot-8")).to_contain_text("还没有保存")
    typed = {"8a": "2", "8b": "", "8c": "", "reason": ""}
    assert kept(opened) == [(people.chen.pk, sheet.pk, 8, "0", typed)]
    opened.locator("#in-8a").press("Backspace")
    expect(opened.locator("#foot-8")).to_contain_text("未评")
    assert keeps_nothing(opened)
    type_in(opened, "8a", "3")
    opened.locator("#in-8a").press("Tab")
    saved(opened, 8)
    assert keeps_nothing(opened)


def test_closing_the_tab_keeps_what_was_typed_and_the_next_visit_sends_it(
    opened, sheet, context, live_server
):
    type_in(opened, "8a", "2")
    dies(opened)
    again = context.new_page()
    again.goto(live_server.url + sheet.get_absolute_url())
    expect(offer(again).get_by_role("listitem").filter(has_text="8a").last).to_contain_text("2 处")
    expect(offer(again).get_by_text("已保存的（后来改过）")).to_have_count(0)
    assert found(sheet, 8) == ({}, None)
    offer(again).get_by_role("button", name="第 8 项：放回并保存").click()
    saved(again, 8)
    expect(offer(again)).to_be_hidden()
    expect(again.locator("#in-8a")).to_have_value("2")
    assert (found(sheet, 8), kept(again)) == (({"8a": 2}, None), [])


def test_everything_kept_is_put_back_at_once(opened, sheet, context, live_server):
    type_in_two(opened)
    dies(opened)
    context.set_offline(False)
    again = context.new_page()
    again.goto(live_server.url + sheet.get_absolute_url())
    offer(again).get_by_role("button", name="全部放回并保存").click()
    saved(again, 8)
    saved(again, 9)
    assert found(sheet, 8) == ({"8a": 2}, None)
    assert ItemScore.objects.get(sheet=sheet, number=9).reason == "周末再看一次"
    assert keeps_nothing(again)


def test_what_was_kept_can_be_given_up(opened, sheet, context, live_server):
    type_in_two(opened)
    dies(opened)
    context.set_offline(False)
    again = context.new_page()
    again.goto(live_server.url + sheet.get_absolute_url())
    offer(again).get_by_role("button", name="第 9 项：放弃").click()
    assert [draft[2] for draft in kept(again)] == [8]
    expect(offer(again).get_by_role("button", name="全部放弃")).to_be_hidden()
    again.reload()
    offer(again).get_by_role("button", name="第 8 项：放弃").click()
    expect(offer(again)).to_be_hidden()
    assert (kept(again), found(sheet, 8)) == ([], ({}, None))


def test_away_from_the_network_work_goes_on_and_is_saved_when_it_is_back(opened, sheet, context):
    context.set_offline(True)
    expect(opened.locator("#away")).to_contain_text("网络不通")
    type_in(opened, "8a", "1")
    opened.locator("#in-8a").press("Tab")
    opened.get_by_role("button", name="第 9 项：无扣分").click()
    expect(opened.locator("#away")).to_contain_text("第 8、9 项还没有送出。")
    expect(opened.locator("#foot-9")).to_contain_text("未保存：网络不通")
    assert (found(sheet, 8), found(sheet, 9)) == (({}, None), ({}, None))
    context.set_offline(False)
    saved(opened, 8)
    saved(opened, 9)
    expect(opened.locator("#away")).to_be_empty()
    assert found(sheet, 8) == ({"8a": 1}, None)
    assert found(sheet, 9)[1] == 6
    assert keeps_nothing(opened)


def test_a_decision_made_away_from_the_network_outlives_the_tab(opened, sheet, context, live_server):
    context.set_offline(True)
    opened.get_by_role("button", name="第 9 项：无扣分").click()
    expect(opened.locator("#away")).to_contain_text("第 9 项还没有送出。")
    dies(opened)
    context.set_offline(False)
    again = context.new_page()
    again.goto(live_server.url + sheet.get_absolute_url())
    expect(offer(again).locator("[data-mine]")).to_have_text("无扣分")
    offer(again).get_by_role("button", name="第 9 项：放回并保存").click()
    saved(again, 9)
    assert (found(sheet, 9)[1], kept(again)) == (6, [])


def test_an_answer_that_is_not_this_systems_is_no_acknowledgement(opened, sheet):
    opened.route("**/items/8/", lambda route: route.fulfill(status=200, body="<h1>欢迎使用无线网络</h1>"))
    type_in(opened, "8a", "2")
    opened.locator("#in-8a").press("Tab")
    expect(opened.locator("#foot-8")).to_contain_text("未保存")
    assert [draft[2] for draft in kept(opened)] == [8]


def test_after_the_session_ended_signing_in_again_offers_what_was_typed(opened, sheet, context, live_server):
    context.clear_cookies(name="sessionid")
    opened.locator("#in-8a").fill("2")
    opened.locator("#in-8a").press("Tab")
    opened.get_by_role("link", name="重新登录").click()
    sign_in(opened, "chen")
    expect(opened).to_have_url(live_server.url + sheet.get_absolute_url())
    assert found(sheet, 8) == ({}, None)
    offer(opened).get_by_role("button", name="第 8 项：放回并保存").click()
    saved(opened, 8)
    assert found(sheet, 8) == ({"8a": 2}, None)


def test_after_signing_in_again_in_another_window_the_open_page_saves_without_a_second_press(
    opened, sheet, context, live_server
):
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    other.goto(live_server.url + "/login/")
    sign_in(other, "chen")
    expect(other).to_have_url(live_server.url + "/")
    opened.locator("#foot-8 button[value=no_deduction]").click()
    expect(opened.locator("#side-8 .gc-chip-done")).to_be_attached()
    assert found(sheet, 8) == ({"8a": 0, "8b": 0, "8c": 0}, 6)


def test_what_waited_for_the_network_goes_by_itself_after_signing_in_again_in_another_window(
    opened, sheet, context, live_server
):
    opened.route("**/items/**", lambda route: route.abort())
    opened.locator("#foot-8 button[value=no_deduction]").click()
    opened.get_by_role("button", name="第 9 项：无扣分").click()
    for number in (8, 9):
        expect(opened.locator(f"#foot-{number}")).to_contain_text("未保存：网络不通")
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    other.goto(live_server.url + "/login/")
    sign_in(other, "chen")
    expect(other).to_have_url(live_server.url + "/")
    opened.unroute("**/items/**")
    saved(opened, 8)
    saved(opened, 9)
    assert (found(sheet, 8)[1], found(sheet, 9)[1]) == (6, 6)


def test_the_next_person_at_the_computer_sees_nothing_of_the_first(
    opened, sheet, people, context, live_server, sign_in_as
):
    type_in(opened, "8a", "2")
    mine = kept(opened)
    dies(opened)
    sign_in_as(people.lin)
    next_page = context.new_page()
    next_page.goto(live_server.url + sheet.item_url(8))
    expect(offer(next_page)).to_be_hidden()
    expect(next_page.locator("#in-8a")).to_have_value("")
    next_page.locator("#in-8b").fill("1")
    next_page.locator("#in-8b").press("Tab")
    saved(next_page, 8)
    assert found(sheet, 8) == ({"8b": 1}, None)
    assert kept(next_page) == mine


def test_a_page_left_open_by_one_person_never_saves_as_the_next(opened, sheet, people, sign_in_as):
    sign_in_as(people.lin)
    opened.locator("#in-8a").fill("2")
    opened.locator("#in-8a").press("Tab")
    expect(opened.locator("#alert")).to_contain_text("现在登录的是另一个人")
    assert found(sheet, 8) == ({}, None)
    assert [draft[:3] for draft in kept(opened)] == [(people.chen.pk, sheet.pk, 8)]


def test_signing_out_asks_first_and_then_clears_what_is_kept(opened, sheet, live_server):
    # What the server refuses stays unsaved, however soon leaving the field sends it.
    type_in(opened, "8a", "-1")
    opened.once("dialog", lambda dialog: dialog.dismiss())
    with opened.expect_event("dialog") as asked:  # after the browser has looked for kept files
        opened.get_by_role("button", name="退出").click()
    assert asked.value.message.startswith("这台设备上还有您填了、没有保存的内容。")
    assert [draft[2] for draft in kept(opened)] == [8]
    opened.once("dialog", lambda dialog: dialog.accept())
    opened.get_by_role("button", name="退出").click()
    opened.wait_for_url(live_server.url + "/login/")
    assert keeps_nothing(opened)


def test_signing_out_with_nothing_unsaved_asks_nothing(opened, live_server):
    asked = []
    opened.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    opened.get_by_role("button", name="退出").click()
    opened.wait_for_url(live_server.url + "/login/")
    assert asked == []


def test_what_was_kept_against_an_older_version_is_shown_beside_it_and_conflicts(
    opened, sheet, people, context, live_server
):
    type_in(opened, "8a", "2")
    dies(opened)
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=8)
    save_item(row, findings={"8a": 1}, reason="", version=0, by=people.lin)
    again = context.new_page()
    again.goto(live_server.url + sheet.get_absolute_url())
    expect(offer(again).locator("[data-mine]")).to_contain_text("2 处")
    expect(offer(again).locator("[data-theirs]")).to_contain_text("1 处")
    offer(again).get_by_role("button", name="第 8 项：放回并保存").click()
    expect(again.locator("#conflict-8 mark")).to_have_text(["2 处", "1 处"])
    assert (found(sheet, 8), len(kept(again))) == (({"8a": 1}, None), 1)
    again.get_by_role("button", name="用我的").click()
    saved(again, 8)
    assert (found(sheet, 8), kept(again)) == (({"8a": 2}, None), [])


def test_choosing_the_others_version_gives_up_what_was_kept(opened, sheet, people, context, live_server):
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=8)
    save_item(row, findings={"8a": 1}, reason="", version=0, by=people.lin)
    type_in(opened, "8a", "2")
    opened.locator("#in-8a").press("Tab")
    opened.get_by_role("link", name="用林小萍的").click()
    expect(opened.locator("#in-8a")).to_have_value("1")
    expect(offer(opened)).to_be_hidden()
    assert keeps_nothing(opened)
