"""公示, the city's side: opened for exactly what was listed, objections recorded and answered, then published; from every
state the publication can be reached."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.forms_notice import suggested_days
from reports.models import Entry, Objection, PublicNotice, PublicObjection, Title
from reports.notice_queries import notice_state
from reports.publication import standings
from tests.reports.lists import OFFICE, hand_in_list

NUMBER = "甬建发〔2021〕99号"
FIRST, LAST = date(2021, 9, 21), date(2021, 9, 27)


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def titled(people, places, year):
    """江北 has three titles since today, 海曙 one; nothing is published."""
    for place, lead, names, street in (
        (places.jiangbei, people.he, ["外滩社区", "盐仓社区", "新马社区"], "中河街道"),
        (places.haishu, people.zhou, ["牡丹社区"], "白云街道"),
    ):
        submission = hand_in_list(place, year, names, by=lead, street=street, decision="recognised")
        actions.conclude(submission, by=people.shen)
    return people


@pytest.fixture
def opened(titled, people, year):
    return show(year, people)


@pytest.fixture
def lead(client, people):
    client.force_login(people.shen)
    return client


@pytest.fixture
def day(time_machine):
    def move(text):
        time_machine.move_to(f"{text} +0800", tick=False)

    return move


def show(year, people, *, titles=None, **change):
    keys = [title.pk for title in (titles if titles is not None else Title.objects.all())]
    how = {"keys": keys, "starts_on": FIRST, "ends_on": LAST} | OFFICE | change
    return actions.open_notice(year, by=people.shen, **how)


def publish(year, people, titles=None, on=None):
    keys = [title.pk for title in (titles if titles is not None else Title.objects.filter(published_on=None))]
    on = on or timezone.localdate()
    return actions.publish_titles(year, keys=keys, batch="第一批", number=NUMBER, on=on, by=people.shen)


def object_to(notice, people, name=None, **change):
    line = notice.lines.get(community_name=name) if name else None
    how = {"line": line, "received_on": FIRST, "channel": "letter", "text": "健身场地被占用。"} | change
    return actions.record_public_objection(notice, by=people.wang, **how)


def answer(objection, people, upheld):
    return actions.answer_public_objection(objection, upheld=upheld, answer="已现场核实。", by=people.shen)


def of_district(name):
    return list(Title.objects.filter(entry__submission__district__name=name, published_on=None))


def stands(year):
    return dict(notice_state(year).titles)


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_notice_holds_the_titles_in_annex_and_list_order_under_the_names_of_the_lists(opened):
    assert [(each.place, str(each)) for each in opened.lines.all()] == [
        (1, "海曙区 白云街道 牡丹社区"),
        (2, "江北区 中河街道 外滩社区"),
        (3, "江北区 中河街道 盐仓社区"),
        (4, "江北区 中河街道 新马社区"),
    ]
    event = Event.objects.get(action="notice_opened")
    assert (event.row_name, event.after["listed"], event.after["ends_on"]) == (
        "2021年度 2021年9月21日至2021年9月27日公示",
        4,
        "2021-09-27",
    )
    assert opened.document_number == "甬建发〔2021〕55号"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"starts_on": date(2021, 9, 20)},
            "公示最早从明天（2021年9月21日）开始：当天已经过了一部分，不足一整天。",
        ),
        (
            {"ends_on": date(2021, 9, 20)},
            "公示截止（2021年9月20日）不能早于公示开始（2021年9月21日）。",
        ),
        (
            {"ends_on": date(2022, 9, 27)},
            "公示截止最晚 2021年11月19日（今天起 60 天），请核对年份。开始以后只能延长，不能缩短。",
        ),
        ({"phone": " "}, "请填受理单位、地址和联系电话，群众要知道向谁反映。"),
        ({"keys": []}, "要公示的社区刚刚变动过，请看本页现在的内容再公示。"),
        ({"keys": [0]}, "要公示的社区刚刚变动过，请看本页现在的内容再公示。"),
    ],
)
def test_what_cannot_be_right_opens_nothing(titled, people, year, change, told):
    with pytest.raises(Refused) as refusal:
        show(year, people, **change)
    assert (str(refusal.value), PublicNotice.objects.count()) == (told, 0)


def test_the_page_suggests_five_working_days_and_shows_exactly_what_it_lists(lead, titled, people, year):
    page = reverse("reports:open_notice", args=[2021])
    whole = lead.get(page)
    assert "公示这 4 个社区" in whole.content.decode()
    assert whole.context["form"].initial == {"starts_on": FIRST, "ends_on": LAST}
    some = lead.get(page, {"district": "330205"})
    rows = some.context["offer"].rows
    assert [row.entry.community_name for row in rows] == ["外滩社区", "盐仓社区", "新马社区"]
    filled = {"title": [row.pk for row in rows], "starts_on": "2021-09-21", "ends_on": "2021-09-24"} | OFFICE
    asked = lead.post(f"{page}?district=330205", filled)
    assert (asked.status_code, asked.context["form"].errors) == (422, {"sure": ["请核对名单以后勾选。"]})
    done = lead.post(f"{page}?district=330205", filled | {"sure": "on"})
    assert done.url == reverse("reports:notices", args=[2021])
    assert PublicNotice.objects.get().lines.count() == 3
    again = lead.get(page)
    assert [row.entry.community_name for row in again.context["offer"].rows] == ["牡丹社区"]
    assert again.context["form"].initial["phone"] == OFFICE["phone"]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2021, 9, 20), date(2021, 9, 21), date(2021, 9, 27)),  # Monday
        (date(2021, 9, 24), date(2021, 9, 25), date(2021, 10, 1)),  # Friday
        (date(2021, 9, 26), date(2021, 9, 27), date(2021, 10, 1)),  # Sunday
    ],
)
def test_the_suggested_days_hold_five_working_days(today, first, last):
    assert suggested_days(today) == (first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(each.weekday() < 5 for each in days) == 5


# --- before it starts, while it runs ---------------------------------------------------------------------------------


def test_before_its_first_day_it_can_be_withdrawn_and_its_communities_wait_again(opened, people, year, day):
    day("2021-09-20 23:59:59")
    with pytest.raises(Refused, match="请写明撤回的理由。"):
        actions.withdraw_notice(opened, reason=" ", by=people.shen)
    actions.withdraw_notice(opened, reason="日期有误。", by=people.shen)
    assert stands(year) == {"waiting": 4}
    with pytest.raises(Refused, match="这次公示已经撤回了。"):
        actions.withdraw_notice(opened, reason="再来。", by=people.shen)
    assert show(year, people).lines.count() == 4


def test_from_its_first_second_on_it_can_only_be_given_more_days(opened, people, day):
    with pytest.raises(Refused, match="公示还没有开始：日期不对的，请撤回以后重新公示。"):
        actions.extend_notice(opened, ends_on=date(2021, 9, 30), reason="停机。", by=people.shen)
    day("2021-09-21 00:00:00")
    with pytest.raises(Refused, match="公示已于 2021年9月21日 开始，不能撤回"):
        actions.withdraw_notice(opened, reason="日期有误。", by=people.shen)
    day("2021-09-27 23:59:59")
    for change, told in (
        ({"ends_on": date(2021, 9, 27)}, "公示开始以后只能延长：新的截止日要晚于 2021年9月27日。"),
        ({"ends_on": date(2021, 9, 26)}, "公示开始以后只能延长：新的截止日要晚于 2021年9月27日。"),
        ({"reason": " "}, "请写明延长的理由。"),
        ({"ends_on": date(2022, 9, 28)}, "公示截止最晚 2021年11月26日（今天起 60 天）"),
    ):
        how = {"ends_on": date(2021, 9, 28), "reason": "停机。"} | change
        with pytest.raises(Refused, match=told.split("（")[0]):
            actions.extend_notice(opened, by=people.shen, **how)
    actions.extend_notice(opened, ends_on=date(2021, 9, 28), reason="停机。", by=people.shen)
    event = Event.objects.get(action="notice_extended", result="done")
    assert (event.before, event.after) == (
        {"ends_on": "2021-09-27"},
        {"ends_on": "2021-09-28", "reason": "停机。"},
    )
    day("2021-09-29 00:00:00")
    with pytest.raises(Refused, match="公示已于 2021年9月28日 24 时期满，不能再延长。"):
        actions.extend_notice(opened, ends_on=date(2021, 9, 30), reason="停机。", by=people.shen)


# --- publishing --------------------------------------------------------------------------------------------------------


def test_without_a_notice_nothing_is_published(titled, people, year):
    with pytest.raises(Refused) as refusal:
        publish(year, people)
    assert str(refusal.value) == (
        "海曙区还不能公布。白云街道 牡丹社区：还没有公示，请先公示，期满没有异议再公布。"
    )


@pytest.mark.parametrize(
    ("now", "published"),
    [
        ("2021-09-20 23:59:59", False),
        ("2021-09-21 00:00:00", False),
        ("2021-09-27 23:59:59", False),
        ("2021-09-28 00:00:00", True),
    ],
)
def test_titles_are_published_from_the_second_after_the_last_day(opened, people, year, day, now, published):
    day(now)
    if published:
        assert publish(year, people) == 4
    else:
        with pytest.raises(Refused, match="公示到 2021年9月27日 24 时为止，期满以后才能公布。"):
            publish(year, people)
    assert Title.objects.filter(published_on__isnull=False).count() == (4 if published else 0)


def test_the_day_of_publication_lies_after_the_notice(opened, people, year, day):
    day("2021-09-30 10:00")
    with pytest.raises(Refused) as refusal:
        publish(year, people, on=LAST)
    assert str(refusal.value) == "公布日期须晚于公示截止日（白云街道 牡丹社区：2021年9月27日）。"
    assert publish(year, people, on=date(2021, 9, 28)) == 4


def test_a_district_is_published_whole(opened, people, year, day):
    day("2021-09-28 10:00")
    *some, left = of_district("江北区")
    with pytest.raises(Refused, match=f"一个区县的称号一起公布，{left.entry}不在其内"):
        publish(year, people, titles=some)
    assert publish(year, people, titles=[*some, left]) == 3


def test_an_open_objection_holds_its_district_until_it_is_answered(opened, people, year, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people, "盐仓社区")
    day("2021-09-28 10:00")
    assert publish(year, people, titles=of_district("海曙区")) == 1
    with pytest.raises(Refused) as refusal:
        publish(year, people, titles=of_district("江北区"))
    assert str(refusal.value) == ("江北区还不能公布。中河街道 盐仓社区：公示异议还没有答复，请先答复。")
    answer(made, people, upheld=False)
    assert publish(year, people, titles=of_district("江北区")) == 3


def test_an_objection_to_the_whole_holds_everything(opened, people, year, day):
    day("2021-09-22 10:00")
    made = object_to(opened, people)
    day("2021-09-28 10:00")
    with pytest.raises(Refused, match=r"海曙区还不能公布。.*对整个公示的异议还没有答复，请先答复。"):
        publish(year, people)
    assert stands(year) == {"objected": 4}
    answer(made, people, upheld=False)
    assert publish(year, people) == 4


def test_a_letter_that_comes_late_is_answered_too(opened, people, year, day):
    day("2021-09-29 10:00")
    made = object_to(opened, people, "牡丹社区", received_on=date(2021, 9, 29))
    with pytest.raises(Refused, match="公示异议还没有答复"):
        publish(year, people)
    answer(made, people, upheld=False)
    assert publish(year, people) == 4
    with pytest.raises(
        Refused, match="海曙区 白云街道 牡丹社区已经公布，异议不再影响公布；请在称号页记录复查。"
    ):
        object_to(opened, people, "牡丹社区", received_on=date(2021, 9, 29))
    with pytest.raises(Refused, match="这次公示的社区已经公布"):
        object_to(opened, people, received_on=date(2021, 9, 29))


# --- an objection upheld -----------------------------------------------------------------------------------------------


def upheld(opened, people, day, name="盐仓社区"):
    day("2021-09-22 10:00")
    answer(object_to(opened, people, name), people, upheld=True)
    day("2021-09-28 10:00")


def decide_anew(people, name, decision):
    """江北's review is opened again, the community decided anew, the review concluded."""
    entry = Entry.objects.get(community_name=name)
    submission = (
        actions.reopen(entry.submission, reason="公示异议成立。", by=people.shen) and entry.submission
    )
    entry.refresh_from_db()
    for step in ("pending", decision):
        entry = actions.decide(
            entry, decision=step, seen=entry.version, reason="场地被占用。", by=people.wang
        )
    submission.refresh_from_db()
    actions.conclude(submission, early=True, by=people.shen)


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


