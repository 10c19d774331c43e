"""A whole sheet without a mouse, and with few clicks."""

import pytest
from playwright.sync_api import expect

from scoring.models import ItemScore, ScoreSheet
from tests.conftest import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def opened(page, live_server, sign_in_as, people, sheet):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.get_absolute_url())
    return page


def found(sheet, number):
    row = ItemScore.objects.get(sheet=sheet, number=number)
    return row.findings, row.points


def standing(page, number):
    """The keyboard stands on this item, which is open."""
    expect(page.locator(f"#item-{number} > summary")).to_be_focused()
    expect(page.locator(f"#item-{number}")).to_have_attribute("open", "")


def test_a_sheet_is_done_from_the_keyboard_alone(opened, sheet):
    keys = opened.keyboard
    keys.press("n")
    standing(opened, 1)
    for number in range(1, 5):
        keys.press("y")
        standing(opened, number + 1)
    keys.press("Tab")
    keys.press("Space")  # 5a 存在
    expect(opened.locator("#in-5a")).to_be_checked()
    keys.press("y")
    standing(opened, 6)
    keys.press("y")
    standing(opened, 7)
    keys.press("Tab")
    keys.press("ArrowRight")  # 7a 扣 1, from 未发现
    expect(opened.locator("#in-7a-1")).to_be_checked()
    for _ in range(2):
        keys.press("Tab")
    keys.type("绿地集中在东侧")
    keys.press("Escape")
    expect(opened.locator("#foot-7")).to_contain_text("已保存")
    expect(opened.locator("#item-7 > summary")).to_be_focused()
    keys.press("y")
    standing(opened, 8)
    keys.press("Tab")
    keys.press("Tab")
    expect(opened.locator("#in-8a")).to_be_focused()
    keys.type("1")
    keys.press("Enter")
    expect(opened.locator("#foot-8")).to_contain_text("已保存")
    keys.press("Escape")
    keys.press("y")
    for number in range(9, 17):
        standing(opened, number)
        keys.press("y")
    standing(opened, 17)
    keys.press("y")
    expect(opened.locator("#total")).not_to_contain_text("尚无总分")
    assert [found(sheet, number)[1] for number in (5, 7, 8)] == [4, 5, 5]
    sheet.refresh_from_db()
    assert (sheet.total, sheet.passed) == (92, True)


def test_next_and_previous_go_round_the_unassessed_items(opened):
    keys = opened.keyboard
    keys.press("n")
    standing(opened, 1)
    keys.press("y")
    standing(opened, 2)
    keys.press("p")
    standing(opened, 17)
    keys.press("n")
    standing(opened, 2)


def test_an_item_opens_and_closes_by_key(opened):
    opened.keyboard.press("n")
    opened.keyboard.press("o")
    expect(opened.locator("#item-1")).not_to_have_attribute("open", "")
    opened.keyboard.press("o")
    standing(opened, 1)


def test_letters_are_letters_while_somebody_types(opened, sheet):
    reason = opened.locator("#reason-1")
    reason.click()
    opened.keyboard.type("nypos?")
    expect(reason).to_have_value("nypos?")
    expect(reason).to_be_focused()
    assert found(sheet, 1) == ({}, None)


def test_the_keys_are_listed_and_can_be_switched_off(opened, sheet):
    opened.keyboard.press("?")
    expect(opened.get_by_text("下一个未评的项", exact=True)).to_be_visible()
    opened.get_by_label("使用单个字母键").uncheck()
    opened.reload()
    opened.locator("#item-1 > summary").focus()
    opened.keyboard.press("n")
    expect(opened.locator("#item-1 > summary")).to_be_focused()
    opened.locator("#keys > summary").click()
    opened.get_by_label("使用单个字母键").check()
    opened.keyboard.press("n")
    standing(opened, 2)


def test_the_button_below_leads_the_focus_to_the_next_unassessed_item(opened):
    opened.locator("#item-1 > summary").click()
    expect(opened.locator("#item-1")).not_to_have_attribute("open", "")
    opened.get_by_role("link", name="下一未评：第 1 项").click()
    standing(opened, 1)


def test_somebody_typing_elsewhere_keeps_the_focus_when_an_answer_arrives(opened):
    opened.get_by_role("button", name="第 9 项：无扣分").click(no_wait_after=True)
    opened.locator("#reason-1").focus()
    expect(opened.locator("#foot-9")).to_contain_text("已保存")
    expect(opened.locator("#reason-1")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_community_in_full_order_takes_seventeen_clicks(opened, sheet, width):
    opened.set_viewport_size({"width": width, "height": 844})
    opened.reload()
    clicks = 0
    for number in range(1, 18):
        opened.locator(f"#card-{number} button[value=no_deduction]:visible").click()
        clicks += 1
        expect(opened.locator(f"#side-{number} .gc-chip-done")).to_be_attached()
    expect(opened.locator("#total")).not_to_contain_text("尚无总分")
    assert (clicks, ScoreSheet.objects.get(pk=sheet.pk).total) == (17, 96)
