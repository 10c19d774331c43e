"""The history of a sheet, read from the trail: who changed what and when, old and new, in words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.doors import Refused
from districts.models import Event
from scoring.actions import save_item
from scoring.evidence import withdraw_evidence
from scoring.history import history_lines
from scoring.models import ItemScore
from scoring.queries import sheet_events
from tests.scenes import attach, fill, hand_in


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


def save(sheet, number, by, *, reason="", confirmed=True, **found):
    item = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    findings = {code.removeprefix("r"): value for code, value in found.items()}
    save_item(item, findings=findings, reason=reason, version=item.version, confirmed=confirmed, by=by)


def lines(sheet, number=None):
    """(item, who, what, [old → new]) of each line, newest first."""
    events, numbers = sheet_events(sheet, number)
    return [
        (
            line.item and line.item.number,
            line.event.actor.full_name,
            line.file or line.event.note or f"{line.points.old} → {line.points.new}",
            [f"{change.code or change.label}：{change.old} → {change.new}" for change in line.changes],
        )
        for line in history_lines(sheet.rubric.parsed, events, numbers)
    ]


def test_each_save_says_old_and_new_findings_points_and_reason_in_words(sheet, people):
    save(sheet, 7, people.chen, reason="绿地集中在东侧。", r7a=2, r7b=0)
    save(sheet, 7, people.lin, reason="西侧也有，只是小。", r7a=1, r7b=0)
    assert lines(sheet) == [
        (
            7,
            "林小萍",
            "4 分 → 5 分",
            ["7a：扣 2 分 → 扣 1 分", "理由、备注：绿地集中在东侧。 → 西侧也有，只是小。"],
        ),
        (
            7,
            "陈淑芬",
            "未评 → 4 分",
            ["7a：未评 → 扣 2 分", "7b：未评 → 未发现", "理由、备注：无 → 绿地集中在东侧。"],
        ),
    ]


@pytest.mark.parametrize(
    ("number", "first", "second", "words"),
    [
        (5, {"r5a": False, "r5b": True, "r5c": False}, {"r5a": False, "r5b": False, "r5c": False}, "5b：存在 → 未发现"),
        (8, {"r8a": 3, "r8b": 0, "r8c": 0}, {"r8a": 1, "r8b": 0, "r8c": 0}, "8a：3 处 → 1 处"),
        (10, {"r10a": Decimal("87.50")}, {"r10a": Decimal("92.25")}, "10a：87.5% → 92.25%"),
        (17, {"r17a": 0}, {"r17a": 2}, "17a：不加分 → 加 2 分"),
    ],
)  # fmt: skip
def test_a_finding_of_every_kind_is_told_as_a_person_says_it(sheet, people, number, first, second, words):
    save(sheet, number, people.chen, **first)
    save(sheet, number, people.chen, **second)
    assert lines(sheet)[0][3] == [words]


def test_taking_back_a_confirmation_is_told_with_the_points_it_took(sheet, people):
    save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    save(sheet, 5, people.chen, confirmed=False, r5a=False, r5b=True, r5c=False)
    assert lines(sheet)[0] == (5, "陈淑芬", "4 分 → 未评", ["状态：已评 → 待确认"])


def test_evidence_added_and_taken_down_stands_with_its_item(sheet, people):
    withdraw_evidence(attach(sheet, 17, people.chen), by=people.zhou)
    assert lines(sheet) == [(17, "周国平", "证书.pdf", []), (17, "陈淑芬", "证书.pdf", [])]


def test_a_return_stands_with_its_reason_in_the_history_of_the_sheet_and_of_each_item(
    sheet, people, places, year
):
    from districts.models import Extension
    from reports.actions import decide
    from reports.models import DecisionChoices, Entry, Submission

    Extension.objects.create(
        year=year,
        district=places.haishu,
        until=timezone.localdate() + timedelta(days=90),
        reason="台风",
        granted_by=people.shen,
    )
    fill(sheet, people.chen)
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    decide(
        Entry.objects.get(sheet=sheet),
        decision=DecisionChoices.RETURNED,
        seen=DecisionChoices.PENDING,
        reason="证书看不清颁发单位。",
        due=timezone.localdate() + timedelta(days=10),
        by=people.wang,
    )
    note = Event.objects.get(action="sheet_unlocked").note
    assert "证书看不清颁发单位。" in note
    assert lines(sheet)[0] == (None, "王海燕", note, [])
    assert lines(sheet, 5)[0] == (None, "王海燕", note, [])


def test_of_one_item_nothing_of_another_is_told_and_nothing_of_another_sheet(sheet, people, participants):
    save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    save(sheet, 17, people.lin, r17a=1)
    attach(sheet, 17, people.lin)
    save(participants["柳堤社区"], 5, people.zhou, r5a=True, r5b=True, r5c=False)
    assert [line[:3] for line in lines(sheet, 5)] == [(5, "陈淑芬", "未评 → 4 分")]
    assert [line[:3] for line in lines(sheet, 17)] == [
        (17, "林小萍", "证书.pdf"),
        (17, "林小萍", "未评 → 1 分"),
    ]


def test_what_was_refused_or_only_looked_at_is_no_change(sheet, people, client):
    kept = attach(sheet, 17, people.chen)
    with pytest.raises(Refused):
        save(sheet, 3, people.chen, r3a=1)
    client.force_login(people.wang)
    client.get(kept.get_absolute_url())
    assert [line[:3] for line in lines(sheet)] == [(17, "陈淑芬", "证书.pdf")]


# --- the page -------------------------------------------------------------------------------------------------


def page(client, sheet, query=""):
    answer = client.get(reverse("scoring:history", args=[sheet.pk]) + query)
    return answer.context["page_obj"].paginator.count, answer.content.decode()


@pytest.mark.parametrize("reader", ["chen", "lin", "zhou", "wang", "shen"])
def test_the_district_and_the_city_read_it_in_official_wording(sheet, people, client, reader):
    save(sheet, 5, people.chen, reason="雨水花园未做。", r5a=False, r5b=True, r5c=False)
    client.force_login(getattr(people, reader))
    count, text = page(client, sheet)
    rule = sheet.rubric.parsed.item(5).rules[1]
    assert count == 1
    assert f"<li>5b {rule.text}：未评 → <b>存在</b></li>" in text
    assert "<li>理由、备注：无 → <b>雨水花园未做。</b></li>" in text
    assert "未评 → <b>4 分</b>" in text


def test_the_page_shows_fifty_and_keeps_the_item_while_turning_pages(sheet, people, client):
    for times in range(1, 53):
        save(sheet, 8, people.chen, r8a=times, r8b=0, r8c=0)
    save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    client.force_login(people.chen)
    assert page(client, sheet)[0] == 53
    count, text = page(client, sheet, "?item=8")
    assert (count, "第 1–50 条，共 52 条" in text, 'href="?item=8&amp;page=2"' in text) == (52, True, True)


@pytest.mark.parametrize("nonsense", ["?item=99", "?item=x", "?item=", "?page=x"])
def test_nonsense_in_the_address_narrows_nothing(sheet, people, client, nonsense):
    save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    client.force_login(people.chen)
    assert page(client, sheet, nonsense)[0] == 1


def test_the_sheet_leads_to_its_history_and_each_touched_item_to_its_own(sheet, people, client):
    save(sheet, 5, people.chen, r5a=False, r5b=True, r5c=False)
    client.force_login(people.chen)
    text = client.get(sheet.get_absolute_url()).content.decode()
    address = reverse("scoring:history", args=[sheet.pk])
    assert [text.count(f'href="{address}{query}"') for query in ("", "?item=5", "?item=6")] == [1, 1, 0]


def test_a_sheet_nobody_touched_says_so(sheet, people, client):
    client.force_login(people.chen)
    assert "这份评分表还没有人改过。" in page(client, sheet)[1]
    assert "这一项还没有人改过。" in page(client, sheet, "?item=5")[1]
