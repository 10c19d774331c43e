"""Score sheets that only exist in memory, written into a workbook and read again: no database, so that thousands of
cases can be tried."""

import io
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from districts.models import Community, District, Street
from districts.spreadsheets import open_book
from scoring.engine.score import score_item
from scoring.models import ItemScore, Rubric, ScoreSheet, State
from scoring.workbook import layout, read
from scoring.workbook.check import check
from scoring.workbook.export import shown
from scoring.workbook.guide import Cover
from scoring.workbook.plan import plan
from scoring.workbook.write import Line, entry_value, write_workbook

DEFINITION = Path("fixtures/annex1.toml").read_text(encoding="utf-8")
RUBRIC_ROW = Rubric(code="ningbo-2021", version="1", definition=DEFINITION)
RUBRIC = RUBRIC_ROW.parsed
DISTRICT = District(code="330203", name="海曙区")
LOCKED = "海曙区已于2021年8月1日上报。"
NAMES = ("春浪社区", "柳堤社区", "万宁社区", "天一社区")
COVER = Cover(district="海曙区", year="2021年度", stage="初评", by="陈淑芬", when="2021年8月1日 09:00")
STAMP = layout.stamp_of(RUBRIC, year=2021, district="330203", stage="initial")

FINDINGS = {
    "fixed": lambda rule: st.booleans(),
    "range": lambda rule: st.sampled_from([0, *range(rule.min, rule.max + 1)]),
    "count": lambda rule: st.integers(0, rule.max_count or 40),
    "shortfall": lambda rule: st.integers(0, 5),
    "step_below": lambda rule: st.decimals(0, 100, places=2),
    "award": lambda rule: st.integers(0, rule.max),
}
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n"), max_size=30
).map(str.strip)


def item_said(item, *, whole=False):
    """What a person may have put into an item: (findings, reason), with a reason wherever one is asked for."""
    rules = {rule.code: FINDINGS[rule.kind](rule) for rule in item.rules}
    found = st.fixed_dictionaries(rules) if whole else st.fixed_dictionaries({}, optional=rules)
    return st.tuples(found, WORDS.map(lambda text: text or "现场查看。"))


def row_of(item, said, *, version=1):
    findings, reason = said
    points = score_item(item, findings).points
    state = State.BLANK if points is None else State.CONFIRMED
    number = item.number
    return ItemScore(
        pk=number,
        number=number,
        findings=findings,
        reason=reason,
        points=points,
        state=state,
        version=version,
    )


def sheet_of(key, name, rows, *, why_locked="", street="南门街道"):
    """A sheet as standing_sheets fetches them; rows: number -> ItemScore, the others blank."""
    sheet = ScoreSheet(
        pk=1000 + key, community=Community(pk=key, name=name, street=Street(name=street)), rubric=RUBRIC_ROW
    )
    sheet.rows = {
        item.number: rows.get(item.number) or ItemScore(pk=item.number, number=item.number)
        for item in RUBRIC.items
    }
    for row in sheet.rows.values():
        row.pk = sheet.pk * 100 + row.number
    sheet.why_locked = why_locked
    return sheet


@st.composite
def sheets(draw):
    """One to four sheets, partly filled, keyed as check wants them."""
    made = {}
    for key, name in enumerate(NAMES[: draw(st.integers(1, 4))], start=11):
        filled = draw(st.lists(st.sampled_from(RUBRIC.items), unique=True, max_size=5))
        rows = {item.number: draw(rows_of(item)) for item in filled}
        made[str(key)] = sheet_of(key, name, rows, why_locked=draw(st.sampled_from(["", "", LOCKED])))
    return made


@st.composite
def rows_of(draw, item):
    """An item somebody has worked on: as saved, carried over and waiting to be confirmed, or put back to unassessed."""
    row = row_of(item, draw(item_said(item)))
    row.state = draw(st.sampled_from([row.state, State.TO_CONFIRM, State.BLANK]))
    row.points = row.points if row.state == State.CONFIRMED else None
    return row


def waiting(item, said):
    """An item carried over with these findings and reason, to be confirmed."""
    row = row_of(item, said)
    row.state, row.points = State.TO_CONFIRM, None
    return row


def blank_sheets(*names):
    return {str(key): sheet_of(key, name, {}) for key, name in enumerate(names or NAMES, start=11)}


def written(standing, *, stamp=STAMP):
    """The workbook of these sheets, as bytes."""
    lines = [
        Line(
            key=int(key),
            street=sheet.community.street.name,
            community=sheet.community.name,
            items={number: shown(RUBRIC.item(number), row) for number, row in sheet.rows.items()},
            locked=sheet.why_locked,
        )
        for key, sheet in standing.items()
    ]
    file = io.BytesIO()
    write_workbook(lines, rubric=RUBRIC, stamp=stamp, cover=COVER, file=file)
    return file.getvalue()


def filled(content):
    return read.read(open_book("评分工作簿.xlsx", content), RUBRIC)


def checked(content, standing):
    return check(filled(content), RUBRIC, standing)


def planned(content, standing):
    return plan(checked(content, standing))


def cell(rule, finding):
    """A finding as somebody types it."""
    value = entry_value(rule, finding)
    return float(value) if isinstance(value, Decimal) else value
