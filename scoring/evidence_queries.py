"""Reads of evidence: what stands beside an item with all that is shown of it, and what no longer stands."""

from django.db.models import Exists, OuterRef, QuerySet

from districts.models import User

from . import access
from .models import Evidence, ScoreSheet


def shown_evidence(user: User) -> QuerySet[Evidence]:
    """Standing evidence with what is shown beside it: who uploaded it, and the file it resembles, whose place
    (`same_visible`) is named only to those who may see that sheet."""
    there = access.visible_sheets(user).filter(pk=OuterRef("same_as__item__sheet"))
    return (
        Evidence.objects.standing()
        .annotate(same_visible=Exists(there))
        .select_related(
            "uploaded_by",
            "same_confirmed_by",
            "same_as__item__sheet__community",
            "same_as__item__sheet__year",
        )
    )


def withdrawn_evidence(sheet: ScoreSheet, number: int | None = None) -> QuerySet[Evidence]:
    """What was taken down or replaced on a sheet, or beside one of its items; the latest first."""
    rows = Evidence.objects.filter(item__sheet=sheet, withdrawn_at__isnull=False)
    if number is not None:
        rows = rows.filter(item__number=number)
    return rows.select_related("item", "withdrawn_by", "replaced_by").order_by("-withdrawn_at", "-pk")
