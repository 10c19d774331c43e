"""The page 年度: the city lead sets a year's due days, declared numbers and targets."""

from datetime import date

import pytest

from districts.doors import Refused
from districts.models import Event, Extension, Target, Year
from districts.years.actions import Conflict, change_year
from districts.years.plan import DAYS, Days, Numbers, suggestion, total
from districts.years.queries import plan_of, targets_of

HAISHU, JIANGBEI = "330203", "330205"


@pytest.fixture
def shen(client, people):
    client.force_login(people.shen)
    return client


def form_of(client, number=2021):
    """What the browser would send back unchanged: every field, and what was seen of it."""
    form = client.get(f"/{number}/calendar/").context["form"]
    sent = {}
    for field in form:
        text = "" if field.value() is None else str(field.value())
        sent |= {field.html_name: text, field.html_initial_name: text}
    return sent


def save(client, number=2021, /, sent=None, **typed):
    return client.post(f"/{number}/calendar/change/", (sent or form_of(client, number)) | typed)


def target(code=HAISHU, number=2021):
    row = Target.objects.get(year__number=number, district__code=code)
    return row.declared, row.target


def days(number=2021):
    return Year.objects.values_list("plan_due", "report_due", "review_due").get(number=number)


def events():
    return [
        (event.action, event.row_name, event.before, event.after)
        for event in Event.objects.filter(action__in=["year_changed", "target_changed"]).order_by("pk")
    ]


# --- what the page shows ------------------------------------------------------------------------------------


def test_the_districts_stand_in_annex_order_with_their_totals(shen):
    page = shen.get("/2021/calendar/")
    rows = [(row.district.name, row.numbers.declared, row.numbers.target) for row in page.context["rows"]]
    assert rows[:2] == [("海曙区", 101, 41), ("江北区", 71, 28)]
    assert [name for name, _d, _t in rows] == (
        ["海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县"]
    )
    assert page.context["total"] == Numbers(659, 264)


def test_the_annexs_year_has_no_suggestion(shen):
    page = shen.get("/2021/calendar/")
    assert [row.suggestion for row in page.context["rows"]] == [None] * 10
    assert "建议" not in page.text


def test_a_year_without_an_annex_has_a_suggestion_beside_each_empty_target(shen):
    page = shen.get("/2022/calendar/")
    first, second = page.context["rows"][:2]
    assert [(row.numbers.target, row.suggestion) for row in (first, second)] == [(None, 61), (None, 43)]
    assert "建议，不是规定" in page.text
    assert page.context["form"]["target_330203"].value() is None
    assert page.context["total"] == Numbers(659, None)


def test_once_the_city_has_set_a_target_nothing_is_suggested_beside_it(shen):
    Target.objects.filter(year__number=2022, district__code=HAISHU).update(target=70)
    rows = shen.get("/2022/calendar/").context["rows"]
    assert [row.suggestion for row in rows[:2]] == [None, 43]


@pytest.mark.parametrize(
    ("declared", "goal", "suggested"), [(101, 60, 61), (100, 60, 60), (1, 60, 1), (71, 60, 43), (7, 0, 0)]
)
def test_a_suggestion_is_the_share_rounded_up(declared, goal, suggested):
    assert suggestion(declared, goal) == suggested


def test_a_column_with_a_gap_has_no_sum():
    assert total([Numbers(3, 1), Numbers(4, None)]) == Numbers(7, None)


def test_a_reviewer_reads_and_finds_no_field(client, people, year):
    client.force_login(people.wang)
    page = client.get("/2022/calendar/")
    assert page.context["form"] is None
    assert (page.context["total"], page.text.count("还没有确定")) == (Numbers(659, None), 11)
    assert ("<form method" in page.text.split("<main")[1], "建议" in page.text) == (False, False)
    assert "2022年8月31日" in page.text
    assert client.post("/2022/calendar/change/").status_code == 403


def test_the_extensions_that_hold_stand_beside_the_day_in_annex_order(shen, people, places, year):
    for district, day in ((places.jiangbei, 9), (places.haishu, 5), (places.haishu, 10)):
        Extension.objects.create(
            year=year, district=district, until=date(2021, 9, day), reason="台风", granted_by=people.shen
        )
    page = shen.get("/2021/calendar/")
    held = [(one.district.name, one.until.day) for one in page.context["extensions"]]
    assert held == [("海曙区", 10), ("江北区", 9)]
    assert "海曙区延期至 2021年9月10日" in page.text
    assert "延期至" not in shen.get("/2022/calendar/").text


