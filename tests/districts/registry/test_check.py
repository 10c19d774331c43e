"""A table to clean rows, or every bad cell named."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.models import Community, District, Street
from districts.registry import RegistryFaults, cells
from districts.registry.check import (
    Checked,
    Entry,
    _clashes,
    _Span,
    check,
    community_code_stands_once,
    community_stands_once,
    overlap,
)
from districts.registry.read import table

DISTRICTS = {"330203": "海曙区", "330205": "江北区"}
TODAY = date(2022, 3, 1)
NANMEN, YUEHU = "330203001", "330203006"


def checked(content):
    return check(table(content), districts=DISTRICTS, today=TODAY)


def faults(content):
    with pytest.raises(RegistryFaults) as raised:
        checked(content)
    return [str(fault) for fault in raised.value.faults]


@pytest.fixture
def one(files):
    """The sentences about a file of one good row in which some cells are replaced."""
    good = files.row_of(NANMEN, "330203001101", "澄波社区", valid_from="", valid_until="")
    return lambda **cells: faults(files.csv_of([{**good, **cells}]))


def test_lengths_are_those_of_the_columns():
    assert District._meta.get_field("name").max_length == cells.DISTRICT_NAME
    assert Street._meta.get_field("name").max_length == cells.STREET_NAME
    assert Community._meta.get_field("name").max_length == cells.COMMUNITY_NAME


def test_clean_rows(files):
    rows = [
        files.row_of(NANMEN, "330203001101", "澄波社区", valid_from="2021年1月1日", valid_until="2021-08-31"),
        files.row_of(YUEHU, "", "天一社区", valid_from="", valid_until=""),
    ]
    common = {"district_code": "330203", "district": "海曙区"}
    first = Entry(
        row=2,
        **common,
        street_code=NANMEN,
        street="南门街道",
        code="330203001101",
        name="澄波社区",
        valid_from=date(2021, 1, 1),
        valid_until=date(2021, 8, 31),
    )
    second = Entry(row=3, **common, street_code=YUEHU, street="月湖街道", code=None, name="天一社区")
    assert checked(files.csv_of(rows)) == Checked((first, second), ())


def test_repairs_are_listed(files):
    row = files.row_of(NANMEN, "３３０２０３００１１０１", "\u3000红 旗里\u200b社区")
    result = checked(files.csv_of([row]))
    assert (result.entries[0].code, result.entries[0].name) == ("330203001101", "红旗里社区")
    assert [str(repair) for repair in result.repairs] == [
        "第 2 行 E 列（社区代码）：“３３０２０３００１１０１” 已更正为 “330203001101”",
        "第 2 行 F 列（社区）：“[U+3000]红 旗里[U+200B]社区” 已更正为 “红旗里社区”",
    ]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ({"district_code": "3302"}, "第 2 行 A 列（区县代码）：“3302” 应为 6 位数字"),
        ({"district_code": ""}, "第 2 行 A 列（区县代码）：不能为空"),
        ({"district": "海曙"}, "第 2 行 B 列（区县）：“海曙” 与代码 330203 不符，应为“海曙区”"),
        ({"street_code": "33020300"}, "第 2 行 C 列（街道代码）：“33020300” 应为 9 位数字"),
        ({"street_code": " "}, "第 2 行 C 列（街道代码）：不能为空"),
        ({"street": "\u3000"}, "第 2 行 D 列（街道）：不能为空"),
        ({"street": "街" * 41}, f"第 2 行 D 列（街道）：“{'街' * 40}…” 超过 40 个字"),
        ({"community_code": "3302A"}, "第 2 行 E 列（社区代码）：“3302A” 应为 12 位数字"),
        ({"community_code": "①" * 12}, f"第 2 行 E 列（社区代码）：“{'①' * 12}” 应为 12 位数字"),
        (
            {"community_code": "3.30203E+11"},
            "第 2 行 E 列（社区代码）：“3.30203E+11” 应为 12 位数字："
            "Excel 把长数字改成了科学计数法，请把该列设为文本后重新填写",
        ),
        (
            {"community_code": "330203006101"},
            "第 2 行 E 列（社区代码）：“330203006101” 应以街道代码 330203001 开头",
        ),
        ({"community": ""}, "第 2 行 F 列（社区）：不能为空"),
        ({"community": "社" * 61}, f"第 2 行 F 列（社区）：“{'社' * 40}…” 超过 60 个字"),
        (
            {"community": "澄波\n社区"},
            "第 2 行 F 列（社区）：“澄波[U+000A]社区” 含有换行、控制字符或无法识别的字符",
        ),
        (
            {"community": "澄波\x00社区"},
            "第 2 行 F 列（社区）：“澄波[U+0000]社区” 含有换行、控制字符或无法识别的字符",
        ),
        ({"community": "澄�社区"}, "第 2 行 F 列（社区）：“澄�社区” 含有换行、控制字符或无法识别的字符"),
        (
            {"community": "澄\ue000社区"},
            "第 2 行 F 列（社区）：“澄[U+E000]社区” 含有换行、控制字符或无法识别的字符",
        ),
        ({"community": "#N/A"}, "第 2 行 F 列（社区）：“#N/A” 是 Excel 的错误值，请填写名称"),
        (
            {"valid_from": "2021-02-30"},
            "第 2 行 G 列（有效期起）：“2021-02-30” 应为日期，如 2021-08-31 或 2021年8月31日",
        ),
        (
            {"valid_from": "2021-08-31 12:30:00"},
            "第 2 行 G 列（有效期起）：“2021-08-31 12:30:00” 应为日期，如 2021-08-31 或 2021年8月31日",
        ),
        (
            {"valid_from": "20211301"},
            "第 2 行 G 列（有效期起）：“20211301” 应为日期，如 2021-08-31 或 2021年8月31日",
        ),
        (
            {"valid_from": "44439"},
            "第 2 行 G 列（有效期起）：“44439” 应为日期，如 2021-08-31 或 2021年8月31日",
        ),
        (
            {"valid_until": "9999-12-31"},
            "第 2 行 H 列（有效期止）：“9999-12-31” 的年份应在 1900 到 2100 之间；没有期限的请留空",
        ),
        (
            {"valid_from": "2021-08-31", "valid_until": "2021年8月31日"},
            "第 2 行 H 列（有效期止）：“2021-08-31” 应晚于有效期起 2021-08-31",
        ),
    ],
)
def test_one_bad_cell_is_one_sentence(one, cell, sentence):
    assert one(**cell) == [sentence]


def test_codes_must_nest(one):
    assert one(street_code="330205001", community_code="330205001101") == [
        "第 2 行 C 列（街道代码）：“330205001” 应以区县代码 330203 开头"
    ]


def test_unknown_district(one):
    assert one(district_code="330299", street_code="330299001", community_code="") == [
        "第 2 行 A 列（区县代码）：“330299” 不是本市的区县代码"
    ]


@pytest.mark.parametrize(
    "day",
    [
        "2021-08-31",
        "2021年8月31日",
        "2021/8/31",
        "2021.08.31",
        "２０２１－０８－３１",
        "20210831",
        "2021-08-31 00:00:00",
        "2021/8/31 0:00",
        "2021-08-31T00:00:00",
        "2021年8月31日　00:00 ",
    ],
)
def test_days_are_read_as_people_and_excel_write_them(files, day):
    row = files.row_of(NANMEN, "", "澄波社区", valid_until=day)
    assert checked(files.csv_of([row])).entries[0].valid_until == date(2021, 8, 31)


def test_a_midnight_left_out_is_said(files):
    row = files.row_of(NANMEN, "", "澄波社区", valid_until="2021-08-31 00:00:00")
    assert [str(repair) for repair in checked(files.csv_of([row])).repairs] == [
        "第 2 行 G 列（有效期止）：“2021-08-31 00:00:00” 已更正为 “2021-08-31”"
    ]


def test_a_street_code_has_one_name_and_a_street_one_code(files):
    rows = [
        files.row_of(NANMEN, "", "甲社区"),
        files.row_of(NANMEN, "", "乙社区", street="月湖街道"),
        files.row_of(YUEHU, "", "丙社区"),
    ]
    assert faults(files.csv_of(rows)) == [
        "第 3 行 D 列（街道）：“月湖街道” 与第 2 行不一致：街道代码 330203001 在那里是“南门街道”",
        "第 4 行 C 列（街道代码）：“330203006” 与第 3 行不一致：“月湖街道”的代码在那里是 330203001",
    ]


def test_the_same_community_twice(files):
    rows = [
        files.row_of(NANMEN, "330203001101", "澄波社区"),
        files.row_of(YUEHU, "330203006101", "澄波社区"),
        files.row_of(NANMEN, "330203001102", "澄波\u3000社区"),
    ]
    assert faults(files.csv_of(rows)) == [
        "第 4 行 F 列（社区）：“澄波社区” 与第 2 行重复：同一街道的同名社区，有效期不能重叠"
    ]


def test_a_span_inside_another_clashes_wherever_it_stands_in_the_file(files):
    """The long one comes last in the file; the short ones clash with it and not with each other."""
    spans = [
        ("2020-01-01", "2020-02-01"),
        ("2021-01-01", "2021-02-01"),
        ("", "2019-01-01"),
        ("2019-06-01", ""),
    ]
    rows = [
        files.row_of(NANMEN, "330203001101", "甲社区", valid_from=start, valid_until=end)
        for start, end in spans
    ]
    assert faults(files.csv_of(rows)) == [
        "第 5 行 F 列（社区）：“甲社区” 与第 2 行重复：同一街道的同名社区，有效期不能重叠"
    ]


@given(
    spans=st.lists(
        st.tuples(*[st.none() | st.dates(date(2022, 2, 20), date(2022, 3, 10))] * 2), min_size=2, max_size=8
    ),
    since=st.sampled_from([date.min, TODAY]),
)
def test_a_clash_is_found_exactly_where_two_spans_share_a_day(spans, since):
    spans = [_Span(row, start, end) for row, (start, end) in enumerate(spans)]
    shared = {
        (later.row, earlier.row)
        for earlier, later in combinations(spans, 2)
        if overlap(earlier, later, since=since)
    }
    found = list(_clashes(spans, since=since))
    assert set(found) <= shared
    assert bool(found) == bool(shared)
    assert len({later for later, _earlier in found}) == len(found)


def test_many_spans_of_one_name_and_code_are_compared_with_their_neighbours_only(monkeypatch):
    compared = []
    monkeypatch.setattr("districts.registry.check.overlap", lambda *spans, **how: compared.append(spans))
    rows = [
        (
            number,
            {"district_code": "330203", "street": "南门街道", "community": "甲社区", "community_code": "1"},
        )
        for number in range(1000)
    ]
    for rule in (community_stands_once, community_code_stands_once):
        assert list(rule(rows, DISTRICTS, TODAY)) == []
    assert len(compared) == 2 * 999


def lives(number, **cells):
    """So many rows, each of a year of its own."""
    return [
        {"valid_from": f"{1950 + at}-01-01", "valid_until": f"{1951 + at}-01-01"}
        | {name: cell.format(at) for name, cell in cells.items()}
        for at in range(number)
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"community": "甲社区"},
            "第 52 行 F 列（社区）：这是“甲社区”的第 51 行：一个区县的同名社区最多写 50 行，请核对本列是不是填错了",
        ),
        (
            {"community": "第{}社区", "community_code": "330203001101"},
            "第 52 行 E 列（社区代码）：这是“330203001101”的第 51 行：一个代码最多写 50 行，请核对本列是不是填错了",
        ),
    ],
    ids=["name", "code"],
)
def test_a_file_of_one_name_or_code_is_refused_before_it_is_compared(files, cells, sentence):
    def rows(number):
        return files.csv_of([files.row_of(NANMEN, "", "") | row for row in lives(number, **cells)])

    assert len(checked(rows(50)).entries) == 50
    assert faults(rows(80)) == [sentence]


def test_a_name_may_stand_often_in_different_districts(files):
    here = [files.row_of(NANMEN, "", "平安社区") | row for row in lives(50)]
    there = {
        "district_code": "330205",
        "district": "江北区",
        "street_code": "330205005",
        "street": "孔浦街道",
    }
    assert len(checked(files.csv_of([*here, *(row | there for row in here)])).entries) == 100


def test_suffixes_and_contained_names_are_different_communities(files):
    names = ["富巷社区", "富巷居委会", "富巷", "天一", "天一家园"]
    rows = [files.row_of(NANMEN, "", name) for name in names]
    assert [entry.name for entry in checked(files.csv_of(rows)).entries] == names


def test_the_same_code_twice_among_valid_rows(files):
    rows = [files.row_of(NANMEN, "330203001101", name) for name in ("甲社区", "乙社区", "丙社区")]
    assert faults(files.csv_of(rows)) == [
        "第 3 行 E 列（社区代码）：“330203001101” 与第 2 行重复",
        "第 4 行 E 列（社区代码）：“330203001101” 与第 2 行重复",
    ]


@pytest.mark.parametrize(
    ("until", "since"),
    [
        ("2022-03-01", ""),  # ended: the first day it is not valid is today
        ("2022-07-01", "2022-07-01"),  # one follows the other
    ],
)
def test_a_code_may_be_used_again_afterwards(files, until, since):
    rows = [
        files.row_of(NANMEN, "330203001101", "甲社区", valid_from="", valid_until=until),
        files.row_of(NANMEN, "330203001101", "乙社区", valid_from=since, valid_until=""),
    ]
    assert [entry.code for entry in checked(files.csv_of(rows)).entries] == ["330203001101"] * 2


def test_a_code_may_not_be_used_twice_on_one_day(files):
    rows = [
        files.row_of(NANMEN, "330203001101", "甲社区", valid_from="", valid_until="2022-07-02"),
        files.row_of(NANMEN, "330203001101", "乙社区", valid_from="2022-07-01", valid_until=""),
    ]
    assert faults(files.csv_of(rows)) == ["第 3 行 E 列（社区代码）：“330203001101” 与第 2 行重复"]


def test_every_bad_cell_is_named_in_the_order_of_the_file(files):
    rows = [
        files.row_of(NANMEN, "3302A", "澄波社区"),
        files.row_of(NANMEN, "330203001102", "", district="海曙"),
        files.row_of(YUEHU, "330203001103", "天一社区", district_code="33O203"),
        files.row_of(NANMEN, "330203001102", "柳岸社区", street=""),
    ]
    content = files.csv_of(rows).rstrip() + b",x\r\n"
    assert faults(content) == [
        "第 2 行 E 列（社区代码）：“3302A” 应为 12 位数字",
        "第 3 行 B 列（区县）：“海曙” 与代码 330203 不符，应为“海曙区”",
        "第 3 行 F 列（社区）：不能为空",
        "第 4 行 A 列（区县代码）：“33O203” 应为 6 位数字",
        "第 4 行 E 列（社区代码）：“330203001103” 应以街道代码 330203006 开头",
        "第 5 行 D 列（街道）：不能为空",
        "第 5 行 E 列（社区代码）：“330203001102” 与第 3 行重复",
        "第 5 行 G 列（无表头）：“x” 所在的列没有表头，请检查本行是否错位",
    ]


def test_overlap_is_half_open():
    def spell(start, end):
        return Entry(2, "", "", "", "", None, "", start, end)

    june, july = date(2021, 6, 1), date(2021, 7, 1)
    assert not overlap(spell(None, june), spell(june, None))
    assert overlap(spell(None, july), spell(june, None))
    assert overlap(spell(None, None), spell(None, None), since=july)
    assert not overlap(spell(None, july), spell(june, july), since=july)
