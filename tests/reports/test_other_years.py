"""Home and 接手与在办 name, last of all, the years not shown in which something is open; so the year chosen hides nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.actions import grant_extension
from districts.models import Year
from reports import other_years
from reports.actions import conclude, decide, evaluate, send_back
from reports.city_facts import CityFacts
from reports.models import DecisionChoices, Submission, Title
from reports.other_years import of_the_department, of_the_district
from scoring.actions import choose_participants
from tests.reports import joint
from tests.reports.lists import hand_in_list
from tests.scenes import fill, hand_in


@pytest.fixture(autouse=True)
def _august(time_machine):
    time_machine.move_to("2021-08-20 10:00 +0800", tick=False)


def of_the_city(user, year):
    return other_years.of_the_city(CityFacts(user, year))


@pytest.fixture
def second(year):
    return Year.objects.get(number=2022)


@pytest.fixture
def submission(participants, people, places, year):
    """海曙's of 2021: six take part, two are assessed, nothing is handed in."""
    for name in ("春浪社区", "天一社区"):
        fill(participants[name], people.chen)
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def handed_in(submission, people):
    hand_in(submission, people.zhou)
    return submission


def told(task, user, year):
    return [(todo.title, todo.detail, todo.url) for todo in task(user, year)]


def of_2021(detail):
    return [("2021年度还没有办完", detail, "/?year=2021")]


def decided(submission, decision, by, **more):
    for entry in submission.entries.all():
        decide(entry, decision=decision, seen=entry.version, by=by, **more)


# --- where it stands ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chen", "lin", "zhou"])
def test_the_home_of_another_year_and_the_takeover_page_end_with_it(client, people, submission, second, name):
    client.force_login(getattr(people, name))
    detail = "还没有上报，截止 2021年8月31日，还有 11 天。"
    home = client.get("/?year=2022")
    last = home.context["page"].todos[-1]
    assert [(last.title, last.detail, last.url)] == of_2021(detail)
    assert 'href="/?year=2021">去2021年度' in home.text
    takeover = client.get("/takeover/")
    assert (takeover.context["year"], takeover.context["page"].todos[-1].detail) == (2022, detail)
    assert "年度还没有办完" not in client.get("/?year=2021").text  # nobody takes part in 2022 yet


def test_the_citys_and_a_departments_home_end_with_it(client, people, handed_in, year, second):
    joint.assign(year, people.shen, due=date(2021, 9, 20))
    for person in (people.wang, people.shen, people.huan):
        client.force_login(person)
        assert "2021年度还没有办完" in client.get("/?year=2022").text
        assert "2021年度还没有办完" in client.get("/takeover/").text
        assert "年度还没有办完" not in client.get("/?year=2021").text


# --- a district -----------------------------------------------------------------------------------------------------


def test_an_extended_day_is_the_districts_own(people, places, submission, year, second):
    grant_extension(places.haishu, year=year, until=date(2021, 9, 5), reason="台风", by=people.shen)
    grant_extension(places.haishu, year=year, until=date(2021, 9, 10), reason="又有台风", by=people.shen)
    said = "还没有上报，截止 2021年9月10日，还有 21 天。"
    assert told(of_the_district, people.zhou, second) == of_2021(said)
    assert told(of_the_district, people.he, second) == of_2021("还没有上报，截止 2021年8月31日，还有 11 天。")


def test_a_year_in_which_nobody_takes_part_is_not_named(people, places, year, second):
    some = [places.communities["天一社区"]]
    choose_participants(places.haishu, year=year, communities=some, by=people.zhou)
    assert [len(told(of_the_district, person, second)) for person in (people.zhou, people.yue)] == [1, 1]
    assert told(of_the_district, people.lin, second) == []  # 南门: nobody of the street
    assert told(of_the_district, people.he, second) == []


