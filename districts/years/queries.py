"""Reads of the page 年度."""

from dataclasses import dataclass

from ..models import District
from ..queries import extension_list
from .plan import DAYS, Days, Numbers, suggestion


@dataclass(frozen=True)
class Row:
    """One district's line: the numbers the page shows and, for who edits, the fields and the suggestion beside them."""

    district: District
    numbers: Numbers
    suggestion: int | None = None
    fields: tuple = ()


def targets_of(year):
    """The year's targets with their districts, in Annex 2's order."""
    return list(year.targets.select_related("district").order_by("district__annex_order"))


def plan_of(year, targets):
    numbers = {row.district.code: Numbers(row.declared, row.target) for row in targets}
    return {DAYS: Days(year.plan_due, year.report_due, year.review_due), **numbers}


def rows_of(year, targets, form=None):
    """The lines to read, or with a form the lines to edit."""
    if form is None:
        return [Row(row.district, Numbers(row.declared, row.target)) for row in targets]
    shown = form.shown()
    return [
        Row(
            row.district,
            shown[row.district.code],
            suggestion(shown[row.district.code].declared, year.share_goal) if row.target is None else None,
            form.fields_of(row.district.code),
        )
        for row in targets
    ]


def holding_extensions(year, district_id=None):
    """The extensions that hold (of one district), in Annex 2's order."""
    holding = [extension for extension in extension_list(year, district_id) if extension.holds]
    return sorted(holding, key=lambda extension: extension.district.annex_order)
