"""得分 by formula: what the engine does, in functions every office program of the last fifteen years knows. Pure.

Each formula of a rule gives the points it moves, or #N/A where its cell is blank or says what does not fit; the item's
formula turns that into a blank. AND and OR reckon all their parts: a text may err inside them, which ends the same way.
"""

from ..engine.rules import MOST_COUNTED, hundredths
from . import layout


def item_formula(item, cells):
    """The points of an item (附件1, floored at 0), blank while one of its rules cannot be judged.

    cells: rule code -> the expression that reads the rule's cell."""
    moved = "".join(
        f"{'+' if rule.kind == 'award' else '-'}{POINTS[rule.kind](rule, cells[rule.code])}"
        for rule in item.rules
    )
    full = 0 if item.bonus else item.points
    return f'=IFERROR(MAX(0,MIN({item.points},{full}{moved})),"")'


def fixed(rule, cell):
    return f'IF({cell}="{layout.YES}",{rule.points},IF({cell}="{layout.NO}",0,NA()))'


def range_(rule, cell):
    fits = f"OR({cell}=0,AND({cell}>={rule.min},{cell}<={rule.max}))"
    return _judged(f"AND(ISNUMBER({cell}),{fits},{cell}=INT({cell}))", cell)


def count(rule, cell):
    most = MOST_COUNTED if rule.max_count is None else rule.max_count
    return _judged(_whole(cell, most), f"MIN({cell}*{rule.points_each},{rule.cap})")


def shortfall(rule, cell):
    missing = f"MAX(0,{rule.required}-{cell})"
    return _judged(_whole(cell, MOST_COUNTED), f"MIN({missing}*{rule.points_each},{rule.cap})")


def award(rule, cell):
    return _judged(_whole(cell, rule.max), cell)


def step_below(rule, cell):
    """Reckoned in whole hundredths, as the engine does: a percentage in a cell is a binary float."""
    percent = _percent(cell)
    found = f"ROUND({percent}*100,0)"
    steps = f"MAX(0,{hundredths(rule.target)}-{found})/{hundredths(rule.step)}"
    steps = f"ROUNDUP({steps},0)" if rule.partial_steps == "count" else f"INT({steps})"
    points = f"{steps}*{rule.points_each}"
    if rule.cap is not None:
        points = f"MIN({points},{rule.cap})"
    if rule.zero_below is not None:
        points = f"IF({found}<{hundredths(rule.zero_below)},{rule.item_points},{points})"
    return _judged(f"AND(ABS({percent}-50)<=50,ABS({percent}*100-{found})<0.000001)", points)


def _percent(cell):
    """A number as it stands, or a text such as 0.5%; a bare number up to 1 could mean two things and is not judged."""
    number = f"IF(AND({cell}>0,{cell}<=1),NA(),{cell})"
    return f'IF(ISNUMBER({cell}),{number},IF(RIGHT({cell},1)="%",100*VALUE({cell}),NA()))'


def _whole(cell, most):
    return f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={most},{cell}=INT({cell}))"


def _judged(fits, points):
    return f"IF({fits},{points},NA())"


POINTS = {
    "fixed": fixed,
    "range": range_,
    "count": count,
    "step_below": step_below,
    "shortfall": shortfall,
    "award": award,
}
