"""The score sheet under the hand: Enter saves, a lost session is told and made good, steppers count."""

import pytest
from playwright.sync_api import expect

from scoring.models import ItemScore
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


def test_enter_in_a_field_saves_and_decides_nothing_else(opened, sheet):
    opened.locator("#in-8a").fill("2")
    opened.locator("#in-8a").press("Enter")
    saved(opened, 8)
    assert found(sheet, 8) == ({"8a": 2}, None)
    for code in ("8b", "8c"):
        opened.locator(f"#in-{code}").fill("0")
        opened.locator(f"#in-{code}").press("Enter")
    expect(opened.locator("#side-8")).to_contain_text("4")
    opened.locator("#in-8a").fill("1")
    opened.locator("#in-8a").press("Enter")
    expect(opened.locator("#side-8")).to_contain_text("5")
    assert found(sheet, 8) == ({"8a": 1, "8b": 0, "8c": 0}, 5)


def test_the_steppers_count_from_what_stands_there(opened, sheet):
    more = opened.locator("#rule-8a [data-step='1']")
    more.click()
    expect(opened.locator("#in-8a")).to_have_value("1")
    opened.locator("#in-8a").fill("２")
    more.click()
    expect(opened.locator("#in-8a")).to_have_value("3")
    opened.locator("#rule-8b [data-step='-1']").click()
    expect(opened.locator("#in-8b")).to_have_value("0")


def test_a_session_that_ends_loses_nothing_that_was_typed(opened, sheet, people, context, live_server):
    context.clear_cookies(name="sessionid")
    opened.locator("#in-8a").fill("2")
    opened.locator("#in-8a").press("Tab")
    expect(opened.locator("#alert")).to_contain_text("登录已过期，刚才填的没有保存，还在页面上")
    assert found(sheet, 8) == ({}, None)
    other = context.new_page()
    other.goto(live_server.url + "/login/")
    other.get_by_label("用户名").fill("chen")
    other.get_by_label("密码").fill(PASSWORD)
    other.get_by_role("button", name="登录").click()
    other.wait_for_url(live_server.url + "/")
    opened.get_by_role("button", name="重新保存").click()
    saved(opened, 8)
    assert found(sheet, 8) == ({"8a": 2}, None)
    expect(opened.locator("#alert")).to_be_empty()


def test_the_job_works_without_scripts(browser, live_server, people, sheet, client, settings):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    client.force_login(people.chen)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(sheet.item_url(8))
    page.locator("#in-8a").fill("-1")
    page.locator("#foot-8 button[value=save]").click()
    expect(page.get_by_text("8a 只能填 0 至 9999 的整数")).to_be_visible()
    page.locator("#in-8a").fill("1")
    page.locator("#foot-8 button[value=no_deduction]").click()
    expect(page.locator("#side-8")).to_contain_text("5")
    assert found(sheet, 8) == ({"8a": 1, "8b": 0, "8c": 0}, 5)
    context.close()
