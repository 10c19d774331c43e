"""Bringing a workbook back in a real Chromium: what a person sees while it goes on, and what comes of it."""

import pytest
from playwright.sync_api import expect

from tests.scoring.workbook.books import downloaded, edited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def back(participants, people, year, live_server, page, sign_in_as):
    sign_in_as(people.chen)
    page.goto(f"{live_server.url}/2021/workbook/back/")
    content = edited(downloaded(people.chen, year), {("柳堤社区", "10a"): 88.5})
    page.set_input_files("#file", {"name": "填好.xlsx", "mimeType": XLSX, "buffer": content})
    return page


def test_from_the_file_to_the_score(back, participants):
    back.get_by_role("button", name="上传并检查").click()
    expect(back.get_by_role("heading", name="导回预览")).to_be_visible()
    expect(back.locator(".gc-changes")).to_contain_text("10a 噪声扰民投诉处理率：未评 → 88.5%")
    back.get_by_role("button", name="写入 1 项").click()
    expect(back.get_by_role("status").first).to_contain_text("已导回 1 个社区：新填 1 项，改动 0 项。")
    assert participants["柳堤社区"].items.get(number=10).points == 5


TWICE = """async () => {
  const form = document.querySelector("form[data-busy]");
  const stopped = [];
  document.addEventListener("submit", (event) => stopped.push(event.defaultPrevented));
  form.requestSubmit();
  const says = form.querySelector("[role=status]").textContent;
  form.requestSubmit();
  const seconds = form.querySelector("[data-busy-seconds]");
  while (seconds.textContent !== "已 2 秒") await new Promise((again) => setTimeout(again, 50));
  return { says, busy: form.getAttribute("aria-busy"), stopped };
}"""


def test_while_the_file_is_checked_it_says_so_and_is_sent_once(back):
    waiting = []
    back.route("**/workbook/back/", lambda route: waiting.append(route))  # it takes as long as the test wants
    assert back.evaluate(TWICE) == {"says": "正在检查…", "busy": "true", "stopped": [False, True]}
    [upload] = waiting
    upload.continue_()
    expect(back.get_by_role("heading", name="导回预览")).to_be_visible()
