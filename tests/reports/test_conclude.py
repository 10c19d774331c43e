"""Concluding a district's review: every community decided, then titles and locked sheets."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event, Year
from reports import actions
from reports.models import Entry, Submission, Title
from scoring.actions import make_sheets
from scoring.models import ScoreSheet, Stage
from tests.reports.lists import hand_in_list, noticed
from tests.scenes import fill

NAMES = ["外滩社区", "盐仓社区", "新马社区", "槐树社区"]


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year, time_machine):
    """江北 has handed in four: two recognised, one declined ten days ago, one still pending."""
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)
    handed_in = hand_in_list(places.jiangbei, year, NAMES, by=people.he)
    first, second, third, _open = handed_in.entries.all()
    actions.decide(first, decision="recognised", seen="pending", by=people.wang)
    actions.decide(second, decision="recognised", seen="pending", by=people.wang)
    actions.decide(third, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)
    return handed_in


def finish(submission, people):
    actions.withdraw(submission.entries.last(), reason="社区要求撤回。", by=people.he)


@pytest.fixture
def lead(client, people):
    client.force_login(people.shen)
    return client


def address(submission):
    return reverse("reports:conclude", args=[submission.pk])


def test_concluding_is_refused_while_one_community_is_open(lead, submission):
    response = lead.post(address(submission))
    assert (response.status_code, response.context["refusal"]) == (
        409,
        "还有 1 个社区没有评审结论：中河街道 槐树社区。",
    )
    assert (Title.objects.count(), Submission.objects.get(pk=submission.pk).status) == (0, "submitted")
    assert Event.objects.filter(action="submission_concluded", result="refused").count() == 1


def test_the_page_names_what_is_open_instead_of_a_button(lead, submission):
    response = lead.get(address(submission))
    assert [entry.community_name for entry in response.context["page"].open_entries] == ["槐树社区"]
    assert submission.entries.last().get_absolute_url() in response.content.decode()
    assert '<form method="post" action="' + address(submission) not in response.content.decode()


def test_the_page_says_exactly_what_concluding_does_and_does_nothing_yet(lead, submission, people):
    finish(submission, people)
    response = lead.get(address(submission))
    assert [words for _icon, words in response.context["effects"]] == [
        "2 个社区取得2021年绿色社区称号",
        "1 个不予认定、1 个撤回的社区不取得称号",
        "锁定本区县全部 4 份初评评分表和复评，作为办结材料，不再修改",
        "附件3从此显示取得称号的社区",
        "称号公布以前可以说明理由重新开启评审，公布以后不能",
        "不发邮件：应当知道的 2 人都没有填邮箱，请另行告知",
    ]
    assert "办结，授予 2 个称号" in response.content.decode()
    assert Title.objects.count() == 0


def test_concluding_gives_the_recognised_their_titles_and_locks_the_sheets(lead, submission, people):
    finish(submission, people)
    assert lead.post(address(submission)).url == address(submission)
    assert list(
        Title.objects.order_by("pk").values_list(
            "community__name", "year__number", "given_on", "entry__decision"
        )
    ) == [
        ("外滩社区", 2021, Submission.objects.get(pk=submission.pk).concluded_at.date(), "recognised"),
        ("盐仓社区", 2021, Submission.objects.get(pk=submission.pk).concluded_at.date(), "recognised"),
    ]
    assert set(ScoreSheet.objects.values_list("lock", "locked_by")) == {("concluded", people.shen.pk)}
    event = Event.objects.get(action="submission_concluded")
    assert (event.actor, event.after) == (people.shen, {"status": "concluded", "titles": 2})


def test_the_page_one_lands_on_offers_the_next_steps_until_they_are_done(lead, submission, people, year):
    finish(submission, people)
    done = lead.post(address(submission), follow=True).content.decode()
    evaluate = reverse("reports:evaluate", args=[submission.pk])
    publish = reverse("reports:publish", args=[2021]) + "?district=330205"
    show = reverse("reports:open_notice", args=[2021]) + "?district=330205"
    assert f'<a class="btn btn-primary" href="{evaluate}">去评价</a>' in done
    assert f'<a class="btn btn-outline-primary" href="{show}">去公示</a>' in done
    assert f'<a class="btn btn-outline-primary" href="{publish}">去公布</a>' in done
    actions.evaluate(submission, grade="good", text="组织得力。", by=people.shen)
    evaluated = lead.get(address(submission)).content.decode()
    assert f'<a class="btn btn-outline-primary" href="{evaluate}">看评价</a>' in evaluated
    assert f'<a class="btn btn-primary" href="{show}">去公示</a>' in evaluated
    assert f'<a class="btn btn-outline-primary" href="{publish}">去公布</a>' in evaluated
    noticed(year, people.shen)
    assert (
        f'<a class="btn btn-primary" href="{publish}">去公布</a>'
        in lead.get(address(submission)).content.decode()
    )
    keys = [each.pk for each in Title.objects.all()]
    day = Title.objects.first().given_on
    actions.publish_titles(
        year, keys=keys, batch="第一批", number="甬建发〔2021〕99号", on=day, by=people.shen
    )
    assert "都已公布。" in lead.get(address(submission)).content.decode()


def test_nothing_is_decided_any_more_after_concluding(lead, submission, people):
    finish(submission, people)
    lead.post(address(submission))
    entry = submission.entries.first()
    response = lead.post(
        reverse("reports:decide", args=[entry.pk]), {"decision": "pending", "seen": "recognised"}
    )
    assert (response.status_code, response.context["refusal"]) == (
        409,
        "江北区 2021年度上报现在是“评审办结”，不在评审中，不能再作决定。",
    )
    assert response.context["page"].why_not == "评审已办结，决定不再修改。"


def test_a_decline_younger_than_five_days_is_asked_about_before_concluding(
    lead, submission, people, time_machine
):
    finish(submission, people)
    time_machine.move_to("2021-09-15 09:59 +0800", tick=False)
    page = lead.get(address(submission))
    assert [entry.community_name for entry in page.context["page"].fresh] == ["新马社区"]
    response = lead.post(address(submission))
    assert (response.status_code, response.context["refusal"]) == (
        409,
        "中河街道 新马社区不予认定还不满 5 天，区县可能还要申述；确实要现在办结，请勾选确认。",
    )
    assert lead.post(address(submission), {"early": "on"}).status_code == 302
    assert Title.objects.count() == 2


def test_an_objection_without_an_answer_stands_in_the_way(lead, submission, people):
    finish(submission, people)
    declined = submission.entries.get(decision="declined")
    actions.make_objection(declined, text="场地八月已经恢复。", by=people.he)
    assert lead.post(address(submission)).context["refusal"] == (
        "中河街道 新马社区的申述还没有答复，答复后才能办结。"
    )
    actions.answer_objection(declined.objection, upheld=False, answer="照片看不清。", by=people.shen)
    assert lead.post(address(submission)).status_code == 302


def test_concluding_twice_is_refused_and_gives_no_second_titles(lead, submission, people):
    finish(submission, people)
    lead.post(address(submission))
    again = lead.post(address(submission))
    assert (again.status_code, again.context["refusal"]) == (
        409,
        "江北区 2021年度上报现在是“评审办结”，不能办结。",
    )
    assert Title.objects.count() == 2


def test_opening_again_locks_the_titles_alone_and_in_the_order_publishing_does(submission, people):
    finish(submission, people)
    actions.conclude(submission, by=people.shen)
    with CaptureQueriesContext(connection) as asked:
        actions.reopen(submission, reason="漏看一项。", by=people.shen)
    locking = next(query["sql"] for query in asked if 'FROM "reports_title"' in query["sql"])
    lock = ' FOR UPDATE OF "reports_title"' if connection.features.has_select_for_update else ""
    assert locking.endswith(f'ORDER BY "reports_title"."id" ASC{lock}')


def test_a_district_that_has_not_handed_in_is_not_concluded(lead, people, places, year):
    draft = Submission.objects.get(district=places.haishu, year=year)
    assert "区县上报、名单全部评审以后，才能办结。" in lead.get(address(draft)).content.decode()
    assert lead.post(address(draft)).context["refusal"] == "海曙区 2021年度上报现在是“未上报”，不能办结。"


@pytest.mark.parametrize("who", ["wang", "he", "huan", "guan", "audit"])
def test_only_the_city_lead_concludes(client, submission, people, who):
    client.force_login(getattr(people, who))
    assert client.get(address(submission)).status_code == 403
    assert client.post(address(submission)).status_code == 403


def test_a_community_that_holds_a_title_is_not_given_a_second(submission, people, places):
    later = hand_in_list(
        places.jiangbei, Year.objects.get(number=2022), ["临时社区"], by=people.he, decision="recognised"
    )
    finish(submission, people)
    actions.conclude(submission, by=people.shen)
    Entry.objects.filter(submission=later).update(community=submission.entries.first().community)
    with pytest.raises(Refused, match="不能重复授予"):
        actions.conclude(later, by=people.shen)
    assert Title.objects.count() == 2


def test_the_page_costs_the_same_at_three_and_at_thirty(lead, people, places, year):
    costs = []
    for district, number, by in ((places.jiangbei, 3, people.he), (places.haishu, 30, people.zhou)):
        names = [f"第{n}社区" for n in range(number)]
        handed_in = hand_in_list(district, year, names, by=by, decision="recognised")
        lead.get(address(handed_in))
        with CaptureQueriesContext(connection) as captured:
            lead.get(address(handed_in))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_citys_re_score_stands_beside_the_districts_own_once_the_review_is_concluded(
    client, submission, people, year
):
    entry = submission.entries.first()
    [review] = make_sheets([entry.community], district=submission.district, year=year, stage=Stage.REVIEW)
    fill(review, people.wang, r1a=True)

    def told():
        client.force_login(people.he)
        page = client.get(reverse("scoring:communities", args=[2021]), {"search": entry.community_name})
        line = re.search(r"评审 </span>(?:<span class=.gc-unknown.>)?(\w+)<", page.content.decode())
        return line[1], client.get(review.get_absolute_url()).status_code

    assert told() == ("未复评", 404)
    finish(submission, people)
    actions.conclude(submission, by=people.shen)
    assert told() == (str(review.total), 200)
    review.refresh_from_db()
    assert review.lock == "concluded"
