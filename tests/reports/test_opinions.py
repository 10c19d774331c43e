"""会审意见: a department says of each listed community that it has nothing against it, or what; of its own items alone, until
the district is concluded."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts import trail
from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.models import Opinion, Submission
from reports.opinion_filter import OpinionFilter
from reports.opinion_page import opinion_rows, own_list, voices
from reports.opinion_queries import lagging, open_opinions, opinions_outstanding
from scoring.actions import save_item
from tests.reports.joint import assign, min_of_civil_affairs, say, standing, version
from tests.scenes import attach, clean_findings, fill, hand_in, photograph


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)


@pytest.fixture
def submission(people, places, year, participants, time_machine):
    """海曙 has handed in 春浪 (a photo at item 10, a paper at 4), 柳堤 and 天一; 生态环境局 answers for 5 and 10, 民政局 for 14."""
    time_machine.move_to("2021-08-26 10:00 +0800", tick=False)
    assign(year, people.shen)
    spring = participants["春浪社区"]
    photograph(spring, 10, people.chen, "噪声治理.jpg")
    attach(spring, 4, people.chen, "台账.pdf")
    photograph(participants["万宁社区"], 10, people.chen, "未上报.jpg", seed=9)
    fill(spring, people.chen, r5b=True)
    for name in ("柳堤社区", "天一社区"):
        fill(participants[name], people.chen)
    submission = Submission.objects.get(district=places.haishu, year=year)
    hand_in(submission, people.zhou)
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def spring(submission):
    return submission.entries.get(community_name="春浪社区")


@pytest.fixture
def bureau(client, people, submission):
    client.force_login(people.huan)
    return client


def listed(client, **query):
    return client.get(reverse("reports:opinions", args=[2021]), query)


def names(response):
    return [row.entry.community_name for row in response.context["page_obj"].object_list]


def page_of(client, entry):
    return client.get(reverse("reports:opinion", args=[entry.pk]))


def post(client, entry, **data):
    address = reverse("reports:opinion", args=[entry.pk])
    return client.post(address, {"seen": client.get(address).context["page"].seen} | data)


def counts(user, year):
    found = open_opinions(user, year)
    return found.all, found.given, found.open, found.again, found.objections


# --- one community -----------------------------------------------------------------------------------------------


def test_a_department_sees_its_own_items_with_their_evidence_and_no_other(bureau, spring):
    page = page_of(bureau, spring)
    assert [each.item.number for each in page.context["page"].items] == [5, 10]
    shown = page.content.decode()
    assert "噪声治理.jpg" in shown
    assert "台账.pdf" not in shown
    assert "0574-00000001" not in shown  # nobody's telephone


def test_nothing_against_it_is_saved_with_who_when_and_of_which_receipt(bureau, spring, people):
    response = post(bureau, spring, verdict="none")
    assert response.url.startswith("/entries/")  # on to the next one
    said = Opinion.objects.get()
    assert (said.entry, said.department.code, said.made_by, said.receipt) == (
        spring,
        "shengtai",
        people.huan,
        spring.submission.receipts.get(),
    )
    assert said.made_at == timezone.now()
    assert standing(spring) == {"shengtai": {5: "", 10: ""}}
    event = Event.objects.get(action="opinion_given")
    assert (event.before, event.after, event.district_id) == (
        None,
        {"receipt": "330203-2021-001", "objections": []},
        spring.submission.district_id,
    )


def test_an_objection_says_of_which_item(bureau, spring):
    post(bureau, spring, verdict="objection", **{"text-5": " 没有治理记录。 "})
    assert standing(spring) == {"shengtai": {5: "没有治理记录。", 10: ""}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"verdict": "objection"}, "有异议的，请在有异议的那一项写明意见，至少一项。"),
        (
            {"verdict": "none", "text-5": "没有治理。"},
            "选了“无意见”，但第 5 项写有意见：请改选“有异议”，或者删去那些字。",
        ),
        ({"text-5": "没有治理。"}, "请选“无意见”或“有异议”。"),
    ],
)
def test_what_does_not_fit_together_is_said_and_what_was_typed_stays(bureau, spring, data, sentence):
    response = post(bureau, spring, **data)
    assert response.status_code == 422
    shown = response.content.decode()
    assert sentence in shown
    assert data.get("text-5", "") in shown
    assert standing(spring) == {}


def test_the_last_one_leads_back_to_the_list(bureau, submission, people):
    first, second, third = submission.entries.order_by("sheet__community__street__code", "pk")
    for entry in (first, second):
        say(entry, people.huan)
    assert post(bureau, third, verdict="none").url == reverse("reports:opinions", args=[2021])


def test_an_opinion_may_be_changed_and_the_trail_keeps_both(bureau, spring, time_machine):
    post(bureau, spring, verdict="objection", **{"text-5": "没有治理。"})
    time_machine.move_to("2021-09-10 10:45 +0800", tick=False)
    post(bureau, spring, verdict="none")
    assert standing(spring) == {"shengtai": {5: "", 10: ""}}
    event = Event.objects.filter(action="opinion_given").latest("pk")
    assert (event.before["objections"], event.after["objections"]) == (["第5项：没有治理。"], [])
    assert Opinion.objects.count() == 1


def test_two_of_one_department_see_each_other(bureau, spring, people, time_machine):
    seen = page_of(bureau, spring).context["page"].seen
    say(spring, people.huan, t10="投诉没有处理。")
    address = reverse("reports:opinion", args=[spring.pk])
    response = bureau.post(address, {"seen": seen, "verdict": "none"})
    assert response.status_code == 409
    assert "的意见刚由黄蓓提出或者改过" in response.content.decode()
    assert standing(spring) == {"shengtai": {5: "", 10: "投诉没有处理。"}}


def test_an_item_of_another_department_cannot_be_objected_to(spring, people):
    with pytest.raises(Refused, match=r"^第 14 项不是贵部门会审的项目"):
        say(spring, people.huan, t14="没有培训。")
    assert standing(spring) == {}
    assert Event.objects.get(action="opinion_given").result == trail.REFUSED


def test_the_departments_do_not_see_each_others_opinions(bureau, spring):
    say(spring, min_of_civil_affairs(), t14="签到表不全。")
    assert "签到表不全" not in page_of(bureau, spring).content.decode()


# --- the due day -------------------------------------------------------------------------------------------------


def test_the_last_second_of_the_day_is_in_time_and_the_next_is_a_day_late(
    people, year, submission, time_machine
):
    first, second, _third = submission.entries.all()
    time_machine.move_to("2021-09-20 23:59:59 +0800", tick=False)
    assert open_opinions(people.huan, year).days_left == 0
    say(first, people.huan)
    time_machine.move_to("2021-09-21 00:00:00 +0800", tick=False)
    assert open_opinions(people.huan, year).days_left == -1
    say(second, people.huan)
    late = [voice.late for entry in (first, second) for voice in voices(entry)]
    assert late == [
        1,
        0,
        1,
        1,
    ]  # 民政局 has said nothing and is late by now; 生态环境局 in time, then a day late


def test_a_late_list_says_so_and_still_takes_opinions(bureau, spring, time_machine, people):
    time_machine.move_to("2021-09-23 09:00 +0800", tick=False)
    bureau.force_login(people.huan)
    assert "，逾期 3 天" in listed(bureau).content.decode()
    post(bureau, spring, verdict="none")
    assert "逾期 3 天提出" in listed(bureau).content.decode()


# --- the list, and many at once ------------------------------------------------------------------------------------


def test_the_list_counts_and_filters(bureau, submission, people, year, spring):
    say(spring, people.huan, t5="没有治理。")
    response = listed(bureau)
    assert "1 / 3" in response.content.decode()
    assert counts(people.huan, year) == (3, 1, 2, 0, 1)
    assert names(listed(bureau, state="objection")) == ["春浪社区"]
    assert names(listed(bureau, state="open")) == ["柳堤社区", "天一社区"]
    assert names(listed(bureau, search="月湖")) == ["天一社区"]
    assert names(listed(bureau, district="330205")) == []
    assert [
        (each.label, each.count) for each in listed(bureau).context["quick"]
    ] == []  # a generator, read once
    row = next(row for row in listed(bureau).context["page_obj"].object_list if row.entry == spring)
    assert row.points == [(5, 4), (10, 6)]


def confirm(client, **query):
    address = reverse("reports:nothing_against", args=[2021])
    page = client.get(address, query)
    rows = re.findall(r'name="entry" value="([^"]+)"', page.content.decode())
    keys = [int(row.partition(" ")[0]) for row in rows]
    return keys, lambda: client.post(address, {"entry": rows, "sure": "on"})


def test_nothing_against_exactly_the_filtered_without_an_opinion(bureau, submission, spring, people, year):
    say(spring, people.huan, t5="没有治理。")
    keys, send = confirm(bureau, search="南门")
    assert keys == [submission.entries.get(community_name="柳堤社区").pk]
    assert send().status_code == 302
    assert counts(people.huan, year) == (3, 2, 1, 0, 1)
    assert standing(spring) == {"shengtai": {5: "没有治理。", 10: ""}}
    assert Event.objects.get(action="opinions_given").after == {"count": 1}


def test_without_the_tick_nothing_is_said(bureau, submission, people, year):
    address = reverse("reports:nothing_against", args=[2021])
    rows = re.findall(r'name="entry" value="([^"]+)"', bureau.get(address).content.decode())
    refused = bureau.post(address, {"entry": rows})
    assert (refused.status_code, refused.context["form"].errors["sure"]) == (
        422,
        ["请都看过，勾选以后再提交。"],
    )
    assert counts(people.huan, year)[1] == 0


def test_an_opinion_given_meanwhile_stops_the_whole(bureau, submission, spring, people, year):
    _keys, send = confirm(bureau)
    say(spring, people.huan, t5="没有治理。")
    response = send()
    assert (response.status_code, counts(people.huan, year)) == (409, (3, 1, 2, 0, 1))
    assert "一个也没有提出" in response.content.decode()


def test_a_community_sent_back_meanwhile_stops_the_whole(bureau, submission, spring, people, year):
    _keys, send = confirm(bureau)
    give_back(spring, people)
    response = send()
    assert (response.status_code, Opinion.objects.count()) == (409, 0)


def test_a_hand_in_after_the_page_was_made_is_to_be_seen_first(
    bureau, submission, spring, people, year, time_machine
):
    give_back(spring, people)
    _keys, send = confirm(bureau)
    time_machine.move_to("2021-09-10 10:45 +0800", tick=False)
    actions.resubmit(submission, by=people.zhou)
    assert (send().status_code, Opinion.objects.count()) == (409, 0)


def test_a_hand_in_whose_time_is_before_the_page_but_came_in_after_it_is_to_be_seen_first(
    bureau, submission, spring, people, time_machine
):
    """A receipt's time is that of its transaction, and others see it only when that is through."""
    give_back(spring, people)
    keys, send = confirm(bureau)
    time_machine.move_to("2021-09-10 09:59:59 +0800", tick=False)
    actions.resubmit(submission, by=people.zhou)
    time_machine.move_to("2021-09-10 10:00:01 +0800", tick=False)
    response = send()
    assert (len(keys), response.status_code, Opinion.objects.count()) == (2, 409, 0)
    assert "又上报过或者会审项目有了变化，请看过再提" in response.content.decode()


