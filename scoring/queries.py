"""Reads, named for the page they feed; each costs the same number of queries at 3 rows and at 300."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import District, Event, Street, User, Year
from districts.text import NEAR

from . import access
from .engine.rubric import AwardRule, Item
from .engine.score import Deduction, ItemResult, Result
from .evidence_queries import evidence_beside
from .models import Evidence, ItemScore, Rubric, ScoreSheet, Stage
from .reasons import leaves_choice
from .results import score_states

if TYPE_CHECKING:
    from .forms import ListFilter

DEAREST = 2  # deductions named beside a community that does not pass


@dataclass(frozen=True)
class StripItem:
    """One column of the seventeen strip; points None is unassessed."""

    number: int
    points: int | None
    max_points: int
    bonus: bool


@dataclass(frozen=True)
class OtherStage:
    """What the community's sheet of another stage says, or in words why there is no total."""

    stage: Stage
    total: int | None
    lacking: str


@dataclass(frozen=True)
class GivesBack:
    """One deduction and the points its item would gain without it."""

    code: str
    text: str
    points: int


def gives_back(item: Item, judged: ItemResult, term: Deduction) -> int:
    """Points gained when this one deduction falls away: less than it took where the item is at its floor."""
    if judged.points is None:
        return 0
    left = item.points - judged.raw_deduction
    return max(left + term.points, 0) - max(left, 0)


@dataclass(frozen=True)
class SheetRow:
    """One community of the list. result: what the engine makes of its findings, None where nobody asked for it."""

    sheet: ScoreSheet
    strip: list[StripItem]
    started: bool
    without_evidence: list[int]
    result: Result | None = None

    @property
    def unassessed(self) -> list[int]:
        return [item.number for item in self.strip if item.points is None]

    @property
    def complete(self) -> bool:
        return not self.unassessed

    @property
    def assessed(self) -> int:
        return len(self.strip) - len(self.unassessed)

    @property
    def earned(self) -> int:
        return sum(item.points or 0 for item in self.strip)

    @property
    def others(self) -> list[OtherStage]:
        """The community's sheets of the other stages as OtherStage, in the order the stages are gone through."""
        return [
            OtherStage(
                stage,
                getattr(self.sheet, f"{stage}_total"),
                str(_("无总分") if getattr(self.sheet, f"{stage}_pk") else NO_SHEET[stage]),
            )
            for stage in beside(self.sheet.stage)
        ]

    @property
    def dearest(self) -> list[GivesBack]:
        """The two rules that would give most back, dearest first; nothing of a sheet that passes, or was not judged."""
        if self.sheet.passed or self.result is None:
            return []
        terms = [
            GivesBack(term.code, term.text, gain)
            for item, judged in zip(self.sheet.rubric.parsed.items, self.result.items, strict=True)
            for term in judged.deductions
            if (gain := gives_back(item, judged, term))
        ]
        return sorted(terms, key=lambda term: -term.points)[:DEAREST]

    @property
    def missing(self) -> list[str]:
        """What this sheet still lacks, in words."""
        texts = []
        if not self.started:
            texts.append(_("%(count)s 项未评") % {"count": len(self.strip)})
        elif self.unassessed:
            numbers = "、".join(str(number) for number in self.unassessed)
            texts.append(_("第 %(numbers)s 项未评") % {"numbers": numbers})
        if self.without_evidence:
            numbers = "、".join(str(number) for number in self.without_evidence)
            texts.append(_("第 %(numbers)s 项缺证明材料") % {"numbers": numbers})
        return texts


def sheet_list(user: User, year: Year, *, stage: str = Stage.INITIAL) -> QuerySet[Any]:
    """The sheets of a year and stage this person may see, with what the list shows, in registry order."""
    return (
        access.visible_sheets(user)
        .filter(year=year, stage=stage)
        .select_related("community__street", "district", "rubric")
        .defer("rubric__definition")  # the whole text of it with every sheet; parsed once a process
        .annotate(**_beside(user, stage))
        .order_by("district__annex_order", "community__street__code", "community__code", "community__pk")
    )


