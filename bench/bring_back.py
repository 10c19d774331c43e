"""How long bringing a whole city's score workbook back takes, beside a floor measured in the same run: reading the
same file with python-calamine and writing the same rows with one bulk statement, checking nothing.

    make bench          (GC_ENVIRONMENT=test; DATABASE_URL chooses the database, beside which a scratch one is made)
"""

import io
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greencommunity.settings")
os.environ.setdefault("GC_ENVIRONMENT", "test")

import django

django.setup()

import openpyxl
import python_calamine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.runner import DiscoverRunner
from django.test.utils import CaptureQueriesContext

from districts.models import Community, District, Role, Street, User, Year
from scoring.actions import make_sheets
from scoring.bring_back import bring_back, keep_workbook, open_workbook, plan_of
from scoring.engine.rules import clean_finding
from scoring.items import WRITTEN
from scoring.models import ItemScore, ScoreSheet, Stage
from scoring.workbook import layout
from scoring.workbook.export import export_workbook

COMMUNITIES, RUNS = 659, 5
REASON = "现场查看，情况属实。"


def city():
    """One district that has all the city's communities, a blank initial sheet each. Returns (its lead, the year)."""
    call_command("load_annexes", stdout=io.StringIO())
    district, year = District.objects.first(), Year.objects.first()
    street = Street.objects.create(district=district, code=district.code + "001", name="测试街道")
    communities = Community.objects.bulk_create(
        [Community(street=street, name=f"第{n}社区") for n in range(COMMUNITIES)]
    )
    make_sheets(communities, district=district, year=year, stage=Stage.INITIAL)
    lead = User.objects.create_user("bench", None, full_name="测", role=Role.DISTRICT_LEAD, district=district)
    return lead, year


def filled(lead, year):
    """The bytes of the downloaded workbook with every rule answered and a reason beside every item."""
    file = io.BytesIO()
    export_workbook(lead, district=lead.district, year=year, stage=Stage.INITIAL, file=file)
    book = openpyxl.load_workbook(file)
    sheet = book[layout.ENTRY]
    rubric = ScoreSheet.objects.first().rubric.parsed
    clean = {rule.code: clean_finding(rule) for rule in rubric.rules}
    columns = {layout.column_key(cell.value or ""): cell.column for cell in sheet[1]}
    for row in range(2, COMMUNITIES + 2):
        for key, column in columns.items():
            if key in clean:
                value = clean[key]
                sheet.cell(row, column).value = layout.NO if value is False else value
            elif isinstance(key, int):
                sheet.cell(row, column).value = REASON
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ours(content, lead, year):
    """Upload, check, preview and write. Returns the items written."""
    opened = open_workbook("评分.xlsx", content, year=year, district=lead.district, by=lead)
    plan = plan_of(opened)
    upload = keep_workbook(opened.upload, content=content, by=lead)
    return bring_back(upload, opened, seen=plan.digest, by=lead).new


def updated(rows):
    """Django's own bulk write of changed rows."""
    ItemScore.objects.bulk_update(rows, WRITTEN, batch_size=500)


def upserted(rows):
    """The fastest one: whole rows, as scoring.items writes them."""
    ItemScore.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN, batch_size=1000
    )


def floor(content, write):
    """Read the file, write the rows."""
    python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name(layout.ENTRY).to_python()
    with transaction.atomic():
        write(list(ItemScore.objects.all()))


def timed(job, *args):
    begun = time.perf_counter()
    result = job(*args)
    return time.perf_counter() - begun, result


def main():
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with transaction.atomic():
            lead, year = city()
            content = filled(lead, year)
            measure(content, lead, year)
            transaction.set_rollback(True)
    finally:
        runner.teardown_databases(databases)


FLOORS = {"bulk_update": updated, "upsert": upserted}


def measure(content, lead, year):
    whole, bare = [], {name: [] for name in FLOORS}
    for number in range(RUNS + 1):
        with transaction.atomic():
            if number == 0:  # warms everything up, and counts the statements
                with CaptureQueriesContext(connection) as captured:
                    items = ours(content, lead, year)
            else:
                seconds, items = timed(ours, content, lead, year)
                whole.append(seconds)
            for name, write in FLOORS.items():
                bare[name].append(timed(floor, content, write)[0])
            transaction.set_rollback(True)
    assert items == COMMUNITIES * 17, items
    mid = statistics.median(whole)
    print(f"{connection.vendor}: {COMMUNITIES} communities, {items} items, {len(content) // 1024} KiB")
    print(f"check, preview and save: {mid:.2f} s, {len(captured)} statements")
    for name, seconds in bare.items():
        least = statistics.median(seconds[1:])
        print(f"calamine and one {name}: {least:.2f} s; ratio {mid / least:.2f}")


if __name__ == "__main__":
    sys.exit(main())
