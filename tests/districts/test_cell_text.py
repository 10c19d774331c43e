"""Text on its way into spreadsheets: the same for every file the site makes."""

import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from districts import paper
from districts.cell_text import cell_text
from districts.exports import Column, TableOut
from districts.exports.xlsx_file import write_xlsx
from districts.spreadsheets import open_book
from districts.text import no_unseen_characters
from tests.scoring.workbook.lines import RUBRIC, entry_columns, line, workbook_file

SAID = ["_x0041_", "_x005F_x0041_", "_x000D_", "第_x4E00_项", "a_x0041", "x0041_"]


def exported(said):
    file = io.BytesIO()
    write_xlsx(TableOut("表", "table", (), [Column("列")], [[said]], 1), file)
    return open_book("表.xlsx", file.getvalue()).sheets[0].rows[1][0]


def printed(said):
    book, file = Workbook(), io.BytesIO()
    paper.put(book.active, 1, 1, said)
    book.save(file)
    return open_book("表.xlsx", file.getvalue()).sheets[0].rows[0][0]


def filled_in(said):
    content = workbook_file([line(7, {}, reasons={1: said})])
    return open_book("评分.xlsx", content).sheets[0].rows[1][entry_columns(RUBRIC)[1] - 1]


@pytest.mark.parametrize("way", [exported, printed, filled_in])
@pytest.mark.parametrize("said", SAID)
def test_what_looks_like_an_escape_is_read_as_it_was_written(way, said):
    assert way(said) == said


@pytest.mark.parametrize("way", [exported, printed, filled_in])
def test_what_no_file_carries_leaves_the_file_readable(way):
    assert way("止\ufffe\uffff于\x0b此\r\n甲\r乙") == "止于此\n甲\n乙"


def test_a_text_like_any_other_stays_as_it_is():
    assert cell_text("望碶_鲒埼 𠮷 x0041 _x00_\t=1+1") == "望碶_鲒埼 𠮷 x0041 _x00_\t=1+1"


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\x00", "\x0b", "\x1f", "\x7f"])
def test_what_no_file_carries_is_not_kept_either(character):
    with pytest.raises(ValidationError, match="含有看不见的控制字符"):
        no_unseen_characters(f"情况{character}属实")


@pytest.mark.parametrize("said", ["甲\n乙\r\n丙\t丁", "望碶𠮷\ufffd"])
def test_line_breaks_tabs_and_rare_characters_may_be_kept(said):
    assert no_unseen_characters(said) is None
