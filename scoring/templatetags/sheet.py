"""What of a score sheet is drawn over and over: the row of a rule says the same on every sheet where the same was found."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from ..forms import RuleRow

register = template.Library()


@register.simple_tag
def rule_row(row):
    """The row of a rule with its input. row: forms.RuleRow."""
    if (
        row.errors or row.value is not row.finding
    ):  # what somebody typed and was not taken is drawn for him alone
        return _drawn(row)
    return _standing(row.rule, row.finding)


@lru_cache(maxsize=4096, typed=True)
def _standing(rule, finding):
    return _drawn(RuleRow(rule, finding, finding, []))


def _drawn(row):
    return mark_safe(render_to_string("scoring/rule.html", {"row": row}))
