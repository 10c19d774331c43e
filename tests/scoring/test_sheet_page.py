"""The sheet page: plain posts work without scripts, htmx gets the changed parts, bad input is told."""

from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.models import ItemScore
from tests.scenes import fill

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


@pytest.fixture
def post(client, people, sheet):
    client.force_login(people.chen)

    def post(number, headers=None, version=0, **data):
        address = reverse("scoring:item", args=[sheet.pk, number])
        found = {name.removeprefix("r_"): value for name, value in data.items()}
        return client.post(address, {"version": version, **found}, headers=headers or {})

    return post


def row(sheet, number):
    found = ItemScore.objects.get(sheet=sheet, number=number)
    return found.findings, found.points, found.version


def test_a_plain_post_saves_and_comes_back_to_the_item(post, sheet):
    answer = post(5, r_5b="on")
    assert (answer.status_code, answer.url) == (302, f"/sheets/{sheet.pk}/?open=5#item-5")
    assert row(sheet, 5) == ({"5a": False, "5b": True, "5c": False}, 4, 1)


def test_one_click_confirms_an_item_without_deduction(post, sheet):
    post(8, intent="no_deduction")
    assert row(sheet, 8) == ({"8a": 0, "8b": 0, "8c": 0}, 6, 1)


def test_one_click_fills_only_what_was_still_open(post, sheet):
    post(8, intent="no_deduction", r_8a="1")
    assert row(sheet, 8) == ({"8a": 1, "8b": 0, "8c": 0}, 5, 1)


def test_an_item_put_back_to_unassessed_keeps_what_was_found_until_it_is_confirmed_again(post, sheet):
    post(8, r_8a="1", r_8b="0", r_8c="0")
    post(8, r_8a="1", r_8b="0", r_8c="0", intent="clear", version=1)
    assert row(sheet, 8) == ({"8a": 1, "8b": 0, "8c": 0}, None, 2)
    assert ItemScore.objects.get(sheet=sheet, number=8).state == "to_confirm"
    post(8, r_8a="1", r_8b="0", r_8c="0", version=2)
    assert row(sheet, 8) == ({"8a": 1, "8b": 0, "8c": 0}, 5, 3)


@pytest.mark.parametrize(("typed", "kept"), [("８９．５", "89.5"), ("85%", "85"), (" 60.00 ％", "60.00")])
def test_a_percentage_means_what_it_says_however_it_is_typed(post, sheet, typed, kept):
    post(10, r_10a=typed)
    assert row(sheet, 10)[0] == {"10a": Decimal(kept)}


