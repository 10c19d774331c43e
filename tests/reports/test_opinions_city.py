"""The city decides with the departments' opinions beside it: in the queue, beside the entry, among many at once, and before
it concludes; what it asks never decides."""

import pytest
from django.urls import reverse

from districts.doors import Refused
from districts.models import Department
from reports import actions
from reports.models import DecisionChoices, Submission, Title
from reports.opinion_queries import unheard
from tests.files import rows_of
from tests.reports.joint import assign, min_of_civil_affairs, say
from tests.scenes import fill, hand_in


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-22 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year, participants, time_machine):
    """海曙 has handed in 春浪, 柳堤 and 天一; 生态环境局 answers for 5 and 10, 民政局 for 14, until 20 September."""
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)
    assign(year, people.shen)
    for name in ("春浪社区", "柳堤社区", "天一社区"):
        fill(participants[name], people.chen)
    submission = Submission.objects.get(district=places.haishu, year=year)
    hand_in(submission, people.zhou)
    time_machine.move_to("2021-09-22 10:00 +0800", tick=False)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def spring(submission):
    return submission.entries.get(community_name="春浪社区")


@pytest.fixture
def said(submission, spring, people):
    """生态环境局 objects to 春浪 and has nothing against the others; 民政局 has spoken of 春浪 alone."""
    say(spring, people.huan, t5="没有治理记录。")
    for entry in submission.entries.exclude(pk=spring.pk):
        say(entry, people.huan)
    say(spring, min_of_civil_affairs())


@pytest.fixture
def reviewer(client, people, submission):
    client.force_login(people.wang)
    return client


def queue(client, **query):
    return client.get(reverse("reports:review", args=[2021]), query)


def names(response):
    return [row.entry.community_name for row in response.context["page_obj"].object_list]


def test_the_panel_says_of_each_department_what_when_and_how_late(reviewer, spring, said):
    response = reviewer.get(spring.get_absolute_url())
    voices = response.context["voices"]
    assert [
        (each.department.code, each.numbers, each.chip[1], [one.text for one in each.objections], each.late)
        for each in voices
    ] == [("minzheng", [14], "无意见", [], 2), ("shengtai", [5, 10], "有异议", ["没有治理记录。"], 2)]
    shown = response.content.decode()
    assert "有部门异议，由您决定" in shown
    assert "逾期 2 天" in shown


def test_who_has_said_nothing_stands_there_as_well(reviewer, submission, said):
    other = submission.entries.get(community_name="柳堤社区")
    voices = reviewer.get(other.get_absolute_url()).context["voices"]
    assert [(each.department.code, each.chip[1], each.late) for each in voices] == [
        ("minzheng", "未提", 2),
        ("shengtai", "无意见", 2),
    ]


def test_the_district_does_not_see_them(client, people, spring, said):
    client.force_login(people.zhou)
    assert "没有治理记录。" not in client.get(spring.get_absolute_url()).content.decode()


def test_the_queue_is_narrowed_to_objections_and_to_what_is_missing(reviewer, said):
    assert names(queue(reviewer, opposed="1")) == ["春浪社区"]
    assert names(queue(reviewer, awaited="1")) == ["柳堤社区", "天一社区"]
    offered = {each.label: each.count for each in queue(reviewer).context["closer"]}
    assert (offered["有部门异议"], offered["部门未提齐"]) == (1, 2)
    rows = {row.entry.community_name: row.heard for row in queue(reviewer).context["page_obj"].object_list}
    assert rows == {"春浪社区": ["有部门异议"], "柳堤社区": ["部门未提齐"], "天一社区": ["部门未提齐"]}


def test_nobody_is_waited_for_where_nobody_answers_for_anything(reviewer, year, people):
    assign(year, people.shen, shengtai=set(), minzheng=set())
    assert names(queue(reviewer, awaited="1")) == []


def test_among_many_what_a_department_objects_to_is_left_out_and_named(reviewer, submission, said):
    page = reviewer.get(reverse("reports:recognise", args=[2021])).context["page"]
    assert [(entry.community_name, why) for entry, why in page.left] == [
        ("春浪社区", "市生态环境局有异议，请看过意见，逐个决定。")
    ]
    assert [(entry.community_name, asked[-1]) for entry, asked in page.able] == [
        ("柳堤社区", "会审部门的意见还没有提齐。"),
        ("天一社区", "会审部门的意见还没有提齐。"),
    ]


def test_an_objection_after_the_page_was_made_stops_the_whole(year, submission, spring, said, people):
    keys = list(submission.entries.values_list("pk", flat=True))
    with pytest.raises(Refused, match=r"^市生态环境局对南门街道 春浪社区有异议，请看过意见，逐个决定。$"):
        actions.recognise_all(year, keys=keys, by=people.wang)
    assert not submission.entries.exclude(decision=DecisionChoices.PENDING).exists()


def test_one_by_one_the_city_may_recognise_against_the_objection(spring, said, people):
    decided = actions.decide(spring, decision="recognised", seen="pending", by=people.wang)
    assert decided.decision == "recognised"


@pytest.fixture
def decided(submission, said, people):
    """春浪 and 柳堤 are recognised, 天一 is declined."""
    for name, decision in (("春浪社区", "recognised"), ("柳堤社区", "recognised"), ("天一社区", "declined")):
        entry = submission.entries.get(community_name=name)
        actions.decide(entry, decision=decision, seen="pending", reason="不实。", by=people.wang)
    return submission


