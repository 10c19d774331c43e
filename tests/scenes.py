"""Scenes the tests start from, made through the site's own doors."""

from django.db import transaction

from districts.models import Department
from scoring.engine.rules import clean_finding
from scoring.engine.score import score_item
from scoring.evidence import add_evidence
from scoring.items import open_sheet, rewrite, write_items, write_total
from scoring.models import State
from scoring.uploads import EVIDENCE_KINDS, REPORT_KINDS, check
from tests.files import a_pdf, a_photo, camera_exif

REASON = "现场查看，情况属实。"


def clean_findings(item):
    """The findings of one item with nothing deducted and nothing awarded."""
    return {rule.code: clean_finding(rule) for rule in item.rules}


def fill(sheet, by, **found):
    """Assess the whole sheet: nothing deducted, but for `found` (rule code without its leading "r").

    What seventeen saves would leave behind, written at once: most tests start from a filled sheet."""
    found = {code.removeprefix("r"): value for code, value in found.items()}
    with transaction.atomic():
        standing = open_sheet(sheet.pk)
        rubric, rows = standing.rubric.parsed, list(standing.items.all())
        changes = [(row, _filled(rubric.item(row.number), found)) for row in rows]
        changes = [(row, values) for row, values in changes if _differs(row, values)]
        for row, _values in changes:
            row.sheet = standing
        write_items(
            [row for row, _values in changes], [rewrite(row, by=by, **values) for row, values in changes]
        )
        write_total(standing, rubric, rows)
    sheet.refresh_from_db()
    return sheet


def _filled(item, found):
    findings = clean_findings(item) | {r.code: found[r.code] for r in item.rules if r.code in found}
    points = score_item(item, findings).points
    return {"findings": findings, "reason": REASON, "points": points, "state": State.CONFIRMED}


def _differs(row, values):
    return (row.findings, row.reason, row.state) != (values["findings"], REASON, State.CONFIRMED)


def attach(sheet, number, by, name="证书.pdf"):
    """Put a small PDF beside an item."""
    row = sheet.items.get(number=number)
    return add_evidence(row, checked=check(a_pdf(name), EVIDENCE_KINDS), by=by)


def photograph(sheet, number, by, name, *, seed=1):
    """Put a photo with date and place beside an item; the same seed is the same photo."""
    row = sheet.items.get(number=number)
    checked = check(a_photo(name, seed=seed, exif=camera_exif()), EVIDENCE_KINDS)
    return add_evidence(row, checked=checked, by=by)


def prepare(submission, by):
    """Contact, departments and annual report, so that nothing but the list is left."""
    from reports.actions import add_annual_report, save_contact, save_joined
    from reports.models import Document

    save_contact(submission, name="陈淑芬", phone="0574-00000001", by=by)
    joined = Department.objects.filter(code__in=["minzheng", "shengtai"])
    save_joined(submission, departments=joined, others="", by=by)
    if not Document.objects.reports_of(submission).exists():
        add_annual_report(submission, checked=check(a_pdf("年度总结评估报告.pdf"), REPORT_KINDS), by=by)


def hand_in(submission, by):
    """Prepare and hand in, confirming whatever is asked."""
    from reports.actions import submit
    from reports.checklist import checklist

    prepare(submission, by)
    codes = {point.code for point in checklist(submission).confirm}
    return submit(submission, confirmed=codes, by=by)


def recommend(district, year, by, *, title="楼道里的分类角", name="典型做法.pdf", practice=None):
    """Send a good practice, or a new version of one. Returns its document."""
    from reports.actions import add_document

    checked = check(a_pdf(name), REPORT_KINDS)
    said = {"title": title, "summary": "每个单元一个角，由楼组长看着。", "practice": practice}
    return add_document(district, year=year, purpose="good_practice", checked=checked, by=by, **said)


def send_document(district, year, purpose, by, *, name="文件.pdf", **words):
    """Send a version of a document of the district as a small PDF. Returns it."""
    from reports.actions import add_document

    checked = check(a_pdf(name), REPORT_KINDS)
    return add_document(district, year=year, purpose=purpose, checked=checked, by=by, **words)


def give_second_factor(person):
    """A second factor of which no code was used yet. Returns its device."""
    from districts.account import second_factor

    device = second_factor.draft(person)
    device.save()
    return device
