"""Out, through a real office program, and back: nothing has changed."""

import subprocess

import pytest

from scoring.bring_back import open_workbook, plan_of
from tests.scenes import fill
from tests.scoring.workbook.books import downloaded, edited

pytestmark = [pytest.mark.office, pytest.mark.django_db]


def saved_by_office(content, folder, ending):
    """The workbook opened and saved by LibreOffice as .xlsx, .xls or .ods."""
    source, out = folder / "评分工作簿.xlsx", folder / "out"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / f"评分工作簿.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_opened_and_saved_in_an_office_program_it_changes_nothing(
    participants, people, year, tmp_path, ending
):
    sheet = fill(participants["春浪社区"], people.chen, r1b=2, r5b=True, r8a=3, r17a=2)
    save(sheet, 10, people.chen, "=1+1\r\n@甲，-2", **{"10a": percent("89.99")})
    save(participants["柳堤社区"], 10, people.chen, "'007", **{"10a": percent("0.5")})
    content = edited(downloaded(people.chen, year), {("天一社区", "12a"): 27.5})
    back = saved_by_office(content, tmp_path, ending)
    opened = open_workbook(f"a.{ending}", back, year=year, district=people.chen.district, by=people.chen)
    plan = plan_of(opened)
    assert ([str(fault) for row in plan.left for fault in row.faults], plan.both, plan.emptied) == ([], [], 0)
    assert [
        (one.sheet.community.name, change.item.number, change.findings)
        for one in plan.changing
        for change in one.sure
    ] == [("天一社区", 12, {"12a": percent("27.5")})]


def percent(text):
    from decimal import Decimal

    return Decimal(text)


def save(sheet, number, by, reason, **findings):
    from scoring.actions import save_item
    from scoring.models import ItemScore

    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    save_item(row, findings=findings, reason=reason, version=row.version, by=by)
