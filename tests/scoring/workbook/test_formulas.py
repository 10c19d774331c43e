"""得分 by formulas: a real office program reckons what the engine does, for every item, total and verdict."""

import io
import random
import re
import subprocess
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from scoring.engine.rules import clean_finding, most_points
from scoring.engine.score import score
from scoring.workbook import cells, layout
from tests.scoring.engine.test_properties import IGNORING, counting_steps_begun
from tests.scoring.workbook.lines import entry_columns, line, workbook, workbook_file

RUBRICS = {"ignore": IGNORING, "count": counting_steps_begun()}
AT = entry_columns()
CLEAN = {rule.code: clean_finding(rule) for rule in IGNORING.rules}

# Where a step begins or ends, a hundredth beside it, and values a binary float does not hold.
EDGES = [
    Decimal(n) / 100
    for n in (0, 1, 50, 100, 101, 2499, 2500, 2999, 3000, 5999, 6000, 7999, 8000, 8999, 9000, 9999)
]
FOUND = {
    "fixed": lambda rule, chance: chance.random() < 0.2,
    "range": lambda rule, chance: chance.choice([0, 0, *range(rule.min, rule.max + 1)]),
    "count": lambda rule, chance: chance.choice([0, 0, 1, 2, 3, 4, rule.max_count or 9999]),
    "step_below": lambda rule, chance: chance.choice([*EDGES, Decimal(chance.randint(0, 10_000)) / 100]),
    "shortfall": lambda rule, chance: chance.choice([0, 1, 2, 3, 9999]),
    "award": lambda rule, chance: chance.randint(0, rule.max),
}

# What stands in a cell that says nothing the engine could take: rule code, value.
UNFIT = [
    ("1a", "有"), ("1a", 1), ("1a", "1"), ("1a", "?"), ("1a", "*"), ("1b", 4), ("1b", 1.5), ("1b", -1), ("1b", "4"),
    ("6b", -1), ("6b", 2.5), ("6b", 10_000), ("6b", "两处"), ("8a", "2 处"), ("6b", "100%"), ("6b", "1/2"), ("6b", "2E0"),
    ("6b", "1900-1-1"), ("6b", "0:00"), ("6b", "(1)"), ("6b", "1.5"), ("13b", 5), ("13b", "5"), ("10a", 1), ("10a", 0.95),
    ("10a", "1"), ("10a", "0.95"), ("10a", 100.01), ("10a", -1), ("10a", 89.999), ("10a", "九成%"), ("10a", "95%%"),
    ("10a", "1e1%"), ("10a", "1/2%"), ("12a", 0.005),
    ("14a", "两次"), ("17a", 5), ("17a", 0.5),
]  # fmt: skip
SAID = [
    ("1a", "√", True), ("1a", "✔", True), ("1a", "存在", True), ("1a", " 是 ", True), ("1a", "true", True),
    ("1a", "×", False), ("1a", "未发现", False), ("1a", "FALSE", False),
    ("1b", "3", 3), ("1b", "0", 0), ("6b", "2", 2), ("6b", " 2", 2), ("13b", "4", 4), ("14a", "1", 1), ("17a", "4", 4),
    ("10a", "95", 95), ("10a", "89.99", Decimal("89.99")), ("10a", "0", 0),
    ("10a", "95%", 95),
    ("10a", "89.99%", Decimal("89.99")),
    ("12a", "0.5%", Decimal("0.5")),
    ("12a", "30%", 30),
]  # fmt: skip


def communities(rubric, number, *, seed):
    """Findings by rule code of so many communities: two in three complete, the others with gaps; none, full, worst."""
    chance = random.Random(seed)
    drawn = []
    for n in range(number):
        gaps = 0 if n % 3 else 0.04
        drawn.append(
            {
                rule.code: None if chance.random() < gaps else FOUND[rule.kind](rule, chance)
                for rule in rubric.rules
            }
        )
    best = CLEAN | {"17a": most_points(rubric.rule("17a"))}
    return [*drawn, {}, best, {rule.code: worst(rule) for rule in rubric.rules}]


def worst(rule):
    return {"fixed": True, "range": 3, "count": 4, "step_below": Decimal(0)}.get(rule.kind, 0)


def expected(rubric, findings):
    """The engine's item points, total and verdict as 得分 shows them."""
    result = score(rubric, findings)
    shown = [item.points for item in result.items]
    shown += [result.total, None if result.passed is None else "是" if result.passed else "否"]
    return ["" if value is None else value for value in shown]