def test_concluding_asks_and_does_not_forbid(client, decided, spring, people):
    client.force_login(people.shen)
    address = reverse("reports:conclude", args=[decided.pk])
    asked = client.get(address).context["page"].unheard
    assert [(entry.community_name, who) for entry, who in asked.opposed] == [("春浪社区", "市生态环境局")]
    assert [entry.community_name for entry in asked.awaited] == [
        "柳堤社区"
    ]  # a declined one is nobody's concern
    refused = client.post(address, {"early": "on"})
    assert refused.status_code == 409
    assert (
        "要认定的社区，有部门异议的 1 个，部门意见没有提齐的 1 个；看过以后仍要办结，请勾选确认。"
        in refused.content.decode()
    )
    assert client.post(address, {"early": "on", "heard": asked.code}).status_code == 302
    assert Title.objects.count() == 2


def test_a_confirmation_is_of_exactly_these_opinions(decided, spring, people):
    code = unheard(decided).code
    say(decided.entries.get(community_name="柳堤社区"), people.huan, t10="投诉没有处理。")
    with pytest.raises(Refused, match="有部门异议的 2 个"):
        actions.conclude(decided, early=True, heard=code, by=people.shen)


def test_where_all_have_spoken_and_nobody_objects_nothing_is_asked(submission, people):
    civil = min_of_civil_affairs()
    for entry in submission.entries.all():
        say(entry, people.huan)
        say(entry, civil)
        actions.decide(entry, decision="recognised", seen="pending", by=people.wang)
    assert unheard(submission) is None
    assert actions.conclude(submission, by=people.shen) == 3


def test_the_lead_sees_all_opinions_and_takes_them_along(client, people, said):
    client.force_login(people.shen)
    address = reverse("reports:all_opinions", args=[2021])
    assert client.get(address).context["page_obj"].paginator.count == 4
    found = client.get(address, {"kind": "objection"}).context["page_obj"].object_list
    assert [(each.entry.community_name, late) for each, late in found] == [("春浪社区", 2)]
    file = client.get(reverse("reports:all_opinions_export", args=[2021, "xlsx"]), {"kind": "objection"})
    head, row = rows_of(file)
    assert dict(zip(head, row, strict=True)) | {"提出时间": None} == {
        "区县（市）": "海曙区",
        "街道（乡镇）": "南门街道",
        "社区": "春浪社区",
        "部门": "市生态环境局",
        "意见": "有异议",
        "异议": "第5项：没有治理记录。",
        "提出人": "黄蓓",
        "提出时间": None,
        "逾期天数": 2,
        "针对回执": "330203-2021-001",
        "说明": None,
        "评审": "待评审",
    }


# --- which of the district's departments joined its 初评 ----------------------------------------------------------------


@pytest.fixture
def draft(people, places, year, participants, time_machine):
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)
    return Submission.objects.get(district=places.haishu, year=year)


def test_who_joined_is_ticked_frozen_in_the_receipt_and_shown_to_the_city(client, draft, people):
    client.force_login(people.chen)
    data = {"departments": ["minzheng", "gongan"], "others": "文明办"}
    assert client.post(reverse("reports:save_joined", args=[draft.pk]), data).url == draft.get_absolute_url()
    assert (
        "公安、民政；其他：文明办" in client.get(reverse("reports:check", args=[draft.pk])).content.decode()
    )
    receipt = hand_in_as_it_is(draft, people)
    client.force_login(people.wang)
    for address in (draft.get_absolute_url(), receipt.get_absolute_url()):
        assert "公安、民政；其他：文明办" in client.get(address).content.decode()


def hand_in_as_it_is(draft, people):
    from reports.checklist import checklist
    from scoring.uploads import REPORT_KINDS, check
    from tests.files import a_pdf

    actions.save_contact(draft, name="陈淑芬", phone="0574-00000001", by=people.chen)
    actions.add_annual_report(draft, checked=check(a_pdf("报告.pdf"), REPORT_KINDS), by=people.chen)
    return actions.submit(draft, confirmed=[each.code for each in checklist(draft).confirm], by=people.zhou)


def test_nobody_is_to_be_confirmed_and_stands_in_the_way_of_nothing(client, draft, people):
    from reports.checklist import checklist

    assert checklist(draft).confirm[0].code == "joined"
    receipt = hand_in_as_it_is(draft, people)
    client.force_login(people.wang)
    assert "没有填写" in client.get(receipt.get_absolute_url()).content.decode()


def test_after_the_hand_in_it_moves_only_with_a_return(draft, people):
    hand_in_as_it_is(draft, people)
    with pytest.raises(Refused, match=r"^已上报，参加初评的部门随上报定稿。"):
        actions.save_joined(draft, departments=Department.objects.all(), others="", by=people.chen)


def test_what_differs_between_two_receipts_names_who_joined(client, submission, spring, people):
    from datetime import date

    actions.decide(
        spring, decision="returned", seen="pending", reason="请补。", due=date(2021, 9, 30), by=people.wang
    )
    actions.save_joined(submission, departments=[], others="文明办", by=people.chen)
    receipt = actions.resubmit(submission, by=people.zhou)
    client.force_login(people.wang)
    shown = client.get(receipt.get_absolute_url()).content.decode()
    assert "参加初评的部门：民政、生态环境 → 其他：文明办" in shown
