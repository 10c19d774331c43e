"""Whatever is done in whatever order over several days: one mail a day at most, and everything is told in the end."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from districts.doors import Refused
from reports import actions
from reports.models import Digest, Message
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
    received = Counter()
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
                received.update((message.to[0], moment) for message in mail.outbox)
                mail.outbox.clear()
    time_machine.move_to("2021-09-10 08:00 +0800", tick=False)
    send_all(timezone.localdate())
    received.update((message.to[0], date(2021, 9, 10)) for message in mail.outbox)
    assert set(received.values()) == {1}
    assert sum(received.values()) == Digest.objects.filter(sent_at__isnull=False).count()
    left = Message.objects.filter(digest=None).select_related("event")
    assert all(_overtaken(message.event) for message in left)


def _act(rng, entry, lead, people):
    if rng.random() < 0.3:
        return actions.withdraw(entry, reason="正在拆迁。", by=lead)
    decision = rng.choice(["recognised", "declined", "returned", "pending"])
    due = date(2021, 9, 26) if decision == "returned" else None
    by = rng.choice([people.wang, people.shen])
    return actions.decide(entry, decision=decision, seen=entry.version, reason="理由。", due=due, by=by)


def _overtaken(event):
    """A decision that no longer stood when the mail would have gone, and nothing else to tell."""
    from reports.models import Entry

    return event.action == "entry_decided" and (
        Entry.objects.get(pk=event.row_key).decision != event.after["decision"]
    )
