"""Where the words of a sound rubric say other points than its numbers. Nobody but a person can tell which is right, so these
are questions and stop nothing. Pure."""

import re

from django.utils.translation import gettext as _

from .columns import NAMES, RULE, WHOLE

POINTS = re.compile(r"([0-9]{1,3})(?:\s*[-–—~～至到]\s*([0-9]{1,3}))?\s*分")
NUMBERS_OF_A_RULE = ("points", "min", "max", "points_each", "cap")
ALL_OF_IT = ("不得分", "扣完")
"""Words for all points of an item, without a number."""


def questions(rubric):
    """A sentence for each number of points the official words do not have beside those they do."""
    return [*_about_passing(rubric), *(question for item in rubric.items for question in _about(item))]


def points_said(words):
    """The points a text names: 扣1-3分 names 1 and 3."""
    return {int(number) for found in POINTS.findall(words) for number in found if number}


def _about_passing(rubric):
    for key in ("pass_rule", "pass_reading"):
        said = points_said(getattr(rubric, key))
        if said and rubric.pass_mark not in said:
            yield _("%(head)s写的是 %(said)s 分，达标线填的是 %(mark)s：应当一致，是哪一个？") % {
                "head": NAMES[WHOLE, key],
                "said": _listed(said),
                "mark": rubric.pass_mark,
            }


def _about(item):
    said = points_said(item.criteria)
    if any(words in item.criteria for words in ALL_OF_IT):
        said.add(item.points)
    for rule in item.rules if said else ():
        for key in NUMBERS_OF_A_RULE:
            number = getattr(rule, key, None)
            if number is not None and number not in said:
                yield _(
                    "第%(number)s项的评分标准写的是 %(said)s 分，%(code)s 的%(head)s填的是 %(points)s：应当一致，是哪一个？"
                ) % {
                    "number": item.number,
                    "said": _listed(said),
                    "code": rule.code,
                    "head": NAMES[RULE, key],
                    "points": number,
                }


def _listed(numbers):
    return "、".join(map(str, sorted(numbers)))