def shuffled(content, seed):
    """The file with the rows of 评分 in another order, 得分 as it was."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["评分"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    random.Random(seed).shuffle(rows)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_cells(values):
    """A file of clean communities in which one cell each was overwritten; and one whose row was deleted."""
    book = workbook([line(n, CLEAN) for n in range(1, len(values) + 2)])
    for row, (code, value) in enumerate(values, start=2):
        book["评分"].cell(row, AT[code]).value = value
    book["评分"].delete_rows(len(values) + 2)
    return saved(book)


CASES = {name: communities(rubric, 200, seed=55) for name, rubric in RUBRICS.items()}


@pytest.fixture(scope="module")
def reckoned(tmp_path_factory):
    """file name -> key -> what a real office program shows on 得分 for the community, from 行 on."""
    folder = tmp_path_factory.mktemp("reckoned")
    files = {
        name: workbook_file(
            [line(n, found, rubric=rubric) for n, found in enumerate(CASES[name])], rubric=rubric
        )
        for name, rubric in RUBRICS.items()
    }
    files["shuffled"] = shuffled(files["ignore"], seed=3)
    files["cells"] = with_cells([*UNFIT, *((code, value) for code, value, _finding in SAID)])
    for name, content in files.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    sources = [str(folder / f"{name}.xlsx") for name in files]
    done = folder / "done"
    subprocess.run([*command, "--outdir", str(done), *sources], check=True, capture_output=True, timeout=240)
    return {name: shown(done / f"{name}.xlsx") for name in files}


def shown(path):
    _head, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("得分").to_python()
    return {int(row[0]): row[3:] for row in rows}


@pytest.mark.office
@pytest.mark.parametrize("name", RUBRICS)
def test_formulas_reckon_as_the_engine_does(name, reckoned):
    found = {key: row[1:] for key, row in reckoned[name].items()}
    assert found == {n: expected(RUBRICS[name], findings) for n, findings in enumerate(CASES[name])}


@pytest.mark.office
def test_sorting_the_entry_sheet_breaks_nothing(reckoned):
    places = [row[0] for row in reckoned["shuffled"].values()]
    assert places != sorted(places)
    found = {key: row[1:] for key, row in reckoned["shuffled"].items()}
    assert found == {n: expected(IGNORING, findings) for n, findings in enumerate(CASES["ignore"])}


@pytest.mark.office
def test_a_cell_that_says_nothing_fitting_leaves_its_item_and_the_total_blank(reckoned):
    clean = expected(IGNORING, CLEAN)
    for key, (code, value) in enumerate(UNFIT, start=1):
        blank = [*clean[:17], "", ""]
        blank[IGNORING.rule(code).number - 1] = ""
        assert reckoned["cells"][key][1:] == blank, (code, value)


@pytest.mark.office
def test_what_bringing_back_takes_is_judged_however_it_is_written(reckoned):
    for code, value, finding in SAID:
        assert cells.finding(IGNORING.rule(code), value) == finding
    for key, (code, value, finding) in enumerate(SAID, start=len(UNFIT) + 1):
        assert reckoned["cells"][key][1:] == expected(IGNORING, CLEAN | {code: finding}), (code, value)


@pytest.mark.office
def test_a_community_whose_row_is_gone_is_blank_and_says_so(reckoned):
    assert reckoned["cells"][len(UNFIT) + len(SAID) + 1] == ["无此行", *[""] * 19]


OLD_FUNCTIONS = {"ABS", "AND", "COUNT", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "MATCH", "MAX", "MIN"}
OLD_FUNCTIONS |= {"NA", "OR", "RIGHT", "ROUND", "ROUNDUP", "SUBSTITUTE", "SUM", "TRIM", "VALUE"}


@pytest.mark.parametrize("rubric", RUBRICS.values(), ids=RUBRICS)
def test_formulas_use_only_what_old_office_programs_know(rubric):
    sheet = workbook([line(7, {}, rubric=rubric)], rubric=rubric)[layout.TOTALS]
    formulas = [cell.value for cell in sheet[2] if cell.data_type == "f"]
    assert len(formulas) == 1 + 17 + 2
    assert set(re.findall(r"[A-Z]+(?=\()", "".join(formulas))) <= OLD_FUNCTIONS
    assert max(map(len, formulas)) < 8192


def test_the_head_of_the_total_says_which_writings_it_does_not_reckon():
    head = next(cell for cell in workbook([line(7, {})])[layout.TOTALS][1] if cell.value == "总分")
    assert head.comment.text == (
        "有几种写法导回认得、“得分”不算，也空着，不影响导回：带单位的“2 处”，显示成百分数的 0.95，全角数字。改成下拉里的词或者普通的数，就会算。"
    )
    for code, said, finding in (("8a", "2 处", 2), ("10a", "95%", 95), ("6b", "２", 2)):
        assert cells.finding(IGNORING.rule(code), said) == finding
