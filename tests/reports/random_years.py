"""Random years: three districts over two years in states the site's doors can have produced, written row by row."""

import random
from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from districts.models import Community, District, Participation, Street, Year
from reports.models import DecisionChoices, Entry, StatusChoices, Submission, Title
from scoring.actions import make_sheets
from scoring.models import ItemScore, ScoreSheet, Stage, State
from tests.scenes import clean_findings

CODES = ("330203", "330205", "330211")
TODAY = date(2022, 10, 20)
DECIDED = [DecisionChoices.RECOGNISED] * 4 + [DecisionChoices.DECLINED, DecisionChoices.WITHDRAWN]
UNDER_REVIEW = [*DECIDED, DecisionChoices.PENDING, DecisionChoices.PENDING, DecisionChoices.RETURNED]


def random_years(seed, by):
    """Fill 2021 and 2022 of three districts. by: whoever stands behind decisions."""
    chance = random.Random(seed)
    districts = list(District.objects.filter(code__in=CODES))
    for district in districts:
        _settle(district, chance)
    for year in Year.objects.order_by("number"):
        for district in districts:
            _score(district, year, chance)
            _hand_in(district, year, chance, by)
        _revoke(chance)
        _merge(districts, chance, date(year.number + 1, 3, 1) if year.number == 2021 else date(2022, 10, 1))


def _settle(district, chance):
    for number in range(chance.randint(1, 2)):
        street = Street.objects.create(
            district=district, name=f"{district.name[0]}{number}街道", code=f"{district.code}{number:03d}"
        )
        names = [
            f"{district.name[0]}{number}{letter}社区" for letter in "甲乙丙丁戊己"[: chance.randint(2, 6)]
        ]
        Community.objects.bulk_create(
            [
                Community(street=street, name=name, code=f"{street.code}{n:03d}")
                for n, name in enumerate(names)
            ]
        )


def _valid(district):
    return list(Community.objects.filter(street__district=district, valid_until__isnull=True).order_by("pk"))


def _score(district, year, chance):
    """Some take part; of those some are scored in the 初评 (and before in the 摸底, later by the city), some not to the end."""
    taking_part = [each for each in _valid(district) if chance.random() < 0.8]
    Participation.objects.bulk_create([Participation(community=each, year=year) for each in taking_part])
    for stage, share in ((Stage.BASELINE, 0.4), (Stage.INITIAL, 1), (Stage.REVIEW, 0.3)):
        chosen = [each for each in taking_part if chance.random() < share]
        if chosen:
            _fill(make_sheets(chosen, district=district, year=year, stage=stage), chance)


def _fill(sheets, chance):
    rubric = sheets[0].rubric.parsed
    items = []
    for sheet in sheets:
        if chance.random() < 0.15:
            continue  # nobody has come to it yet
        total = 0
        for row in ItemScore.objects.filter(sheet=sheet).order_by("number"):
            item = rubric.item(row.number)
            findings = clean_findings(item)
            if item.number == 5 and chance.random() < 0.5:
                findings["5b"] = True
            if item.number == 8:
                findings["8a"] = chance.randint(0, 2)
            if item.number == 1 and chance.random() < 0.6:
                findings["1b"] = chance.randint(0, 3)
            if item.number == 9 and chance.random() < 0.4:
                findings["9a"], findings["9b"] = True, chance.random() < 0.5
            if item.number == 13 and chance.random() < 0.6:
                findings["13b"] = chance.randint(0, 4)
            if item.number == 17:
                findings["17a"] = chance.randint(0, 4)
            if item.number in (2, 11, 14) and chance.random() < 0.12:
                findings = _worst(item, findings)
            from scoring.engine.score import score_item

            row.findings, row.points, row.state = findings, score_item(item, findings).points, State.CONFIRMED
            total += row.points
            items.append(row)
        sheet.total, sheet.passed = total, total >= rubric.pass_mark
    ItemScore.objects.bulk_update(items, ["findings", "points", "state"])
    ScoreSheet.objects.bulk_update(sheets, ["total", "passed"])


def _worst(item, findings):
    return {
        code: True if value is False else 0 if item.number == 14 else value
        for code, value in findings.items()
    }


def _hand_in(district, year, chance, by):
    """Draft, sent back, under review or concluded; the list has what passes and holds no title."""
    state = chance.choice(["draft", "sent back", "submitted", "submitted", *["concluded"] * 5])
    submission = Submission.objects.get(district=district, year=year)
    if state == "draft":
        return
    held = {
        _root(pk) for pk in Title.objects.filter(revoked_on__isnull=True).values_list("community", flat=True)
    }
    passing = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.INITIAL, passed=True)
    choices = DECIDED if state == "concluded" else UNDER_REVIEW
    entries = []
    for sheet in passing.select_related("community__street").order_by("pk"):
        if sheet.community_id in held:
            continue
        decision = chance.choice(choices)
        entries.append(
            Entry(
                submission=submission,
                community=sheet.community,
                sheet=sheet,
                street_name=sheet.community.street.name,
                community_name=sheet.community.name,
                total=sheet.total,
                without_bonus=sheet.total - 4 if sheet.total > 90 else sheet.total,
                decision=decision,
                reason="见评审意见。",
                due=TODAY if decision == DecisionChoices.RETURNED else None,
                decided_by=by,
                decided_at=timezone.now(),
            )
        )
    Entry.objects.bulk_create(entries)
    moment = timezone.now()
    values = {"status": StatusChoices.SUBMITTED, "first_submitted_at": moment}
    if state == "sent back":
        values = {
            "status": StatusChoices.DRAFT,
            "first_submitted_at": moment,
            "sent_back_at": moment,
            "sent_back_why": "重报。",
        }
    if state == "concluded":
        values = {"status": StatusChoices.CONCLUDED, "first_submitted_at": moment, "concluded_at": moment}
    Submission.objects.filter(pk=submission.pk).update(**values)
    if state == "concluded":
        _give_titles(submission, year, chance)


def _give_titles(submission, year, chance):
    given = year.review_due or date(year.number, 9, 30)
    published = chance.random() < 0.7
    named = {
        "published_on": given + timedelta(days=10),
        "batch": "第一批",
        "document_number": "甬建发〔2021〕99号",
    }
    Title.objects.bulk_create(
        [
            Title(
                community=entry.community,
                year=year,
                entry=entry,
                given_on=given,
                **(named if published else {}),
            )
            for entry in submission.entries.filter(decision=DecisionChoices.RECOGNISED)
        ]
    )


def _merge(districts, chance, day):
    """In each district one or two communities go into a neighbour."""
    for district in districts:
        for _time in range(2):
            communities = _valid(district)
            if len(communities) > 2 and chance.random() < 0.6:
                gone, stays = chance.sample(communities, 2)
                Community.objects.filter(pk=gone.pk).update(valid_until=day, merged_into=stays)


def _revoke(chance):
    for title in Title.objects.filter(published_on__isnull=False, revoked_on=None).order_by("pk"):
        if chance.random() < 0.3:
            Title.objects.filter(pk=title.pk).update(revoked_on=F("published_on"), revoked_why="弄虚作假。")


def _root(pk):
    community = Community.objects.get(pk=pk)
    while community.merged_into_id:
        community = community.merged_into
    return community.pk
