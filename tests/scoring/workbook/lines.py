"""Lines of a score workbook made in memory, and the workbook of them."""

import io

from openpyxl import load_workbook

from scoring.engine.load import load_rubric
from scoring.workbook import layout
from scoring.workbook.guide import Cover
from scoring.workbook.write import Line, Shown, write_workbook

RUBRIC = load_rubric("fixtures/annex1.toml")
COVER = Cover(district="海曙区", year="2021年度", stage="初评", by="陈淑芬", when="2021年8月1日 09:00")


def line(key, findings, *, rubric=RUBRIC, reasons=None, community="", version=1, locked=""):
    """One community with these findings by rule code (None or left out: unassessed)."""
    items = {
        item.number: Shown(
            version,
            {rule.code: findings[rule.code] for rule in item.rules if findings.get(rule.code) is not None},
            (reasons or {}).get(item.number, ""),
        )
        for item in rubric.items
    }
    return Line(key, "南门街道", community or f"第{key}社区", items, locked)


def workbook_file(lines, *, rubric=RUBRIC, cover=COVER):
    """The bytes of a workbook."""
    file = io.BytesIO()
    stamp = layout.stamp_of(rubric, year=2021, district="330203", stage="initial")
    write_workbook(lines, rubric=rubric, stamp=stamp, cover=cover, file=file)
    return file.getvalue()


def workbook(lines, **how):
    """The same, opened again by openpyxl."""
    return load_workbook(io.BytesIO(workbook_file(lines, **how)))


def entry_columns(rubric=RUBRIC):
    """Column.key -> the column's number (from 1) on the entry sheet."""
    return {column.key: number for number, column in enumerate(layout.columns(rubric), start=1)}
