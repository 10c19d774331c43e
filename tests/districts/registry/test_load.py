"""Loading into the database: all or nothing, repeatable, nobody merged and nothing lost."""

import hashlib
import random
from datetime import date
from itertools import groupby

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from districts import registry
from districts.models import Community, District, Event, Role, Street, User
from districts.registry import RegistryFaults
from districts.registry.apply import DistrictCounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_districts")]
NANMEN, YUEHU = "330203001", "330203006"
EVENTS = Event.objects.filter(action="communities_loaded")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2022-03-01 12:00 +0800", tick=False)


def refusal(load, *rows):
    before = state()
    with pytest.raises(RegistryFaults) as raised:
        load(*rows)
    assert state() == before
    return [str(fault) for fault in raised.value.faults]


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Street, Community, Event)]


def valid():
    """Code by name of the communities without an end."""
    return dict(Community.objects.filter(valid_until=None).values_list("name", "code"))


# --- whole files ------------------------------------------------------------------------------------------


def test_all_rows_of_the_official_file_arrive(files):
    report = registry.load("名录.csv", files.real)
    assert files.in_database() == files.in_file(files.real)
    assert (report.new, report.changed, report.unchanged) == (len(files.in_file(files.real)), 0, 0)


def test_second_run_changes_nothing_and_writes_no_event(files):
    registry.load("名录.csv", files.real)
    before = state()
    report = registry.load("名录.csv", files.real)
    assert state() == before
    assert not report.changes_anything
    assert (report.new, report.changed, report.unchanged) == (0, 0, len(files.in_file(files.real)))


def test_report_counts_by_district_in_annex_order(files):
    report = registry.load("small.csv", files.small)
    assert report.districts == (
        DistrictCounts("330203", "海曙区", 11, 0, 0, 0),
        DistrictCounts("330205", "江北区", 4, 0, 0, 0),
        DistrictCounts("330211", "镇海区", 2, 0, 0, 0),
        DistrictCounts("330212", "鄞州区", 6, 0, 0, 0),
        DistrictCounts("330213", "奉化区", 2, 0, 0, 0),
        DistrictCounts("330281", "余姚市", 6, 0, 0, 0),
        DistrictCounts("330226", "宁海县", 2, 0, 0, 0),
    )
    assert (report.new_streets, report.changed_streets, report.repairs, report.notes) == (11, 0, (), ())


def test_traps_are_kept_apart(files):
    registry.load("small.csv", files.small)
    east = Community.objects.filter(name__startswith="东城").order_by("code")
    assert [(str(c.street.district), str(c.street), c.name) for c in east] == [
        ("鄞州区", "中河街道", "东城社区居委会"),
        ("鄞州区", "福明街道", "东城社区"),
        ("余姚市", "凤山街道", "东城社区"),
    ]
    assert sorted(Community.objects.filter(name__startswith="富巷").values_list("name", flat=True)) == [
        "富巷居委会",
        "富巷社区",
    ]
    assert Community.objects.filter(name="平安社区").count() == 3
    assert Community.objects.filter(name__startswith="天一").count() == 3
    assert Community.objects.get(name="丰乐社区（筹）").code is None


@pytest.mark.parametrize("character", "碶璟埼甽澥鲒霅")
def test_rare_characters_survive_gb18030(files, character):
    registry.load("small.csv", files.csv_of(files.rows_of(files.small), "gb18030"))
    names = Community.objects.values_list("street__name", "name")
    assert any(character in street + name for street, name in names)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings_give_the_same_registry(files, encoding):
    registry.load("small.csv", files.csv_of(files.rows_of(files.small), encoding))
    assert files.in_database() == files.in_file(files.small)


def test_full_width_digits_and_spaces_give_the_same_registry(files):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = [
        {
            head: f"\u3000{cell.translate(wide) if 'code' in head else cell}\u00a0"
            for head, cell in row.items()
        }
        for row in files.rows_of(files.small)
    ]
    report = registry.load("small.csv", files.csv_of(rows))
    assert files.in_database() == files.in_file(files.small)
    filled = sum(bool(cell.strip()) for row in rows for cell in row.values())
    assert len(report.repairs) == filled


@pytest.mark.parametrize("numbers", [True, False])
def test_workbook_gives_the_same_registry(files, numbers):
    rows = files.rows_of(files.small)
    cells = [
        [int(cell) if numbers and cell and "code" in head else cell or None for head, cell in row.items()]
        for row in rows
    ]
    registry.load("small.xlsx", files.xlsx_of([list(rows[0]), *cells]))
    assert files.in_database() == files.in_file(files.small)


