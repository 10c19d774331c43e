"""Mergers and renames in a registry file, and files that go out and come back in unchanged."""

import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from districts import registry
from districts.exports.csv_file import csv_pieces
from districts.exports.xlsx_file import write_xlsx
from districts.models import Community, District, Event, Street
from districts.registry import RegistryFaults
from districts.resources import CommunityResource, registry_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_districts")]
ONE, TWO, NEW = "330203001101", "330203001102", "330203001109"
NANMEN, YUEHU = "330203001", "330203006"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2022-03-01 12:00 +0800", tick=False)


def faults(load, *rows):
    before = written()
    with pytest.raises(RegistryFaults) as raised:
        load(*rows)
    assert written() == before
    return [str(fault) for fault in raised.value.faults]


def ended(day, into):
    return {"valid_until": day, "并入": into}


def joined():
    """(name, end, what it became part of) of those that ended."""
    rows = Community.objects.exclude(valid_until=None).order_by("pk")
    return list(rows.values_list("name", "valid_until", "merged_into__name"))


# --- mergers and renames ----------------------------------------------------------------------------------------


def test_a_rename_keeps_the_old_row_and_joins_it_to_the_new_one(load):
    load((NANMEN, ONE, "甲社区"))
    old = Community.objects.get()
    rows = ((NANMEN, "", "甲社区", ended("2021-09-01", "乙社区")), (NANMEN, ONE, "乙社区"))
    report = load(*rows)
    assert (report.new, report.changed) == (1, 1)
    assert report.changes == (
        "海曙区南门街道“甲社区”：有效期止 无 → 2021年9月1日",
        "海曙区南门街道“甲社区”：并入或更名为 无 → 南门街道乙社区",
    )
    old.refresh_from_db()
    assert (old.name, old.valid_until, old.merged_into.name) == ("甲社区", date(2021, 9, 1), "乙社区")
    assert not load(*rows).changes_anything


def test_two_merge_into_one_that_stood_before(load):
    load((NANMEN, ONE, "甲社区"), (NANMEN, TWO, "乙社区"), (YUEHU, "330203006101", "丙社区"))
    load(
        (NANMEN, "", "甲社区", ended("2022-01-01", "丙社区")),
        (NANMEN, "", "乙社区", ended("2022-02-01", "丙社区")),
    )
    assert joined() == [("甲社区", date(2022, 1, 1), "丙社区"), ("乙社区", date(2022, 2, 1), "丙社区")]


@pytest.mark.parametrize("said", ["平安社区", "月湖街道平安社区", "330203006101", "　平安 社区"])
def test_what_it_merged_into_is_named_in_full_with_its_street_or_by_code(load, said):
    load((NANMEN, ONE, "甲社区"), (YUEHU, "330203006101", "平安社区"))
    load((NANMEN, ONE, "甲社区", ended("2022-01-01", said)))
    assert joined() == [("甲社区", date(2022, 1, 1), "平安社区")]


def test_the_event_keeps_what_stood_before(load):
    load((NANMEN, ONE, "甲社区"), (NANMEN, TWO, "乙社区"), (NANMEN, NEW, "丙社区"))
    load((NANMEN, ONE, "甲社区", ended("2022-01-01", "乙社区")))
    load((NANMEN, ONE, "甲社区", ended("2022-01-01", "丙社区")))
    key = str(Community.objects.get(name="甲社区").pk)
    assert Event.objects.first().before == {"communities": {key: {"merged_into": "南门街道乙社区"}}}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"valid_until": "", "并入": "乙社区"},
            "第 2 行 H 列（并入或更名为）：填写了并入或更名为“乙社区”，还要在“有效期止”填写从哪一天起",
        ),
        (
            ended("2022-01-01", "无名社区"),
            "第 2 行 H 列（并入或更名为）：海曙区在 2022-01-01 那天没有“无名社区”，"
            "请填写名录里的全称（可在前面加街道名称）或 12 位统计代码",
        ),
        (
            ended("2022-01-01", "甲社区"),
            "第 2 行 H 列（并入或更名为）：海曙区在 2022-01-01 那天没有“甲社区”，"
            "请填写名录里的全称（可在前面加街道名称）或 12 位统计代码",
        ),
        (
            ended("2022-01-01", "乙"),
            "第 2 行 H 列（并入或更名为）：海曙区在 2022-01-01 那天没有“乙”，"
            "请填写名录里的全称（可在前面加街道名称）或 12 位统计代码",
        ),
    ],
    ids=["no day", "unknown", "itself", "part of a name"],
)
def test_a_merger_that_leads_nowhere(load, row, message):
    load((NANMEN, ONE, "甲社区"), (NANMEN, TWO, "乙社区"))
    assert faults(load, (NANMEN, ONE, "甲社区", row), (NANMEN, TWO, "乙社区")) == [message]


