"""Starting from last year: told first, copied to be confirmed, counted item by item or a group at a time."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from districts.models import Year
from scoring.actions import make_sheets
from scoring.models import Stage, State
from tests.conftest import WIDTHS
from tests.scenes import fill
from tests.walls.test_pages import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(participants, people, places):
    source = fill(participants["春浪社区"], people.chen, r5b=True, r7a=2)
    following = Year.objects.get(number=2022)
    (made,) = make_sheets([source.community], district=places.haishu, year=following, stage=Stage.INITIAL)
    return made


def total(page):
    return page.locator("#total")


def test_last_year_is_taken_over_and_confirmed(page, live_server, sign_in_as, people, sheet):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.get_absolute_url())
    page.get_by_role("link", name="沿用上一年").click()
    expect(page.get_by_role("heading", name="将带入 17 项")).to_be_visible()
    page.get_by_role("button", name="带入 17 项，待确认").click()
    expect(total(page)).to_contain_text("未评 17 项，尚无总分")
    # One item by itself: the group's button counts what is left.
    page.locator("#foot-5").get_by_role("button", name="确认").click()
    expect(page.locator("#foot-5")).to_contain_text("已保存")
    expect(total(page)).to_contain_text("未评 16 项")
    group = page.locator("#confirm-2")
    expect(group.get_by_role("button")).to_have_text("确认本组 2 项")
    group.get_by_role("button").click()
    expect(page.get_by_text("已确认第 4、6 项。")).to_be_visible()
    for group in (1, 3, 4, 5, 6):
        button = page.locator(f"#confirm-{group}").get_by_role("button")
        button.click()
        expect(button).to_have_count(0)
    expect(total(page)).to_contain_text("92")
    sheet.refresh_from_db()
    assert (sheet.total, set(sheet.items.values_list("state", flat=True))) == (92, {State.CONFIRMED})


def test_a_sheet_full_of_items_to_confirm_is_accessible_and_fits(
    page, live_server, sign_in_as, people, sheet
):
    sign_in_as(people.chen)
    page.goto(live_server.url + sheet.get_absolute_url())
    page.get_by_role("link", name="沿用上一年").click()
    page.get_by_role("button", name="带入 17 项，待确认").click()
    expect(total(page)).to_contain_text("未评 17 项")
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height + 200})
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert ([fault["id"] for fault in found], over) == ([], 0)
