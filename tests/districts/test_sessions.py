"""How long one stays signed in, and how all of it ends at once."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import OperationalError

from districts.models import Event, User
from tests.conftest import PASSWORD

NOON = "2021-08-20 12:{:02}+08:00"


def at(minutes):
    hours, minutes = divmod(minutes, 60)
    return time_machine.travel(
        f"2021-08-{20 + (12 + hours) // 24} {(12 + hours) % 24:02}:{minutes:02}+08:00", tick=False
    )


AWAY = "server closed the connection unexpectedly"


def failing(words):
    """What the database says instead of saving."""

    def save(*_args, **_more):
        raise OperationalError(words)

    return save


def events(action):
    return [(event.actor.username, event.note) for event in Event.objects.filter(action=action)]


def sign_in(client, name="chen"):
    return client.post("/login/", {"username": name, "password": PASSWORD})


def test_who_does_nothing_for_an_hour_is_signed_out_and_told(client, people, year, settings):
    settings.SESSION_IDLE_MINUTES = 60
    with at(0):
        sign_in(client)
    with at(60):
        assert client.get("/").status_code == 200
    with at(121):
        answer = client.get("/2021/communities/?page=2")
        assert answer.url == "/login/?next=/2021/communities/%3Fpage%3D2&ended=idle"
        assert "太久没有操作，已自动退出" in client.get(answer.url).text
    assert events("session_ended") == [
        ("chen", "太久没有操作，已自动退出，请重新登录。填了没有保存的内容还在这台设备上。")
    ]


def test_a_session_ends_after_its_hours_however_busy(client, people, year, settings):
    settings.SESSION_HOURS, settings.SESSION_COOKIE_AGE = 3, 4 * 60 * 60
    with at(0):
        sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == 4 * 60 * 60  # else no browser would live to be told
    for minutes in range(30, 181, 30):
        with at(minutes):
            assert client.get("/").status_code == 200
    with at(182):
        assert client.get("/").url == "/login/?next=/&ended=long"
        assert client.get("/").url == "/login/?next=/"


def test_a_database_that_goes_away_while_the_session_is_noted_is_told_before_anything_is_done(
    client, people, year, monkeypatch
):
    """Noted after the act, it would make a finished act look refused."""

    client.raise_request_exception = False
    with at(0):
        sign_in(client)
    with at(5):
        monkeypatch.setattr(Session, "save", failing(AWAY))
        answer = client.post("/account/email/", {"email": "chen@example.invalid"})
        assert (answer.status_code, "刚才如果在保存，很可能没有存上" in answer.text) == (503, True)
        assert User.objects.get(username="chen").email == ""
        monkeypatch.undo()
        assert client.post("/account/email/", {"email": "chen@example.invalid"}).status_code == 302
    assert User.objects.get(username="chen").email == "chen@example.invalid"


def test_where_the_session_cannot_be_noted_because_the_disk_is_full_one_still_looks(
    client, people, year, monkeypatch
):

    client.raise_request_exception = False
    with at(0):
        sign_in(client)
    with at(5):
        monkeypatch.setattr(Session, "save", failing("database or disk is full"))
        assert client.get("/").status_code == 200
        # The year looked at is not remembered then.
        assert client.get("/2021/communities/").status_code == 200
        answer = client.post("/account/email/", {"email": "chen@example.invalid"})
    assert (answer.status_code, "服务器上没有地方存放了" in answer.text) == (503, True)


def test_a_database_that_goes_away_when_the_session_is_kept_after_the_view_is_told_as_that(
    client, people, monkeypatch
):
    """Django would say that the request was tampered with."""

    client.raise_request_exception = False
    monkeypatch.setattr(Session, "save", failing(AWAY))
    answer = sign_in(client)
    assert (answer.status_code, "数据库暂时连不上" in answer.text) == (503, True)


def test_the_last_request_is_noted_once_a_minute_not_at_each(client, people, year, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def updates():
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return sum(query["sql"].startswith('UPDATE "django_session"') for query in queries)

    with at(0):
        sign_in(client)
        client.get("/")
    with time_machine.travel("2021-08-20 12:00:59+08:00", tick=False):
        assert updates() == 0
    with at(2):
        assert updates() == 1


def test_a_sign_in_gives_another_session_than_the_one_before_it(client, people):
    client.get("/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client)
    assert client.session.session_key != planted


def test_signing_out_everywhere_ends_every_session_but_this_one(client, people):
    elsewhere = type(client)()
    for browser in (client, elsewhere):
        sign_in(browser)
    assert client.post("/logout/everywhere/").url == "/password/"
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").url == "/login/?next=/"
    assert events("sign_out_everywhere") == [("chen", "")]
    assert User.objects.get(username="chen").check_password(PASSWORD)


def test_ones_newest_sign_ins_are_shown_to_oneself(client, people):
    client.post("/login/", {"username": "chen", "password": "wrong"}, REMOTE_ADDR="10.1.2.3")
    client.post("/login/", {"username": "wu", "password": "wrong"}, REMOTE_ADDR="10.9.9.9")
    sign_in(client)
    shown = client.get("/password/").context["sign_ins"]
    assert [(event.words, event.address) for event in shown] == [
        ("登录", "127.0.0.1"),
        ("登录失败", "10.1.2.3"),
    ]


@pytest.mark.parametrize(("days", "owed"), [(0, False), (90, True), (200, False)])
def test_a_password_is_replaced_when_it_is_as_old_as_the_setting_allows(client, people, settings, days, owed):
    settings.PASSWORD_DAYS = days
    with time_machine.travel("2021-01-01 12:00+08:00"):
        people.chen.set_password(PASSWORD)
        from django.utils import timezone

        people.chen.password_set_at = timezone.now()
        people.chen.save()
    with time_machine.travel("2021-05-01 12:00+08:00"):
        sign_in(client)
        answer = client.get("/account/email/")
        assert (answer.status_code == 302) is owed
        if owed:
            assert "密码到期了，请换一个。" in client.get("/password/").text


@pytest.mark.parametrize(
    ("path", "form", "action"),
    [
        (
            "/password/",
            {
                "old_password": PASSWORD,
                "new_password1": "Dongqian-Lake-55",
                "new_password2": "Dongqian-Lake-55",
            },
            "password_changed",
        ),
        ("/logout/everywhere/", {}, "sign_out_everywhere"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_change_that_ends_the_other_sessions_happens_with_this_one_going_on_or_not_at_all(
    client, people, year, monkeypatch, path, form, action
):
    """A database that goes away between the two would leave a person signed out by a change he was told had not happened."""
    from django.contrib.sessions.backends.db import SessionStore

    sign_in(client)
    client.raise_request_exception = False
    key, save = client.session.session_key, SessionStore.save

    monkeypatch.setattr(SessionStore, "save", failing(AWAY))
    assert client.post(path, form).status_code == 503
    monkeypatch.setattr(SessionStore, "save", save)
    assert (events(action), client.session.session_key) == ([], key)
    assert client.get("/").status_code == 200  # still signed in, with the old password
    assert client.post(path, form).status_code == 302
    assert [by for by, _note in events(action)] == ["chen"]
    assert client.get("/").status_code == 200
