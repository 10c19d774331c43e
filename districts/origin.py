"""Where what is happening comes from: known to the trail and to the log, and to be asked before any model is loaded."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where a change comes from: a request's number and address, or nothing on the command line."""

    request_number: str | None = None
    address: str | None = None


NOWHERE = Origin()
_origin = ContextVar("origin", default=NOWHERE)


def begin(origin):
    """Name the origin of what follows in this request; give the token back to `end`."""
    return _origin.set(origin)


def end(token):
    _origin.reset(token)


def current():
    """The Origin of the request under way; NOWHERE outside of any."""
    return _origin.get()
