"""The pictures in a real browser: kept as screenshots, read at both widths, opened by a click without scripts."""

import pytest
from django.urls import reverse

from tests.conftest import WIDTHS
from tests.reports.lists import hand_in_list

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listed(people, places, year):
    return hand_in_list(places.jiangbei, year, ["外滩社区", "鲒埼社区"], by=people.he)


@pytest.mark.parametrize("view", ["progress_pictures", "score_pictures"])
def test_a_dashboard_is_kept_as_a_picture_at_both_widths(
    view, people, listed, enter, live_server, output_path
):
    from pathlib import Path

    kept = []
    for name, width in WIDTHS.items():
        page = enter(people.shen, name)
        page.goto(reverse(f"reports:{view}", args=[2021]))
        sizes = page.evaluate(
            "[...document.querySelectorAll('.gc-picture text')].map(t => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert sizes
        assert min(sizes) >= 14
        kept.append(Path(output_path) / f"{view}-{width}.png")
        page.screenshot(path=kept[-1], full_page=True)
    assert all(path.stat().st_size > 10_000 for path in kept)


def test_a_click_on_a_bar_opens_what_the_district_handed_in(people, listed, enter, live_server):
    page = enter(people.shen)
    page.goto(reverse("reports:progress_pictures", args=[2021]))
    page.get_by_role("link", name="江北区：0 / 28，占 0.00%").first.click()
    page.wait_for_url(f"**{listed.get_absolute_url()}")
