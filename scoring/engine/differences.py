"""What differs between two versions of a rubric, item by item; code and version themselves are not compared."""

from dataclasses import dataclass
from typing import Any

from .rubric import Item, Rubric
from .write import as_mapping, item_mapping, rule_mapping

NOT_COMPARED = {"code", "version"}
Place = tuple[int, str]  # item number (0: the whole) and rule code ("": the item itself)


@dataclass(frozen=True)
class Difference:
    """One field before and after, of an item (code "") or a rule; number 0: of the whole. None: it was or is not there."""

    number: int
    code: str
    key: str
    before: Any
    after: Any


def differences(old: Rubric, new: Rubric) -> list[Difference]:
    """Every field that differs, the whole first, then by item and rule; empty exactly when nothing but code and version
    does. An item or rule that came or went differs in all its fields."""
    before, after = places(old), places(new)
    return [
        Difference(*place, key, was.get(key), will.get(key))
        for place in sorted({*before, *after})
        for was, will in [(before.get(place, {}), after.get(place, {}))]
        for key in dict.fromkeys([*will, *was])
        if was.get(key) != will.get(key)
    ]


def places(rubric: Rubric) -> dict[Place, dict[str, Any]]:
    """Every place of the rubric with its fields; the order of categories, items and rules counts as a field of what
    holds them."""
    whole = {key: value for key, value in as_mapping(rubric).items() if key not in NOT_COMPARED}
    whole["categories"] = "；".join(
        f"{category.title}：{joined(item.number for item in category.items)}"
        for category in rubric.categories
    )
    found: dict[Place, dict[str, Any]] = {(0, ""): whole}
    for item in rubric.items:
        found[item.number, ""] = item_fields(item)
        found |= {(item.number, rule.code): rule_mapping(rule) for rule in item.rules}
    return found


def item_fields(item: Item) -> dict[str, Any]:
    return item_mapping(item) | {"rules": joined(rule.code for rule in item.rules)}


def joined(values: Any) -> str:
    return "、".join(map(str, values))