def test_broken_file_changes_nothing(files):
    registry.load("small.csv", files.small)
    rows = files.rows_of(files.small)
    rows[0]["community"] = "改名社区"
    rows[3]["community_code"] = "3302A"
    rows[-1]["street_code"] = ""
    before = state()
    with pytest.raises(RegistryFaults) as raised:
        registry.load("small.csv", files.csv_of(rows))
    assert str(raised.value) == (
        "第 5 行 E 列（社区代码）：“3302A” 应为 12 位数字\n第 34 行 C 列（街道代码）：不能为空"
    )
    assert state() == before


def test_districts_must_be_loaded_first(files):
    District.objects.all().delete()
    with pytest.raises(RegistryFaults, match=r"请先运行 manage\.py load_annexes"):
        registry.load("small.csv", files.small)


@hypothesis_settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_order_of_rows_and_columns_makes_no_difference(files, seed, encoding):
    rows = files.rows_of(files.small)
    heads = list(rows[0])
    shuffle = random.Random(seed).shuffle
    shuffle(rows)
    shuffle(heads)
    content = files.csv_of([{head: row[head] for head in heads} for row in rows], encoding)
    with transaction.atomic():
        first = registry.load("shuffled.csv", content)
        assert files.in_database() == files.in_file(files.small)
        second = registry.load("shuffled.csv", content)
        original = registry.load("small.csv", files.small)
        assert (first.new, second.unchanged, original.unchanged) == (33, 33, 33)
        assert not second.changes_anything and not original.changes_anything
        assert EVENTS.count() == 1
        transaction.set_rollback(True)


DAYS = st.sampled_from(["", "", "", "2021-06-01", "2021-09-01", "2022-03-01", "2022-06-01", "2022-09-01"])
ROWS = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["", "101", "102", "103"]), DAYS, DAYS),
    min_size=1,
    max_size=4,
)


@hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(loads=st.lists(ROWS, min_size=1, max_size=4))
def test_any_history_of_loads_keeps_the_registry_sound(load, loads):
    """Each file is loaded whole and a second time changes nothing, or it is refused with its cells named."""
    with transaction.atomic():
        for rows in loads:
            listed = [
                (
                    NANMEN,
                    code and f"330203001{code}",
                    f"{name}社区",
                    {"valid_from": start, "valid_until": end},
                )
                for name, code, start, end in rows
            ]
            before = state()
            try:
                load(*listed)
            except RegistryFaults as refused:
                assert all(fault.place for fault in refused.faults)
                assert state() == before
            else:
                assert not load(*listed).changes_anything
        today = list(Community.objects.valid_today().values_list("name", "code"))
        assert len({name for name, _code in today}) == len(today)
        assert len({code for _name, code in today if code}) == sum(bool(code) for _name, code in today)
        transaction.set_rollback(True)


# --- the trail, dry runs, queries -------------------------------------------------------------------------


def test_one_event_with_counts_and_the_files_digest(files):
    guan = User.objects.create_user("guan", full_name="管维", role=Role.ADMINISTRATOR)
    registry.load("small.csv", files.small, by=guan)
    event = EVENTS.get()
    assert (event.actor, event.district, event.before, event.result) == (guan, None, None, "done")
    assert event.after == {
        "file_name": "small.csv",
        "sha256": hashlib.sha256(files.small).hexdigest(),
        "new_streets": 11,
        "changed_streets": 0,
        "new": 33,
        "changed": 0,
        "unchanged": 0,
        "absent": 0,
    }


def test_event_keeps_the_values_that_were_replaced(load):
    load((NANMEN, "330203001101", "甲社区"), (NANMEN, "330203001102", "乙社区"))
    load((NANMEN, "330203001103", "甲社区"), (NANMEN, "", "乙社区", {"valid_until": "2022-01-01"}))
    one, two = Community.objects.order_by("pk")
    assert EVENTS.first().before == {
        "communities": {str(one.pk): {"code": "330203001101"}, str(two.pk): {"valid_until": None}}
    }


def test_dry_run_reports_the_same_and_writes_nothing(files):
    before = state()
    planned = registry.load("small.csv", files.small, dry_run=True)
    assert state() == before
    done = registry.load("small.csv", files.small)
    assert (planned.dry_run, done.dry_run) == (True, False)
    assert (planned.districts, planned.new_streets) == (done.districts, done.new_streets)