def test_a_name_in_two_streets_is_asked_about_not_guessed(load):
    load((NANMEN, ONE, "平安社区"), (YUEHU, "330203006101", "平安社区"), (NANMEN, TWO, "甲社区"))
    (said,) = faults(load, (NANMEN, TWO, "甲社区", ended("2022-01-01", "平安社区")))
    assert said == (
        "第 2 行 H 列（并入或更名为）：2022-01-01 那天海曙区有几个“平安社区”，请在前面加上街道名称，如“南门街道平安社区”"
    )


def test_nothing_merges_into_what_had_ended_by_then(load):
    load((NANMEN, ONE, "甲社区"), (NANMEN, TWO, "乙社区", {"valid_until": "2021-06-01"}))
    (said,) = faults(load, (NANMEN, ONE, "甲社区", ended("2022-01-01", "乙社区")))
    assert "海曙区在 2022-01-01 那天没有“乙社区”" in said


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ((NANMEN, TWO, "乙社区", {"valid_until": "2021-06-01"}), "H 列（有效期止）"),
        ((NANMEN, TWO, "乙社区", {"valid_from": "2021-10-01"}), "G 列（有效期起）"),
    ],
    ids=["ends before", "begins after"],
)
def test_a_file_may_not_take_the_successor_away_from_the_day_of_a_merger(load, row, place):
    load((NANMEN, ONE, "甲社区", ended("2021-09-01", "乙社区")), (NANMEN, TWO, "乙社区"))
    said = f"第 2 行 {place}：甲社区在 2021年9月1日 并入或更名为乙社区，那一天须在乙社区的有效期内"
    days = {"valid_from": "", "valid_until": ""}
    assert faults(load, (*row[:3], days | row[3])) == [said]


def test_a_file_may_not_move_the_day_of_a_merger_outside_the_successor(load):
    load(
        (NANMEN, ONE, "甲社区", ended("2023-09-01", "乙社区")),
        (NANMEN, TWO, "乙社区", {"valid_until": "2024-01-01", "并入": ""}),
    )
    (said,) = faults(load, (NANMEN, ONE, "甲社区", {"valid_until": "2024-01-01"}))
    assert said == (
        "第 2 行 G 列（有效期止）：甲社区在 2024年1月1日 并入或更名为乙社区，那一天须在乙社区的有效期内"
    )


def test_a_merger_and_its_successor_may_move_in_one_file(load):
    load((NANMEN, ONE, "甲社区", ended("2021-09-01", "乙社区")), (NANMEN, TWO, "乙社区"))
    load(
        (NANMEN, ONE, "甲社区", ended("2021-09-01", "丙社区")),
        (NANMEN, TWO, "乙社区", {"valid_until": "2021-06-01"}),
        (NANMEN, NEW, "丙社区"),
    )
    assert joined() == [("甲社区", date(2021, 9, 1), "丙社区"), ("乙社区", date(2021, 6, 1), None)]


# --- set up again ----------------------------------------------------------------------------------------------


def test_a_community_set_up_again_may_stand_twice_in_one_file(load):
    load((NANMEN, ONE, "甲社区"))
    first = Community.objects.get()
    rows = (
        (NANMEN, NEW, "甲社区", {"valid_from": "2022-01-01"}),
        (NANMEN, ONE, "甲社区", {"valid_until": "2021-09-01"}),
    )
    load(*rows)
    first.refresh_from_db()
    assert (first.code, first.valid_until) == (ONE, date(2021, 9, 1))
    assert Community.objects.exclude(pk=first.pk).get().code == NEW
    assert not load(*rows).changes_anything


def test_an_earlier_life_told_later_is_a_row_of_its_own(load):
    load((NANMEN, ONE, "甲社区", {"valid_from": "2022-01-01"}))
    stands = Community.objects.get()
    load(
        (NANMEN, NEW, "甲社区", {"valid_from": "", "valid_until": "2021-09-01"}),
        (NANMEN, ONE, "甲社区", {"valid_from": "2022-01-01"}),
    )
    stands.refresh_from_db()
    assert (stands.valid_from, stands.valid_until) == (date(2022, 1, 1), None)
    assert Community.objects.exclude(pk=stands.pk).get().valid_until == date(2021, 9, 1)


# --- only one's own district --------------------------------------------------------------------------------------


