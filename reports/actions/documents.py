"""Keeping a district's documents, and the city's word on good practice (典型做法)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from scoring.evidence import keep_file

from ..checklist import returned_entries
from ..models import ONCE, STAMPED, Acceptance, Document, GoodPractice, Purpose, StatusChoices
from .locks import locked


@door("document_added")
def add_document(district, *, year, purpose, checked, by, receipt=None, practice=None, **words):
    """Keep a new version of a district's document of a year; earlier versions stay. The annual report has its own door.

    receipt: the hand-in a stamped scan belongs to; practice: the 典型做法 it is a version of, a new one unless told;
    words: title, summary, document_number, approved_by, approved_on, as the purpose has them. Refused when it is the very file
    that stands already, or the receipt or practice is not the district's of that year."""
    of_the_year = (district.pk, year.pk)
    if purpose in STAMPED and (receipt.submission.district_id, receipt.submission.year_id) != of_the_year:
        raise Refused(_("回执 %(number)s 不是本区县这个年度的，没有上传。") % {"number": receipt})
    if practice is not None and (practice.district_id, practice.year_id) != of_the_year:
        raise Refused(_("这个典型做法不是本区县这个年度的，没有上传。"))
    if purpose == Purpose.GOOD_PRACTICE and practice is None:
        practice = GoodPractice.objects.create(district=district, year=year)
    document = Document(
        district=district,
        year=year,
        purpose=purpose,
        receipt=receipt,
        practice=practice,
        uploaded_by=by,
        **words,
    )
    return _keep(document, checked, by)


@door("document_added")
def add_annual_report(submission, *, checked, by):
    """Keep a new version of the 年度总结评估报告; earlier versions stay. Refused once handed in, except to correct
    after a return, and for the very file that stands already."""
    submission = locked(submission)
    if reason := why_report_stands(submission):
        raise Refused(reason)
    document = Document(
        district=submission.district,
        year=submission.year,
        purpose=Purpose.ANNUAL_REPORT,
        uploaded_by=by,
    )
    return _keep(document, checked, by)


def why_report_stands(submission):
    """Why the annual report cannot be replaced now, as a sentence; empty while it can."""
    if submission.status == StatusChoices.CONCLUDED:
        return _("评审已办结，年度总结评估报告不再更换。")
    if submission.status == StatusChoices.SUBMITTED and not returned_entries(submission).exists():
        return _("已上报，年度总结评估报告随上报定稿。市住建局退回社区后，补正期间可以更换。")
    return ""


def _keep(document, checked, by):
    standing = _standing_beside(document)
    if standing is not None and standing.sha256 == checked.sha256 and _words(standing) == _words(document):
        raise Refused(_("“%(name)s”就是现行的这一份，没有变化，不必再传。") % {"name": checked.name})
    picture = {"shown": checked.picture.shown} if checked.picture else {}
    document = keep_file(document, checked, **picture)
    after = {"purpose": document.purpose, "name": document.name, "sha256": document.sha256}
    trail.record("document_added", row=document, by=by, after=after | _words(document))
    return document


def _standing_beside(document):
    """The version the new one would replace, or None."""
    once = {"year__programme": document.year.programme_id}
    same = Document.objects.filter(
        **(once if document.purpose in ONCE else {"year": document.year_id}),
        district=document.district_id,
        purpose=document.purpose,
        receipt=document.receipt_id,
        practice=document.practice_id,
    )
    return same.first()


def _words(document):
    """What is said of a version beside its file, as the trail keeps it."""
    words = {name: getattr(document, name) for name in ("title", "document_number", "approved_by", "summary")}
    words["approved_on"] = document.approved_on.isoformat() if document.approved_on else ""
    return {name: value for name, value in words.items() if value}


@door("practice_accepted")
def accept_practice(document, *, comment, by):
    """采纳: every district sees this version of a good practice, with the city's comment. It takes the place of the version
    accepted before. Refused when it stands already, or the district has sent a newer one since."""
    practice = _locked_practice(document.practice_id)
    if practice.versions.first() != document:
        raise Refused(_("区县刚才上传了新的版本，没有采纳。请看过新的版本再采纳。"))
    standing = practice.acceptances.standing().first()
    if standing is not None:
        if standing.document_id == document.pk:
            raise Refused(_("“%(title)s”已经采纳了。") % {"title": document})
        _withdraw(standing, why=_("改为采纳新的版本。"), by=by)
    accepted = Acceptance.objects.create(
        practice=practice, document=document, comment=comment, accepted_by=by
    )
    trail.record(
        "practice_accepted", row=accepted, by=by, after={"title": document.title, "comment": comment}
    )
    return accepted


@door("acceptance_withdrawn")
def withdraw_acceptance(acceptance, *, why, by):
    """Take an acceptance back: other districts no longer see the practice; its district and the city do. Refused when it
    was taken back already."""
    _locked_practice(acceptance.practice_id)
    standing = (
        Acceptance.objects.standing().filter(pk=acceptance.pk).select_related("document", "practice").first()
    )
    if standing is None:
        raise Refused(_("这次采纳刚才已经撤下了。"))
    _withdraw(standing, why=why, by=by)
    trail.record(
        "acceptance_withdrawn", row=standing, by=by, before={"title": standing.document.title}, note=why
    )


def _withdraw(acceptance, *, why, by):
    acceptance.withdrawn_at, acceptance.withdrawn_by, acceptance.withdrawn_why = timezone.now(), by, why
    acceptance.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def _locked_practice(pk):
    return GoodPractice.objects.select_for_update(of=("self",)).select_related("district", "year").get(pk=pk)
