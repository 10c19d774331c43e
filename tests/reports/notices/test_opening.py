"""公示 is opened for exactly what was listed; before it begins it can be withdrawn, then only given more days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.forms_notice import suggested_days
from reports.models import PublicNotice
from tests.reports.lists import OFFICE
from tests.reports.notices.acts import (
    FIRST,
    LAST,
    show,
    stands,
)


def test_a_notice_holds_the_titles_in_annex_and_list_order_under_the_names_of_the_lists(opened):
    assert [(each.place, str(each)) for each in opened.lines.all()] == [
        (1, "海曙区 白云街道 牡丹社区"),
        (2, "江北区 中河街道 外滩社区"),
        (3, "江北区 中河街道 盐仓社区"),
        (4, "江北区 中河街道 新马社区"),
    ]
    event = Event.objects.get(action="notice_opened")
    assert (event.row_name, event.after["listed"], event.after["ends_on"]) == (
        "2021年度 2021年9月21日至2021年9月27日公示",
        4,
        "2021-09-27",
    )
    assert opened.document_number == "甬建发〔2021〕55号"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"starts_on": date(2021, 9, 20)},
            "公示最早从明天（2021年9月21日）开始：当天已经过了一部分，不足一整天。",
        ),
        (
            {"ends_on": date(2021, 9, 20)},
            "公示截止（2021年9月20日）不能早于公示开始（2021年9月21日）。",
        ),
        (
            {"ends_on": date(2022, 9, 27)},
            "公示截止最晚 2021年11月19日（今天起 60 天），请核对年份。开始以后只能延长，不能缩短。",
        ),
        ({"phone": " "}, "请填受理单位、地址和联系电话，群众要知道向谁反映。"),
        ({"keys": []}, "要公示的社区刚刚变动过，请看本页现在的内容再公示。"),
        ({"keys": [0]}, "要公示的社区刚刚变动过，请看本页现在的内容再公示。"),
    ],
)
def test_what_cannot_be_right_opens_nothing(titled, people, year, change, told):
    with pytest.raises(Refused) as refusal:
        show(year, people, **change)
    assert (str(refusal.value), PublicNotice.objects.count()) == (told, 0)


def test_the_page_suggests_five_working_days_and_shows_exactly_what_it_lists(lead, titled, people, year):
    page = reverse("reports:open_notice", args=[2021])
    whole = lead.get(page)
    assert "公示这 4 个社区" in whole.content.decode()
    assert whole.context["form"].initial == {"starts_on": FIRST, "ends_on": LAST}
    some = lead.get(page, {"district": "330205"})
    rows = some.context["offer"].rows
    assert [row.entry.community_name for row in rows] == ["外滩社区", "盐仓社区", "新马社区"]
    filled = {"title": [row.pk for row in rows], "starts_on": "2021-09-21", "ends_on": "2021-09-24"} | OFFICE
    asked = lead.post(f"{page}?district=330205", filled)
    assert (asked.status_code, asked.context["form"].errors) == (422, {"sure": ["请核对名单以后勾选。"]})
    done = lead.post(f"{page}?district=330205", filled | {"sure": "on"})
    assert done.url == reverse("reports:notices", args=[2021])
    assert PublicNotice.objects.get().lines.count() == 3
    again = lead.get(page)
    assert [row.entry.community_name for row in again.context["offer"].rows] == ["牡丹社区"]
    assert again.context["form"].initial["phone"] == OFFICE["phone"]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2021, 9, 20), date(2021, 9, 21), date(2021, 9, 27)),  # Monday
        (date(2021, 9, 24), date(2021, 9, 25), date(2021, 10, 1)),  # Friday
        (date(2021, 9, 26), date(2021, 9, 27), date(2021, 10, 1)),  # Sunday
    ],
)
def test_the_suggested_days_hold_five_working_days(today, first, last):
    assert suggested_days(today) == (first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(each.weekday() < 5 for each in days) == 5


# --- before it starts, while it runs ---


def test_before_its_first_day_it_can_be_withdrawn_and_its_communities_wait_again(opened, people, year, day):
    day("2021-09-20 23:59:59")
    with pytest.raises(Refused, match="请写明撤回的理由。"):
        actions.withdraw_notice(opened, reason=" ", by=people.shen)
    actions.withdraw_notice(opened, reason="日期有误。", by=people.shen)
    assert stands(year) == {"waiting": 4}
    with pytest.raises(Refused, match="这次公示已经撤回了。"):
        actions.withdraw_notice(opened, reason="再来。", by=people.shen)
    assert show(year, people).lines.count() == 4


def test_from_its_first_second_on_it_can_only_be_given_more_days(opened, people, day):
    with pytest.raises(Refused, match="公示还没有开始：日期不对的，请撤回以后重新公示。"):
        actions.extend_notice(opened, ends_on=date(2021, 9, 30), reason="停机。", by=people.shen)
    day("2021-09-21 00:00:00")
    with pytest.raises(Refused, match="公示已于 2021年9月21日 开始，不能撤回"):
        actions.withdraw_notice(opened, reason="日期有误。", by=people.shen)
    day("2021-09-27 23:59:59")
    for change, told in (
        ({"ends_on": date(2021, 9, 27)}, "公示开始以后只能延长：新的截止日要晚于 2021年9月27日。"),
        ({"ends_on": date(2021, 9, 26)}, "公示开始以后只能延长：新的截止日要晚于 2021年9月27日。"),
        ({"reason": " "}, "请写明延长的理由。"),
        ({"ends_on": date(2022, 9, 28)}, "公示截止最晚 2021年11月26日（今天起 60 天）"),
    ):
        how = {"ends_on": date(2021, 9, 28), "reason": "停机。"} | change
        with pytest.raises(Refused, match=told.split("（")[0]):
            actions.extend_notice(opened, by=people.shen, **how)
    actions.extend_notice(opened, ends_on=date(2021, 9, 28), reason="停机。", by=people.shen)
    event = Event.objects.get(action="notice_extended", result="done")
    assert (event.before, event.after) == (
        {"ends_on": "2021-09-27"},
        {"ends_on": "2021-09-28", "reason": "停机。"},
    )
    day("2021-09-29 00:00:00")
    with pytest.raises(Refused, match="公示已于 2021年9月28日 24 时期满，不能再延长。"):
        actions.extend_notice(opened, ends_on=date(2021, 9, 30), reason="停机。", by=people.shen)