def test_items_assigned_after_the_page_was_made_are_to_be_seen_first(
    bureau, submission, spring, people, year
):
    assign(year, people.shen, shengtai={5})
    _keys, send = confirm(bureau)
    assign(year, people.shen, shengtai={5, 10})
    response = send()
    assert (response.status_code, Opinion.objects.count()) == (409, 0)
    assert "又上报过或者会审项目有了变化，请看过再提" in response.content.decode()
    assert "只就贵部门会审的第 5、10 项" in response.content.decode()
    _keys, send = confirm(bureau)
    assert send().status_code == 302
    assert standing(spring) == {"shengtai": {5: "", 10: ""}}


@pytest.mark.parametrize("rows", [[], ["x"], ["9" * 30], ["² "], ["0 1  [5, 10]"]])
def test_nothing_chosen_or_nonsense_is_refused(bureau, rows):
    response = bureau.post(
        reverse("reports:nothing_against", args=[2021]), {"entry": rows, "sure": "on", "any": "1"}
    )
    assert (response.status_code, Opinion.objects.count()) == (409, 0)


def test_rows_of_a_department_without_items_are_none_and_the_page_says_so(bureau, year, people):
    assign(year, people.shen, shengtai=set())
    response = listed(bureau)
    assert "2021年度还没有给市生态环境局确定会审的项目" in response.content.decode()
    assert counts(people.huan, year) == (0, 0, 0, 0, 0)


