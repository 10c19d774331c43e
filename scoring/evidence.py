"""Adding, replacing, confirming and taking down evidence: the row and its files stand or fall together."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from .items import open_sheet
from .likeness import used_elsewhere
from .models import Evidence
from .uploads import EVIDENCE_KINDS, BadUpload, check


def keep_file(row, checked, **renditions):
    """Store a checked file with its row; renditions: file field -> JPEG bytes. A file or a row that cannot be
    written takes all its files away again, also one written half; a transaction that fails later leaves them behind,
    unreachable."""
    row.name, row.kind, row.size, row.sha256 = checked.name, checked.kind, checked.size, checked.sha256
    contents = {"file": checked.file} | {field: ContentFile(made) for field, made in renditions.items()}
    try:
        for field, content in contents.items():
            getattr(row, field).save(checked.name, content, save=False)
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        for field in map(row._meta.get_field, contents):
            field.storage.delete(field.generate_filename(row, checked.name))
        raise
    return row


def add_files(item, files, *, by):
    """Judge and keep uploaded files one by one: what is wrong with one never loses another. Returns (file -> its Evidence, of
    those kept; a sentence for each file that was not)."""
    kept, sentences = {}, []
    for file in files:
        try:
            kept[file] = add_evidence(item, checked=check(file, EVIDENCE_KINDS), by=by)
        except (BadUpload, Refused) as refusal:
            sentences.append(str(refusal))
    return kept, sentences


@door("evidence_added")
def add_evidence(item, *, checked, by):
    """Keep a checked file beside an item. Refused when the sheet is locked, the same file is already there, or there are
    EVIDENCE_MAX_FILES."""
    open_sheet(item.sheet_id)
    if item.evidence.standing().count() >= settings.EVIDENCE_MAX_FILES:
        raise Refused(
            _(
                "“%(name)s”没有上传：这一项已有 %(most)s 份材料，最多这么多。请先撤下不需要的，或合并成一份 PDF。"
            )
            % {"name": checked.name, "most": settings.EVIDENCE_MAX_FILES}
        )
    evidence = _keep(item, checked, by)
    trail.record("evidence_added", row=evidence, by=by, after=_told(evidence))
    return evidence


@door("evidence_replaced")
def replace_evidence(old, *, checked, by):
    """Keep a checked file in the place of another, which is withdrawn and kept. Refused as for adding."""
    open_sheet(old.item.sheet_id)
    old = _standing(old)
    new = _keep(old.item, checked, by)
    old.withdrawn_at, old.withdrawn_by, old.replaced_by = timezone.now(), by, new
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "replaced_by"])
    trail.record("evidence_replaced", row=new, by=by, before=_told(old), after=_told(new))
    return new


@door("evidence_confirmed")
def confirm_evidence(evidence, *, by):
    """Say that a file which also stands elsewhere does belong to this item. Said twice is said once."""
    open_sheet(evidence.item.sheet_id)
    evidence = _standing(evidence)
    if evidence.same_as is None or evidence.same_confirmed_at:
        return
    evidence.same_confirmed_at, evidence.same_confirmed_by = timezone.now(), by
    evidence.save(update_fields=["same_confirmed_at", "same_confirmed_by"])
    after = {"name": evidence.name, "same_as": str(evidence.same_as.key)}
    trail.record("evidence_confirmed", row=evidence, by=by, after=after)


@door("evidence_withdrawn")
def withdraw_evidence(evidence, *, by):
    """Take evidence down: it no longer counts, and is kept."""
    open_sheet(evidence.item.sheet_id)
    evidence = _standing(evidence)
    evidence.withdrawn_at, evidence.withdrawn_by = timezone.now(), by
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trail.record("evidence_withdrawn", row=evidence, by=by, before={"name": evidence.name})


def _standing(evidence):
    """The row as it is under the lock; Refused when it was taken down meanwhile."""
    found = (
        Evidence.objects.standing()
        .select_related("item__sheet__district", "same_as")
        .filter(pk=evidence.pk)
        .first()
    )
    if found is None:
        raise Refused(_("这份材料刚才已经撤下了。"))
    return found


def _keep(item, checked, by):
    if item.evidence.standing().filter(sha256=checked.sha256).exists():
        raise Refused(_("“%(name)s”已经在这一项里了，不必再传。") % {"name": checked.name})
    evidence = Evidence(item=item, uploaded_by=by, same_as=used_elsewhere(item, checked))
    picture = checked.picture
    if picture is None:
        return keep_file(evidence, checked)
    evidence.taken_at, evidence.latitude, evidence.longitude = (
        picture.taken_at,
        picture.latitude,
        picture.longitude,
    )
    if picture.bands:
        evidence.band_0, evidence.band_1, evidence.band_2, evidence.band_3 = picture.bands
    return keep_file(evidence, checked, shown=picture.shown, thumbnail=picture.thumbnail)


def _told(evidence):
    return {"name": evidence.name, "sha256": evidence.sha256}
