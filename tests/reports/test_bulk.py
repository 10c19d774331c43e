"""Many communities decided at once: exactly those shown and counted, all of them or none, and nobody passed over."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from districts import trail
from districts.doors import Refused
from districts.models import Event, Year
from reports import actions
from reports.models import Entry
from tests.reports.lists import hand_in_list


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-15 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year):
    """江北 has handed in three with 96 points each; all are pending."""
    return hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区", "新马社区"], by=people.he)


@pytest.fixture
def reviewer(client, people):
    client.force_login(people.wang)
    return client


def standing():
    return dict(Entry.objects.values_list("community_name", "decision"))


# --- returning -------------------------------------------------------------------------------------------------


def seen(entry):
    """A row as the page sends it back."""
    return f"{entry.pk} {entry.version}"


def returning(entries, **more):
    """What the page sends when these entries are ticked."""
    data = {"due": "2021-09-25", "entry": [seen(entry) for entry in entries]}
    for entry in entries:
        data |= {f"pick-{entry.pk}": "on", f"reason-{entry.pk}": f"{entry.community_name}材料不全。"}
    return data | more


def rows_on(page):
    """The rows the page's own form would send."""
    return re.findall(r'name="entry" value="([^"]+)"', page.content.decode())


def return_page(submission):
    return reverse("reports:return_many", args=[submission.pk])


def test_the_chosen_are_returned_each_with_its_reason_and_only_their_sheets_unlock(reviewer, submission):
    first, _second, third = submission.entries.all()
    response = reviewer.post(return_page(submission), returning([first, third]), follow=True)
    assert "已退回 2 个社区。" in response.content.decode()
    assert list(Entry.objects.order_by("pk").values_list("decision", "reason", "due", "sheet__lock")) == [
        ("returned", "外滩社区材料不全。", date(2021, 9, 25), ""),
        ("pending", "", None, "handed_in"),
        ("returned", "新马社区材料不全。", date(2021, 9, 25), ""),
    ]
    assert Event.objects.filter(action="entry_decided").count() == 2


def test_a_chosen_community_decided_meanwhile_is_named_and_nothing_is_returned(reviewer, submission, people):
    first, second, _third = submission.entries.all()
    assert [entry for entry, *_ in reviewer.get(return_page(submission)).context["form"].rows] == list(
        submission.entries.all()
    )
    actions.decide(first, decision="recognised", seen="pending", by=people.shen)
    response = reviewer.post(return_page(submission), returning([first, second]))
    form = response.context["form"]
    assert (response.status_code, form.non_field_errors()) == (
        409,
        ["中河街道 外滩社区刚由沈立群改为“认定”，请看过再定。"],
    )
    assert [entry.community_name for entry, *_ in form.rows] == ["外滩社区", "盐仓社区", "新马社区"]
    assert standing() == {"外滩社区": "recognised", "盐仓社区": "pending", "新马社区": "pending"}
    assert Event.objects.get(action="entries_returned").result == "refused"
    assert [
        entry.community_name for entry, *_ in reviewer.get(return_page(submission)).context["form"].rows
    ] == [
        "盐仓社区",
        "新马社区",
    ]


def test_a_page_older_than_the_last_decision_returns_nothing(reviewer, submission, people, time_machine):
    """A colleague returned it, the district handed it in again: pending again is not pending still."""
    first, *_rest = submission.entries.all()
    opened = rows_on(reviewer.get(return_page(submission)))
    time_machine.move_to("2021-09-15 11:00 +0800", tick=False)
    decided = actions.decide(first, decision="recognised", seen="pending", by=people.shen)
    actions.decide(decided, decision="pending", seen=decided.version, by=people.shen)
    response = reviewer.post(return_page(submission), returning([first], entry=opened))
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        409,
        ["中河街道 外滩社区刚由沈立群改为“待评审”，请看过再定。"],
    )


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(reviewer, submission):
    first, *_rest = submission.entries.all()
    response = reviewer.post(return_page(submission), returning([first], **{f"reason-{first.pk}": " "}))
    assert response.status_code == 422
    assert response.context["form"].errors == {f"reason-{first.pk}": ["请写明理由，区县要看到为什么。"]}
    nothing = reviewer.post(return_page(submission), {"due": "2021-09-25"})
    assert nothing.context["form"].non_field_errors() == ["请先勾选要退回的社区。"]
    late = reviewer.post(return_page(submission), returning([first], due="2022-09-25"))
    assert (late.status_code, late.context["form"].non_field_errors()) == (
        409,
        ["补正截止日最晚 2021年11月14日（今天起 60 天），请核对年份。"],
    )
    assert f'id="return-pick-{first.pk}" checked' in late.content.decode()
    assert set(standing().values()) == {"pending"}


# --- recognising -----------------------------------------------------------------------------------------------


def recognise_page(**query):
    return reverse("reports:recognise", args=[2021]) + (f"?{urlencode(query)}" if query else "")


