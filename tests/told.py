"""Who changes a row leaves an event: asked of every request that any test of the suite makes."""

import re

from django.core.handlers.base import BaseHandler
from django.db import connection

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
EVENTS = "districts_event"
# What a request may write without a word in the trail: no row that anybody decides about.
UNTOLD = {
    "django_session",
    "otp_totp_totpdevice",  # a secret nobody has confirmed yet, the last code that was used; confirming is told
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
                written.add(found[1].lower())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = answer(handler, request)
        changed = written - UNTOLD
        if response.status_code < 400 and changed and EVENTS not in changed:
            raise Untold(f"{request.method} {request.path}: {sorted(changed)} changed without an event")
        return response

    monkeypatch.setattr(BaseHandler, "get_response", watched)
