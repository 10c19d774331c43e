"""The log: a line of JSON for each request with its number, and no personal data."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import trail
from greencommunity.logs import Formatter, scrubbed

KEYS = {"at", "level", "logger", "message", "request"}


def written(record):
    return json.loads(Formatter().format(record))


def record(message, *args, **more):
    return logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, message, args, None, extra=more)


@pytest.fixture
def lines(caplog):
    with caplog.at_level(logging.INFO, logger="greencommunity.requests"):
        yield lambda: [
            json.loads(Formatter().format(each))
            for each in caplog.records
            if each.name == "greencommunity.requests"
        ]


def test_each_request_is_one_line_with_its_number_and_the_persons_key(client, people, year, lines, caplog):
    client.force_login(people.chen)
    token = trail.begin(trail.Origin("7K2M-04QD", None))
    client.get("/2021/communities/?search=春浪社区陈淑芬13800001234")
    trail.end(token)
    [line] = lines()
    assert line | {"at": "", "milliseconds": 0, "request": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "greencommunity.requests",
        "message": "request",
        "request": "",
        "method": "GET",
        "path": "/2021/communities/",
        "status": 200,
        "milliseconds": 0,
        "person": people.chen.pk,
    }
    for word in ("春浪", "陈淑芬", "1234", "chen"):
        assert word not in json.dumps(line, ensure_ascii=False)


def test_the_number_on_the_error_page_is_the_number_in_the_log(client, people, monkeypatch):
    seen = []

    class Kept(logging.Handler):
        def emit(self, record):
            seen.append(written(record))

    from scoring import access

    def broken(*_args, **_more):
        raise ValueError("陈淑芬 chen@example.gov.cn 13800001234 /x/?search=春浪")

    monkeypatch.setattr(access, "visible_sheets", broken)
    client.force_login(people.chen)
    client.raise_request_exception = False
    handler = Kept()
    logging.getLogger("django.request").addHandler(handler)
    try:
        page = client.get("/2021/communities/?search=万宁")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert page.status_code == 500
    [line] = [each for each in seen if each["level"] == "ERROR"]
    assert line["request"] and f"记录号 {line['request']}" in page.text
    assert "ValueError" in line["exception"]
    for word in ("13800001234", "chen@example.gov.cn", "万宁", "春浪"):
        assert word not in json.dumps(line, ensure_ascii=False)


def test_whatever_else_hangs_on_a_record_stays_out():
    assert set(written(record("a", status_code=500, request="<WSGIRequest: GET '/?name=x'>"))) == KEYS


def test_rows_that_postgresql_repeats_are_left_out():
    said = scrubbed("duplicate key value\nDETAIL:  Key (username)=(chen) already exists.\n")
    assert said == "duplicate key value\nDETAIL: …\n"


@given(
    st.text(max_size=20),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.cn", fullmatch=True),
)
def test_no_mobile_number_and_no_address_comes_through(text, phone, email):
    line = scrubbed(f"{text} {phone} {email}")
    assert (phone in line, email in line) == (False, False)
