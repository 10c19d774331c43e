"""The receipt on paper: every name whole and once, and room for the seal on the page that bears the number."""

from types import SimpleNamespace

import pytest

from districts.models import District
from reports import receipts
from tests.paper import needs_pdftotext, outside, pages
from tests.reports.lists import hand_in_list

pytestmark = [pytest.mark.browser, needs_pdftotext, pytest.mark.django_db(transaction=True)]

NAMES = [f"望碶花苑{n:03d}社区居委会" for n in range(178)]


@pytest.mark.parametrize("count", [3, 178])
def test_the_receipt_prints_every_name_and_the_seal_under_the_number(
    count, page, sign_in_as, live_server, people, year, tmp_path
):
    yinzhou = District.objects.get(code="330212")
    submission = hand_in_list(yinzhou, year, NAMES[:count], by=people.shen)
    report = SimpleNamespace(name="年度总结评估报告.pdf", sha256="0" * 64)
    entries = list(submission.entries.all())
    receipt = receipts.issue(submission, entries=entries, report=report, declared=178, by=people.shen)
    sign_in_as(people.shen)
    page.goto(live_server.url + receipt.get_absolute_url())
    pdf = tmp_path / "receipt.pdf"
    page.pdf(path=pdf, format="A4", prefer_css_page_size=True)
    printed = pages(pdf)
    text = "".join(printed)
    assert [name for name in NAMES[:count] if text.count(name) != 1] == []
    assert "编号330212-2021-001" in printed[0] and receipt.sha256 in text
    last = printed[-1]
    ending = ("本回执（编号330212-2021-001）", "经办人（签字）：", "单位（盖章）：", "年月日")
    assert [words for words in ending if words not in last] == []
    assert list(outside(pdf)) == []