def statements(content):
    """The kinds of statement a load takes, in order; batches of one statement count once."""
    with CaptureQueriesContext(connection) as captured:
        registry.load("many.csv", content)
    words = [query["sql"].split() for query in captured]
    kinds = [" ".join(found[: 1 if found[0] in {"SAVEPOINT", "RELEASE"} else 3]) for found in words]
    return [kind for kind, _batches in groupby(kinds)]


@pytest.mark.parametrize(
    ("stands", "loaded"), [(None, 0), (0, 1), (0, 0)], ids=["all new", "all changed", "all unchanged"]
)
def test_number_of_statements_does_not_depend_on_the_number_of_rows(files, stands, loaded):
    def content(number, shift):
        """Rows whose codes all move to the next row when `shift` grows by one."""
        return files.csv_of(
            [files.row_of(NANMEN, f"330203001{at + shift + 100}", f"第{at}社区") for at in range(number)]
        )

    def run(number):
        with transaction.atomic():
            if stands is not None:
                registry.load("before.csv", content(number, stands))
            taken = statements(content(number, loaded))
            transaction.set_rollback(True)
        return taken

    assert run(3) == run(300)


# --- codes move, names change -----------------------------------------------------------------------------


def test_codes_may_change_places(load):
    load((NANMEN, "330203001101", "甲社区"), (NANMEN, "330203001102", "乙社区"), (NANMEN, "", "丙社区"))
    keys = dict(Community.objects.values_list("name", "pk"))
    report = load(
        (NANMEN, "330203001102", "甲社区"),
        (NANMEN, "330203001103", "乙社区"),
        (NANMEN, "330203001101", "丙社区"),
    )
    assert valid() == {"甲社区": "330203001102", "乙社区": "330203001103", "丙社区": "330203001101"}
    assert dict(Community.objects.values_list("name", "pk")) == keys
    assert report.changes == (
        "海曙区南门街道“甲社区”：统计代码 330203001101 → 330203001102",
        "海曙区南门街道“乙社区”：统计代码 330203001102 → 330203001103",
        "海曙区南门街道“丙社区”：统计代码 无 → 330203001101",
    )


def test_a_reused_code_is_no_identity(load):
    """330205005017 once was 孔浦村安置社区 and then 甬江社区."""
    load((NANMEN, "330203001017", "安置社区"))
    load((NANMEN, "330203001018", "安置社区"), (NANMEN, "330203001017", "甬江社区"))
    assert valid() == {"安置社区": "330203001018", "甬江社区": "330203001017"}


def test_an_empty_code_cell_takes_no_code_away(load):
    load((NANMEN, "330203001101", "甲社区"))
    report = load((NANMEN, "", "甲社区"))
    assert (valid(), report.unchanged) == ({"甲社区": "330203001101"}, 1)


def test_an_empty_code_cell_gives_way_to_a_row_that_names_the_code(load):
    load((NANMEN, "330203001101", "甲社区"))
    rows = ((NANMEN, "", "甲社区"), (NANMEN, "330203001101", "乙社区"))
    report = load(*rows)
    assert valid() == {"甲社区": None, "乙社区": "330203001101"}
    assert report.changes == ("海曙区南门街道“甲社区”：统计代码 330203001101 → 无",)
    assert not load(*rows).changes_anything


def test_a_renamed_community_is_a_new_row_and_the_old_one_stays(load):
    load((NANMEN, "330203001101", "甲社区"), (NANMEN, "330203001102", "乙社区"))
    old = Community.objects.filter(name="甲社区").values().get()
    report = load((NANMEN, "330203001109", "甲社区居委会"), (NANMEN, "330203001102", "乙社区"))
    assert Community.objects.filter(name="甲社区").values().get() == old
    assert valid() == {"甲社区": "330203001101", "甲社区居委会": "330203001109", "乙社区": "330203001102"}
    assert report.districts == (DistrictCounts("330203", "海曙区", 1, 0, 1, 1),)


def test_a_code_held_by_a_community_the_file_does_not_list(load):
    load((NANMEN, "330203001101", "甲社区"))
    assert refusal(load, (NANMEN, "330203001102", "乙社区"), (NANMEN, "330203001101", "甲社区居委会")) == [
        "第 3 行 E 列（社区代码）：“330203001101” 在系统中属于海曙区南门街道“甲社区”，"
        "名录把它给了海曙区南门街道“甲社区居委会”，却没有列出海曙区南门街道“甲社区”。若它已改名或撤并，"
        "请在名录中也列出它并填写有效期止；若它另有代码，请也列出它；若代码有误，请更正本格"
    ]


