"""Every file of the corpus: read as it says, or refused in its sentence."""

import pytest

from districts.spreadsheets import BadFile, address, open_book
from tests.spreadsheets.corpus import HOSTILE, MESSY, Hostile, Messy


def name_of(case):
    return case.name


def test_no_two_files_have_one_name():
    names = [type(case).__name__ + case.name for case in (*MESSY, *HOSTILE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", MESSY, ids=name_of)
def test_messy_files_are_read(case: Messy):
    book = open_book(case.name, case.make())
    sheet = book.sheets[0]
    assert sheet.rows == case.rows
    assert tuple((address(fault.row, fault.column), fault.message) for fault in sheet.faults) == case.faults
    assert book.notes == case.notes


@pytest.mark.parametrize("case", HOSTILE, ids=name_of)
def test_hostile_files_are_refused(case: Hostile):
    with pytest.raises(BadFile) as refused:
        open_book(case.name, case.make())
    assert str(refused.value) == case.sentence
