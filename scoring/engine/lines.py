"""Score sheets as JSON lines: a sheet a line in, an answer a line out; a bad line never stops the others."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from .rubric import Rubric
from .rules import shorten
from .score import FindingsError, Result, score

Errors = list[tuple[str | None, str]]


class Answer(NamedTuple):
    """One line of JSON without its line end, and whether it reports errors."""

    text: str
    wrong: bool


class BadLine(ValueError):
    """A line that cannot be scored: errors are (rule code or None, message), id_text the JSON of its id."""

    def __init__(self, errors: Errors, id_text: str = "null") -> None:
        super().__init__(errors)
        self.errors = errors
        self.id_text = id_text


class RepeatedKeys(dict[str, Any]):
    """An object that names a key twice; which value is meant nobody can say."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(key for key, _ in pairs)
        self.repeated = [key for key in self if times[key] > 1]


def answers(lines: Iterable[bytes], rubric: Rubric) -> Iterator[Answer]:
    """Answer each line of UTF-8 JSON, {"id": ..., "findings": {rule code: finding}}, as soon as it is read.

    Out come items, total (points) and verdict, or the errors of that line. Blank lines are skipped, other
    keys ignored, ids echoed to the digit. Nothing is raised for what a line says.
    """
    for number, raw in enumerate(lines):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw
        if line.strip():
            yield answer(line, rubric)


def answer(line: bytes, rubric: Rubric) -> Answer:
    try:
        id_text, findings = read_line(line)
    except BadLine as bad:
        return Answer(with_id(bad.id_text, {"errors": as_objects(bad.errors)}), True)
    try:
        result = score(rubric, findings)
    except FindingsError as error:
        return Answer(with_id(id_text, {"errors": as_objects(error.errors)}), True)
    return Answer(with_id(id_text, as_object(result)), False)


# --- in ---------------------------------------------------------------------------------


def read_line(line: bytes) -> tuple[str, dict[str, Any]]:
    """The JSON text of the id, and the findings; BadLine when there are none to be had."""
    try:
        sheet = DECODER.decode(line.decode("utf-8"))
        id_text = exact_json(sheet.get("id")) if isinstance(sheet, dict) else "null"
    except UnicodeDecodeError as error:
        raise BadLine([(None, "这一行不是 UTF-8 编码")]) from error
    except json.JSONDecodeError as error:
        raise BadLine([(None, f"这一行不是 JSON（第 {error.colno} 个字符附近）")]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadLine([(None, "这一行不是 JSON（数不成数或层次过深）")]) from error
    if not isinstance(sheet, dict):
        raise BadLine([(None, '这一行应为对象：{"id": …, "findings": {…}}')])
    if isinstance(sheet, RepeatedKeys):
        known = "null" if "id" in sheet.repeated else id_text
        raise BadLine([(None, f"“{shorten(key)}”重复") for key in sheet.repeated], known)
    return id_text, read_findings(sheet, id_text)


def read_findings(sheet: dict[str, Any], id_text: str) -> dict[str, Any]:
    findings = sheet.get("findings")
    if not isinstance(findings, dict):
        missing = "缺少 findings" if "findings" not in sheet else "findings 应为对象：{评分细则编号: 评定}"
        raise BadLine([(None, missing)], id_text)
    if isinstance(findings, RepeatedKeys):
        raise BadLine([(code, f"{shorten(code)} 重复填写") for code in findings.repeated], id_text)
    return findings


def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(pairs)


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=refuse_constant, object_pairs_hook=read_object)


# --- out --------------------------------------------------------------------------------


def as_object(result: Result) -> dict[str, Any]:
    return {
        "complete": result.complete,
        "items": {str(item.number): item.points for item in result.items},
        "total": result.total,
        "passed": result.passed,
    }


def as_objects(errors: Iterable[tuple[str | None, str]]) -> list[dict[str, str | None]]:
    return [{"code": code, "message": message} for code, message in errors]


def with_id(id_text: str, rest: dict[str, Any]) -> str:
    text = f'{{"id": {id_text}, {json.dumps(rest, ensure_ascii=False)[1:]}'
    # Half a surrogate pair is legal JSON but not legal UTF-8; Python's replacement for it is its JSON escape.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def exact_json(value: Any) -> str:
    """JSON of a parsed value, its numbers to the digit."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{exact_json(key)}: {exact_json(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(exact_json(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
