"""A page belongs to whoever opened it; a saved item is named in the answer, so that nothing else passes for it."""

import pytest

from scoring.models import ItemScore


@pytest.fixture
def sheet(participants):
    return participants["春浪社区"]


def post(client, sheet, person, **headers):
    typed = {"version": "0", "8a": "2", "person": str(person.pk)}
    return client.post(f"/sheets/{sheet.pk}/items/8/", typed, headers=headers)


def found(sheet):
    return ItemScore.objects.get(sheet=sheet, number=8).findings


def test_a_saved_item_is_named_in_the_answer(client, people, sheet):
    client.force_login(people.chen)
    answer = post(client, sheet, people.chen, **{"HX-Request": "true"})
    assert (answer.status_code, answer["X-Item-Saved"], found(sheet)) == (200, "8", {"8a": 2})


def test_a_refused_item_is_not_named(client, people, sheet):
    client.force_login(people.chen)
    answer = client.post(
        f"/sheets/{sheet.pk}/items/8/", {"version": "0", "8a": "-1"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, "X-Item-Saved" in answer, found(sheet)) == (422, False, {})


def test_what_one_person_typed_is_not_saved_as_the_next(client, people, sheet):
    client.force_login(people.lin)
    answer = post(client, sheet, people.chen, **{"HX-Request": "true"})
    assert (answer.status_code, answer["X-Somebody-Else"], found(sheet)) == (403, "1", {})


def test_without_scripts_the_refusal_is_a_page(client, people, sheet):
    client.force_login(people.lin)
    answer = post(client, sheet, people.chen)
    assert answer.status_code == 403
    assert "这一页是另一个人登录时打开的，没有保存。请刷新后再填。" in answer.content.decode()
    assert found(sheet) == {}
