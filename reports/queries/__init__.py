"""The one set of functions from which every page, table, document, picture and open-data file takes its numbers.

standing: districts against their goals, the three counts."""

from .standing import (
    STANDING,
    Progress,
    StreetCounts,
    city_total,
    holders,
    progress,
    street_counts,
    survivor,
)

__all__ = [
    "STANDING",
    "Progress",
    "StreetCounts",
    "city_total",
    "holders",
    "progress",
    "street_counts",
    "survivor",
]
