"""The sum behind a deduction, spelled out beside its rule: 3 处 × 1 分 = 3 分，按最高扣 2 分."""

from django.utils.translation import gettext as _

from .engine.rules import points_for, steps_below


def plain(number):
    """100, 89.5: a percentage without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _count(rule, found):
    if not found:
        return ""
    taken = found * rule.points_each
    text = _("%(n)s %(unit)s × %(each)s 分 = %(sum)s 分") % {
        "n": found,
        "unit": rule.unit,
        "each": rule.points_each,
        "sum": taken,
    }
    return text + (_("，按最高扣 %(cap)s 分") % {"cap": rule.cap} if taken > rule.cap else "")


def _shortfall(rule, found):
    missing = rule.required - found
    if missing <= 0:
        return ""
    return _("应 %(required)s %(unit)s，少 %(missing)s %(unit)s × %(each)s 分") % {
        "required": rule.required,
        "missing": missing,
        "unit": rule.unit,
        "each": rule.points_each,
    }


def _step_below(rule, found):
    if rule.zero_below is not None and found < rule.zero_below:
        return _("低于 %(floor)s%%，此项不得分") % {"floor": plain(rule.zero_below)}
    below = rule.target - found
    if below <= 0:
        return ""
    return _("比 %(target)s%% 低 %(below)s 个百分点，计 %(steps)s 个 %(step)s%%，扣 %(points)s 分") % {
        "target": plain(rule.target),
        "below": plain(below),
        "steps": steps_below(rule, found),
        "step": plain(rule.step),
        "points": points_for(rule, found),
    }


NOTES = {"count": _count, "shortfall": _shortfall, "step_below": _step_below}


def note(rule, finding):
    """The sum of one rule's finding; empty where there is nothing to reckon."""
    if finding is None or rule.kind not in NOTES:
        return ""
    return NOTES[rule.kind](rule, finding)


IN_WORDS = {
    "fixed": lambda rule, found: _("存在") if found else _("未发现"),
    "range": lambda rule, found: _("扣 %(n)s 分") % {"n": found} if found else _("未发现"),
    "count": lambda rule, found: f"{found} {rule.unit}",
    "shortfall": lambda rule, found: f"{found} {rule.unit}",
    "step_below": lambda rule, found: f"{plain(found)}%",
    "award": lambda rule, found: _("加 %(n)s 分") % {"n": found} if found else _("不加分"),
}


def measured(rule, finding):
    """What was counted or measured, in the rule's own unit; nothing where the official wording says it all."""
    return IN_WORDS[rule.kind](rule, finding) if rule.kind in NOTES else ""


def in_words(rule, finding):
    """A finding as a person would say it: 存在, 扣 2 分, 3 处, 87.5%; 未评 where nobody has looked."""
    return _("未评") if finding is None else IN_WORDS[rule.kind](rule, finding)
