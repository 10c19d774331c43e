"""A row of the queue as it is read: nothing but what is drawn, so that rows that read alike are drawn once (templatetags.kept)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from .review_queries import QueueRow


@dataclass(frozen=True)
class QueueFace:
    """Totals in points; the re-score's as of rescored.with_rescore."""

    address: str
    name: str
    place: str
    total: int
    above: int
    rescore_total: int | None
    rescore_difference: int | None
    rescore_passed: bool | None
    rescore_begun: bool
    chip: str
    decision: str
    sampled: bool
    objected: bool
    heard: tuple[str, ...]
    due: date | None
    flags: tuple[str, ...]

    @property
    def contents(self) -> Self:
        return self


def queue_face(row: QueueRow, walk: str) -> QueueFace:
    """What is drawn of a row; walk: the query its link carries, through which one walks from entry to entry."""
    entry: Any = row.entry  # as rescored.with_rescore left it
    address = entry.get_absolute_url()
    return QueueFace(
        address=f"{address}?{walk}" if walk else address,
        name=entry.community_name,
        place=f"{entry.submission.district} {entry.street_name}",
        total=entry.total,
        above=row.above,
        rescore_total=entry.rescore_total,
        rescore_difference=entry.rescore_difference,
        rescore_passed=entry.rescore_passed,
        rescore_begun=entry.rescore_begun,
        chip=row.chip,
        decision=str(entry.get_decision_display()),
        sampled=row.sampled,
        objected=row.objected,
        heard=tuple(row.heard),
        due=entry.due,
        flags=tuple(row.flags),
    )
