"""落实情况和成效: the district reads the city's evaluation once it is written, with the facts it was written on."""

import pytest
from django.urls import reverse

from reports import actions
from reports.evaluation import facts_shown, kept_facts, mean_difference
from reports.models import Evaluation
from scoring.actions import save_item
from scoring.rescoring import agree
from tests.reports.lists import hand_in_list
from tests.scenes import clean_findings


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year):
    """江北 has handed in three with 96 points each; all are pending."""
    return hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区", "新马社区"], by=people.he)


def rescored(entry, by):
    """The city finds 2 points less: 94."""
    sheet = actions.start_rescore(entry, by=by)
    row = sheet.items.select_related("sheet").get(number=5)
    findings = clean_findings(sheet.rubric.parsed.item(5)) | {"5a": True}
    save_item(row, findings=findings, reason="现场所见。", version=0, by=by)
    agree(sheet, dict(sheet.items.values_list("number", "version")), by=by)
    return sheet


def address(submission):
    return reverse("reports:evaluate", args=[submission.pk])


def concluded(submission, people):
    for entry in submission.entries.filter(decision="pending"):
        actions.decide(entry, decision="recognised", seen="pending", by=people.wang)
    actions.conclude(submission, by=people.shen)
    submission.refresh_from_db()


def test_the_district_learns_nothing_of_the_citys_work_before_there_is_an_evaluation(
    client, submission, people
):
    rescored(submission.entries.first(), people.wang)
    client.force_login(people.he)
    refused = client.get(address(submission))
    assert (refused.status_code, "复评与初评相差" in refused.content.decode()) == (403, False)
    assert "市住建局还没有评价" in refused.content.decode()
    client.force_login(people.wang)
    assert client.get(address(submission)).status_code == 200


def test_the_district_reads_the_facts_the_evaluation_was_written_on(client, submission, people):
    concluded(submission, people)
    actions.evaluate(submission, grade="good", text="组织得力。", by=people.shen)
    actions.reopen(submission, reason="办结有误。", by=people.shen)
    first = submission.entries.first()
    actions.decide(first, decision="pending", seen=first.version, by=people.wang)
    client.force_login(people.he)
    page = client.get(address(submission))
    assert page.context["facts"] == facts_shown(kept_facts(Evaluation.objects.get()))
    assert dict(page.context["facts"])["认定（累计）"] == "3 个"
    assert (page.context["moved"], "评价时的数" in page.content.decode()) == ([], True)
    client.force_login(people.shen)
    page = client.get(address(submission))
    assert dict(page.context["facts"])["认定（累计）"] == "2 个"
    assert page.context["moved"] == [
        ("认定（累计）", "3 个", "2 个"),
        ("认定与目标", "未到，差 25 个", "未到，差 26 个"),
        ("认定占申报社区", "4.23%", "2.82%"),
    ]


def test_the_mean_difference_is_of_re_scores_the_city_is_done_with(submission, people):
    first, second, third = submission.entries.all()
    for entry in (first, second, third):
        rescored(entry, people.wang)
    assert mean_difference(submission) == (0, None)
    actions.decide(first, decision="recognised", seen="pending", by=people.wang)
    actions.withdraw(second, reason="社区要求撤回。", by=people.he)
    assert mean_difference(submission) == (1, "-2.00")
    actions.decide(third, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    assert mean_difference(submission) == (2, "-2.00")
    actions.make_objection(third, text="场地已经恢复。", by=people.he)  # the city goes on with its re-score
    assert mean_difference(submission) == (1, "-2.00")


def test_a_reviewer_is_told_whom_a_concluded_district_waits_for(client, submission, people):
    client.force_login(people.wang)
    assert "评审办结以后由市级负责人评价。" in client.get(address(submission)).content.decode()
    concluded(submission, people)
    page = client.get(address(submission)).content.decode()
    assert "评审已办结，等市级负责人评价。" in page
    assert "评审办结以后" not in page
