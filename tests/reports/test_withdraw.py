"""The district's lead takes a community off the list while the city has not decided it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from reports.actions import decide
from reports.models import DecisionChoices, Entry, Submission
from scoring.models import Lock
from tests.scenes import fill, hand_in


@pytest.fixture(autouse=True)
def late_august():
    with time_machine.travel("2021-08-27 10:00+08:00", tick=False):
        yield


@pytest.fixture
def submission(participants, places, people, year):
    submission = Submission.objects.get(district=places.haishu, year=year)
    for name in ("春浪社区", "天一社区"):
        fill(participants[name], people.chen)
    hand_in(submission, people.zhou)
    return submission


@pytest.fixture
def lead(client, people, submission):
    client.force_login(people.zhou)
    return client


def entry(submission, name):
    return submission.entries.select_related("sheet", "submission").get(community_name=name)


def decisions(submission):
    return {each.community_name: each.decision for each in submission.entries.all()}


def withdraw(client, one, reason="社区拆迁，今年不再创建。"):
    return client.post(reverse("reports:withdraw", args=[one.pk]), {"reason": reason})


def test_the_lead_withdraws_a_community_with_a_reason(lead, submission):
    one = entry(submission, "天一社区")
    page = lead.get(reverse("reports:withdraw", args=[one.pk])).content.decode()
    assert "月湖街道 天一社区移出本年度名单，不再评审" in page and "撤回以后本年度不能再列入名单" in page
    assert withdraw(lead, one).url == submission.get_absolute_url()
    one = entry(submission, "天一社区")
    assert (one.decision, one.reason) == ("withdrawn", "社区拆迁，今年不再创建。")


def test_a_withdrawal_without_a_reason_is_refused(lead, submission):
    page = withdraw(lead, entry(submission, "天一社区"), reason="　 ")
    assert (page.status_code, "请写明撤回的理由。" in page.content.decode()) == (422, True)
    assert decisions(submission)["天一社区"] == "pending"


def test_what_the_city_has_decided_is_not_withdrawn(lead, people, submission):
    one = entry(submission, "天一社区")
    decide(one, decision=DecisionChoices.RECOGNISED, seen=DecisionChoices.PENDING, by=people.wang)
    page = withdraw(lead, one)
    assert page.status_code == 409
    assert "月湖街道 天一社区已经是“认定”，不能撤回。" in page.content.decode()
    assert decisions(submission)["天一社区"] == "recognised"


def test_a_returned_community_withdrawn_is_locked_again(lead, people, submission):
    one = decide(
        entry(submission, "天一社区"),
        decision=DecisionChoices.RETURNED,
        seen=DecisionChoices.PENDING,
        reason="第 5 项与现场不符。",
        due=date(2021, 9, 20),
        by=people.wang,
    )
    withdraw(lead, one)
    one.sheet.refresh_from_db()
    assert one.sheet.lock == Lock.HANDED_IN


def test_only_the_lead_of_the_district_withdraws(client, people, submission):
    one = entry(submission, "天一社区")
    for person, status in ((people.chen, 403), (people.yue, 403), (people.he, 404), (people.wang, 403)):
        client.force_login(person)
        assert withdraw(client, one).status_code == status
    assert Entry.objects.get(pk=one.pk).decision == "pending"
