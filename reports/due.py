"""A district's due day in words: how far it is, and what moved it."""

from django.utils.translation import gettext as _

from districts.text import cn_date


def due_words(due, sent_back_at=None):
    """The day, how far it is, and what moved it: the extension with its reason, or the whole submission sent back."""
    words = _("%(day)s 24 时") % {"day": cn_date(due.day)}
    if due.passed:
        words += _("，已过")
    elif due.days_left:
        words += _("，还有 %(days)s 天") % {"days": due.days_left}
    else:
        words += _("，就是今天")
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
