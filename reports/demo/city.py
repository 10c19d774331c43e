"""The whole city: 2021 concluded, 2022 handed in by nine districts and under review, 象山县 still open (or as many as are asked for)."""

import io
from datetime import timedelta
from itertools import cycle
from random import Random

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from districts import trail
from districts.models import Community, Programme, Target, User, Year
from scoring.models import ScoreSheet

from ..models import Title
from . import addresses, course, documents, joint_review, nation, notices, people, places, turnover
from .findings import BONUS, FAILING, NEARLY, PASSING, draw
from .papers import kept_files

MOST = 659  # Annex 2 declares no more

# How far a district ends from its target (2021) or how far its list stands from it (2022).
OFF_2021 = {"330203": 1, "330211": -1, "330212": -3, "330281": 1, "330282": -2}
OFF_2022 = {"330205": -2, "330206": 1, "330213": 1, "330282": -1}
PASS_SHARE = 88  # percent of those taking part that pass

CONCLUDED = ("330211", "330213")
ALL_DECIDED = ("330206",)  # waits for the city lead to conclude it
STILL_OPEN = "330225"
DECIDED_SHARE = 60  # percent, where the review is under way
DAYS_OPEN, DAYS_TO_CORRECT = 14, 10

BARE, PARTIAL, BLANK = "bare", "partial", "blank"
OPEN_KINDS = (BLANK, NEARLY, BONUS, PARTIAL, PASSING, BARE, PASSING, NEARLY, PARTIAL, PASSING, FAILING, BLANK)
SURVEY_KINDS = (NEARLY, FAILING, PASSING, NEARLY, PARTIAL, FAILING, NEARLY, BLANK)
LOOKED_AT = 9  # items of a sheet begun and not finished


def is_there():
    """Whether this database holds the demonstration."""
    return _has(Programme) and Programme.objects.filter(demo=True).exists()


def holds_real_data():
    """Any community, person or sheet that is not the demonstration's; asked before anything is migrated."""
    return not is_there() and any(
        _has(model) and model.objects.exists() for model in (Community, User, ScoreSheet)
    )


def _has(model):
    return model._meta.db_table in connection.introspection.table_names()


def build(*, communities, seed, still_open=(STILL_OPEN,), beyond=None, tell=lambda model, count: None):
    """Make the city in one transaction, and what there is beyond it (nation.Size). Returns the accounts with their passwords.

    still_open: codes of the districts that have not handed in 2022 yet; tell(model, rows so far): how far the tables beyond the
    city have come."""
    with kept_files() as stored, transaction.atomic():
        call_command("load_annexes", verbosity=0, stdout=io.StringIO())
        Programme.objects.update(demo=True)
        first, second = Year.objects.order_by("number")
        _set_targets(second)
        of = places.make(Random(f"{seed} places"), places.counts(first, communities))
        accounts = people.make(Random(f"{seed} people"))
        scene = course.Scene(
            people={person.username: person for person in people.standing()},
            today=timezone.localdate(),
            rng=Random(f"{seed} course"),
            stored=stored,
        )
        joint_review.assign(scene, first, due=scene.today)
        joint_review.assign(scene, second, due=joint_review.late_due(scene.today))
        for district, here in of.items():
            _first_year(scene, district, first, here)
        notices.ended(scene, first)
        course.publish(scene, first)
        for district, here in sorted(of.items(), key=lambda each: each[0].code not in still_open):
            course_of_second_year = _open_year if district.code in still_open else _second_year
            course_of_second_year(scene, district, second, here)
        turnover.turn_over(scene)
        notices.running(scene, second)
        joint_review.in_time(second)
        addresses.give(scene.people)
        if beyond:
            nation.add(beyond, seed=seed, tell=tell)
        trail.record("demo_loaded", by=None, note=f"社区 {Community.objects.count()} 个，种子 {seed}")
    return accounts


def _set_targets(year):
    """2022 has no annex: here the share goal of the declared number, rounded up; for the demonstration only."""
    for target in Target.objects.filter(year=year, target=None):
        target.target = _goal(target.declared, year)
        target.save(update_fields=["target"])


