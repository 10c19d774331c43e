"""得分 by formula: what the engine does, in functions every office program of the last fifteen years knows. Pure.

Each formula of a rule gives the points it moves, or #N/A where its cell is blank or says what does not fit; the item's
formula turns that into a blank. AND and OR reckon all their parts: a text may err inside them, which ends the same way.
What is judged here, bringing back takes the same way; it takes some writings more (2 处, 0.95 shown as 95%): they are blank.
"""

from ..engine.rules import MOST_COUNTED, hundredths
from .cells import YES_OR_NO


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
    return f"IF({_says(cell, True)},{rule.points},IF({_says(cell, False)},0,NA()))"


def _says(cell, answer):
    """A comparison takes small letters for large ones; a wildcard is none for it, as it would be for MATCH."""
    words = ",".join(f'"{word}"' for word, meant in YES_OR_NO.items() if meant is answer)
    return f"OR(TRIM({cell})={{{words}}})"


def range_(rule, cell):
    number = _number(cell)
    fits = f"OR({number}=0,AND({number}>={rule.min},{number}<={rule.max}))"
    return _judged(f"AND({fits},{number}=INT({number}))", number)


def count(rule, cell):
    most = MOST_COUNTED if rule.max_count is None else rule.max_count
    number = _number(cell)
    return _judged(_whole(number, most), f"MIN({number}*{rule.points_each},{rule.cap})")


def shortfall(rule, cell):
    number = _number(cell)
    missing = f"MAX(0,{rule.required}-{number})"
    return _judged(_whole(number, MOST_COUNTED), f"MIN({missing}*{rule.points_each},{rule.cap})")


def award(rule, cell):
    number = _number(cell)
    return _judged(_whole(number, rule.max), number)


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


def _number(cell):
    """A number, or a text that is just its digits: VALUE alone takes 100% for 1 and 1/2 for a day."""
    return f'IF(ISNUMBER({cell}),{cell},IF(VALUE({cell})&""=TRIM({cell}),VALUE({cell}),NA()))'


def _percent(cell):
    """A number as it stands, or a text such as 0.5%; a bare number up to 1 could mean two things and is not judged."""
    number = _number(cell)
    bare = f"IF(AND({number}>0,{number}<=1),NA(),{number})"
    said = _number(f'SUBSTITUTE({cell},"%","",1)')
    return f'IF(RIGHT({cell},1)="%",{said},{bare})'


def _whole(number, most):
    return f"AND({number}>=0,{number}<={most},{number}=INT({number}))"


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
