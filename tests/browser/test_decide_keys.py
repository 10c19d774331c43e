"""Deciding an entry without a mouse: a key for each choice, which never acts while somebody types."""

import pytest
from playwright.sync_api import expect

from reports.models import Entry
from tests.conftest import WIDTHS
from tests.reports.lists import hand_in_list

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def first(people, places, year):
    names = ["外滩社区", "盐仓社区"]
    return hand_in_list(places.jiangbei, year, names, by=people.he).entries.first()


@pytest.fixture
def opened(page, live_server, sign_in_as, people, first):
    sign_in_as(people.wang)
    page.goto(live_server.url + first.get_absolute_url())
    return page


def chosen(page):
    return page.locator("[name=decision]:checked").evaluate_all("all => all.map(each => each.value)")


def test_each_key_chooses_its_decision_and_asks_for_the_reason_where_there_must_be_one(opened):
    keys = opened.keyboard
    keys.press("1")
    assert chosen(opened) == ["recognised"]
    keys.press("3")
    assert chosen(opened) == ["returned"]
    expect(opened.locator("#decide-reason")).to_be_focused()
    keys.type("材料 1、2 不全，K 栋没有照片")
    assert chosen(opened) == ["returned"]
    expect(opened.locator("#decide-reason")).to_have_value("材料 1、2 不全，K 栋没有照片")


def test_a_key_saves_after_a_mouse_has_chosen(opened, first):
    opened.locator("label", has_text="认定").first.click()
    opened.keyboard.press("j")
    expect(opened.get_by_role("heading", level=1)).to_have_text("中河街道 盐仓社区")
    assert Entry.objects.get(pk=first.pk).decision == "recognised"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_keys_are_named_where_there_is_a_keyboard(opened, width):
    opened.set_viewport_size({"width": width, "height": 844})
    shown = [cap.inner_text() for cap in opened.locator("kbd").all() if cap.is_visible()]
    help_line = opened.get_by_text(
        "按键：1 认定，2 不予认定，3 退回补正，J 保存，K 跳过；输入文字时不起作用。"
    )
    assert (sorted(shown), help_line.is_visible()) == (
        (["1", "2", "3", "J", "K"], True) if width > 767 else ([], False)
    )
