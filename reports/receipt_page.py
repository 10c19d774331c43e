"""The receipt as a page, and what changed from one hand-in to the next, by community and item."""

import json
from dataclasses import dataclass

from districts.text import share
from scoring.models import ScoreSheet

from .district_queries import by_street
from .joined import joined_in_words
from .models import Receipt
from .receipt_changes import ItemChange, item_changes
from .receipts import digest, handed_in


@dataclass(frozen=True)
class Corrected:
    """One community handed in again: its total before and after, and the items that differ (None: not known)."""

    name: str
    before: int | None
    after: int
    items: list[ItemChange] | None


@dataclass(frozen=True)
class Change:
    """What one hand-in changed against the one before; added and removed hold "street community"; joined: the departments
    that joined the 初评, before and now, where they differ."""

    before: Receipt
    added: list[str]
    corrections: list[Corrected]
    removed: list[str]
    joined: tuple[str, str] | None

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
    def joined(self):
        """The departments that joined the 初评, in words; None on a receipt older than the question."""
        return joined_in_words(self.content.get("joined"))

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
    rows = ScoreSheet.objects.filter(pk__in=[entry["sheet"] for entry in again]).select_related("rubric")
    rubrics = {sheet.pk: sheet.rubric.parsed for sheet in rows}
    return Change(
        before=before,
        added=[_name(new[key]) for key in new if key not in old and not new[key]["corrected"]],
        corrections=[
            Corrected(
                _name(entry),
                old.get(entry["sheet"], {}).get("total"),
                entry["total"],
                item_changes(rubrics[entry["sheet"]], contents.get(entry["sheet"]), entry.get("items")),
            )
            for entry in again
        ],
        removed=[_name(old[key]) for key in old if key not in new],
        joined=_joined(json.loads(before.content), content),
    )


def _joined(before, content):
    words = tuple(joined_in_words(each.get("joined")) for each in (before, content))
    return None if None in words or words[0] == words[1] else words


def _name(entry):
    return f"{entry['street']} {entry['community']}"
