"""Which score sheets, items and evidence a person may see or change; no view fetches them any other way."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts import trail
from districts.access import Denied, scope
from districts.handing_over import stands_for
from districts.models import Event, Role, User
from districts.text import cn_datetime

from .models import (
    Adoption,
    Evidence,
    ItemScore,
    Lock,
    Rubric,
    ScoreSheet,
    Stage,
    State,
    WorkbookUpload,
)

EDITING_ROLES = {
    Stage.BASELINE: (Role.EDITOR, Role.DISTRICT_LEAD),
    Stage.INITIAL: (Role.EDITOR, Role.DISTRICT_LEAD),
    Stage.REVIEW: (Role.REVIEWER, Role.CITY_LEAD),
}

OWN_HAND = gettext_lazy("您填过这份初评评分表，不能由您评审，请另一位评审员决定。")


def visible_sheets(user: User) -> QuerySet[ScoreSheet]:
    """District people see their district's (street editors their street's), the city all. The city's re-score
    is the city's own while it works on it, or has had to pause; once the community is decided or returned its lock shows
    it."""
    sheets = ScoreSheet.objects.filter(scope(user, district="district", street="community__street"))
    return sheets if user.is_city else sheets.exclude(stage=Stage.REVIEW, lock__in=(Lock.OPEN, Lock.PAUSED))


def visible_sheet(user, pk):
    rows = visible_sheets(user).select_related(
        "community__street", "district", "year__programme", "rubric", "locked_by"
    )
    rows = rows.defer("rubric__definition")
    return get_object_or_404(rows, pk=pk)


def why_not_editable(user, sheet):
    """Why this person may look at the sheet but not touch it; empty when it may be edited."""
    if user.role not in EDITING_ROLES[sheet.stage]:
        return _("%(stage)s评分表由%(who)s填写，您可以查看，不能修改。") % {
            "stage": sheet.get_stage_display(),
            "who": _("市住建局") if sheet.stage == Stage.REVIEW else sheet.district.short_bureau,
        }
    if sheet.stage == Stage.REVIEW and edited_sheets(user, [beside(sheet).pk]):
        return OWN_HAND
    return why_locked(sheet)


def beside(rescore: ScoreSheet) -> ScoreSheet:
    """The initial sheet a re-score stands beside."""
    return ScoreSheet.objects.get(community=rescore.community_id, year=rescore.year_id, stage=Stage.INITIAL)


def edited_sheets(user, sheet_ids):
    """Which of these sheets this person ever saved an item of, or handled the evidence of: then somebody else decides,
    and re-scores. Two queries, whatever their number."""
    handled = Q(uploaded_by=user) | Q(withdrawn_by=user) | Q(same_confirmed_by=user)
    proofs = Evidence.objects.filter(handled, item__sheet__in=sheet_ids)
    # From the person's own events, which are few: asking every item whether it has one costs half a page of 264.
    saved = Event.objects.filter(actor=user, row_type="itemscore", result=trail.DONE)
    saved = saved.filter(action__in=("item_saved", "items_carried"))
    rows = ItemScore.objects.filter(sheet__in=sheet_ids, pk__in=saved.values("row_key"))
    return {
        *proofs.values_list("item__sheet", flat=True),
        *rows.values_list("sheet", flat=True),
    }


def edited_sheet(user, sheet_id):
    return sheet_id in edited_sheets(user, [sheet_id])


def why_locked(sheet):
    """Why nobody may change the sheet now, and who can open it; empty when it is open."""
    if sheet.lock == Lock.OPEN:
        return ""
    if sheet.lock == Lock.CONCLUDED:
        return _("%(year)s评审已办结，评分表作为办结材料锁定，不再修改。") % {"year": sheet.year}
    if sheet.lock == Lock.PAUSED:
        return _("上报已整体退回或社区已撤回，复评暂停。区县再次上报、社区回到待评审以后可以接着复评。")
    if sheet.stage == Stage.REVIEW:
        return _("这个社区已作出评审决定，复评随决定锁定。要修改，请先把决定改回待评审。")
    return _(
        "%(district)s已于%(when)s由%(who)s上报%(year)s名单，评分表随上报锁定。要修改，请市住建局退回这个社区；退回后只解锁这一份。"
    ) % {
        "district": sheet.district,
        "when": cn_datetime(sheet.locked_at),
        "who": sheet.locked_by,
        "year": sheet.year,
    }


def editable_sheet(user, pk):
    """The sheet; 404 to a stranger, Denied (403) with the reason to somebody who may only look."""
    sheet = visible_sheet(user, pk)
    if reason := why_not_editable(user, sheet):
        raise Denied(reason, look=sheet)
    return sheet


def editable_item(user, sheet_pk, number):
    sheet = editable_sheet(user, sheet_pk)
    item = get_object_or_404(ItemScore, sheet=sheet, number=number)
    item.sheet = sheet
    return item


CARRIED_INTO = (Stage.BASELINE, Stage.INITIAL)
STAGE_ORDER = Case(When(stage=Stage.INITIAL, then=0), When(stage=Stage.REVIEW, then=1), default=2)


def carry_sources(user, sheet):
    """The sheets this one may be started from, by their place in the address: `last`, the community's sheet of the latest
    earlier year (初评 before 评审 before 摸底), and `baseline`, this year's 摸底 of an initial sheet. A sheet without
    any assessed item says nothing and is no source; one the person may not see is none either."""
    if sheet.stage not in CARRIED_INTO:
        return {}
    assessed = ItemScore.objects.filter(sheet=OuterRef("pk"), state=State.CONFIRMED)
    rows = (
        visible_sheets(user)
        .filter(community=sheet.community_id)
        .filter(Exists(assessed))
        .select_related("year", "rubric")
        .defer("rubric__definition")
    )
    this_year = Q(year=sheet.year_id, stage=Stage.BASELINE)
    sources = {}
    for row in rows.filter(Q(year__number__lt=sheet.year.number) | this_year).order_by(
        "-year__number", STAGE_ORDER, "pk"
    ):
        if row.year_id != sheet.year_id:
            sources.setdefault("last", row)
        elif sheet.stage == Stage.INITIAL:
            sources["baseline"] = row
    return sources


def carry_source(user, sheet, origin):
    """One of the sources, or 404 when there is none of that name now."""
    try:
        return carry_sources(user, sheet)[origin]
    except KeyError:
        raise Http404 from None


def workbook_stages(user):
    """The stages whose score workbook this person may bring back: those a district fills in."""
    return [
        stage
        for stage in (Stage.INITIAL, Stage.BASELINE)
        if user.is_district and user.role in EDITING_ROLES[stage]
    ]


def own_workbook(user, key):
    """An uploaded workbook, for its sender alone or who took over from them, while they still fill in that district's
    sheets of its stage."""
    return get_object_or_404(own_workbooks(user), key=key)


def own_workbooks(user):
    return WorkbookUpload.objects.select_related("district", "year", "uploaded_by").filter(
        uploaded_by__in=stands_for(user), district=user.district_id, stage__in=workbook_stages(user)
    )


def visible_evidence(user, key):
    rows = Evidence.objects.select_related("item__sheet__district").filter(
        item__sheet__in=visible_sheets(user)
    )
    return get_object_or_404(rows, key=key)


def editable_evidence(user, key):
    """Evidence that may be replaced, confirmed or taken down: its sheet must be open to this person."""
    evidence = get_object_or_404(
        Evidence.objects.standing().filter(item__sheet__in=visible_sheets(user)).select_related("item"),
        key=key,
    )
    evidence.item.sheet = editable_sheet(user, evidence.item.sheet_id)
    return evidence


# --- rubrics --------------------------------------------------------------------------------------------------


def own_house(user):
    """Whose rubrics a person makes: a district, or None for the city."""
    return user.district if user.is_district else None


def visible_rubrics(user):
    """What is published: the city's by everybody, a district's own by that district and the city. A draft is seen by
    those of its own house who deal with rubrics."""
    city, own = Q(district__isnull=True), Q(district=user.district_id or 0)
    published = Q(published_at__isnull=False)
    seen = published & (Q() if user.is_city else city | own)
    if user.is_city:
        seen |= city
    elif user.role == Role.DISTRICT_LEAD:
        seen |= own
    return Rubric.objects.filter(seen).select_related("district", "uploaded_by")


def visible_rubric(user, pk):
    return get_object_or_404(visible_rubrics(user), pk=pk)


def why_not_own(user, rubric):
    """Why this person may look at a version but neither publish nor adopt it; empty when both are theirs to do."""
    if rubric.district_id:
        if user.role == Role.DISTRICT_LEAD:
            return ""
        return _("这是%(district)s自己的评分标准，由该区县审核人发布和采用；市里备案，可以提意见。") % {
            "district": rubric.district
        }
    if user.role == Role.CITY_LEAD:
        return ""
    return _("全市的评分标准由市住建局负责人发布和采用，您可以查看。")


def own_rubric(user, pk):
    """A version this person may publish or adopt; 404 to a stranger, Denied with the reason to who may only look."""
    rubric = visible_rubric(user, pk)
    if reason := why_not_own(user, rubric):
        raise Denied(reason)
    return rubric


def visible_adoptions(user, year):
    """The city's choice for the year first, then the districts' own: all to the city, one's own to a district."""
    adoptions = Adoption.objects.filter(year=year)
    if not user.is_city:
        adoptions = adoptions.filter(Q(district__isnull=True) | Q(district=user.district_id or 0))
    people = ("adopted_by", "commented_by")
    order = F("district__annex_order").asc(nulls_first=True)
    return adoptions.select_related("rubric", "district", *people).order_by(order)


def method_adoption(user, year, rubric):
    """The adoption of a district's own rubric that already stands for a year, None where the rubric is not adopted."""
    return visible_adoptions(user, year).filter(district__isnull=False, rubric=rubric).first()


def commentable_adoption(user, year, pk):
    """A district's own adoption; on its own choice the city has no comment."""
    return get_object_or_404(visible_adoptions(user, year).filter(district__isnull=False), pk=pk)
