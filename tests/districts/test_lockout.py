"""Guessing stops: by name, by address, and told plainly; so do downloads and uploads without end."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from districts import limits, trail
from districts.models import Event, User
from tests.conftest import PASSWORD
from tests.files import a_pdf

LOCKED = "这个用户名连续 5 次没有登录成功，已锁定，请在 12:15 以后再试。急用请系统管理员发一个新密码，发了立即可用。"

WRONG = "用户名或密码不对，请注意大小写。还可以再试 %s 次，都不对就要等 15 分钟。忘记密码、账号停用，找本单位审核人或市住建局系统管理员。"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2021-08-20 12:00+08:00", tick=False) as clock:
        yield clock


def try_(client, username="chen", password="wrong", address="10.0.0.7"):
    return client.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address)


def said(answer):
    return answer.context["form"].non_field_errors()


def count(action):
    return Event.objects.filter(action=action).count()


@pytest.mark.parametrize("username", ["chen", "nobody"])
def test_the_fifth_wrong_password_locks_the_name_whoever_it_is(client, people, username):
    for left in (4, 3, 2, 1):
        answer = try_(client, username)
        assert (answer.status_code, said(answer)) == (200, [WRONG % left])
    answer = try_(client, username)
    assert (answer.status_code, answer["Retry-After"], said(answer)) == (429, "900", [LOCKED])
    assert (count("sign_in_failed"), count("account_locked"), count("sign_in_locked")) == (5, 1, 0)


def test_while_locked_not_even_the_right_password_is_tried(client, people, noon):
    for _ in range(5):
        try_(client)
    answer = try_(client, password=PASSWORD, address="10.9.9.9")
    assert (answer.status_code, said(answer)) == (429, [LOCKED])
    assert (count("sign_in_failed"), count("sign_in_locked"), count("sign_in")) == (5, 1, 0)
    noon.move_to("2021-08-20 12:15:01+08:00")
    assert try_(client, password=PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["chen", "nobody"])
def test_what_was_wrong_a_quarter_of_an_hour_ago_takes_no_try_away(client, people, noon, username):
    try_(client, username)
    noon.shift(60)
    assert said(try_(client, username)) == [WRONG % 3]
    noon.shift(14 * 60)
    assert said(try_(client, username)) == [WRONG % 3]


def test_where_the_address_has_fewer_tries_left_those_are_told(client, people):
    for number in range(27):
        try_(client, f"name{number}")
    assert said(try_(client)) == [WRONG % 2]


def test_after_the_seconds_it_names_and_not_before_the_right_password_is_tried(client, people, noon):
    for _ in range(5):
        try_(client)
    noon.shift(600.5)
    answer = try_(client, password=PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    noon.shift(299)
    assert try_(client, password=PASSWORD)["Retry-After"] == "1"
    noon.shift(1)
    assert try_(client, password=PASSWORD).status_code == 302


def test_where_name_and_address_are_both_locked_it_says_when_the_later_opens(client, people, noon):
    for number in range(30):
        try_(client, f"name{number}")
    noon.shift(60)
    for _ in range(5):
        try_(client, address="10.0.0.8")
    answer = try_(client)
    assert answer["Retry-After"] == "900"
    assert said(answer) == ["这个网络地址 15 分钟里登录失败 30 次，请在 12:16 以后再试。"]


def test_another_name_is_not_locked_with_it(client, people):
    for _ in range(5):
        try_(client)
    assert try_(client, "wu", PASSWORD).status_code == 302


def test_a_sign_in_begins_the_count_anew(client, people, noon):
    for _ in range(4):
        try_(client)
    noon.shift(1)
    assert try_(client, password=PASSWORD).status_code == 302
    client.post("/logout/")
    noon.shift(1)
    for left in (4, 3, 2, 1):
        assert said(try_(client)) == [WRONG % left]


def test_an_issued_password_opens_the_name_at_once(client, people, noon):
    for _ in range(5):
        try_(client)
    noon.shift(60)
    keeper = type(client)()
    keeper.force_login(people.guan)
    issued = keeper.post(f"/people/{people.chen.pk}/password/").context["issued"]
    assert try_(client, password=issued).status_code == 302


def test_thirty_failures_from_one_address_stop_it_for_every_name_and_nothing_more_is_written(client, people):
    for number in range(30):
        try_(client, f"name{number}")
    answer = try_(client, "wu", PASSWORD)
    assert said(answer) == ["这个网络地址 15 分钟里登录失败 30 次，请在 12:15 以后再试。"]
    for _ in range(20):
        assert try_(client, "wu").status_code == 429
    assert (count("sign_in_failed"), count("sign_in_locked")) == (30, 0)
    assert (count("address_locked"), count("account_locked")) == (1, 0)
    assert try_(client, "wu", PASSWORD, address="10.0.0.8").status_code == 302


@pytest.mark.parametrize(
    ("ours", "same", "other"),
    [
        # A line's /64 with its zeros at the end, in the middle, and without any.
        ("2001:db8::%x", "2001:db8:0:0:a:b:c:d", "2001:db8:0:1::7"),
        ("2001:db8:0:1::%x", "2001:db8:0:1:a:b:c:d", "2001:db8:0:2::7"),
        ("2001:db8:1:2:3:4:5:%x", "2001:db8:1:2::", "2001:db8:1:3:3:4:5:1"),
        ("::ffff:10.0.0.7", "10.0.0.7", "::ffff:10.0.0.8"),
    ],
)
def test_of_ipv6_all_addresses_of_one_line_count_together_and_the_trail_has_each_whole(
    client, people, ours, same, other
):
    sent = [ours % number if "%" in ours else ours for number in range(1, 31)]
    for number, address in enumerate(sent):
        try_(client, f"name{number}", address=address)
    assert try_(client, "wu", PASSWORD, address=same).status_code == 429
    assert try_(client, "wu", PASSWORD, address=other).status_code == 302
    failed = Event.objects.filter(action="sign_in_failed").order_by("pk").values_list("address", flat=True)
    assert list(failed) == [address.removeprefix("::ffff:") for address in sent]


def test_the_old_password_cannot_be_guessed_on_the_password_page_either(client, people, noon):
    client.force_login(people.chen)
    noon.shift(1)
    for number in range(5):
        page = client.post(
            "/password/", {"old_password": f"guess{number}", "new_password1": "x", "new_password2": "x"}
        )
    # Locked a second later.
    assert (page.status_code, page["Retry-After"], said(page)) == (
        429,
        "900",
        [LOCKED.replace("12:15", "12:16")],
    )
    right = {"old_password": PASSWORD, "new_password1": "gong-qiao-2026", "new_password2": "gong-qiao-2026"}
    assert client.post("/password/", right).status_code == 429
    assert User.objects.get(username="chen").check_password(PASSWORD)


# --- downloads and uploads ---------------------------------------------------------------------------------------


def used_up(limit, person):
    trail.record_all([trail.event(limit.actions[0], by=person) for _ in range(limit.most)])


def test_after_sixty_downloads_in_ten_minutes_one_waits(client, people, year, noon):
    used_up(limits.EXPORTS, people.chen)
    client.force_login(people.chen)
    address = reverse("scoring:communities_export", args=[2021, "csv"])
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "10 分钟里已经下载 60 次，请在 12:10 以后再下载。" in answer.text
    assert "记录号" in answer.text
    client.force_login(people.zhou)
    assert client.get(address).status_code == 200
    noon.move_to("2021-08-20 12:10:01+08:00")
    client.force_login(people.chen)
    assert client.get(address).status_code == 200


def test_after_three_hundred_uploads_in_ten_minutes_one_waits(client, people, participants, noon):
    used_up(limits.UPLOADS, people.chen)
    client.force_login(people.chen)
    sheet = participants["春浪社区"]
    address = reverse("scoring:add_evidence", args=[sheet.pk, 8])
    answer = client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-")})
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    answer = client.post(
        address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-")}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer["X-Refused"]) == (429, "1")
    assert answer.text == "10 分钟里已经上传 300 次，请在 12:10 以后再传；已经传好的都在。"
    noon.move_to("2021-08-20 12:10:01+08:00")  # what was refused in between puts it off no longer
    assert client.post(address, {"file": a_pdf()}).status_code == 302


def test_of_several_files_only_those_not_taken_stand_in_the_trail_as_refused(client, people, participants):
    client.force_login(people.chen)
    address = reverse("scoring:add_evidence", args=[participants["春浪社区"].pk, 8])
    assert client.post(address, {"file": [a_pdf(), SimpleUploadedFile("病毒.exe", b"MZ")]}).status_code == 422
    assert Event.objects.get(action="upload_refused").after == {"file": ["病毒.exe"]}
    assert Event.objects.filter(action="evidence_added").count() == 1


def test_a_file_that_was_not_taken_stands_in_the_trail_by_name(client, people, participants):
    client.force_login(people.chen)
    address = reverse("scoring:add_evidence", args=[participants["春浪社区"].pk, 8])
    client.post(address, {"file": SimpleUploadedFile("病毒.exe", b"MZ")})
    event = Event.objects.get(action="upload_refused")
    assert (event.actor, event.result, event.after) == (people.chen, "refused", {"file": ["病毒.exe"]})
