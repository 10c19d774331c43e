"""Common reasons under the hand: one press writes and saves, nothing typed is lost; the history is two presses away."""

import pytest
from playwright.sync_api import expect

from scoring.models import ItemScore
from tests.conftest import WIDTHS
from tests.scenes import REASON, fill
from tests.walls.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(participants, people):
    fill(participants["柳堤社区"], people.chen)
    return participants["春浪社区"]


@pytest.fixture
def opened(page, live_server, sign_in_as, people, sheet):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.item_url(7))
    return page


def reason(sheet):
    return ItemScore.objects.get(sheet=sheet, number=7).reason


def test_choosing_a_deduction_opens_the_common_reasons_and_one_press_writes_and_saves(opened, sheet):
    expect(opened.locator("#reasons-7 button")).to_be_hidden()
    opened.locator("#in-7a-2").check()
    expect(opened.locator("#foot-7")).to_contain_text("未保存")
    expect(opened.locator("#points-7a")).to_have_text("−2")
    opened.locator("#reasons-7 button").click()
    expect(opened.locator("#foot-7")).to_contain_text("已保存")
    expect(opened.locator("#reason-7")).to_be_focused()
    assert reason(sheet) == REASON


def test_a_common_reason_goes_after_what_was_typed_and_only_once(opened, sheet):
    opened.locator("#reason-7").fill("东侧绿地偏少。")
    opened.locator("#in-7a-1").check()
    opened.locator("#reasons-7 summary").click()
    opened.locator("#reasons-7 button").click()
    opened.locator("#reasons-7 button").click()
    expect(opened.locator("#reason-7")).to_have_value(f"东侧绿地偏少。\n{REASON}")


@pytest.mark.parametrize("width", WIDTHS.values())
def test_the_offered_reasons_are_accessible_and_fit(opened, sheet, width):
    opened.set_viewport_size({"width": width, "height": 2400})
    opened.locator("#in-7a-2").check()
    expect(opened.locator("#reasons-7 button")).to_be_visible()
    expect(opened.locator("#foot-7")).to_contain_text("未保存")
    sideways = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (faults(opened), sideways) == ([], 0)


def test_from_a_saved_item_to_its_history_and_back(opened, sheet):
    opened.locator("#foot-7").get_by_role("button", name="无扣分").click()
    expect(opened.locator("#item-7")).not_to_have_attribute("open", "")
    opened.locator("#item-7 > summary").click()
    opened.get_by_role("link", name="第 7 项的改动记录").click()
    expect(opened.locator(".gc-history tbody tr")).to_have_count(1)
    expect(opened.locator(".gc-history")).to_contain_text("未评 → 未发现")
    opened.locator(".gc-history").get_by_role("link", name="第 7 项").click()
    expect(opened.locator("#item-7")).to_have_attribute("open", "")


def test_without_scripts_the_common_reasons_can_be_read(
    browser, live_server, people, sheet, client, settings
):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    client.force_login(people.chen)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(sheet.item_url(7))
    page.locator("#reasons-7 summary").click()
    expect(page.locator("#reasons-7 li p")).to_have_text(REASON)
    expect(page.locator("#reasons-7 li p")).to_be_visible()
    expect(page.locator("#reasons-7 li button")).to_be_hidden()
    context.close()