def test_what_the_city_waits_for(submission, people, year, spring):
    say(spring, people.huan)
    found = [(each.department.code, each.missing, each.due) for each in opinions_outstanding(year)]
    assert found == [("minzheng", 3, date(2021, 9, 20)), ("shengtai", 2, date(2021, 9, 20))]
    assert [each.code for each in lagging(year)] == ["minzheng", "shengtai"]
    for entry in submission.entries.exclude(pk=spring.pk):
        say(entry, people.huan)
    assert [each.code for each in lagging(year)] == ["minzheng"]


# --- corrections ---------------------------------------------------------------------------------------------------


def give_back(entry, people):
    actions.decide(
        entry, decision="returned", seen=entry.version, reason="请补。", due=date(2021, 9, 25), by=people.wang
    )


def corrected(entry, people, number, **found):
    """The city returns it, the district corrects one item and hands it in again."""
    give_back(entry, people)
    row = entry.sheet.items.select_related("sheet").get(number=number)
    row.sheet.refresh_from_db()
    findings = clean_findings(entry.sheet.rubric.parsed.item(number)) | found
    save_item(row, findings=findings, reason="已更正。", version=row.version, by=people.chen)
    actions.resubmit(entry.submission, by=people.zhou)
    entry.refresh_from_db()


def test_while_it_is_corrected_the_department_sees_no_items_and_says_nothing(bureau, spring, people):
    give_back(spring, people)
    page = page_of(bureau, spring)
    assert (page.context["page"].items, page.context["may_say"]) == ([], False)
    why_not = "南门街道 春浪社区正在由区县补正，再次上报以后再提意见。"
    assert why_not in page.content.decode()
    with pytest.raises(Refused, match=f"^{why_not}$"):  # the door says what the page says
        say(spring, people.huan)


