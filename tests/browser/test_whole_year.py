"""A year of seven people, from the plan to the publication, each day at its own date: 管维 of the accounts, 沈立群 and
王海燕 of the city, 周国平 and 陈淑芬 of a district, 黄蓓 of a department, 申继红 who looks at the trail; and whoever reads the
public notice without signing in. Mails are captured and counted on the way."""

import io
from collections import Counter
from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from districts.models import Event, HandOver, Role, User
from reports.models import DecisionChoices as Decision
from reports.models import Digest, Document, Entry, Opinion, PublicNotice, Submission, Title
from scoring.models import ScoreSheet
from tests.browser.marks import tick
from tests.conftest import PASSWORD
from tests.files import a_pdf
from tests.reports.lists import OFFICE
from tests.scenes import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPRING, WILLOW = "春浪社区", "柳堤社区"


def a_file(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": a_pdf(name).read()}


def mailed():
    """To whom mails went since last asked, in order of name."""
    names = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return names


def remind():
    call_command("send_reminders", stdout=io.StringIO())
    return mailed()


def todo(page, title):
    """The way a task of the home page leads."""
    page.goto("/?year=2021")
    page.locator(".gc-todo > li", has_text=title).get_by_role("link").click()


def entry_of(name):
    return Entry.objects.get(community_name=name)


def decide(page, name, decision, reason="", due=""):
    page.goto(entry_of(name).get_absolute_url())
    tick(page.locator(f"input[name=decision][value={decision}]"))
    if reason:
        page.get_by_label("理由").fill(reason)
    if due:
        page.get_by_label("补正截止日").fill(due)
    page.locator(".gc-decide").get_by_role("button").click()
    expect(page.get_by_text(f"{name}：{Decision(decision).label}。")).to_be_visible()


def hand_in(page, button):
    page.goto(f"/submissions/{Submission.objects.get(district__code=330203, year__number=2021).pk}/check/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="上报回执")).to_be_visible()


@pytest.fixture
def seven(people):
    for name in ("guan", "shen", "chen", "wang", "huan", "audit"):
        User.objects.filter(username=name).update(email=f"{name}@example.invalid")
    User.objects.create_user(
        "su",
        PASSWORD,
        full_name="苏敏",
        role=Role.EDITOR,
        district=people.chen.district,
        must_change_password=False,
    )
    return people


def test_a_year_of_seven_people(enter, seven, places, year, time_machine):
    # June: who looks at what, the plan and the method.
    time_machine.move_to("2021-06-20 09:00 +0800")
    accounts = enter(seven.guan)
    accounts.goto(f"/people/{seven.zhou.pk}/")
    accounts.get_by_label("邮箱").fill("zhou@example.invalid")
    accounts.get_by_role("button", name="保存").click()
    expect(accounts.get_by_text("周国平的账号已保存。")).to_be_visible()
    city = enter(seven.shen)
    city.goto("/2021/departments/")
    for number in (5, 10):
        city.get_by_label(f"市生态环境局会审第 {number} 项").check()
    city.get_by_label("会审意见截止").fill("2021-09-20")
    city.get_by_role("button", name="保存").click()
    expect(city.get_by_text("2021年度会审安排已保存。")).to_be_visible()
    time_machine.move_to("2021-06-27 08:00 +0800")
    assert remind() == ["zhou"]  # three days before the plan's
    lead = enter(seven.zhou)
    lead.goto("/2021/documents/")
    expect(lead.locator(".gc-calendar [aria-current=step]")).to_contain_text("6月30日 24 时 还有 3 天")
    plan = lead.locator("#plan")
    plan.locator("input[type=file]").set_input_files(a_file("实施方案.pdf"))
    plan.get_by_role("button", name="上传").click()
    expect(lead.get_by_text("已上传“实施方案.pdf”。")).to_be_visible()
    method = lead.locator("#method")
    method.get_by_label("名称").fill("海曙区绿色社区评估认定办法")
    method.get_by_label("文号").fill("海政发〔2021〕8号")
    method.get_by_label("批准机关").fill("海曙区人民政府")
    method.get_by_label("批准日期").fill("2021-06-20")
    method.locator("input[type=file]").set_input_files(a_file("评估认定办法.pdf"))
    method.get_by_role("button", name="上传").click()
    expect(lead.get_by_text("已上传“评估认定办法.pdf”。")).to_be_visible()
    assert Document.objects.count() == 2

    # July and August: who takes part, what is found there, the report, the hand-in.
    time_machine.move_to("2021-07-05 09:00 +0800")
    lead = enter(seven.zhou)
    todo(lead, "确定参与社区")
    for name in (SPRING, WILLOW):
        lead.get_by_role("checkbox", name=name).check()
    lead.get_by_role("button", name="保存参与社区").click()
    expect(lead.get_by_text("已保存：新增 2 个")).to_be_visible()
    for sheet in ScoreSheet.objects.filter(year=year):
        fill(sheet, seven.chen)
    editor = enter(seven.chen, "phone")
    editor.goto(ScoreSheet.objects.get(community__name=SPRING).item_url(5))
    tick(editor.locator("#in-5b"))
    expect(editor.locator("#total")).to_contain_text("94")
    time_machine.move_to("2021-08-24 08:00 +0800")
    assert remind() == ["chen", "zhou"]  # a week before: there is no report yet
    time_machine.move_to("2021-08-30 15:00 +0800")
    lead = enter(seven.zhou)
    todo(lead, "填写联系人")
    lead.get_by_role("textbox", name="联系人").fill("陈淑芬")
    lead.get_by_label("联系电话").fill("0574-00000001")
    lead.get_by_role("button", name="保存联系人").click()
    expect(lead.get_by_text("联系人已保存。")).to_be_visible()
    tick(lead.get_by_label("民政", exact=True))
    lead.get_by_role("button", name="保存参加部门").click()
    expect(lead.get_by_text("参加初评的部门已保存。")).to_be_visible()
    lead.get_by_label("选择文件").set_input_files(a_file("年度总结评估报告.pdf"))
    lead.get_by_role("button", name="上传报告").click()
    expect(lead.get_by_role("link", name="年度总结评估报告.pdf")).to_be_visible()
    assert mailed() == []
    hand_in(lead, "上报市住建局")
    assert mailed() == ["shen", "wang"]

    # September: the department, the reviewer, a colleague who leaves, a correction, the decisions.
    time_machine.move_to("2021-09-06 10:00 +0800")
    bureau = enter(seven.huan, "phone")
    todo(bureau, "提会审意见")
    bureau.get_by_role("link", name=SPRING).click()
    bureau.get_by_label("第 5 项的异议").fill("东门道路破损。")
    tick(bureau.locator("input[name=verdict][value=objection]"))
    bureau.get_by_role("button", name="保存，看下一个").click()
    expect(bureau.get_by_role("heading", level=1)).to_contain_text(WILLOW)
    bureau.goto("/2021/opinions/")
    bureau.get_by_role("link", name="对未提的 1 个社区提“无意见”").click()
    tick(bureau.get_by_label("这 1 个社区我部门都看过"))
    bureau.get_by_role("button", name="对这 1 个社区提“无意见”").click()
    expect(bureau.get_by_text("2 / 2 已提")).to_be_visible()
    time_machine.move_to("2021-09-08 10:00 +0800")
    reviewer = enter(seven.wang)
    reviewer.goto(entry_of(SPRING).get_absolute_url())
    expect(reviewer.get_by_text("东门道路破损。")).to_be_visible()
    assert mailed() == []
    decide(reviewer, SPRING, "returned", "会审提出：第 5 项请核对东门道路。", "2021-09-15")
    assert mailed() == ["chen", "zhou"]
    time_machine.move_to("2021-09-09 10:00 +0800")
    accounts = enter(seven.guan)
    accounts.goto(f"/people/{seven.chen.pk}/")
    accounts.get_by_role("link", name="移交工作").click()
    accounts.get_by_label("接手人").select_option(label="苏敏（区县填报员，海曙区住建局）")
    tick(accounts.get_by_role("radio", name="停用（调离、退休）"))
    accounts.get_by_label("说明").fill("9月9日起调离。")
    accounts.get_by_role("button", name="移交").click()
    expect(accounts.get_by_text("陈淑芬的工作已移交给苏敏。")).to_be_visible()
    successor = User.objects.get(username="su")
    assert HandOver.objects.get().successor == successor
    editor = enter(successor, "phone")
    editor.goto("/takeover/")
    expect(editor.get_by_text("9月9日起调离。")).to_be_visible()
    editor.get_by_role("link", name=SPRING).first.click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text(SPRING)
    editor.goto(entry_of(SPRING).sheet.item_url(5))
    tick(editor.locator("#in-5a"))
    expect(editor.locator("#total")).to_contain_text("92")
    lead = enter(seven.zhou)
    hand_in(lead, "再次上报市住建局")
    assert mailed() == ["shen", "wang"]
    time_machine.move_to("2021-09-17 08:00 +0800")
    assert remind() == ["huan"]  # the item she answers for has changed since
    bureau = enter(seven.huan, "phone")
    todo(bureau, "提会审意见")
    bureau.get_by_role("link", name=SPRING).click()
    bureau.get_by_label("第 5 项的异议").fill("")
    tick(bureau.locator("input[name=verdict][value=none]"))
    bureau.locator("form").filter(has=bureau.locator("input[name=verdict]")).get_by_role(
        "button"
    ).first.click()
    expect(bureau.get_by_text("2 / 2 已提")).to_be_visible()
    assert Opinion.objects.fresh().count() == 2
    time_machine.move_to("2021-09-20 10:00 +0800")
    reviewer = enter(seven.wang)
    for name in (SPRING, WILLOW):
        decide(reviewer, name, "recognised")
    assert mailed() == ["zhou"]  # of the first; the second waits for another day
    time_machine.move_to("2021-09-21 10:00 +0800")
    city = enter(seven.shen)
    todo(city, "办结区县评审")
    city.get_by_role("button", name="办结，授予 2 个称号").click()
    expect(city.get_by_text("海曙区评审已办结，2 个社区取得称号。")).to_be_visible()
    assert mailed() == ["zhou"]
    todo(city, "评价区县")
    tick(city.get_by_role("radio", name="良好"))
    city.get_by_label("落实情况和成效").fill("任务按期完成，成效较好。")
    city.locator("form").filter(has=city.get_by_label("落实情况和成效")).get_by_role("button").click()
    expect(city.get_by_text("评价已保存，区县可以看到。")).to_be_visible()

    # The public notice, without a sign-in from its first minute to its last; then the publication.
    todo(city, "公示拟认定的社区")
    city.get_by_label("公示开始").fill("2021-09-22")
    city.get_by_label("公示截止").fill("2021-09-28")
    for label, words in (("受理单位", "office"), ("地址", "address"), ("联系电话", "phone")):
        city.get_by_label(label).fill(OFFICE[words])
    city.get_by_role("checkbox", name="这 2 个社区我都核对过").check()
    city.get_by_role("button", name="公示这 2 个社区").click()
    expect(city.get_by_text("公示已定").first).to_be_visible()
    address = f"/notice/{PublicNotice.objects.get().pk}/"
    stranger = enter(None, "phone")
    statuses = {}
    for moment in ("2021-09-21 23:59:58 +0800", "2021-09-22 00:00:00 +0800"):
        time_machine.move_to(moment, tick=False)
        statuses[moment] = stranger.goto(address).status
    assert list(statuses.values()) == [404, 200]
    expect(stranger.get_by_text("海曙区（2个）")).to_be_visible()
    time_machine.move_to("2021-09-28 23:59:59 +0800", tick=False)
    stranger.goto(address)
    expect(stranger.get_by_text(WILLOW)).to_be_visible()
    time_machine.move_to("2021-09-29 00:00:00 +0800", tick=False)
    stranger.goto(address)
    expect(stranger.get_by_text(WILLOW)).to_have_count(0)
    assert stranger.context.cookies() == []
    time_machine.move_to("2021-09-29 10:00 +0800")
    city = enter(seven.shen)
    todo(city, "公布称号")
    city.get_by_label("批次").fill("第一批")
    city.get_by_label("公布文号").fill("甬建发〔2021〕99号")
    city.get_by_label("公布日期").fill("2021-09-29")
    city.locator("form").filter(has=city.get_by_label("公布文号")).get_by_role("button").click()
    expect(city.get_by_text("已公布 2 个称号。")).to_be_visible()
    published = Title.objects.values_list("entry__community_name", "batch", "published_on")
    assert sorted(published) == [
        (SPRING, "第一批", date(2021, 9, 29)),
        (WILLOW, "第一批", date(2021, 9, 29)),
    ]
    city.goto("/2021/annex3/?district=330203")
    expect(city.locator("table").first).to_contain_text("1.98%")  # two of 101

    # What everybody did stands in the trail under their own names, also of who has left; nobody had two mails on a day.
    trail = enter(seven.audit)
    trail.goto("/trail/?text=陈淑芬")
    expect(trail.get_by_role("row", name=SPRING).first).to_be_visible()
    assert set(Event.objects.filter(actor=seven.audit).values_list("action", flat=True)) == {"sign_in"}
    digests = Counter(Digest.objects.values_list("person__username", "day"))
    assert set(digests.values()) == {1}
    assert Counter(name for name, _day in digests) == {"zhou": 5, "chen": 2, "shen": 2, "wang": 2, "huan": 1}
