"""Where sessions are kept: Django's own rows, but a database that is away or full is told as that (settings.SESSION_ENGINE)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    def save(self, must_create=False):
        """Django takes every fault of the database for a session that has ended meanwhile (UpdateError)."""
        try:
            super().save(must_create)
        except UpdateError as fault:
            if isinstance(fault.__context__, OperationalError | InterfaceError):
                raise fault.__context__ from None
            raise