def test_exactly_the_filtered_rows_are_recognised_after_their_count_is_confirmed(
    reviewer, submission, people, places, year
):
    hand_in_list(places.haishu, year, ["牡丹社区"], by=people.zhou, street="白云街道")
    first, *_rest = submission.entries.all()
    actions.decide(first, decision="declined", seen="pending", reason="场地被占用。", by=people.shen)
    page = reviewer.get(recognise_page(district="330205"))
    assert [entry.community_name for entry, _asked in page.context["page"].able] == ["盐仓社区", "新马社区"]
    assert "这 2 个社区我都核对过" in page.content.decode()
    response = reviewer.post(
        recognise_page(district="330205"), {"entry": rows_on(page), "sure": "on"}, follow=True
    )
    assert "已认定 2 个社区。" in response.content.decode()
    assert standing() == {
        "外滩社区": "declined",
        "盐仓社区": "recognised",
        "新马社区": "recognised",
        "牡丹社区": "pending",
    }
    assert Event.objects.get(action="entries_recognised").after == {"count": 2}


def test_one_decided_meanwhile_is_named_and_none_is_recognised(reviewer, submission, people):
    keys = rows_on(reviewer.get(recognise_page()))
    first, *_rest = submission.entries.all()
    actions.decide(first, decision="declined", seen="pending", reason="场地被占用。", by=people.shen)
    refused = reviewer.post(recognise_page(), {"entry": keys, "sure": "on"})
    assert (refused.status_code, refused.context["form"].non_field_errors()) == (
        409,
        ["中河街道 外滩社区刚由沈立群改为“不予认定”，请看过再定。"],
    )
    assert standing() == {"外滩社区": "declined", "盐仓社区": "pending", "新马社区": "pending"}


@pytest.mark.parametrize("address", ["recognise", "return"])
def test_a_decision_whose_time_is_before_the_page_but_came_in_after_it_is_to_be_seen_first(
    reviewer, submission, people, time_machine, address
):
    """A decision's time is that of its transaction, and others see it only when that is through."""
    first, *_rest = submission.entries.all()
    address = recognise_page() if address == "recognise" else return_page(submission)
    opened = rows_on(reviewer.get(address))
    time_machine.move_to("2021-09-15 09:59:59 +0800", tick=False)
    decided = actions.decide(first, decision="recognised", seen="pending", by=people.shen)
    actions.decide(decided, decision="pending", seen=decided.version, by=people.shen)
    time_machine.move_to("2021-09-15 10:00:01 +0800", tick=False)
    response = reviewer.post(address, returning([first], entry=opened, sure="on"))
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        409,
        ["中河街道 外滩社区刚由沈立群改为“待评审”，请看过再定。"],
    )
    assert set(standing().values()) == {"pending"}


def test_without_the_tick_nobody_is_recognised(reviewer, submission):
    keys = rows_on(reviewer.get(recognise_page()))
    refused = reviewer.post(recognise_page(), {"entry": keys})
    assert (refused.status_code, refused.context["form"].errors["sure"]) == (
        422,
        ["请逐个核对，勾选以后再认定。"],
    )
    assert "请逐个核对，勾选以后再认定。" in refused.content.decode()
    assert set(standing().values()) == {"pending"}


def test_what_cannot_be_recognised_is_left_out_with_the_reason(reviewer, submission, people):
    first, second, _third = submission.entries.all()
    actions.start_rescore(first, by=people.wang)
    trail.record("item_saved", row=second.sheet.items.first(), by=people.wang)
    page = reviewer.get(recognise_page()).context["page"]
    assert [entry.community_name for entry, _asked in page.able] == ["新马社区"]
    assert {entry.community_name: str(why) for entry, why in page.left} == {
        "外滩社区": "中河街道 外滩社区的复评还没有评完：评完，或把其余各项评为与初评一致，再认定。",
        "盐仓社区": "您填过这份初评评分表，不能由您评审，请另一位评审员决定。",
    }
    for entry, told in ((first, "复评还没有评完"), (second, "您填过这份初评评分表")):
        with pytest.raises(Refused, match=told):
            actions.recognise_all(submission.year, keys=[entry.pk], by=people.wang)


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 30], ["-1"], ["²"]])
def test_nothing_chosen_or_nonsense_recognises_nothing_and_leaves_no_event_of_it(reviewer, submission, keys):
    refused = reviewer.post(
        recognise_page(), {"entry": keys, "sure": "on", "csrfmiddlewaretoken": "as a browser sends it"}
    )
    assert (refused.status_code, len(refused.context["form"].non_field_errors())) == (409, 1)
    assert set(standing().values()) == {"pending"}
    assert list(Event.objects.filter(action="entries_recognised").values_list("result", flat=True)) == [
        "refused"
    ]


def test_entries_of_another_year_are_not_recognised_with_these(reviewer, submission, people, places):
    later = hand_in_list(places.jiangbei, Year.objects.get(number=2022), ["明年社区"], by=people.he)
    keys = [seen(submission.entries.first()), seen(later.entries.get())]
    refused = reviewer.post(recognise_page(), {"entry": keys, "sure": "on"})
    assert refused.context["form"].non_field_errors() == [
        "选中的社区有的已不在本年度名单里，请重新筛选再认定。"
    ]
    assert set(standing().values()) == {"pending"}
