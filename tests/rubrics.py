"""Variants of Annex 1 for tests: changed as a mapping, kept and published through the site's own doors."""

import copy
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from scoring.engine.load import rubric_from_mapping
from scoring.rubrics import keep_draft, publish_draft

ANNEX1 = tomllib.loads(
    (Path(__file__).parent.parent / "fixtures" / "annex1.toml").read_text(encoding="utf-8"),
    parse_float=Decimal,
)
METHOD = {
    "method_document": "海曙区绿色社区评估认定办法",
    "document_number": "海建〔2021〕12号",
    "approved_by": "海曙区人民政府",
    "approved_on": date(2021, 6, 20),
}


def rule_of(definition, code):
    items = [item for category in definition["categories"] for item in category["items"]]
    return next(rule for item in items for rule in item["rules"] if rule["code"] == code)


def variant(pass_mark=80, new_rule=False, **changes):
    """Annex 1 with rules changed (r6b={"cap": 2}), another pass mark, or one rule more (6c)."""
    definition = copy.deepcopy(ANNEX1) | {"pass_mark": pass_mark}
    for code, fields in changes.items():
        rule_of(definition, code.removeprefix("r")).update(fields)
    if new_rule:
        rules = definition["categories"][1]["items"][2]["rules"]
        rules.append({"code": "6c", "kind": "fixed", "text": "未公示造价", "points": 1})
    return rubric_from_mapping(definition, "variant")


def published(by, sound, district=None):
    draft = keep_draft(district, sound=sound, by=by)
    return publish_draft(draft, seen=draft.digest, by=by)
