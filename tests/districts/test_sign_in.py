"""Signing in and out, and one's own password."""

from datetime import date

import pytest
import time_machine

from districts.models import Event, Year
from tests.conftest import PASSWORD

NEW = "yong-jiang-chao-shui"
WRONG = "用户名或密码不对，请注意大小写。还可以再试 4 次，都不对就要等 15 分钟。忘记密码、账号停用，找本单位审核人或市住建局系统管理员。"


def sign_in(client, username, password=PASSWORD, **query):
    return client.post("/login/", {"username": username, "password": password, **query})


def trail_of(action):
    return list(Event.objects.filter(action=action).values_list("actor__username", "result"))


def test_a_clerk_signs_in_and_comes_home(client, people):
    response = sign_in(client, "chen")
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(people.chen.pk)
    assert trail_of("sign_in") == [("chen", "done")]


def test_a_page_asked_for_first_is_opened_after_signing_in(client, people):
    assert client.get("/people/?role=editor").url == "/login/?next=/people/%3Frole%3Deditor"
    assert sign_in(client, "guan", next="/people/?role=editor").url == "/people/?role=editor"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, people, elsewhere):
    assert sign_in(client, "chen", next=elsewhere).url == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("chen", "wrong"), ("nobody", PASSWORD), ("Chen", PASSWORD)]
)
def test_a_wrong_name_or_password_says_what_to_do(client, people, username, password):
    response = sign_in(client, username, password)
    assert response.context["form"].non_field_errors() == [WRONG]
    assert "_auth_user_id" not in client.session
    assert trail_of("sign_in_failed") == [(None, "refused")]


def test_an_account_out_of_use_gets_the_same_message(client, people):
    people.chen.is_active = False
    people.chen.save()
    assert sign_in(client, "chen").context["form"].non_field_errors() == [WRONG]


def test_the_password_tried_is_not_in_the_trail(client, people):
    sign_in(client, "chen", "almost-right-password")
    event = Event.objects.get(action="sign_in_failed")
    assert (event.before, event.after, event.note) == (None, {"username": "chen"}, "")


def test_who_is_signed_in_already_goes_on(client, people):
    client.force_login(people.chen)
    assert client.get("/login/").url == "/"


def test_a_deactivated_person_cannot_go_on_working(client, people):
    client.force_login(people.guan)
    assert client.get("/people/").status_code == 200
    people.guan.is_active = False
    people.guan.save()
    assert client.get("/people/").url == "/login/?next=/people/"


def test_signing_out_takes_a_button_not_a_link(client, people):
    client.force_login(people.chen)
    assert client.get("/logout/").status_code == 405
    assert client.session["_auth_user_id"] == str(people.chen.pk)
    assert client.post("/logout/").url == "/login/"
    assert "_auth_user_id" not in client.session
    assert trail_of("sign_out") == [("chen", "done")]


@pytest.mark.parametrize(
    ("today", "shown"), [("2021-08-20", True), ("2022-01-02", True), ("2030-01-01", False)]
)
def test_the_years_due_day_is_shown_only_in_a_reporting_year(client, annexes, today, shown):
    Year.objects.filter(number=2022).update(report_due=date(2022, 8, 31))
    with time_machine.travel(f"{today} 12:00+08:00"):
        page = client.get("/login/")
    assert ("本年度上报截止" in page.text) is shown
    assert (f"{today[:4]}年8月31日 24 时" in page.text) is shown


def test_the_sign_in_page_opens_before_the_annexes_are_loaded(client, db):
    assert client.get("/login/").context["this_year"] is None


# --- one's own password -----------------------------------------------------------------------------------


def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post(
        "/password/", {"old_password": old, "new_password1": new, "new_password2": again or new}
    )


def owe_a_change(person):
    person.must_change_password = True
    person.save()


def test_with_an_issued_password_every_page_leads_to_changing_it(client, people):
    owe_a_change(people.guan)
    client.force_login(people.guan)
    assert client.get("/people/").url == "/password/"
    page = client.get("/password/")
    assert "现在的密码是系统管理员发的，只用来第一次登录。" in page.text
    assert "nav" not in page.context


def test_an_issued_password_does_not_keep_anybody_from_signing_out(client, people):
    owe_a_change(people.chen)
    client.force_login(people.chen)
    assert client.post("/logout/").url == "/login/"


def test_after_changing_it_one_stays_signed_in_and_nothing_is_owed(client, people):
    owe_a_change(people.guan)
    client.force_login(people.guan)
    assert change(client).url == "/"
    page = client.get("/people/")
    assert [str(message) for message in page.context["messages"]] == ["密码已修改，下次登录请用新密码。"]
    people.guan.refresh_from_db()
    assert (people.guan.check_password(NEW), people.guan.must_change_password) == (True, False)
    event = Event.objects.get(action="password_changed")
    assert (event.actor, event.row_key, event.before, event.after) == (
        people.guan,
        people.guan.pk,
        None,
        None,
    )


def test_changing_it_ends_ones_sessions_elsewhere(client, people):
    elsewhere = type(client)()
    for browser in (client, elsewhere):
        browser.force_login(people.guan)
    change(client)
    assert client.get("/people/").status_code == 200
    assert elsewhere.get("/people/").url == "/login/?next=/people/"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        (
            {"old": "guess"},
            "old_password",
            "现在的密码不对，请重新填写。还可以再试 4 次，都不对就要等 15 分钟。",
        ),
        ({"again": "something-else"}, "new_password2", "两次填的新密码不一样，请重新填写。"),
        ({"new": PASSWORD}, "new_password1", "新密码要和现在的不一样。"),
        ({"new": "ningbo1"}, "new_password1", "太短了，至少要 10 个字符。"),
        ({"new": "98230147563"}, "new_password1", "只有一种字符，请把字母、数字、符号混着用。"),
        ({"new": "password12"}, "new_password1", "这个密码太常见，容易被猜到。"),
    ],
)
def test_a_refused_password_says_why_and_changes_nothing(client, people, typed, field, message):
    client.force_login(people.chen)
    page = change(client, **typed)
    assert page.context["form"].errors == {field: [message]}
    people.chen.refresh_from_db()
    assert people.chen.check_password(PASSWORD)
    assert trail_of("password_changed") == []
