"""The receipt as a page, and what it changed against the one before."""

import json
from dataclasses import dataclass

from districts.text import share

from .district_queries import by_street
from .models import Receipt
from .receipts import digest


@dataclass(frozen=True)
class Change:
    """What one hand-in changed against the one before; each list holds "street community"."""

    before: Receipt
    added: list[str]
    corrected: list[str]
    removed: list[str]


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
    before = Receipt.objects.filter(submission=receipt.submission_id, sequence__lt=receipt.sequence).order_by(
        "-sequence"
    )[:1]
    content = json.loads(receipt.content)
    change = next((compare(earlier, content) for earlier in before), None)
    return ReceiptPage(receipt, content, change)


def compare(before, content):
    """The list of an earlier receipt beside a later content; a community is known by its sheet."""
    old = {entry["sheet"]: entry for entry in json.loads(before.content)["entries"]}
    new = {entry["sheet"]: entry for entry in content["entries"]}
    return Change(
        before=before,
        added=[_name(new[key]) for key in new if key not in old],
        corrected=[_name(new[key]) for key in new if key in old and new[key].get("corrected")],
        removed=[_name(old[key]) for key in old if key not in new],
    )


def _name(entry):
    return f"{entry['street']} {entry['community']}"
