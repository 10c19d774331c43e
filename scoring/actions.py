"""Writes that mean something. Nothing else changes a score, a lock or who takes part."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import Community, District, Participation
from districts.participation import locked_target

from .carry import carried_items, confirmable
from .engine.score import Result, score_item
from .items import open_sheet, rewrite, write_items, write_total
from .models import ItemScore, Lock, ScoreSheet, Stage, State
from .reasons import difference_unexplained, reason_missing
from .rescoring import initial_items
from .results import result_of
from .rubrics import rubric_of_stage


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
    rows: list[ItemScore]  # all of the sheet as they stand now


@door("item_saved")
def save_item(item, *, findings, reason, version, by, confirmed=True):
    """Save what was found for one item and recompute the sheet's total from its rows.

    findings: rule code -> finding, only this item's rules; a rule left out is unassessed and the item stays open.
    version: the item's version the person had before them. confirmed=False keeps what was found without counting it
    (待确认). Returns Saved. Raises Conflict when the item has moved on,
    Refused when the sheet is locked or a deduction that leaves a choice has no reason, FindingsError for a finding
    that does not fit its rule (五(三) 初评; 附件1).
    """
    sheet = open_sheet(item.sheet_id)
    items = list(sheet.items.select_related("changed_by"))
    current = next(row for row in items if row.number == item.number)
    rubric = sheet.rubric.parsed
    findings = {code: value for code, value in findings.items() if value is not None}
    points = score_item(rubric.item(item.number), findings).points if confirmed else None
    state = _state(findings, points, confirmed)
    if (current.findings, current.reason, current.state) == (findings, reason, state):
        return Saved(current, result_of(rubric, items), items)
    if current.version != version:
        raise Conflict(current)
    if confirmed and reason_missing(rubric.item(item.number), findings, reason):
        raise Refused(_("请写明扣分的理由：这一项扣几分由您判断。"))
    if confirmed and difference_unexplained(initial_items(sheet).get(item.number), findings, reason):
        raise Refused(_("与区县初评不同，请写明理由：区县要看到为什么。"))
    current.sheet = sheet
    event = rewrite(current, by=by, findings=findings, reason=reason, points=points, state=state)
    write_items([current], [event])
    result = write_total(sheet, rubric, items)
    return Saved(current, result, items)


def _state(findings, points, confirmed):
    if points is not None:
        return State.CONFIRMED
    return State.TO_CONFIRM if findings and not confirmed else State.BLANK


# --- starting from what is known -----------------------------------------------------------------------------


@door("items_carried")
def carry_over(sheet, source, *, by):
    """Copy what another sheet of the community says into the items still untouched, each to be confirmed (待确认).

    Nothing copied counts before somebody confirms it, and an item anybody has put something into is left alone.
    Returns the numbers of the items filled. Refused when the sheet is locked or nothing is left to copy."""
    sheet = open_sheet(sheet.pk)
    if source.community_id != sheet.community_id or source.pk == sheet.pk:
        raise Refused(_("只能沿用同一个社区的另一份评分表。"))
    rows = list(sheet.items.all())
    carried = carried_items(sheet.rubric.parsed, rows, source.rubric.parsed, list(source.items.all()))
    if not carried:
        raise Refused(
            _("没有可以沿用的项：这份评分表的空白项，在“%(source)s”里都没有评。") % {"source": source}
        )
    by_number = {row.number: row for row in rows}
    note = _("沿用自“%(source)s”，待确认。") % {"source": source}
    events = []
    for one in carried:
        row = by_number[one.item.number]
        row.sheet = sheet
        kept = {"findings": one.findings, "reason": one.reason, "state": State.TO_CONFIRM}
        events.append(rewrite(row, by=by, action="items_carried", note=note, **kept))
    changed = [by_number[one.item.number] for one in carried]
    write_items(changed, events)
    return [row.number for row in changed]


@door("item_saved")
def confirm_group(sheet, seen, *, by):
    """Confirm every item of `seen` (number -> the version the person had before them) that is to be confirmed and
    complete, with its reason where a choice was made or the district found otherwise. One transaction, one event for
    each item.

    An item somebody changed since is left as it is. Returns the numbers confirmed."""
    sheet = open_sheet(sheet.pk)
    rubric = sheet.rubric.parsed
    rows = list(sheet.items.select_related("changed_by").order_by("number"))
    theirs = initial_items(sheet)
    confirmed, events = [], []
    for row in rows:
        item = rubric.item(row.number)
        if seen.get(row.number) != row.version or not confirmable(item, row):
            continue
        if difference_unexplained(theirs.get(row.number), row.findings, row.reason):
            continue
        row.sheet = sheet
        points = score_item(item, row.findings).points
        confirmed.append(row)
        events.append(rewrite(row, by=by, points=points, state=State.CONFIRMED))
    if not confirmed:
        raise Refused(_("没有可以确认的项：它们刚刚被改过或已经确认，请看本页现在的内容。"))
    write_items(confirmed, events)
    write_total(sheet, rubric, rows)
    return [row.number for row in confirmed]


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


@door("baseline_started")
def start_baseline(district, *, year, by):
    """Give every community of the district that is valid today its 摸底 sheet of the year, unless it has one.

    Pressed again it adds only the communities that have come since. Returns the sheets made. The hand-in never locks
    them: they help to choose who takes part, and are not handed in."""
    district = District.objects.select_for_update().get(pk=district.pk)
    missing = list(without_baseline(district, year))
    if not missing:
        return []
    made = make_sheets(missing, district=district, year=year, stage=Stage.BASELINE)
    names = [community.name for community in missing]
    trail.record("baseline_started", row=district, by=by, after={"year": year.number, "added": names})
    return made


def without_baseline(district, year):
    """The communities of a district, valid today, that have no 摸底 sheet of the year yet."""
    has_one = ScoreSheet.objects.filter(year=year, stage=Stage.BASELINE, community=OuterRef("pk"))
    valid = Community.objects.filter(street__district=district).valid_today()
    return valid.exclude(Exists(has_one)).order_by("street__code", "code", "pk")


def make_sheets(communities, *, district, year, stage):
    """Sheets of one stage with their rows, in a fixed number of statements. Returns the sheets."""
    rubric = rubric_of_stage(year, district, stage)
    sheets = ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(community=community, district=district, year=year, stage=stage, rubric=rubric)
            for community in communities
        ]
    )
    make_rows(sheets, rubric)
    return sheets


def make_rows(sheets, rubric):
    """Give sheets a blank row for each item of their rubric; rows that stand are left as they are."""
    ItemScore.objects.bulk_create(
        [ItemScore(sheet=sheet, number=item.number) for sheet in sheets for item in rubric.parsed.items],
        batch_size=2000,
        ignore_conflicts=True,
    )


# --- locks: only reports calls these, inside its own doors ---------------------------------------------------


def lock_sheets(sheets, *, lock, by):
    """Lock sheets the caller has selected for update."""
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        lock=lock, locked_at=timezone.now(), locked_by=by
    )


def unlock_sheets(notes, *, by):
    """Open sheets the caller has selected for update; notes: (sheet, why and until when) pairs. Each note stands on its
    sheet."""
    _release([sheet for sheet, _note in notes])
    trail.record_all([trail.event("sheet_unlocked", row=sheet, by=by, note=note) for sheet, note in notes])


def release_sheets(sheets):
    """Open re-scores again: nothing was asked of anybody, the city goes on where it was."""
    _release(sheets)


def _release(sheets):
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        lock=Lock.OPEN, locked_at=None, locked_by=None
    )
