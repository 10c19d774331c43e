"""The administrator's pages: accounts and their one-time passwords."""

import math
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts import passwords, trail
from districts.models import Department, Event, Role, User
from tests.conftest import PASSWORD

SHOWN = re.compile(r"<code[^>]*>([a-z0-9-]+)</code>")


@pytest.fixture
def guan(client, people):
    client.force_login(people.guan)
    return client


def typed(person, **changes):
    """What the form of this account would send, with changes."""
    fields = {
        "full_name": person.full_name,
        "phone": person.phone,
        "email": person.email,
        "role": person.role,
        "district": person.district_id or "",
        "street": person.street_id or "",
        "department": person.department_id or "",
        "is_active": "on" if person.is_active else "",
    }
    return fields | changes


def names(page):
    return [person.username for person in page.context["page_obj"]]


# --- the list ---------------------------------------------------------------------------------------------


def test_everybody_is_listed_the_city_first_then_the_districts_in_annex_order(guan, people):
    assert names(guan.get("/people/")) == [
        "guan",
        "audit",
        "shen",
        "huan",
        "wang",
        "zhou",
        "chen",
        "lin",
        "yue",
        "he",
        "wu",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=陈", ["chen"]),
        ("text=WANG", ["wang"]),
        ("text=0574", ["shen", "zhou"]),
        ("role=district_lead", ["zhou", "he"]),
        ("district=330205", ["he", "wu"]),
        ("district=330205&role=editor", ["wu"]),
        ("state=inactive", ["yue"]),
        ("state=waiting", ["lin"]),
        ("text=没有这个人", []),
    ],
)
def test_the_list_is_narrowed(guan, people, query, found):
    User.objects.filter(username="yue").update(is_active=False, must_change_password=True)
    User.objects.filter(username="lin").update(must_change_password=True)
    assert names(guan.get(f"/people/?{query}")) == found


def test_states_are_said_in_words(guan, people):
    User.objects.filter(username="yue").update(is_active=False)
    User.objects.filter(username="lin").update(must_change_password=True)
    assert "停用" in guan.get("/people/?text=yue").text.partition("<tbody>")[2]
    assert "待改密码" in guan.get("/people/?text=lin").text.partition("<tbody>")[2]


def test_turning_the_page_keeps_the_filter(guan, people, places):
    for number in range(60):
        User.objects.create_user(
            f"clerk{number:02}", full_name="某人", role=Role.EDITOR, district=places.jiangbei
        )
    page = guan.get("/people/?role=editor&district=330205&page=2")
    assert names(page) == [f"clerk{number:02}" for number in range(50, 60)] + ["wu"]
    assert "?role=editor&amp;district=330205&amp;page=1" in page.text


def test_the_list_costs_the_same_for_eleven_people_and_for_fifty(guan, places):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            guan.get("/people/")
        return len(queries)

    few = cost()
    for number in range(39):
        User.objects.create_user(
            f"clerk{number}", full_name="某人", role=Role.EDITOR, district=places.haishu, street=places.nanmen
        )
    assert cost() == few


# --- a new account ----------------------------------------------------------------------------------------


def new(**changes):
    return {"username": "haishu.li", "full_name": "李慧敏", "role": "editor", **changes}


def test_a_new_account_gets_a_password_shown_once(guan, people, places):
    page = guan.post("/people/new/", new(district=places.haishu.pk, street=places.nanmen.pk))
    [issued] = SHOWN.findall(page.text)
    person = User.objects.get(username="haishu.li")
    assert (person.full_name, person.role, person.district, person.street) == (
        "李慧敏",
        Role.EDITOR,
        places.haishu,
        places.nanmen,
    )
    assert (person.check_password(issued), person.must_change_password, person.is_active) == (
        True,
        True,
        True,
    )
    assert "no-store" in page["Cache-Control"]
    assert issued not in guan.get(f"/people/{person.pk}/").text


def test_the_trail_names_the_new_account_but_not_its_password(guan, people, places):
    page = guan.post("/people/new/", new(district=places.haishu.pk))
    [issued] = SHOWN.findall(page.text)
    event = Event.objects.get(action="person_added")
    person = User.objects.get(username="haishu.li")
    assert (event.actor, event.row_type, event.row_key, event.district, event.before) == (
        people.guan,
        "user",
        person.pk,
        places.haishu,
        None,
    )
    assert event.after == {
        "username": "haishu.li",
        "full_name": "李慧敏",
        "phone": "",
        "email": "",
        "role": "editor",
        "district": "海曙区",
        "street": None,
        "department": None,
        "is_active": True,
    }
    assert issued not in str(list(Event.objects.values()))
    assert all(issued not in str(session.get_decoded()) for session in Session.objects.all())


