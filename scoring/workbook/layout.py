"""What stands where in the score workbook: sheets, columns, the stamp that says whose it is. Pure: no rows, no files."""

import hashlib
import re
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from ..engine.rubric import Rule
from ..fields import dump_findings
from ..notes import plain

TEMPLATE = "green-community-scores-1"
"""Which file this is, and its version: another shape of the workbook gets another number."""

ENTRY, TOTALS, HELP, HIDDEN = "评分", "得分", "填写说明", "系统信息"
PROBLEMS = "问题"
"""The column an error workbook adds to the entry sheet; nothing is read from it."""

UNREAD = "【待改】"
"""Stands in an error workbook in every cell nobody could read (a formula without a result, a merged cell), after what could
be read of it: while it stands, the cell is a fault."""

KEY, STREET, COMMUNITY = "编号", "街道", "社区"
FIXED_HEADS = (KEY, STREET, COMMUNITY)
YES, NO = "是", "否"

RULE_HEAD = re.compile(r"\s*([0-9]{1,3}[a-z])(?![0-9a-z])")
REASON_HEAD = re.compile(r"\s*第\s*([0-9]{1,3})\s*项")


@dataclass(frozen=True)
class Column:
    """One column of the entry sheet: a fixed head, a rule, or the reason of an item."""

    head: str
    number: int | None = None
    rule: Rule | None = None

    @property
    def key(self):
        """What the column is known by, however far it has been moved: its head, its rule's code, or the item's number."""
        if self.rule is not None:
            return self.rule.code
        return self.head if self.number is None else self.number

    @property
    def short(self):
        """What the column is called in a sentence: 编号, 10a, 第3项 理由、备注."""
        return self.rule.code if self.rule is not None else self.head


def columns(rubric):
    """The columns of the entry sheet: key, street and community, then each item's rules and its reason."""
    laid = [Column(head) for head in FIXED_HEADS]
    for item in rubric.items:
        laid += [Column(rule_head(rule), item.number, rule) for rule in item.rules]
        laid.append(Column(reason_head(item.number), item.number))
    return tuple(laid)


def wording(rubric, key):
    """What the column of a Column.key is about, in words: 社区, 10a 噪声扰民投诉处理率, 第3项 理由、备注."""
    if key in FIXED_HEADS:
        return key
    return reason_head(key) if isinstance(key, int) else f"{key} {rubric.rule(key).text}"


def reason_head(number):
    return _("第%(number)s项 理由、备注") % {"number": number}


def rule_head(rule):
    """Code, official wording, and what may be filled in."""
    return f"{rule.code}\n{rule.text}\n{allowed(rule)}"


def column_key(head):
    """The Column.key a head of a file names, or None: only its beginning counts, so widths, line breaks and trimmed
    wording do no harm."""
    head = str(head).strip()
    if head in FIXED_HEADS:
        return head
    if found := RULE_HEAD.match(head):
        return found[1]
    if found := REASON_HEAD.match(head):
        return int(found[1])
    return None


ALLOWED = {
    "fixed": lambda rule: _("是 或 否"),
    "range": lambda rule: _("0（未发现）或扣 %(low)s–%(high)s 分") % {"low": rule.min, "high": rule.max},
    "count": lambda rule: _("发现几%(unit)s，没有填 0") % {"unit": rule.unit},
    "shortfall": lambda rule: (
        _("几%(unit)s（应 %(required)s %(unit)s）") % {"unit": rule.unit, "required": rule.required}
    ),
    "step_below": lambda rule: _("百分数，如 %(target)s") % {"target": plain(rule.target)},
    "award": lambda rule: _("加 0–%(max)s 分") % {"max": rule.max},
}


def allowed(rule):
    """What may stand in a cell of the rule, in words."""
    return ALLOWED[rule.kind](rule)


def cell_value(finding):
    """A finding as the entry sheet holds it: 是/否, a whole number, or a Decimal in percent; None where unassessed."""
    if isinstance(finding, bool):
        return YES if finding else NO
    return finding


@dataclass(frozen=True)
class Stamp:
    """Whose workbook it is; stands on the hidden sheet as pairs, one row each, in this order."""

    template: str
    rubric: str
    rubric_version: str
    year: str
    district: str
    stage: str


STAMP_HEADS = {
    "template": "模板",
    "rubric": "评分标准",
    "rubric_version": "评分标准版本",
    "year": "年度",
    "district": "区县代码",
    "stage": "阶段",
}


def stamp_of(rubric, *, year, district, stage):
    """The stamp of a workbook. rubric: the engine's; year: its number; district: its code; stage: a Stage value."""
    return Stamp(TEMPLATE, rubric.code, rubric.version, str(year), district, str(stage))


def stamp_rows(stamp):
    return [(STAMP_HEADS[field.name], getattr(stamp, field.name)) for field in fields(Stamp)]


def read_stamp(rows):
    """The Stamp in the first rows of a hidden sheet given as text cells; None when it is not one of ours."""
    said = {row[0].strip(): row[1].strip() for row in rows[: len(STAMP_HEADS)] if len(row) > 1}
    if not set(STAMP_HEADS.values()) <= set(said):
        return None
    return Stamp(**{name: said[head] for name, head in STAMP_HEADS.items()})


MARKS_FROM = len(STAMP_HEADS) + 2
"""The row (from 1) of the hidden sheet's second table: heads 编号, the item numbers, 街道 and 社区, then one row per
community. Its names are those of the day the file was made: a registry corrected since is told from rows that shifted."""


def mark(version, findings, reason):
    """What the hidden sheet keeps of an item: its version when the file was made, and a fingerprint of what the file
    showed, so that a cell nobody touched is told from one that was changed, even after somebody saved online."""
    return f"{version}:{fingerprint(findings, reason)}"


def fingerprint(findings, reason):
    """Eight hex digits for what an item says. A number counts by its value (95 and 95.00 are one), a reason by its
    words: office programs change line ends."""
    said = {code: value if isinstance(value, bool) else plain(value) for code, value in findings.items()}
    return hashlib.sha256(f"{dump_findings(said)}\n{plain_reason(reason)}".encode()).hexdigest()[:8]


def plain_reason(text):
    """A reason with plain line ends and nothing empty around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_mark(text):
    """(version, fingerprint) of a mark, None of what is none."""
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{8})", text.strip())
    return (int(found[1]), found[2]) if found else None
