"""申述: a district objects to a decline, once; the city lead answers; upheld means recognised."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.models import Objection, Submission
from scoring.actions import save_item
from scoring.models import ScoreSheet, Stage
from scoring.rescoring import agree
from tests.reports.lists import hand_in_list
from tests.scenes import clean_findings, fill, hand_in

GROUNDS = "第 5 项八月已经整治，见照片。"


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel("2021-09-15 10:00+08:00", tick=False):
        yield


@pytest.fixture
def entry(participants, people, places, year):
    """春浪社区 of 海曙, handed in with 96 points, re-scored by the city with 72 and declined."""
    with time_machine.travel("2021-08-26 10:00+08:00", tick=False):
        fill(participants["春浪社区"], people.chen)
        hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    found = participants["春浪社区"].entries.get()
    sheet = actions.start_rescore(found, by=people.wang)
    for number, codes in ((2, ("2a", "2b")), (5, ("5a", "5b", "5c")), (9, ("9a", "9b")), (11, ("11a",))):
        row = sheet.items.select_related("sheet").get(number=number)
        findings = clean_findings(sheet.rubric.parsed.item(number)) | dict.fromkeys(codes, True)
        save_item(row, findings=findings, reason="现场所见。", version=0, by=people.wang)
    agree(sheet, dict(sheet.items.values_list("number", "version")), by=people.wang)
    return actions.decide(found, decision="declined", seen="pending", reason="复评未达标。", by=people.wang)


@pytest.fixture
def rescore(entry):
    return ScoreSheet.objects.get(stage=Stage.REVIEW)


def correct(rescore, number, by):
    row = rescore.items.select_related("sheet").get(number=number)
    clean = clean_findings(rescore.rubric.parsed.item(number))
    save_item(row, findings=clean, reason="看了照片，已整治。", version=row.version, by=by)


def test_the_re_score_is_locked_by_the_decline_and_open_while_an_objection_waits(entry, rescore, people):
    assert (rescore.total, rescore.lock) == (72, "handed_in")
    made = actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    rescore.refresh_from_db()
    assert rescore.lock == ""
    actions.answer_objection(made, upheld=False, answer="照片看不清。", by=people.shen)
    rescore.refresh_from_db()
    assert rescore.lock == "handed_in"


def test_a_district_objects_once(entry, people):
    made = actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    with pytest.raises(Refused, match="每个社区只能申述一次"):
        actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    actions.answer_objection(made, upheld=False, answer="照片看不清。", by=people.shen)
    with pytest.raises(Refused, match="每个社区只能申述一次"):
        actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    entry.refresh_from_db()
    assert (entry.decision, Objection.objects.get().upheld) == ("declined", False)


def test_upheld_means_recognised_once_the_re_score_is_put_right(entry, rescore, people):
    made = actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    with pytest.raises(Refused, match=r"^申述成立须先更正复评：复评 72 分，低于达标线 80 分，不能认定。$"):
        actions.answer_objection(made, upheld=True, answer="照片属实。", by=people.shen)
    correct(rescore, 5, people.wang)
    correct(rescore, 9, people.wang)
    actions.answer_objection(made, upheld=True, answer="照片属实。", by=people.shen)
    entry.refresh_from_db()
    assert (entry.decision, entry.decided_by, entry.reason) == ("recognised", people.shen, "")
    event = Event.objects.get(action="objection_answered", result="done")
    assert (event.before["decision"], event.after["decision"], event.after["upheld"]) == (
        "declined",
        "recognised",
        True,
    )


def test_while_an_objection_waits_nobody_decides_otherwise(entry, people):
    actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    with pytest.raises(Refused, match="请市级负责人先答复申述"):
        actions.decide(entry, decision="pending", seen=entry.version, by=people.wang)
    with pytest.raises(Refused, match="申述还没有答复"):
        actions.send_back(entry.submission, reason="重报。", due=date(2021, 9, 25), by=people.shen)


def test_only_a_decline_under_review_can_be_objected_to(people, places, year):
    submission = hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区"], by=people.he)
    first, second = submission.entries.all()
    with pytest.raises(Refused, match="只有不予认定可以申述"):
        actions.make_objection(first, text=GROUNDS, by=people.he)
    for entry in (first, second):
        actions.decide(entry, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    actions.conclude(submission, early=True, by=people.shen)
    with pytest.raises(Refused, match="不在评审中"):
        actions.make_objection(first, text=GROUNDS, by=people.he)


def test_from_the_entry_page_to_the_answer(client, entry, people):
    client.force_login(people.zhou)
    address = reverse("reports:object_to", args=[entry.pk])
    assert address in client.get(entry.get_absolute_url()).content.decode()
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": GROUNDS}).url == entry.get_absolute_url()
    client.force_login(people.shen)
    page = client.get(entry.get_absolute_url()).content.decode()
    answer = reverse("reports:answer", args=[entry.pk])
    assert GROUNDS in page and answer in page
    refused = client.post(answer, {"upheld": "yes", "answer": "照片属实。"})
    assert (refused.status_code, "申述成立须先更正复评" in refused.content.decode()) == (409, True)
    assert client.post(answer, {"upheld": "no", "answer": "照片看不清。"}).status_code == 302
    client.force_login(people.zhou)
    page = client.get(entry.get_absolute_url()).content.decode()
    assert "申述不成立，维持不予认定" in page and "照片看不清。" in page and address not in page


# --- the city lead is told -------------------------------------------------------------------------------------


def test_an_objection_is_a_to_do_on_the_leads_first_page_until_it_is_answered(client, entry, people):
    def told(who):
        client.force_login(who)
        todos = client.get(reverse("home")).context["todos"]
        return ("答复申述", 1) in [(todo.title, todo.count) for todo in todos]

    assert told(people.shen) is False
    made = actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    assert (told(people.shen), told(people.wang)) == (True, False)
    page = client.get(reverse("reports:review", args=[2021]), {"objected": "1"})
    assert [row.entry for row in page.context["page_obj"].object_list] == [entry]
    actions.answer_objection(made, upheld=False, answer="照片看不清。", by=people.shen)
    assert told(people.shen) is False


def test_a_district_waits_with_its_conclusion_while_an_objection_does(client, entry, people):
    def stands():
        client.force_login(people.shen)
        queue = client.get(reverse("reports:review", args=[2021]))
        [line] = [each for each in queue.context["lines"] if each.district == people.zhou.district]
        [city] = [
            each
            for each in client.get(reverse("home")).context["lines"]
            if each.district == people.zhou.district
        ]
        offered = reverse("reports:conclude", args=[entry.submission_id]) in queue.content.decode()
        return line.open, line.objected, line.may_conclude, offered, city.status[1]

    assert stands() == (0, 0, True, True, "待办结")
    made = actions.make_objection(entry, text=GROUNDS, by=people.zhou)
    assert stands() == (0, 1, False, False, "申述待答复 1 个")
    actions.answer_objection(made, upheld=False, answer="照片看不清。", by=people.shen)
    assert stands() == (0, 0, True, True, "待办结")
