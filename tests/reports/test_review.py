"""The city reviews what the districts handed in: the queue, one community item by item, the decision."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Event, Role, User
from reports import actions
from reports.models import DecisionChoices, Entry, Submission
from scoring.models import ScoreSheet
from tests.reports.lists import hand_in_list
from tests.scenes import attach, fill, hand_in

SEPTEMBER_15 = date(2021, 9, 15)


@pytest.fixture(autouse=True)
def _late_august(time_machine):
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)


@pytest.fixture
def entries(participants, people, places, year):
    """海曙 hands in three: 春浪 with 96, 柳堤 with 80 of which 2 are the bonus, 万宁 with 81."""
    fill(participants["春浪社区"], people.zhou)
    fill(
        participants["柳堤社区"],
        people.zhou,
        **{code: True for code in ("r2a", "r2b", "r5a", "r5b", "r5c", "r9a", "r9b")},
        r17a=2,
    )
    attach(participants["柳堤社区"], 17, people.zhou)
    fill(
        participants["万宁社区"],
        people.zhou,
        **{code: True for code in ("r1a", "r2a", "r2b", "r9a", "r9b")},
    )
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    return {entry.community_name: entry for entry in Entry.objects.all()}


@pytest.fixture
def city(client, people):
    client.force_login(people.wang)
    return client


def decide(client, entry, decision, *, seen="pending", **grounds):
    data = {"decision": decision, "seen": seen, "reason": "", "due": ""} | grounds
    return client.post(reverse("reports:decide", args=[entry.pk]), data)


def version(entry):
    """What a page opened now would send along."""
    return Entry.objects.get(pk=entry.pk).version


def hidden(page):
    """The hidden fields of a page, as a press on its button would send them."""
    found = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(page)):
        found.setdefault(name, []).append(value)
    return found


def page_of(client, entry):
    return client.get(entry.get_absolute_url())


def text(response):
    return response.content.decode()


# --- the queue -------------------------------------------------------------------------------------------------


def test_the_queue_lists_what_was_handed_in_with_its_total_and_asks_about_the_doubtful(city, entries, year):
    rows = city.get(reverse("reports:review", args=[2021])).context["page_obj"].object_list
    assert [
        (row.entry.street_name, row.entry.community_name, row.entry.total, row.flags) for row in rows
    ] == [
        ("南门街道", "春浪社区", 96, []),
        (
            "南门街道",
            "柳堤社区",
            80,
            ["不计附加分 78 分，只靠附加分达标，附加分站得住吗？", "刚到 80 分，扣分有没有漏记？"],
        ),
        ("南门街道", "万宁社区", 81, ["刚到 81 分，扣分有没有漏记？"]),
    ]


def test_districts_stand_in_annex_order_with_what_is_decided_and_open(city, entries, people, year):
    actions.decide(entries["春浪社区"], decision="recognised", seen="pending", by=people.wang)
    lines = city.get(reverse("reports:review", args=[2021])).context["lines"]
    assert [line.district.name for line in lines] == [
        *("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县")
    ]
    assert [(line.status, line.listed, line.decided, line.open) for line in lines[:2]] == [
        ("submitted", 3, 1, 2),
        ("draft", 0, 0, 0),
    ]


def test_the_queue_narrows_to_a_district_and_a_decision(city, entries, people, places, year):
    hand_in_list(places.jiangbei, year, ["甲社区", "乙社区"], by=people.he)
    actions.decide(entries["春浪社区"], decision="recognised", seen="pending", by=people.wang)
    found = city.get(reverse("reports:review", args=[2021]), {"district": "330203", "decision": "pending"})
    assert [row.entry.community_name for row in found.context["page_obj"].object_list] == [
        "柳堤社区",
        "万宁社区",
    ]
    counts = found.context["counts"]
    assert (counts["all"], counts["pending"], counts["recognised"], counts["withdrawn"]) == (3, 2, 1, 0)
    everything = city.get(reverse("reports:review", args=[2021]), {"district": "999999", "decision": "x"})
    assert everything.context["page_obj"].paginator.count == 5


def test_the_queue_comes_in_pages_of_fifty(city, people, places, year):
    hand_in_list(places.jiangbei, year, [f"第{n}社区" for n in range(51)], by=people.he)
    second = city.get(reverse("reports:review", args=[2021]), {"page": 2}).context["page_obj"]
    assert (len(second.object_list), second.paginator.count) == (1, 51)


def test_a_queue_without_hand_ins_says_what_comes_next(city, year):
    assert "还没有区县上报；上报以后名单出现在这里。" in text(
        city.get(reverse("reports:review", args=[2021]))
    )


@pytest.mark.parametrize("who", ["chen", "zhou", "huan", "guan", "audit"])
def test_the_queue_is_the_citys_alone(client, entries, people, who):
    client.force_login(getattr(people, who))
    assert client.get(reverse("reports:review", args=[2021])).status_code == 403


def queries_for(client, url):
    client.get(url)  # what a first visit remembers is not counted
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_queue_costs_the_same_at_three_and_at_thirty(city, people, places, year):
    url = reverse("reports:review", args=[2021])
    hand_in_list(places.jiangbei, year, [f"第{n}社区" for n in range(3)], by=people.he)
    at_three = queries_for(city, url)
    hand_in_list(places.haishu, year, [f"第{n}社区" for n in range(27)], by=people.zhou)
    assert queries_for(city, url) == at_three


# --- one community ---------------------------------------------------------------------------------------------


def test_a_community_is_shown_item_by_item_with_wording_reason_and_evidence(city, entries):
    response = page_of(city, entries["柳堤社区"])
    items = {each.item.number: each for _title, group in response.context["page"].groups for each in group}
    assert list(items[5].theirs.found) == [
        ("5a", "未开展社区道路综合治理", ""),
        ("5b", "未开展海绵化改造和建设", ""),
        ("5c", "未开展生活垃圾分类居民小区全覆盖", ""),
    ]
    assert (items[5].theirs.terms, items[5].theirs.row.points) == ([(2, "5a"), (2, "5b"), (2, "5c")], 0)
    assert (items[17].theirs.terms, [each.name for each in items[17].theirs.evidence]) == (
        [(2, "17a")],
        ["证书.pdf"],
    )
    assert items[17].theirs.evidence[0].get_absolute_url() in text(response)
    assert "现场查看，情况属实。" in text(response)


def test_a_reviewer_sees_where_in_the_districts_list_he_is(city, entries):
    page = page_of(city, entries["柳堤社区"]).context["page"]
    assert (page.position, page.listed, page.decided, page.after) == (2, 3, 0, entries["万宁社区"])


def test_the_district_reads_the_decision_and_what_to_do_but_decides_nothing(client, city, entries, people):
    decide(city, entries["柳堤社区"], "returned", reason="证书看不清。", due="2021-09-15")
    client.force_login(people.chen)
    response = page_of(client, entries["柳堤社区"])
    assert "证书看不清。" in text(response)
    assert "请在 2021年9月15日（当日 24 时）前按理由改好评分表，再由区县审核人再次上报。" in text(response)
    assert reverse("reports:decide", args=[entries["柳堤社区"].pk]) not in text(response)
    assert decide(client, entries["柳堤社区"], "recognised", seen="returned").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("yue", 404), ("wu", 404), ("he", 404), ("huan", 403), ("guan", 403), ("audit", 403)],
)
def test_only_those_who_may_see_the_community_open_its_review(client, entries, people, who, status):
    client.force_login(getattr(people, who))
    assert page_of(client, entries["春浪社区"]).status_code == status


def test_a_community_costs_the_same_in_a_list_of_three_and_of_thirty(city, people, places, year):
    three = hand_in_list(places.jiangbei, year, [f"第{n}社区" for n in range(3)], by=people.he)
    thirty = hand_in_list(places.haishu, year, [f"第{n}社区" for n in range(30)], by=people.zhou)
    at_three = queries_for(city, three.entries.first().get_absolute_url())
    assert queries_for(city, thirty.entries.first().get_absolute_url()) == at_three


# --- the decision ----------------------------------------------------------------------------------------------


def test_recognising_goes_on_to_the_next_pending_and_at_the_end_back_to_the_queue(city, entries, people):
    assert decide(city, entries["柳堤社区"], "recognised").url == entries["万宁社区"].get_absolute_url()
    assert decide(city, entries["万宁社区"], "recognised").url == entries["春浪社区"].get_absolute_url()
    last = decide(city, entries["春浪社区"], "declined", reason="场地被占用。")
    assert last.url == reverse("reports:review", args=[2021]) + "?district=330203"
    entry = Entry.objects.get(pk=entries["春浪社区"].pk)
    assert (entry.decision, entry.reason, entry.due, entry.decided_by) == (
        "declined",
        "场地被占用。",
        None,
        people.wang,
    )


@pytest.mark.parametrize(
    ("decision", "grounds", "sentence"),
    [
        ("declined", {"reason": "  "}, "请写明理由，区县要看到为什么。"),
        ("returned", {"due": "2021-09-15"}, "请写明理由，区县要看到为什么。"),
        ("returned", {"reason": "证书看不清。"}, "请填补正截止日。"),
        (
            "returned",
            {"reason": "证书看不清。", "due": "2021-08-25"},
            "补正截止日不能早于今天（2021年8月26日）。",
        ),
    ],
)
def test_a_decision_without_its_grounds_changes_nothing(city, entries, decision, grounds, sentence):
    before = Entry.objects.values().get(pk=entries["柳堤社区"].pk)
    response = decide(city, entries["柳堤社区"], decision, **grounds)
    assert (response.status_code, response.context["refusal"]) == (409, sentence)
    assert Entry.objects.values().get(pk=entries["柳堤社区"].pk) == before
    assert ScoreSheet.objects.get(pk=entries["柳堤社区"].sheet_id).lock == "handed_in"
    refused = Event.objects.filter(action="entry_decided", result="refused").first()
    assert (refused.note, refused.row_key) == (sentence, entries["柳堤社区"].pk)


def test_what_was_typed_is_still_there_after_a_refusal(city, entries):
    response = decide(city, entries["柳堤社区"], "returned", reason="8c 请再核一次。")
    assert response.context["form"].typed() == [("评审决定", "退回补正"), ("理由", "8c 请再核一次。")]
    assert ">\n8c 请再核一次。</textarea>" in text(response)
    assert 'value="returned" checked' in text(response)


def test_saving_without_choosing_a_decision_asks_for_one(city, entries):
    response = decide(city, entries["柳堤社区"], "", reason="写了理由。")
    assert (response.status_code, response.context["form"].errors["decision"]) == (422, ["请选一个决定。"])
    assert "写了理由。" in text(response)


def test_a_return_unlocks_exactly_that_sheet(city, entries):
    decide(city, entries["柳堤社区"], "returned", reason="证书看不清。", due="2021-09-15")
    locks = dict(ScoreSheet.objects.filter(entries__isnull=False).values_list("community__name", "lock"))
    assert locks == {"春浪社区": "handed_in", "柳堤社区": "", "万宁社区": "handed_in"}
    assert Entry.objects.get(pk=entries["柳堤社区"].pk).due == SEPTEMBER_15


def test_of_two_reviewers_at_once_the_second_is_told_who_decided_what(city, entries, people):
    actions.decide(entries["柳堤社区"], decision="recognised", seen="pending", by=people.shen)
    response = decide(city, entries["柳堤社区"], "declined", reason="附加分没有依据。")
    assert response.status_code == 409
    assert response.context["refusal"] == "南门街道 柳堤社区刚由沈立群改为“认定”，请看过再定。"
    assert response.context["form"].typed() == [("评审决定", "不予认定"), ("理由", "附加分没有依据。")]
    assert "附加分没有依据。" in text(response)
    assert Entry.objects.get(pk=entries["柳堤社区"].pk).decided_by == people.shen


def test_after_a_correction_the_reviewer_is_told_the_district_moved_it(city, entries, people, participants):
    decide(city, entries["柳堤社区"], "returned", reason="请核对。", due="2021-09-15")
    actions.resubmit(entries["柳堤社区"].submission, by=people.zhou)
    entry = Entry.objects.get(pk=entries["柳堤社区"].pk)
    assert (entry.decision, entry.decided_by) == ("pending", people.zhou)
    response = decide(city, entry, "declined", seen="returned", reason="没有补正。")
    assert response.context["refusal"] == "南门街道 柳堤社区刚由周国平改为“待评审”，请看过再定。"


def test_an_old_page_does_not_decide_what_was_corrected_since(city, entries, people, time_machine):
    """Pending again is not the same as pending still."""
    old, address = version(entries["柳堤社区"]), reverse("reports:recognise", args=[2021])
    many = hidden(city.get(address))
    time_machine.move_to("2021-08-26 10:05 +0800", tick=False)
    decide(city, entries["柳堤社区"], "returned", reason="请核对。", due="2021-09-15")
    actions.resubmit(entries["柳堤社区"].submission, by=people.zhou)
    response = decide(city, entries["柳堤社区"], "recognised", seen=old)
    assert response.context["refusal"] == "南门街道 柳堤社区刚由周国平改为“待评审”，请看过再定。"
    refused = city.post(address, many | {"sure": "on"})
    assert (refused.status_code, response.context["refusal"] in text(refused)) == (409, True)
    assert {each.decision for each in Entry.objects.all()} == {"pending"}
    [now] = hidden(page_of(city, entries["柳堤社区"]))["seen"]
    assert decide(city, entries["柳堤社区"], "recognised", seen=now).status_code == 302
    assert city.post(address, hidden(city.get(address)) | {"sure": "on"}).status_code == 302
    assert {each.decision for each in Entry.objects.all()} == {"recognised"}


def test_who_once_filled_in_the_sheet_may_not_decide_it(client, entries, people):
    User.objects.filter(pk=people.zhou.pk).update(role=Role.REVIEWER, district=None)
    moved = User.objects.get(pk=people.zhou.pk)
    client.force_login(moved)
    page = page_of(client, entries["春浪社区"]).context["page"]
    assert (page.why_not, page.moves) == (
        "您填过这份初评评分表，不能由您评审，请另一位评审员决定。",
        [],
    )
    response = decide(client, entries["春浪社区"], "recognised")
    assert (response.status_code, response.context["refusal"]) == (409, page.why_not)
    assert Entry.objects.get(pk=entries["春浪社区"].pk).decision == "pending"


def test_a_decision_can_be_put_back_until_the_review_is_concluded(city, entries):
    decide(city, entries["柳堤社区"], "declined", reason="附加分没有依据。")
    assert page_of(city, entries["柳堤社区"]).context["may_reset"] is True
    back = decide(city, entries["柳堤社区"], "pending", seen=version(entries["柳堤社区"]))
    assert back.url == entries["柳堤社区"].get_absolute_url()
    assert Entry.objects.get(pk=entries["柳堤社区"].pk).decision == "pending"


def test_a_recognised_community_is_not_declined_in_one_step(city, entries):
    decide(city, entries["柳堤社区"], "recognised")
    response = decide(
        city, entries["柳堤社区"], "declined", seen=version(entries["柳堤社区"]), reason="改变主意。"
    )
    assert response.context["refusal"] == "南门街道 柳堤社区现在是“认定”，不能改为“不予认定”。"


def test_a_return_is_declined_only_once_its_due_day_has_gone_by(city, entries, people, time_machine):
    decide(city, entries["柳堤社区"], "returned", reason="证书看不清。", due="2021-09-15")
    time_machine.move_to("2021-09-15 20:00 +0800")
    city.force_login(people.wang)
    seen = version(entries["柳堤社区"])
    early = decide(city, entries["柳堤社区"], "declined", seen=seen, reason="没有补正。")
    assert early.context["refusal"] == "补正截止日 2021年9月15日 还没有过，期满未补正才能不予认定。"
    time_machine.move_to("2021-09-16 08:00 +0800")
    city.force_login(people.wang)
    assert page_of(city, entries["柳堤社区"]).context["choices"] == [DecisionChoices.DECLINED]
    assert decide(city, entries["柳堤社区"], "declined", seen=seen, reason="没有补正。").status_code == 302
    assert ScoreSheet.objects.get(pk=entries["柳堤社区"].sheet_id).lock == "handed_in"


def test_a_withdrawn_community_is_no_longer_decided(city, entries, people):
    actions.withdraw(entries["万宁社区"], reason="社区要求撤回。", by=people.zhou)
    page = page_of(city, entries["万宁社区"]).context["page"]
    assert (page.why_not, page.moves) == ("区县已撤回这个社区，不再评审。", [])
    response = decide(city, entries["万宁社区"], "recognised", seen=version(entries["万宁社区"]))
    assert response.context["refusal"] == "南门街道 万宁社区现在是“撤回”，不能改为“认定”。"


def test_a_decision_is_in_the_trail_with_before_and_after(city, entries, people):
    decide(city, entries["柳堤社区"], "returned", reason="证书看不清。", due="2021-09-15")
    event = Event.objects.filter(action="entry_decided", result="done").first()
    assert (event.actor, event.row_key, event.district.code) == (
        people.wang,
        entries["柳堤社区"].pk,
        "330203",
    )
    assert event.before == {"decision": "pending", "reason": ""}
    assert event.after == {"decision": "returned", "reason": "证书看不清。", "due": "2021-09-15"}


def test_a_return_may_be_due_today(city, entries):
    today = timezone.localdate()
    assert decide(city, entries["柳堤社区"], "returned", reason="请核对。", due=today).status_code == 302
    assert Entry.objects.get(pk=entries["柳堤社区"].pk).due + timedelta(days=1) == date(2021, 8, 27)
