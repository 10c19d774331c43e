"""A rubric as a file again: the mapping it was read from, and that mapping as TOML. What `load` reads back is equal."""

import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from .rubric import Category, Item, Rubric, Rule

DERIVED = {"number", "item_points"}  # a rule has these from its item


def as_mapping(rubric: Rubric) -> dict[str, Any]:
    """The definition of a rubric, in the order of the file; what is empty or false is left out."""
    whole = kept(
        code=rubric.code,
        version=rubric.version,
        title=rubric.title,
        source=rubric.source,
        pass_mark=rubric.pass_mark,
        pass_rule=rubric.pass_rule,
        pass_reading=rubric.pass_reading,
    )
    return whole | {"categories": [category_mapping(category) for category in rubric.categories]}


def category_mapping(category: Category) -> dict[str, Any]:
    return {"title": category.title, "items": [item_mapping(item) for item in category.items]}


def item_mapping(item: Item) -> dict[str, Any]:
    whole = kept(
        number=item.number,
        points=item.points,
        bonus=item.bonus,
        standard=item.standard,
        criteria=item.criteria,
        clause=item.clause,
    )
    return whole | {"rules": [rule_mapping(rule) for rule in item.rules]}


def rule_mapping(rule: Rule) -> dict[str, Any]:
    named = {field.name: getattr(rule, field.name) for field in fields(rule) if field.name not in DERIVED}
    return kept(
        code=rule.code, kind=rule.kind, **{key: value for key, value in named.items() if key != "code"}
    )


def kept(**values: Any) -> dict[str, Any]:
    return {
        key: value
        for key, value in values.items()
        if value is not None and value is not False and value != ""
    }


def to_toml(rubric: Rubric) -> str:
    """The text of a .toml file that `load` reads as this very rubric."""
    return "\n".join(lines(as_mapping(rubric))) + "\n"


def lines(table: Mapping[str, Any], name: str = "") -> list[str]:
    """A table's own values first, then the lists of tables inside it, each under its full name."""
    written = [f"{key} = {literal(value)}" for key, value in table.items() if not isinstance(value, list)]
    for key, value in table.items():
        full_name = f"{name}.{key}" if name else key
        for inner in value if isinstance(value, list) else []:
            written += ["", f"[[{full_name}]]", *lines(inner, full_name)]
    return written


def literal(value: str | bool | int | Decimal) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # no control character gets past `load`
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
