"""Accounts nobody signs in with: listed for the administrator, with what to do; nobody's activity is ranked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import User
from districts.queries import account_counts, dormant

MOMENT = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to("2021-08-12 12:00 +0800", tick=False)


def dormant_names():
    return sorted(User.objects.filter(dormant()).values_list("username", flat=True))


def last_signed_in(person, *, days, more=timedelta()):
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=days) - more)


def test_ninety_days_to_the_moment(people):
    last_signed_in(people.chen, days=90)
    assert dormant_names() == []
    last_signed_in(people.chen, days=90, more=MOMENT)
    assert dormant_names() == ["chen"]


def test_never_signed_in_counts_from_the_fifteenth_day(people):
    made = timezone.now() - timedelta(days=14)
    User.objects.filter(pk=people.lin.pk).update(created_at=made)
    assert dormant_names() == []
    User.objects.filter(pk=people.lin.pk).update(created_at=made - MOMENT)
    assert dormant_names() == ["lin"]


def test_a_closed_account_is_not_dormant(people):
    last_signed_in(people.chen, days=400)
    User.objects.filter(pk=people.chen.pk).update(is_active=False)
    assert dormant_names() == []


def test_the_number_of_days_is_a_setting(people, settings):
    settings.DORMANT_DAYS = 30
    last_signed_in(people.chen, days=31)
    assert dormant_names() == ["chen"]


def test_each_state_is_counted(people):
    last_signed_in(people.chen, days=100)
    User.objects.filter(pk=people.yue.pk).update(must_change_password=True)
    User.objects.filter(pk=people.wu.pk).update(is_active=False)
    User.objects.filter(pk=people.chen.pk).update(email="chen@example.invalid")
    counts = {"active": 10, "waiting": 1, "dormant": 1, "inactive": 1, "unreached": 9}
    assert account_counts() == counts


def test_the_page_lists_them_and_says_what_to_do(client, people):
    last_signed_in(people.chen, days=100)
    client.force_login(people.guan)
    page = client.get("/people/?state=dormant")
    assert [person.username for person in page.context["page_obj"]] == ["chen"]
    text = page.content.decode()
    assert "90 天没有登录，或者账号建好 14 天还没有登录过。" in text
    assert "2021年5月4日 12:00" in text
    everybody = client.get("/people/").content.decode()
    assert everybody.count("<small>久未登录</small>") == 1
    assert 'href="?state=dormant">久未登录 <b>1</b>' in everybody


def test_only_the_administrator_sees_who_is_dormant(client, people):
    for person in (people.zhou, people.shen, people.audit):
        client.force_login(person)
        assert client.get("/people/?state=dormant").status_code == 403
