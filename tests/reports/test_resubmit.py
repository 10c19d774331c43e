"""The city returns communities; the district corrects exactly those and hands in again, each by its own due day."""

import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event
from reports.actions import decide, recognise_all, resubmit
from reports.models import DecisionChoices, Document, Receipt, Submission
from scoring.actions import save_item
from scoring.models import Lock, ScoreSheet
from tests.files import a_pdf
from tests.reports.lists import forget_items
from tests.scenes import REASON, attach, fill, hand_in

RETURNED_ON = "2021-09-06 15:20+08:00"
DUE = date(2021, 9, 20)
LISTED = ("春浪社区", "柳堤社区", "天一社区")


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel("2021-09-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, people, year):
    """海曙 has handed in three communities by 31 August."""
    submission = Submission.objects.get(district=places.haishu, year=year)
    with time_machine.travel("2021-08-26 16:42:07+08:00", tick=False):
        for name in LISTED:
            fill(participants[name], people.chen)
        hand_in(submission, people.zhou)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def give_back(people, submission):
    """The reviewer returns one community."""

    def returned(name, due=DUE, reason="第 5 项与现场不符。"):
        with time_machine.travel(RETURNED_ON, tick=False):
            return decide(
                entry(submission, name),
                decision=DecisionChoices.RETURNED,
                seen=DecisionChoices.PENDING,
                reason=reason,
                due=due,
                by=people.wang,
            )

    return returned


def entry(submission, name):
    return submission.entries.select_related("sheet__rubric", "submission").get(community_name=name)


def correct(submission, name, by, number, **found):
    """Assess one item of a returned community's sheet again."""
    from tests.scenes import clean_findings

    row = entry(submission, name).sheet.items.select_related("sheet").get(number=number)
    rules = row.sheet.rubric.parsed.item(number)
    findings = clean_findings(rules) | {code.removeprefix("r"): value for code, value in found.items()}
    return save_item(row, findings=findings, reason=REASON, version=row.version, by=by)


def ruin(submission, name, by):
    """Correct a sheet so far down that it passes no longer."""
    correct(submission, name, by, 2, r2a=True, r2b=True)
    correct(submission, name, by, 9, r9a=True, r9b=True)
    correct(submission, name, by, 11, r11a=True)


def decisions(submission):
    return {each.community_name: (each.decision, each.total) for each in submission.entries.all()}


@pytest.fixture
def lead(client, people):
    client.force_login(people.zhou)
    return client


def again(client, submission):
    return client.post(reverse("reports:resubmit", args=[submission.pk]))


def check_page(client, submission):
    return client.get(reverse("reports:check", args=[submission.pk]))


# --- what a return opens -------------------------------------------------------------------------------------


def test_returning_unlocks_that_sheet_alone(submission, give_back):
    sheet = give_back("春浪社区").sheet
    open_sheets = ScoreSheet.objects.filter(district=submission.district, lock=Lock.OPEN)
    assert list(open_sheets) == [sheet]


def test_returned_communities_stand_first_with_reason_and_due_day(lead, submission, give_back):
    returned = give_back("柳堤社区")
    shown = lead.get(submission.get_absolute_url()).content.decode()
    assert shown.index("第 5 项与现场不符。") < shown.index("春浪社区") < shown.index("年度总结评估报告")
    assert "南门街道　柳堤社区" in shown and "第 5 项与现场不符。" in shown
    assert "补正截止 2021年9月20日 24 时" in shown and "市住建局 王海燕，2021年9月6日 15:20" in shown
    assert f'href="{returned.sheet.get_absolute_url()}"' in shown


def test_while_a_community_is_returned_the_report_may_be_replaced(lead, submission, give_back):
    give_back("春浪社区")
    lead.post(reverse("reports:add_report", args=[submission.pk]), {"file": a_pdf("更正稿.pdf")})
    assert [each.name for each in Document.objects.all()] == ["更正稿.pdf", "年度总结评估报告.pdf"]


# --- handing in again ----------------------------------------------------------------------------------------


def test_corrected_and_still_passing_goes_back_to_the_queue(lead, people, submission, give_back):
    give_back("春浪社区")
    correct(submission, "春浪社区", people.lin, 5, r5b=True)
    sent = again(lead, submission)
    receipt = Receipt.objects.get(sequence=2)
    assert sent.url == receipt.get_absolute_url()
    assert decisions(submission) == {
        "春浪社区": ("pending", 94),
        "柳堤社区": ("pending", 96),
        "天一社区": ("pending", 96),
    }
    corrected = entry(submission, "春浪社区")
    assert (corrected.due, corrected.sheet.lock) == (None, Lock.HANDED_IN)


def test_corrected_below_80_is_withdrawn_with_its_reason(lead, people, submission, give_back):
    give_back("春浪社区")
    ruin(submission, "春浪社区", people.lin)
    again(lead, submission)
    gone = entry(submission, "春浪社区")
    assert (gone.decision, gone.reason) == ("withdrawn", "补正后总分 78 分，未达标，自动撤回。")
    assert gone.sheet.lock == Lock.HANDED_IN
    assert Receipt.objects.get(sequence=2).listed == 2


def test_a_corrected_community_keeps_the_name_it_has_now(lead, people, submission, give_back):
    returned = give_back("春浪社区")
    returned.community.name = "春浪新村社区"
    returned.community.save()
    again(lead, submission)
    assert [each.community_name for each in submission.entries.all()] == [
        "春浪新村社区",
        "柳堤社区",
        "天一社区",
    ]


def test_declined_communities_are_off_the_next_receipt(lead, people, submission, give_back):
    give_back("春浪社区")
    decide(
        entry(submission, "天一社区"),
        decision=DecisionChoices.DECLINED,
        seen=DecisionChoices.PENDING,
        reason="现场不符。",
        by=people.wang,
    )
    again(lead, submission)
    assert Receipt.objects.get(sequence=2).listed == 2


# --- refused -------------------------------------------------------------------------------------------------


def refused(client, submission, sentence):
    before = decisions(submission)
    page = again(client, submission)
    assert page.status_code == 409
    assert sentence in page.content.decode()
    assert (decisions(submission), Receipt.objects.count()) == (before, 1)


def test_without_a_return_there_is_nothing_to_hand_in_again(lead, submission):
    refused(lead, submission, "没有退回补正的社区，不需要再次上报。")


def test_after_the_due_day_it_is_refused_with_the_day_and_whom_to_ask(lead, submission, give_back):
    give_back("春浪社区")
    with time_machine.travel("2021-09-21 00:00:00+08:00", tick=False):
        lead.force_login(Submission.objects.get(pk=submission.pk).receipts.get().issued_to)
        refused(lead, submission, "补正截止日 2021年9月20日 已过，请联系市住建局。")
        assert "补正截止日已过" in check_page(lead, submission).content.decode()


def test_the_last_second_of_the_due_day_is_in_time(lead, people, submission, give_back):
    give_back("春浪社区")
    with time_machine.travel("2021-09-20 23:59:59+08:00", tick=False):
        lead.force_login(people.zhou)
        assert again(lead, submission).status_code == 302


def test_a_sheet_with_an_open_item_is_refused_and_named(lead, people, submission, give_back):
    returned = give_back("春浪社区")
    row = returned.sheet.items.select_related("sheet").get(number=5)
    save_item(row, findings={}, reason="", version=row.version, by=people.lin)
    refused(lead, submission, "还不能再次上报：南门街道 春浪社区还有未评的项")
    shown = check_page(lead, submission).content.decode()
    assert "还有未评的项，评完才有总分。" in shown and 'id="hand-in"' not in shown


def test_award_points_without_a_document_are_refused(lead, people, submission, give_back):
    give_back("春浪社区")
    correct(submission, "春浪社区", people.lin, 17, r17a=2)
    refused(lead, submission, "加了 2 分，没有证明材料。奖状、证书、赞誉须附件。")
    attach(entry(submission, "春浪社区").sheet, 17, people.lin)
    assert again(lead, submission).status_code == 302


def test_without_a_whole_contact_it_is_refused_and_the_check_leads_to_it(lead, submission, give_back):
    give_back("春浪社区")
    Submission.objects.update(contact_phone="")
    sent = again(lead, submission)
    assert sent.status_code == 409
    assert "联系人及联系电话：还没有填写，附件3表头要用。" in sent.content.decode()
    assert Receipt.objects.count() == 1
    (point,) = check_page(lead, submission).context["page"].must_fix
    assert (point.code, point.url) == ("contact", f"{submission.get_absolute_url()}#contact")
    contact = reverse("reports:save_contact", args=[submission.pk])
    lead.post(contact, {"name": "钱芳", "phone": "0574-00000009"})
    again(lead, submission)
    assert json.loads(Receipt.objects.get(sequence=2).content)["contact"]["phone"] == "0574-00000009"


def test_a_return_whose_day_has_gone_by_stays_with_the_city(lead, people, submission, give_back):
    give_back("春浪社区", due=date(2021, 9, 7))
    give_back("天一社区")
    page = check_page(lead, submission)
    assert [str(each) for each in page.context["page"].late] == ["南门街道 春浪社区"]
    assert "截止日是 2021年9月7日。这次不带上，请联系市住建局。" in page.content.decode()
    again(lead, submission)
    assert decisions(submission)["春浪社区"][0] == "returned"
    assert decisions(submission)["天一社区"][0] == "pending"


def test_an_editor_does_not_hand_in_again(client, people, submission, give_back):
    give_back("春浪社区")
    client.force_login(people.chen)
    assert again(client, submission).status_code == 403
    shown = check_page(client, submission).content.decode()
    assert "由区县审核人上报。" in shown and 'id="hand-in"' not in shown


# --- the check before handing in again -----------------------------------------------------------------------


def test_the_check_tells_apart_what_goes_back_and_what_is_withdrawn(lead, people, submission, give_back):
    give_back("春浪社区")
    give_back("天一社区")
    ruin(submission, "天一社区", people.yue)
    page = check_page(lead, submission)
    shown = page.context["page"]
    assert [str(each) for each in shown.going_back] == ["南门街道 春浪社区"]
    assert [str(each) for each in shown.withdrawing] == ["月湖街道 天一社区"]
    assert shown.listed == 2
    assert "上报时 96 分，补正后 78 分。" in page.content.decode()
    assert [sentence for _icon, sentence in page.context["effects"]] == [
        "1 个社区回到市住建局评审",
        "1 个未达标的社区自动撤回，不能恢复",
        "补正的 2 份评分表重新锁定",
        "生成新的回执，写明补正了哪些社区",
        "不发邮件：应当知道的 2 人都没有填邮箱，请另行告知",
    ]
    assert "再次上报市住建局</button>" in page.content.decode()


def test_a_return_nobody_has_worked_on_is_pointed_out(lead, people, submission, give_back):
    give_back("春浪社区")
    give_back("天一社区")
    correct(submission, "天一社区", people.yue, 5, r5b=True)
    page = check_page(lead, submission)
    assert [(str(each), each.touched) for each in page.context["page"].going_back] == [
        ("南门街道 春浪社区", False),
        ("月湖街道 天一社区", True),
    ]
    assert page.content.decode().count("退回后没有改过，也没有补材料") == 1


def test_the_trail_says_what_was_corrected(lead, people, submission, give_back):
    give_back("春浪社区")
    again(lead, submission)
    event = Event.objects.get(action="submission_resubmitted")
    assert (event.actor, event.after) == (
        people.zhou,
        {"corrected": ["南门街道 春浪社区"], "receipt": "330203-2021-002"},
    )


def test_through_the_door_too_the_day_holds(people, submission, give_back):
    give_back("春浪社区", due=date(2021, 9, 7))
    with pytest.raises(Refused, match="补正截止日 2021年9月7日 已过，请联系市住建局。"):
        resubmit(submission, by=people.zhou)


# --- what one hand-in takes, and what it leaves ---------------------------------------------------------------


def items_of(receipt, name):
    """What a receipt says of one community: its total, and the sum of its items."""
    found = next(each for each in json.loads(receipt.content)["entries"] if each["community"] == name)
    return found["total"], sum(item["points"] for item in found["items"].values())


def test_a_receipt_keeps_what_was_handed_in_of_a_sheet_still_open(lead, people, submission, give_back):
    give_back("春浪社区", due=date(2021, 9, 7))
    give_back("天一社区")
    row = entry(submission, "春浪社区").sheet.items.select_related("sheet").get(number=5)
    save_item(row, findings={}, reason="", version=row.version, by=people.lin)
    again(lead, submission)
    first, second = submission.receipts.order_by("sequence")
    assert items_of(second, "春浪社区") == items_of(first, "春浪社区") == (96, 96)


def test_what_a_lapsed_return_changed_is_shown_as_a_change(client, lead, people, submission, give_back):
    give_back("春浪社区", due=date(2021, 9, 7))
    give_back("天一社区")
    correct(submission, "春浪社区", people.lin, 5, r5b=True)
    again(lead, submission)
    client.force_login(people.wang)
    changes = client.get(entry(submission, "春浪社区").get_absolute_url()).context["changes"]
    assert (changes.number, [(item.number, item.before, item.after) for item in changes.items]) == (
        "330203-2021-001",
        [(5, "6 分", "4 分")],
    )


def lapsed(submission, people, name):
    """The return's day has gone by; the city declines the community and then puts it back to pending."""
    with time_machine.travel("2021-09-21 10:00+08:00", tick=False):
        one = entry(submission, name)
        one = decide(one, decision="declined", seen=one.version, reason="期满未补正。", by=people.wang)
        return decide(one, decision="pending", seen=one.version, by=people.wang)


def test_what_was_never_handed_in_is_not_recognised_though_the_points_are_the_same(
    client, people, submission, give_back
):
    give_back("春浪社区")
    correct(submission, "春浪社区", people.lin, 5, r5b=True)
    correct(submission, "春浪社区", people.lin, 5)  # the points of before, another reason
    row = entry(submission, "春浪社区").sheet.items.select_related("sheet").get(number=5)
    save_item(row, findings=row.findings, reason="换了说法。", version=row.version, by=people.lin)
    one = lapsed(submission, people, "春浪社区")
    sentence = "评分表在退回期间改动过，总分没有变，内容与上报的不符；请再退回补正，由区县再次上报。"
    with pytest.raises(Refused, match=sentence):
        decide(one, decision="recognised", seen=one.version, by=people.wang)
    with pytest.raises(Refused, match=sentence):
        recognise_all(one.submission.year, keys=[one.pk], by=people.wang)
    client.force_login(people.wang)
    page = client.get(reverse("reports:recognise", args=[2021])).context["page"]
    assert [(str(each), why) for each, why in page.left] == [("南门街道 春浪社区", sentence)]
    shown = client.get(one.get_absolute_url())
    assert (shown.context["page"].unable, [item.number for item in shown.context["changes"].items]) == (
        sentence,
        [5],
    )


def test_a_lapsed_return_nobody_worked_on_can_be_recognised(people, submission, give_back):
    give_back("春浪社区")
    one = lapsed(submission, people, "春浪社区")
    decide(one, decision="recognised", seen=one.version, by=people.wang)
    assert decisions(submission)["春浪社区"] == ("recognised", 96)


# --- receipts of the first days, which kept no items ----------------------------------------------------------


def test_a_receipt_without_items_breaks_no_page_and_is_named_as_such(
    client, lead, people, submission, give_back
):
    forget_items(submission)
    give_back("春浪社区")
    correct(submission, "春浪社区", people.lin, 5, r5b=True)
    said = "旧回执没有逐项内容，不能逐项比较。"
    assert said in lead.get(entry(submission, "春浪社区").get_absolute_url()).content.decode()
    assert said in check_page(lead, submission).content.decode()
    assert said in lead.get(again(lead, submission).url).content.decode()
    assert lead.get(submission.receipts.get(sequence=1).get_absolute_url()).status_code == 200
    client.force_login(people.wang)
    assert client.get(entry(submission, "天一社区").get_absolute_url()).context["changes"] is None
    one = entry(submission, "天一社区")
    decide(one, decision="recognised", seen=one.version, by=people.wang)
    assert decisions(submission)["天一社区"] == ("recognised", 96)
