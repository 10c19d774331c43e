"""Sheets as JSON lines: what comes out for what goes in, line by line."""

import json
from decimal import Decimal

import pytest

from scoring.engine.lines import answers


@pytest.fixture(scope="session")
def sheet(clean):
    """A clean sheet as the JSON of one line, with findings changed, added or spoiled."""

    def line(id_text='"a"', **changes):
        findings = {
            code: int(value) if isinstance(value, Decimal) else value for code, value in clean.items()
        }
        body = {
            f'"{code}": {json.dumps(value)}' for code, value in findings.items() if f"_{code}" not in changes
        }
        body |= {f'"{code[1:]}": {text}' for code, text in changes.items()}
        return f'{{"id": {id_text}, "findings": {{{", ".join(sorted(body))}}}}}'

    return line


@pytest.fixture(scope="session")
def answered(annex1):
    def answered(*lines):
        raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
        return [(json.loads(answer.text), answer.wrong) for answer in answers(raw, annex1)]

    return answered


def only_error(answered, line):
    ((answer, wrong),) = answered(line)
    assert wrong
    (error,) = answer.pop("errors")
    return answer["id"], error["code"], error["message"]


def test_order_and_shape_of_an_answer(annex1, sheet):
    (answer,) = answers([sheet(_17a="1").encode()], annex1)
    items = ", ".join(f'"{number}": {1 if number == 17 else 6}' for number in range(1, 18))
    assert (
        answer.text == f'{{"id": "a", "complete": true, "items": {{{items}}}, "total": 97, "passed": true}}'
    )
    assert answer.wrong is False


def test_null_is_unassessed_like_a_missing_code(answered, sheet):
    ((answer, wrong),) = answered(sheet(_10a="null"))
    assert wrong is False
    assert (answer["items"]["10"], answer["total"], answer["passed"], answer["complete"]) == (
        None,
        None,
        None,
        False,
    )


def test_percentages_are_read_exactly(answered, sheet):
    points = [
        answer["items"]["10"]
        for answer, _ in answered(*[sheet(_10a=text) for text in ("89.99", "59.99", "60.00")])
    ]
    assert points == [5, 0, 2]


def test_a_bad_line_does_not_stop_the_others(answered, sheet):
    results = answered(sheet(), "nonsense", sheet(_1b="4"), sheet())
    assert [wrong for _, wrong in results] == [False, True, True, False]
    assert results[0] == results[3]
    assert results[2][0] == {
        "id": "a",
        "errors": [{"code": "1b", "message": "1b 只能填 0（未发现）或 1、2、3，现在是 4"}],
    }


def test_every_misfit_of_a_line_is_named(answered, sheet):
    ((answer, _),) = answered(sheet(_1a="1", _6b="true", _99z="0"))
    assert [error["code"] for error in answer["errors"]] == ["1a", "6b", "99z"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", (None, None, "这一行不是 JSON（第 2 个字符附近）")),
        ('{"id": "a"} x', (None, None, "这一行不是 JSON（第 13 个字符附近）")),
        (b'{"id": "\xff"}', (None, None, "这一行不是 UTF-8 编码")),
        ("宁波".encode("gb18030"), (None, None, "这一行不是 UTF-8 编码")),
        ('{"id": "a", "findings": {"10a": NaN}}', (None, None, "这一行不是 JSON（数不成数或层次过深）")),
        (
            '{"id": "a", "findings": {"10a": -Infinity}}',
            (None, None, "这一行不是 JSON（数不成数或层次过深）"),
        ),
        ('{"id": 1e99999999999999999999}', (None, None, "这一行不是 JSON（数不成数或层次过深）")),
        ('{"id": ' + "9" * 5000 + "}", (None, None, "这一行不是 JSON（数不成数或层次过深）")),
        ("[" * 100_000, (None, None, "这一行不是 JSON（数不成数或层次过深）")),
        ("[]", (None, None, '这一行应为对象：{"id": …, "findings": {…}}')),
        ("null", (None, None, '这一行应为对象：{"id": …, "findings": {…}}')),
        ('"a"', (None, None, '这一行应为对象：{"id": …, "findings": {…}}')),
        ("{}", (None, None, "缺少 findings")),
        ('{"id": "a"}', ("a", None, "缺少 findings")),
        ('{"id": "a", "findings": null}', ("a", None, "findings 应为对象：{评分细则编号: 评定}")),
        ('{"id": "a", "findings": []}', ("a", None, "findings 应为对象：{评分细则编号: 评定}")),
        ('{"id": "a", "findings": {"1b": 1, "1b": 2}}', ("a", "1b", "1b 重复填写")),
        ('{"id": "a", "findings": {}, "findings": {}}', ("a", None, "“findings”重复")),
        ('{"id": "a", "id": "b", "findings": {}}', (None, None, "“id”重复")),
    ],
    ids=lambda value: None if isinstance(value, tuple) else repr(value[:40]),
)
def test_line_that_cannot_be_scored(answered, line, expected):
    assert only_error(answered, line) == expected


@pytest.mark.parametrize(
    "id_text",
    [
        '"甬江社区"',
        "7",
        "1.50",
        "-0.0",
        "1e400",
        "null",
        "true",
        '[1.0, "b"]',
        '{"网格": 0.1}',
        '"\\ud800"',
        '"\\""',
    ],
)
def test_ids_come_back_as_they_were(annex1, sheet, id_text):
    for line in (sheet(id_text), sheet(id_text, _1b="9")):
        (answer,) = answers([line.encode()], annex1)
        echoed = answer.text.partition('{"id": ')[2]
        assert echoed.startswith(id_text.replace("1e400", "1E+400"))
        answer.text.encode("utf-8")


def test_a_line_without_id_is_scored(answered):
    ((answer, wrong),) = answered('{"findings": {}}')
    assert (answer["id"], answer["complete"], wrong) == (None, False, False)


def test_blank_lines_are_skipped_and_other_keys_ignored(answered, sheet):
    noted = sheet().replace('"id"', '"note": 1.5, "id"')
    assert answered("\n", " \r\n", noted, "") == answered(sheet())


def test_windows_files(answered, sheet):
    assert answered(b"\xef\xbb\xbf" + sheet().encode() + b"\r\n", sheet() + "\r\n") == answered(
        sheet(), sheet()
    )


def test_each_line_is_answered_before_the_next_is_read(annex1, sheet):
    read = []

    def lines():
        for place in range(3):
            read.append(place)
            yield sheet().encode()

    answering = answers(lines(), annex1)
    next(answering)
    assert read == [0]
