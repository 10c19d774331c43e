"""The receipt: proof of what was handed in, when, by whom, that nobody can change unseen."""

import hashlib
import json
from datetime import date

import pytest
import time_machine

from reports.actions import decide, resubmit, withdraw
from reports.models import DecisionChoices, Document, Receipt, Submission
from tests.scenes import fill, hand_in


@pytest.fixture
def submission(participants, places, people, year):
    submission = Submission.objects.get(district=places.haishu, year=year)
    with time_machine.travel("2021-08-26 16:42:07+08:00", tick=False):
        for name in ("春浪社区", "天一社区", "天一家园社区"):
            fill(participants[name], people.chen)
        hand_in(submission, people.zhou)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def first(submission):
    return submission.receipts.get()


@pytest.fixture
def second(submission, people):
    """春浪社区 is returned and corrected, 天一社区 is withdrawn by the district, then it hands in again."""
    with time_machine.travel("2021-09-06 09:18:33+08:00", tick=False):
        decide(
            submission.entries.get(community_name="春浪社区"),
            decision=DecisionChoices.RETURNED,
            seen=DecisionChoices.PENDING,
            reason="照片看不清。",
            due=date(2021, 9, 20),
            by=people.wang,
        )
        withdraw(submission.entries.get(community_name="天一社区"), reason="拆迁。", by=people.zhou)
        return resubmit(submission, by=people.zhou)


def shown(client, person, receipt):
    client.force_login(person)
    return client.get(receipt.get_absolute_url())


def test_the_digest_is_of_exactly_the_stored_bytes(first):
    assert first.sha256 == hashlib.sha256(first.content.encode("utf-8")).hexdigest()


def test_the_content_reproduces_the_entries(first, submission):
    content = json.loads(first.content)
    assert [(one["street"], one["community"], one["sheet"], one["total"]) for one in content["entries"]] == [
        (one.street_name, one.community_name, one.sheet_id, one.total) for one in submission.entries.all()
    ]
    assert {one["decision"] for one in content["entries"]} == {"pending"}


def test_the_content_is_written_in_one_way_only(first):
    content = json.loads(first.content)
    again = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == first.content
    assert "春浪社区" in first.content


def test_the_content_names_who_what_and_when(first, submission):
    content = json.loads(first.content)
    report = Document.objects.reports_of(submission).get()
    assert {key: content[key] for key in content if key != "entries"} == {
        "number": "330203-2021-001",
        "district": {"code": "330203", "name": "海曙区"},
        "year": 2021,
        "issued_at": "2021-08-26T08:42:07+00:00",
        "issued_to": "周国平",
        "contact": {"name": "陈淑芬", "phone": "0574-00000001"},
        "joined": {"departments": ["民政", "生态环境"], "others": ""},
        "declared": 101,
        "report": {"name": "年度总结评估报告.pdf", "sha256": report.sha256},
    }


def test_the_page_shows_number_second_person_counts_and_share(client, people, first):
    text = shown(client, people.zhou, first).content.decode()
    for words in (
        "编号　330203-2021-001",
        "2021年8月26日 16:42:07",
        "周国平（区县审核人）",
        "陈淑芬　0574-00000001",
        "名单 <b>3</b> 个",
        "完成比例 <b>2.97%</b>（3 / 101）",
        "首次上报",
        "本回执（编号 330203-2021-001）由系统在上报时生成",
        "经办人（签字）：",
        "单位（盖章）：",
        "年　　月　　日",
    ):
        assert words in text


def test_the_digest_is_printed_in_groups_of_four(client, people, first):
    groups = shown(client, people.zhou, first).context["page"].digest.split(" ")
    assert ("".join(groups), {len(group) for group in groups}, len(groups)) == (first.sha256, {4}, 16)


def test_the_names_stand_under_their_streets_in_registry_order(client, people, first):
    assert shown(client, people.zhou, first).context["page"].names == [
        ("南门街道", ["春浪社区"]),
        ("月湖街道", ["天一社区", "天一家园社区"]),
    ]


def test_the_next_receipt_says_what_changed(client, people, first, second):
    change = shown(client, people.zhou, second).context["page"].change
    assert (change.before, change.added, change.corrected, change.removed) == (
        first,
        [],
        ["南门街道 春浪社区"],
        ["月湖街道 天一社区"],
    )
    text = shown(client, people.zhou, second).content.decode()
    assert "上次 330203-2021-001，2021年8月26日 16:42:07，3 个。" in text
    assert "补正 1 个（南门街道 春浪社区），移出 1 个（月湖街道 天一社区）。" in text


def test_the_next_receipt_leaves_the_first_as_it_was(first, second):
    before = (first.number, first.listed, first.content, first.sha256)
    first.refresh_from_db()
    assert (first.number, first.listed, first.content, first.sha256) == before
    assert (second.number, second.listed) == ("330203-2021-002", 2)


def test_a_later_rename_does_not_reach_the_receipt(client, people, participants, first):
    community = participants["天一社区"].community
    community.name = "天一广场社区"
    community.save()
    text = shown(client, people.zhou, first).content.decode()
    assert ("天一广场社区" in text, "天一社区" in text) == (False, True)


def test_a_content_changed_behind_the_sites_back_is_shown_as_such(client, people, first):
    assert "内容与摘要不符。" not in shown(client, people.zhou, first).content.decode()
    Receipt.objects.filter(pk=first.pk).update(content=first.content.replace("春浪社区", "别的社区"))
    assert "内容与摘要不符。" in shown(client, people.zhou, first).content.decode()


def test_who_may_open_a_receipt(client, people, first):
    statuses = {
        name: shown(client, getattr(people, name), first).status_code
        for name in ("zhou", "chen", "wang", "shen", "lin", "he", "huan", "guan")
    }
    assert statuses == {
        "zhou": 200,
        "chen": 200,
        "wang": 200,
        "shen": 200,
        "lin": 404,
        "he": 404,
        "huan": 403,
        "guan": 403,
    }
