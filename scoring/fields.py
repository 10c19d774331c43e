"""How findings are kept: JSON text in which a string is always an exact percentage."""

import json
from decimal import Decimal

from django.db import models


def dump_findings(findings):
    """Findings (booleans, integers, Decimals in percent) as JSON text; a Decimal becomes a string, never a float."""
    return json.dumps(findings, default=_plain, sort_keys=True, separators=(",", ":"))


def _plain(percent):
    """80, never 8E+1."""
    return format(percent, "f")


def load_findings(text):
    """The other way."""
    return findings_from(json.loads(text))


def findings_from(kept):
    """Findings from their JSON mapping: no finding is text, so every string is a Decimal."""
    return {code: Decimal(value) if isinstance(value, str) else value for code, value in kept.items()}


class FindingsField(models.TextField):
    """A mapping of rule code to finding, exact both ways."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else load_findings(value)

    def to_python(self, value):
        return load_findings(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        return value if value is None or isinstance(value, str) else dump_findings(value)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))
