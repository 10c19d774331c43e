"""The receipt as a page, and what changed from one hand-in to the next, by community and item."""

import json
from dataclasses import dataclass

from districts.text import share
from scoring.models import ScoreSheet

from .district_queries import by_street
from .models import DecisionChoices, Receipt, StatusChoices
from .receipt_changes import ItemChange, item_changes
from .receipts import digest, handed_in, sheet_contents


@dataclass(frozen=True)
class Corrected:
    """One community handed in again: its total before and after, and the items that differ."""

    name: str
    before: int | None
    after: int
    items: list[ItemChange]


@dataclass(frozen=True)
class Change:
    """What one hand-in changed against the one before; added and removed hold "street community"."""

    before: Receipt
    added: list[str]
    corrections: list[Corrected]
    removed: list[str]

    @property
    def corrected(self):
        return [each.name for each in self.corrections]


@dataclass(frozen=True)
class ReceiptPage:
    receipt: Receipt
    content: dict
    change: Change | None

    @property
    def names(self):
        return by_street((entry["street"], entry["community"]) for entry in self.content["entries"])

    @property
    def digest(self):
        """The digest in groups of four, to be read out."""
        text = self.receipt.sha256
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    @property
    def intact(self):
        return digest(self.receipt.content) == self.receipt.sha256

    @property
    def share(self):
        return share(self.receipt.listed, self.receipt.declared)


def receipt_page(receipt):
    """A fixed number of queries, whatever the length of the list."""
    content = json.loads(receipt.content)
    earlier = Receipt.objects.filter(submission=receipt.submission_id, sequence__lt=receipt.sequence)
    before = earlier.order_by("-sequence").first()
    return ReceiptPage(receipt, content, compare(before, receipt, content) if before else None)


def compare(before, receipt, content):
    """The list of an earlier receipt beside a later one; a community is known by its sheet."""
    old = {entry["sheet"]: entry for entry in json.loads(before.content)["entries"]}
    new = {entry["sheet"]: entry for entry in content["entries"]}
    again = [new[key] for key in new if new[key]["corrected"]]
    contents = handed_in(receipt.submission, before=receipt.sequence)
    rubrics = rubrics_of([entry["sheet"] for entry in again])
    return Change(
        before=before,
        added=[_name(new[key]) for key in new if key not in old and not new[key]["corrected"]],
        corrections=[
            Corrected(
                _name(entry),
                old.get(entry["sheet"], {}).get("total"),
                entry["total"],
                item_changes(
                    rubrics[entry["sheet"]], contents.get(entry["sheet"], entry["items"]), entry["items"]
                ),
            )
            for entry in again
        ],
        removed=[_name(old[key]) for key in old if key not in new],
    )


def rubrics_of(sheets):
    """Sheet key -> the rubric (the engine's) it is scored by; one query."""
    rows = ScoreSheet.objects.filter(pk__in=sheets).select_related("rubric")
    return {sheet.pk: sheet.rubric.parsed for sheet in rows}


def _name(entry):
    return f"{entry['street']} {entry['community']}"


# --- one community since it was last handed in ----------------------------------------------------------------


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
