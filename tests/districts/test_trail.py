"""The auditor's page."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts import sealing, trail
from districts.changes import Change, changes
from districts.middleware import address_of
from districts.models import Event, Extension, User
from scoring.models import ItemScore

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def auditor(client, people):
    client.force_login(people.audit)
    return client


def happened(action, when, *, by, **details):
    event = trail.event(action, by=by, **details)
    event.at = datetime.fromisoformat(when).replace(tzinfo=CHINA)
    event.save()
    return event


def shown(page):
    return [(line.action, line.event.actor and line.event.actor.username) for line in page.context["lines"]]


@pytest.fixture
def story(auditor, people):
    happened("sign_in", "2021-08-30 23:59:59", by=people.chen, row=people.chen)
    happened("password_issued", "2021-08-31 00:00:00", by=people.guan, row=people.chen)
    happened("sign_in_failed", "2021-08-31 23:59:59", by=None, result=trail.REFUSED, after={"username": "x"})
    happened("sign_in", "2021-09-01 00:00:00", by=people.zhou, row=people.zhou)
    return auditor


def test_the_newest_stands_first(story):
    page = story.get("/trail/?since=2021-08-30&until=2021-09-01")
    assert shown(page) == [("登录", "zhou"), ("登录失败", None), ("发放密码", "guan"), ("登录", "chen")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=陈", [("发放密码", "guan"), ("登录", "chen")]),  # done to her, done by her
        ("text=ZHOU", [("登录", "zhou")]),
        ("action=password_issued", [("发放密码", "guan")]),
        ("result=refused", [("登录失败", None)]),
        ("since=2021-08-31&until=2021-08-31", [("登录失败", None), ("发放密码", "guan")]),
        ("until=2021-08-30", [("登录", "chen")]),
        ("text=没有这个人", []),
    ],
)
def test_the_trail_is_narrowed_by_person_action_result_and_whole_days(story, query, found):
    assert shown(story.get(f"/trail/?{query}")) == found


def test_the_number_on_an_error_page_finds_its_event(auditor, people):
    token = trail.begin(trail.Origin("7K2M-04QD", "10.0.0.7"))
    trail.record("sign_in", by=people.chen, row=people.chen)
    trail.end(token)
    assert shown(auditor.get("/trail/?text=7k2m-04qd")) == [("登录", "chen")]


@pytest.mark.parametrize(
    "query", ["since=gestern", "until=0001-01-01", "until=9999-12-31", "action=nonsense"]
)
def test_a_filter_that_makes_no_sense_says_so_and_hides_nothing(story, query):
    page = story.get(f"/trail/?{query}")
    [field] = page.context["form"].errors
    assert query.startswith(field)
    assert len(page.context["lines"]) == Event.objects.count()


def test_every_row_is_called_as_it_was_called_then(story, people, year, places):
    extension = Extension.objects.create(
        year=year, district=places.haishu, until="2021-09-10", reason="台风", granted_by=people.shen
    )
    after = {"year": 2021, "until": "2021-09-10", "reason": "台风"}
    trail.record("extension_granted", by=people.shen, row=extension, after=after)
    lines = story.get("/trail/").context["lines"]
    assert (lines[0].row, lines[0].event.district) == ("延期 海曙区 2021年度 2021-09-10", places.haishu)
    trail.record("participants_chosen", by=people.zhou, row=places.haishu)
    assert story.get("/trail/").context["lines"][0].row == "区县（市） 海曙区"
    [issued] = [line for line in lines if line.action == "发放密码"]
    assert issued.row == "人员 陈淑芬"
    User.objects.filter(pk=people.chen.pk).update(full_name="陈淑芳")
    [issued] = [line for line in story.get("/trail/").context["lines"] if line.action == "发放密码"]
    assert issued.row == "人员 陈淑芬"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.7", "", "10.0.0.7"),
        ("10.0.0.7", "1.2.3.4", "10.0.0.7"),  # not one of our proxies: not believed
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "1.2.3.4, 127.0.0.1", "1.2.3.4"),
        ("127.0.0.1", "nonsense", None),
        ("::ffff:127.0.0.1", "1.2.3.4", "1.2.3.4"),  # gunicorn listening on both
        ("127.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, nonsense", None),
        ("2001:DB8:0:0:0:0:0:7", "", "2001:db8::7"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "1.2.3.4", "1.2.3.4"),  # a unix socket has no address
        ("", "", None),
    ],
)
def test_the_trail_knows_where_a_request_came_from(rf, settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(rf.get("/", headers=headers, REMOTE_ADDR=peer)) == address


def test_the_page_costs_the_same_at_three_events_and_at_fifty(auditor, people):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            auditor.get("/trail/")
        return len(queries)

    trail.record("sign_in", by=people.chen, row=people.chen, district=people.chen.district)
    few = cost()
    for person in User.objects.all():
        for _ in range(10):
            trail.record("sign_in", by=person, row=person)
    assert cost() == few


def test_the_page_says_how_far_the_trail_is_sealed(auditor, people):
    assert "还没有封存。" in auditor.get("/trail/").text
    newest = trail.record("sign_in", by=people.chen, row=people.chen)
    sealing.seal()
    assert f"已封存到第 {newest.pk} 条（" in auditor.get("/trail/").text


@pytest.mark.parametrize(
    ("query", "found"), [("text=10.0.0.7", 1), ("text=10.0.0.8", 0), ("district=330203", 1)]
)
def test_the_trail_is_narrowed_by_address_and_district(auditor, people, places, query, found):
    token = trail.begin(trail.Origin("7K2M-04QD", "10.0.0.7"))
    trail.record("participants_chosen", by=people.zhou, row=places.haishu)
    trail.end(token)
    assert len(auditor.get(f"/trail/?action=participants_chosen&{query}").context["lines"]) == found


# --- before and after, as a person reads them -------------------------------------------------------------


def test_only_what_changed_is_listed_in_words():
    before = {"full_name": "陈淑芬", "role": "editor", "district": "海曙区", "is_active": True}
    after = {"full_name": "陈淑芬", "role": "district_lead", "district": None, "is_active": False}
    assert list(changes(User, before, after)) == [
        Change("角色", "区县填报员", "区县审核人"),
        Change("区县（市）", "海曙区", "空"),
        Change("可以登录", "是", "否"),
    ]


def test_a_new_row_lists_what_it_began_with():
    assert list(changes(User, None, {"username": "li", "phone": ""})) == [
        Change("用户名", None, "li"),
        Change("电话", None, "空"),
    ]


def test_an_item_says_which_one_and_its_findings_by_rule_code():
    before = {"number": 3, "state": "blank", "findings": {}, "points": None, "reason": ""}
    after = {
        "number": 3,
        "state": "confirmed",
        "findings": {"3a": True, "3b": 2},
        "points": 3,
        "reason": "缺台账",
    }
    assert list(changes(ItemScore, before, after)) == [
        Change("项", None, "3"),
        Change("状态", "未评", "已评"),
        Change("得分", "空", "3"),
        Change("理由", "空", "缺台账"),
        Change("3a", "空", "是"),
        Change("3b", "空", "2"),
    ]


def test_the_page_shows_pairs_not_raw_json(auditor, people):
    trail.record(
        "person_changed", by=people.guan, row=people.chen, before={"phone": "1"}, after={"phone": "2"}
    )
    page = auditor.get("/trail/?action=person_changed")
    assert "<li>电话：1 → <b>2</b></li>" in page.text
    assert "{&#x27;" not in page.text


def test_what_somebody_typed_cannot_become_markup(auditor, people):
    trail.record("sign_in_failed", by=None, after={"username": "<script>alert(1)</script>"})
    page = auditor.get("/trail/")
    assert "<script>alert" not in page.text
