"""A new year is opened from the last one on one page: seen first, then made by one press, once."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.actions import grant_extension
from districts.doors import Refused
from districts.models import Community, District, Event, Participation, Programme, Target, Year
from districts.registry.actions import rename_community
from districts.years.plan import Numbers
from reports.actions import conclude, decide
from reports.annex3 import annex3
from reports.annex3_files import annex3_xlsx
from reports.city_facts import CityFacts
from reports.city_todos import next_year
from reports.counts import target_label
from reports.models import DecisionChoices, Entry, Submission
from reports.opening.actions import open_year
from reports.opening.forms import OpenYearForm
from reports.opening.plan import Who, a_year_later
from reports.opening.queries import last_year
from scoring.actions import choose_participants
from scoring.adopting import adopt_rubric
from scoring.models import Adoption, Rubric, ScoreSheet
from tests.rubrics import METHOD, published, variant
from tests.scenes import fill, hand_in

HAISHU, JIANGBEI = "330203", "330205"
PROGRAMME = {"programme_name": "宁波市绿色社区建设行动（二期）", "document_number": "甬建发〔2023〕8号"}
NEW = PROGRAMME | {"last_year": "2024"}


@pytest.fixture
def second(year):
    return Year.objects.get(number=2022)


@pytest.fixture
def shen(client, people):
    client.force_login(people.shen)
    return client


@pytest.fixture
def taken_part(people, places, second):
    """Three communities of 海曙 and both of 江北 took part in 2022."""
    communities = places.communities
    some = [communities[name] for name in ("春浪社区", "柳堤社区", "天一社区")]
    both = [communities[name] for name in ("孔浦北村社区", "鲒江居委会")]
    choose_participants(places.haishu, year=second, communities=some, by=people.zhou)
    choose_participants(places.jiangbei, year=second, communities=both, by=people.he)


def typed(client, number=2022, **changed):
    """What the browser would send of the page unchanged, but for `changed`."""
    form = client.get(f"/{number}/next/").context["form"]
    sent = {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    return sent | NEW | changed


def check(client, number=2022, **changed):
    return client.post(f"/{number}/next/", typed(client, number, **changed) | {"check": "1"})


def press(client, page, sent, **changed):
    return client.post("/2022/next/", sent | {"seen": page.context["opening"].digest, "open": "1"} | changed)


def opened(client, **changed):
    """Looked through and pressed."""
    sent = typed(client, **changed)
    page = client.post("/2022/next/", sent | {"check": "1"})
    return press(client, page, sent)


def an_opening(second, **changed):
    """As the form gives it, without a page."""
    last = last_year(second)
    form = OpenYearForm(last=last)
    sent = {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    form = OpenYearForm(sent | NEW | changed, last=last)
    assert form.is_valid(), form.errors
    return form.opening()


def names(number, district):
    rows = ScoreSheet.objects.filter(year__number=number, district=district).order_by("community__code")
    return [sheet.community.name for sheet in rows.select_related("community")]


@pytest.mark.parametrize(("today", "number"), [("2022-09-30 23:59:59", None), ("2022-10-01 00:00:00", 2022)])
def test_once_the_newest_years_last_day_has_gone_by_the_next_is_to_be_opened(second, people, today, number):
    asked = {each.number: each for each in Year.objects.all()}
    with time_machine.travel(f"{today}+08:00", tick=False):
        shown = {n: list(next_year(CityFacts(people.shen, year))) for n, year in asked.items()}
    assert [n for n, todos in shown.items() if todos] == ([number] if number else [])


# --- what the page is filled with ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2022, 8, 31), date(2023, 8, 31)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (None, None),
    ],
)
def test_a_due_day_moves_by_one_year(day, later):
    assert a_year_later(day) == later


def test_the_page_is_filled_from_the_last_year(shen, taken_part):
    form = shen.get("/2022/next/").context["form"]
    days = [form[name].value() for name in ("plan_due", "report_due", "review_due")]
    assert days == [None, date(2023, 8, 31), date(2023, 9, 30)]
    assert (form["share_goal"].value(), form["rubric"].value()) == (60, Rubric.objects.get().pk)
    rows = list(form.rows())
    assert [row.district.name for row in rows[:2]] == ["海曙区", "江北区"]
    assert (rows[0].declared.value(), rows[0].target.value(), rows[0].suggestion) == (101, None, 61)


def test_the_last_programmes_end_asks_for_the_new_one(shen):
    page = shen.get("/2022/next/")
    assert "宁波市绿色社区建设行动到 2022 年为止，2023年度要有新的文件。" in page.text
    assert [field.name for field in page.context["form"].programme()] == [*PROGRAMME, "last_year"]


def test_it_is_a_piece_of_the_page_of_the_year(shen, year):
    nav = shen.get("/2022/next/").context["nav"]
    assert [str(line["label"]) for line in nav if line["current"]] == ["年度"]


def test_within_a_programme_nothing_is_asked_about_it(shen, second):
    Programme.objects.update(last_year=2025)
    page = shen.get("/2022/next/")
    assert page.context["form"].programme() == []
    assert "要有新的文件" not in page.text
    sent = typed(shen)
    answer = press(shen, shen.post("/2022/next/", sent | {"check": "1"}), sent)
    assert (answer.url, Programme.objects.count()) == ("/2023/calendar/", 1)


def test_both_ways_lead_to_the_page_and_only_for_the_lead(shen, client, people, year):
    assert shen.get("/2021/calendar/").text.count('href="/2022/next/"') == 3  # the page, and both menus
    client.force_login(people.wang)
    assert "/2022/next/" not in client.get("/2021/calendar/").text
    assert client.get("/2022/next/").status_code == 403


# --- seen, then made ----------------------------------------------------------------------------------------


def test_looking_through_says_what_will_be_made_and_makes_nothing(shen, taken_part):
    page = check(shen, target_330203="61", who_330203="last")
    shown = page.context["summary"]
    assert dict(shown.facts) == {
        "行动": "宁波市绿色社区建设行动（二期）（甬建发〔2023〕8号），到 2024 年",
        "实施方案报送截止": "没有要求",
        "上报截止": "2023年8月31日 24 时",
        "评审截止": "2023年9月30日",
        "达标比例目标": "60%",
        "全市评分标准": "ningbo-2021 第1版",
    }
    assert [(line.name, line.numbers, line.participants) for line in shown.lines[:3]] == [
        ("海曙区", Numbers(101, 61), 3),
        ("江北区", Numbers(71, None), 2),
        ("镇海区", Numbers(50, None), 0),
    ]
    assert shown.total == Numbers(659, None)
    assert "建立 5 份空白初评表；区县上报以前可以增减参与社区" in page.text
    assert list(Year.objects.values_list("number", flat=True)) == [2021, 2022]


def test_one_press_makes_the_whole_year(shen, people, places, taken_part):
    answer = opened(shen, target_330203="61", plan_due="2023-06-30", declared_330203="102")
    assert answer.url == "/2023/calendar/"
    year = Year.objects.select_related("programme").get(number=2023)
    assert (year.plan_due, year.report_due, year.review_due, year.share_goal) == (
        date(2023, 6, 30),
        date(2023, 8, 31),
        date(2023, 9, 30),
        60,
    )
    assert (year.programme.name, list(year.programme.year_numbers)) == (
        PROGRAMME["programme_name"],
        [2023, 2024],
    )
    numbers = list(year.targets.values_list("district__name", "declared", "target"))
    assert numbers[:2] == [("海曙区", 102, 61), ("江北区", 71, None)]
    statuses = Submission.objects.filter(year=year).values_list("status", flat=True)
    assert list(statuses) == ["draft"] * 10
    (adoption,) = Adoption.objects.filter(year=year)
    assert (str(adoption.rubric), adoption.adopted_by) == ("ningbo-2021 第1版", people.shen)
    assert names(2023, places.haishu) == ["春浪社区", "柳堤社区", "天一社区"]
    assert names(2023, places.jiangbei) == ["孔浦北村社区", "鲒江居委会"]


def test_the_trail_says_what_was_opened(shen, taken_part):
    opened(shen, target_330203="61")
    events = Event.objects.order_by("pk")
    assert list(events.values_list("action", flat=True))[-4:] == [
        "year_opened",
        "rubric_adopted",
        "participants_chosen",
        "participants_chosen",
    ]
    after = events.get(action="year_opened").after
    assert after["numbers"][:2] == [
        "海曙区：申报社区数 101，累计目标 61",
        "江北区：申报社区数 71，累计目标 还没有确定",
    ]
    assert (after["year"], after["report_due"], after["participating"]) == (2023, "2023-08-31", 5)


def test_what_was_typed_after_looking_is_shown_again_first(shen, taken_part):
    sent = typed(shen)
    page = shen.post("/2022/next/", sent | {"check": "1"})
    again = press(shen, page, sent, target_330203="70")
    assert "没有开启：看过以后又改过，或者名录、称号刚刚有变动。" in again.text
    assert Year.objects.count() == 2
    assert press(shen, again, sent, target_330203="70").url == "/2023/calendar/"
    assert Target.objects.get(year__number=2023, district__code=HAISHU).target == 70


def test_who_left_the_registry_meanwhile_is_shown_first(shen, places, taken_part):
    sent = typed(shen)
    page = shen.post("/2022/next/", sent | {"check": "1"})
    Community.objects.filter(name="柳堤社区").update(valid_until=date(2022, 1, 1))
    again = press(shen, page, sent)
    assert ("没有开启" in again.text, again.context["summary"].lines[0].participants) == (True, 2)


def test_pressed_without_looking_nothing_is_opened(shen, taken_part):
    page = shen.post("/2022/next/", typed(shen) | {"open": "1"})
    assert (page.context["summary"] is not None, Year.objects.count()) == (True, 2)


def test_suggestions_fill_the_empty_targets_and_make_nothing(shen):
    page = shen.post("/2022/next/", typed(shen, target_330205="50", share_goal="70") | {"suggest": "1"})
    form = page.context["form"]
    assert (form["target_330203"].value(), form["target_330205"].value()) == ("71", "50")
    assert Year.objects.count() == 2


@pytest.mark.parametrize(
    ("typed_in", "field", "sentence"),
    [
        ({"declared_330203": ""}, "declared_330203", "请填 1 到 9999 的整数，如 101。"),
        (
            {"target_330203": "102"},
            "target_330203",
            "累计目标 102 大于申报社区数 101，请填 0 到 101 的整数；还没有确定的留空。",
        ),
        (
            {"review_due": "2023-08-30"},
            "review_due",
            "评审截止 2023年8月30日 早于上报截止 2023年8月31日，请填 2023年8月31日或以后的日期。",
        ),
        (
            {"plan_due": "2023-12-31"},
            "plan_due",
            "实施方案报送截止 2023年12月31日 晚于上报截止 2023年8月31日，请填 2023年8月31日或以前的日期。",
        ),
        (
            {"report_due": "2022-01-01"},
            "report_due",
            "上报截止 2022年1月1日 不在本年度或次年，请填 2023年1月1日到 2024年12月31日之间的日期。",
        ),
        (
            {"review_due": "2035-09-30"},
            "review_due",
            "评审截止 2035年9月30日 不在本年度或次年，请填 2023年1月1日到 2024年12月31日之间的日期。",
        ),
        ({"share_goal": "101"}, "share_goal", "请填 1 到 100 的整数，如 60。"),
        ({"last_year": "2022"}, "last_year", "请填 2023 到 2043 的年份，如 2024。"),
        (
            {"document_number": "甬建发[2023]8号"},
            "document_number",
            "文号应写作“甬建发〔2023〕8号”：年份用六角括号〔〕，序号不加“第”、不编虚位，中间不留空格。",
        ),
        (
            {"document_number": "甬建发〔2021〕55号"},
            "document_number",
            "文号 甬建发〔2021〕55号 是以前的行动用的，请填新行动的文号。",
        ),
        ({"rubric": ""}, "rubric", "请选一版已发布的评分标准。"),
    ],
)
def test_what_will_not_do_says_where_and_why(shen, typed_in, field, sentence):
    page = check(shen, **typed_in)
    assert (page.status_code, page.context["form"].errors[field]) == (422, [sentence])
    assert Year.objects.count() == 2


# --- who takes part -----------------------------------------------------------------------------------------


def recognised(name, people, second):
    """The community is given a title of 2022."""
    sheet = ScoreSheet.objects.get(year=second, community__name=name)
    fill(sheet, people.chen)
    submission = Submission.objects.get(district=sheet.district, year=second)
    grant_extension(sheet.district, year=second, until=date(2099, 1, 1), reason="测试", by=people.shen)
    hand_in(submission, people.zhou)
    for entry in Entry.objects.filter(submission=submission):
        decide(entry, decision=DecisionChoices.RECOGNISED, seen=entry.version, by=people.wang)
    conclude(submission, early=True, by=people.shen)


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("none", []),
        ("last", ["春浪社区", "柳堤社区", "天一社区"]),
        ("untitled", ["柳堤社区", "天一社区"]),
    ],
)
def test_each_district_starts_with_nobody_all_of_last_year_or_those_without_a_title(
    people, places, second, taken_part, who, listed
):
    recognised("春浪社区", people, second)
    open_year(second, opening=an_opening(second, who_330203=who), by=people.shen)
    assert names(2023, places.haishu) == listed


@pytest.mark.parametrize("today", ["2022-11-20", "2023-03-01"])
def test_a_community_takes_part_as_what_it_is_when_the_year_begins(people, places, second, taken_part, today):
    with time_machine.travel("2022-11-01 09:00+08:00"):
        recognised("春浪社区", people, second)
        day = date(2023, 1, 1)
        rename_community(
            places.communities["春浪社区"], name="春浪新社区", code=None, day=day, by=people.zhou
        )
        Community.objects.filter(name="柳堤社区").update(valid_until=day)
    with time_machine.travel(f"{today} 09:00+08:00"):
        found = last_year(second).candidates[places.haishu.pk]
    assert sorted(each.name for each in found.of(Who.LAST)) == ["天一社区", "春浪新社区"]
    assert [each.name for each in found.of(Who.UNTITLED)] == [
        "天一社区"
    ]  # the title goes with the renamed one


def test_the_district_goes_on_choosing(people, places, second, taken_part):
    year = open_year(second, opening=an_opening(second), by=people.shen)
    only = [places.communities["天一家园社区"]]
    assert choose_participants(places.haishu, year=year, communities=only, by=people.zhou) == (1, 3)


# --- the rubric ---------------------------------------------------------------------------------------------


@pytest.fixture
def own(people, places, second):
    rubric = published(people.zhou, variant(pass_mark=82, new_rule=True), places.haishu)
    adopt_rubric(rubric, year=second, method=METHOD, by=people.zhou)
    return Adoption.objects.get(year=second, district=places.haishu)


def test_a_districts_own_rubric_goes_on_with_its_method(people, places, second, own, taken_part):
    year = open_year(second, opening=an_opening(second), by=people.shen)
    adoption = Adoption.objects.get(year=year, district=places.haishu)
    assert (adoption.rubric, adoption.document_number) == (own.rubric, "海建〔2021〕12号")
    sheets = ScoreSheet.objects.filter(year=year)
    assert {sheet.rubric for sheet in sheets.filter(district=places.haishu)} == {own.rubric}
    assert own.rubric not in {sheet.rubric for sheet in sheets.filter(district=places.jiangbei)}


def test_or_stops_when_the_tick_is_taken_out(people, places, second, own):
    year = open_year(second, opening=an_opening(second, **{f"own_{own.pk}": ""}), by=people.shen)
    assert list(Adoption.objects.filter(year=year).values_list("district", flat=True)) == [None]


def test_the_city_may_take_another_published_version(people, second):
    newer = published(people.shen, variant(pass_mark=84))
    year = open_year(second, opening=an_opening(second, rubric=str(newer.pk)), by=people.shen)
    assert Adoption.objects.get(year=year).rubric == newer


# --- once ---------------------------------------------------------------------------------------------------


def test_a_year_is_not_opened_twice(people, second):
    opening = an_opening(second)
    open_year(second, opening=opening, by=people.shen)
    with pytest.raises(Refused, match=r"^2023年度刚刚已由别人开启，您的没有写入。"):
        open_year(second, opening=opening, by=people.shen)
    assert list(Year.objects.values_list("number", flat=True)) == [2021, 2022, 2023]


def test_the_page_of_a_year_already_followed_leads_to_the_one_after(shen, year):
    answer = shen.get("/2021/next/", follow=True)
    assert answer.redirect_chain == [("/2022/calendar/", 302)]
    assert "2022年度已经开启，日期和目标在这一页改。" in answer.text


def test_a_document_number_used_meanwhile_is_refused_by_the_door_and_leaves_nothing(people, second):
    opening = an_opening(second)
    number = opening.programme.document_number
    Programme.objects.create(name="别的行动", document_number=number, first_year=2030, last_year=2031)
    with pytest.raises(Refused, match=rf"^文号 {number} 是以前的行动用的，请填新行动的文号。"):
        open_year(second, opening=opening, by=people.shen)
    assert (Year.objects.count(), Programme.objects.count()) == (2, 2)
    assert Event.objects.filter(action="year_opened").get().result == "refused"


def test_a_year_that_is_none_has_no_page(shen, year):
    assert shen.get("/1999/next/").status_code == 404


# --- 附件3 of the second programme ---------------------------------------------------------------------------


@pytest.mark.parametrize("until", [2023, 2024, 2025])
def test_annex3_has_the_years_of_the_years_own_programme(people, places, second, taken_part, until):
    recognised("春浪社区", people, second)
    year = open_year(second, opening=an_opening(second, last_year=str(until)), by=people.shen)
    table = annex3(year)
    assert table.year_numbers == tuple(range(2023, until + 1))
    assert [row.years[0] for row in table.rows] == [None] * 10
    assert annex3(second).rows[0].years[1].names == ("春浪社区",)
    assert annex3_xlsx(table)[:2] == b"PK"


def test_only_2021s_targets_are_called_annex_2s(people, second):
    year = open_year(second, opening=an_opening(second), by=people.shen)
    labels = [target_label(each) for each in (*Year.objects.filter(number__lt=2023), year)]
    assert labels == ["附件2目标", "本年度累计目标", "本年度累计目标"]


def test_the_next_year_goes_on_from_the_opened_one(people, second):
    third = open_year(second, opening=an_opening(second), by=people.shen)
    assert (last_year(third).number, last_year(third).needs_programme) == (2024, False)


def test_other_years_stay_as_they_were(people, places, second, taken_part):
    before = list(Participation.objects.filter(year=second).values_list("pk", flat=True))
    open_year(second, opening=an_opening(second), by=people.shen)
    assert list(Participation.objects.filter(year=second).values_list("pk", flat=True)) == before
    assert District.objects.count() == 10


def test_the_page_costs_the_same_for_few_and_many(
    shen, places, second, taken_part, django_assert_num_queries
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            shen.get(reverse("reports:open_year", args=[2022]))
        return len(queries)

    cost()
    few = cost()
    for name in ("万宁社区", "天一家园社区"):
        Participation.objects.create(year=second, community=places.communities[name])
    assert cost() == few
