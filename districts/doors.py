"""The doors through which every write that matters goes: one function, one transaction, one event."""

from contextvars import ContextVar
from functools import wraps

from django.db import transaction

from . import trail


class Refused(Exception):
    """A move the rules do not allow. Its text is a sentence the person can act on."""


_inside = ContextVar("inside a door", default=False)


def door(action):
    """Run the function in one transaction; a refusal is written to the trail after the rollback.

    The function takes the row it changes first and the person as `by`; it records its own success, since only it
    knows what was before and after. A door opened inside another joins its transaction.
    """

    def wrap(function):
        @wraps(function)
        def run(row, *args, by, **kwargs):
            if _inside.get():
                return function(row, *args, by=by, **kwargs)
            token = _inside.set(True)
            try:
                with transaction.atomic():
                    return function(row, *args, by=by, **kwargs)
            except Refused as refusal:
                trail.record(action, row=row, by=by, result=trail.REFUSED, note=str(refusal))
                raise
            finally:
                _inside.reset(token)

        return run

    return wrap
