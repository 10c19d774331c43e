"""Reads of evidence: what stands beside an item with all that is shown of it, and what no longer stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from districts.models import User

from . import access
from .models import Evidence, ItemScore, ScoreSheet


def evidence_beside(items: Iterable[ItemScore], user: User) -> dict[int, list[Evidence]]:
    """item key -> its standing evidence with what is shown beside it: who uploaded it, and the file it resembles, whose place
    (`same_visible`) is named only to those who may see that sheet. One query, and one more where a file resembles another."""
    standing = Evidence.objects.standing().select_related("uploaded_by", "same_confirmed_by")
    rows: list[Any] = list(standing.filter(item__in=[item.pk for item in items]))
    alike = _alike({row.same_as_id for row in rows if row.same_as_id}, user)
    beside: dict[int, list[Evidence]] = {}
    for row in rows:
        if row.same_as_id:
            row.same_as = alike[row.same_as_id]
            row.same_visible = row.same_as.visible
        beside.setdefault(row.item_id, []).append(row)
    return beside


def _alike(keys: set[int], user: User) -> Mapping[int, Any]:
    """key -> the evidence, and whether this person sees its sheet."""
    if not keys:
        return {}
    there = access.visible_sheets(user).filter(pk=OuterRef("item__sheet"))
    return (
        Evidence.objects.select_related("item__sheet__community", "item__sheet__year")
        .annotate(visible=Exists(there))
        .in_bulk(keys)
    )


def withdrawn_evidence(sheet: ScoreSheet, number: int | None = None) -> QuerySet[Evidence]:
    """What was taken down or replaced on a sheet, or beside one of its items; the latest first."""
    rows = Evidence.objects.filter(item__sheet=sheet, withdrawn_at__isnull=False)
    if number is not None:
        rows = rows.filter(item__number=number)
    return rows.select_related("item", "withdrawn_by", "replaced_by").order_by("-withdrawn_at", "-pk")