def test_a_file_for_one_district_names_every_row_of_another(files):
    jiangbei = District.objects.get(code="330205")
    with pytest.raises(RegistryFaults) as raised:
        registry.load("small.csv", files.small, only=jiangbei)
    rows = [row for row in files.rows_of(files.small) if row["district_code"] != "330205"]
    assert len(raised.value.faults) == len(rows)
    assert str(raised.value.faults[0]) == (
        "第 2 行 A 列（区县代码）：“330203” 是海曙区，您只能导入江北区的社区，请删去本行"
    )
    assert not Community.objects.exists()


@pytest.mark.parametrize(
    "name", ["=1+1社区", "+社区", "-社区", "@社区", "＝1+1社区", "＋社区", "－社区", "＠社区", "'=1+1社区"]
)
def test_a_name_excel_would_run_is_refused(load, name):
    (said,) = faults(load, (NANMEN, ONE, name))
    assert said == f"第 2 行 F 列（社区）：“{name}” 不能以 = + - @ 开头（全角也不行），Excel 会当成公式"


# --- out and in again -----------------------------------------------------------------------------------------------


def wipe():
    Community.objects.update(merged_into=None)
    Community.objects.all().delete()
    Street.objects.all().delete()


def registry_file(communities, kind):
    """The bytes of the file as it is sent."""
    table = registry_table(CommunityResource, communities)
    if kind == "csv":
        return b"".join(csv_pieces(table))
    file = io.BytesIO()
    write_xlsx(table, file)
    return file.getvalue()


def written():
    """Every community as a file says it."""
    return sorted(map(str, CommunityResource().export()))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_registry_goes_out_and_comes_back_unchanged(files, kind):
    registry.load("名录.csv", files.real)
    content = registry_file(Community.objects.all(), kind)
    report = registry.load(f"名录.{kind}", content)
    assert (report.changes_anything, report.repairs, report.notes) == (False, (), ())
    before = written()
    wipe()
    registry.load(f"名录.{kind}", content)
    assert written() == before


def test_the_csv_begins_with_the_mark_excel_needs(files):
    registry.load("small.csv", files.small)
    content = registry_file(Community.objects.filter(name="天一社区"), "csv")
    assert content.decode() == (
        "\ufeff区县代码,区县,街道代码,街道,社区代码,社区,有效期起,有效期止,并入或更名为\r\n"
        "330203,海曙区,330203006,月湖街道,330203006101,天一社区,,,\r\n"
    )


def test_in_the_workbook_a_name_is_never_a_formula_and_a_code_never_a_number(files):
    registry.load("small.csv", files.small)
    Community.objects.filter(name="天一社区").update(name="=1+1")
    content = registry_file(Community.objects.filter(name="=1+1"), "xlsx")
    row = load_workbook(io.BytesIO(content)).active[2]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in row[4:6]] == [
        ("330203006101", "s", "@"),
        ("=1+1", "s", "@"),
    ]


DAYS = [date(2020, 1, 1), date(2021, 1, 1), date(2021, 6, 1), date(2021, 9, 1), date(2022, 1, 1)]
# For each community of a street: the days it was renamed, set up again, or merged away.
LIVES = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁碶璟埼甽澥鲒霅"), st.sets(st.sampled_from(DAYS), max_size=2)),
    min_size=1,
    max_size=5,
    unique_by=lambda life: life[0],
)


@hypothesis_settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lives=LIVES, kind=st.sampled_from(["csv", "xlsx"]), again=st.booleans())
def test_any_registry_goes_out_and_comes_back(lives, kind, again):
    """Communities that were renamed, merged and set up again: the file changes nothing where they stand and makes
    the same registry where nothing does."""
    wipe()
    street = Street.objects.create(district=District.objects.get(code="330203"), code=NANMEN, name="南门街道")
    stays = Community.objects.create(street=street, name="天一社区", code=f"{NANMEN}999")
    for number, (name, days) in enumerate(lives):
        start, (*ends,) = None, *[sorted(days)]
        for end in ends:
            Community.objects.create(
                street=street, name=f"{name}社区", valid_from=start, valid_until=end, merged_into=stays
            )
            start = end
        if again or not ends:
            Community.objects.create(
                street=street, name=f"{name}社区", valid_from=start, code=f"{NANMEN}{number:03d}"
            )
    content, before = registry_file(Community.objects.all(), kind), written()
    assert not registry.load(f"名录.{kind}", content).changes_anything
    wipe()
    registry.load(f"名录.{kind}", content)
    assert written() == before
