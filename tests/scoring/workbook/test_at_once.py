"""Bringing back and saving on the site at the same moment, in real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from scoring.actions import Conflict, save_item
from scoring.bring_back import Stale, bring_back, keep_workbook, open_workbook, plan_of
from scoring.models import ItemScore, ScoreSheet
from scoring.results import result_of
from tests.scenes import fill
from tests.scoring.workbook.books import downloaded, edited

ROUNDS = 12


def together(*calls):
    """Each call's outcome, True or the kind of refusal, with all of them let go at once."""
    start = Barrier(len(calls))

    def run(call):
        start.wait(timeout=60)
        try:
            call()
        except (Conflict, Stale) as refused:
            return type(refused)
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_of_a_save_and_a_workbook_for_one_item_exactly_one_is_written(participants, people, year):
    sheet = fill(participants["柳堤社区"], people.chen)
    for n in range(ROUNDS):
        row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=5)
        content = edited(
            downloaded(people.chen, year),
            {("柳堤社区", "5b"): ("是", "否")[n % 2], ("柳堤社区", 5): f"文件{n}"},
        )
        opened = open_workbook("a.xlsx", content, year=year, district=people.chen.district, by=people.chen)
        upload, seen = keep_workbook(opened.upload, content=content, by=people.chen), plan_of(opened).digest
        findings = {"5a": True, "5b": False, "5c": bool(n % 2)}
        brought, saved = together(
            lambda up=upload, of=opened, seen=seen: bring_back(up, of, seen=seen, by=people.chen),
            lambda row=row, said=findings, n=n: save_item(
                row, findings=said, reason=f"网上{n}", version=row.version, by=people.lin
            ),
        )
        assert (brought, saved) in ((True, Conflict), (Stale, True))
        now = ItemScore.objects.get(pk=row.pk)
        assert (now.reason, now.version) == (f"文件{n}" if brought is True else f"网上{n}", row.version + 1)
        kept = ScoreSheet.objects.get(pk=sheet.pk)
        assert kept.total == result_of(sheet.rubric.parsed, kept.items.all()).total
