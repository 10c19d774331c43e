"""The lead opens a year from the menu: filled in, looked through, pressed; the strip then counts to its days."""

import pytest
import time_machine
from playwright.sync_api import expect

from districts.models import Target, Year
from tests.conftest import WIDTHS
from tests.walls.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_year_is_opened_from_the_menu(width, people, places, year, live_server, page, sign_in_as):
    with time_machine.travel("2022-12-01 09:00+08:00", tick=False):
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        sign_in_as(people.shen)
        page.goto(f"{live_server.url}/2022/calendar/")
        page.get_by_role("main").get_by_role("link", name="开启 2023年度").click()
        page.get_by_label("行动名称").fill("宁波市绿色社区建设行动（二期）")
        page.get_by_label("文号").fill("甬建发〔2023〕8号")
        page.get_by_label("行动的末年").fill("2024")
        page.get_by_role("button", name="采用建议，先不保存").click()
        expect(page.get_by_label("海曙区累计目标")).to_have_value("61")
        page.get_by_role("button", name="核对，先不开启").click()
        expect(page.get_by_role("heading", name="点“开启 2023年度”以后")).to_be_visible()
        page.wait_for_load_state()
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (faults(page), sideways, Year.objects.count()) == ([], 0, 2)
        page.get_by_role("button", name="开启 2023年度").click()
        expect(page.get_by_text("2023年度已开启。")).to_be_visible()
        strip = page.get_by_role("region", name="2023年度走到哪一步")
        expect(strip).to_contain_text("上报截止 8月31日 24 时 还有 273 天")
        lines = strip.evaluate("each => each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight)")
        assert lines < {"phone": 3, "desktop": 2}[width]
        assert Target.objects.get(year__number=2023, district=places.haishu).target == 61
