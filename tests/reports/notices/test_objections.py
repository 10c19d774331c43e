"""公示异议: recorded and answered by the city; upheld, what it is about is decided anew."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.models import Objection, PublicObjection, Title
from reports.notice_queries import notice_state
from tests.reports.lists import hand_in_list
from tests.reports.notices.acts import (
    answer,
    decide_anew,
    object_to,
    of_district,
    publish,
    show,
    stands,
    upheld,
)

# --- on record ---


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"received_on": date(2021, 9, 20)},
            "收到日期应在 2021年9月21日（公示开始）至 2021年9月22日（今天）之间。",
        ),
        (
            {"received_on": date(2021, 9, 23)},
            "收到日期应在 2021年9月21日（公示开始）至 2021年9月22日（今天）之间。",
        ),
        ({"text": " "}, "请写明异议的内容。"),
    ],
)
def test_an_objection_has_a_day_of_the_notice_and_words(opened, people, day, change, told):
    day("2021-09-22 10:00")
    with pytest.raises(Refused) as refusal:
        object_to(opened, people, "盐仓社区", **change)
    assert (str(refusal.value), PublicObjection.objects.count()) == (told, 0)


def test_before_a_notice_begins_there_is_nothing_to_object_to(opened, people):
    with pytest.raises(Refused, match="公示 2021年9月21日 才开始。"):
        object_to(opened, people, "盐仓社区")


def test_from_whom_it_came_stands_with_the_objection_alone(opened, people, client, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区", from_whom="一位姓方的居民")
    answer(made, people, upheld=False)
    events = Event.objects.filter(action__startswith="public_objection").order_by("pk")
    assert [(each.action, each.district.name) for each in events] == [
        ("public_objection_recorded", "江北区"),
        ("public_objection_answered", "江北区"),
    ]
    assert not any("姓方" in f"{each.before}{each.after}{each.note}{each.row_name}" for each in events)
    client.force_login(people.wang)
    assert "一位姓方的居民" in client.get(opened.get_absolute_url()).content.decode()


def test_an_answer_has_words_and_is_given_once(opened, people, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区")
    with pytest.raises(Refused, match="请写明答复的理由。"):
        actions.answer_public_objection(made, upheld=False, answer=" ", by=people.shen)
    answer(made, people, upheld=False)
    with pytest.raises(Refused, match="这条异议已经答复过了。"):
        answer(made, people, upheld=True)
    assert PublicObjection.objects.get().upheld is False


def test_a_reviewer_records_and_the_city_lead_answers(client, opened, people, day):
    day("2021-09-22 10:00")
    client.force_login(people.wang)
    record = reverse("reports:record_objection", args=[opened.pk])
    line = opened.lines.get(community_name="盐仓社区")
    sent = {"line": line.pk, "received_on": "2021-09-22", "channel": "phone", "text": "场地被占用。"}
    assert client.post(record, sent).url == opened.get_absolute_url()
    assert client.post(record, sent | {"line": "whole", "channel": "visit"}).status_code == 302
    for wrong in ("", "0", "x", "9" * 30):
        refused = client.post(record, sent | {"line": wrong})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["line"])
    first, second = PublicObjection.objects.order_by("pk")
    assert (first.line, first.from_whom, second.line) == (line, "", None)
    reply = reverse("reports:answer_public_objection", args=[first.pk])
    assert reply not in client.get(opened.get_absolute_url()).content.decode()
    assert client.post(reply, {"upheld": "no", "answer": "不属实。"}).status_code == 403
    client.force_login(people.shen)
    assert reply in client.get(opened.get_absolute_url()).content.decode()
    assert client.post(reply, {"upheld": "no", "answer": "不属实。"}).status_code == 302
    first.refresh_from_db()
    assert (first.upheld, first.answered_by) == (False, people.shen)


# --- upheld ---
def test_upheld_the_review_is_opened_again_and_the_others_keep_their_notice(opened, people, year, day):
    upheld(opened, people, day)
    with pytest.raises(Refused) as refusal:
        publish(year, people, titles=of_district("江北区"))
    assert str(refusal.value) == (
        "江北区还不能公布。中河街道 盐仓社区：公示异议成立，请重新开启本区县的评审，重新决定、办结。"
    )
    decide_anew(people, "盐仓社区", "declined")
    assert stands(year) == {"ready": 3}
    assert publish(year, people) == 3


def test_recognised_all_the_same_it_is_shown_again(opened, people, year, day):
    upheld(opened, people, day)
    decide_anew(people, "盐仓社区", "recognised")
    assert stands(year) == {"ready": 3, "waiting": 1}
    with pytest.raises(Refused, match="中河街道 盐仓社区：还没有公示"):
        publish(year, people, titles=of_district("江北区"))
    [title] = Title.objects.filter(entry__community_name="盐仓社区")
    second = show(year, people, titles=[title], starts_on=date(2021, 9, 29), ends_on=date(2021, 9, 30))
    day("2021-09-30 23:59:59")
    assert stands(year) == {"ready": 3, "shown": 1}
    day("2021-10-01 00:00:00")
    assert publish(year, people) == 4
    assert second.lines.count() == 1


def test_what_is_doubted_is_decided_by_itself_and_not_among_many(reopened, people, year, client):
    entry = actions.decide(reopened, decision="pending", seen="recognised", by=people.wang)
    client.force_login(people.wang)
    page = client.get(reverse("reports:recognise", args=[year.number])).context["page"]
    assert ([each for each, _asked in page.able], page.left) == (
        [],
        [(entry, "公示异议成立，请看过异议，逐个重新决定。")],
    )
    with pytest.raises(Refused, match="中河街道 盐仓社区的公示异议成立，请看过异议，逐个重新决定。"):
        actions.recognise_all(year, keys=[entry.pk], by=people.wang)


def test_what_an_objection_upheld_is_about_is_decided_anew_before_concluding(reopened, people, year, client):
    concluding = reverse("reports:conclude", args=[reopened.submission_id])
    client.force_login(people.shen)
    page = client.get(concluding)
    assert (page.context["page"].possible, page.context["page"].counts["recognised"]) == (False, 3)
    assert f'href="{reopened.get_absolute_url()}">去重新决定' in page.content.decode()
    refused = client.post(concluding)
    assert (refused.status_code, refused.context["refusal"], Title.objects.count()) == (
        409,
        "中河街道 盐仓社区的公示异议成立，还没有重新决定，重新决定以后才能办结；仍然认定的，也要重新认定一次。",
        1,
    )
    client.force_login(people.wang)
    for decision in ("pending", "recognised"):  # the same again
        assert client.get(reopened.get_absolute_url()).context["page"].moves
        form = {"decision": decision, "seen": reopened.version, "reason": "已现场看过。"}
        assert client.post(reverse("reports:decide", args=[reopened.pk]), form).status_code == 302
        reopened.refresh_from_db()
    client.force_login(people.shen)
    assert client.post(concluding).status_code == 302
    assert stands(year) == {"ready": 3, "waiting": 1}


def test_what_was_recognised_on_the_districts_objection_is_decided_anew_too(reopened, people):
    """An objection (申述) upheld is not taken back, unless one to the public notice was upheld after it."""
    Objection.objects.create(
        entry=reopened,
        text="已经恢复。",
        made_by=people.he,
        upheld=True,
        answer="照片属实。",
        answered_by=people.shen,
        answered_at=timezone.now(),
    )
    reopened.refresh_from_db()
    other = reopened.submission.entries.get(community_name="外滩社区")
    assert (reopened.objection_upheld, other.open_objection) == (True, None)
    for decision in ("pending", "recognised"):
        reopened = actions.decide(
            reopened, decision=decision, seen=reopened.version, reason="属实。", by=people.wang
        )
    with pytest.raises(Refused, match="申述成立后认定的，每个社区只能申述一次，认定不再改回。"):
        actions.decide(reopened, decision="pending", seen=reopened.version, by=people.wang)
    assert actions.conclude(reopened.submission, by=people.shen) == 3


def test_the_objection_stands_beside_the_decision_for_the_city_without_from_whom(opened, people, client, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区", from_whom="一位姓方的居民")
    answer(made, people, upheld=True)
    page = made.line.entry.get_absolute_url()
    for who, seen in ((people.wang, True), (people.shen, True), (people.he, False)):
        client.force_login(who)
        said = client.get(page).content.decode()
        assert ("健身场地被占用。" in said, "已现场核实。" in said, "公示异议" in said) == (seen,) * 3
        assert "姓方" not in said


def test_from_upheld_to_decided_anew_somebody_is_to_do_something(opened, people, year, client, day):
    def told(who, address="/"):
        client.force_login(who)
        return [(each.count, each.title) for each in client.get(address).context["todos"]]

    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区")
    assert told(people.shen)[0] == (1, "答复公示异议")
    answer(made, people, upheld=True)
    assert told(people.shen)[0] == (1, "重新评审异议成立的社区")
    submission = made.line.entry.submission
    actions.reopen(submission, reason="公示异议成立。", by=people.shen)
    anew = (1, "重新决定异议成立的社区")
    assert (told(people.wang)[0], told(people.shen)[0]) == (anew, anew)
    assert "办结区县评审" not in [title for _n, title in told(people.shen)]
    queue = client.get(reverse("reports:review", args=[2021]), {"doubted": "1"})
    assert [row.entry.community_name for row in queue.context["page_obj"].object_list] == ["盐仓社区"]
    [line] = [each for each in queue.context["lines"] if each.submission == submission]
    assert (line.doubted, line.may_conclude) == (1, False)
    [line] = [each for each in client.get("/").context["lines"] if each.district == submission.district]
    assert line.status == ("waiting", "待重新决定 1 个")


def test_a_community_newly_recognised_is_shown_first(people, places, year, day):
    names = {"street": "中河街道", "decision": "recognised"}
    submission = hand_in_list(places.jiangbei, year, ["外滩社区", "盐仓社区"], by=people.he, **names)
    entry = submission.entries.get(community_name="盐仓社区")
    entry.decision, entry.reason, entry.decided_at = "declined", "场地被占用。", timezone.now()
    entry.save()
    actions.conclude(submission, early=True, by=people.shen)
    show(year, people)
    day("2021-09-28 10:00")
    decide_anew(people, "盐仓社区", "recognised")
    assert stands(year) == {"ready": 1, "waiting": 1}


def test_a_whole_notice_objected_to_with_reason_is_shown_again(opened, people, year, day):
    day("2021-09-22 10:00")
    answer(object_to(opened, people), people, upheld=True)
    assert stands(year) == {"waiting": 4}
    show(year, people, starts_on=date(2021, 9, 23), ends_on=date(2021, 9, 29))
    day("2021-09-30 10:00")
    assert publish(year, people) == 4


def test_a_whole_notice_objected_to_with_reason_is_stopped(opened, people, year, client, day):
    day("2021-09-22 10:00")
    client.force_login(people.shen)
    page, extending = opened.get_absolute_url(), reverse("reports:extend_notice", args=[opened.pk])
    before = client.get(page).content.decode()
    assert ("公示中，还有 5 天" in before, extending in before, "已停止" in before) == (True, True, False)
    answer(object_to(opened, people), people, upheld=True)
    after = client.get(page).content.decode()
    assert ("公示中" in after, extending in after, "已停止" in after) == (False, False, True)
    assert f'href="{reverse("reports:open_notice", args=[2021])}">去重新公示' in after
    listed = client.get(reverse("reports:notices", args=[2021])).content.decode()
    assert ("公示中，还有" in listed, "已停止" in listed) == (False, True)
    assert (notice_state(year).running, notice_state(year).ended) == ([], [])
    with pytest.raises(Refused, match="对整个公示的异议成立，这次公示已停止，不再延长；请重新公示。"):
        actions.extend_notice(opened, ends_on=date(2021, 9, 30), reason="停机。", by=people.shen)
    day("2021-09-28 10:00")
    assert notice_state(year).ended == []


def test_from_the_notice_one_opens_the_review_again_and_then_decides_anew(opened, people, client, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区")
    entry = made.line.entry
    client.force_login(people.shen)
    reply = reverse("reports:answer_public_objection", args=[made.pk])
    said = client.post(reply, {"upheld": "yes", "answer": "属实。"}, follow=True).content.decode()
    assert f'href="{reverse("reports:reopen", args=[entry.submission_id])}">重新开启评审' in said
    actions.reopen(entry.submission, reason="公示异议成立。", by=people.shen)
    assert f'href="{entry.get_absolute_url()}">去重新决定' in client.get(made.get_absolute_url()).text


def test_a_district_reads_how_far_its_titles_are_but_not_what_was_objected(titled, people, year, client, day):
    def told():
        client.force_login(people.he)
        page = client.get(reverse("reports:titles", args=[2021]))
        [one] = [title for title, _kind, _words in page.context["rows"] if "盐仓" in str(title.entry)]
        assert client.get(one.get_absolute_url()).context["chip"][1] == dict(
            (title, words) for title, _kind, words in page.context["rows"]
        ).get(one)
        return {words for _title, _kind, words in page.context["rows"]}

    assert told() == {"等待公示"}
    notice = show(year, people)
    assert told() == {"等待公示"}
    day("2021-09-21 00:00")
    assert told() == {"公示中"}
    made = object_to(notice, people, "盐仓社区")
    assert told() == {"公示中"}
    day("2021-09-28 00:00")
    assert told() == {"期满待公布"}
    answer(made, people, upheld=True)
    assert told() == {"期满待公布"}
    answer(object_to(notice, people), people, upheld=True)
    assert told() == {"等待公示"}


def test_opening_a_review_again_without_an_objection_keeps_the_notice(opened, people, year, day):
    day("2021-09-28 10:00")
    decide_anew(people, "盐仓社区", "recognised")
    assert publish(year, people) == 4