def scored_sheets(
    user: User, year: Year, *, stage: str = "", district: District | None = None
) -> QuerySet[ScoreSheet]:
    """The sheets of a year this person may see, of one stage or all, in registry order, a community's stages together."""
    sheets = access.visible_sheets(user).filter(year=year)
    if stage:
        sheets = sheets.filter(stage=stage)
    if district:
        sheets = sheets.filter(district=district)
    # The names of the stages sort as the stages follow each other.
    return sheets.order_by(
        "district__annex_order", "community__street__code", "community__code", "community__pk", "stage"
    )


def districts_and_streets(code: str | None, street: str | None) -> tuple[list[District], list[Street]]:
    """What the city's list is narrowed by: every district, and the streets of the one with this code, or else the one street of
    this key, in registry order. One query; all streets of a city would be more than anybody looks through."""
    key = int(street) if street and street.isdecimal() and len(street) < 19 else 0
    shown = FilteredRelation("streets", condition=Q(code=code) if code else Q(streets__pk=key))
    districts: dict[int, District] = {}
    streets = []
    rows = District.objects.annotate(shown=shown).order_by("annex_order", "shown__code", "shown__name")
    for pk, own_code, name, street_pk, street_name in rows.values_list(
        "pk", "code", "name", "shown__pk", "shown__name"
    ):
        district = districts.setdefault(pk, District(pk=pk, code=own_code, name=name))
        if street_pk is not None:
            streets.append(Street(pk=street_pk, district=district, name=street_name))
    return list(districts.values()), streets


NO_SHEET = {
    Stage.BASELINE: gettext_lazy("未摸底"),
    Stage.INITIAL: gettext_lazy("未参与"),
    Stage.REVIEW: gettext_lazy("未复评"),
}


def beside(stage: str) -> list[Stage]:
    """The stages whose totals stand beside a list of this stage's sheets."""
    return [other for other in Stage if other != stage]


def _beside(user: User, stage: str) -> dict[str, Subquery]:
    """The community's sheets of the other stages of the same year that this person may see, as columns of the list."""
    columns: dict[str, Subquery] = {}
    for other in beside(stage):
        rows = access.visible_sheets(user).filter(
            community=OuterRef("community"), year=OuterRef("year"), stage=other
        )
        columns |= {f"{other}_{column}": Subquery(rows.values(column)[:1]) for column in ("pk", "total")}
    return columns


def nearest_first(sheets: QuerySet[Any]) -> QuerySet[Any]:
    """The list by how near a community is: 差 N 分达标 with the smallest N first, then the unfinished, then those that
    pass; equals in registry order."""
    standing = Case(When(passed=False, then=0), When(total__isnull=True, then=1), default=2)
    near: QuerySet[Any] = sheets.annotate(standing=standing, short=F("rubric__pass_mark") - F("total"))
    return near.order_by(
        "standing",
        Case(When(passed=False, then=F("short"))),
        "district__annex_order",
        "community__street__code",
        "community__code",
        "community__pk",
    )


def sheet_rows(sheets: Iterable[ScoreSheet], *, judged: bool = False) -> list[SheetRow]:
    """Sheets as rows of the list, in their order; judged: with what the engine makes of their findings. One query."""
    sheets = list(sheets)
    rows: dict[int, list[Any]] = {sheet.pk: [] for sheet in sheets}
    columns = ["sheet", "number", "points", "version", *(("state", "findings") if judged else ())]
    evidence = Exists(Evidence.objects.standing().filter(item=OuterRef("pk")))
    items = ItemScore.objects.filter(sheet__in=rows).order_by("number")
    for row in items.values_list(*columns, evidence, named=False):
        rows[row[0]].append(row)
    return [_sheet_row(sheet, rows[sheet.pk], judged) for sheet in sheets]


def _sheet_row(sheet: ScoreSheet, rows: list[Any], judged: bool) -> SheetRow:
    rubric = sheet.rubric.parsed
    points = {number: row_points for _sheet, number, row_points, *_rest in rows}
    return SheetRow(
        sheet=sheet,
        strip=[
            StripItem(item.number, points.get(item.number), item.points, item.bonus) for item in rubric.items
        ],
        started=any(version for _sheet, _number, _points, version, *_rest in rows),
        without_evidence=[
            number
            for _sheet, number, given, *_rest, has_evidence in rows
            if given and not has_evidence and needs_evidence(rubric.item(number))
        ],
        result=score_states(rubric, ((row[4], row[5]) for row in rows)) if judged else None,
    )


