"""The receipt of a hand-in: everything handed in as canonical JSON, and the digest of exactly those bytes."""

import hashlib
import json

from django.utils import timezone

from .models import Receipt


def canonical(content):
    """The one way this content is written: sorted keys, no spaces, Chinese as itself."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def issue(submission, *, entries, report, declared, by, corrected=()):
    """Make the next receipt of a submission for the entries now standing in its list; `corrected` are those of
    them that this hand-in corrects."""
    again = {entry.pk for entry in corrected}
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
