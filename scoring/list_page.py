"""A row of the list as it is read: nothing but what is drawn, so that rows that read alike are drawn once (templatetags.kept)."""

from dataclasses import dataclass
from typing import Self

from .models import Stage
from .queries import GivesBack, OtherStage, SheetRow, StripItem


@dataclass(frozen=True)
class RowFace:
    """baseline: of a list of 摸底 sheets, which are handed in nowhere; judged: of a list in which `dearest` stands in the place of
    `missing`. points and totals in points."""

    address: str
    name: str
    place: str
    baseline: bool
    judged: bool
    complete: bool
    started: bool
    assessed: int
    strip: tuple[StripItem, ...]
    lock: str
    total: int | None
    earned: int
    others: tuple[OtherStage, ...]
    passed: bool | None
    pass_mark: int
    dearest: tuple[GivesBack, ...]
    missing: tuple[str, ...]

    @property
    def contents(self) -> Self:
        return self


def row_face(row: SheetRow, *, with_district: bool) -> RowFace:
    """What is drawn of a row; with_district: beside the street stands the district."""
    sheet = row.sheet
    street = str(sheet.community.street)
    return RowFace(
        address=sheet.get_absolute_url(),
        name=str(sheet.community),
        place=f"{sheet.district} {street}" if with_district else street,
        baseline=sheet.stage == Stage.BASELINE,
        judged=row.result is not None,
        complete=row.complete,
        started=row.started,
        assessed=row.assessed,
        strip=tuple(row.strip),
        lock=str(sheet.get_lock_display()) if sheet.lock else "",
        total=sheet.total,
        earned=row.earned,
        others=tuple(row.others),
        passed=sheet.passed,
        pass_mark=sheet.rubric.pass_mark,
        dearest=tuple(row.dearest),
        missing=tuple(row.missing) if row.result is None else (),
    )
