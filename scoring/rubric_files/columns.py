"""The spreadsheet's shape: the heads of 附件1 (内容、分值、建设标准、评分标准), then what the engine needs of each rule.

One row is one rule; what belongs to the item or the category stands on its first row. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from districts.cell_text import FULL_WIDTH

WHOLE, CATEGORY, ITEM, RULE = range(4)  # depth in the file, as the engine counts it

KINDS = {
    "fixed": "固定扣分",
    "range": "按情节扣分",
    "count": "按数量扣分",
    "step_below": "按比例扣分",
    "shortfall": "按缺少数扣分",
    "award": "加分",
}
PARTIAL_STEPS = {"ignore": "不扣", "count": "按一档扣"}
YES, NO = "是", "否"


# --- from the text of a cell; what will not do stays text, for the engine to refuse ------------------------


def text(cell):
    return cell


def whole(cell):
    """３ and 3 are 3; 2² is no number."""
    plain = cell.translate(FULL_WIDTH)
    return int(plain) if re.fullmatch(r"-?[0-9]{1,9}", plain) else cell


def percent(cell):
    """30, 30% and ３０％ are 30. A bare number up to 1 is taken for a fraction, and asked about."""
    if ways := ways_of_percent(cell):
        return ways[0]
    plain = cell.translate(FULL_WIDTH).removesuffix("%").rstrip()
    return Decimal(plain) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", plain) else cell


def ways_of_percent(cell):
    """What a bare number up to 1 could mean in percent, of two places at most, the larger first: 0.3 is 30 or 0.3. Empty
    for any other text."""
    plain = cell.translate(FULL_WIDTH)
    number = Decimal(plain) if re.fullmatch(r"[01](\.[0-9]{1,4})?", plain) else Decimal(0)
    ways = (number * 100, number) if 0 < number <= 1 else ()
    return tuple(way for way in ways if way == round(way, 2))


def flag(cell):
    return {YES: True, NO: False, "TRUE": True, "FALSE": False}.get(cell.upper(), cell)


def kind(cell):
    return _key_of(KINDS, cell)


def partial_steps(cell):
    return _key_of(PARTIAL_STEPS, cell)


def _key_of(words, cell):
    return next((key for key, word in words.items() if word == cell), cell)


WORDS = {kind: KINDS, partial_steps: PARTIAL_STEPS, flag: {True: YES, False: NO}}


@dataclass(frozen=True)
class Column:
    """A field of the file under the head people see; width in characters."""

    depth: int
    key: str
    head: str
    parse: Callable = text
    width: int = 12


# Above the table, one line each.
LINES = (
    Column(WHOLE, "code", "代号"),
    Column(WHOLE, "version", "版本"),
    Column(WHOLE, "title", "名称"),
    Column(WHOLE, "source", "依据"),
    Column(WHOLE, "pass_mark", "达标线", whole),
    Column(WHOLE, "pass_rule", "达标规定"),
    Column(WHOLE, "pass_reading", "达标口径"),
)
COLUMNS = (
    Column(CATEGORY, "title", "内容", width=16),
    Column(ITEM, "number", "项", whole, 6),
    Column(ITEM, "points", "分值", whole, 6),
    Column(ITEM, "standard", "建设标准", width=36),
    Column(ITEM, "criteria", "评分标准", width=44),
    Column(ITEM, "bonus", "加分项", flag, 8),
    Column(ITEM, "clause", "项的出处", width=14),
    Column(RULE, "code", "细则代码", width=10),
    Column(RULE, "text", "细则", width=32),
    Column(RULE, "kind", "扣分方式", kind, 14),
    Column(RULE, "points", "扣分", whole, 8),
    Column(RULE, "min", "最少扣分", whole, 10),
    Column(RULE, "max", "最多扣（加）分", whole, 14),
    Column(RULE, "points_each", "每次扣分", whole, 10),
    Column(RULE, "cap", "最高扣分", whole, 10),
    Column(RULE, "unit", "单位", width=8),
    Column(RULE, "max_count", "最大数量", whole, 10),
    Column(RULE, "required", "应有数量", whole, 10),
    Column(RULE, "target", "应达到（%）", percent, 12),
    Column(RULE, "step", "每降低（%）", percent, 12),
    Column(RULE, "partial_steps", "不满一档", partial_steps, 12),
    Column(RULE, "zero_below", "低于此数不得分（%）", percent, 20),
    Column(RULE, "evidence_required", "须附材料", flag, 10),
    Column(RULE, "reading", "执行口径", width=36),
    Column(RULE, "clause", "细则出处", width=16),
)
PERCENTS = tuple(column for column in COLUMNS if column.parse is percent)
LINE_OF = {column.head: column for column in LINES}
COLUMN_OF = {column.head: column for column in COLUMNS}
NEEDED = ("项", "细则代码", "扣分方式")  # a row with these is the row of heads

# (depth, key) or (depth, key=choice) -> what the file calls it.
NAMES = {(column.depth, column.key): column.head for column in (*LINES, *COLUMNS)}
NAMES |= {(RULE, f"kind={choice}"): word for choice, word in KINDS.items()}
NAMES |= {(RULE, f"partial_steps={choice}"): word for choice, word in PARTIAL_STEPS.items()}
NAMES |= {(depth, choice): word for depth in (ITEM, RULE) for choice, word in (("true", YES), ("false", NO))}
NAMES |= {(WHOLE, "categories"): "内容", (CATEGORY, "items"): "项", (ITEM, "rules"): "细则"}
