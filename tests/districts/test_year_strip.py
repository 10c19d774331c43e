"""Every page says where the year stands: which step is next, its day, how many days are left; and whose day is another."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import District, Extension, Programme, Target, Year
from districts.text import cn_date
from districts.years.strip import extended, strip

PLAN, REPORT, REVIEW = date(2021, 6, 30), date(2021, 8, 31), date(2021, 9, 30)
UNTIL = date(2021, 9, 10)


def a_year(**days):
    return Year(number=2021, **{"plan_due": PLAN, "report_due": REPORT, "review_due": REVIEW} | days)


def granted(name, until, reason="台风停工一周"):
    return Extension(district=District(name=name), until=until, reason=reason)


def sent_back(name, until):
    return Extension(district=District(name=name), until=until, reason="整体退回重报", sent_back=True)


def read(day, *extensions, own=False, **days):
    """(label, day, words, next?) of each step."""
    shown = strip(a_year(**days), extensions, today=day, own=own)
    return [(step.label, step.day, step.words, step.now) for step in shown.steps]


# --- the reading --------------------------------------------------------------------------------------------


def test_the_first_step_whose_day_has_not_gone_by_is_the_next():
    assert read(date(2021, 8, 12)) == [
        ("实施方案", "6月30日", "已过 43 天", False),
        ("上报截止", "8月31日", "还有 19 天", True),
        ("评审截止", "9月30日", "还有 49 天", False),
    ]


def test_a_year_that_asks_for_no_plan_has_no_such_step():
    assert [step[0] for step in read(date(2021, 8, 12), plan_due=None)] == ["上报截止", "评审截止"]


@pytest.mark.parametrize(("step", "due"), list(enumerate((PLAN, REPORT, REVIEW))))
@pytest.mark.parametrize(
    ("after", "words"),
    [(-2, "还有 2 天"), (-1, "还有 1 天"), (0, "就是今天"), (1, "已过 1 天"), (2, "已过 2 天")],
)
def test_the_days_around_each_due_day(step, due, after, words):
    label, _day, shown, now = read(due + timedelta(days=after))[step]
    assert (shown, now) == (words, after <= 0), label


def test_when_every_day_has_gone_by_none_is_next_and_the_last_is_the_one_a_phone_shows():
    shown = strip(a_year(), (), today=date(2021, 10, 1))
    assert [step.now for step in shown.steps] == [False, False, False]
    assert [step.main for step in shown.steps] == [False, False, True]


def test_a_day_of_another_year_is_written_with_its_year():
    assert read(PLAN, review_due=date(2022, 1, 5))[2][1] == "2022年1月5日"


@pytest.mark.parametrize(("after", "words"), [(-1, "还有 1 天"), (0, "就是今天"), (1, "已过 1 天")])
def test_a_districts_own_extension_is_its_day(after, words):
    steps = read(UNTIL + timedelta(days=after), granted("海曙区", UNTIL), own=True)
    assert steps[1] == ("上报截止", "9月10日", words, after <= 0)


def test_the_extension_says_the_day_it_moved_and_why():
    report = strip(a_year(), [granted("海曙区", UNTIL)], today=REPORT, own=True).steps[1]
    assert report.moved == "延期，原 8月31日：台风停工一周"


def test_an_earlier_day_after_a_send_back_is_no_extension():
    earlier = sent_back("海曙区", date(2021, 8, 20))
    report = strip(a_year(), [earlier], today=date(2021, 8, 1), own=True).steps[1]
    assert (report.day, report.moved) == ("8月20日", "整体退回后的重新上报截止日，原 8月31日")


def test_the_city_keeps_the_years_day_and_reads_who_has_another():
    held = [granted("海曙区", UNTIL), granted("江北区", date(2021, 9, 9))]
    shown = strip(a_year(), held, today=REPORT)
    assert (shown.steps[1].day, shown.steps[1].moved) == ("8月31日", "")
    assert shown.elsewhere == "延期：海曙区至 9月10日、江北区至 9月9日"


def test_a_district_sent_back_is_not_among_the_extended():
    held = [granted("海曙区", UNTIL), sent_back("江北区", date(2021, 9, 20)), granted("镇海区", UNTIL)]
    shown = strip(a_year(), held, today=REPORT)
    assert shown.elsewhere == "延期：海曙区至 9月10日、镇海区至 9月10日；整体退回：江北区至 9月20日"


def test_on_one_line_many_extended_districts_are_counted():
    held = [granted(name, date(2021, 9, day)) for day, name in enumerate(("海曙区", "江北区", "镇海区"), 5)]
    assert strip(a_year(), held, today=REPORT).elsewhere == "延期：3 个区县（市），最晚至 9月7日"
    assert extended(held, a_year()) == "延期：海曙区至 9月5日、江北区至 9月6日、镇海区至 9月7日"


# --- the pages ----------------------------------------------------------------------------------------------


def seen(client, person, moment="2021-08-12 12:00+08:00", address="/2021/rubric/"):
    with time_machine.travel(moment, tick=False):
        client.force_login(person)
        return client.get(address)


def main(page):
    shown = page.context["year_strip"]()
    (step,) = [step for step in shown.steps if step.main]
    return f"{step.label} {step.day} {step.words}"


@pytest.fixture
def extension(people, places, year):
    return Extension.objects.create(
        year=year, district=places.haishu, until=UNTIL, reason="台风停工一周", granted_by=people.shen
    )


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2021-06-30 23:59:59+08:00", "实施方案 6月30日 就是今天"),
        ("2021-07-01 00:00:00+08:00", "上报截止 8月31日 还有 61 天"),
        ("2021-08-31 00:00:00+08:00", "上报截止 8月31日 就是今天"),
        ("2021-08-31 23:59:59+08:00", "上报截止 8月31日 就是今天"),
        ("2021-08-31 15:59:59+00:00", "上报截止 8月31日 就是今天"),
        ("2021-08-31 16:00:00+00:00", "评审截止 9月30日 还有 29 天"),
        ("2021-09-01 00:00:00+08:00", "评审截止 9月30日 还有 29 天"),
        ("2021-09-30 23:59:59+08:00", "评审截止 9月30日 就是今天"),
        ("2021-10-01 00:00:00+08:00", "评审截止 9月30日 已过 1 天"),
    ],
)
def test_a_day_ends_at_midnight_in_ningbo(client, people, moment, shown):
    page = seen(client, people.wang, moment)
    assert main(page) == shown
    assert shown.split()[-1] in page.text.split('class="gc-calendar"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2021-09-01 00:00:00+08:00", "上报截止 9月10日 还有 9 天"),
        ("2021-09-10 23:59:59+08:00", "上报截止 9月10日 就是今天"),
        ("2021-09-11 00:00:00+08:00", "评审截止 9月30日 还有 19 天"),
    ],
)
def test_an_extended_district_counts_to_its_own_day(client, people, extension, moment, shown):
    assert main(seen(client, people.lin, moment)) == shown


def test_another_district_keeps_the_years_day(client, people, extension):
    page = seen(client, people.wu)
    assert main(page) == "上报截止 8月31日 还有 19 天"
    assert "台风" not in page.text


@pytest.mark.parametrize("name", ["wang", "shen", "huan"])
def test_city_and_departments_read_which_district_has_another_day(client, people, extension, name):
    page = seen(client, getattr(people, name))
    assert main(page) == "上报截止 8月31日 还有 19 天"
    assert "延期：海曙区至 9月10日" in page.text


def test_the_latest_extension_is_the_one_shown(client, people, extension, year, places):
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2021, 9, 20), reason="再延", granted_by=people.shen
    )
    assert main(seen(client, people.chen, "2021-09-11 09:00+08:00")) == "上报截止 9月20日 还有 9 天"


def test_it_is_the_chosen_years(client, people, year):
    page = seen(client, people.wang, address="/2022/rubric/")
    assert main(page) == "上报截止 8月31日 还有 384 天"
    assert "2022年度走到哪一步" in page.text


@pytest.mark.parametrize("name", ["guan", "audit"])
def test_who_has_no_year_to_choose_sees_where_the_newest_one_stands(client, people, name):
    page = seen(client, getattr(people, name), address="/")
    assert main(page) == "上报截止 8月31日 还有 19 天"
    assert "year" not in page.context


def test_the_city_opens_whose_day_was_moved_till_when_and_why(client, people, extension):
    page = seen(client, people.wang, address="/2021/rubric/")
    [moved] = page.context["year_strip"]().moved
    words = page.text.partition("<details>")[2].partition("</details>")[0]
    assert f"延期　{moved.district}至 {cn_date(moved.until)}：{moved.reason}" in words
    own = seen(client, people.chen, address="/2021/rubric/").text
    assert "<details>" not in own.partition("gc-calendar")[2].partition("</section>")[0]


def test_a_page_that_went_wrong_has_no_strip(client, people):
    assert "gc-calendar" not in seen(client, people.wang, address="/no/such/page/").text
    assert "gc-calendar" not in seen(client, people.chen, address="/2021/calendar/").text


def test_before_signing_in_there_is_no_strip_but_a_word_that_days_may_differ(client, extension):
    with time_machine.travel("2021-08-12 12:00+08:00"):
        page = client.get("/login/")
    assert "2021年8月31日 24 时（批准延期的区县以延期为准，登录后可见）" in page.text
    assert ("gc-calendar" in page.text, "海曙" in page.text) == (False, False)


def test_a_send_back_is_no_extension_of_the_sign_in_page(client, extension):
    Extension.objects.update(sent_back=True)
    with time_machine.travel("2021-08-12 12:00+08:00"):
        assert "批准延期" not in client.get("/login/").text


def test_without_an_extension_the_sign_in_page_says_the_day_alone(client, year):
    with time_machine.travel("2021-08-12 12:00+08:00"):
        assert "批准延期" not in client.get("/login/").text


def test_the_strip_costs_one_query_whatever_was_granted(client, people, year):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/2021/rubric/")
        return len([each for each in queries if "districts_extension" in each["sql"]])

    client.force_login(people.wang)
    few = cost()
    for district in District.objects.all():
        Extension.objects.create(
            year=year, district=district, until=UNTIL, reason="台风", granted_by=people.shen
        )
    assert (few, cost()) == (1, 1)


def test_before_a_year_is_loaded_there_is_no_strip(client, people):
    from reports.models import Submission
    from scoring.models import Adoption

    for model in (Submission, Adoption, Target, Year, Programme):
        model.objects.all().delete()
    assert "gc-calendar" not in seen(client, people.shen, address="/").text
