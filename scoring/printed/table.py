"""A score sheet on paper, as a table: 附件1's columns in its order and wording, then what was found. Draws nothing and
asks the database for nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.text import DEMO_NOTE, cn_datetime

from ..engine.score import score_item
from ..models import State
from ..notes import measured, note
from ..reasons import leaves_choice
from ..results import result_of

# As 附件1 has them: the items' numbers stand without a head of their own, before the standards.
STANDARD_HEADS = ("内容", "分值", "建设标准", "评分标准")
FACTS_IN_A_ROW = 4


@dataclass(frozen=True)
class Line:
    """One item. score: points as int, else a word (未评, 待确认) or nothing; notes: deductions, or boxes to tick;
    reason: what a person typed, on one line."""

    number: int
    points: int
    standard: str
    criteria: str
    score: int | str
    notes: tuple[str, ...]
    reason: str = ""

    @property
    def texts(self):
        """What stands in the last column, paragraph by paragraph."""
        return (*self.notes, _("理由：%(reason)s") % {"reason": self.reason}) if self.reason else self.notes

    @property
    def text(self):
        return "\n".join(self.texts)


@dataclass(frozen=True)
class Group:
    """One cell of 内容 and the items beside it."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PrintedSheet:
    """One score sheet, filled or blank. facts: (label, text) of the head, an empty text is left to be written;
    total: points as int, or nothing; address: where the sheet is opened; name: the file's, without its ending."""

    title: str
    subtitle: str
    name: str
    facts: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    groups: tuple[Group, ...]
    points: int
    total: int | str
    pass_rule: str
    signatures: tuple[str, ...]
    made: str
    address: str
    demo: str = ""

    @property
    def foot(self):
        """Which sheet this is, who printed it and when: on every page, since pages get loose."""
        return "　".join(text for text in (self.name, self.made, self.demo) if text)

    @property
    def facts_by_row(self):
        return self.facts[:FACTS_IN_A_ROW], self.facts[FACTS_IN_A_ROW:]


def filled_sheet(sheet, items, *, address, by, at):
    """The sheet as it stands. sheet: a ScoreSheet with community, street, district, year, programme and rubric loaded;
    items: its ItemScores; address: of the sheet's page; by, at: who prints it and when. Returns PrintedSheet.

    Only what is confirmed counts (附件1 各项相加之和); with an item open there is neither total nor verdict."""
    rubric = sheet.rubric.parsed
    rows = {row.number: row for row in items}
    result = result_of(rubric, rows.values())
    waiting = sum(row.state == State.TO_CONFIRM for row in rows.values())
    return _sheet(
        sheet,
        subtitle=_("%(year)s%(stage)s评分表"),
        name=_("评分表-%(year)s-%(community)s-%(stage)s"),
        outcome=(_total(result, waiting), _verdict(result)),
        last_head=_("扣分情况及理由"),
        line=lambda item: _filled_line(item, rows[item.number]),
        total=result.total if result.complete else "",
        address=address,
        by=by,
        at=at,
    )


def blank_sheet(sheet, *, address, by, at):
    """The sheet to take into the field: nothing of what was found, a box or a blank for each rule. Takes what
    `filled_sheet` takes; returns PrintedSheet."""
    return _sheet(
        sheet,
        subtitle=_("%(year)s%(stage)s评分表（空白，现场用）"),
        name=_("空白评分表-%(year)s-%(community)s-%(stage)s"),
        outcome=("", ""),
        last_head=_("现场记录"),
        line=_blank_line,
        total="",
        address=address,
        by=by,
        at=at,
    )


def _sheet(sheet, *, subtitle, name, outcome, last_head, line, total, address, by, at):
    rubric = sheet.rubric.parsed
    words = {
        "year": sheet.year.number,
        "community": sheet.community,
        "stage": sheet.get_stage_display(),
    }
    return PrintedSheet(
        title=rubric.title,
        subtitle=subtitle % (words | {"year": sheet.year}),
        name=name % words,
        facts=_facts(sheet, outcome),
        heads=(*STANDARD_HEADS, _("得分"), last_head),
        groups=tuple(
            Group(category.title, tuple(line(item) for item in category.items))
            for category in rubric.categories
        ),
        points=sum(item.points for item in rubric.items),
        total=total,
        pass_rule=rubric.pass_rule,
        signatures=(_("评分人："), _("复核人："), _("单位（盖章）："), _("日期：　　　年　　月　　日")),
        made=_("%(who)s %(when)s 打印") % {"who": by, "when": cn_datetime(at)},
        address=address,
        demo=DEMO_NOTE if sheet.year.programme.demo else "",
    )


