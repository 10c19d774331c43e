"""One line of JSON for each thing worth noting, with the number of the request that error pages show, and without personal data."""

import logging
import re
import time

from pythonjsonlogger.json import JsonFormatter

from districts.origin import current
from districts.text import masked

logger = logging.getLogger("greencommunity.requests")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
DETAIL = re.compile(r"^(DETAIL|CONTEXT|LINE [0-9]+): .*$", re.MULTILINE)  # PostgreSQL repeats the row there
# What an exception says of itself, which may be what somebody typed; lines of code are indented.
SAID = re.compile(r"^[A-Za-z_][\w.]*: .*$", re.MULTILINE)
CHINESE = re.compile(r"[\u3400-\u9fff]+")
QUERY = re.compile(r"\?[^\s'\">]*")  # what somebody searched for


def scrubbed(text):
    """A line of a log without telephone numbers, addresses for mail, rows and what stands behind an address's question mark."""
    return DETAIL.sub(r"\1: …", EMAIL.sub("…@…", QUERY.sub("?…", masked(text))))


class Formatter(JsonFormatter):
    """Only these fields: whatever else hangs on a record (the request itself, with its query) stays out."""

    FIELDS = ("request", "person", "method", "path", "status", "milliseconds")

    def __init__(self):
        super().__init__("%(message)s", json_ensure_ascii=False)

    def add_fields(self, log_record, record, message_dict):
        log_record["at"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        log_record["level"], log_record["logger"] = record.levelname, record.name
        log_record["message"] = scrubbed(record.getMessage())
        number = getattr(
            getattr(record, "request", None), "number", None
        )  # after the trail has let go of the request
        log_record["request"] = current().request_number or number
        said = getattr(record, "said", {})
        log_record.update({field: said[field] for field in self.FIELDS if field in said})
        if record.exc_info:
            text = scrubbed(self.formatException(record.exc_info))
            log_record["exception"] = SAID.sub(lambda line: CHINESE.sub("…", line[0]), text)


class RequestLogMiddleware:
    """One line for each request: what was asked (without its query), the answer, how long it took, and the person's key."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begun = time.perf_counter()
        answer = self.get_response(request)
        person = getattr(request, "_cached_user", None)  # never asked for only to be noted
        logger.info(
            "request",
            extra={
                "said": {
                    "method": request.method,
                    "path": scrubbed(request.path),
                    "status": answer.status_code,
                    "milliseconds": round((time.perf_counter() - begun) * 1000),
                    "person": person.pk if person is not None else None,
                }
            },
        )
        return answer