def test_the_new_person_signs_in_and_must_choose_a_password(guan, client, people, places):
    [issued] = SHOWN.findall(guan.post("/people/new/", new(district=places.haishu.pk)).text)
    theirs = type(client)()
    assert theirs.post("/login/", {"username": "haishu.li", "password": issued}).url == "/"
    assert theirs.get("/").url == "/password/"


def test_a_username_is_written_small_so_that_signing_in_is_easy(guan, people, places):
    guan.post("/people/new/", new(username=" Haishu.Li ", district=places.haishu.pk))
    assert User.objects.filter(username="haishu.li").count() == 1


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("chen", "这个用户名已有人使用，请换一个。"),
        ("CHEN", "这个用户名已有人使用，请换一个。"),
        ("李慧敏", "用户名只能用小写字母、数字、点和横线，2 至 60 位。"),
        ("a", "用户名只能用小写字母、数字、点和横线，2 至 60 位。"),
    ],
)
def test_a_username_that_will_not_do_says_why(guan, people, places, username, message):
    page = guan.post("/people/new/", new(username=username, district=places.haishu.pk))
    assert page.context["form"].errors == {"username": [message]}


@pytest.mark.parametrize(
    ("role", "ties", "errors"),
    [
        ("editor", "", {"district": ["区县角色必须选区县（市）。"]}),
        ("district_lead", "", {"district": ["区县角色必须选区县（市）。"]}),
        ("editor", "haishu kongpu", {"street": ["孔浦街道不在海曙区，请选海曙区的街道。"]}),
        ("editor", "nanmen", {"district": ["区县角色必须选区县（市）。"]}),
        ("district_lead", "haishu nanmen", {"street": ["街道只用于区县填报员，这个角色请选“不选”。"]}),
        ("reviewer", "haishu", {"district": ["市级评审员不归某一个区县（市），请选“不选”。"]}),
        ("editor", "haishu shengtai", {"department": ["区县填报员不归某一个会审部门，请选“不选”。"]}),
        ("department", "", {"department": ["会审部门角色必须选部门。"]}),
        (
            "department",
            "haishu shengtai",
            {"district": ["会审部门不归某一个区县（市），请选“不选”。"]},
        ),
        ("editor", "haishu", {}),
        ("editor", "haishu nanmen", {}),
        ("district_lead", "haishu", {}),
        ("department", "shengtai", {}),
        ("auditor", "", {}),
        ("", "haishu", {"role": ["这个字段是必填项。"]}),
    ],
)
def test_each_role_says_plainly_what_it_needs(guan, people, places, role, ties, errors):
    keys = {
        "haishu": ("district", places.haishu.pk),
        "nanmen": ("street", places.nanmen.pk),
        "kongpu": ("street", places.kongpu.pk),
        "shengtai": ("department", Department.objects.get(code="shengtai").pk),
    }
    page = guan.post("/people/new/", new(role=role, **dict(keys[tie] for tie in ties.split())))
    form = page.context.get("form")
    assert (form.errors if form else {}) == errors
    assert User.objects.filter(username="haishu.li").exists() is (not errors)


def test_a_missing_name_does_not_hide_a_missing_district(guan, people):
    page = guan.post("/people/new/", new(full_name=""))
    assert page.context["form"].errors == {
        "full_name": ["这个字段是必填项。"],
        "district": ["区县角色必须选区县（市）。"],
    }


def test_streets_are_offered_under_their_district(guan, people, places):
    choices = guan.get("/people/new/").context["form"].fields["street"].choices
    assert list(choices) == [
        ("", "不选"),
        ("海曙区", [(places.nanmen.pk, "南门街道"), (places.yuehu.pk, "月湖街道")]),
        ("江北区", [(places.kongpu.pk, "孔浦街道")]),
    ]


# --- changing an account ----------------------------------------------------------------------------------


def test_what_changed_is_in_the_trail_before_and_after(guan, people, places):
    response = guan.post(
        f"/people/{people.chen.pk}/", typed(people.chen, phone="13900005678", street=places.nanmen.pk)
    )
    assert response.url == "/people/"
    event = Event.objects.get(action="person_changed")
    same = {
        "username": "chen",
        "full_name": "陈淑芬",
        "email": "",
        "role": "editor",
        "district": "海曙区",
        "department": None,
        "is_active": True,
    }
    assert event.before == {**same, "phone": "13800001234", "street": None}
    assert event.after == {**same, "phone": "13900005678", "street": "南门街道"}


def test_saving_without_a_change_leaves_no_trace(guan, people):
    assert guan.post(f"/people/{people.chen.pk}/", typed(people.chen)).url == "/people/"
    assert Event.objects.filter(action="person_changed").count() == 0


def test_a_username_stays_what_it_is(guan, people):
    guan.post(f"/people/{people.chen.pk}/", typed(people.chen, username="shufen", phone="1"))
    people.chen.refresh_from_db()
    assert (people.chen.username, people.chen.phone) == ("chen", "1")