@pytest.fixture
def half_corrected(spring, people, time_machine):
    """Returned, changed at item 5 with a new photo at 10, never handed in again; the day went by and the city declined it."""
    give_back(spring, people)
    row = spring.sheet.items.select_related("sheet").get(number=5)
    findings = clean_findings(spring.sheet.rubric.parsed.item(5))
    save_item(row, findings=findings, reason="只给区县看的改动。", version=row.version, by=people.chen)
    photograph(spring.sheet, 10, people.chen, "没有上报.jpg", seed=7)
    time_machine.move_to("2021-09-26 10:00 +0800", tick=False)
    spring.refresh_from_db()
    actions.decide(spring, decision="declined", seen=spring.version, reason="期满未补正。", by=people.wang)
    spring.refresh_from_db()
    return spring


def test_what_was_never_handed_in_is_shown_to_no_department_and_nothing_is_said_of_it(
    client, half_corrected, people, year
):
    client.force_login(people.huan)
    page = page_of(client, half_corrected)
    assert (page.context["page"].items, page.context["may_say"]) == ([], False)
    assert "春浪社区补正没有再次上报，现在的内容与上报的不符" in page.content.decode()
    photos = half_corrected.sheet.items.get(number=10).evidence.order_by("pk")
    assert [opened(client, each) for each in photos] == [404, 404]
    assert [opened(client, each, "reports:lent_thumbnail") for each in photos] == [404, 404]
    with pytest.raises(Refused, match="补正没有再次上报，现在的内容与上报的不符"):
        say(half_corrected, people.huan)
    row = next(each for each in listed(client).context["page_obj"] if each.entry == half_corrected)
    assert (row.points, row.why_withheld) == ([], "补正未再次上报")


