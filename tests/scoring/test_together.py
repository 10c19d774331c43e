"""Several people save different items of one sheet at once, in real threads on a real database: every
acknowledged save stands and the total is the engine's."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from districts.doors import Refused
from scoring.actions import save_item
from scoring.adopting import adopt_rubric
from scoring.models import ItemScore, Rubric, ScoreSheet
from scoring.results import result_of
from scoring.rubrics import rubric_for
from tests.rubrics import published, variant
from tests.scenes import REASON, clean_findings

ROUNDS, PEOPLE = 12, 4


def save_in_a_thread(job):
    row_pk, findings, by = job
    try:
        row = ItemScore.objects.select_related("sheet").get(pk=row_pk)
        save_item(row, findings=findings, reason=REASON, version=row.version, by=by)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_totals_stay_right_when_several_people_save_different_items(participants, people):
    sheet = participants["春浪社区"]
    rubric = sheet.rubric.parsed
    dice = random.Random(55)
    rows = {row.number: row.pk for row in sheet.items.all()}
    for round_number in range(ROUNDS):
        work = []
        for number, item in enumerate(rubric.items):
            found = clean_findings(item)
            if item.rules[0].kind == "fixed":
                found[item.rules[0].code] = bool((round_number + item.number) % 2)
            work.append((rows[item.number], found, (people.chen, people.lin, people.zhou)[number % 3]))
        dice.shuffle(work)
        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(save_in_a_thread, work))
        saved = ScoreSheet.objects.get(pk=sheet.pk)
        items = list(saved.items.all())
        assert {row.pk: row.findings for row in items} == {pk: found for pk, found, _by in work}
        result = result_of(rubric, items)
        assert (saved.total, saved.passed) == (result.total, result.passed)


def adopt_in_a_thread(job):
    rubric, year, by = job
    try:
        return adopt_rubric(rubric, year=year, by=by)
    except Refused:
        return None
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_sheet_begun_while_the_city_adopts_has_the_rubric_of_the_year(participants, people, places, year):
    """Whoever comes first, all sheets of the year end under the rubric adopted for it, and every save stands."""
    first = Rubric.objects.get()
    second = published(people.shen, variant(pass_mark=85))
    for _round in range(ROUNDS):
        ItemScore.objects.update(version=0, state="blank", findings={}, points=None)
        wanted = second if rubric_for(year, places.haishu) == first else first
        rows = [sheet.items.get(number=1) for sheet in participants.values()]
        found = clean_findings(first.parsed.item(1))
        with ThreadPoolExecutor(PEOPLE) as pool:
            saves = [pool.submit(save_in_a_thread, (row.pk, found, people.chen)) for row in rows[:2]]
            adoption = pool.submit(adopt_in_a_thread, (wanted, year, people.shen))
            saves += [pool.submit(save_in_a_thread, (row.pk, found, people.chen)) for row in rows[2:]]
            for save in saves:
                save.result()
        now = rubric_for(year, places.haishu)
        assert (now == wanted) == (adoption.result() is not None)
        assert set(ScoreSheet.objects.values_list("rubric", flat=True)) == {now.pk}