def test_what_the_sentence_advises_works(load):
    load((NANMEN, "330203001101", "甲社区"))
    rows = (
        (NANMEN, "330203001101", "甲社区居委会", {"valid_from": "2021-09-01"}),
        (NANMEN, "", "甲社区", {"valid_until": "2021年9月1日"}),
    )
    load(*rows)
    assert list(
        Community.objects.order_by("name").values_list("name", "code", "valid_from", "valid_until")
    ) == [
        ("甲社区", "330203001101", None, date(2021, 9, 1)),
        ("甲社区居委会", "330203001101", date(2021, 9, 1), None),
    ]
    assert not load(*rows).changes_anything


def test_an_ended_community_holds_no_code(load):
    load((NANMEN, "330203001101", "甲社区", {"valid_until": "2022-03-01"}))
    load((NANMEN, "330203001101", "乙社区"))
    assert valid() == {"乙社区": "330203001101"}


def test_communities_the_file_does_not_list_are_untouched(files, load):
    registry.load("small.csv", files.small)
    before = list(Community.objects.order_by("pk").values())
    report = load((NANMEN, "330203001199", "新设社区"))
    assert list(Community.objects.order_by("pk").values())[:-1] == before
    assert report.districts == (DistrictCounts("330203", "海曙区", 1, 0, 0, 11),)


# --- validity ---------------------------------------------------------------------------------------------


def test_an_ended_community_does_not_rise_from_an_old_file(load):
    load((NANMEN, "330203001101", "甲社区", {"valid_until": "2021-09-01"}))
    assert refusal(load, (NANMEN, "330203001101", "甲社区")) == [
        "第 2 行 F 列（社区）：海曙区南门街道“甲社区”在系统中已有一段有效期（不详 起，2021-09-01 止），与本行重叠。"
        "若社区是重新设立的，请在“有效期起”填写不早于该止日的日期；否则请删去本行"
    ]


def test_a_community_set_up_again_is_a_new_row(load):
    load((NANMEN, "330203001101", "甲社区", {"valid_until": "2021-09-01"}))
    rows = ((NANMEN, "330203001101", "甲社区", {"valid_from": "2022-01-01"}),)
    assert load(*rows).new == 1
    assert not load(*rows).changes_anything
    assert Community.objects.count() == 2


def test_a_community_that_will_end_is_still_the_same_one(load):
    load((NANMEN, "330203001101", "甲社区", {"valid_until": "2022-12-31"}))
    assert load((NANMEN, "330203001101", "甲社区")).unchanged == 1
    assert load((NANMEN, "330203001101", "甲社区", {"valid_until": "2022-06-30"})).changed == 1
    assert Community.objects.get().valid_until == date(2022, 6, 30)


def test_validity_that_contradicts_the_database(load):
    load((NANMEN, "330203001101", "甲社区", {"valid_from": "2021-09-01"}))
    assert refusal(load, (NANMEN, "", "甲社区", {"valid_until": "2021-08-31"})) == [
        "第 2 行 G 列（有效期止）：有效期起 2021-09-01 不早于有效期止 2021-08-31：其中一个是系统中已有的，请核对"
    ]


# --- streets ----------------------------------------------------------------------------------------------


def test_a_street_known_by_name_gets_its_code(load):
    haishu = District.objects.get(code="330203")
    street = Street.objects.create(district=haishu, name="南门街道")
    report = load((NANMEN, "330203001101", "甲社区"))
    assert list(Street.objects.values_list("pk", "code")) == [(street.pk, NANMEN)]
    assert (report.new_streets, report.changed_streets) == (0, 1)
    assert report.changes == ("海曙区南门街道：街道代码 无 → 330203001",)


def test_street_codes_may_change_places(load):
    haishu = District.objects.get(code="330203")
    Street.objects.create(district=haishu, name="南门街道", code=YUEHU)
    Street.objects.create(district=haishu, name="月湖街道", code=NANMEN)
    load((NANMEN, "", "甲社区"), (YUEHU, "", "乙社区"))
    assert dict(Street.objects.values_list("name", "code")) == {"南门街道": NANMEN, "月湖街道": YUEHU}


def test_a_street_code_held_by_another_street(load):
    Street.objects.create(district=District.objects.get(code="330203"), name="南门镇", code=NANMEN)
    assert refusal(load, (NANMEN, "", "甲社区")) == [
        "第 2 行 C 列（街道代码）：“330203001” 在系统中是“南门镇”的代码，名录中写作“南门街道”。"
        "若街道已改名，请先在“社区名录”打开“南门镇”的任一社区，点“街道改名”；若代码有误，请更正本格"
    ]
