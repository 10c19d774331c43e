"""The worked cases that came with the document, one by one, and as the lines they are."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.engine.lines import answers
from scoring.engine.score import score

WORKED = Path(__file__).parents[2] / "document" / "worked-scores.jsonl"
CASES = [json.loads(line, parse_float=Decimal) for line in WORKED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_worked_case(annex1, case):
    result = score(annex1, case["findings"])
    assert {
        "complete": result.complete,
        "items": {str(item.number): item.points for item in result.items},
        "total": result.total,
        "passed": result.passed,
    } == case["expected"]


def test_worked_cases_as_lines(annex1):
    with open(WORKED, "rb") as lines:
        written = [json.loads(answer.text) for answer in answers(lines, annex1)]
    assert written == [{"id": case["id"]} | case["expected"] for case in CASES]
