"""The page 文件 of one district: each place with what stands there, and the form to add a version, for those who may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.deadlines import Due
from districts.models import District, User, Year

from .access import may_upload
from .actions.documents import why_report_stands
from .document_queries import Practice, Shelf, Slot, shelves
from .forms_documents import FORMS, method_named
from .models import ONCE, Purpose, Submission


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
    forms = _Forms(user, district, year, refused)
    new_practice = forms.at(Purpose.GOOD_PRACTICE, str(Purpose.GOOD_PRACTICE), {})
    return DocumentPage(
        district=district,
        year=year,
        shelf=shelf,
        places=[_place(slot, forms, standing) for slot in shelf.slots],
        practices=[_place_of(practice, forms) for practice in shelf.practices],
        new_practice=Place(None, Purpose.GOOD_PRACTICE, new_practice) if new_practice else None,
        method_differs=_method_differs(shelf),
        moved_by=_moved_by(shelf),
        refused=refused,
    )


# --- forms -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Forms:
    """The forms of the page: a blank one in each place this person may fill, the refused one in the place it came from."""

    user: User
    district: District
    year: Year
    refused: object | None

    def at(self, purpose, name, initial):
        if not may_upload(self.user, purpose):
            return None
        if self.refused is not None and self.refused.name == name:
            return self.refused
        return make_form(purpose, name, district=self.district, year=self.year, initial=initial)


def make_form(purpose, name, *, district, year, data=None, files=None, initial=None):
    """The form of one place, its fields named after it."""
    made = FORMS[purpose](
        data, files, district=district, year=year, auto_id=f"{name}-%s", initial=initial or {}
    )
    made.name = name
    return made


def name_of_post(purpose, data):
    """Which place a sent form came from. It becomes part of ids: of what was posted nothing but a number."""
    row = data.get("receipt") or data.get("practice") or ""
    return f"{purpose}-{row}" if row.isascii() and row.isdigit() else str(purpose)


# --- places ----------------------------------------------------------------------------------------------------


def _place(slot, forms, why_report_stands):
    """Plan and method may be sent though nobody asks; a scan only of a hand-in; the report as its own rule says."""
    why = why_report_stands if slot.purpose == Purpose.ANNUAL_REPORT else ""
    if why or not (slot.asked or slot.purpose in ONCE):
        return Place(slot, slot.purpose, None, why)
    return Place(slot, slot.purpose, forms.at(slot.purpose, slot.name, _said_of(slot)))


def _place_of(practice, forms):
    now = practice.current
    said = {"practice": practice.row.pk, "title": now.title, "summary": now.summary}
    return Place(practice, Purpose.GOOD_PRACTICE, forms.at(Purpose.GOOD_PRACTICE, practice.name, said))


def _said_of(slot):
    if slot.receipt:
        return {"receipt": slot.receipt.pk}
    return _as_method(slot.current) if slot.purpose == Purpose.METHOD and slot.current else {}


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


def _moved_by(shelf):
    report = next(slot for slot in shelf.slots if slot.purpose == Purpose.ANNUAL_REPORT)
    return Due(report.due, report.extension).moved_by