@pytest.fixture
def reopened(opened, people, day):
    """The objection to 盐仓 was upheld and 江北's review opened again; nothing is decided since."""
    upheld(opened, people, day)
    entry = Entry.objects.select_related("submission").get(community_name="盐仓社区")
    actions.reopen(entry.submission, reason="公示异议成立。", by=people.shen)
    entry.refresh_from_db()
    return entry


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


# --- objections on record ------------------------------------------------------------------------------------------------


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


# --- the pages -----------------------------------------------------------------------------------------------------------


def test_the_publish_page_lists_what_can_be_published_and_what_not_with_the_next_step(
    client, opened, people, year, day
):
    day("2021-09-22 10:00")
    client.force_login(people.shen)
    made = object_to(opened, people, "盐仓社区")
    page = reverse("reports:publish", args=[2021])
    running = client.get(page)
    assert (running.context["rows"], len(running.context["waiting"])) == ([], 2)
    assert 'name="number"' not in running.content.decode()
    day("2021-09-28 10:00")
    client.force_login(people.shen)  # the session has ended meanwhile
    shown = client.get(page)
    assert [row.entry.community_name for row in shown.context["rows"]] == ["牡丹社区"]
    said = shown.content.decode()
    assert "江北区还不能公布" in said
    assert f'href="{opened.get_absolute_url()}">去答复' in said
    answer(made, people, upheld=True)
    assert f'href="{reverse("reports:reopen", args=[made.line.entry.submission_id])}">重新开启评审' in (
        client.get(page).content.decode()
    )


