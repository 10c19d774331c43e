"""A second factor: set up with an app, asked at every sign-in, required of the city and the administrator where the setting says so."""

import pytest
import time_machine
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from districts.account import second_factor
from districts.doors import Refused
from districts.models import Event
from tests.conftest import PASSWORD
from tests.scenes import give_second_factor


def code_of(device, later=0):
    """What the person's telephone shows now; `later`: so many half minutes on."""
    shown = TOTP(device.bin_key)
    shown.time = __import__("time").time() + 30 * later
    return f"{shown.token():06}"


def sign_in(client, username):
    return client.post("/login/", {"username": username, "password": PASSWORD})


def events(*actions):
    found = Event.objects.filter(action__in=actions).order_by("pk")
    return [(event.action, event.actor and event.actor.username, event.result) for event in found]


@pytest.fixture
def device(people):
    return give_second_factor(people.shen)


def shown(client):
    """The draft whose key the page shows."""
    page = client.get("/account/second-factor/").text
    device = second_factor.draft(None, client.session["second_factor"])
    assert (page.count(second_factor.secret(device)), "<svg" in page) == (1, True)
    return device


def test_it_is_set_up_by_scanning_and_typing_what_the_telephone_shows(client, people):
    client.force_login(people.chen)
    draft = shown(client)
    assert (shown(client).key, TOTPDevice.objects.exists()) == (
        draft.key,
        False,
    )  # loaded again, it is the same
    code = code_of(draft)
    assert client.post("/account/second-factor/", {"code": code}).url == "/"
    assert second_factor.device_of(people.chen).key == draft.key
    assert events("second_factor_set") == [("second_factor_set", "chen", "done")]
    assert client.get("/account/second-factor/").url == "/password/"
    other = type(client)()
    sign_in(other, "chen")
    assert other.post("/login/code/", {"code": code}).status_code == 200  # setting it up has used the code up


def test_whoever_looked_at_the_page_in_another_session_does_not_know_the_key_that_is_set_up(client, people):
    stranger = type(client)()
    stranger.force_login(people.chen)
    client.force_login(people.chen)
    seen, own = shown(stranger), shown(client)
    assert seen.key != own.key
    assert client.post("/account/second-factor/", {"code": code_of(seen)}).status_code == 200
    assert client.post("/account/second-factor/", {"code": code_of(own)}).url == "/"
    assert stranger.get("/").url == "/login/?next=/"  # it began without the second factor
    assert client.get("/").status_code == 200


def test_of_two_windows_that_set_it_up_the_second_is_told(client, people):
    other = type(client)()
    for each in (client, other):
        each.force_login(people.chen)
    late = second_factor.draft(people.chen)
    shown(client)
    give_second_factor(people.chen)
    with pytest.raises(Refused, match="刚刚在别处启用了"):
        second_factor.confirm(people.chen, late, code_of(late), by=people.chen)
    assert TOTPDevice.objects.count() == 1


def test_a_wrong_code_sets_nothing_up(client, people):
    client.force_login(people.chen)
    page = client.post("/account/second-factor/", {"code": "000000x"})
    assert page.context["form"].errors["code"] == [
        "动态口令不对。每 30 秒换一次，请填手机上现在显示的 6 位数字；一直不对，请检查手机的时间。还可以再试 4 次，都不对就要等 15 分钟。"
    ]
    assert second_factor.device_of(people.chen) is None


def test_with_one_the_password_alone_opens_no_page(client, people, device):
    assert sign_in(client, "shen").status_code == 302
    for address in ("/", "/2021/review/", "/password/", "/account/email/", "/account/second-factor/"):
        assert client.get(address).url == "/login/code/"
    assert events("sign_in", "password_accepted") == [("password_accepted", "shen", "done")]


