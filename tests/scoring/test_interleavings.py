"""A thousand random interleavings of saves in one sheet, in real threads on a real database."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from districts.models import Event
from scoring.actions import Conflict, save_item
from scoring.items import snapshot
from scoring.models import ItemScore, ScoreSheet
from scoring.results import result_of
from tests.scenes import fill

ROUNDS, PEOPLE = 1000, 3

FOUND = {
    "fixed": lambda dice, rule: dice.random() < 0.3,
    "range": lambda dice, rule: dice.choice([0, *range(rule.min, rule.max + 1)]),
    "count": lambda dice, rule: dice.randrange(4),
    "step_below": lambda dice, rule: Decimal(dice.randrange(4000, 10001)) / 100,
    "shortfall": lambda dice, rule: dice.randrange(rule.required + 1),
    "award": lambda dice, rule: dice.randrange(rule.max + 1),
}


@dataclass(frozen=True)
class Attempt:
    """One press of a key: what a person sends, and the version they had before them."""

    number: int
    row_pk: int
    findings: dict
    reason: str  # names the attempt: no two are alike, so none is taken for saved already
    seen: int
    confirmed: bool
    by: object


def attempts(dice, rubric, standing, round_number, people):
    """What all send at once: often the same item, and one in five from a version that is gone."""
    hot = dice.choice(rubric.items)
    for person in people:
        item = hot if dice.random() < 0.4 else dice.choice(rubric.items)
        row = standing[item.number]
        gone = dice.randrange(row.version) if dice.random() < 0.2 else None
        yield Attempt(
            number=item.number,
            row_pk=row.pk,
            findings={rule.code: FOUND[rule.kind](dice, rule) for rule in item.rules},
            reason=f"第{round_number}轮，{person}",
            seen=row.version if gone is None else gone,
            confirmed=dice.random() > 0.03,
            by=person,
        )


def send(attempt, start):
    """Save when everybody is ready. Returns the version the save made, None for a conflict."""
    row = ItemScore.objects.select_related("sheet").get(pk=attempt.row_pk)
    start.wait(timeout=60)
    try:
        saved = save_item(
            row,
            findings=attempt.findings,
            reason=attempt.reason,
            version=attempt.seen,
            confirmed=attempt.confirmed,
            by=attempt.by,
        )
    except Conflict as conflict:
        assert conflict.current.version > attempt.seen
        return None
    return saved.item.version


def leave(_person, start):
    start.wait(timeout=60)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_thousand_random_interleavings_lose_no_acknowledged_save(participants, people):
    """Counted: rounds. In each, three people press at the same moment (a barrier lets their threads go together)
    and the database decides who comes when: 1,000 interleavings of 3 saves each, 3,000 attempts in all.

    Held after every round: of those who sent one version of an item exactly one was acknowledged, whoever sent a
    version that was gone was refused, each row holds the last acknowledged save, and the total is the engine's.
    Held at the end: each item's trail is exactly its acknowledged saves in the order of their versions, each from
    what its saver had seen; every refusal is in the trail too."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # pytest shows it on failure
    dice = random.Random(seed)
    sheet = fill(participants["春浪社区"], people.chen)
    rubric = sheet.rubric.parsed
    standing = {row.number: row for row in sheet.items.all()}
    chain = {number: [snapshot(row)] for number, row in standing.items()}
    writers = {number: [people.chen.pk] for number in standing}
    start = Barrier(PEOPLE)
    refused = 0
    with ThreadPoolExecutor(PEOPLE) as pool:
        for round_number in range(ROUNDS):
            sent = list(
                attempts(dice, rubric, standing, round_number, (people.chen, people.lin, people.zhou))
            )
            versions = list(pool.map(send, sent, [start] * PEOPLE))
            acknowledged = [one for one, version in zip(sent, versions, strict=True) if version is not None]
            refused += len(sent) - len(acknowledged)
            in_time = {one.number for one in sent if one.seen == standing[one.number].version}
            assert sorted(one.number for one in acknowledged) == sorted(in_time)
            assert [version for version in versions if version is not None] == [
                one.seen + 1 for one in acknowledged
            ]
            before, standing = standing, {row.number: row for row in sheet.items.all()}
            expected = {number: (row.version, row.findings, row.reason) for number, row in before.items()}
            expected |= {one.number: (one.seen + 1, one.findings, one.reason) for one in acknowledged}
            assert {n: (row.version, row.findings, row.reason) for n, row in standing.items()} == expected
            result = result_of(rubric, standing.values())
            saved = ScoreSheet.objects.get(pk=sheet.pk)
            assert (saved.total, saved.passed) == (result.total, result.passed)
            for one in acknowledged:
                chain[one.number].append(snapshot(standing[one.number]))
                writers[one.number].append(one.by.pk)
        list(pool.map(leave, range(PEOPLE), [start] * PEOPLE))
    for number, row in standing.items():
        events = Event.objects.filter(row_type="itemscore", row_key=row.pk, action="item_saved")
        done = list(events.filter(result="done").order_by("id"))
        assert [event.after for event in done] == chain[number]
        assert [event.before for event in done[1:]] == chain[number][:-1]
        assert [event.actor_id for event in done] == writers[number]
    assert Event.objects.filter(action="item_saved", result="refused").count() == refused
