"""The history of a sheet: its events in the trail, as a person reads them."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from districts.trail import ACTIONS

from .fields import findings_from
from .models import State
from .notes import in_words


@dataclass(frozen=True)
class Change:
    """What stood there and what stands there now, in words; code and text name the rule where it is one."""

    label: str
    old: str
    new: str
    code: str = ""


@dataclass(frozen=True)
class Line:
    """One event of the sheet; item is None where it is about the whole sheet."""

    event: object
    item: object | None

    @property
    def action(self):
        return ACTIONS[self.event.action]

    @property
    def saved(self):
        return self.event.action in ("item_saved", "items_carried", "items_agreed", "item_reopened")

    @property
    def returned(self):
        return self.event.action == "sheet_unlocked"

    @property
    def file(self):
        return (self.event.after or self.event.before or {}).get("name", "")

    @property
    def replaced(self):
        """The name of the file this one took the place of; empty where the event is no replacement."""
        return self.event.before["name"] if self.event.action == "evidence_replaced" else ""

    @cached_property
    def _snapshots(self):
        return (self.event.before or {}, self.event.after or {}) if self.saved else ({}, {})

    @property
    def points(self):
        """Old and new points in words; None where the event is no save."""
        old, new = self._snapshots
        return Change(_("得分"), _points(old), _points(new)) if self.saved else None

    @property
    def changes(self):
        """What a save changed: findings rule by rule, then the state where it tells more than the points, the reason."""
        old, new = self._snapshots
        if not self.saved:
            return
        before, after = findings_from(old.get("findings") or {}), findings_from(new.get("findings") or {})
        for rule in self.item.rules:
            if before.get(rule.code) != after.get(rule.code):
                yield Change(
                    rule.text,
                    in_words(rule, before.get(rule.code)),
                    in_words(rule, after.get(rule.code)),
                    rule.code,
                )
        if State.TO_CONFIRM in (old.get("state"), new.get("state")) and old.get("state") != new.get("state"):
            yield Change(_("状态"), _state(old), _state(new))
        if old.get("reason", "") != new.get("reason", ""):
            yield Change(_("理由、备注"), old.get("reason") or _("无"), new.get("reason") or _("无"))


def _points(snapshot):
    points = snapshot.get("points")
    return _("未评") if points is None else _("%(n)s 分") % {"n": points}


def _state(snapshot):
    return State(snapshot.get("state", State.BLANK)).label


def history_lines(rubric, events, numbers):
    """Events as lines; numbers: (row type, row key) -> item number, as queries.sheet_events gives them. No query."""
    for event in events:
        number = numbers[event.row_type, event.row_key]
        yield Line(event, None if number is None else rubric.item(number))
