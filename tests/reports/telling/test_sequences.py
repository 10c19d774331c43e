"""Whatever is done in whatever order over several days: one mail a day at most, and everything is told in the end."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from districts.doors import Refused
from districts.models import Event
from reports import actions
from reports.models import Digest, Entry
from reports.telling.digests import send_all
from tests.reports.lists import hand_in_list

DAYS, ACTS_A_DAY = 6, 7


@pytest.mark.parametrize("seed", range(4))
def test_nobody_ever_gets_two_mails_on_one_day_and_nothing_is_forgotten(
    seed, addressed, places, year, commit, time_machine
):
    rng = random.Random(seed)
    time_machine.move_to("2021-09-04 09:00 +0800", tick=False)
    lists = [
        hand_in_list(
            places.haishu, year, [f"甲{n}社区" for n in range(4)], by=addressed.zhou, street="南门街道"
        ),
        hand_in_list(
            places.jiangbei, year, [f"乙{n}社区" for n in range(4)], by=addressed.he, street="孔浦街道"
        ),
    ]
    leads = {places.haishu.pk: addressed.zhou, places.jiangbei.pk: addressed.he}
    received, told = Counter(), []

    def empty_the_box(day):
        received.update((message.to[0], day) for message in mail.outbox)
        told.extend((message.to[0].partition("@")[0], message.body) for message in mail.outbox)
        mail.outbox.clear()

    for day in range(DAYS):
        for number in range(ACTS_A_DAY):
            moment = date(2021, 9, 4) + timedelta(days=day)
            time_machine.move_to(f"{moment} {9 + number:02d}:30 +0800", tick=False)
            if number == rng.randrange(ACTS_A_DAY):
                send_all(timezone.localdate())
            submission = rng.choice(lists)
            entry = rng.choice(list(submission.entries.all()))
            try:
                commit(_act, rng, entry, leads[submission.district_id], addressed)
            except Refused:
                continue
            finally:
                empty_the_box(moment)
    time_machine.move_to("2021-09-10 08:00 +0800", tick=False)
    send_all(timezone.localdate())
    empty_the_box(date(2021, 9, 10))
    assert set(received.values()) == {1}
    assert sum(received.values()) == Digest.objects.filter(sent_at__isnull=False).count()

    def times(name, line):
        return sum(name == receiver and line in body for receiver, body in told)

    withdrawn = [(name, line) for line in _withdrawals() for name in ("wang", "shen")]
    assert withdrawn and [times(*each) for each in withdrawn] == [1] * len(withdrawn)
    standing = [(leads[district].username, line) for district, line in _decisions_that_stand()]
    assert standing and [each for each in standing if not times(*each)] == []


def _withdrawals():
    done = Event.objects.filter(action="entry_withdrawn", result=Event.Result.DONE)
    return [f"  {name}：正在拆迁。" for name in done.values_list("row_name", flat=True)]


def _decisions_that_stand():
    """(district key, how its mail says so) of each community returned or declined at the end."""
    said = {"declined": "不予认定：", "returned": "退回补正，"}
    entries = Entry.objects.filter(decision__in=said).select_related("submission")
    return [(entry.submission.district_id, f"  {entry}：{said[entry.decision]}") for entry in entries]


def _act(rng, entry, lead, people):
    if rng.random() < 0.1:
        return actions.withdraw(entry, reason="正在拆迁。", by=lead)
    decision = rng.choice(["recognised", "declined", "returned", "pending"])
    due = date(2021, 9, 26) if decision == "returned" else None
    by = rng.choice([people.wang, people.shen])
    return actions.decide(entry, decision=decision, seen=entry.version, reason="理由。", due=due, by=by)
