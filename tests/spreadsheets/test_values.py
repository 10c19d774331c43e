"""Numbers, percentages and days: what a file stores to what a person would type."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.spreadsheets import address, open_book
from districts.spreadsheets.values import DAY, PERCENT, PLAIN, kind_of, number_text
from tests.spreadsheets.files import biff, by_openpyxl, number, ole, xlsx

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=5)
# Not what XML cannot hold or changes, nor what begins a formula, an error value or Excel's "_x000D_".
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_=#"), max_size=20
)


def plain(value):
    """A decimal as a person types it."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("3.0", PLAIN, "3"),
        ("-0.0", PLAIN, "0"),
        ("330203006101", PLAIN, "330203006101"),
        ("330203006101000001", PLAIN, "330203006101000001"),
        ("3.30203006101E+11", PLAIN, "330203006101"),
        ("7.0000000000000007E-2", PLAIN, "0.07"),
        ("56.99999999999999", PLAIN, "57"),
        ("1E-5", PLAIN, "0.00001"),
        ("0.955", PERCENT, "95.5%"),
        ("0.07", PERCENT, "7%"),
        ("7.0000000000000007E-2", PERCENT, "7%"),
        ("1", PERCENT, "100%"),
        ("100", PERCENT, "10000%"),
        ("0", PERCENT, "0%"),
        ("44439", DAY, "2021-08-31"),
        ("44439.520833333336", DAY, "2021-08-31 12:30:00"),
        ("0.35416666666666669", DAY, "08:30:00"),
        ("59", DAY, "1900-02-28"),
        ("61", DAY, "1900-03-01"),
        ("0", DAY, "0"),
        ("-1", DAY, "-1"),
        ("2958465", DAY, "9999-12-31"),
        ("2958466", DAY, "2958466"),
    ],
)
def test_number_as_a_person_would_type_it(written, kind, text):
    assert number_text(written, kind) == text


@pytest.mark.parametrize("written", ["NaN", "Infinity", "1E+400", "x", "--1"])
def test_what_is_no_number(written):
    with pytest.raises((ValueError, ArithmeticError)):
        number_text(written)


@pytest.mark.parametrize(
    ("identifier", "code", "kind"),
    [
        (0, None, PLAIN),
        (9, None, PERCENT),
        (10, None, PERCENT),
        (14, None, DAY),
        (31, None, DAY),
        (46, None, PLAIN),
        (164, "General", PLAIN),
        (164, "0.0%", PERCENT),
        (164, '0"%"', PLAIN),
        (164, r"0\%", PLAIN),
        (164, "[Red]0.00", PLAIN),
        (164, "[$-804]yyyy/m/d", DAY),
        (164, 'yyyy"年"', DAY),
        (164, '0"days"', PLAIN),
        (164, "[hh]:mm", PLAIN),
        (14, "0%", PERCENT),
        (164, "[" * 100_000, PLAIN),
    ],
)
def test_what_a_number_format_makes_of_a_number(identifier, code, kind):
    assert kind_of(identifier, code) == kind


@pytest.mark.parametrize(
    ("row", "column", "shown"),
    [(1, 1, "A1"), (12, 3, "C12"), (9, 26, "Z9"), (1, 27, "AA1"), (2, 703, "AAA2")],
)
def test_addresses(row, column, shown):
    assert address(row, column) == shown


@settings(deadline=None)
@given(NUMBERS)
def test_numbers_and_percentages_come_back_exactly(value):
    written = xlsx(f'<row><c r="A1"><v>{value}</v></c><c r="B1" s="1"><v>{value}</v></c></row>')
    assert open_book("x.xlsx", written).sheets[0].rows == [[plain(value), f"{plain(value * 100)}%"]]


@settings(deadline=None)
@given(NUMBERS)
def test_floats_of_old_workbooks_come_back_as_typed(value):
    written = ole(Workbook=biff(number(0, 0, float(value)), number(0, 1, float(value), style=1)))
    assert open_book("x.xls", written).sheets[0].rows == [[plain(value), f"{plain(value * 100)}%"]]


@settings(deadline=None)
@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 1, 1)), st.integers(1, 86399))
def test_days_and_moments_come_back(day, seconds):
    moment = datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)
    book = open_book("x.xlsx", by_openpyxl([day, moment]))
    assert book.sheets[0].rows == [[day.isoformat(), moment.isoformat(sep=" ")]]


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), max_size=6))
def test_any_table_of_texts_comes_back(table):
    filled = [(row, column) for row, texts in enumerate(table) for column, text in enumerate(texts) if text]
    rows = max((row + 1 for row, _column in filled), default=0)
    columns = max((column + 1 for _row, column in filled), default=0)
    expected = [(texts + [""] * columns)[:columns] for texts in table[:rows]]
    assert open_book("x.xlsx", by_openpyxl(*table)).sheets[0].rows == expected
