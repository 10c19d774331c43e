"""What careful readers and hostile testers found, each held by a test."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from districts import triggers
from districts.doors import Refused
from districts.models import Community, Event, Extension, Participation, Target
from districts.text import cn_date
from reports.actions import conclude, decide, resubmit, save_contact
from reports.checklist import listed_sheets
from reports.models import DecisionChoices, Entry, Submission, Title
from reports.queries import progress
from scoring.access import edited_sheet
from scoring.actions import choose_participants, make_sheets, save_item
from scoring.evidence import withdraw_evidence
from scoring.models import Evidence, ItemScore, Lock, ScoreSheet, Stage
from tests.reports.lists import revoke
from tests.scenes import attach, fill, hand_in

PENDING, RECOGNISED, DECLINED, RETURNED = (
    DecisionChoices.PENDING,
    DecisionChoices.RECOGNISED,
    DecisionChoices.DECLINED,
    DecisionChoices.RETURNED,
)


@pytest.fixture
def submission(participants, people, places, year):
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2099, 12, 31), reason="测试", granted_by=people.shen
    )
    return Submission.objects.get(district=places.haishu, year=year)


@pytest.fixture
def listed(submission, participants, people):
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    return Entry.objects.get()


def give_back(entry, people, days=5):
    due = timezone.localdate() + timedelta(days=days)
    entry.refresh_from_db()
    decide(entry, decision=RETURNED, seen=entry.version, reason="请补正。", due=due, by=people.wang)


def one_item(sheet, number, by, **found):
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    save_item(row, findings=found, reason="补正。", version=row.version, by=by)


def test_a_sheet_changed_in_a_return_that_lapsed_is_not_recognised(listed, people, time_machine):
    give_back(listed, people)
    one_item(listed.sheet, 11, people.chen, **{"11a": True})
    time_machine.move_to(timezone.now() + timedelta(days=6))
    listed.refresh_from_db()
    for decision in (DECLINED, PENDING):
        listed = decide(listed, decision=decision, seen=listed.version, reason="期满未补正。", by=people.wang)
    with pytest.raises(Refused, match="现在是 90 分，与上报的 96 分不符"):
        decide(listed, decision=RECOGNISED, seen=listed.version, by=people.wang)
    give_back(listed, people)
    resubmit(listed.submission, by=people.zhou)
    listed.refresh_from_db()
    assert (listed.decision, listed.total) == (PENDING, 90)


def test_a_slip_of_the_year_in_a_due_day_is_refused(listed, people):
    with pytest.raises(Refused, match="今天起 60 天"):
        give_back(listed, people, days=61)


def test_nobody_joins_after_an_empty_list_was_handed_in(submission, people, places, year):
    hand_in(submission, people.zhou)
    with pytest.raises(Refused, match="参与社区不能再改"):
        choose_participants(places.haishu, year=year, communities=Community.objects.none(), by=people.zhou)


def test_nobody_joins_while_the_only_sheet_is_open_for_correction(listed, people, places, year):
    ScoreSheet.objects.exclude(pk=listed.sheet_id).filter(district=places.haishu).delete()
    give_back(listed, people)
    with pytest.raises(Refused, match="参与社区不能再改"):
        choose_participants(places.haishu, year=year, communities=[listed.community], by=people.zhou)


def test_a_community_with_evidence_but_no_score_cannot_be_dropped(participants, people, places, year):
    attach(participants["春浪社区"], 17, people.chen)
    with pytest.raises(Refused, match="春浪社区已开始评分"):
        choose_participants(places.haishu, year=year, communities=[], by=people.zhou)


def test_a_community_that_ended_since_stays_on_the_page_and_in_the_year(participants, people, client, places):
    Community.objects.filter(name="春浪社区").update(valid_until=date(2021, 1, 1))
    client.force_login(people.zhou)
    page = client.get("/2021/participants/").content.decode()
    assert ("春浪社区" in page, "已撤并" in page) == (True, True)
    kept = [each.pk for each in Community.objects.filter(street__district=places.haishu)]
    client.post("/2021/participants/", {"communities": kept})
    assert Participation.objects.filter(community__name="春浪社区").count() == 1


@pytest.mark.parametrize("nonsense", ["9" * 30, "9" * 5000, "-1", "x", ""])
def test_nonsense_among_the_communities_chosen_changes_nothing(participants, people, client, nonsense):
    before = Participation.objects.count()
    client.force_login(people.zhou)
    assert client.post("/2021/participants/", {"communities": [nonsense]}).status_code == 422
    assert Participation.objects.count() == before


def test_merged_communities_count_once_before_and_after_the_review(
    submission, participants, people, places, year
):
    elder, heir = places.communities["春浪社区"], places.communities["柳堤社区"]
    fill(participants["春浪社区"], people.chen)
    hand_in(submission, people.zhou)
    decide(Entry.objects.get(), decision=RECOGNISED, seen=PENDING, by=people.wang)
    conclude(submission, by=people.shen)
    Community.objects.filter(pk=elder.pk).update(valid_until=date(2021, 1, 1), merged_into=heir)
    later = Submission.objects.get(district=places.haishu, year__number=2022)
    Target.objects.filter(year=later.year).update(target=10)
    choose_participants(places.haishu, year=later.year, communities=[heir], by=people.zhou)
    fill(ScoreSheet.objects.get(community=heir, year=later.year), people.chen)
    assert listed_sheets(later) == []
    [row] = progress(later.year, [places.haishu])
    assert (row.passing, row.recognised) == (1, 1)


def test_a_revoked_title_does_not_keep_a_community_off_the_list(listed, people, places):
    decide(listed, decision=RECOGNISED, seen=PENDING, by=people.wang)
    conclude(listed.submission, by=people.shen)
    assert listed_sheets(listed.submission) == []
    revoke(Title.objects.all(), timezone.localdate())
    assert [sheet.pk for sheet in listed_sheets(listed.submission)] == [listed.sheet_id]


def test_a_day_is_a_day_in_shanghai():
    assert (
        cn_date(datetime(2021, 9, 30, 7, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(ZoneInfo("UTC")))
        == "2021年9月30日"
    )


def test_a_control_character_never_reaches_the_official_table(listed, people, client):
    give_back(listed, people)
    client.force_login(people.zhou)
    address = f"/submissions/{listed.submission_id}/contact/"
    answer = client.post(address, {"name": "陈\x0b淑芬", "phone": "0574-00000001"})
    assert (answer.status_code, "看不见的控制字符" in answer.content.decode()) == (422, True)
    Submission.objects.update(contact_name="陈\x0b淑芬")
    assert client.get("/2021/annex3.xlsx").status_code == 200


def test_the_contact_on_a_receipt_does_not_move_behind_it(listed, people):
    with pytest.raises(Refused, match="联系人随上报定稿"):
        save_contact(listed.submission, name="别人", phone="0574-99999999", by=people.chen)


def test_who_handled_the_evidence_does_not_decide(participants, people):
    sheet = participants["春浪社区"]
    attach(sheet, 17, people.chen)
    assert (edited_sheet(people.chen, sheet.pk), edited_sheet(people.lin, sheet.pk)) == (True, False)


def test_evidence_is_taken_down_once_and_not_from_a_locked_sheet(participants, people):
    kept = attach(participants["春浪社区"], 17, people.chen)
    stale = Evidence.objects.select_related("item").get(pk=kept.pk)
    withdraw_evidence(kept, by=people.chen)
    with pytest.raises(Refused, match="刚才已经撤下"):
        withdraw_evidence(stale, by=people.lin)
    assert Evidence.objects.get().withdrawn_by == people.chen
    other = attach(participants["柳堤社区"], 17, people.chen)
    ScoreSheet.objects.filter(community__name="柳堤社区").update(
        lock=Lock.HANDED_IN, locked_at=timezone.now(), locked_by=people.zhou
    )
    with pytest.raises(Refused, match="评分表随上报锁定"):
        withdraw_evidence(other, by=people.chen)


def test_the_citys_own_score_is_not_there_for_districts(listed, people, client):
    [review] = make_sheets(
        [listed.community], district=listed.sheet.district, year=listed.sheet.year, stage=Stage.REVIEW
    )
    seen = {}
    for name in ("chen", "lin", "zhou", "wang", "shen"):
        client.force_login(getattr(people, name))
        seen[name] = client.get(review.get_absolute_url()).status_code
    assert seen == {"chen": 404, "lin": 404, "zhou": 404, "wang": 200, "shen": 200}


def test_a_refusal_at_the_door_of_a_page_is_in_the_trail_too(listed, people, client):
    client.force_login(people.chen)
    client.post(f"/sheets/{listed.sheet_id}/items/5/", {"version": 1})
    event = Event.objects.first()
    assert (event.action, event.actor, event.result) == ("access_refused", people.chen, "refused")


def test_a_file_that_is_gone_is_not_found_and_nobody_has_opened_it(participants, people, client):
    kept = attach(participants["春浪社区"], 17, people.chen)
    kept.file.storage.delete(kept.file.name)
    client.force_login(people.chen)
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert Event.objects.filter(action="file_opened").count() == 0


def test_migrate_without_checks_puts_the_triggers_back(db):
    triggers.remove(connection)
    call_command("migrate", skip_checks=True, verbosity=0)
    assert triggers.missing(connection) == []


def test_a_late_return_is_told_to_the_district(listed, people, client, time_machine):
    give_back(listed, people)
    time_machine.move_to(timezone.now() + timedelta(days=6))
    client.force_login(people.zhou)
    assert "过期未补正的社区" in client.get("/?year=2021").content.decode()
    assert "等市住建局决定" in client.get(listed.get_absolute_url()).content.decode()


def test_points_without_the_bonus_are_those_handed_in(submission, participants, people):
    fill(participants["春浪社区"], people.chen, r17a=3)
    attach(participants["春浪社区"], 17, people.chen)
    hand_in(submission, people.zhou)
    entry = Entry.objects.get()
    assert (entry.total, entry.without_bonus) == (99, 96)