def test_a_refused_change_changes_nothing(guan, people):
    page = guan.post(f"/people/{people.chen.pk}/", typed(people.chen, district="", full_name="陈"))
    assert page.context["form"].errors == {"district": ["区县角色必须选区县（市）。"]}
    assert "<h1>陈淑芬</h1>" in page.text
    people.chen.refresh_from_db()
    assert people.chen.full_name == "陈淑芬"


def test_deactivating_somebody_ends_their_session(guan, client, people):
    theirs = type(client)()
    theirs.force_login(people.audit)
    assert theirs.get("/trail/").status_code == 200
    guan.post(f"/people/{people.audit.pk}/", typed(people.audit, is_active=""))
    assert theirs.get("/trail/").url == "/login/?next=/trail/"


def test_a_new_role_holds_from_the_next_click(guan, client, people):
    theirs = type(client)()
    theirs.force_login(people.chen)
    assert theirs.get("/registry/").status_code == 403
    guan.post(f"/people/{people.chen.pk}/", typed(people.chen, role="district_lead"))
    assert theirs.get("/registry/").status_code == 200


DUTY = (
    "这个账号用来做过%s，不能改做%s：业务、系统管理、安全审计由不同的人、不同的账号做。请停用它，另建账号。"
)


@pytest.mark.parametrize(
    ("name", "role", "old", "new"),
    [
        ("audit", "administrator", "安全审计", "系统管理"),
        ("audit", "reviewer", "安全审计", "业务"),
        ("wang", "auditor", "业务", "安全审计"),
        ("shen", "administrator", "业务", "系统管理"),
    ],
)
def test_business_system_and_audit_are_never_one_accounts_after_each_other(
    guan, client, people, name, role, old, new
):
    person = getattr(people, name)
    trail.record("sheets_locked", by=person)  # never signed in, and has acted: by a command, say
    page = guan.post(f"/people/{person.pk}/", typed(person, role=role))
    assert page.context["form"].errors == {"role": [DUTY % (old, new)]}
    assert User.objects.get(pk=person.pk).role == person.role
    assert Event.objects.get(action="person_changed").result == "refused"


def test_an_account_nobody_has_used_yet_may_become_any(guan, people):
    guan.post(f"/people/{people.wang.pk}/", typed(people.wang, role="auditor"))
    assert User.objects.get(pk=people.wang.pk).role == "auditor"


@pytest.mark.parametrize("part", ["", "password/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_changes_his_own_account(guan, people, part, method):
    response = getattr(guan, method)(f"/people/{people.guan.pk}/{part}", typed(people.guan, role="city_lead"))
    assert response.status_code == 403
    assert "不能修改自己的账号" in response.text
    people.guan.refresh_from_db()
    assert (people.guan.role, people.guan.check_password(PASSWORD)) == (Role.ADMINISTRATOR, True)


def test_an_account_that_does_not_exist_is_not_found(guan):
    assert guan.get("/people/0/").status_code == 404
    assert guan.get("/people/99999999999999999999/").status_code == 404


# --- one-time passwords -----------------------------------------------------------------------------------


def test_looking_at_the_password_page_issues_nothing(guan, people):
    page = guan.get(f"/people/{people.chen.pk}/password/")
    assert SHOWN.findall(page.text) == []
    people.chen.refresh_from_db()
    assert people.chen.check_password(PASSWORD)


def test_an_issued_password_replaces_the_old_one_and_is_shown_once(guan, people):
    page = guan.post(f"/people/{people.chen.pk}/password/")
    [issued] = SHOWN.findall(page.text)
    people.chen.refresh_from_db()
    assert (people.chen.check_password(issued), people.chen.check_password(PASSWORD)) == (True, False)
    assert people.chen.must_change_password is True
    assert "no-store" in page["Cache-Control"]
    assert SHOWN.findall(guan.get(f"/people/{people.chen.pk}/password/").text) == []


def test_the_trail_knows_that_a_password_was_issued_but_not_which(guan, people):
    [issued] = SHOWN.findall(guan.post(f"/people/{people.chen.pk}/password/").text)
    event = Event.objects.get(action="password_issued")
    assert (event.actor, event.row_key, event.before, event.after, event.note) == (
        people.guan,
        people.chen.pk,
        None,
        None,
        "",
    )
    assert issued not in str(list(Event.objects.values()))
    assert all(issued not in str(session.get_decoded()) for session in Session.objects.all())


def test_an_issued_password_ends_the_persons_sessions(guan, client, people):
    theirs = type(client)()
    theirs.force_login(people.audit)
    guan.post(f"/people/{people.audit.pk}/password/")
    assert theirs.get("/trail/").url == "/login/?next=/trail/"


def test_one_time_passwords_are_hard_to_guess_and_easy_to_read():
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", one) for one in made)
    assert not set("0o1il2z5s8b") & set("".join(made))
    assert math.log2(len(set(passwords.ALPHABET))) * 16 >= 60