def needs_evidence(item: Item) -> bool:
    """附件1 第17项: points for an award need a document."""
    return any(isinstance(rule, AwardRule) and rule.evidence_required for rule in item.rules)


_started = Exists(ItemScore.objects.filter(sheet=OuterRef("pk"), version__gt=0))
VERDICTS = {
    "passed": (gettext_lazy("达标"), Q(passed=True)),
    "near": (gettext_lazy("差 1–6 分"), Q(passed=False, total__gte=F("rubric__pass_mark") - NEAR)),
    "failed": (gettext_lazy("未达标"), Q(passed=False)),
    "open": (gettext_lazy("有未评项"), Q(total__isnull=True)),
    "blank": (gettext_lazy("未开始"), Q(total__isnull=True) & ~Q(_started)),
}


def lost_at(sheets: QuerySet[Any], number: int) -> QuerySet[Any]:
    """Those that lost points at an item (or did not get all of the bonus), each by its own rubric; one more query."""
    lost = Q(pk__in=[])
    for rubric in Rubric.objects.filter(pk__in=sheets.order_by().values("rubric")):
        full = next((item.points for item in rubric.parsed.items if item.number == number), 0)
        rows = ItemScore.objects.filter(sheet=OuterRef("pk"), number=number, points__lt=full)
        lost |= Q(rubric=rubric) & Q(Exists(rows))
    return sheets.filter(lost)


def narrowed(
    sheets: QuerySet[Any],
    *,
    district: District | None = None,
    street: Street | None = None,
    search: str = "",
    verdict: str = "",
    item: int | None = None,
) -> QuerySet[Any]:
    """The list narrowed to one district, one street, text in a community's or street's name, one verdict, points lost at one
    item."""
    if district:
        sheets = sheets.filter(district=district)
    if search:
        sheets = sheets.filter(
            Q(community__name__icontains=search) | Q(community__street__name__icontains=search)
        )
    if street:
        sheets = sheets.filter(community__street=street)
    if verdict in VERDICTS:
        sheets = sheets.filter(VERDICTS[verdict][1])
    return lost_at(sheets, item) if item else sheets


def placed(user: User, year: Year, filters: "ListFilter") -> QuerySet[Any]:
    """The list narrowed by everything but the verdict; filters: forms.ListFilter."""
    return narrowed(
        sheet_list(user, year, stage=filters.stage),
        district=filters.district,
        street=filters.street,
        search=filters.search,
        item=filters.item,
    )


def ordered(sheets: QuerySet[Any], filters: "ListFilter") -> QuerySet[Any]:
    """What `placed` found, narrowed by the verdict too, in the order asked for."""
    shown = narrowed(sheets, verdict=filters.verdict)
    return nearest_first(shown) if filters.order else shown


def next_open(sheets: QuerySet[Any]) -> ScoreSheet | None:
    """The first of `sheets` that is not finished, bare of items; None when all are."""
    return narrowed(sheets, verdict="open").first()


def verdict_counts(sheets: QuerySet[Any]) -> dict[str, int]:
    """How many of `sheets` fall under each verdict, and all of them; one query."""
    counts = sheets.order_by().aggregate(
        n_all=Count("pk"),
        **{f"n_{name}": Count("pk", filter=condition) for name, (_label, condition) in VERDICTS.items()},
    )
    return {name.removeprefix("n_"): count for name, count in counts.items()}


def return_note(sheet: ScoreSheet) -> Event | None:
    """Why the city opened this sheet again, as (note, who, when) of the trail; None when it never did or it is locked."""
    if sheet.lock:
        return None
    return (
        Event.objects.filter(row_type="scoresheet", row_key=sheet.pk, action="sheet_unlocked")
        .select_related("actor")
        .first()
    )


HISTORY = {
    "itemscore": ("item_saved", "items_carried", "items_agreed", "item_reopened"),
    "evidence": ("evidence_added", "evidence_replaced", "evidence_confirmed", "evidence_withdrawn"),
    "scoresheet": ("sheet_unlocked",),
}


