"""One function, one transaction, one event; a refusal leaves nothing but its own trace."""

import pytest

from districts import trail
from districts.doors import Refused, door
from districts.models import District, Event


def since(start):
    rows = Event.objects.filter(pk__gt=start).order_by("pk")
    return list(rows.values_list("action", "result", "note"))


@pytest.fixture
def start(people):
    return Event.objects.order_by("pk").last().pk


@door("person_changed")
def rename(district, *, to, by):
    District.objects.filter(pk=district.pk).update(name=to)
    trail.record("person_changed", row=district, by=by, note=to)
    return to


@door("person_changed")
def rename_and_refuse(district, *, to, by):
    rename(district, to=to, by=by)
    raise Refused("名称已由民政部门确定，不能改。")


@door("person_changed")
def rename_and_break(district, *, to, by):
    rename(district, to=to, by=by)
    raise ZeroDivisionError


def name_of(district):
    return District.objects.get(pk=district.pk).name


def test_what_is_done_is_written_with_one_event(people, places, start):
    assert rename(places.haishu, to="海曙", by=people.shen) == "海曙"
    assert name_of(places.haishu) == "海曙"
    assert since(start) == [("person_changed", "done", "海曙")]


def test_a_refusal_undoes_everything_and_leaves_only_the_refusal(people, places, start):
    with pytest.raises(Refused, match=r"^名称已由民政部门确定，不能改。$"):
        rename_and_refuse(places.haishu, to="海曙", by=people.shen)
    assert name_of(places.haishu) == "海曙区"
    assert since(start) == [("person_changed", "refused", "名称已由民政部门确定，不能改。")]


def test_the_refusal_says_who_tried_it_on_what(people, places, start):
    with pytest.raises(Refused):
        rename_and_refuse(places.haishu, to="海曙", by=people.shen)
    event = Event.objects.get(pk__gt=start)
    assert (event.actor, event.row_type, event.row_key, event.district) == (
        people.shen,
        "district",
        places.haishu.pk,
        places.haishu,
    )


def test_an_error_undoes_everything_and_is_no_refusal(people, places, start):
    with pytest.raises(ZeroDivisionError):
        rename_and_break(places.haishu, to="海曙", by=people.shen)
    assert name_of(places.haishu) == "海曙区"
    assert since(start) == []


def test_a_door_inside_a_door_joins_its_transaction(people, places, start):
    @door("person_changed")
    def both(district, *, by):
        rename(district, to="海曙", by=by)
        rename_and_refuse(places.jiangbei, to="江北", by=by)

    with pytest.raises(Refused):
        both(places.haishu, by=people.shen)
    assert (name_of(places.haishu), name_of(places.jiangbei)) == ("海曙区", "江北区")
    assert since(start) == [("person_changed", "refused", "名称已由民政部门确定，不能改。")]


def test_after_a_refusal_the_next_door_opens_its_own_transaction(people, places, start):
    with pytest.raises(Refused):
        rename_and_refuse(places.haishu, to="海曙", by=people.shen)
    rename(places.haishu, to="海曙", by=people.shen)
    assert name_of(places.haishu) == "海曙"


def test_an_action_nobody_named_is_a_mistake(people, places):
    with pytest.raises(ValueError, match="unknown action"):
        trail.record("renamed", by=people.shen, row=places.haishu)
