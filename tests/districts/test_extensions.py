"""The city lets one district hand in later."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts import actions
from districts.deadlines import report_due, report_dues
from districts.doors import Refused
from districts.models import Event, Extension
from districts.queries import extension_list


@pytest.fixture(autouse=True)
def late_august():
    with time_machine.travel("2021-08-28 10:00+08:00"):
        yield


@pytest.fixture
def shen(client, people):
    client.force_login(people.shen)
    return client


def asked(district, until="2021-09-10", reason="台风停工一周"):
    return {"district": district.pk, "until": until, "reason": reason}


def test_the_city_lead_grants_an_extension(shen, people, places, year):
    response = shen.post("/2021/extensions/grant/", asked(places.haishu))
    assert response.url == "/2021/extensions/"
    extension = Extension.objects.get()
    assert (extension.district, extension.year, extension.until, extension.reason, extension.granted_by) == (
        places.haishu,
        year,
        date(2021, 9, 10),
        "台风停工一周",
        people.shen,
    )


def test_only_that_districts_due_day_moves(shen, places, year):
    shen.post("/2021/extensions/grant/", asked(places.haishu))
    assert report_due(places.haishu.pk, year).day == date(2021, 9, 10)
    assert report_due(places.jiangbei.pk, year).day == date(2021, 8, 31)


def test_the_trail_keeps_the_old_and_the_new_day_and_the_reason(shen, people, places):
    shen.post("/2021/extensions/grant/", asked(places.haishu))
    event = Event.objects.get(action="extension_granted")
    assert (event.actor, event.district, event.result) == (people.shen, places.haishu, "done")
    assert event.before == {"until": "2021-08-31"}
    assert event.after == {"year": 2021, "until": "2021-09-10", "reason": "台风停工一周"}


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"until": "2021-08-31"}, "until", "海曙区现在的截止日是 2021年8月31日，延期须晚于这一天。"),
        ({"until": "2021-08-27"}, "until", "延期至 2021年8月27日 已经过去，请填今天或以后的日期。"),
        ({"until": ""}, "until", "请填日期，如 2021-09-10。"),
        ({"until": "九月"}, "until", "请填日期，如 2021-09-10。"),
        ({"until": "21021-09-10"}, "until", "请填日期，如 2021-09-10。"),
        ({"until": "2999-09-10"}, "until", "请填 2000 年到 2099 年之间的日期。"),
        ({"reason": " "}, "reason", "这个字段是必填项。"),
        ({"district": ""}, "district", "这个字段是必填项。"),
    ],
)
def test_an_extension_that_will_not_do_says_why_and_keeps_what_was_typed(
    shen, places, changed, field, message
):
    page = shen.post("/2021/extensions/grant/", asked(places.haishu) | changed)
    assert page.context["form"].errors == {field: [message]}
    assert Extension.objects.count() == 0
    if "reason" not in changed:
        assert "台风停工一周" in page.text


def test_a_report_day_set_later_than_an_extension_holds_for_that_district_too(shen, places, year):
    shen.post("/2021/extensions/grant/", asked(places.haishu))
    year.report_due, year.review_due = date(2021, 9, 15), date(2021, 10, 15)
    year.save(update_fields=["report_due", "review_due"])
    due = report_due(places.haishu.pk, year)
    assert (due.day, due.extension, report_dues(year)) == (date(2021, 9, 15), None, {})
    strip = shen.get("/2021/extensions/").text.partition("gc-calendar")[2].partition("</section>")[0]
    assert "延期" not in strip
    assert [line.holds for line in extension_list(year)] == [False]
    year.report_due = date(2021, 8, 31)
    year.save(update_fields=["report_due"])
    assert report_due(places.haishu.pk, year).day == date(2021, 9, 10)
    assert "海曙区至 9月10日" in shen.get("/2021/extensions/").text


def test_a_second_extension_must_be_later_than_the_first(shen, places, year):
    shen.post("/2021/extensions/grant/", asked(places.haishu))
    page = shen.post("/2021/extensions/grant/", asked(places.haishu))
    assert page.context["form"].errors == {
        "until": ["海曙区现在的截止日是 2021年9月10日，延期须晚于这一天。"]
    }
    shen.post("/2021/extensions/grant/", asked(places.haishu, "2021-09-15"))
    page = shen.get("/2021/extensions/")
    assert [(one.until, one.holds) for one in page.context["extensions"]] == [
        (date(2021, 9, 15), True),
        (date(2021, 9, 10), False),
    ]


def test_after_the_due_day_an_extension_may_begin_today(people, places, year):
    with time_machine.travel("2021-09-05 10:00+08:00"):
        actions.grant_extension(
            places.haishu, year=year, until=date(2021, 9, 5), reason="补报", by=people.shen
        )
    assert report_due(places.haishu.pk, year).day == date(2021, 9, 5)


def test_a_refused_extension_stands_in_the_trail_as_refused(people, places, year):
    with pytest.raises(Refused):
        actions.grant_extension(
            places.haishu, year=year, until=date(2021, 8, 31), reason="台风", by=people.shen
        )
    event = Event.objects.get(action="extension_granted")
    assert (event.result, event.note) == (
        "refused",
        "海曙区现在的截止日是 2021年8月31日，延期须晚于这一天。",
    )


def test_a_reviewer_may_look_and_sees_no_form(client, people, places, year):
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2021, 9, 10), reason="台风", granted_by=people.shen
    )
    client.force_login(people.wang)
    page = client.get("/2021/extensions/")
    assert [one.district for one in page.context["extensions"]] == [places.haishu]
    assert page.context["form"] is None
    assert client.post("/2021/extensions/grant/", asked(places.haishu)).status_code == 403
    assert Extension.objects.count() == 1


def test_before_granting_the_page_says_what_the_click_does(shen):
    page = shen.get("/2021/extensions/")
    assert "发邮件告知这个区县（市）：今天还没有收到过邮件的人马上收到" in page.text
    assert "本年度没有批准过延期。" in page.text


def test_the_list_costs_the_same_at_one_extension_and_at_ten(shen, people, places, year):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            shen.get("/2021/extensions/")
        return len(queries)

    def grant(day):
        Extension.objects.create(
            year=year, district=places.haishu, until=day, reason="台风", granted_by=people.shen
        )

    shen.get("/2021/extensions/")  # remembers the year
    grant(date(2021, 9, 1))
    few = cost()
    for day in range(2, 11):
        grant(date(2021, 9, day))
    assert cost() == few


def test_a_year_outside_the_programme_is_not_found(shen):
    assert shen.get("/1999/extensions/").status_code == 404
    assert shen.get("/99999999999/extensions/").status_code == 404


def test_what_send_backs_set_before_is_marked_as_theirs(people, places, year):
    for district, reason in ((places.haishu, "整体退回重报"), (places.jiangbei, "台风停工一周")):
        Extension.objects.create(
            year=year, district=district, until=date(2021, 9, 10), reason=reason, granted_by=people.shen
        )
    import_module("districts.migrations.0005_sent_back_came_back").mark(apps, None)
    marked = Extension.objects.values_list("district__name", "sent_back")
    assert dict(marked) == {"海曙区": True, "江北区": False}
