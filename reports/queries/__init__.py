"""The one set of functions from which every page, table, document, picture and open-data file takes its numbers.

listed: who is listed or titled in a year; standing: districts against their goals, the three
counts; course: how the year goes; scores: what the initial score sheets say; published: what
everybody may know."""

from .course import Move, Stages, Timing, decisions, one_step_short, stages, timings
from .listed import Basis, Listed, Revoked, Tally, count_listed, with_targets
from .published import PublishedDistrict, PublishedTitle, published, published_years
from .scores import (
    BY_DISTRICT,
    BY_STREET,
    Cost,
    Spread,
    Totals,
    item_means,
    passing_by_bonus,
    rescore_differences,
    rule_costs,
    spreads,
    totals,
)
from .standing import (
    STANDING,
    Progress,
    StreetCounts,
    city_total,
    holders,
    progress,
    statuses_of,
    street_counts,
    survivor,
)

__all__ = [
    "BY_DISTRICT",
    "BY_STREET",
    "STANDING",
    "Basis",
    "Cost",
    "Listed",
    "Move",
    "Progress",
    "PublishedDistrict",
    "PublishedTitle",
    "Revoked",
    "Spread",
    "Stages",
    "StreetCounts",
    "Tally",
    "Timing",
    "Totals",
    "city_total",
    "count_listed",
    "decisions",
    "holders",
    "item_means",
    "one_step_short",
    "passing_by_bonus",
    "progress",
    "published",
    "published_years",
    "rescore_differences",
    "rule_costs",
    "spreads",
    "stages",
    "statuses_of",
    "street_counts",
    "survivor",
    "timings",
    "totals",
    "with_targets",
]
