"""The one set of functions from which every page, table, document, picture and open-data file takes its numbers.

listed: who is listed or titled in a year; standing: districts against their goals, the three counts."""

from .listed import Basis, Listed, Tally, tallies
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
    "Basis",
    "Listed",
    "Progress",
    "StreetCounts",
    "Tally",
    "city_total",
    "holders",
    "progress",
    "street_counts",
    "survivor",
    "tallies",
]
