"""A September of four people, each at a computer or telephone of their own: the review from the queue to the published
titles, with a visit, a return, an objection, a public notice anybody reads and a revocation on the way."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Entry, Evaluation, PublicNotice, Receipt, Sample, Submission, Title
from scoring.models import ItemScore, ScoreSheet, Stage
from tests.browser.marks import tick
from tests.files import a_photo
from tests.reports.lists import OFFICE
from tests.scenes import fill, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTED = ("春浪社区", "柳堤社区", "万宁社区", "天一社区")
NUMBER = "甬建发〔2021〕99号"


@pytest.fixture
def submission(participants, people, places, year):
    """海曙 handed in four in August, none near the pass mark: one stratum, from which one is drawn."""
    with time_machine.travel("2021-08-26 10:00+08:00", tick=False):
        for name in LISTED:
            fill(participants[name], people.chen)
        found = Submission.objects.get(district=places.haishu, year=year)
        hand_in(found, people.zhou)
    return found


def entry_of(name):
    return Entry.objects.get(community_name=name)


def the_days_are(notice, first, last):
    """The days of the notice are moved, since those of the browser cannot be."""
    PublicNotice.objects.filter(pk=notice.pk).update(starts_on=first, ends_on=last)


def open_entry(page, name):
    page.goto("/2021/review/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def decide(page, name, decision, reason="", due=None):
    open_entry(page, name)
    tick(page.locator(f"input[name=decision][value={decision}]"))
    if reason:
        page.get_by_label("理由").fill(reason)
    if due:
        page.get_by_label("补正截止日").fill(due.isoformat())
    page.locator(".gc-decide").get_by_role("button").click()
    page.wait_for_load_state()


def saved(page, number):
    expect(page.locator(f"#foot-{number}")).to_contain_text("已保存")


def test_a_september_of_four_people(enter, submission, people, year):
    reviewer, lead = enter(people.wang), enter(people.zhou)
    today = timezone.localdate()

    # The reviewer draws by lot; who is drawn cannot be recognised before the visit.
    reviewer.goto(f"/submissions/{submission.pk}/sample/")
    reviewer.get_by_label("抽查比例（%）").fill("1")
    reviewer.get_by_label("种子").fill("2021-HS")
    reviewer.get_by_role("button", name="抽取").click()
    expect(reviewer.get_by_text("结果相同")).to_be_visible()
    drawn = [check.entry.community_name for check in Sample.objects.get().checks.select_related("entry")]
    assert len(drawn) == 1
    decide(reviewer, drawn[0], "recognised")
    expect(reviewer.get_by_text("被抽中抽查，复评完成后才能认定").first).to_be_visible()

    # The visit on a telephone: the network goes in the middle, a photo is taken, all of it arrives.
    telephone = enter(people.wang, "phone")
    telephone.goto(entry_of(drawn[0]).get_absolute_url())
    telephone.get_by_role("button", name="逐项复评").click()
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("评审评分表")
    rescore = ScoreSheet.objects.get(stage=Stage.REVIEW)
    telephone.goto(rescore.item_url(5))
    telephone.context.set_offline(True)
    telephone.locator("#reason-5").fill("东门道路破损。")
    tick(telephone.locator("#in-5a"))
    photo = {"name": "东门.jpg", "mimeType": "image/jpeg", "buffer": a_photo("东门.jpg").read()}
    telephone.locator("#file-5").set_input_files([photo])
    telephone.get_by_role("button", name="其余 17 项与初评一致").click()
    expect(telephone.locator("#card-9").get_by_text("等待送出")).to_be_visible()
    telephone.context.set_offline(False)
    expect(telephone.locator("#evidence-5 .gc-kept-name")).to_have_text("东门.jpg")
    expect(telephone.locator("#agree-all")).to_be_empty()
    rescore.refresh_from_db()
    assert rescore.total == entry_of(drawn[0]).total - 2
    row = ItemScore.objects.get(sheet=rescore, number=5)
    assert (row.points, row.reason) == (4, "东门道路破损。")

    # The two columns say where they differ and why; now it can be recognised.
    open_entry(reviewer, drawn[0])
    expect(reviewer.get_by_text("东门道路破损。").first).to_be_visible()
    decide(reviewer, drawn[0], "recognised")
    assert entry_of(drawn[0]).decision == "recognised"

    # One is returned, one declined, what is left is recognised together.
    returned, declined, last = [name for name in LISTED if name != drawn[0]]
    decide(reviewer, returned, "returned", "第 5 项请补照片并核对。", today + timedelta(days=5))
    decide(reviewer, declined, "declined", "健身场地被占用。")
    reviewer.goto("/2021/review/?district=330203&decision=pending")
    reviewer.get_by_role("link", name="成批认定").click()
    reviewer.get_by_role("checkbox", name="这 1 个社区我都核对过").check()
    reviewer.get_by_role("button", name="认定这 1 个社区").click()
    expect(reviewer.get_by_text("已认定 1 个社区。")).to_be_visible()
    decisions = {name: entry_of(name).decision for name in (returned, declined, last)}
    assert decisions == {returned: "returned", declined: "declined", last: "recognised"}

    # The district sees what to do, corrects the one sheet that is open, and hands in again.
    lead.goto("/?year=2021")
    expect(lead.get_by_text("第 5 项请补照片并核对。").first).to_be_visible()
    editor = enter(people.chen)
    editor.goto(entry_of(last).sheet.get_absolute_url())
    expect(editor.get_by_text("这份评分表可以查看，不能修改。")).to_be_visible()
    editor.goto(entry_of(returned).sheet.item_url(5))
    tick(editor.locator("#in-5b"))
    saved(editor, 5)
    lead.goto(f"/submissions/{submission.pk}/check/")
    lead.get_by_role("button", name="再次上报市住建局").click()
    expect(lead.get_by_role("heading", name="上报回执")).to_be_visible()
    assert Receipt.objects.count() == 2

    # Both sides read the same of what changed since the last receipt.
    address = entry_of(returned).get_absolute_url()
    for page in (lead, reviewer):
        page.goto(address)
        expect(page.get_by_text("未开展海绵化改造和建设").first).to_be_visible()
    decide(reviewer, returned, "recognised")

    # The district objects once; the city lead is told on the first page, and upholds it.
    lead.goto(entry_of(declined).get_absolute_url())
    lead.get_by_role("link", name="申述").click()
    lead.get_by_label("申述理由").fill("场地八月已经恢复，见第 9 项照片。")
    lead.get_by_role("button", name="申述").click()
    city = enter(people.shen)
    city.goto("/?year=2021")
    city.locator(".gc-todo > li", has_text="答复申述").get_by_role("link").click()
    city.get_by_role("link", name=declined, exact=True).click()
    city.get_by_role("link", name="答复申述").click()
    tick(city.get_by_role("radio", name="申述成立"))
    city.get_by_label("答复的理由").fill("现场已恢复，予以认定。")
    city.locator("form").filter(has=city.get_by_label("答复的理由")).get_by_role("button").click()
    city.wait_for_load_state()
    assert {each.decision for each in Entry.objects.all()} == {"recognised"}

    # Concluded, evaluated, published; one title is revoked and 附件3 says so.
    city.goto(f"/submissions/{submission.pk}/conclude/")
    city.get_by_role("button", name="办结，授予 4 个称号").click()
    city.goto(f"/submissions/{submission.pk}/evaluation/")
    tick(city.get_by_role("radio", name="良好"))
    city.get_by_label("落实情况和成效").fill("任务按期完成，成效较好。")
    city.locator("form").filter(has=city.get_by_label("落实情况和成效")).get_by_role("button").click()
    city.wait_for_load_state()
    assert Evaluation.objects.get().grade == "good"

    # Shown to everybody first: without a sign-in, on a telephone. Somebody writes; the answer lets the titles go.
    city.goto("/2021/titles/publish/")
    city.get_by_role("link", name="去公示").click()
    city.get_by_label("地址").fill(OFFICE["address"])
    city.get_by_label("受理单位").fill(OFFICE["office"])
    city.get_by_label("联系电话").fill(OFFICE["phone"])
    city.get_by_role("checkbox", name="这 4 个社区我都核对过").check()
    city.get_by_role("button", name="公示这 4 个社区").click()
    expect(city.get_by_text("公示已定").first).to_be_visible()
    notice = PublicNotice.objects.get()
    stranger = enter(None, "phone")
    assert stranger.goto(f"/notice/{notice.pk}/").status == 404
    the_days_are(notice, today - timedelta(days=1), today)
    stranger.goto("/notice/")
    stranger.get_by_role("link", name="关于拟认定2021年度绿色社区的公示").click()
    expect(stranger.get_by_text("海曙区（4个）")).to_be_visible()
    expect(stranger.get_by_text(last)).to_be_visible()
    expect(stranger.get_by_text(OFFICE["phone"])).to_be_visible()
    assert stranger.context.cookies() == []
    reviewer.goto(f"/notices/{notice.pk}/")
    reviewer.get_by_role("link", name="记录异议").click()
    reviewer.get_by_label("对哪个社区").select_option(label=f"{entry_of(last).street_name} {last}")
    tick(reviewer.get_by_role("radio", name="来信"))
    reviewer.get_by_label("异议内容").fill("绿地改作停车场。")
    reviewer.get_by_role("button", name="记录异议").click()
    expect(reviewer.get_by_text("等市级负责人答复")).to_be_visible()
    the_days_are(notice, today - timedelta(days=2), today - timedelta(days=1))
    stranger.reload()
    expect(stranger.get_by_text("24 时结束。")).to_be_visible()
    expect(stranger.get_by_text(last)).to_have_count(0)
    city.goto("/2021/titles/publish/")
    city.get_by_role("link", name="去答复").click()
    city.get_by_role("link", name="去答复").click()
    tick(city.get_by_role("radio", name="异议不成立"))
    city.get_by_label("答复的理由").fill("现场核实，仍是绿地。")
    city.get_by_role("button", name="答复").click()
    expect(city.get_by_text("异议不成立").first).to_be_visible()
    city.goto("/2021/titles/publish/")
    city.get_by_label("批次").fill("第一批")
    city.get_by_label("公布文号").fill(NUMBER)
    city.get_by_label("公布日期").fill(today.isoformat())
    city.locator("form").filter(has=city.get_by_label("公布文号")).get_by_role("button").click()
    city.wait_for_load_state()
    assert set(Title.objects.values_list("document_number", "batch")) == {(NUMBER, "第一批")}
    revoked = Title.objects.get(entry=entry_of(last))
    city.goto(f"/titles/{revoked.pk}/recheck/")
    city.get_by_role("textbox", name="复查日期").fill(today.isoformat())
    tick(city.get_by_role("radio", name="撤销称号"))
    city.get_by_label("复查情况").fill("绿地改作停车场。")
    city.get_by_role("checkbox", name="撤销称号").check()
    city.locator("form").filter(has=city.get_by_label("复查情况")).get_by_role("button").click()
    city.wait_for_load_state()
    revoked.refresh_from_db()
    assert revoked.revoked_on == today
    lead.goto("/2021/annex3/?district=330203")
    table = lead.locator("table").first
    expect(table).to_contain_text("2.97%")  # three of 101
    expect(table).not_to_contain_text(last)
    expect(lead.locator("main")).to_contain_text(last)  # in the footnote