def test_nobody_lags_behind_for_what_was_never_handed_in(half_corrected, people, year):
    for entry in half_corrected.submission.entries.exclude(pk=half_corrected.pk):
        say(entry, people.huan)
    assert [(each.department.code, each.missing) for each in opinions_outstanding(year)][1] == ("shengtai", 0)
    assert [each.code for each in lagging(year)] == ["minzheng"]


def test_what_was_never_handed_in_is_waited_for_by_nobody_and_no_part_of_many(
    client, half_corrected, people, year
):
    client.force_login(people.huan)
    assert counts(people.huan, year) == (3, 0, 2, 0, 0)
    assert [each.missing for each in opinions_outstanding(year)] == [2, 2]
    assert [each.code for each in lagging(year)] == ["minzheng", "shengtai"]
    keys, _send = confirm(client)
    assert (half_corrected.pk in keys, len(keys)) == (False, 2)
    seen = {half_corrected.pk: version(half_corrected, people.huan)}
    with pytest.raises(Refused, match="补正没有再次上报"):
        actions.nothing_against(year, seen=seen, by=people.huan)


def test_a_decline_that_changed_nothing_is_spoken_of_like_any_other(bureau, spring, photo, people, year):
    actions.decide(spring, decision="declined", seen="pending", reason="场地被占用。", by=people.wang)
    assert opened(bureau, photo) == 200
    assert post(bureau, spring, verdict="none").status_code == 302
    assert standing(spring) == {"shengtai": {5: "", 10: ""}}


def test_the_list_and_the_counts_cost_the_same_however_many_were_decided(submission, people, year):
    def costs():
        with CaptureQueriesContext(connection) as found:
            open_opinions(people.huan, year)
            opinions_outstanding(year)
            list(
                opinion_rows(
                    people.huan, year, own_list(people.huan, year, OpinionFilter({}, user=people.huan))
                )
            )
        return len(found)

    first, *others = submission.entries.all()
    actions.decide(first, decision="declined", seen="pending", reason="不好。", by=people.wang)
    one = costs()
    for entry in others:
        actions.decide(entry, decision="declined", seen="pending", reason="不好。", by=people.wang)
    assert costs() == one


def test_walking_reads_the_rubric_of_the_one_community_alone(bureau, spring):
    with CaptureQueriesContext(connection) as found:
        page_of(bureau, spring)
    entries = [each["sql"] for each in found if 'FROM "reports_entry"' in each["sql"]]
    assert ['"scoring_rubric"."definition"' in sql for sql in entries].count(True) == 1


def test_a_correction_of_its_item_is_to_be_looked_at_again(bureau, spring, people, year):
    say(spring, people.huan, t5="没有治理。")
    corrected(spring, people, 5)
    said = Opinion.objects.get()
    assert (said.outdated, said.receipt.number) == (True, "330203-2021-001")
    assert counts(people.huan, year) == (3, 0, 3, 1, 1)
    page = page_of(bureau, spring)
    assert [each.item.number for each in page.context["page"].items if each.changed] == [5]
    assert "补正前提出，请再看。" in page.content.decode()
    assert names(listed(bureau, state="again")) == ["春浪社区"]
    post(bureau, spring, verdict="none")
    said.refresh_from_db()
    assert (said.outdated, said.receipt.number, counts(people.huan, year)) == (
        False,
        "330203-2021-002",
        (3, 1, 2, 0, 0),
    )


def test_a_correction_of_another_item_is_named_and_asks_for_nothing(bureau, spring, people, year):
    say(spring, people.huan)
    corrected(spring, people, 14)
    assert Opinion.objects.get().outdated
    assert counts(people.huan, year) == (3, 1, 2, 0, 0)
    shown = page_of(bureau, spring).content.decode()
    assert "提出以后区县改动过别的项目，贵部门的项目没有变。" in shown


def test_handed_in_again_without_a_change_nothing_is_asked(spring, people, year):
    say(spring, people.huan)
    give_back(spring, people)
    actions.resubmit(spring.submission, by=people.zhou)
    assert (Opinion.objects.get().outdated, counts(people.huan, year)) == (False, (3, 1, 2, 0, 0))


# --- until the district is concluded ---------------------------------------------------------------------------------


