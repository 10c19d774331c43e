"""manage.py add_administrator: the first account, from the command line."""

import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from districts.models import Event, Role, User

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")


def add(*args):
    output = io.StringIO()
    call_command("add_administrator", *args, stdout=output)
    return output.getvalue()


def test_the_first_administrator_signs_in_with_the_printed_password_and_must_change_it(client):
    issued = PASSWORD.search(add("li.ming", "李明")).group()
    person = User.objects.get()
    assert (person.username, person.full_name, person.role) == ("li.ming", "李明", Role.ADMINISTRATOR)
    assert person.is_active and person.must_change_password and person.check_password(issued)
    signed_in = client.post("/login/", {"username": "li.ming", "password": issued}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/password/"


def test_the_account_stands_in_the_trail_without_its_password():
    issued = PASSWORD.search(add("li.ming", "李明")).group()
    event = Event.objects.get()
    assert (event.action, event.row_key, event.actor) == ("person_added", User.objects.get().pk, None)
    assert event.after["role"] == Role.ADMINISTRATOR
    assert issued not in str(event.after)


def test_a_second_one_is_refused_by_name_unless_asked_for():
    add("li.ming", "李明")
    with pytest.raises(CommandError, match=r"已有系统管理员 李明（li\.ming）.*--another"):
        add("wang.fang", "王芳")
    assert User.objects.count() == 1
    add("wang.fang", "王芳", "--another")
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 2


def test_an_administrator_out_of_use_does_not_stand_in_the_way():
    add("li.ming", "李明")
    User.objects.update(is_active=False)
    add("wang.fang", "王芳")
    assert User.objects.get(is_active=True).username == "wang.fang"


@pytest.mark.parametrize(
    ("username", "full_name", "said"),
    [
        ("李明", "李明", "用户名只能用小写字母、数字、点和横线，2 至 60 位。"),
        ("x" * 61, "李明", "用户名："),
        ("li.ming", "", "姓名："),
    ],
)
def test_nonsense_is_refused_and_nothing_is_made(username, full_name, said):
    with pytest.raises(CommandError, match=re.escape(said)):
        add(username, full_name)
    assert not User.objects.exists()


def test_a_username_in_use_is_refused():
    add("li.ming", "李明")
    with pytest.raises(CommandError, match="这个用户名已有人使用"):
        add("Li.Ming", "李鸣", "--another")
