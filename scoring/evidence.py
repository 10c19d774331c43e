"""Adding and taking down evidence: the row and the file stand or fall together."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from . import access
from .models import Evidence, ScoreSheet


def keep_file(row, checked):
    """Store a checked file with its row. A row that cannot be written takes its file away again; a transaction that
    fails later leaves the file behind, unreachable."""
    row.name, row.kind, row.size, row.sha256 = checked.name, checked.kind, checked.size, checked.sha256
    row.file.save(checked.name, checked.file, save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        row.file.storage.delete(row.file.name)
        raise
    return row


def _lock_open_sheet(sheet_id):
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
    if sheet.lock:
        sheet = ScoreSheet.objects.select_related("district", "year", "locked_by").get(pk=sheet_id)
        raise Refused(access.why_locked(sheet))


@door("evidence_added")
def add_evidence(item, *, checked, by):
    """Keep a checked file beside an item. Refused when the sheet is locked, or the same file is already there."""
    _lock_open_sheet(item.sheet_id)
    if item.evidence.standing().filter(sha256=checked.sha256).exists():
        raise Refused(_("“%(name)s”已经在这一项里了，不必再传。") % {"name": checked.name})
    evidence = keep_file(Evidence(item=item, uploaded_by=by), checked)
    trail.record(
        "evidence_added", row=evidence, by=by, after={"name": evidence.name, "sha256": evidence.sha256}
    )
    return evidence


@door("evidence_withdrawn")
def withdraw_evidence(evidence, *, by):
    """Take evidence down: it no longer counts, and is kept."""
    _lock_open_sheet(evidence.item.sheet_id)
    evidence = Evidence.objects.standing().filter(pk=evidence.pk).first()
    if evidence is None:
        raise Refused(_("这份材料刚才已经撤下了。"))
    evidence.withdrawn_at, evidence.withdrawn_by = timezone.now(), by
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trail.record("evidence_withdrawn", row=evidence, by=by, before={"name": evidence.name})
