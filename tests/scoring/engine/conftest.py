"""The Annex 1 rubric, a sheet without a deduction, and variants of the rubric with a field or two changed."""

import copy
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.engine.load import load_rubric, rubric_from_mapping
from scoring.engine.rules import clean_finding
from scoring.engine.score import score

ANNEX1 = Path(__file__).parents[3] / "fixtures" / "annex1.toml"


@pytest.fixture(scope="session")
def annex1():
    return load_rubric(ANNEX1)


@pytest.fixture(scope="session")
def clean(annex1):
    """Every rule assessed, nothing deducted, no award: 96 points."""
    return {rule.code: clean_finding(rule) for rule in annex1.rules}


@pytest.fixture(scope="session")
def points_of(annex1, clean):
    """points_of("10a", 95): what item 10 scores when that is found and nothing else is wrong."""

    def points(code, finding):
        return score(annex1, clean | {code: finding}).item(annex1.rule(code).number).points

    return points


class Definition(dict):
    """A rubric file as parsed, with ways to reach into it."""

    def items_(self):
        return [item for category in self["categories"] for item in category["items"]]

    def item(self, number):
        return next(item for item in self.items_() if item["number"] == number)

    def rule(self, code):
        return next(rule for item in self.items_() for rule in item["rules"] if rule["code"] == code)


@pytest.fixture
def definition():
    """annex1.toml parsed afresh, to be spoiled."""
    return Definition(tomllib.loads(ANNEX1.read_text(encoding="utf-8"), parse_float=Decimal))


@pytest.fixture
def counting(definition):
    """The rubric under the other reading: a step begun counts as a whole step."""
    variant = copy.deepcopy(definition)
    for code in ("10a", "12a"):
        variant.rule(code)["partial_steps"] = "count"
    return rubric_from_mapping(variant, "counting")
