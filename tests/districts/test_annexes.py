"""Annex 2 and the departments as data: the document's sums and names, loaded as often as one likes."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from districts.models import Department, District, Event, Target, Year
from reports.models import Submission
from scoring.models import Adoption, Rubric


def test_annex2_is_the_documents_to_the_letter(repository):
    fixture = (repository / "fixtures" / "annex2.csv").read_text(encoding="utf-8")
    assert fixture == (repository / "tests" / "document" / "annex2.csv").read_text(encoding="utf-8")


def test_annex2_stands_in_the_document(repository):
    document = (repository / "tests" / "document" / "yongjianfa-2021-55.txt").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO((repository / "fixtures" / "annex2.csv").read_text(encoding="utf-8")))
    words = document[document.index("2021 年各区县（市）绿色社区建设目标\n\n序号") :].split()
    for row in rows:
        short = row["行政区划"]
        line = [row["序号"], short, row["社区居委会数量"], row["2021年绿色社区建设数量"]]
        start = words.index(short) - 1
        assert words[start : start + 4] == line


def test_the_sums_are_659_and_264(annexes):
    sums = Target.objects.filter(year__number=2021).aggregate(Sum("declared"), Sum("target"))
    assert sums == {"declared__sum": 659, "target__sum": 264}


def test_the_ten_districts_stand_in_the_annexs_order(annexes):
    names = [
        "海曙区",
        "江北区",
        "镇海区",
        "北仑区",
        "鄞州区",
        "奉化区",
        "余姚市",
        "慈溪市",
        "宁海县",
        "象山县",
    ]
    assert [district.name for district in District.objects.all()] == names


def test_seven_departments_review_with_the_city(annexes, repository):
    document = (repository / "tests" / "document" / "yongjianfa-2021-55.txt").read_text(encoding="utf-8")
    squeezed = "".join(document.split())
    departments = [department.name for department in Department.objects.all()]
    assert len(departments) == 7
    assert [name for name in departments if name not in squeezed] == []


def test_2022_has_no_target_until_the_city_sets_one(annexes):
    targets = Target.objects.filter(year__number=2022)
    assert set(targets.values_list("target", flat=True)) == {None}
    assert targets.aggregate(Sum("declared")) == {"declared__sum": 659}


def test_the_calendar_is_the_documents(annexes):
    days = Year.objects.values_list("number", "share_goal", "plan_due", "report_due", "review_due")
    assert [(n, goal, str(plan), str(report), str(review)) for n, goal, plan, report, review in days] == [
        (2021, 40, "2021-06-30", "2021-08-31", "2021-09-30"),
        (2022, 60, "None", "2022-08-31", "2022-09-30"),
    ]


def everything():
    models = (District, Department, Year, Target, Rubric, Adoption, Submission)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_again_changes_nothing_the_city_has_set(annexes):
    Target.objects.filter(year__number=2022, district__code="330203").update(target=61)
    before = everything()
    call_command("load_annexes", stdout=io.StringIO())
    assert everything() == before


@pytest.mark.django_db
def test_a_contradiction_loads_nothing(settings, tmp_path, repository):
    for file in (repository / "fixtures").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    wrong = (tmp_path / "annex2.csv").read_text(encoding="utf-8").replace("海曙区", "海曙")
    (tmp_path / "annex2.csv").write_text(wrong, encoding="utf-8")
    settings.FIXTURES_DIR = tmp_path
    with pytest.raises(CommandError, match=r"annex2\.csv: 330203 is 海曙区, not 海曙"):
        call_command("load_annexes", stdout=io.StringIO())
    assert (District.objects.count(), Event.objects.count()) == (0, 0)
