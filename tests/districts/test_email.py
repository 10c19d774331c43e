"""An address is optional, set by the administrator or by oneself, and leads to no mail of its own."""

import pytest
from django.core import mail

from districts.models import Event, User


def test_one_sets_and_clears_ones_own_address_and_it_stands_in_the_trail(client, people):
    client.force_login(people.lin)
    assert "没有填邮箱，收不到邮件通知。" in client.get("/password/").text
    page = client.post("/account/email/", {"email": "lin@example.invalid"}, follow=True)
    assert "邮箱已保存，通知发到这里。" in page.text and "lin@example.invalid" in page.text
    event = Event.objects.get(action="person_changed")
    assert (event.actor, event.row_key) == (people.lin, people.lin.pk)
    assert (event.before["email"], event.after["email"]) == ("", "lin@example.invalid")
    page = client.post("/account/email/", {"email": ""}, follow=True)
    assert "邮箱已清空，不再收到邮件。" in page.text
    assert (User.objects.get(pk=people.lin.pk).email, mail.outbox) == ("", [])


@pytest.mark.parametrize(
    "address", ["lin", "lin@", "lin@example.invalid\nBcc: x@example.invalid", "a b@c.cn"]
)
def test_what_is_no_address_is_refused_and_stays_to_be_put_right(client, people, address):
    client.force_login(people.lin)
    page = client.post("/account/email/", {"email": address})
    assert (page.status_code, page.context["form"].errors) == (
        200,
        {"email": ["这不是邮箱地址，请改成像 zhang@example.gov.cn 这样的。"]},
    )
    assert User.objects.get(pk=people.lin.pk).email == ""


def test_who_owes_a_change_of_password_changes_that_first(client, people):
    User.objects.filter(pk=people.lin.pk).update(must_change_password=True)
    client.force_login(people.lin)
    assert client.get("/account/email/").url == "/password/"


def test_the_administrator_sees_who_has_none(client, people):
    User.objects.exclude(pk__in=[people.lin.pk, people.wu.pk]).update(email="someone@example.invalid")
    User.objects.filter(pk=people.wu.pk).update(is_active=False)
    client.force_login(people.guan)
    page = client.get("/people/?state=unreached")
    assert [person.username for person in page.context["page_obj"]] == ["lin"]
    assert "没有邮箱" in page.text


def test_the_administrator_sets_it_with_the_rest_of_an_account(client, people, places):
    client.force_login(people.guan)
    data = {"full_name": "林小萍", "role": "editor", "district": places.haishu.pk, "street": places.nanmen.pk}
    client.post(f"/people/{people.lin.pk}/", data | {"is_active": "on", "email": "lin@example.invalid"})
    assert User.objects.get(pk=people.lin.pk).email == "lin@example.invalid"
