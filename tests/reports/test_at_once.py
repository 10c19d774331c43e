"""Doors opened at the same moment, in real threads on a real database: one wins, the other is told, nothing is half."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from districts.doors import Refused
from districts.models import Extension, HandOver, RegistryFile, Role, User
from districts.registry.actions import hold
from reports.actions import (
    conclude,
    decide,
    give_opinion,
    hand_over,
    nothing_against,
    open_notice,
    publish_titles,
    record_public_objection,
    resubmit,
    submit,
)
from reports.checklist import checklist
from reports.models import DecisionChoices, Entry, PublicNotice, Receipt, Submission, Title
from reports.opinion_queries import own_numbers, unheard
from scoring.actions import choose_participants, save_item
from scoring.models import Lock, ScoreSheet
from tests.reports.joint import assign, min_of_civil_affairs, say, standing, version
from tests.reports.lists import OFFICE, hand_in_list, noticed
from tests.scenes import clean_findings, fill, hand_in, prepare

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run the jobs together; the sentence of each refusal, or None where it went through."""
    start, told = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            start.wait()
            job()
        except Refused as refusal:
            told[number] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def in_the_middle(first, second, *, after):
    """Begin `second` when `first` has sent a statement that starts with `after` and is not through yet; both outcomes as
    at_once tells them."""
    reached = threading.Event()

    def noticing(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith(after):
            reached.set()
            time.sleep(0.5)
        return done

    def slowly():
        with connection.execute_wrapper(noticing):
            first()

    def then():
        assert reached.wait(20)
        second()

    return at_once(slowly, then)


@pytest.fixture
def submission(participants, people, places, year):
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2099, 12, 31), reason="测试", granted_by=people.shen
    )
    fill(participants["春浪社区"], people.chen)
    return Submission.objects.get(district=places.haishu, year=year)


def test_handing_in_and_adding_a_community_at_once_leave_no_open_sheet(submission, people, places, year):
    some = [
        each
        for name, each in places.communities.items()
        if name != "天一社区" and each.street != places.kongpu
    ]
    everybody = [*some, places.communities["天一社区"]]
    choose_participants(places.haishu, year=year, communities=some, by=people.zhou)
    prepare(submission, people.zhou)
    codes = {f"unfinished-{n}" for n in range(9)} | {p.code for p in checklist(submission).confirm}
    at_once(
        lambda: submit(submission, confirmed=codes, by=people.zhou),
        lambda: choose_participants(places.haishu, year=year, communities=everybody, by=people.zhou),
    )
    submission.refresh_from_db()
    locks = set(ScoreSheet.objects.filter(district=places.haishu).values_list("lock", flat=True))
    assert locks == ({Lock.HANDED_IN} if submission.status == "submitted" else {Lock.OPEN})


def test_two_hand_ins_at_once_give_one_receipt(submission, people):
    prepare(submission, people.zhou)
    codes = {point.code for point in checklist(submission).confirm}
    told = at_once(*[lambda: submit(submission, confirmed=codes, by=people.zhou)] * 3)
    assert (told.count(None), Receipt.objects.count(), Entry.objects.count()) == (1, 1, 1)
    assert all("不能重复上报" in sentence for sentence in told if sentence)


def test_the_same_communities_chosen_twice_at_once_make_one_sheet_each(people, places, year):
    wanted = [each for each in places.communities.values() if each.street != places.kongpu]
    told = at_once(
        *[lambda: choose_participants(places.haishu, year=year, communities=wanted, by=people.zhou)] * 3
    )
    assert (told, ScoreSheet.objects.count()) == ([None] * 3, 6)


def test_of_reviewers_deciding_at_once_one_wins_and_the_others_are_told_who(submission, people):
    hand_in(submission, people.zhou)
    entry = Entry.objects.get()
    told = at_once(
        *[
            lambda by=by: decide(
                entry, decision=DecisionChoices.RECOGNISED, seen=DecisionChoices.PENDING, by=by
            )
            for by in (people.wang, people.shen, people.wang)
        ]
    )
    assert told.count(None) == 1
    assert all("改为“认定”，请看过再定" in sentence for sentence in told if sentence)


@pytest.fixture
def titled(people, places, year):
    """江北 has two titles, not published and not shown yet."""
    names = ["外滩社区", "盐仓社区"]
    conclude(hand_in_list(places.jiangbei, year, names, by=people.he, decision="recognised"), by=people.shen)
    return list(Title.objects.values_list("pk", flat=True))