def test_before_saving_the_page_says_what_it_does(shen):
    text = shen.get("/2021/calendar/").text
    assert "改动申报数会改变该年度全部占比，已办结的也一样" in text
    assert "延期到更晚的，仍以延期为准" in text


def test_a_year_without_numbers_says_so(shen, year):
    Target.objects.filter(year__number=2022).delete()
    assert "本年度还没有各区县（市）的申报社区数。" in shen.get("/2022/calendar/").text


@pytest.mark.parametrize("number", ["1999", "99999999999"])
def test_a_year_outside_the_programme_is_not_found(shen, number):
    assert shen.get(f"/{number}/calendar/").status_code == 404
    assert shen.post(f"/{number}/calendar/change/").status_code == 404


# --- saving -------------------------------------------------------------------------------------------------


def test_each_changed_thing_is_saved_with_its_own_event(shen, people):
    response = save(
        shen,
        report_due="2021-09-05",
        plan_due="",
        declared_330203="102",
        target_330203="42",
        target_330205="",
    )
    assert response.url == "/2021/calendar/"
    assert days() == (None, date(2021, 9, 5), date(2021, 9, 30))
    assert (target(), target(JIANGBEI)) == ((102, 42), (71, None))
    assert events() == [
        (
            "year_changed",
            "2021年度",
            {"plan_due": "2021-06-30", "report_due": "2021-08-31", "review_due": "2021-09-30"},
            {"plan_due": None, "report_due": "2021-09-05", "review_due": "2021-09-30"},
        ),
        (
            "target_changed",
            "海曙区 2021年度",
            {"declared": 101, "target": 41},
            {"declared": 102, "target": 42},
        ),
        (
            "target_changed",
            "江北区 2021年度",
            {"declared": 71, "target": 28},
            {"declared": 71, "target": None},
        ),
    ]
    event = Event.objects.filter(action="target_changed").earliest("pk")
    assert (event.actor, event.district.code, event.result) == (people.shen, HAISHU, "done")


def test_nothing_changed_writes_nothing(shen):
    assert save(shen).status_code == 302
    assert events() == []


def test_only_the_year_asked_for_changes(shen):
    save(shen, 2022, declared_330203="99")
    assert (target(number=2022), target(number=2021)) == ((99, None), (101, 41))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (
            {"review_due": "2021-08-30"},
            "review_due",
            "评审截止 2021年8月30日 早于上报截止 2021年8月31日，请填 2021年8月31日或以后的日期。",
        ),
        (
            {"plan_due": "2021-09-01"},
            "plan_due",
            "实施方案报送截止 2021年9月1日 晚于上报截止 2021年8月31日，请填 2021年8月31日或以前的日期。",
        ),
        (
            {"report_due": "2020-12-31"},
            "report_due",
            "上报截止 2020年12月31日 不在本年度或次年，请填 2021年1月1日到 2022年12月31日之间的日期。",
        ),
        (
            {"review_due": "2023-01-01"},
            "review_due",
            "评审截止 2023年1月1日 不在本年度或次年，请填 2021年1月1日到 2022年12月31日之间的日期。",
        ),
        (
            {"plan_due": "2020-06-30"},
            "plan_due",
            "实施方案报送截止 2020年6月30日 不在本年度或次年，请填 2021年1月1日到 2022年12月31日之间的日期。",
        ),
        (
            {"target_330203": "102"},
            "target_330203",
            "累计目标 102 大于申报社区数 101，请填 0 到 101 的整数；还没有确定的留空。",
        ),
        ({"declared_330203": ""}, "declared_330203", "请填 1 到 9999 的整数，如 101。"),
        ({"declared_330203": "0"}, "declared_330203", "请填 1 到 9999 的整数，如 101。"),
        ({"declared_330203": "一百"}, "declared_330203", "请填 1 到 9999 的整数，如 101。"),
        ({"declared_330203": "10000"}, "declared_330203", "请填 1 到 9999 的整数，如 101。"),
        (
            {"target_330203": "4.5"},
            "target_330203",
            "请填 0 到 9999 的整数，如 41；还没有确定的留空。",
        ),
        ({"target_330203": "-1"}, "target_330203", "请填 0 到 9999 的整数，如 41；还没有确定的留空。"),
        ({"report_due": ""}, "report_due", "请填日期，如 2021-09-10。"),
        ({"report_due": "八月"}, "report_due", "请填日期，如 2021-09-10。"),
        ({"review_due": "2999-09-30"}, "review_due", "请填 2000 年到 2099 年之间的日期。"),
    ],
)
def test_what_will_not_do_says_where_and_why_and_nothing_is_saved(shen, typed, field, sentence):
    page = save(shen, **typed, declared_330205="70")
    assert page.context["form"].errors == {field: [sentence]}
    assert page.context["form"]["declared_330205"].value() == "70"
    assert (target(), target(JIANGBEI), days()[1:]) == (
        (101, 41),
        (71, 28),
        (date(2021, 8, 31), date(2021, 9, 30)),
    )
    assert events() == []


