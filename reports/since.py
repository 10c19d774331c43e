"""What is different in listed communities since they were handed in, item by item."""

import json
from dataclasses import dataclass

from .models import DecisionChoices, StatusChoices
from .receipt_changes import ItemChange, item_changes
from .receipts import handed_in, sheet_contents


@dataclass(frozen=True)
class Since:
    """What is different in one community's sheet: since its last hand-in where the district is correcting it (`number`
    of that receipt), otherwise between its last two hand-ins that differ."""

    number: str
    correcting: bool
    items: list[ItemChange]


def since_last_receipt(entry):
    """The Since of an entry; None where it was handed in once and nobody is changing it."""
    correcting = entry.decision == DecisionChoices.RETURNED or entry.submission.status == StatusChoices.DRAFT
    versions = []
    for receipt in entry.submission.receipts.order_by("sequence"):
        for each in json.loads(receipt.content)["entries"]:
            if each["sheet"] == entry.sheet_id and (not versions or versions[-1][1] != each["items"]):
                versions.append((receipt.number, each["items"]))
    if correcting:
        versions.append(("", sheet_contents([entry.sheet_id])[entry.sheet_id]))
    if len(versions) < 2:
        return None
    (number, before), (_number, after) = versions[-2:]
    return Since(number, correcting, item_changes(entry.sheet.rubric.parsed, before, after))


def since_handed_in(entries):
    """Entry key -> the items that differ from what was last handed in, for entries of one submission being corrected."""
    if not entries:
        return {}
    before = handed_in(entries[0].submission)
    now = sheet_contents([entry.sheet_id for entry in entries])
    return {
        entry.pk: item_changes(
            entry.sheet.rubric.parsed, before.get(entry.sheet_id, now[entry.sheet_id]), now[entry.sheet_id]
        )
        for entry in entries
    }
