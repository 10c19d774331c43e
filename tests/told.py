"""Who changes a row leaves an event: asked of every request that any test of the suite makes."""

import re

from django.core.handlers.base import BaseHandler
from django.db import connection

WRITES = re.compile(r'\s*(INSERT|UPDATE|DELETE)(?: OR \w+)?(?: INTO| FROM)? "(\w+)"', re.IGNORECASE)
EVENTS = "districts_event"
# What a request may write without a word in the trail: no row that anybody decides about.
UNTOLD = {
    *((verb, "django_session") for verb in ("INSERT", "UPDATE", "DELETE")),
    ("UPDATE", "otp_totp_totpdevice"),  # the last code that was used, or how often one was wrong
}


class Untold(AssertionError):
    """A row changed and the trail says nothing of it."""


def tell_on_the_untold(monkeypatch):
    """From here on a request that is answered and has changed rows without an event raises Untold."""
    answer = BaseHandler.get_response

    def watched(handler, request):
        written = set()

        def note(execute, sql, params, many, context):
            if found := WRITES.match(sql):
                written.add((found[1].upper(), found[2]))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = answer(handler, request)
        changed = written - UNTOLD
        if response.status_code < 400 and changed and ("INSERT", EVENTS) not in changed:
            raise Untold(f"{request.method} {request.path}: {sorted(changed)} without an event")
        return response

    monkeypatch.setattr(BaseHandler, "get_response", watched)
