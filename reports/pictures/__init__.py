"""The pictures of a year, by the name in their address. Each is a function of a Scope; the page, the files and the drafted
reports draw the same one."""

from .calendar import calendar
from .course import movement, near, years
from .distribution import distribution
from .heat import heat
from .rules import rules
from .scope import Scope
from .spread import spread
from .targets import targets, tiles

PROGRESS = {
    "targets": targets,
    "map": tiles,
    "near": near,
    "calendar": calendar,
    "movement": movement,
    "years": years,
}
SCORES = {"distribution": distribution, "heat": heat, "rules": rules, "spread": spread}
CITY_ONLY = {"map", "spread"}  # a district is not set beside the others


def shown(pictures, scope):
    """The Pictures of a page for this scope, in their order."""
    return [draw(scope) for name, draw in pictures.items() if scope.city or name not in CITY_ONLY]


__all__ = ["CITY_ONLY", "PROGRESS", "SCORES", "Scope", "shown"]
