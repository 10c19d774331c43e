"""A year's scores in long form, for analysis: one row per community and item, each with what was deducted and why.

However many sheets there are, only some hundred are in memory, and each lot costs the same two queries."""

from functools import lru_cache
from itertools import islice

from django.db.models import Count, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from districts.exports import Column, TableOut

from .engine.score import score_item
from .fields import load_findings
from .models import Evidence, ItemScore, Rubric, Stage, State
from .notes import measured

SHEETS_AT_ONCE = 500
REMEMBERED = 4096  # different findings of one rubric's items; most items of a year are alike

SHEET = (
    "pk",
    "rubric",
    "stage",
    "district__code",
    "district__name",
    "community__street__name",
    "community__name",
    "community__code",
    "total",
    "passed",
)
ITEM = (
    "sheet",
    "pk",
    "number",
    "points",
    "state",
    "kept",
    "reason",
    "changed_by__full_name",
    "changed_at",
)
STAGES = dict(Stage.choices)
STATES = dict(State.choices)
NOTHING = ("", "")


def long_form(sheets, year, *, place, narrowed):
    """The table of `sheets` (queries.scored_sheets) in their order, item by item."""
    return TableOut(
        title=_("评分明细"),
        slug=f"scores-{year.number}",
        scope=(year.number, place),
        columns=[
            Column(_("年度"), 8),
            Column(_("阶段"), 8),
            Column(_("区县代码"), 10),
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("统计代码"), 16),
            Column(_("评分标准"), 22),
            Column(_("项"), 6),
            Column(_("内容"), 48),
            Column(_("满分"), 8),
            Column(_("得分"), 8),
            Column(_("状态"), 10),
            Column(_("扣分、加分"), 60),
            Column(_("细则"), 10),
            Column(_("理由、备注"), 40),
            Column(_("证明材料（份）"), 14),
            Column(_("最后修改人")),
            Column(_("最后修改时间"), 20),
            Column(_("总分"), 8),
            Column(_("结论"), 10),
        ],
        rows=_rows(sheets, year),
        count=ItemScore.objects.filter(sheet__in=sheets.order_by()).count(),
        narrowed=narrowed,
    )


def _rows(sheets, year):
    used = sheets.order_by().values("rubric").distinct()
    rubrics = {rubric.pk: _Read(rubric) for rubric in Rubric.objects.filter(pk__in=used)}
    ahead = sheets.values_list(*SHEET).iterator(SHEETS_AT_ONCE)
    while lot := list(islice(ahead, SHEETS_AT_ONCE)):
        yield from _lot(lot, rubrics, year.number)


def _lot(lot, rubrics, year):
    keys = [sheet[0] for sheet in lot]
    items = {key: [] for key in keys}
    for item in _items(keys):
        items[item[0]].append(item[1:])
    evidence = _evidence(keys)
    verdicts = {True: _("达标"), False: _("未达标"), None: _("未评完")}
    for key, rubric, stage, code, district, street, community, community_code, total, passed in lot:
        read = rubrics[rubric]
        place = (year, STAGES[stage], code, district, street, community, community_code, read.name)
        result = (total, verdicts[passed])
        for pk, number, points, state, kept, reason, who, when in items[key]:
            yield (
                *place,
                *read.wording(number),
                points,
                STATES[state],
                *(read.why(number, kept) if state == State.CONFIRMED else NOTHING),
                reason,
                evidence.get(pk, 0),
                who,
                when,
                *result,
            )


def _items(keys):
    # The findings as they are kept: most are alike, and then they are read once.
    kept = Cast("findings", TextField())
    return (
        ItemScore.objects.filter(sheet__in=keys)
        .annotate(kept=kept)
        .order_by("sheet", "number")
        .values_list(*ITEM)
    )


def _evidence(keys):
    """Item key -> how many pieces of evidence stand beside it."""
    standing = Evidence.objects.standing().filter(item__sheet__in=keys)
    return dict(standing.order_by().values_list("item").annotate(Count("pk")))


class _Read:
    """One rubric, read for the rows of its sheets."""

    def __init__(self, rubric):
        self.name = str(rubric)
        self.rubric = rubric.parsed
        self.why = lru_cache(REMEMBERED)(self._why)

    def wording(self, number):
        """(number, official standard, full points) of an item."""
        item = self.rubric.item(number)
        return number, item.standard, item.points

    def _why(self, number, kept):
        """(words, rule codes): what the findings of an item took or gave, in official words; kept: findings as stored."""
        item, findings = self.rubric.item(number), load_findings(kept)
        taken = {each.code: each.points for each in score_item(item, findings).deductions}
        terms = []
        for rule in item.rules:
            if rule.code in taken:
                terms.append((rule, _("扣 %(n)s 分") % {"n": taken[rule.code]}))
            elif rule.kind == "award" and findings[rule.code]:
                terms.append((rule, _("加 %(n)s 分") % {"n": findings[rule.code]}))
        words = "；".join(_term(rule, findings[rule.code], points) for rule, points in terms)
        return words, "、".join(rule.code for rule, _points in terms)


def _term(rule, finding, points):
    """3a 未…（3 处，扣 2 分）"""
    found = measured(rule, finding)
    return f"{rule.code} {rule.text}（{f'{found}，' if found else ''}{points}）"
