"""文件 in Chromium: a district fills what is missing in place, the city spreads what is good, another district reads it."""

import re

import pytest
from playwright.sync_api import expect

from reports.models import Acceptance, Document
from tests.files import a_pdf
from tests.walls.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_file(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": a_pdf(name).read()}


def test_from_what_is_missing_to_what_every_district_reads(people, places, year, enter):
    lead = enter(people.zhou, "phone")
    lead.goto("/2021/documents/")
    plan = lead.locator("#plan")
    expect(plan.get_by_role("button", name="上传")).to_be_visible()  # the first missing one is open
    plan.locator("input[type=file]").set_input_files(a_file("实施方案.pdf"))
    plan.get_by_role("button", name="上传").click()
    expect(lead.get_by_text("已上传“实施方案.pdf”。")).to_be_visible()
    expect(plan.get_by_role("link", name="实施方案.pdf").first).to_be_visible()

    new = lead.locator("#good_practice")
    new.get_by_text("报送典型做法").click()
    new.get_by_label("题目").fill("楼道里的分类角")
    new.get_by_label("摘要").fill("每个单元一个角，由楼组长看着。")
    new.locator("input[type=file]").set_input_files(a_file("分类角.pdf"))
    new.get_by_role("button", name="上传").click()
    expect(lead.get_by_text("已上传“分类角.pdf”。")).to_be_visible()
    assert faults(lead) == []
    assert Document.objects.count() == 2

    city = enter(people.shen, "desktop")
    city.goto("/2021/documents/overview/")
    expect(city.get_by_role("row", name=re.compile("海曙区.*已有"))).to_be_visible()
    city.get_by_role("link", name="看待采纳的典型做法").click()
    city.get_by_role("link", name=re.compile("去采纳")).click()
    city.get_by_label("点评").fill("别处照着能做。")
    city.get_by_role("button", name="采纳").click()
    expect(city.get_by_text("已采纳“楼道里的分类角”，各区县都能看到。")).to_be_visible()
    assert Acceptance.objects.standing().count() == 1

    other = enter(people.he, "phone")
    other.goto("/good-practice/")
    expect(other.get_by_role("link", name="楼道里的分类角")).to_be_visible()
    expect(other.get_by_text("市住建局点评：别处照着能做。")).to_be_visible()
