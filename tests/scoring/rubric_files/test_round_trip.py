"""Any rubric the loader accepts goes to .toml and to .xlsx and comes back unchanged."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.load import rubric_from_mapping
from scoring.engine.write import as_mapping, to_toml
from scoring.rubric_files import read_rubric_file, rubric_xlsx

# Text as a rubric may hold it, with what spreadsheets are known to take for something else.
TRAPS = [
    "_x0041_",
    "_x005F_x0041_x0042_",
    "=1+1",
    "007",
    "1e5",
    "TRUE",
    "#N/A",
    "2021-08-31",
    "30%",
    "望碶鲒埼𠮷",
    "是",
]
text = st.sampled_from(TRAPS) | st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).map(str.strip).filter(bool)
short = text.map(lambda value: value[:10].strip()).filter(bool)
hundredths = st.integers(1, 10_000).map(lambda number: Decimal(number) / 100)
letters = "abcdefgh"


@st.composite
def parameters(draw, kind, points):
    if kind == "fixed":
        return {"points": draw(st.integers(1, points))}
    if kind == "range":
        low = draw(st.integers(1, points))
        return {"min": low, "max": draw(st.integers(low, points))}
    if kind == "award":
        return {"max": draw(st.integers(1, points)), "evidence_required": draw(st.booleans())}
    each = draw(st.integers(1, points))
    cap = draw(st.integers(each, points))
    if kind == "count":
        most = draw(st.none() | st.integers(1, 9999))
        return {"points_each": each, "cap": cap} | ({"max_count": most} if most else {})
    if kind == "shortfall":
        return {"points_each": each, "cap": cap, "required": draw(st.integers(1, 9999))}
    target = draw(hundredths)
    floor = draw(st.none() | st.just(target))
    return {
        "target": target,
        "step": draw(hundredths.filter(lambda step: step <= target) | st.just(target)),
        "points_each": each,
        "cap": cap,
        "partial_steps": draw(st.sampled_from(["ignore", "count"])),
    } | ({"zero_below": floor} if floor else {})


@st.composite
def rules(draw, number, points, bonus):
    made = []
    for letter in letters[: draw(st.integers(1, 3))]:
        kind = (
            "award"
            if bonus
            else draw(st.sampled_from(["fixed", "range", "count", "step_below", "shortfall"]))
        )
        rule = {"code": f"{number}{letter}", "kind": kind, "text": draw(text)}
        rule |= draw(st.fixed_dictionaries({}, optional={"clause": text, "reading": text, "unit": short}))
        made.append(rule | draw(parameters(kind, points)))
    return made


@st.composite
def rubrics(draw):
    """A rubric of two categories whose four items share the 100 points."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=3, max_size=3)))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    numbers = draw(st.lists(st.integers(1, 999), min_size=4, max_size=4, unique=True))
    items = []
    for number, points in zip(numbers, shares, strict=True):
        bonus = draw(st.booleans())
        item = {
            "number": number,
            "points": points,
            "bonus": bonus,
            "standard": draw(text),
            "criteria": draw(text),
        }
        items.append(item | {"rules": draw(rules(number, points, bonus))})
    titles = draw(st.lists(text, min_size=2, max_size=2, unique=True))
    whole = {name: draw(text) for name in ("code", "version", "title", "source", "pass_rule", "pass_reading")}
    whole |= {"pass_mark": draw(st.integers(0, 100))}
    categories = [{"title": titles[0], "items": items[:1]}, {"title": titles[1], "items": items[1:]}]
    return rubric_from_mapping(whole | {"categories": categories}, "drawn")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rubrics())
def test_a_rubric_survives_both_files(rubric):
    assert read_rubric_file("标准.toml", to_toml(rubric).encode()) == rubric
    assert read_rubric_file("标准.xlsx", rubric_xlsx(rubric)) == rubric


def test_annex_1_downloaded_and_uploaded_is_annex_1(annex1):
    assert read_rubric_file("标准.xlsx", rubric_xlsx(annex1)) == annex1
    assert read_rubric_file("标准.toml", to_toml(annex1).encode()) == annex1


def test_a_spreadsheet_saved_again_by_another_program_is_annex_1(annex1, edited):
    assert read_rubric_file("标准.xlsx", edited.content) == annex1


def test_what_is_edited_in_a_cell_is_what_changes(annex1, edited):
    edited.at("6b", "最高扣分").value = 2
    edited.at("12a", "应达到（%）").value = "３２．５％"
    edited.at("10a", "不满一档").value = "按一档扣"
    edited.line("达标线").value = "85"
    changed = as_mapping(annex1)
    by_code = {
        rule["code"]: rule
        for category in changed["categories"]
        for item in category["items"]
        for rule in item["rules"]
    }
    by_code["6b"]["cap"] = 2
    by_code["12a"]["target"] = Decimal("32.5")
    by_code["10a"]["partial_steps"] = "count"
    expected = replace(rubric_from_mapping(changed, ""), pass_mark=85)
    assert read_rubric_file("标准.xlsx", edited.content) == expected


@pytest.mark.parametrize(
    ("rule", "head", "shown"),
    [("12a", "应达到（%）", "30"), ("6b", "细则代码", "6b"), ("6b", "执行口径", None)],
)
def test_percentages_and_text_are_text_cells_whatever_is_typed_over_them(edited, rule, head, shown):
    cell = edited.at(rule, head)
    assert (cell.value, cell.number_format) == (shown, "@")


def test_columns_may_be_moved_rows_left_blank_and_items_filled_down(annex1, edited):
    sheet = edited.sheet
    edited.at("1b", "内容").value = edited.at("1a", "内容").value
    edited.at("1b", "项").value = 1
    for row in sheet.iter_rows(edited.head_row):
        first, last = row[0], row[-1]
        first.value, last.value = last.value, first.value
    sheet.insert_rows(edited.head_row + 4, 3)
    assert read_rubric_file("标准.xlsx", edited.content) == annex1
