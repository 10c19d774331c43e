"""The log: a line of JSON for each request with its number, and no personal data."""

import json
import logging
import runpy
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import trail
from greencommunity.logs import Formatter, scrubbed

TYPED = "陈淑芬 chen@example.gov.cn 13800001234 /x/?search=春浪"
KEYS = {"at", "level", "logger", "message", "request"}


def written(record):
    return json.loads(Formatter().format(record))


def record(message, *args, **more):
    return logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, message, args, None, extra=more)


class Kept(logging.Handler):
    """Keeps each line as it is written: while its request is under way."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(written(record))


@pytest.fixture
def kept(caplog):
    """What a logger writes from here on: its name -> a list of lines."""
    handlers = {}

    def lines_of(name):
        caplog.set_level(logging.INFO, logger=name)
        handlers[name] = Kept()
        logging.getLogger(name).addHandler(handlers[name])
        return handlers[name].lines

    yield lines_of
    for name, handler in handlers.items():
        logging.getLogger(name).removeHandler(handler)


@pytest.fixture
def lines(kept):
    return kept("greencommunity.requests")


def test_each_request_is_one_line_with_its_number_and_the_persons_key(client, people, year, lines):
    client.force_login(people.chen)
    token = trail.begin(trail.Origin("7K2M-04QD", None))
    client.get("/2021/communities/?search=春浪社区陈淑芬13800001234")
    trail.end(token)
    [line] = lines
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


def test_the_number_on_the_error_page_is_the_number_in_the_log(client, people, kept, monkeypatch):
    from scoring import access

    def broken(*_args, **_more):
        raise ValueError(TYPED)

    monkeypatch.setattr(access, "visible_sheets", broken)
    client.force_login(people.chen)
    client.raise_request_exception = False
    seen = kept("django.request")
    page = client.get("/2021/communities/?search=万宁")
    assert page.status_code == 500
    [line] = [each for each in seen if each["level"] == "ERROR"]
    assert line["request"] and f"记录号 {line['request']}" in page.text
    assert "ValueError" in line["exception"]
    for word in ("13800001234", "chen@example.gov.cn", "万宁", "春浪", "陈淑芬"):
        assert word not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"Host": "elsewhere.example"}},
        {"headers": {"Cookie": "a=\x00"}},
        {"QUERY_STRING": "a=%00"},
    ],
)
def test_what_is_refused_before_anything_is_asked_has_its_number_and_line_too(client, lines, sent):
    page = client.get("/login/", **sent)
    [line] = lines
    assert (page.status_code, line["status"], line["path"]) == (400, 400, "/login/")
    assert line["request"] and f"记录号 {line['request']}" in page.text


def test_a_wrong_host_is_refused_with_its_number_before_the_way_to_tls_too(client, settings, kept):
    """In production without the proxy's word that TLS is in front: nothing but the refusal itself is written."""
    settings.SECURE_SSL_REDIRECT = True
    seen = kept("django.security.DisallowedHost")
    page = client.get("/login/", headers={"Host": "elsewhere.example"})
    [line] = seen
    assert (page.status_code, line["level"]) == (400, "ERROR")
    assert line["request"] and f"记录号 {line['request']}" in page.text


def test_whatever_else_hangs_on_a_record_stays_out():
    assert set(written(record("a", status_code=500, request="<WSGIRequest: GET '/?name=x'>"))) == KEYS


def test_rows_that_postgresql_repeats_are_left_out():
    said = scrubbed("duplicate key value\nDETAIL:  Key (username)=(chen) already exists.\n")
    assert said == "duplicate key value\nDETAIL: …\n"
    assert scrubbed("syntax error\nLINE 1: INSERT INTO x VALUES ('陈淑芬'\n") == "syntax error\nLINE 1: …\n"


def test_a_number_in_an_address_is_masked(client, db, lines):
    client.get("/nonsense/13812345678")
    assert [line["path"] for line in lines] == ["/nonsense/138****5678"]


def test_a_line_written_after_the_trail_has_let_go_of_the_request_still_has_its_number():
    request = SimpleNamespace(number="7K2M-04QD")
    assert written(record("a", request=request))["request"] == "7K2M-04QD"


def test_what_gunicorn_says_by_itself_goes_the_same_way(repository):
    """Of a request it cannot read it repeats the first line."""
    kept = runpy.run_path(str(repository / "gunicorn.conf.py"))
    assert (kept["control_socket_disable"], kept["logconfig_dict"]["formatters"]["json"]) == (
        True,
        {"()": "greencommunity.logs.Formatter"},
    )
    said = "Invalid request from ip=127.0.0.1: Invalid HTTP request line: 'GET /x?mobile=13812345678&name=陈'"
    assert written(record(said))["message"].endswith("'GET /x?…'")


@given(
    st.text(max_size=20),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.cn", fullmatch=True),
)
def test_no_mobile_number_and_no_address_comes_through(text, phone, email):
    line = scrubbed(f"{text} {phone} {email}")
    assert (phone in line, email in line) == (False, False)
