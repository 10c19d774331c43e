"""A bureau's afternoon: the lead says who answers for what, the bureau objects to one community beside its photo and has
nothing against the others, and the city finds the objection where it decides."""

import pytest
import time_machine
from playwright.sync_api import expect

from reports.models import Opinion, Submission
from tests.browser.marks import tick
from tests.reports.joint import standing
from tests.scenes import fill, hand_in, photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def submission(participants, people, places, year):
    """海曙 handed in three in August; 春浪 shows a photo beside item 10."""
    with time_machine.travel("2021-08-26 10:00+08:00", tick=False):
        photograph(participants["春浪社区"], 10, people.chen, "噪声治理.jpg")
        for name in ("春浪社区", "柳堤社区", "天一社区"):
            fill(participants[name], people.chen)
        found = Submission.objects.get(district=places.haishu, year=year)
        hand_in(found, people.zhou)
    return found


def test_a_bureau_says_its_opinion(page, live_server, sign_in_as, submission, people):
    spring = submission.entries.get(community_name="春浪社区")

    sign_in_as(people.shen)
    page.goto(f"{live_server.url}/2021/departments/")
    for number in (5, 10):
        page.get_by_label(f"市生态环境局会审第 {number} 项").check()
    page.get_by_label("会审意见截止").fill("2021-09-20")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("2021年度会审安排已保存。")).to_be_visible()

    sign_in_as(people.huan)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/2021/opinions/")
    expect(page.get_by_text("0 / 3 已提")).to_be_visible()
    page.get_by_role("link", name="春浪社区").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("春浪社区")
    page.get_by_role("link", name="噪声治理.jpg").click()
    expect(page.locator("#preview img")).to_be_visible()
    assert page.locator("#preview img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    page.get_by_role("button", name="关闭").click()
    page.get_by_label("第 10 项的异议").fill("投诉还有两件没有处理。")
    tick(page.locator("input[name=verdict][value=objection]"))
    page.get_by_role("button", name="保存，看下一个").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("柳堤社区")
    assert standing(spring) == {"shengtai": {5: "", 10: "投诉还有两件没有处理。"}}

    page.goto(f"{live_server.url}/2021/opinions/")
    page.get_by_role("link", name="对未提的 2 个社区提“无意见”").click()
    tick(page.get_by_label("这 2 个社区我部门都看过"))
    page.get_by_role("button", name="对这 2 个社区提“无意见”").click()
    expect(page.get_by_text("3 / 3 已提")).to_be_visible()
    assert Opinion.objects.fresh().count() == 3

    sign_in_as(people.wang)
    page.goto(f"{live_server.url}/2021/review/?opposed=1")
    page.get_by_role("link", name="春浪社区", exact=True).click()
    expect(page.get_by_text("投诉还有两件没有处理。")).to_be_visible()
