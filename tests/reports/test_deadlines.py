"""31 August is a whole day in Ningbo; an extension moves it for one district; a due day never locks a sheet."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from districts.actions import grant_extension
from districts.deadlines import report_due
from districts.models import Extension, Year
from reports.actions import send_back
from reports.annex3 import annex3
from reports.checklist import checklist
from reports.models import Receipt, Submission
from tests.scenes import fill, prepare

LAST_SECOND = "2021-08-31 23:59:59+08:00"
TOO_LATE = "2021-09-01 00:00:00+08:00"


@pytest.fixture
def ready(participants, places, people, year):
    """Everything is prepared; only the day decides."""
    submission = Submission.objects.get(district=places.haishu, year=year)
    with time_machine.travel("2021-08-20 09:00+08:00"):
        prepare(submission, people.chen)
        fill(participants["春浪社区"], people.chen)
    return submission


@pytest.fixture
def hand_in(client, people, ready):
    """The lead signs in and hands in at this moment."""

    def at(moment):
        with time_machine.travel(moment, tick=False):
            client.force_login(people.zhou)
            codes = [point.code for point in checklist(ready).confirm]
            return client.post(reverse("reports:submit", args=[ready.pk]), {"confirm": codes})

    return at


def extend(ready, people, until):
    with time_machine.travel("2021-08-28 10:00+08:00"):
        Extension.objects.create(
            year=ready.year,
            district=ready.district,
            until=until,
            reason="台风停工一周",
            granted_by=people.shen,
        )


def test_the_last_second_of_31_august_is_in_time(hand_in):
    assert hand_in(LAST_SECOND).url == Receipt.objects.get().get_absolute_url()


def test_the_first_second_of_september_is_refused_with_the_day_and_whom_to_ask(hand_in, ready):
    page = hand_in(TOO_LATE)
    shown = page.content.decode()
    assert page.status_code == 409
    assert (
        "截止日是 2021年8月31日（当日 24 时）。需要延期，请联系市住建局负责人，由其批准延期后再上报。"
        in shown
    )
    assert "市住建局　沈立群" in shown and "0574-00000002" in shown
    ready.refresh_from_db()
    assert (ready.status, Receipt.objects.count()) == ("draft", 0)


def test_an_extension_opens_the_hand_in_up_to_its_whole_day(hand_in, ready, people):
    extend(ready, people, date(2021, 9, 10))
    assert hand_in("2021-09-11 00:00:00+08:00").status_code == 409
    assert hand_in("2021-09-10 23:59:59+08:00").status_code == 302


def test_the_latest_extension_holds(ready, people):
    extend(ready, people, date(2021, 9, 10))
    with time_machine.travel("2021-08-29 10:00+08:00"):
        Extension.objects.create(
            year=ready.year,
            district=ready.district,
            until=date(2021, 9, 5),
            reason="改期",
            granted_by=people.shen,
        )
    assert report_due(ready.district_id, ready.year).day == date(2021, 9, 5)


@pytest.mark.parametrize(
    ("moment", "left", "passed"),
    [
        ("2021-08-12 12:00+08:00", 19, False),
        ("2021-08-31 00:00+08:00", 0, False),
        (LAST_SECOND, 0, False),
        (TOO_LATE, -1, True),
        ("2021-08-31 15:59:59+00:00", 0, False),
        ("2021-08-31 16:00:00+00:00", -1, True),
    ],
)
def test_days_are_counted_in_ningbo(ready, moment, left, passed):
    with time_machine.travel(moment, tick=False):
        due = report_due(ready.district_id, ready.year)
        assert (due.days_left, due.passed) == (left, passed)


def test_an_extension_and_its_reason_stand_beside_the_day(client, people, ready):
    extend(ready, people, date(2021, 9, 10))
    with time_machine.travel("2021-09-01 09:00+08:00"):
        client.force_login(people.zhou)
        shown = client.get(ready.get_absolute_url()).content.decode()
    assert "2021年9月10日 24 时，还有 9 天（市住建局已延期：台风停工一周）。" in shown


def test_the_day_gone_by_locks_no_sheet(client, people, participants, ready):
    with time_machine.travel("2021-09-03 09:00+08:00"):
        sheet = fill(participants["天一社区"], people.chen)
    assert (sheet.lock, sheet.total) == ("", 96)


def test_the_city_lead_grants_what_the_refusal_sent_the_district_to_ask_for(people, hand_in, ready):
    assert hand_in(TOO_LATE).status_code == 409
    with time_machine.travel("2021-09-01 10:00+08:00"):
        grant_extension(
            ready.district, year=ready.year, until=date(2021, 9, 3), reason="台风", by=people.shen
        )
    assert hand_in("2021-09-02 09:00+08:00").status_code == 302


# --- wherever the day is shown, so is what moved it ------------------------------------------------------------


MOVED = "2021年9月10日 24 时，还有 12 天（市住建局已延期：台风停工一周）。"


def test_the_districts_pages_say_till_when_and_why(client, ready, people):
    extend(ready, people, date(2021, 9, 10))
    with time_machine.travel("2021-08-29 09:00+08:00"):
        client.force_login(people.zhou)
        assert MOVED in client.get(ready.get_absolute_url()).text
        client.force_login(people.chen)
        assert MOVED in client.get(reverse("reports:check", args=[ready.pk])).text
        clock = client.get("/").context["page"].clock
    assert (clock.label, clock.extension) == ("距 2021年9月10日", "市住建局已延期：台风停工一周")


def test_once_it_has_gone_by_the_checklist_names_the_extension_too(ready, people):
    extend(ready, people, date(2021, 9, 10))
    with time_machine.travel("2021-09-11 00:00:00+08:00", tick=False):
        (point,) = [point for point in checklist(ready).must_fix if point.code == "deadline"]
    assert point.detail == (
        "截止日是 2021年9月10日（当日 24 时；市住建局已延期：台风停工一周）。"
        "需要延期，请联系市住建局负责人，由其批准延期后再上报。"
    )


def test_the_summary_tables_foot_says_whose_day_was_moved(ready, people):
    assert annex3(ready.year).extended_line == ""
    extend(ready, people, date(2021, 9, 10))
    line = "上报截止日：海曙区延期至2021年9月10日（台风停工一周）"
    assert [annex3(ready.year).extended_line, annex3(ready.year, district=ready.district).extended_line] == [
        line,
        line,
    ]
    assert line in annex3(ready.year).foot
    assert annex3(Year.objects.get(number=2022)).extended_line == ""


def test_the_day_of_a_send_back_is_no_extension_of_the_summary_table(hand_in, ready, people):
    extend(ready, people, date(2021, 9, 10))
    hand_in("2021-09-02 09:00+08:00")
    with time_machine.travel("2021-09-05 09:00+08:00"):
        send_back(ready, reason="材料不全。", due=date(2021, 9, 20), by=people.shen)
    assert annex3(ready.year).extended_line == "上报截止日：海曙区延期至2021年9月10日（台风停工一周）"


def test_the_citys_page_of_the_year_says_till_when_and_why(client, ready, people):
    extend(ready, people, date(2021, 9, 10))
    client.force_login(people.wang)
    assert "海曙区延期至 2021年9月10日：台风停工一周" in client.get("/2021/calendar/").text