def _goal(number, year):
    return -(-number * year.share_goal // 100)


def _scaled(target, here):
    return max(1, round(target.target * len(here) / target.declared))


def _declined(number):
    """About one in twenty is declined, from five on at least one."""
    return round(number / 20 + 0.3)


# --- 2021 ----------------------------------------------------------------------------------------------------


def _first_year(scene, district, year, here):
    target = Target.objects.get(year=year, district=district)
    wanted = min(len(here), max(1, _scaled(target, here) + OFF_2021.get(district.code, 0)))
    submission, listed = _listed(scene, district, year, here, wanted + _declined(wanted))
    joint_review.hear_all(scene, submission)
    course.review(scene, submission, declined=max(0, listed - wanted))
    course.conclude(scene, submission)
    documents.send_papers(scene, district, year)
    documents.send_scans(scene, district, year)


def _listed(scene, district, year, candidates, listed):
    """Hand in a list of so many communities. Returns the submission and how many it lists."""
    listed = min(listed, len(candidates))
    taking_part = min(len(candidates), round(listed * 100 / PASS_SHARE))
    rest = [NEARLY if number % 2 else FAILING for number in range(taking_part - listed)]
    passing = [BONUS if scene.rng.random() < 0.04 else PASSING for _ in range(listed)]
    course.extend(scene, district, year, until=scene.today, reason="演示数据：补录材料")
    findings = _assessed(scene, district, year, candidates, passing + rest)
    course.prove(scene, list(findings))
    if year.number != year.programme.first_year:
        course.photograph(scene, list(findings))
    return course.hand_in(scene, district, year), listed


def _assessed(scene, district, year, candidates, kinds):
    """Let as many candidates as kinds take part, each sheet of its kind. Returns sheet -> findings."""
    chosen = scene.rng.sample(candidates, len(kinds))
    sheets = course.take_part(scene, district, year, chosen)
    rubric = sheets[0].rubric.parsed if sheets else None
    findings = {sheet: _found(scene.rng, rubric, kind) for sheet, kind in zip(sheets, kinds, strict=True)}
    course.assess(scene, findings)
    return findings


# --- 2022 ----------------------------------------------------------------------------------------------------


def _second_year(scene, district, year, here):
    wanted = _goal(len(here), year) - len(here) + len(_untitled(here)) + OFF_2022.get(district.code, 0)
    submission, listed = _listed(scene, district, year, _untitled(here), max(1, wanted))
    hear = joint_review.hear_all if district.code in CONCLUDED else joint_review.hear_some
    hear(scene, submission)
    if district.code in CONCLUDED:
        course.review(scene, submission, declined=_declined(listed))
        course.conclude(scene, submission)
        course.evaluate(scene, submission)
    elif district.code in ALL_DECIDED:
        course.review(scene, submission, declined=_declined(listed))
    else:
        _under_review(scene, submission, listed)
    documents.send_scans(scene, district, year)
    documents.recommend(scene, district, year)


def _under_review(scene, submission, listed):
    decided = min(listed - 1, round(listed * DECIDED_SHARE / 100))
    course.review(
        scene,
        submission,
        declined=round(decided / 8),
        returned=0 if decided < 2 else 1 if decided < 10 else 2,
        pending=listed - decided,
        due=scene.today + timedelta(days=DAYS_TO_CORRECT),
    )
    course.visit(scene, submission)
    course.object_to(scene, submission)


def _untitled(here):
    titled = set(Title.objects.filter(community__in=here).values_list("community", flat=True))
    return [community for community in here if community.pk not in titled]


def _open_year(scene, district, year, here):
    """Everything a district meets before it hands in, and two weeks left for it."""
    candidates = _untitled(here)
    surveyed = course.survey(scene, district, year)
    course.assess(
        scene,
        {
            surveyed[community.pk]: _found(scene.rng, surveyed[community.pk].rubric.parsed, kind)
            for community, kind in zip(candidates, cycle(SURVEY_KINDS), strict=False)
        },
    )
    kinds = OPEN_KINDS[: min(len(candidates), max(5, round(len(here) * 0.4)))]
    until = scene.today + timedelta(days=DAYS_OPEN)
    course.extend(scene, district, year, until=until, reason="演示数据：留出两周试用上报")
    findings = _assessed(scene, district, year, candidates, kinds)
    course.prove(scene, [sheet for sheet, kind in zip(findings, kinds, strict=True) if kind != BARE])
    course.photograph(scene, list(findings))
    course.give_contact(scene, district.submissions.select_related("district").get(year=year))


def _found(rng, rubric, kind):
    if kind == BLANK:
        return {}
    if kind == BARE:
        return draw(rng, rubric, PASSING) | {rule.code: 2 for rule in rubric.rules if rule.kind == "award"}
    if kind == PARTIAL:
        seen = [rule.code for item in rubric.items[:LOOKED_AT] for rule in item.rules]
        found = draw(rng, rubric, PASSING)
        return {code: found[code] for code in seen[:-1]}
    return draw(rng, rubric, kind)
