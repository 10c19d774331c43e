"""复评: the city's own score of a listed community, beside the district's, under the same rubric.

Whether a re-score may be begun or changed now is the review's to say (reports.workflow.review_open): reports calls."""

from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from .carry import untouched
from .engine.score import score_item
from .items import open_sheet, rewrite, write_items, write_total
from .models import ItemScore, ScoreSheet, Stage, State
from .reasons import reason_missing


def rescores(year_id, communities):
    """Community key -> its re-score of the year, where there is one; communities: their keys."""
    rows = ScoreSheet.objects.filter(stage=Stage.REVIEW, year=year_id, community__in=communities)
    return {sheet.community_id: sheet for sheet in rows}


def make_review_sheet(initial, *, by):
    """Give an initial sheet its blank re-score. The caller holds the initial sheet's lock and has found none."""
    sheet = ScoreSheet.objects.create(
        community_id=initial.community_id,
        district_id=initial.district_id,
        year_id=initial.year_id,
        stage=Stage.REVIEW,
        rubric_id=initial.rubric_id,
    )
    ItemScore.objects.bulk_create(
        [ItemScore(sheet=sheet, number=item.number) for item in initial.rubric.parsed.items]
    )
    trail.record("rescore_started", row=sheet, by=by)
    return sheet


def initial_items(sheet):
    """Number -> the district's item beside each item of a re-score; nothing stands beside another sheet."""
    if sheet.stage != Stage.REVIEW:
        return {}
    rows = ItemScore.objects.filter(
        sheet__community=sheet.community_id, sheet__year=sheet.year_id, sheet__stage=Stage.INITIAL
    )
    return {row.number: row for row in rows}


@door("items_agreed")
def agree(sheet, seen, *, by):
    """Take over what the district found, with its reason, for every item of `seen` (number -> the version the person
    had before them) that the re-score has said nothing about. Returns the numbers taken over.

    Refused when the sheet is locked or nothing of it is left to agree to."""
    sheet = open_sheet(sheet.pk)
    if sheet.stage != Stage.REVIEW:
        raise Refused(_("只有评审评分表可以与初评一致。"))
    rubric, theirs = sheet.rubric.parsed, initial_items(sheet)
    rows = list(sheet.items.select_related("changed_by").order_by("number"))
    agreed, events = [], []
    for row in rows:
        own = theirs.get(row.number)
        if seen.get(row.number) != row.version or not agreeable(rubric.item(row.number), row, own):
            continue
        row.sheet = sheet
        points = score_item(rubric.item(row.number), own.findings).points
        kept = {"findings": own.findings, "reason": own.reason, "points": points, "state": State.CONFIRMED}
        events.append(rewrite(row, by=by, action="items_agreed", **kept))
        agreed.append(row)
    if not agreed:
        raise Refused(_("没有可以一并评为与初评一致的项：它们刚刚被改过或已经评过，请看本页现在的内容。"))
    write_items(agreed, events)
    write_total(sheet, rubric, rows)
    return [row.number for row in agreed]


def agreeable(item, row, theirs):
    """Whether an item of the re-score is untouched, or to be looked at again, and the district's beside it is whole."""
    open_here = untouched(row) or row.state == State.TO_CONFIRM
    if theirs is None or not open_here or theirs.state != State.CONFIRMED:
        return False
    return not reason_missing(item, theirs.findings, theirs.reason)


def look_again(sheet, reasons, *, note, by):
    """What stood beside these items of a re-score has moved: what was done is 待确认 again and the total falls away until
    somebody has looked; what is found stays. reasons: number -> the reason the district gave before; one taken over from it
    goes with it. Every item gets its next version, so that a press made before the move agrees to nothing. The caller holds
    the sheet's lock."""
    rows = list(sheet.items.order_by("number"))
    again, events = [], []
    for row in rows:
        if row.number not in reasons:
            continue
        row.sheet = sheet
        reason = "" if row.reason == reasons[row.number] else row.reason
        state = State.TO_CONFIRM if row.state == State.CONFIRMED else row.state
        kept = {"points": None, "state": state, "reason": reason}
        events.append(rewrite(row, by=by, action="item_reopened", note=note, **kept))
        again.append(row)
    if again:
        write_items(again, events)
        write_total(sheet, sheet.rubric.parsed, rows)