def test_the_code_completes_the_sign_in_and_the_session_is_another_one(client, people, device):
    sign_in(client, "shen")
    before = client.session.session_key
    assert client.post("/login/code/", {"code": code_of(device)}).url == "/"
    assert client.session.session_key != before
    assert client.get("/").status_code == 200
    assert events("sign_in")[-1] == ("sign_in", "shen", "done")


def test_after_the_code_the_page_asked_for_first_is_opened(client, people, year, device):
    asked = "/2021/review/?decision=pending"
    assert client.get(asked).url.startswith("/login/?next=")
    sent = {"username": "shen", "password": PASSWORD, "next": asked}
    assert client.get(client.post("/login/", sent).url).url == "/login/code/"
    assert client.post("/login/code/", {"code": code_of(device)}).url == asked


def test_a_code_is_taken_once(client, people, device):
    code = code_of(device)
    sign_in(client, "shen")
    assert client.post("/login/code/", {"code": code}).status_code == 302
    other = type(client)()
    sign_in(other, "shen")
    assert other.post("/login/code/", {"code": code}).status_code == 200
    assert other.get("/").url == "/login/code/"


def test_guessing_codes_locks_the_name_and_the_right_password_does_not_begin_anew(client, people, device):
    for _ in range(4):
        sign_in(client, "shen")
        assert client.post("/login/code/", {"code": "123"}).status_code == 200
    sign_in(client, "shen")
    assert client.post("/login/code/", {"code": "123"}).status_code == 429
    assert client.post("/login/code/", {"code": code_of(device)}).status_code == 429
    assert sign_in(type(client)(), "shen").status_code == 429


@pytest.mark.parametrize(
    ("name", "asked"), [("shen", True), ("wang", True), ("guan", True), ("chen", False), ("audit", False)]
)
def test_where_the_setting_says_so_the_city_and_the_administrator_must_set_one_up(
    client, people, settings, name, asked
):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, name)
    answer = client.get("/password/" if asked else "/")
    assert (answer.status_code, getattr(answer, "url", "")) == (
        (302, "/account/second-factor/") if asked else (200, "")
    )
    if asked:
        assert "您的职责必须使用动态口令。" in client.get("/account/second-factor/").text


def test_an_issued_password_is_changed_before_the_second_factor_is_set_up(client, people, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    people.shen.must_change_password = True
    people.shen.save()
    sign_in(client, "shen")
    assert client.get("/").url == "/password/"
    new = {"old_password": PASSWORD, "new_password1": "gong-qiao-2026", "new_password2": "gong-qiao-2026"}
    assert client.post("/password/", new).status_code == 302
    assert client.get("/").url == "/account/second-factor/"


def test_one_takes_it_off_with_a_last_code_unless_it_is_required(client, people, device, settings):
    sign_in(client, "shen")
    client.post("/login/code/", {"code": code_of(device)})
    with time_machine.travel(__import__("time").time() + 60):
        settings.SECOND_FACTOR_REQUIRED = True
        page = client.post("/account/second-factor/off/", {"code": code_of(device)})
        assert "不能停用" in page.text
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(__import__("time").time() + 120):
        assert client.post("/account/second-factor/off/", {"code": code_of(device)}).url == "/password/"
    assert second_factor.device_of(people.shen) is None


def test_the_administrator_takes_it_from_a_lost_telephone_and_the_sessions_end(client, people, device):
    lost = type(client)()
    sign_in(lost, "shen")
    lost.post("/login/code/", {"code": code_of(device)})
    client.force_login(people.guan)
    assert "手机上原来的动态口令马上作废" in client.get(f"/people/{people.shen.pk}/second-factor/").text
    client.post(f"/people/{people.shen.pk}/second-factor/")
    assert second_factor.device_of(people.shen) is None
    assert lost.get("/").url == "/login/?next=/"
    assert events("second_factor_removed") == [("second_factor_removed", "guan", "done")]
    assert client.get(f"/people/{people.guan.pk}/second-factor/").status_code == 403