def test_review_on_the_day_of_the_report_and_a_target_of_all_will_do(shen):
    save(shen, review_due="2021-08-31", target_330203="101", target_330205="0")
    assert days()[2] == date(2021, 8, 31)
    assert (target(), target(JIANGBEI)) == ((101, 101), (71, 0))


def test_the_first_day_of_the_year_and_the_last_of_the_next_will_do(shen):
    save(shen, plan_due="2021-01-01", report_due="2021-01-01", review_due="2022-12-31")
    assert days() == (date(2021, 1, 1), date(2021, 1, 1), date(2022, 12, 31))


# --- suggestions --------------------------------------------------------------------------------------------


def test_suggestions_fill_the_empty_targets_in_the_form_and_save_nothing(shen):
    page = save(shen, 2022, target_330205="50", declared_330203="110", suggest="1")
    form = page.context["form"]
    assert [form[name].value() for name in ("target_330203", "target_330205")] == ["66", "50"]
    assert "还没有保存" in page.text
    assert (target(number=2022), target(JIANGBEI, 2022), events()) == ((101, None), (71, None), [])


def test_suggestions_are_saved_by_saving(shen):
    form = save(shen, 2022, suggest="1").context["form"]
    sent = form_of(shen, 2022) | {field.html_name: field.value() for field in form}
    assert save(shen, 2022, sent=sent).url == "/2022/calendar/"
    assert (target(number=2022), target(JIANGBEI, 2022)) == ((101, 61), (71, 43))


# --- somebody else meanwhile ----------------------------------------------------------------------------------


def test_a_row_changed_meanwhile_is_told_and_not_overwritten(shen):
    sent = form_of(shen)
    Target.objects.filter(year__number=2021, district__code=HAISHU).update(target=45)
    page = save(shen, sent=sent, declared_330203="103", declared_330205="72")
    assert page.context["form"].non_field_errors() == [
        "您打开这一页以后有人改过，现在是——海曙区：申报社区数 101，累计目标 45。"
        "您的没有保存，填的还在下面：要改成您填的，再点“保存年度”。"
    ]
    assert (target(), target(JIANGBEI), events()[-1][0]) == ((101, 45), (71, 28), "year_changed")
    refused = Event.objects.get(action="year_changed")
    assert (refused.result, refused.row_name) == ("refused", "2021年度")


def test_after_being_told_the_person_may_save_all_the_same(shen):
    sent = form_of(shen)
    Target.objects.filter(year__number=2021, district__code=HAISHU).update(target=45)
    form = save(shen, sent=sent, target_330203="43").context["form"]
    assert 'name="initial-target_330203" value="45"' in str(form["target_330203"])
    again = {field.html_name: field.value() for field in form}
    again |= {field.html_initial_name: form.data[field.html_initial_name] for field in form}
    assert save(shen, sent=again).url == "/2021/calendar/"
    assert target() == (101, 43)


def test_after_being_told_what_one_did_not_touch_shows_what_stands_now(shen):
    sent = form_of(shen)
    Target.objects.filter(year__number=2021, district__code__in=[HAISHU, JIANGBEI]).update(target=20)
    form = save(shen, sent=sent, target_330203="43").context["form"]
    assert [form[name].value() for name in ("target_330203", "target_330205")] == ["43", "20"]


