"""Beyond the city: made-up districts with plain communities, as many as wanted, so that one sees how the site grows. Nothing of them
is held in memory: every table is filled from a generator, lot by lot, and what belongs together is drawn anew for each table."""

from .build import add
from .size import Size

__all__ = ["Size", "add"]