def _facts(sheet, outcome):
    total, verdict = outcome
    return (
        (_("社区"), str(sheet.community)),
        (_("街道"), str(sheet.community.street)),
        (_("区县（市）"), str(sheet.district)),
        (_("年度"), str(sheet.year)),
        (_("阶段"), sheet.get_stage_display()),
        (_("结论"), verdict),
        (_("总分"), total),
        (_("评分标准"), str(sheet.rubric)),
    )


def _total(result, waiting):
    if result.complete:
        return _("%(total)s 分") % {"total": result.total}
    if waiting:
        return _("未评 %(open)s 项（其中待确认 %(waiting)s 项），总分未出") % {
            "open": len(result.unassessed),
            "waiting": waiting,
        }
    return _("未评 %(open)s 项，总分未出") % {"open": len(result.unassessed)}


def _verdict(result):
    if not result.complete:
        return _("未评完")
    return _("达标") if result.passed else _("未达标")


# --- filled -----------------------------------------------------------------------------------------------


def _filled_line(item, row):
    return _line(
        item,
        score=row.points if row.state == State.CONFIRMED else row.get_state_display(),
        notes=_found(item, row),
        reason=" ".join(row.reason.split()),
    )


def _found(item, row):
    """What was found for an item, in words; an item that does not count says so first."""
    if row.state == State.BLANK and not row.findings:
        return ()
    judged = score_item(item, row.findings)
    terms = [_deduction(item, term) for term in judged.deductions]
    terms += [
        _("%(code)s 加 %(points)s 分：%(text)s")
        % {"code": rule.code, "points": judged.award, "text": rule.text}
        for rule in item.rules
        if rule.kind == "award" and row.findings.get(rule.code)
    ]
    nothing = _("不加分") if item.bonus else _("无扣分")
    if row.state == State.TO_CONFIRM:
        waits = terms or ([nothing] if judged.points is not None else [])
        return (_("待确认，不计分"), *waits)
    if row.state == State.BLANK:
        return (_("未评完（还缺 %(codes)s），不计分") % {"codes": "、".join(judged.unassessed)}, *terms)
    if judged.raw_deduction > item.points:
        terms.append(_("共扣 %(points)s 分，扣完为止") % {"points": judged.raw_deduction})
    return tuple(terms) or (nothing,)


def _deduction(item, term):
    """5b 扣 2 分：official wording（what was counted or measured, and the sum）."""
    rule = next(rule for rule in item.rules if rule.code == term.code)
    what, reckoned = measured(rule, term.finding), note(rule, term.finding)
    sum_of_it = reckoned if reckoned.startswith(what) else f"{what}，{reckoned}"
    text = f"{term.text}（{sum_of_it}）" if sum_of_it else term.text
    return _("%(code)s 扣 %(points)s 分：%(text)s") % {
        "code": term.code,
        "points": term.points,
        "text": text,
    }


# --- blank ------------------------------------------------------------------------------------------------

BOX = "□"  # the one tick box every Chinese font has
BLANK = "＿＿＿"
NO_BREAK = "\u00a0"
MEASURED = ("step_below", "shortfall")


def _boxes(points):
    return NO_BREAK.join(f"{BOX}{n}" for n in points)


TO_FILL = {
    "fixed": lambda rule: f"{BOX} {rule.text}",
    "range": lambda rule: (
        _("%(text)s：扣 %(boxes)s 分") % {"text": rule.text, "boxes": _boxes(range(rule.min, rule.max + 1))}
    ),
    "count": lambda rule: f"{rule.text}：{BLANK}{rule.unit}",
    "shortfall": lambda rule: (
        _("%(text)s：实际%(blank)s%(unit)s") % {"text": rule.text, "blank": BLANK, "unit": rule.unit}
    ),
    "step_below": lambda rule: f"{rule.text}：{BLANK}%",
    "award": lambda rule: (
        _("%(text)s：加 %(boxes)s 分") % {"text": rule.text, "boxes": _boxes(range(1, rule.max + 1))}
    ),
}


def _blank_line(item):
    """A box or a blank for each rule. Only a percentage and the number held are written down in any case; elsewhere a
    box of its own says that somebody looked and found nothing. A choice of points leaves a line for its reason."""
    notes = [f"{rule.code} {TO_FILL[rule.kind](rule)}" for rule in item.rules]
    if any(rule.kind not in MEASURED for rule in item.rules):
        notes.append(f"{BOX} {_('不加分') if item.bonus else _('无扣分')}")
    if leaves_choice(item):
        notes.append(_("理由：%(line)s") % {"line": BLANK * 6})
    return _line(item, score="", notes=tuple(notes))


def _line(item, **found):
    return Line(item.number, item.points, item.standard, item.criteria, **found)