def sheet_events(
    sheet: ScoreSheet, number: int | None = None
) -> tuple[QuerySet[Event], dict[tuple[str, int], int | None]]:
    """What the trail says was done to a sheet, newest first; with a number, to that item and to the sheet as a whole.
    Returns the events and (row type, row key) -> item number.

    The keys of the items and the evidence are looked up first, so that the trail's index on rows serves: a sheet's
    events cost the same however long the trail grows."""
    at: dict[tuple[str, int], int | None] = {("scoresheet", sheet.pk): None}
    at |= {("itemscore", pk): n for pk, n in sheet.items.values_list("pk", "number")}
    evidence = Evidence.objects.filter(item__sheet=sheet).values_list("pk", "item__number")
    at |= {("evidence", pk): n for pk, n in evidence}
    wanted = Q(pk__in=[])
    for row_type, actions in HISTORY.items():
        keys = [
            key
            for (kind, key), n in at.items()
            if kind == row_type and (number is None or n in (number, None))
        ]
        wanted |= Q(row_type=row_type, row_key__in=keys, action__in=actions)
    return Event.objects.filter(wanted, result=Event.Result.DONE).select_related("actor"), at


OFFERED = 5  # so many common reasons beside one item
OWN_STAGES: dict[str, tuple[Stage, ...]] = {
    Stage.REVIEW: (Stage.REVIEW,)
}  # the city re-scores in its own words
DISTRICT_STAGES = (Stage.BASELINE, Stage.INITIAL)


def common_reasons(user: User, sheet: ScoreSheet, shown: int | None = None) -> dict[int, list[str]]:
    """item number -> the reasons most often typed for it in the district's other sheets of this and last year, where a
    rule of the item leaves a choice; of sheets this person may see. Of all items, or of that one alone which is shown. One
    query, none where no choice is left."""
    items = [item for item in sheet.rubric.parsed.items if shown in (None, item.number)]
    asked = [item.number for item in items if leaves_choice(item)]
    if not asked:
        return {}
    counted = (
        ItemScore.objects.filter(
            sheet__in=access.visible_sheets(user),
            sheet__district=sheet.district_id,
            sheet__year__number__in=(sheet.year.number, sheet.year.number - 1),
            sheet__stage__in=OWN_STAGES.get(sheet.stage, DISTRICT_STAGES),
            number__in=asked,
        )
        .exclude(sheet=sheet)
        .exclude(reason="")
        .values_list("number", "reason")
        .annotate(times=Count("pk"))
        .order_by("number", "-times", "reason")
    )
    offered: dict[int, list[str]] = {}
    for number, reason, _times in counted:
        if len(offered.setdefault(number, [])) < OFFERED:
            offered[number].append(reason)
    return offered


def beside_items(sheet: ScoreSheet, user: User, shown: int | None = None) -> dict[int, ItemScore]:
    """The district's rows by number, to stand beside the city's re-score; empty for any other sheet. shown: as of sheet_items."""
    if sheet.stage != Stage.REVIEW:
        return {}
    return sheet_items(access.beside(sheet), user, shown)


def sheet_items(sheet: ScoreSheet, user: User, shown: int | None = None) -> dict[int, ItemScore]:
    """The seventeen rows of one sheet by number, with who changed them and the evidence that stands: of all items, or of that
    one alone which is shown."""
    items = ItemScore.objects.filter(sheet=sheet).select_related("changed_by").order_by("number")
    rows = {row.number: row for row in items}
    with_evidence([row for row in rows.values() if shown in (None, row.number)], user)
    return rows


def items_beside(
    sheet: ScoreSheet, sources: Iterable[ScoreSheet], user: User
) -> tuple[dict[int, ItemScore], dict[int, list[ItemScore]]]:
    """(sheet_items of the sheet, sheet key -> rows of each of the sources); two queries for all of them, three where a
    file resembles another."""
    read: dict[int, list[ItemScore]] = {sheet.pk: [], **{source.pk: [] for source in sources}}
    for row in ItemScore.objects.filter(sheet__in=read).select_related("changed_by").order_by("number"):
        read[row.sheet_id].append(row)
    rows = read.pop(sheet.pk)
    with_evidence(rows, user)
    return {row.number: row for row in rows}, read


def with_evidence(rows: list[Any], user: User) -> None:
    """Give rows of items their evidence that stands."""
    beside = evidence_beside(rows, user)
    for row in rows:
        row.standing_evidence = beside.get(row.pk, [])