def test_the_next_year_is_named_while_the_older_is_shown(people, places, year, second):
    some = [places.communities["天一社区"]]
    choose_participants(places.haishu, year=second, communities=some, by=people.zhou)
    assert told(of_the_district, people.chen, year) == [
        ("2022年度还没有办完", "还没有上报，截止 2022年8月31日，还有 376 天。", "/?year=2022")
    ]


def test_it_says_where_a_list_stands(people, handed_in, second):
    assert told(of_the_district, people.zhou, second) == of_2021("已上报，评审中。")
    due = date(2021, 9, 25)
    decided(handed_in, DecisionChoices.RETURNED, people.wang, reason="证书看不清。", due=due)
    said = "有 %d 个社区退回补正，最早截止 2021年9月25日，还有 36 天。"
    assert told(of_the_district, people.zhou, second) == of_2021(said % 2)
    assert told(of_the_district, people.lin, second) == of_2021(said % 1)


def test_once_concluded_a_district_has_nothing_left_in_it(people, handed_in, second):
    decided(handed_in, DecisionChoices.RECOGNISED, people.wang)
    conclude(handed_in, early=True, by=people.shen)
    assert told(of_the_district, people.zhou, second) == []


def test_a_submission_sent_back_whole_is_to_be_handed_in_again(people, handed_in, second):
    send_back(handed_in, reason="名单有误。", due=date(2021, 9, 15), by=people.shen)
    said = "整体退回，还没有重新上报，截止 2021年9月15日，还有 26 天。"
    assert told(of_the_district, people.zhou, second) == of_2021(said)


# --- the city -------------------------------------------------------------------------------------------------------


def test_the_city_reviews_then_publishes_and_evaluates(people, handed_in, second):
    for person in (people.wang, people.shen):
        assert told(of_the_city, person, second) == of_2021("1 个区县评审中。")
    decided(handed_in, DecisionChoices.RECOGNISED, people.wang)
    conclude(handed_in, early=True, by=people.shen)
    assert told(of_the_city, people.shen, second) == of_2021("2 个称号没有公布，1 个区县没有评价。")
    assert told(of_the_city, people.wang, second) == []
    evaluate(handed_in, grade="good", text="组织得力。", by=people.shen)
    assert told(of_the_city, people.shen, second) == of_2021("2 个称号没有公布。")
    Title.objects.update(batch="第一批", document_number="甬建发〔2021〕60号", published_on=date(2021, 9, 30))
    assert told(of_the_city, people.shen, second) == []


def test_what_nobody_has_handed_in_is_not_the_citys(people, submission, second):
    assert told(of_the_city, people.shen, second) == []


# --- the departments ------------------------------------------------------------------------------------------------


def test_a_department_says_its_opinion_in_every_year(people, handed_in, year, second):
    assert told(of_the_department, people.huan, second) == []  # not arranged: nothing is asked of it
    joint.assign(year, people.shen, due=date(2021, 9, 20))
    said = "%d 个社区等您提会审意见，截止 2021年9月20日，还有 31 天。"
    assert told(of_the_department, people.huan, second) == of_2021(said % 2)
    first, last = handed_in.entries.all()
    joint.say(first, people.huan)
    assert told(of_the_department, people.huan, second) == of_2021(said % 1)
    decide(
        last, decision="returned", seen=last.version, reason="核对。", due=date(2021, 9, 9), by=people.wang
    )
    assert told(of_the_department, people.huan, second) == []


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 20])
@pytest.mark.parametrize(
    ("task", "name", "queries"),
    [(of_the_district, "zhou", 2), (of_the_city, "shen", 2), (of_the_department, "huan", 2)],
)
def test_it_costs_the_same_whatever_a_year_holds(
    participants, people, places, year, second, task, name, queries, number
):
    joint.assign(year, people.shen, due=date(2021, 9, 20))
    for district, by in ((places.haishu, people.zhou), (places.jiangbei, people.he)):
        hand_in_list(district, year, [f"{district}第{n}社区" for n in range(number)], by=by)
    with CaptureQueriesContext(connection) as captured:
        assert len(list(task(getattr(people, name), second))) == 1
    assert len(captured) == queries