def test_an_address_that_only_takes_forms_is_a_page_when_opened_by_hand(client, people, sheet):
    client.force_login(people.chen)
    answer = client.get(reverse("scoring:item", args=[sheet.pk, 5]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "不能直接打开" in answer.content.decode()


def test_a_form_from_before_another_sign_in_is_told_as_expired(people, sheet):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.chen)
    address, typed = reverse("scoring:item", args=[sheet.pk, 5]), {"version": 0, "reason": "再看。"}
    answer = strict.post(address, typed, headers=HTMX)
    assert (answer.status_code, answer["X-Page-Expired"]) == (403, "1")
    again = strict.post(address, typed | {"csrfmiddlewaretoken": answer["X-Token"]}, headers=HTMX)
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("number", "code", "typed", "sentence"),
    [
        (10, "10a", "101", "10a 只能填 0 至 100 的百分数（最多两位小数），现在是 101"),
        (10, "10a", "99.999", "10a 只能填 0 至 100 的百分数（最多两位小数），现在是 99.999"),
        (10, "10a", "很多", "请填 0 到 100 之间的数，最多两位小数。"),
        (10, "10a", "NaN", "请填 0 到 100 之间的数，最多两位小数。"),
        (8, "8a", "-1", "8a 只能填 0 至 9999 的整数，现在是 -1"),
        (8, "8a", "1.5", "请填整数。"),
        (8, "8a", "两处", "请填整数。"),
        (14, "14a", "99999", "14a 只能填 0 至 9999 的整数，现在是 99999"),
        (13, "13b", "5", "13b 只能填 0 至 4 的整数，现在是 5"),
        (7, "7a", "4", "请在给出的分数里选一个。"),
        (17, "17a", "5", "请在给出的分数里选一个。"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_bad_input_is_told_kept_on_the_page_and_changes_nothing(
    post, sheet, number, code, typed, sentence, headers
):
    answer = post(number, headers, **{f"r_{code}": typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    if not headers and code not in ("7a", "17a"):
        assert f'value="{typed}"' in page
    assert row(sheet, number) == ({}, None, 0)


def test_a_choice_without_reason_is_told_where_it_belongs(post, sheet):
    answer = post(3, r_3a="2")
    assert (answer.status_code, "请写明扣 2 分的理由" in answer.content.decode()) == (422, True)
    assert row(sheet, 3) == ({}, None, 0)


def test_htmx_gets_the_arithmetic_the_group_and_the_total_but_no_inputs(post):
    page = post(8, HTMX, r_8a="3", r_8b="1", r_8c="0").content.decode()
    assert 'aria-label="满分 6，减 2（8a），减 1（8b），得 3 分"' in page
    assert "3 处 × 1 分 = 3 分，按最高扣 2 分" in page
    for part in ("points-8a", "foot-8", "nav-8", "group-3", "total", "version-8"):
        assert f'id="{part}"' in page
    assert 'id="in-8a"' not in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_two_versions_stand_side_by_side_when_somebody_was_faster(post, sheet, client, people, headers):
    post(13, r_13b="2")
    client.force_login(people.lin)
    answer = post(13, headers, r_13b="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("您填的（未保存）", "<mark>1 季度</mark>", "<mark>2 季度</mark>", "用我的", "用陈淑芬的"):
        assert words in page
    assert row(sheet, 13) == ({"13a": False, "13b": 2}, 2, 1)
    chosen = post(13, headers, version=1, r_13b="1")
    assert chosen.status_code in (200, 302)
    assert row(sheet, 13) == ({"13a": False, "13b": 1}, 4, 2)


def test_what_was_typed_into_a_sheet_that_got_locked_is_shown_back(post, sheet, people):
    from django.utils import timezone

    from scoring.models import Lock, ScoreSheet

    ScoreSheet.objects.filter(pk=sheet.pk).update(
        lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=people.zhou
    )
    answer = post(13, r_13b="1", reason="二季度公示栏因施工拆除。")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert ("二季度公示栏因施工拆除。" in page, "周国平" in page) == (True, True)
    assert row(sheet, 13) == ({}, None, 0)


def test_an_expired_session_is_told_to_the_page_instead_of_swallowing_what_was_typed(client, sheet):
    address = reverse("scoring:item", args=[sheet.pk, 5])
    assert client.post(address, {"version": 0, "5b": "on"}, headers=HTMX).status_code == 401


def test_saving_one_item_costs_the_same_queries_however_much_there_is(
    post, sheet, people, participants, django_assert_max_num_queries
):
    post(5, HTMX, r_5b="on")
    for other in ("柳堤社区", "万宁社区"):
        fill(participants[other], people.chen)
    with django_assert_max_num_queries(24):
        post(6, HTMX, r_6a="on", r_6b="2")


def test_another_districts_sheet_is_not_there(client, people, sheet):
    client.force_login(people.wu)
    assert client.get(sheet.get_absolute_url()).status_code == 404
    assert client.post(reverse("scoring:item", args=[sheet.pk, 5]), {"version": 0}).status_code == 404


def test_the_list_shows_who_is_a_few_points_short_and_what_is_missing(client, people, participants):
    fill(participants["春浪社区"], people.chen, r17a=2)
    fill(participants["柳堤社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True)
    client.force_login(people.chen)
    page = client.get("/2021/communities/").content.decode()
    for words in ("差 2 分达标", "第 17 项缺证明材料", "17 项未评"):
        assert words in page
    near = client.get("/2021/communities/?verdict=near").content.decode()
    assert ("柳堤社区" in near, "春浪社区</a>" in near) == (True, False)
    found = client.get("/2021/communities/?search=碶").content.decode()
    assert ("望碶社区居委会" in found, "柳堤社区" in found) == (True, False)


def test_a_remark_alone_assesses_nothing(client, people, participants):
    sheet = participants["春浪社区"]
    client.force_login(people.chen)
    answer = client.post(
        f"/sheets/{sheet.pk}/items/5/",
        {"version": 0, "person": people.chen.pk, "intent": "save", "reason": "周四再去看。"},
    )
    row = sheet.items.get(number=5)
    assert (answer.status_code, row.state, row.findings, row.points) == (302, "blank", {}, None)
    assert row.reason == "周四再去看。"


def test_one_tick_says_the_other_boxes_of_the_item_were_looked_at(client, people, participants):
    sheet = participants["春浪社区"]
    client.force_login(people.chen)
    client.post(f"/sheets/{sheet.pk}/items/9/", {"version": 0, "person": people.chen.pk, "9a": "on"})
    assert sheet.items.get(number=9).findings == {"9a": True, "9b": False}
    client.post(f"/sheets/{sheet.pk}/items/9/", {"version": 1, "person": people.chen.pk})
    row = sheet.items.get(number=9)
    assert (row.findings, row.points) == ({"9a": False, "9b": False}, 6)
