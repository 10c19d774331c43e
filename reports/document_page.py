"""The page 文件 of one district: each place with what stands there, and the form to add a version, for those who may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.deadlines import Due
from districts.models import District, Year

from .access import may_upload
from .actions.documents import why_report_stands
from .district_queries import moved_by
from .document_queries import Practice, Shelf, Slot, shelves
from .forms_documents import FORMS, method_named
from .models import Purpose, Submission


@dataclass(frozen=True)
class Place:
    """One place of the page; form: to add a version, None for who may not; why: the reason, where there is one to tell."""

    holds: Slot | Practice | None  # nothing: where a new 典型做法 is brought
    purpose: Purpose
    form: object | None
    why: str = ""

    @property
    def name(self):
        return self.holds.name if self.holds else str(self.purpose)


@dataclass(frozen=True)
class DocumentPage:
    district: District
    year: Year
    shelf: Shelf
    places: list[Place]  # what is asked
    practices: list[Place]
    new_practice: Place | None
    method_differs: dict  # how the adopted rubric names the method, where that is not how the document does
    moved_by: str  # what moved the day of the annual report, where something did
    refused: object | None  # the form that was sent and not taken

    @property
    def first_to_send(self):
        """The place with the page's one main button: the first that is missing and can be filled by this person."""
        return next((each for each in self.places if each.form and each.holds.missing), None)


def document_page(user, district, year, refused=None):
    """The DocumentPage as this person sees it, in a fixed number of queries. refused: a form (with its `name`) that was sent
    and not taken; it stands in its place with what was typed."""
    shelf = shelves(year, [district])[0]
    submission = Submission.objects.filter(district=district, year=year).first()
    standing = _why_report_stands(submission)

    def form(purpose, name, initial):
        if not user.is_district or not may_upload(user, purpose):
            return None
        if refused is not None and refused.name == name:
            return refused
        return make_form(purpose, name, district=district, year=year, initial=initial)

    def place(slot):
        if not slot.asked and slot.purpose not in (Purpose.PLAN, Purpose.METHOD):
            return Place(slot, slot.purpose, None)
        why = standing if slot.purpose == Purpose.ANNUAL_REPORT else ""
        return Place(slot, slot.purpose, None if why else form(slot.purpose, slot.name, _said_of(slot)), why)

    places = [place(slot) for slot in shelf.slots]
    practices = [
        Place(each, Purpose.GOOD_PRACTICE, form(Purpose.GOOD_PRACTICE, each.name, _said_of_practice(each)))
        for each in shelf.practices
    ]
    new = form(Purpose.GOOD_PRACTICE, str(Purpose.GOOD_PRACTICE), {})
    return DocumentPage(
        district=district,
        year=year,
        shelf=shelf,
        places=places,
        practices=practices,
        new_practice=Place(None, Purpose.GOOD_PRACTICE, new) if new else None,
        method_differs=_method_differs(shelf),
        moved_by=_moved_by(shelf, submission),
        refused=refused,
    )


def make_form(purpose, name, *, district, year, data=None, files=None, initial=None):
    """The form of one place, its fields named after it."""
    made = FORMS[purpose](
        data, files, district=district, year=year, auto_id=f"{name}-%s", initial=initial or {}
    )
    made.name = name
    return made


def name_of_post(purpose, data):
    """Which place a sent form came from."""
    row = data.get("receipt") or data.get("practice")
    return f"{purpose}-{row}" if row else str(purpose)


def _said_of(slot):
    if slot.receipt:
        return {"receipt": slot.receipt.pk}
    return _as_method(slot.current) if slot.purpose == Purpose.METHOD and slot.current else {}


def _said_of_practice(practice):
    now = practice.current
    return {"practice": practice.row.pk, "title": now.title, "summary": now.summary}


def _as_method(document):
    return {
        "method_document": document.title,
        "document_number": document.document_number,
        "approved_by": document.approved_by,
        "approved_on": document.approved_on,
    }


def _method_differs(shelf):
    named = method_named(shelf.district, shelf.year)
    current = next(slot.current for slot in shelf.slots if slot.purpose == Purpose.METHOD)
    return named if named and current and _as_method(current) != named else {}


def _why_report_stands(submission):
    if submission is None:
        return _("本年度的上报还没有开始，年度总结评估报告以后再传。")
    return why_report_stands(submission)


def _moved_by(shelf, submission):
    report = next(slot for slot in shelf.slots if slot.purpose == Purpose.ANNUAL_REPORT)
    return moved_by(Due(report.due, report.extension), submission and submission.sent_back_at)
