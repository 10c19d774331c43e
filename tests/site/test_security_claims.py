"""docs/security.md names a test for each claim, and a wall names others for what it leaves out: each of them exists."""

import ast
import re

from tests.walls.test_sent_again import ELSEWHERE

CLAIM = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_every_test_named_as_a_proof_exists(repository):
    said = (repository / "docs/security.md").read_text()
    claims = CLAIM.findall(said) + CLAIM.findall(" ".join(ELSEWHERE.values()))
    assert len(claims) > 30
    missing = [f"{path}::{name}" for path, name in claims if name not in names_in(repository / path)]
    assert missing == []


def names_in(path):
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