def test_what_another_changed_and_one_did_not_touch_stays(shen):
    sent = form_of(shen)
    Target.objects.filter(year__number=2021, district__code=JIANGBEI).update(target=30)
    Year.objects.filter(number=2021).update(report_due=date(2021, 9, 1))
    assert save(shen, sent=sent, target_330203="43").url == "/2021/calendar/"
    assert (target(), target(JIANGBEI), days()[1]) == ((101, 43), (71, 30), date(2021, 9, 1))


def test_days_changed_meanwhile_are_told(shen):
    sent = form_of(shen)
    Year.objects.filter(number=2021).update(plan_due=None)
    page = save(shen, sent=sent, review_due="2021-10-08")
    assert page.context["form"].non_field_errors() == [
        "您打开这一页以后有人改过，现在是——日期：实施方案报送截止 空，上报截止 2021年8月31日，"
        "评审截止 2021年9月30日。您的没有保存，填的还在下面：要改成您填的，再点“保存年度”。"
    ]
    assert days()[2] == date(2021, 9, 30)


@pytest.mark.parametrize("seen", ["", "百", "9" * 5000])
def test_a_form_that_does_not_say_what_was_seen_saves_nothing(shen, seen):
    page = save(shen, sent=form_of(shen) | {"initial-declared_330203": seen}, declared_330203="99")
    assert len(page.context["form"].non_field_errors()) == 1
    assert target() == (101, 41)


# --- the door -------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(year):
    return plan_of(year, targets_of(year))


@pytest.mark.parametrize(
    ("key", "entry", "sentence"),
    [
        (HAISHU, Numbers(None, 41), "海曙区：申报社区数须填 1 到 9999 的整数。"),
        (HAISHU, Numbers(0, None), "海曙区：申报社区数须填 1 到 9999 的整数。"),
        (
            HAISHU,
            Numbers(40, 41),
            "海曙区：累计目标 41 大于申报社区数 40，请填 0 到 40 的整数；还没有确定的留空。",
        ),
        (
            DAYS,
            Days(None, date(2021, 9, 2), date(2021, 9, 1)),
            "日期：评审截止 2021年9月1日 早于上报截止 2021年9月2日，请填 2021年9月2日或以后的日期。",
        ),
        (
            DAYS,
            Days(date(2021, 9, 3), date(2021, 9, 2), date(2021, 9, 2)),
            "日期：实施方案报送截止 2021年9月3日 晚于上报截止 2021年9月2日，请填 2021年9月2日或以前的日期。",
        ),
        (
            DAYS,
            Days(None, date(2021, 9, 1), date(2099, 8, 31)),
            "日期：评审截止 2099年8月31日 不在本年度或次年，请填 2021年1月1日到 2022年12月31日之间的日期。",
        ),
        (DAYS, Days(None, None, date(2021, 9, 1)), "日期：请填日期，如 2021-08-31。"),
    ],
)
def test_the_door_refuses_what_does_not_hold(people, year, plan, key, entry, sentence):
    with pytest.raises(Refused) as refusal:
        change_year(year, seen=plan, to=plan | {key: entry, JIANGBEI: Numbers(70, 28)}, by=people.shen)
    assert str(refusal.value) == sentence
    assert (target(), target(JIANGBEI)) == ((101, 41), (71, 28))
    event = Event.objects.get(action="year_changed")
    assert (event.result, event.note) == ("refused", sentence)


def test_two_who_make_the_same_change_do_not_conflict(people, year, plan):
    to = plan | {HAISHU: Numbers(102, 41)}
    for _person in range(2):
        change_year(year, seen=plan, to=to, by=people.shen)
    assert target() == (102, 41)
    assert len(events()) == 1


def test_the_second_of_two_who_differ_is_refused(people, year, plan):
    change_year(year, seen=plan, to=plan | {HAISHU: Numbers(102, 41)}, by=people.shen)
    with pytest.raises(Conflict):
        change_year(year, seen=plan, to=plan | {HAISHU: Numbers(103, 41)}, by=people.shen)
    assert target() == (102, 41)
