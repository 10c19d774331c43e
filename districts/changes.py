"""An event as an auditor reads it: words for keys and values, only what changed."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from . import trail
from .text import masked

# Keys that are no column of the row they stand with, or whose column has no name of its own.
WORDS = {
    "number": "项",
    "points": "得分",
    "reason": "理由",
    "total": "总分",
    "name": "名称",
    "title": "题目",
    "phone": "电话",
    "sha256": "内容摘要",
    "until": "延期至",
    "due": "期限",
    "year": "年度",
    "rubric": "评分标准",
    "numbers": "各区县（市）",
    "receipt": "回执",
    "listed": "名单社区数",
    "titles": "认定社区数",
    "corrected": "已补正",
    "added": "增加",
    "removed": "减少",
    "participating": "参与社区数",
    "file_name": "文件",
    "new_streets": "新增街道",
    "changed_streets": "变更街道",
    "new": "新增社区",
    "changed": "变更社区",
    "unchanged": "不变的社区",
    "absent": "文件未列出的社区",
    "changes": "变更内容",
    "file": "文件",
    "count": "份数",
    "repinned": "改用新标准的空白评分表",
    "filter": "筛选",
    "rows": "行数",
    "successor": "接手人",
    "contacts": "改了联系人的上报",
    "handed_file": "移交的名录文件",
    "note": "说明",
    "for_department": "部门",
    "items": "会审项目",
    "objections": "异议",
    "departments": "参加初评的部门",
    "others": "其他部门",
}
ALWAYS_SHOWN = {"number", "year", "for_department"}  # says which one, though it never changes
PHONES = {"phone", "contact"}
BY_ROW = {"streets", "communities"}  # what a load replaced, by key; "changes" says it in words


@dataclass(frozen=True)
class Change:
    label: str
    old: str | None  # None: there was nothing before, so nothing to compare with
    new: str


@dataclass(frozen=True)
class Line:
    """One event with the model of its row."""

    event: object
    model: type | None

    @property
    def action(self):
        return trail.ACTIONS.get(self.event.action, self.event.action)

    @property
    def row(self):
        if self.event.row_type is None:
            return self.event.row_name
        kind = self.model._meta.verbose_name if self.model else self.event.row_type
        return f"{kind} {self.event.row_name or self.event.row_key}"

    @cached_property
    def changes(self):
        return list(changes(self.model, self.event.before, self.event.after))


def changes(model, before, after):
    """What differs between two snapshots, as (label, old, new)."""
    before = {key: value for key, value in (before or {}).items() if key not in BY_ROW} or None
    old, new = _flat(before), _flat(after)
    for key in [*old, *(key for key in new if key not in old)]:
        if before is None:
            yield Change(_label(model, key), None, _value(model, key, new[key]))
        elif old.get(key) != new.get(key):
            yield Change(
                _label(model, key), _value(model, key, old.get(key)), _value(model, key, new.get(key))
            )
        elif key in ALWAYS_SHOWN:
            yield Change(_label(model, key), None, _value(model, key, new[key]))


def _flat(snapshot):
    """Findings stand inside their item: one level down is laid out beside the rest."""
    flat = {}
    for key, value in (snapshot or {}).items():
        flat |= value if isinstance(value, dict) else {key: value}
    return flat


def _column(model, key):
    try:
        return model._meta.get_field(key) if model else None
    except FieldDoesNotExist:
        return None


def _label(model, key):
    return WORDS.get(key) or str(getattr(_column(model, key), "verbose_name", key))


def _value(model, key, value):
    if value is None or value == "" or value == []:
        return _("空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(map(str, value))
    words = dict(getattr(_column(model, key), "flatchoices", ()) or ())
    return masked(str(words.get(value, value))) if key in PHONES else str(words.get(value, value))