def test_the_concluded_page_says_what_keeps_its_titles_from_being_published(
    client, opened, people, year, day
):
    def said(name):
        client.force_login(people.shen)
        submission = Entry.objects.get(community_name=name).submission
        page = client.get(reverse("reports:conclude", args=[submission.pk])).text
        return page.partition("<h3>公示</h3><p>")[2].partition("</p>")[0]

    until = "公示到 2021年9月27日 24 时为止，期满以后才能公布"
    day("2021-09-22 10:00")
    assert said("盐仓社区") == f"{until}。"
    made = object_to(opened, people, "盐仓社区")
    assert said("盐仓社区") == f"{until}；公示异议还没有答复，请先答复。"
    answer(made, people, upheld=True)
    day("2021-09-28 10:00")
    assert said("盐仓社区") == "公示异议成立，请重新开启本区县的评审，重新决定、办结。"
    assert said("牡丹社区") == "期满，没有异议，可以公布。"


def test_the_list_of_titles_leads_to_the_notice_first_and_then_to_the_publication(
    client, titled, people, year, day
):
    page = reverse("reports:titles", args=[2021])
    notices, publishing = reverse("reports:notices", args=[2021]), reverse("reports:publish", args=[2021])

    def offered():
        client.force_login(people.shen)
        said = client.get(page).content.decode()
        return (
            f'"btn btn-primary" href="{notices}">公示' in said,
            f'"btn btn-primary" href="{publishing}">公布 4 个' in said,
        )

    assert offered() == (True, False)
    show(year, people)
    day("2021-09-28 10:00")
    assert offered() == (False, True)
    publish(year, people)
    assert offered() == (False, False)


