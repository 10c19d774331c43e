"""What is different in listed communities since they were handed in, item by item."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .models import DecisionChoices, Entry, StatusChoices
from .receipt_changes import BLANK, ItemChange, item_changes
from .receipts import handed_in, sheet_contents


@dataclass(frozen=True)
class Contents:
    """Sheet key -> what it was last handed in with (None where no receipt says), and what stands there now."""

    before: dict
    now: dict

    def kept(self, entry):
        """Whether there stands what was handed in. Not where that is not known."""
        return self.before.get(entry.sheet_id) == self.now[entry.sheet_id]

    def moved(self, entry):
        """Whether there stands something else than was handed in. Not where that is not known."""
        return self.before.get(entry.sheet_id) is not None and not self.kept(entry)

    def changes(self, entry: Entry) -> list[ItemChange] | None:
        """The items that differ (ItemChange), None where that is not known."""
        return item_changes(
            entry.sheet.rubric.parsed, self.before.get(entry.sheet_id), self.now[entry.sheet_id]
        )

    def reasons(self, entry):
        """Number -> the reason handed in before, of each item that differs; of all where that is not known."""
        before, now = self.before.get(entry.sheet_id) or {}, self.now[entry.sheet_id]
        return {
            int(number): before.get(number, BLANK)["reason"]
            for number in now
            if before.get(number) != now[number]
        }


class Listed(Protocol):
    """An entry, or a row with these columns of one."""

    @property
    def pk(self) -> int: ...
    @property
    def submission_id(self) -> int: ...
    @property
    def sheet_id(self) -> int: ...
    @property
    def decision(self) -> str: ...
    @property
    def decided_at(self) -> datetime | None: ...


def contents_of(entries: Iterable[Listed]) -> Contents:
    """The Contents of entries of any submissions, in three queries."""
    entries = list(entries)
    return Contents(
        handed_in(*{entry.submission_id for entry in entries}),
        sheet_contents([entry.sheet_id for entry in entries]),
    )


def withheld(entries: Sequence[Listed]) -> set[int]:
    """The keys of those entries whose items are nobody's yet but the district's: it is correcting them, or it was and never
    handed them in again, so that there stands something else than anybody was given. Three queries.

    Only what was decided can have been returned, and what does not stand as handed in is never recognised."""
    correcting = {each.pk for each in entries if each.decision == DecisionChoices.RETURNED}
    doubtful = [each for each in entries if each.pk not in correcting and not surely_given(each)]
    contents = contents_of(doubtful)
    return correcting | {each.pk for each in doubtful if not contents.kept(each)}


def surely_given(entry: Listed) -> bool:
    """Whether an entry is known not to be withheld without a look at what stands there."""
    return entry.decided_at is None or entry.decision == DecisionChoices.RECOGNISED


@dataclass(frozen=True)
class Since:
    """What is different in one community's sheet: since its last hand-in where the district is correcting it or left it
    corrected (`number` of that receipt), otherwise between its last two hand-ins that differ. items: None where the
    earlier receipt kept no contents."""

    number: str
    correcting: bool
    items: list[ItemChange] | None


def since_last_receipt(entry):
    """The Since of an entry; None where it was handed in once and there stands what was handed in."""
    versions = []
    for receipt in entry.submission.receipts.order_by("sequence"):
        for each in json.loads(receipt.content)["entries"]:
            if each["sheet"] == entry.sheet_id and (not versions or versions[-1][1] != each.get("items")):
                versions.append((receipt.number, each.get("items")))
    now = sheet_contents([entry.sheet_id])[entry.sheet_id]
    correcting = _correcting(entry) or (bool(versions) and versions[-1][1] not in (None, now))
    if correcting:
        versions.append(("", now))
    if len(versions) < 2:
        return None
    (number, before), (_number, after) = versions[-2:]
    return Since(number, correcting, item_changes(entry.sheet.rubric.parsed, before, after))


def _correcting(entry):
    return entry.decision == DecisionChoices.RETURNED or entry.submission.status == StatusChoices.DRAFT
