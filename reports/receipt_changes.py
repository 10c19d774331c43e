"""What differs between two hand-ins of one score sheet, item by item, in words. Pure: works on the contents receipts
hold (reports.receipts.sheet_contents), fetches nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.fields import findings_from
from scoring.notes import in_words


@dataclass(frozen=True)
class Difference:
    """One thing that is different; code names the rule where it is one."""

    label: str
    old: str
    new: str
    code: str = ""


@dataclass(frozen=True)
class ItemChange:
    """One item that is different. points: before and after, in words."""

    number: int
    standard: str
    before: str
    after: str
    differences: list[Difference]

    @property
    def moved(self):
        return self.before != self.after


def item_changes(rubric, before, after):
    """The items in which two contents of a sheet differ, in the rubric's order; None where one of them is not known."""
    if before is None or after is None:
        return None
    return [
        ItemChange(
            item.number,
            item.standard,
            _points(old),
            _points(new),
            [*_findings(item, old, new), *_reason(old, new), *_evidence(old, new)],
        )
        for item in rubric.items
        for old, new in [(before.get(str(item.number), BLANK), after.get(str(item.number), BLANK))]
        if old != new
    ]


BLANK = {"points": None, "findings": {}, "reason": "", "evidence": []}


def _points(content):
    return _("未评") if content["points"] is None else _("%(n)s 分") % {"n": content["points"]}


def _findings(item, old, new):
    was, now = findings_from(old["findings"]), findings_from(new["findings"])
    for rule in item.rules:
        if was.get(rule.code) != now.get(rule.code):
            words = (in_words(rule, each.get(rule.code)) for each in (was, now))
            yield Difference(rule.text, *words, code=rule.code)


def _reason(old, new):
    if old["reason"] != new["reason"]:
        yield Difference(_("理由、备注"), old["reason"] or _("无"), new["reason"] or _("无"))


def _evidence(old, new):
    was = {each["sha256"]: each["name"] for each in old["evidence"]}
    now = {each["sha256"]: each["name"] for each in new["evidence"]}
    if added := [name for digest, name in now.items() if digest not in was]:
        yield Difference(_("新增材料"), "", "、".join(added))
    if taken := [name for digest, name in was.items() if digest not in now]:
        yield Difference(_("撤下材料"), "、".join(taken), "")
