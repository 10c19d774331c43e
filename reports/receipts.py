"""The receipt of a hand-in: everything handed in as canonical JSON, and the digest of exactly those bytes."""

import hashlib
import json

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from scoring.models import Evidence, ItemScore

from .joined import joined_of
from .models import Receipt


def canonical(content: object) -> str:
    """The one way this content is written: sorted keys, no spaces, Chinese as itself."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sheet_contents(sheets):
    """Sheet key -> item number (as text) -> what stands there: points, findings, reason, evidence. Two queries."""
    contents = {key: {} for key in sheets}
    proofs = {}
    standing = Evidence.objects.standing().filter(item__sheet__in=contents).order_by("pk")
    for item, name, sha256 in standing.values_list("item", "name", "sha256"):
        proofs.setdefault(item, []).append({"name": name, "sha256": sha256})
    rows = ItemScore.objects.filter(sheet__in=contents).order_by("sheet", "number")
    said = rows.annotate(kept=Cast("findings", TextField()))  # as dump_findings wrote them
    for pk, sheet, number, points, kept, reason in said.values_list(
        "pk", "sheet", "number", "points", "kept", "reason"
    ):
        contents[sheet][str(number)] = {
            "points": points,
            "findings": json.loads(kept),
            "reason": reason,
            "evidence": proofs.get(pk, []),
        }
    return contents


def handed_in(*submissions, before=None):
    """Sheet key -> the contents it was last handed in with, read from the receipts; None where the receipt kept none (the
    first ones named communities and totals only). before: only receipts with a lower sequence than this count."""
    latest = {}
    receipts = Receipt.objects.filter(submission__in=submissions).order_by("submission", "sequence")
    if before is not None:
        receipts = receipts.filter(sequence__lt=before)
    for text in receipts.values_list("content", flat=True):
        latest |= {entry["sheet"]: entry.get("items") for entry in json.loads(text)["entries"]}
    return latest


def issue(submission, *, entries, report, declared, by, corrected=()):
    """Make the next receipt of a submission for the entries now standing in its list; `corrected` are those of
    them that this hand-in corrects.

    Only what is handed in now is read from the sheets: another may be open, half corrected, its return not yet over."""
    again = {entry.pk for entry in corrected}
    contents = handed_in(submission)
    taken = [entry.sheet_id for entry in entries if entry.pk in again or entry.sheet_id not in contents]
    contents |= sheet_contents(taken)
    sequence = submission.receipts.count() + 1
    number = f"{submission.district.code}-{submission.year.number}-{sequence:03d}"
    issued_at = timezone.now()
    text = canonical(
        {
            "number": number,
            "district": {"code": submission.district.code, "name": submission.district.name},
            "year": submission.year.number,
            "issued_at": issued_at.isoformat(),
            "issued_to": by.full_name,
            "contact": {"name": submission.contact_name, "phone": submission.contact_phone},
            "joined": joined_of(submission),
            "declared": declared,
            "report": {"name": report.name, "sha256": report.sha256},
            "entries": [
                {
                    "street": entry.street_name,
                    "community": entry.community_name,
                    "sheet": entry.sheet_id,
                    "total": entry.total,
                    "decision": str(entry.decision),
                    "corrected": entry.pk in again,
                    "items": contents[entry.sheet_id],
                }
                for entry in entries
            ],
        }
    )
    return Receipt.objects.create(
        submission=submission,
        sequence=sequence,
        number=number,
        issued_at=issued_at,
        issued_to=by,
        listed=len(entries),
        declared=declared,
        content=text,
        sha256=digest(text),
    )
