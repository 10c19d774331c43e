"""Home is my to-do, my counts, my days, for each role; everything computed from what stands open."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts import trail
from districts.models import HandOver, Role, Target, User
from reports import actions
from reports.models import Assignment, Submission
from reports.opinion_queries import unheard
from reports.todos import TASKS
from scoring.actions import save_item
from tests.reports import joint
from tests.reports.lists import hand_in_list, noticed
from tests.scenes import clean_findings, prepare, recommend


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    """江北 has handed in four; all are pending. No plan is asked for, and the joint review is arranged."""
    year.plan_due = None
    year.save(update_fields=["plan_due"])
    joint.assign(year, people.shen, due=date(2021, 9, 25))
    return hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区", "新马社区", "槐树社区"], by=people.he)


@pytest.fixture
def home(client):
    def shown(person):
        client.force_login(person)
        return client.get("/?year=2021")

    return shown


def tasks(response):
    context = response.context
    found = context["desk"].todos if "desk" in context else context["todos"]
    return [(todo.count, todo.title, todo.url) for todo in found]


def decide(entry, people, decision, **more):
    actions.decide(entry, decision=decision, seen=entry.version, by=people.wang, **more)


QUEUE = "/2021/review/?"


# --- the departments --------------------------------------------------------------------------------------------------


def test_a_department_says_its_opinion_of_each_community_by_its_day(home, people, listed):
    response = home(people.huan)
    assert tasks(response) == [(4, "提会审意见", "/2021/opinions/")]
    text = response.content.decode()
    assert "0 / 4 已提。截止 2021年9月25日，还有 5 天。" in text
    figure, day = response.context["desk"].figures[0], response.context["desk"].days[0]
    assert (figure.label, figure.number, figure.unit, figure.note) == (
        "会审意见",
        0,
        "/ 4 个已提",
        "有异议 0 个",
    )
    assert (day.label, day.day, day.left) == ("会审意见截止", "2021年9月25日", "还有 5 天")


# --- the city ----------------------------------------------------------------------------------------------------------


def test_every_role_has_tasks():
    assert set(TASKS) == set(Role)


def test_a_reviewer_begins_with_what_is_to_decide(home, listed, people):
    response = home(people.wang)
    assert tasks(response) == [(4, "评审待决定的社区", QUEUE + "decision=pending")]
    text = response.content.decode()
    assert "评审截止 2021年9月30日，还有 10 天。" in text
    assert text.count("btn-primary") == 1
    assert f'class="btn btn-primary" href="{QUEUE}decision=pending"' in text


def test_what_comes_back_corrected_comes_first(home, listed, people, places):
    first = listed.entries.first()
    decide(first, people, "returned", reason="请核对。", due=date(2021, 9, 25))
    assert tasks(home(people.wang)) == [(3, "评审待决定的社区", QUEUE + "decision=pending")]
    prepare(listed, people.he)
    actions.resubmit(listed, by=people.he)
    first.refresh_from_db()
    assert tasks(home(people.wang))[:2] == [
        (1, "补正后回来的社区", first.get_absolute_url()),
        (4, "评审待决定的社区", QUEUE + "decision=pending"),
    ]
    decide(first, people, "recognised")
    first.refresh_from_db()
    decide(first, people, "pending")  # put back by the city: not corrected
    assert tasks(home(people.wang)) == [(4, "评审待决定的社区", QUEUE + "decision=pending")]


def test_a_return_past_its_day_is_to_be_dealt_with_the_day_after(home, listed, people, time_machine):
    first = listed.entries.first()
    decide(first, people, "returned", reason="请核对。", due=date(2021, 9, 25))
    late = (1, "补正过期的社区", first.get_absolute_url())
    time_machine.move_to("2021-09-25 23:59 +0800", tick=False)
    assert late not in tasks(home(people.wang))
    time_machine.move_to("2021-09-26 00:00 +0800", tick=False)
    assert late in tasks(home(people.wang))


def test_communities_drawn_are_to_be_visited_until_their_re_score_is_whole(home, listed, people):
    actions.draw_sample(listed, share=25, seed="s", by=people.wang)
    entry = listed.entries.get(spot_check__isnull=False)
    visit = (1, "到抽中的社区现场复评", f"/submissions/{listed.pk}/sample/")
    assert visit in tasks(home(people.wang))
    sheet = actions.start_rescore(entry, by=people.wang)
    rows = list(sheet.items.select_related("sheet").order_by("number"))
    for row in rows[:-1]:
        findings = clean_findings(sheet.rubric.parsed.item(row.number))
        save_item(row, findings=findings, reason="现场查看。", version=row.version, by=people.wang)
    begun = (1, "评完开始了的复评", sheet.get_absolute_url())
    assert {visit, begun} <= set(tasks(home(people.wang)))
    assert begun not in tasks(home(people.shen))
    findings = clean_findings(sheet.rubric.parsed.item(17))
    save_item(rows[-1], findings=findings, reason="", version=0, by=people.wang)
    assert [title for _n, title, _url in tasks(home(people.wang))] == ["评审待决定的社区"]


def test_the_lead_answers_concludes_evaluates_and_shows_to_the_public(home, listed, people):
    for entry in listed.entries.all()[:3]:
        decide(entry, people, "recognised")
    last = listed.entries.last()
    decide(last, people, "declined", reason="场地被占用。")
    last.refresh_from_db()
    actions.make_objection(last, text="已经恢复。", by=people.he)
    assert tasks(home(people.shen)) == [(1, "答复申述", QUEUE + "objected=1")]
    assert tasks(home(people.wang)) == []
    objection = last.objection
    actions.answer_objection(objection, upheld=False, answer="仍被占用。", by=people.shen)
    assert tasks(home(people.shen)) == [(1, "办结区县评审", f"/submissions/{listed.pk}/conclude/")]
    actions.conclude(listed, heard=unheard(listed).code, by=people.shen)
    assert tasks(home(people.shen)) == [
        (1, "评价区县", f"/submissions/{listed.pk}/evaluation/"),
        (3, "公示拟认定的社区", "/2021/notices/open/"),
    ]
    assert tasks(home(people.wang)) == []
    assert "没有要办的事。" in home(people.wang).content.decode()


def test_the_joint_review_is_arranged_once_there_is_a_list_and_called_for_after_its_day(
    home, listed, people, year, time_machine
):
    late = [(2, "催部门会审意见", "/2021/opinions/all/")]
    time_machine.move_to("2021-09-25 23:59:59 +0800", tick=False)
    assert late[0] not in tasks(home(people.shen))
    time_machine.move_to("2021-09-26 00:00:00 +0800", tick=False)
    assert late[0] in tasks(home(people.shen))
    assert late[0] not in tasks(home(people.wang))
    Assignment.objects.all().delete()
    assert (1, "安排部门会审", "/2021/departments/") in tasks(home(people.shen))


def test_after_the_notice_the_titles_are_published(home, listed, people, year, time_machine):
    for entry in listed.entries.all():
        decide(entry, people, "recognised")
    actions.conclude(listed, heard=unheard(listed).code, by=people.shen)
    noticed(year, people.shen)
    assert (4, "公布称号", "/2021/titles/publish/") in tasks(home(people.shen))


def test_documents_are_called_for_the_day_after_and_practices_are_looked_at(
    home, people, places, year, time_machine
):
    late = (10, "催报过期的文件", "/2021/documents/overview/?missing=1")
    time_machine.move_to("2021-06-30 23:59:59 +0800", tick=False)
    assert late not in tasks(home(people.wang))
    time_machine.move_to("2021-07-01 00:00:00 +0800", tick=False)
    assert late in tasks(home(people.wang))
    recommend(places.haishu, year, people.zhou)
    assert (1, "看区县报送的典型做法", "/good-practice/?state=waiting") in tasks(home(people.wang))


def test_the_next_year_is_opened_once_the_newest_review_is_over(client, people, year, time_machine):
    client.force_login(people.shen)
    for moment, opens in (("2022-09-30 23:59:59 +0800", False), ("2022-10-01 00:00:00 +0800", True)):
        time_machine.move_to(moment, tick=False)
        client.force_login(people.shen)
        found = (1, "开启 2023年度", "/2022/next/") in tasks(client.get("/?year=2022"))
        assert (found, moment) == (opens, moment)


def test_the_citys_home_costs_the_same_at_three_and_at_thirty(client, people, places, year):
    costs = []
    for district, number, by in ((places.jiangbei, 3, people.he), (places.haishu, 27, people.zhou)):
        submission = hand_in_list(district, year, [f"第{n}社区" for n in range(number)], by=by)
        actions.draw_sample(submission, share=60, seed="s", by=people.wang)
        client.force_login(people.shen)
        client.get("/?year=2021")
        with CaptureQueriesContext(connection) as captured:
            client.get("/?year=2021")
        costs.append(len(captured))
    assert costs[0] == costs[1]


# --- who neither scores nor reviews ------------------------------------------------------------------------------------


@pytest.fixture
def registered(people, places):
    """The registry holds as many communities as the two districts declared, and everybody has an address."""
    User.objects.update(email="somebody@example.invalid")
    for district, number in ((places.haishu, 6), (places.jiangbei, 2)):
        Target.objects.filter(district=district).update(declared=number, target=1)


@pytest.mark.parametrize(("name", "link"), [("huan", "/2021/annex3/"), ("guan", "/people/")])
def test_without_a_task_the_main_button_is_the_first_way(home, people, registered, name, link):
    text = home(getattr(people, name)).content.decode()
    assert f'class="btn btn-primary" href="{link}"' in text
    assert text.count("btn-primary") == 1


def test_the_administrators_tasks_are_accounts_and_the_registry(home, people, places):
    User.objects.filter(pk=people.yue.pk).update(must_change_password=True)
    User.objects.filter(pk=people.wu.pk).update(created_at="2021-01-01T00:00+08:00")
    response = home(people.guan)
    assert tasks(response) == [
        (1, "催改密码", "/people/?state=waiting"),
        (1, "核对久未登录的账号", "/people/?state=dormant"),
        (11, "补填邮箱", "/people/?state=unreached"),
        (2, "核对社区名录", "/registry/"),
    ]
    assert "海曙区、江北区的申报社区数与名录不同" in response.content.decode()
    figures = [(figure.label, figure.number) for figure in response.context["desk"].figures]
    assert figures == [
        ("可以登录的账号", 11),
        ("其中待改密码", 1),
        ("其中久未登录", 1),
        ("停用的账号", 0),
    ]


def test_the_auditor_counts_today_and_the_week(home, people, time_machine):
    time_machine.move_to("2021-09-13 23:59 +0800", tick=False)
    trail.record("sign_in_failed", by=None, result=trail.REFUSED)  # the eighth day back
    time_machine.move_to("2021-09-14 00:00 +0800", tick=False)
    trail.record("sign_in_failed", by=None, result=trail.REFUSED)
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)
    trail.record("person_changed", by=people.guan, row=people.chen)
    response = home(people.audit)
    figures = [(figure.label, figure.number) for figure in response.context["desk"].figures]
    signed_in = loaded = 1
    assert figures == [
        ("今天的记录", 1 + signed_in + loaded),
        ("今天被拒绝的", 0),
        ("七天内的记录", 2 + signed_in + loaded),
        ("七天内被拒绝的", 1),
    ]
    assert tasks(response) == [(1, "看被拒绝的操作", "/trail/?result=refused&since=2021-09-14")]


def test_work_handed_over_is_a_task_for_two_weeks(home, people, time_machine):
    made = HandOver.objects.create(
        leaver=people.wang, successor=people.shen, leaves=True, handed_by=people.guan
    )
    assert (1, "看接手的工作", "/takeover/") in tasks(home(people.shen))
    time_machine.move_to("2021-10-04 10:00 +0800", tick=False)
    assert made.leaver.full_name not in home(people.shen).content.decode()


def test_before_anything_is_loaded_everybody_is_told(client, people):
    from districts.models import Programme, Target
    from scoring.models import Adoption

    for model in (Target, Submission, Adoption):
        model.objects.all().delete()
    Programme.objects.get().years.all().delete()
    for person in (people.zhou, people.shen):
        client.force_login(person)
        assert "请系统管理员在服务器上运行 manage.py load_annexes" in client.get("/").content.decode()
    for person in (people.huan, people.guan, people.audit, people.zhou):
        client.force_login(person)
        assert client.get("/").status_code == client.get("/takeover/").status_code == 200
