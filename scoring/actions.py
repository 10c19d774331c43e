"""Writes that mean something. Nothing else changes a score, a lock or who takes part."""

import json
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import Participation
from districts.participation import locked_target

from . import access
from .engine.score import Result, score_item
from .fields import dump_findings
from .models import ItemScore, Lock, ScoreSheet, Stage, State
from .reasons import reason_missing
from .results import result_of
from .rubrics import rubric_for


class Conflict(Refused):
    """Somebody saved the same item in between; `current` is what stands now."""

    def __init__(self, current):
        super().__init__(
            _("第 %(number)s 项刚刚由%(who)s保存过，您的没有保存。请看两份，选定一份。")
            % {"number": current.number, "who": current.changed_by}
        )
        self.current = current


@dataclass(frozen=True)
class Saved:
    """One saved item and the sheet's result with it."""

    item: ItemScore
    result: Result


@door("item_saved")
def save_item(item, *, findings, reason, version, by, confirmed=True):
    """Save what was found for one item and recompute the sheet's total from its rows.

    findings: rule code -> finding, only this item's rules; a rule left out is unassessed and the item stays open.
    version: the item's version the person had before them. confirmed=False keeps what was found without counting it
    (待确认). Returns Saved. Raises Conflict when the item has moved on,
    Refused when the sheet is locked or a deduction that leaves a choice has no reason, FindingsError for a finding
    that does not fit its rule (五(三) 初评; 附件1).
    """
    sheet = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("rubric", "community", "year")
        .get(pk=item.sheet_id)
    )
    if sheet.lock:
        sheet = ScoreSheet.objects.select_related("district", "year", "locked_by").get(pk=sheet.pk)
        raise Refused(access.why_locked(sheet))
    items = list(sheet.items.select_related("changed_by"))
    current = next(row for row in items if row.number == item.number)
    rubric = sheet.rubric.parsed
    findings = {code: value for code, value in findings.items() if value is not None}
    points = score_item(rubric.item(item.number), findings).points if confirmed else None
    state = _state(findings, points, confirmed)
    if (current.findings, current.reason, current.state) == (findings, reason, state):
        return Saved(current, result_of(rubric, items))
    if current.version != version:
        raise Conflict(current)
    if confirmed and reason_missing(rubric.item(item.number), findings, reason):
        raise Refused(_("请写明扣分的理由：这一项扣几分由您判断。"))
    before = snapshot(current)
    current.findings, current.reason, current.points, current.state = findings, reason, points, state
    current.version += 1
    current.changed_by, current.changed_at = by, timezone.now()
    current.save(
        update_fields=["findings", "reason", "points", "state", "version", "changed_by", "changed_at"]
    )
    result = write_total(sheet, rubric, items)
    current.sheet = sheet
    trail.record("item_saved", row=current, by=by, before=before, after=snapshot(current))
    return Saved(current, result)


def _state(findings, points, confirmed):
    if points is not None:
        return State.CONFIRMED
    return State.TO_CONFIRM if findings and not confirmed else State.BLANK


def write_total(sheet, rubric, items):
    result = result_of(rubric, items)
    if (sheet.total, sheet.passed) != (result.total, result.passed):
        sheet.total, sheet.passed = result.total, result.passed
        sheet.save(update_fields=["total", "passed"])
    return result


def snapshot(item):
    """What the trail keeps of an item."""
    return {
        "number": item.number,
        "state": item.state,
        "findings": json.loads(dump_findings(item.findings)),
        "points": item.points,
        "reason": item.reason,
    }


# --- who takes part ------------------------------------------------------------------------------------------


@door("participants_chosen")
def choose_participants(district, *, year, communities, by):
    """Make `communities` exactly those of the district that take part in the year, each with its initial sheet.

    Returns (added, removed) counts. Refused after the hand-in, and for taking out a community whose sheet has been
    started: nothing entered is ever lost (四(一): 优先安排…较容易达标的社区开展创建行动)."""
    if locked_target(district, year).settled_at:
        raise Refused(
            _("%(district)s已上报%(year)s名单，参与社区不能再改。") % {"district": district, "year": year}
        )
    sheets = ScoreSheet.objects.select_for_update().filter(district=district, year=year, stage=Stage.INITIAL)
    standing = {sheet.community_id: sheet for sheet in sheets.order_by("pk")}
    chosen = {community.pk: community for community in communities}
    removed = [sheet for pk, sheet in standing.items() if pk not in chosen]
    touched = Q(version__gt=0) | Q(evidence__isnull=False)
    started = ItemScore.objects.filter(touched, sheet__in=removed).values_list(
        "sheet__community__name", flat=True
    )
    if names := sorted(set(started)):
        raise Refused(_("%(names)s已开始评分，不能移出；已填的内容不会丢弃。") % {"names": "、".join(names)})
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in removed]).delete()
    Participation.objects.filter(year=year, community__in=[sheet.community_id for sheet in removed]).delete()
    added = [community for pk, community in chosen.items() if pk not in standing]
    if added:
        Participation.objects.bulk_create(
            [Participation(community=community, year=year) for community in added], ignore_conflicts=True
        )
        make_sheets(added, district=district, year=year, stage=Stage.INITIAL)
    if added or removed:
        trail.record(
            "participants_chosen",
            row=district,
            by=by,
            after={
                "year": year.number,
                "added": [community.name for community in added],
                "removed": len(removed),
                "participating": len(chosen),
            },
        )
    return len(added), len(removed)


def make_sheets(communities, *, district, year, stage):
    """Sheets of one stage with their rows, in a fixed number of statements. Returns the sheets."""
    rubric = rubric_for(year, district)
    sheets = ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(community=community, district=district, year=year, stage=stage, rubric=rubric)
            for community in communities
        ]
    )
    ItemScore.objects.bulk_create(
        [ItemScore(sheet=sheet, number=item.number) for sheet in sheets for item in rubric.parsed.items],
        batch_size=2000,
    )
    return sheets


# --- locks: only reports calls these, inside its own doors ---------------------------------------------------


def lock_sheets(sheets, *, lock, by):
    """Lock sheets the caller has selected for update."""
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        lock=lock, locked_at=timezone.now(), locked_by=by
    )


def unlock_sheet(sheet, *, by, note):
    """Open one sheet again (退回补正); the note says why and until when, and stands on the sheet."""
    ScoreSheet.objects.filter(pk=sheet.pk).update(lock=Lock.OPEN, locked_at=None, locked_by=None)
    trail.record("sheet_unlocked", row=sheet, by=by, note=note)
