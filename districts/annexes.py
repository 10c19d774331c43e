"""Loading the document's own data: districts, departments, the programme with its years, and Annex 2.

Repeatable: what the city has since set itself (due days, 2022's targets, declared numbers) is never overwritten.
"""

import csv
import tomllib

from django.db import transaction

from .models import Department, District, Programme, Target, Year


class AnnexError(Exception):
    """The annex data contradict themselves; the message says where."""


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load(folder):
    """Load districts, departments, programme, years and targets from `folder`. Returns the years.

    Raises AnnexError where Annex 2 names a district differently from districts.csv."""
    load_districts(folder)
    load_departments(folder)
    return load_programme(folder)


def load_districts(folder):
    order = {row["行政区划代码"]: int(row["序号"]) for row in _rows(folder / "annex2.csv")}
    for row in _rows(folder / "districts.csv"):
        code = row["行政区划代码"]
        if code not in order:
            raise AnnexError(f"districts.csv: {code} is not in Annex 2")
        District.objects.get_or_create(
            code=code,
            defaults={"name": row["行政区划"], "annex_order": order[code], "bureau": row["填报单位"]},
        )


def load_departments(folder):
    for order, row in enumerate(_rows(folder / "departments.csv"), start=1):
        Department.objects.get_or_create(
            code=row["代码"], defaults={"name": row["名称"], "short_name": row["简称"], "order": order}
        )


def load_programme(folder):
    described = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    programme, _ = Programme.objects.get_or_create(
        document_number=described["document_number"],
        defaults={key: described[key] for key in ("name", "first_year", "last_year")},
    )
    return [_load_year(folder, programme, year) for year in described["years"]]


def _load_year(folder, programme, described):
    days = {key: described.get(key) for key in ("share_goal", "plan_due", "report_due", "review_due")}
    year, _ = Year.objects.get_or_create(
        number=described["number"], defaults={"programme": programme, **days}
    )
    if "targets" in described:
        _load_annex2(year, _rows(folder / described["targets"]))
    else:
        _carry_declared(year, described["declared_as_in"])
    return year


def _load_annex2(year, rows):
    """附件2: 社区居委会数量 and 绿色社区建设数量 of each district."""
    for row in rows:
        district = District.objects.get(code=row["行政区划代码"])
        if district.name != row["行政区划"]:
            raise AnnexError(f"annex2.csv: {row['行政区划代码']} is {district.name}, not {row['行政区划']}")
        Target.objects.get_or_create(
            year=year,
            district=district,
            defaults={
                "declared": int(row["社区居委会数量"]),
                "target": int(row[f"{year.number}年绿色社区建设数量"]),
            },
        )


def _carry_declared(year, number):
    for earlier in Target.objects.filter(year__number=number):
        Target.objects.get_or_create(
            year=year, district_id=earlier.district_id, defaults={"declared": earlier.declared}
        )
