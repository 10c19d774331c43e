"""A small registry file with the traps of the real one built in, and ways to write variants of it."""

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import Workbook

from districts import registry
from districts.annexes import load_districts
from districts.models import Community

SMALL = Path(__file__).resolve().parents[2] / "data" / "communities-small.csv"
REAL = settings.BASE_DIR.parent / "shared" / "data" / "ningbo-communities-2020.csv"


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def csv_of(rows, encoding="utf-8"):
    """The rows, dicts by head, as the bytes of a CSV file with the heads of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*sheets):
    """Lists of rows of cells as the bytes of a workbook, one sheet each."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def row_of(street_code, community_code, community, **others):
    """One row in 海曙区, whose streets are 南门街道 and 月湖街道."""
    street = {"330203001": "南门街道", "330203006": "月湖街道"}[street_code]
    row = {"district_code": "330203", "district": "海曙区", "street_code": street_code, "street": street}
    return {**row, "community_code": community_code, "community": community, **others}


def in_database():
    """Every community as the file would say it, by key."""
    fields = (
        "street__district__code",
        "street__district__name",
        "street__code",
        "street__name",
        "code",
        "name",
    )
    return sorted(Community.objects.values_list(*fields), key=str)


def in_file(content):
    """What `in_database` is to give once this file is loaded."""
    return sorted((tuple(cell or None for cell in row.values()) for row in rows_of(content)), key=str)


class Files:
    """The files to load and the ways to write and read them."""

    small = SMALL.read_bytes()
    real = (REAL if REAL.exists() else SMALL).read_bytes()
    rows_of = staticmethod(rows_of)
    row_of = staticmethod(row_of)
    csv_of = staticmethod(csv_of)
    xlsx_of = staticmethod(xlsx_of)
    in_database = staticmethod(in_database)
    in_file = staticmethod(in_file)


@pytest.fixture(scope="session")
def files():
    return Files


@pytest.fixture
def load(files):
    """Load rows of 海曙区, given as tuples (street code, community code, name, other cells)."""

    def run(*rows, **how):
        made = [files.row_of(*row[:3], **(row[3] if len(row) > 3 else {})) for row in rows]
        heads = dict.fromkeys(head for row in made for head in row)
        return registry.load(
            "名录.csv", files.csv_of([{**dict.fromkeys(heads, ""), **row} for row in made]), **how
        )

    return run


@pytest.fixture
def ten_districts(db):
    load_districts(settings.FIXTURES_DIR)
