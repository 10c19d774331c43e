"""What every page offers: the menu of one's role and the year one is working on."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import District, Programme, Target, Year

MENUS = {
    "chen": "首页 社区 上报 文件 汇总表 称号 典型做法 评分标准",
    "zhou": "首页 社区 上报 文件 汇总表 称号 典型做法 评分标准 社区名录",
    "lin": "首页 社区 称号 典型做法 评分标准",
    "wang": "全市进展 评审队列 会审 文件 汇总表 称号 典型做法 社区 年度 评分标准 社区名录",
    "shen": "全市进展 评审队列 会审 文件 汇总表 称号 典型做法 社区 年度 评分标准 社区名录",
    "huan": "首页 会审 汇总表 典型做法 评分标准",
    "guan": "首页 社区名录 人员",
    "audit": "首页 操作记录",
}


@pytest.fixture
def city(client, people):
    client.force_login(people.shen)
    return client


def years(page):
    return [(one["number"], one["url"], one["current"]) for one in page.context["years"]]


@pytest.mark.parametrize("name", MENUS)
def test_each_role_has_its_menu(client, people, name):
    client.force_login(getattr(people, name))
    page = client.get("/no/such/page/")
    assert " ".join(str(line["label"]) for line in page.context["nav"]) == MENUS[name]


def test_the_menu_marks_where_one_is(client, people):
    client.force_login(people.guan)
    for address in ("/people/", "/people/new/", f"/people/{people.chen.pk}/"):
        nav = client.get(address).context["nav"]
        assert [str(line["label"]) for line in nav if line["current"]] == ["人员"]


def test_a_form_that_was_refused_still_marks_where_one_is(client, people, participants, places, year):
    from reports.models import Submission

    own = Submission.objects.get(district=places.haishu, year=year).pk

    def marked(who, address, data):
        client.force_login(who)
        page = client.post(address, data)
        here = [str(line["label"]) for line in page.context["nav"] if line["current"]]
        return page.status_code, here

    for act, data in (
        ("contact", {}),
        ("joined", {"departments": "none"}),
        ("report", {}),
    ):
        assert marked(people.zhou, f"/submissions/{own}/{act}/", data) == (422, ["上报"])
    for act in ("submit", "resubmit"):
        assert marked(people.zhou, f"/submissions/{own}/{act}/", {}) == (409, ["上报"])
    assert marked(people.shen, "/2021/departments/change/", {"due": "x"}) == (422, ["会审"])


def test_menu_addresses_carry_the_year(city):
    nav = city.get("/2022/extensions/").context["nav"]
    assert [line["url"] for line in nav if line["current"]] == ["/2022/calendar/"]


def test_signed_out_nothing_is_asked_of_the_database_for_menu_or_years(client, annexes):
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/no/such/page/")
    assert (len(queries), "nav" in page.context, "year" in page.context) == (0, False, False)


@pytest.mark.parametrize(
    ("today", "year"), [("2020-05-01", 2022), ("2021-12-31", 2021), ("2030-01-01", 2022)]
)
def test_without_a_choice_it_is_the_newest_year_that_has_begun(client, people, today, year):
    with time_machine.travel(f"{today} 12:00+08:00"):
        client.force_login(people.huan)
        assert client.get("/no/such/page/").context["year"] == year


def test_a_page_of_a_year_leads_to_the_same_page_of_the_other(city):
    page = city.get("/2021/extensions/")
    assert page.context["year"] == 2021
    assert years(page) == [(2022, "/2022/extensions/", False), (2021, "/2021/extensions/", True)]


def test_a_page_without_a_year_leads_to_the_home_page_of_that_year(client, people):
    with time_machine.travel("2022-06-01 12:00+08:00"):
        client.force_login(people.huan)
        page = client.get("/no/such/page/")
    assert years(page) == [(2022, "/?year=2022", True), (2021, "/?year=2021", False)]


@pytest.mark.parametrize("name", ["guan", "audit"])
def test_who_has_no_yearly_pages_has_no_year_to_choose(client, people, name):
    client.force_login(getattr(people, name))
    assert "year" not in client.get("/no/such/page/").context


def test_the_year_one_looked_at_is_remembered(city):
    city.get("/2021/extensions/")
    assert city.get("/no/such/page/").context["year"] == 2021
    city.get("/2022/extensions/")
    assert city.get("/no/such/page/").context["year"] == 2022


def test_a_year_that_is_none_is_not_remembered(city):
    city.get("/2021/extensions/")
    assert city.get("/1999/extensions/").context["year"] == 2021
    assert city.session["year"] == 2021


def test_looking_again_at_the_same_year_does_not_write_the_session(city):
    city.get("/2021/extensions/")
    with CaptureQueriesContext(connection) as queries:
        city.get("/2021/extensions/")
    assert [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))] == []


def test_the_footer_names_the_document_and_the_rubric(city):
    page = city.get("/2021/extensions/")
    assert (page.context["document_number"], page.context["rubric_label"]) == (
        "甬建发〔2021〕55号",
        "ningbo-2021 第1版",
    )


def test_a_district_with_its_own_rubric_sees_its_own_named(client, people, year, places):
    from scoring.models import Adoption, Rubric

    city = Rubric.objects.get()
    own = Rubric.objects.create(
        code="haishu-2021", version="2", title="", source="", pass_mark=80, definition=city.definition
    )
    Adoption.objects.create(
        year=year,
        district=places.haishu,
        rubric=own,
        method_document="海曙区办法",
        document_number="海建〔2021〕12号",
        approved_by="海曙区",
        approved_on="2021-07-01",
    )
    shown = {}
    with time_machine.travel("2021-08-01 12:00+08:00"):
        for person in (people.chen, people.wu, people.wang):
            client.force_login(person)
            shown[person.username] = client.get("/no/such/page/").context["rubric_label"]
    assert shown == {"chen": "haishu-2021 第2版", "wu": "ningbo-2021 第1版", "wang": "ningbo-2021 第1版"}


def test_before_the_annexes_are_loaded_the_menu_has_no_yearly_pages(client, people):
    from reports.models import Submission
    from scoring.models import Adoption

    for model in (Submission, Adoption, Target, Year, Programme):
        model.objects.all().delete()
    client.force_login(people.shen)
    page = client.get("/no/such/page/")
    assert [str(line["label"]) for line in page.context["nav"]] == ["全市进展", "典型做法", "社区名录"]
    assert "year" not in page.context
    assert District.objects.count() == 10


def test_a_demo_programme_says_so_on_every_page(city):
    assert "演示数据" not in city.get("/2021/extensions/").text
    Programme.objects.update(demo=True)
    assert "演示数据" in city.get("/2021/extensions/").text


@pytest.mark.parametrize(("demo", "shown"), [(True, True), (False, False)])
def test_a_demo_programme_says_so_before_signing_in(client, annexes, demo, shown):
    Programme.objects.update(demo=demo)
    assert ("演示数据" in client.get("/login/").text) is shown
