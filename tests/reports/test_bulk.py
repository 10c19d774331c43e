"""Many communities decided at once: exactly those shown and counted, all of them or none, and nobody passed over."""

from datetime import date

import pytest
from django.urls import reverse

from districts.models import Event
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


def returning(entries, **more):
    """What the page sends when these entries are ticked."""
    data = {"due": "2021-09-25"}
    for entry in entries:
        data |= {f"pick-{entry.pk}": "on", f"reason-{entry.pk}": f"{entry.community_name}材料不全。"}
    return data | more


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
