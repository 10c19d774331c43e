"""What bringing a checked workbook back would do: item by item, against what the site says now and what the file showed
when it was made. Pure: works on sheets already fetched, writes nothing."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from ..engine.score import score
from ..fields import dump_findings
from ..models import State
from ..notes import in_words
from ..results import result_of
from .layout import plain_reason


class Kind(StrEnum):
    """new: the item was blank; changed: it said something else; both: the file and the site have both changed since
    the workbook was made."""

    NEW = "new"
    CHANGED = "changed"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """One line of an item in words: what stands, what the file says; code and text name the rule, empty for the reason."""

    label: str
    old: str
    new: str
    code: str = ""


@dataclass(frozen=True)
class Change:
    """One item as the file wants it. row is the site's, findings and reason the file's; points None while a rule is
    unassessed."""

    kind: Kind
    item: object
    row: object
    findings: dict
    reason: str
    points: int | None
    state: str

    @property
    def lost(self):
        """The codes of rules that have an answer and are to have none."""
        return [code for code in self.row.findings if code not in self.findings]

    @property
    def differences(self):
        for rule in self.item.rules:
            old, new = self.row.findings.get(rule.code), self.findings.get(rule.code)
            if old != new:
                yield Difference(rule.text, in_words(rule, old), in_words(rule, new), rule.code)
        if plain_reason(self.row.reason) != self.reason:
            yield Difference(_("理由、备注"), self.row.reason or _("无"), self.reason or _("无"))
        if self.row.state == State.TO_CONFIRM:
            yield Difference(_("状态"), State.TO_CONFIRM.label, self.state.label)


@dataclass(frozen=True)
class Community:
    """The changes of one community, and what the engine makes of its sheet before and after."""

    sheet: object
    changes: tuple[Change, ...]
    unchanged: int

    def counting(self, taken=frozenset()):
        """The changes that will be made: of those where both sides changed, the taken alone (primary keys of items)."""
        return [change for change in self.changes if change.kind != Kind.BOTH or change.row.pk in taken]

    @property
    def sure(self):
        return self.counting()

    @property
    def both(self):
        return [change for change in self.changes if change.kind == Kind.BOTH]

    @cached_property
    def before(self):
        return result_of(self.sheet.rubric.parsed, self.sheet.rows.values())

    @cached_property
    def after(self):
        """The engine's result without the changes that are still to be chosen."""
        said = {n: row.findings for n, row in self.sheet.rows.items() if row.state == State.CONFIRMED}
        for change in self.sure:
            said.pop(change.item.number, None)
            if change.points is not None:
                said[change.item.number] = change.findings
        return score(self.sheet.rubric.parsed, {c: v for one in said.values() for c, v in one.items()})

    @cached_property
    def digest(self):
        """Eight hex digits for what would be done here, and to which versions."""
        lines = [
            f"{change.kind} {change.row.pk} {change.row.version} {dump_findings(change.findings)} {change.reason}"
            for change in self.changes
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Plan:
    """What would be done, community by community; left: the rows (Checked) that stay out because of their faults;
    emptied: how many items were emptied in the file, which changes nothing."""

    communities: tuple[Community, ...]
    left: tuple
    unchanged: int
    emptied: int

    @cached_property
    def changing(self):
        """The communities with something that will be done whatever is chosen."""
        return [one for one in self.communities if one.sure]

    @cached_property
    def losing(self):
        """The communities where an answer will be gone, with the codes of its rules: mostly a cell deleted by mistake."""
        return [
            f"{one.sheet.community}（{'、'.join(lost)}）"
            for one in self.changing
            if (lost := [code for change in one.sure for code in change.lost])
        ]

    @cached_property
    def falling(self):
        """The names of communities that pass and will not."""
        return [
            str(one.sheet.community)
            for one in self.changing
            if one.before.passed and one.after.passed is False
        ]

    @cached_property
    def both(self):
        """(community, change) where the site has been changed since the workbook was made, and the file too."""
        return [(one, change) for one in self.communities for change in one.both]

    @cached_property
    def sure(self):
        """How many items will be written whatever is chosen."""
        return sum(len(one.sure) for one in self.changing)

    def count(self, kind):
        return sum(change.kind == kind for one in self.communities for change in one.changes)

    @property
    def new(self):
        return self.count(Kind.NEW)

    @property
    def changed(self):
        return self.count(Kind.CHANGED)

    @cached_property
    def seen(self):
        """sheet -> digest, as text: what a preview showed, community by community."""
        return " ".join(f"{key}:{digest}" for key, digest in self.digests.items())

    @cached_property
    def digests(self):
        return {str(one.sheet.pk): one.digest for one in self.communities if one.changes}

    @property
    def digest(self):
        """SHA-256 of all that would be done and of what would be left out; the same for the same."""
        left = " ".join(str(row.row.number) for row in self.left)
        return hashlib.sha256(f"{self.seen}\n{left}".encode()).hexdigest()


def plan(checked):
    """The Plan of checked rows; rows with faults are left out."""
    sound = sorted((row for row in checked if not row.faults), key=lambda row: row.sheet.pk)
    communities = [_community(row) for row in sound]
    return Plan(
        communities=tuple(communities),
        left=tuple(row for row in checked if row.faults),
        unchanged=sum(one.unchanged for one in communities),
        emptied=sum(said.emptied for row in sound for said in row.said),
    )


def _community(checked):
    changes = [change for said in checked.said if (change := _change(checked.sheet, said))]
    return Community(checked.sheet, tuple(changes), len(checked.said) - len(changes))


def _change(sheet, said):
    """What the row does to the item: nothing where it is blank or nobody touched it, whatever the site says now."""
    row, item = sheet.rows[said.number], sheet.rubric.parsed.item(said.number)
    if not said.changes(item, row):
        return None
    return Change(_kind(row, said), item, row, said.findings, said.reason, *said.scored(item))


def _kind(row, said):
    if said.mark is None or row.version != said.mark[0]:
        return Kind.BOTH
    return Kind.CHANGED if row.findings or row.reason else Kind.NEW


def moved(shown, now):
    """Key of a sheet -> its community, where the plan is another now than a preview showed (sheet -> digest)."""
    names = {str(one.sheet.pk): one.sheet.community for one in now.communities}
    names |= {str(row.sheet.pk): row.sheet.community for row in now.left if row.sheet}
    return {
        names[key].pk: names[key]
        for key in sorted(shown.keys() | now.digests.keys())
        if key in names and shown.get(key) != now.digests.get(key)
    }
