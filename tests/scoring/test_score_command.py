"""manage.py score: files and standard input, exit status, errors in one line, no database."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]
WORKED = ROOT / "tests" / "document" / "worked-scores.jsonl"
EXPECTED = [
    {"id": case["id"]} | case["expected"]
    for case in map(json.loads, WORKED.read_text(encoding="utf-8").splitlines())
]


def run(*args):
    out = io.StringIO()
    call_command("score", *map(str, args), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def manage(*args, given=b"", **more):
    """The command in a process of its own, with a database that cannot be reached."""
    environment = os.environ | {
        "GC_ENVIRONMENT": "test",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }
    command = [sys.executable, ROOT / "manage.py", "score", *args]
    return subprocess.run(command, input=given, capture_output=True, env=environment, timeout=60, **more)


def test_worked_file():
    assert run(WORKED) == EXPECTED


def test_standard_input_is_the_default(monkeypatch):
    for args in ([], ["-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WORKED.read_bytes())))
        assert run(*args) == EXPECTED


def test_another_rubric(tmp_path):
    text = (ROOT / "fixtures" / "annex1.toml").read_text(encoding="utf-8")
    rubric = tmp_path / "counting.toml"
    rubric.write_text(text.replace('partial_steps = "ignore"', 'partial_steps = "count"'), encoding="utf-8")
    points = {answer["id"]: answer["items"]["10"] for answer in run(WORKED, "--rubric", rubric)}
    assert points["noise-95"] == 5


def test_errors_end_in_a_sentence_after_every_line_was_answered(tmp_path):
    sheets = tmp_path / "sheets.jsonl"
    sheets.write_bytes(b'{"id": 1, "findings": {"1b": 4}}\n' + WORKED.read_bytes())
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^21 行中有 1 行有错误，没有计分。$") as caught:
        call_command("score", str(sheets), stdout=out)
    assert caught.value.returncode == 1
    assert [json.loads(line) for line in out.getvalue().splitlines()][1:] == EXPECTED


@pytest.mark.parametrize("bad", ["nowhere.jsonl", "."])
def test_unreadable_file(tmp_path, bad):
    path = tmp_path / bad
    with pytest.raises(CommandError, match=r"^\S+：(No such file|Is a directory)"):
        run(path)


def test_unreadable_and_unsound_rubric(tmp_path):
    with pytest.raises(CommandError, match=r"^nowhere\.toml：No such file"):
        run(WORKED, "--rubric", "nowhere.toml")
    rubric = tmp_path / "unsound.toml"
    shutil.copy(ROOT / "fixtures" / "annex1.toml", rubric)
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("max = 4", "max = 5"), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run(WORKED, "--rubric", rubric)
    assert str(caught.value) == f"{rubric}：第17项 17a：最多可达 5 分，超过本项的 4 分"


def test_process_needs_no_database_and_tells_by_its_status():
    good = manage("-", given=WORKED.read_bytes())
    assert (good.returncode, good.stderr) == (0, b"")
    bad = manage(given='{"id": "碶", "findings": {}}\n坏\n'.encode())
    first, second = bad.stdout.decode("utf-8").splitlines()
    assert json.loads(first)["id"] == "碶"
    assert json.loads(second)["errors"][0]["code"] is None
    assert (bad.returncode, bad.stderr.decode().count("\n")) == (1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX systems")
def test_a_reader_that_leaves_early_is_no_crash(tmp_path):
    sheets = tmp_path / "many.jsonl"
    sheets.write_bytes(WORKED.read_bytes() * 500)
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "score", sheets],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"GC_ENVIRONMENT": "test"},
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 1
