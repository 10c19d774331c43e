"""System checks of this app."""

from django.core.checks import Error, Tags, register
from django.db import connections

from . import triggers


@register(Tags.database)
def trail_is_guarded(app_configs, databases, **kwargs):
    """The trail of events must refuse update and delete in the database itself."""
    errors = []
    for alias in databases or []:
        connection = connections[alias]
        if triggers.exists(connection) and (missing := triggers.missing(connection)):
            errors.append(
                Error(
                    f"The trail of events can be changed: {', '.join(missing)} missing in {alias!r}.",
                    hint="Run manage.py migrate: it installs them again.",
                    id="districts.E001",
                )
            )
    return errors
