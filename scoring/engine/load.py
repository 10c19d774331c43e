"""Reading a rubric: from a .toml or .json file, or from a definition already parsed.

A bad one is refused, every fault named with its item and rule; nothing is corrected in silence."""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from .reading import Fault, Names, Table
from .rubric import (
    AwardRule,
    Category,
    CountRule,
    FixedRule,
    Item,
    RangeRule,
    Rubric,
    Rule,
    ShortfallRule,
    StepBelowRule,
)
from .rules import MOST_COUNTED, RULES, is_whole
from .sense import FULL_MARKS, faults_of_rule, faults_of_whole

__all__ = ["Category", "Item", "Rubric", "RubricError", "Rule", "load_rubric", "rubric_from_mapping"]

PARTIAL_STEPS = ("ignore", "count")


class RubricError(ValueError):
    """A rubric that cannot be used; faults lists everything wrong with it, each naming item and rule, and placed
    holds the same with their places in the file."""

    def __init__(self, source_name: str, faults: Iterable[Fault] = ()) -> None:
        self.source_name = source_name
        self.placed = tuple(faults)
        self.faults = tuple(map(str, self.placed))
        super().__init__(f"{source_name}：{'；'.join(self.faults)}" if self.faults else source_name)


def load_rubric(path: str | Path) -> Rubric:
    """Read a rubric file (.toml or .json, UTF-8; numbers with a point become Decimals).

    Raises RubricError naming file, item and rule for each fault; OSError when the file cannot be read.
    """
    path = Path(path)
    parse = PARSERS.get(path.suffix.lower())
    if parse is None:
        raise RubricError(str(path), [Fault("评分标准文件须以 .toml 或 .json 结尾")])
    raw = path.read_bytes()
    try:
        mapping = parse(raw.decode("utf-8-sig"))
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise RubricError(str(path), [Fault(f"读不懂：{error}")]) from error
    return rubric_from_mapping(mapping, str(path))


def rubric_from_mapping(mapping: object, source_name: str, names: Names = MappingProxyType({})) -> Rubric:
    """The rubric of a definition already parsed (percentages as int or Decimal, never float).

    Raises RubricError under source_name with every fault. Items must add up to 100 points, and the
    pass mark lie within 0-100. names: what the file calls a key or a choice at a
    depth, for the sentences.
    """
    faults: list[Fault] = []
    rubric = read_rubric(Table(mapping, faults, names))
    faults += faults_of_whole(rubric)
    if faults:
        raise RubricError(source_name, faults)
    return rubric


# --- files ------------------------------------------------------------------------------


def parse_toml(text: str) -> object:
    return tomllib.loads(text, parse_float=Decimal)


def parse_json(text: str) -> object:
    return json.loads(
        text, parse_float=Decimal, parse_constant=refuse_constant, object_pairs_hook=refuse_repeats
    )


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} 不是数")


def refuse_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"字段“{next(key for key in keys if keys.count(key) > 1)}”重复")
    return mapping


PARSERS: Mapping[str, Callable[[str], object]] = {".toml": parse_toml, ".json": parse_json}


# --- tables -----------------------------------------------------------------------------


def read_rubric(table: Table) -> Rubric:
    rubric = Rubric(
        code=table.text("code", longest=40),
        version=table.text("version", "1", longest=20),
        title=table.text("title", longest=80),
        source=table.text("source", longest=80),
        pass_mark=table.whole("pass_mark", 0, FULL_MARKS),
        pass_rule=table.text("pass_rule"),
        pass_reading=table.text("pass_reading", ""),
        categories=tuple(
            read_category(table.below(raw, place, f"第{place}类"))
            for place, raw in enumerate(table.rows("categories"), 1)
        ),
    )
    table.close()
    return rubric


def read_category(table: Table) -> Category:
    category = Category(
        title=table.text("title"),
        items=tuple(
            read_item(table.below(raw, place, item_name(raw, f"{table.where}第{place}行")))
            for place, raw in enumerate(table.rows("items"), 1)
        ),
    )
    table.close()
    return category


def read_item(table: Table) -> Item:
    number = table.whole("number", 1, 999)
    points = table.whole("points", 1, FULL_MARKS)
    bonus = table.flag("bonus")
    rules = [
        read_rule(table.below(raw, place, rule_name(raw, table.where, place)), number, points, bonus)
        for place, raw in enumerate(table.rows("rules"), 1)
    ]
    item = Item(
        number=number,
        points=points,
        standard=table.text("standard"),
        criteria=table.text("criteria"),
        clause=table.text("clause", f"第{number}项"),
        bonus=bonus,
        rules=tuple(rule for rule in rules if rule),  # one of unknown kind is a fault already noted
    )
    table.close()
    return item


def item_name(raw: object, fallback: str) -> str:
    number = raw.get("number") if isinstance(raw, Mapping) else None
    return f"第{number}项" if is_whole(number) else fallback


def rule_name(raw: object, item: str, place: int) -> str:
    code = raw.get("code") if isinstance(raw, Mapping) else None
    return f"{item} {code}" if isinstance(code, str) and code else f"{item}第{place}条"


def read_rule(table: Table, number: int, points: int, bonus: bool) -> Rule | None:
    """The rule, or None when it is of no known kind."""
    faults_before = len(table.faults)
    code = table.text("code")
    kind = table.one_of("kind", tuple(RULES))
    common = {
        "code": code,
        "text": table.text("text"),
        "number": number,
        "item_points": points,
        "clause": table.text("clause", f"第{number}项 {code}"),
        "reading": table.text("reading", ""),
        "unit": table.text("unit", "", longest=10),
    }
    if table.raw.get("kind") not in RULES:
        return None
    rule = READERS[kind](table, common)
    table.close()
    if number and points and len(table.faults) == faults_before:
        for key, message in faults_of_rule(rule, bonus, table.named):
            table.fault(message, key)
    return rule


READERS: Mapping[str, Callable[[Table, dict[str, Any]], Rule]] = {
    "fixed": lambda table, common: FixedRule(**common, points=table.whole("points", 1, FULL_MARKS)),
    "range": lambda table, common: RangeRule(
        **common, min=table.whole("min", 1, FULL_MARKS), max=table.whole("max", 1, FULL_MARKS)
    ),
    "count": lambda table, common: CountRule(
        **common,
        points_each=table.whole("points_each", 1, FULL_MARKS),
        cap=table.whole("cap", 1, FULL_MARKS),
        max_count=table.optional_whole("max_count", 1, MOST_COUNTED),
    ),
    "step_below": lambda table, common: StepBelowRule(
        **common,
        target=table.percent("target"),
        step=table.percent("step"),
        points_each=table.whole("points_each", 1, FULL_MARKS),
        partial_steps=table.one_of("partial_steps", PARTIAL_STEPS),
        zero_below=table.optional_percent("zero_below"),
        cap=table.optional_whole("cap", 1, FULL_MARKS),
    ),
    "shortfall": lambda table, common: ShortfallRule(
        **common,
        required=table.whole("required", 1, MOST_COUNTED),
        points_each=table.whole("points_each", 1, FULL_MARKS),
        cap=table.whole("cap", 1, FULL_MARKS),
    ),
    "award": lambda table, common: AwardRule(
        **common, max=table.whole("max", 1, FULL_MARKS), evidence_required=table.flag("evidence_required")
    ),
}
