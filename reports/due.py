"""A district's due day in words: how far it is, and what moved it."""

from django.utils.translation import gettext as _

from districts.deadlines import how_far
from districts.text import cn_date


def due_words(due, sent_back_at=None):
    """The day, how far it is, and what moved it: the extension with its reason, or the whole submission sent back."""
    words = _("%(day)s 24 时，%(how_far)s") % {"day": cn_date(due.day), "how_far": how_far(due.days_left)}
    if moved := moved_by(due, sent_back_at):
        words += _("（%(moved)s）") % {"moved": moved}
    return words + _("。")


def moved_by(due, sent_back_at=None):
    """What moved the day; empty where it is the year's own. sent_back_at: of a submission sent back whole, which sets a
    day of its own; an extension granted later moves that again."""
    if due.extension is None:
        return ""
    if sent_back_at and due.extension.granted_at <= sent_back_at:
        return _("整体退回后的重新上报截止日")
    return _("市住建局已延期：%(reason)s") % {"reason": due.extension.reason}
