"""会审安排: which items each department answers for and until when; nothing is assigned that nobody assigned."""

from datetime import date

import pytest
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event, Year
from reports.actions.joint_review import Conflict
from reports.joint_plan import DUE, plan_of
from reports.models import Assignment, Opinion, Submission
from tests.reports.joint import assign, min_of_civil_affairs, say, standing
from tests.scenes import fill, hand_in


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)


@pytest.fixture
def lead(client, people):
    client.force_login(people.shen)
    return client


def page(client, year=2021):
    return client.get(reverse("reports:departments", args=[year]))


def sent(response):
    """What the page sends when nothing is touched."""
    form = response.context["form"]
    ticked = {}
    for _item, cells in response.context["rows"]:
        for cell in cells:
            if cell.ticked:
                ticked.setdefault(cell.name, []).append(str(cell.number))
    return dict(form.hidden()) | ticked | {"due": str(form["due"].value() or "")}


def post(client, data, year=2021):
    return client.post(reverse("reports:change_departments", args=[year]), data)


def assigned(year=2021):
    rows = Assignment.objects.filter(year__number=year).values_list("department__code", "number")
    return sorted(rows)


def test_a_year_without_an_earlier_one_is_empty_and_says_so(lead, year):
    response = page(lead)
    shown = response.content.decode()
    assert "2021年度还没有安排，以前年度也没有。" in shown
    assert "从部门取消的项目，该部门在这些项目上提过的“无意见”一并删去，不能恢复" in shown
    assert not any(cell.ticked for _item, cells in response.context["rows"] for cell in cells)
    assert response.context["unassigned"] == list(range(1, 18))
    assert assigned() == []


def test_what_the_lead_ticks_is_saved_with_an_event_for_each_department_and_the_day(lead, year, people):
    data = sent(page(lead)) | {"shengtai": ["5", "10"], "minzheng": ["14"], "due": "2021-09-20"}
    response = post(lead, data)
    assert response.url == reverse("reports:departments", args=[2021])
    assert assigned() == [("minzheng", 14), ("shengtai", 5), ("shengtai", 10)]
    assert plan_of(year)[DUE] == date(2021, 9, 20)
    events = Event.objects.filter(action="joint_review_changed").order_by("pk")
    assert [(each.before, each.after) for each in events] == [
        ({"due": None}, {"due": "2021-09-20"}),
        ({"for_department": "市民政局", "items": []}, {"for_department": "市民政局", "items": [14]}),
        (
            {"for_department": "市生态环境局", "items": []},
            {"for_department": "市生态环境局", "items": [5, 10]},
        ),
    ]
    post(lead, sent(page(lead)))
    assert Event.objects.filter(action="joint_review_changed").count() == 3


def test_the_next_year_begins_with_this_years_ticks_and_saves_nothing_by_itself(lead, year, people):
    assign(year, people.shen)
    response = page(lead, 2022)
    assert "下面的勾是 2021年度的，还没有保存" in response.content.decode()
    assert sent(response)["shengtai"] == ["5", "10"]
    assert sent(response)["due"] == ""
    assert assigned(2022) == []
    assert post(lead, sent(response) | {"due": "2022-09-15"}, 2022).status_code == 302
    assert assigned(2022) == assigned(2021)


def test_two_who_change_the_same_department_see_each_other(lead, year, people):
    data = sent(page(lead)) | {"shengtai": ["5"], "minzheng": ["14"], "due": "2021-09-20"}
    assign(year, people.shen, shengtai={10}, gongan={8})
    response = post(lead, data)
    (said,) = response.context["form"].non_field_errors()
    assert said.startswith("您打开这一页以后有人改过，现在是——市生态环境局：第 10 项。")
    assert assigned() == [("gongan", 8), ("shengtai", 10)]
    again = sent(response)
    assert (again["shengtai"], again["minzheng"], again["gongan"]) == (["5"], ["14"], ["8"])
    assert post(lead, again).status_code == 302
    assert assigned() == [("gongan", 8), ("minzheng", 14), ("shengtai", 5)]


def test_a_change_of_another_department_meanwhile_is_no_conflict(year, people):
    seen = plan_of(year)
    assign(year, people.shen, gongan={8})
    to = seen | {"shengtai": frozenset({5}), DUE: date(2021, 9, 20)}
    from reports.actions import change_joint_review

    change_joint_review(year, seen=seen, to=to, by=people.shen)
    assert assigned() == [("gongan", 8), ("shengtai", 5)]
    with pytest.raises(Conflict):
        change_joint_review(
            year, seen=seen, to=seen | {"gongan": frozenset({1}), DUE: date(2021, 9, 20)}, by=people.shen
        )


def test_the_day_is_not_before_the_lists_are_in(lead, year):
    response = post(lead, sent(page(lead)) | {"shengtai": ["5"], "due": "2021-08-30"})
    assert (response.status_code, response.context["form"].errors["due"]) == (
        422,
        ["名单到上报截止 2021年8月31日才报齐，请填这一天或以后的日期。"],
    )
    nothing = post(lead, sent(page(lead)) | {"shengtai": ["5"], "due": ""})
    assert (nothing.status_code, assigned()) == (422, [])


def test_a_day_that_stands_is_not_asked_about_again_when_the_report_day_moves(lead, year):
    assert post(lead, sent(page(lead)) | {"shengtai": ["5"], "due": "2021-09-05"}).status_code == 302
    year.report_due = date(2021, 9, 10)
    year.save(update_fields=["report_due"])
    assert post(lead, sent(page(lead)) | {"shengtai": ["5", "8"]}).status_code == 302
    response = post(lead, sent(page(lead)) | {"due": "2021-09-06"})
    assert response.context["form"].errors["due"] == [
        "名单到上报截止 2021年9月10日才报齐，请填这一天或以后的日期。"
    ]


def test_an_item_the_rubric_does_not_have_is_refused(lead, year):
    response = post(lead, sent(page(lead)) | {"shengtai": ["18"], "due": "2021-09-20"})
    assert (response.status_code, assigned()) == (422, [])


@pytest.fixture
def entry(people, places, year, participants, time_machine):
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)
    fill(participants["春浪社区"], people.chen)
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)
    return participants["春浪社区"].entries.get()


def test_an_item_objected_to_stays_with_the_department_and_another_may_go(year, people, entry):
    assign(year, people.shen)
    say(entry, people.huan, t5="没有治理。")
    with pytest.raises(Refused, match=r"^市生态环境局对第 5 项已经提出异议"):
        assign(year, people.shen, shengtai={10})
    assign(year, people.shen, shengtai={5, 15})
    assert standing(entry) == {"shengtai": {5: "没有治理。"}}
    assert Opinion.objects.fresh().count() == 0  # 15 has not been spoken of


def test_what_was_said_without_objection_goes_with_the_last_item(year, people, entry):
    assign(year, people.shen)
    say(entry, min_of_civil_affairs())
    assign(year, people.shen, minzheng=set())
    assert standing(entry) == {}


def test_a_reviewer_reads_and_sees_who_answers_for_what(client, people, year):
    assign(year, people.shen)
    client.force_login(people.wang)
    shown = page(client).content.decode()
    assert "2021年9月20日" in shown
    assert 'type="checkbox"' not in shown


def test_both_years_may_be_open_and_have_their_own_items(year, people):
    assign(year, people.shen)
    assign(Year.objects.get(number=2022), people.shen, due=date(2022, 9, 15), shengtai={1})
    assert assigned(2021) == [("minzheng", 14), ("shengtai", 5), ("shengtai", 10)]
    assert assigned(2022) == [("shengtai", 1)]