def conclude(submission, people):
    for entry in submission.entries.all():
        actions.decide(entry, decision="recognised", seen=entry.version, by=people.wang)
    from reports.opinion_queries import unheard

    asked = unheard(submission)
    actions.conclude(submission, heard=asked.code if asked else "", by=people.shen)


def test_concluded_is_locked_and_says_why(bureau, submission, spring, people, year):
    say(spring, people.huan, t5="没有治理。")
    conclude(submission, people)
    page = page_of(bureau, spring)
    assert "海曙区评审已办结，会审意见不再修改。" in page.content.decode()
    assert "没有治理。" in page.content.decode()
    with pytest.raises(Refused, match=r"^海曙区评审已办结，会审意见不再修改。$"):
        say(spring, people.huan)
    # What can be spoken of no more is owed by nobody, and what was said stays said, whatever items are added.
    assert counts(people.huan, year) == (1, 1, 0, 0, 1)
    assign(year, people.shen, shengtai={5, 10, 12})
    assert counts(people.huan, year) == (1, 1, 0, 0, 1)
    with pytest.raises(Refused, match="已经办结"):
        assign(year, people.shen, shengtai={5})


def test_a_withdrawn_community_is_nobodys_business(bureau, spring, people, year):
    actions.withdraw(spring, reason="不参加了。", by=people.zhou)
    assert page_of(bureau, spring).status_code == 404
    assert counts(people.huan, year) == (2, 0, 2, 0, 0)
    with pytest.raises(Refused):
        say(spring, people.huan)


# --- the files ---------------------------------------------------------------------------------------------------


def opened(client, evidence, route="reports:lent_evidence"):
    return client.get(reverse(route, args=[evidence.key])).status_code


@pytest.fixture
def photo(spring):
    return spring.sheet.items.get(number=10).evidence.get()


def test_files_of_its_items_open_and_are_noted_and_no_other(bureau, spring, photo):
    paper = spring.sheet.items.get(number=4).evidence.get()
    assert [opened(bureau, each) for each in (photo, paper)] == [200, 404]
    assert opened(bureau, photo, "reports:lent_thumbnail") == 200
    assert opened(bureau, paper, "reports:lent_thumbnail") == 404
    assert [opened(bureau, photo, f"scoring:{name}") for name in ("evidence", "thumbnail")] == [403, 403]
    assert Event.objects.get(action="file_opened").row_key == photo.pk


def test_files_of_another_departments_items_stay_closed(client, photo):
    client.force_login(min_of_civil_affairs())
    assert opened(client, photo) == 404


def test_files_of_what_is_not_handed_in_or_being_corrected_stay_closed(
    bureau, spring, photo, participants, people
):
    unlisted = participants["万宁社区"].items.get(number=10).evidence.get()
    assert opened(bureau, unlisted) == 404
    give_back(spring, people)
    assert opened(bureau, photo) == 404
    actions.resubmit(spring.submission, by=people.zhou)
    assert opened(bureau, photo) == 200


def test_files_of_a_withdrawn_community_stay_closed(bureau, spring, photo, people):
    assert opened(bureau, photo) == 200
    actions.withdraw(spring, reason="不参加了。", by=people.zhou)
    assert opened(bureau, photo) == 404


def test_files_of_a_list_sent_back_whole_stay_closed(bureau, spring, photo, people):
    assert opened(bureau, photo) == 200
    actions.send_back(spring.submission, reason="重来。", due=date(2021, 9, 30), by=people.shen)
    assert opened(bureau, photo) == 404


def test_the_table_shows_a_department_no_telephone(bureau, submission):
    page = bureau.get(reverse("reports:annex3", args=[2021]), {"district": "330203"})
    assert "0574-00000001" not in page.content.decode()


def test_what_was_said_stays_when_the_list_is_sent_back_whole(spring, people):
    say(spring, people.huan, t5="没有治理。")
    actions.send_back(spring.submission, reason="重来。", due=date(2021, 9, 30), by=people.shen)
    with pytest.raises(Refused, match="已整体退回，重新上报以后再提意见"):
        say(spring, people.huan)
    assert standing(spring) == {"shengtai": {5: "没有治理。", 10: ""}}
