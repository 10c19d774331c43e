"""What the initial score sheets of a year say, counted in the database: totals, mean points, what the rules cost, and how
far the districts' ways of scoring lie apart. One district is counted by street, the city by district."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from districts.models import District, Year
from scoring.engine.score import score_item
from scoring.models import ItemScore, Rubric, ScoreSheet, Stage, State

BY_DISTRICT, BY_STREET = "district", "community__street"
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def _sheets(year: Year, district: District | None = None) -> QuerySet[ScoreSheet]:
    rows = ScoreSheet.objects.filter(year=year, stage=Stage.INITIAL, total__isnull=False)
    return (rows.filter(district=district) if district else rows).order_by()


def _place(district: District | None) -> str:
    return BY_STREET if district else BY_DISTRICT


@dataclass(frozen=True)
class Totals:
    """Place key -> total -> sheets; passed and near (1-6 points short) sheets; pass marks of the rubrics they were scored by."""

    by_place: dict[int, Counter[int]]
    passed: int
    by_bonus: int
    marks: tuple[int, ...]

    @property
    def counts(self) -> Counter[int]:
        return sum(self.by_place.values(), Counter[int]())

    @property
    def sheets(self) -> int:
        return self.counts.total()


def totals(year: Year, district: District | None = None) -> Totals:
    """The Totals of a year, three queries."""
    groups = _sheets(year, district).values_list(_place(district), "total", "passed", "rubric__pass_mark")
    by_place: defaultdict[int, Counter[int]] = defaultdict(Counter)
    passed, marks = 0, set[int]()
    for place, total, passes, mark, count in groups.annotate(Count("pk")):
        by_place[place][total] += count
        passed += count if passes else 0
        marks.add(mark)
    return Totals(dict(by_place), passed, passing_by_bonus(year, district), tuple(sorted(marks)))


def passing_by_bonus(year: Year, district: District | None = None) -> int:
    """Sheets that pass only through the bonus (附件1 第17项); two queries."""
    sheets = _sheets(year, district).filter(passed=True)
    bonus = {
        item.number for rubric in _rubrics(sheets).values() for item in rubric.parsed.items if item.bonus
    }
    given = ItemScore.objects.filter(sheet=OuterRef("pk"), number__in=bonus).order_by().values("sheet")
    sums = given.annotate(given=Sum("points")).values("given")
    return sheets.annotate(given=Subquery(sums)).filter(total__lt=F("rubric__pass_mark") + F("given")).count()


def _rubrics(sheets: QuerySet[ScoreSheet]) -> dict[int, Rubric]:
    return {rubric.pk: rubric for rubric in Rubric.objects.filter(pk__in=sheets.values("rubric"))}


def item_means(year: Year, district: District | None = None) -> dict[tuple[int, int], Decimal]:
    """(place key, item number) -> mean points of complete sheets, one decimal half up; one query."""
    rows = ItemScore.objects.filter(sheet__in=_sheets(year, district)).order_by()
    means: Iterable[tuple[int, int, int, int]] = rows.values_list(
        f"sheet__{_place(district)}", "number"
    ).annotate(Sum("points"), Count("pk"))
    return {
        (place, number): (Decimal(points) / count).quantize(TENTH, ROUND_HALF_UP)
        for place, number, points, count in means
    }


@dataclass
class Cost:
    """What one rule of one rubric took: points in all, from so many communities; text is the official wording."""

    code: str
    item: int
    text: str
    points: int = 0
    communities: int = field(default=0)


def rule_costs(year: Year, district: District | None = None) -> list[Cost]:
    """The Costs of a year, dearest first, of complete sheets; two queries. Alike findings are judged once: the engine's work
    grows with what was found, not with the number of sheets."""
    sheets = _sheets(year, district)
    rubrics = {pk: rubric.parsed for pk, rubric in _rubrics(sheets).items()}
    rows = ItemScore.objects.filter(sheet__in=sheets, state=State.CONFIRMED).order_by()
    costs: dict[tuple[str, str], Cost] = {}
    for rubric, number, findings, count in rows.values_list("sheet__rubric", "number", "findings").annotate(
        Count("pk")
    ):
        for term in score_item(rubrics[rubric].item(number), findings).deductions:
            cost = costs.setdefault((term.code, term.text), Cost(term.code, number, term.text))
            cost.points += term.points * count
            cost.communities += count
    return sorted(
        (each for each in costs.values() if each.points),
        key=lambda each: (-each.points, each.item, each.code),
    )


@dataclass(frozen=True)
class Spread:
    """How one district scores: its totals' lowest, quarters and highest (points), their mean, and the mean of re-score less
    initial total over `rescored` communities (None without any)."""

    sheets: int
    low: int
    quarter: Decimal
    middle: Decimal
    three_quarters: Decimal
    high: int
    mean: Decimal
    rescored: int
    difference: Decimal | None


def spreads(year: Year) -> dict[int, Spread]:
    """District key -> Spread of the districts that have totals; two queries."""
    by_place: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for place, total, count in _sheets(year).values_list(BY_DISTRICT, "total").annotate(Count("pk")):
        by_place[place][total] += count
    differences = rescore_differences(year)
    return {place: _spread(counts, *differences.get(place, (0, 0))) for place, counts in by_place.items()}


def rescore_differences(year: Year) -> dict[int, tuple[int, int]]:
    """District key -> (re-scored communities with a whole total, sum of re-score less initial total); one query."""
    initial = ScoreSheet.objects.filter(year=year, stage=Stage.INITIAL, community=OuterRef("community"))
    rows = ScoreSheet.objects.filter(year=year, stage=Stage.REVIEW, total__isnull=False)
    rows = rows.annotate(before=Subquery(initial.values("total")[:1])).filter(before__isnull=False).order_by()
    found = rows.values_list("district").annotate(Count("pk"), Sum("total"), Sum("before"))
    return {place: (count, after - before) for place, count, after, before in found}


def _spread(counts: Counter[int], rescored: int, difference: int) -> Spread:
    values = sorted(counts.elements())
    return Spread(
        sheets=len(values),
        low=values[0],
        quarter=quantile(values, 1),
        middle=quantile(values, 2),
        three_quarters=quantile(values, 3),
        high=values[-1],
        mean=(Decimal(sum(values)) / len(values)).quantize(TENTH, ROUND_HALF_UP),
        rescored=rescored,
        difference=(Decimal(difference) / rescored).quantize(HUNDREDTH, ROUND_HALF_UP) if rescored else None,
    )


def quantile(values: Sequence[int], quarter: int) -> Decimal:
    """The value below which `quarter` quarters of sorted values lie, between two neighbours in proportion (Excel's
    QUARTILE.INC)."""
    place = Decimal((len(values) - 1) * quarter) / 4
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])