def test_the_state_of_a_year_counts_what_is_to_be_done(titled, people, year, day):
    def said():
        state = notice_state(year)
        counts = (len(state.coming), len(state.running), len(state.ended), state.objections)
        return counts, state.days_left, state.to_notify, state.to_publish, state.to_reopen

    assert said() == ((0, 0, 0, 0), None, 4, 0, 0)
    notice = show(year, people)
    assert said() == ((1, 0, 0, 0), None, 0, 0, 0)
    day("2021-09-25 10:00")
    made = object_to(notice, people, "盐仓社区")
    assert said() == ((0, 1, 0, 1), 2, 0, 0, 0)
    day("2021-09-28 10:00")
    assert said() == ((0, 0, 1, 1), None, 0, 1, 0)
    answer(made, people, upheld=True)
    assert said() == ((0, 0, 1, 0), None, 0, 1, 1)
    decide_anew(people, "盐仓社区", "declined")
    assert said() == ((0, 0, 1, 0), None, 0, 3, 0)
    publish(year, people)
    assert said() == ((0, 0, 1, 0), None, 0, 0, 0)


def test_of_two_notices_of_the_same_days_the_newer_one_decides(opened, titled, people, year):
    title = Title.objects.order_by("pk").first()
    later = PublicNotice.objects.create(
        year=year, starts_on=FIRST, ends_on=LAST, document_number=NUMBER, opened_by=people.shen, **OFFICE
    )
    line = opened.lines.get(entry=title.entry)
    line.pk, line.notice = None, later
    line.save(force_insert=True)
    assert standings([title])[title.pk].line == line