def test_a_notice_opened_twice_at_once_shows_each_community_once(titled, people, year):
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = {"starts_on": tomorrow, "ends_on": tomorrow}
    told = at_once(*[lambda: open_notice(year, keys=titled, by=people.shen, **days, **OFFICE)] * 3)
    assert (told.count(None), PublicNotice.objects.get().lines.count()) == (1, 2)


def test_an_objection_and_the_publication_at_once_do_not_pass_each_other(titled, people, year):
    notice, today = noticed(year, people.shen), timezone.localdate()
    how = {"batch": "第一批", "number": "甬建发〔2021〕99号", "on": today}
    letter = {"line": notice.lines.first(), "received_on": today, "channel": "letter", "text": "场地被占用。"}
    published, objected = at_once(
        lambda: publish_titles(year, keys=titled, by=people.shen, **how),
        lambda: record_public_objection(notice, by=people.wang, **letter),
    )
    assert (published is None) != (objected is None)
    assert Title.objects.filter(published_on=today).count() == (2 if published is None else 0)


def test_a_registry_file_the_successor_brings_at_that_moment_stays_beside_the_other(people, places):
    ling = User.objects.create_user(
        "ling", "x", full_name="凌云", role=Role.DISTRICT_LEAD, district=places.haishu
    )
    hold("名录.csv", b"1", by=people.zhou)
    brought = threading.Event()

    def bring():
        with transaction.atomic():
            hold("另一份.csv", b"2", by=ling)
            brought.set()
            time.sleep(0.3)  # the hand-over runs while this is not committed

    def give():
        brought.wait(5)
        hand_over(people.zhou, to=ling, leaves=False, by=people.guan)

    assert at_once(bring, give) == [None, None]
    assert HandOver.objects.get().successor == ling
    files = RegistryFile.objects.values_list("by__username", "name")
    assert dict(files) == {"zhou": "名录.csv", "ling": "另一份.csv"}


@pytest.fixture
def spring(submission, people, year):
    """Handed in; 生态环境局 has nothing against it."""
    hand_in(submission, people.zhou)
    assign(year, people.shen)
    entry = Entry.objects.get()
    say(entry, people.huan)
    return entry


def test_handing_in_again_and_taking_its_items_away_at_once_both_go_through(spring, people, year):
    due = timezone.localdate() + timedelta(days=5)
    decide(spring, decision="returned", seen=spring.version, reason="请补。", due=due, by=people.wang)
    row = spring.sheet.items.select_related("sheet").get(number=5)
    findings = clean_findings(spring.sheet.rubric.parsed.item(5))
    save_item(row, findings=findings, reason="已更正。", version=row.version, by=people.chen)
    told = in_the_middle(
        lambda: resubmit(spring.submission, by=people.zhou),
        lambda: assign(year, people.shen, shengtai=set()),
        after='UPDATE "reports_opinion" ',
    )
    assert (told, Receipt.objects.count(), standing(spring)) == ([None, None], 2, {})


def test_items_spoken_of_are_not_taken_away_while_the_district_is_being_concluded(spring, people, year):
    decide(spring, decision="recognised", seen=spring.version, by=people.wang)
    heard = unheard(spring.submission).code
    concluded, taken = in_the_middle(
        lambda: conclude(spring.submission, heard=heard, by=people.shen),
        lambda: assign(year, people.shen, shengtai=set()),
        after='UPDATE "reports_submission" ',
    )
    assert (concluded, taken[:19]) == (None, "市生态环境局对第 5、10 项已经提出")
    assert standing(spring) == {"shengtai": {5: "", 10: ""}}


def test_an_opinion_and_taking_its_item_away_at_once_leave_no_opinion_of_a_strangers_item(
    spring, people, year
):
    seen = version(spring, people.huan)
    said, taken = at_once(
        lambda: give_opinion(spring, texts={10: "投诉没有处理。"}, seen=seen, by=people.huan),
        lambda: assign(year, people.shen, shengtai={5}),
    )
    assert (said is None) != (taken is None)
    own = {5: "", 10: "投诉没有处理。"} if said is None else {5: ""}
    assert (standing(spring), own_numbers(people.huan.department_id, year)) == ({"shengtai": own}, list(own))


def test_nothing_against_many_pressed_twice_at_once_is_said_once(spring, people, year):
    civil = min_of_civil_affairs()
    seen = {spring.pk: version(spring, civil)}
    told = at_once(*[lambda: nothing_against(year, seen=seen, by=civil)] * 3)
    assert (told.count(None), standing(spring)) == (1, {"shengtai": {5: "", 10: ""}, "minzheng": {14: ""}})
