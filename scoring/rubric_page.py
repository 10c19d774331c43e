"""What the pages of rubric versions say: differences in the words of the file."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .engine.differences import differences
from .notes import plain
from .rubric_files.columns import ITEM, KINDS, NAMES, NO, PARTIAL_STEPS, RULE, WHOLE, YES


@dataclass(frozen=True)
class Line:
    """One difference: place (第6项 6b), field, and its words before and after; "" where there was or is nothing."""

    place: str
    label: str
    before: str
    after: str


def difference_lines(old, new):
    """What differs between two rubrics (engine.rubric.Rubric), field by field, ready to be read."""
    return [_line(one) for one in differences(old, new)]


def _line(one):
    if not one.number:
        place = _("全文")
    else:
        place = _("第%(number)s项 %(code)s") % {"number": one.number, "code": one.code}
    depth = RULE if one.code else ITEM if one.number else WHOLE
    label = NAMES[depth, one.key]
    return Line(place.strip(), label, _words(one.key, one.before), _words(one.key, one.after))


def _words(key, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return plain(value)
    words = {"kind": KINDS, "partial_steps": PARTIAL_STEPS}.get(key, {})
    return words.get(value, str(value))
