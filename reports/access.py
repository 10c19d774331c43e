"""Which submissions, entries, receipts and documents a person may see or change."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from districts.access import Denied, scope, visible_district
from districts.models import Role, User
from scoring.access import visible_sheet
from scoring.models import Evidence

from .models import (
    Acceptance,
    Assignment,
    DecisionChoices,
    Document,
    Entry,
    Evaluation,
    GoodPractice,
    Objection,
    PublicNotice,
    PublicObjection,
    Purpose,
    Receipt,
    Recheck,
    SpotCheck,
    StatusChoices,
    Submission,
    Title,
)
from .since import withheld


def visible_submissions(user: User) -> QuerySet[Submission]:
    """District-wide people see their district's submission, drafts too; street editors see none of it. The city
    sees every submission."""
    return Submission.objects.filter(scope(user, district="district", street=None))


def own_district_submission(user, year):
    """Where the hand-in of this person's district stands: anybody who works for the district may know that much."""
    return Submission.objects.filter(district=user.district_id, year=year).first()


def visible_submission(user, pk):
    return get_object_or_404(visible_submissions(user).select_related("district", "year__programme"), pk=pk)


def preparable_submission(user, pk):
    """A submission whose contact and documents this person may fill in: the district's own people, until concluded."""
    submission = visible_submission(user, pk)
    if not user.is_district:
        raise Denied(_("上报内容由%(who)s填写，您可以查看。") % {"who": submission.district.short_bureau})
    if submission.status == StatusChoices.CONCLUDED:
        raise Denied(_("评审已办结，上报内容不再修改。"))
    return submission


def handed_in_by(user, pk):
    """A submission this person may hand in: the district lead of its district."""
    submission = visible_submission(user, pk)
    if user.role != Role.DISTRICT_LEAD:
        raise Denied(_("只有%(who)s的区县审核人可以上报。") % {"who": submission.district.short_bureau})
    return submission


def led_submission(user, pk, what):
    """A submission the city lead may conclude, send back whole, reopen or evaluate; `what` names it in the refusal."""
    submission = visible_submission(user, pk)
    if user.role != Role.CITY_LEAD:
        raise Denied(_("只有市级负责人可以%(what)s。") % {"what": what})
    return submission


def evaluated_submission(user, pk):
    """A submission whose evaluation this person may read: the city's facts are its own until it has evaluated."""
    submission = visible_submission(user, pk)
    if not user.is_city and not Evaluation.objects.filter(submission=submission).exists():
        raise Denied(_("市住建局还没有评价；评审办结、作出评价以后，在这里可以看到。"), look=submission)
    return submission


def reviewable_submission(user, pk):
    submission = visible_submission(user, pk)
    if not user.is_city:
        raise Denied(_("评审由市住建局进行，您可以查看。"))
    return submission


def visible_entries(user: User) -> QuerySet[Entry]:
    return Entry.objects.filter(scope(user, district="submission__district", street="community__street"))


def visible_entry(user, pk):
    rows = visible_entries(user).select_related(
        "submission__district",
        "submission__year",
        "sheet__rubric",
        "sheet__community__street",
        "decided_by",
        "objection__made_by",
        "objection__answered_by",
        "spot_check__sample",
    )
    found = get_object_or_404(rows, pk=pk)
    if not user.is_city and found.decision == DecisionChoices.PENDING:
        hide_spot_check(found)
    return found


def hide_spot_check(entry):
    """A visit is not announced: until the entry is decided or returned the district does not learn that it was drawn."""
    if not hasattr(entry, "spot_check"):
        return
    Entry._meta.get_field("spot_check").set_cached_value(entry, None)
    if entry.reason == SpotCheck.PUT_BACK:
        entry.reason = ""


def entry_of_sheet(user, sheet_pk):
    """The listed community a sheet of any stage is about."""
    sheet = visible_sheet(user, sheet_pk)
    rows = visible_entries(user).filter(submission__year=sheet.year_id)
    return get_object_or_404(rows, community=sheet.community_id)


def decidable_entry(user, pk):
    """An entry this person may decide: the city's reviewers."""
    entry = visible_entry(user, pk)
    if not user.is_city:
        raise Denied(_("评审决定由市住建局作出。"))
    return entry


def own_entry(user, pk, what):
    """An entry of the person's own district its lead acts on; `what` names the act in the refusal."""
    entry = visible_entry(user, pk)
    if user.role != Role.DISTRICT_LEAD:
        raise Denied(_("只有本区县审核人可以%(what)s。") % {"what": what})
    return entry


def answerable_objection(user, entry_pk):
    """The objection to an entry's decline, answered by the city lead."""
    entry = visible_entry(user, entry_pk)
    found = get_object_or_404(Objection.objects.select_related("made_by", "answered_by"), entry=entry)
    if user.role != Role.CITY_LEAD:
        raise Denied(_("申述由市级负责人答复，您可以查看。"))
    found.entry = entry
    return found


def visible_titles(user: User) -> QuerySet[Title]:
    return Title.objects.filter(
        scope(user, district="community__street__district", street="community__street")
    )


def visible_title(user, pk):
    rows = visible_titles(user).select_related("community__street__district", "year", "entry__submission")
    return get_object_or_404(rows, pk=pk)


def recheckable_title(user, pk):
    title = visible_title(user, pk)
    if not user.is_city:
        raise Denied(_("复查和撤销称号由市住建局办理，您可以查看。"))
    return title


def correctable_title(user, pk):
    """A title whose publication the city lead may correct."""
    title = visible_title(user, pk)
    if user.role != Role.CITY_LEAD:
        raise Denied(_("公布文号由市级负责人更正，您可以查看。"))
    return title


def recheck_outcomes(user):
    """What this person may record of a later look at a title: a title is taken away by the city lead alone."""
    return list(Recheck.Outcome) if user.role == Role.CITY_LEAD else [Recheck.Outcome.KEPT]


def visible_receipt(user, pk):
    rows = Receipt.objects.filter(submission__in=visible_submissions(user)).select_related(
        "submission__district", "submission__year", "issued_to"
    )
    return get_object_or_404(rows, pk=pk)


# --- documents -------------------------------------------------------------------------------------------------


def visible_documents(user):
    """District-wide people see their district's documents, the city all of them; a good practice the city has accepted
    is seen by every district, down to its streets, and by the departments."""
    own = Document.objects.filter(scope(user, district="district", street=None))
    spread = Document.objects.accepted()
    return Document.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=spread.values("pk")))


def visible_document(user, key):
    return get_object_or_404(visible_documents(user), key=key)


def documents_of(user, code):
    """A district whose documents this person may look at."""
    district = visible_district(user, code)
    if user.street_id:
        raise Denied(_("实施方案、总结报告等文件由区县填报员和审核人办理。您填写本街道的评分表。"))
    return district


def fillable_district(user, code, purpose):
    """A district this person may upload documents of that purpose for: its lead all of them, its editors the annual report
    they write."""
    district = documents_of(user, code)
    if not user.is_district:
        raise Denied(_("文件由%(who)s上传，您可以查看。") % {"who": district.short_bureau})
    if not may_upload(user, purpose):
        raise Denied(_("%(what)s由本区县审核人上传，您可以查看。") % {"what": Purpose(purpose).label})
    return district


def may_upload(user, purpose):
    """Whether somebody of the whole district uploads this kind of document for it."""
    return user.role == Role.DISTRICT_LEAD or (user.is_district and purpose == Purpose.ANNUAL_REPORT)


def practice_of(user, pk):
    """A good practice the city judges, with the version that now stands."""
    rows = GoodPractice.objects.filter(scope(user, district="district", street=None))
    found = get_object_or_404(rows.select_related("district", "year"), pk=pk)
    if not user.is_city:
        raise Denied(_("典型做法由市住建局采纳，您可以查看。"))
    return found


def standing_acceptance(user, pk):
    """The acceptance that stands of a good practice the city judges; 404 where there is none."""
    practice = practice_of(user, pk)
    rows = Acceptance.objects.standing().select_related("document", "practice__district", "practice__year")
    return get_object_or_404(rows, practice=practice)


def visible_notice(user, pk):
    """A public notice with its year; behind the sign-in it is the city's alone."""
    rows = PublicNotice.objects.select_related("year", "opened_by", "withdrawn_by")
    return get_object_or_404(rows if user.is_city else rows.none(), pk=pk)


def answerable_public_objection(user, pk):
    """An objection to a public notice, answered by the city lead."""
    rows = PublicObjection.objects.select_related("notice__year", "line__entry__submission")
    found = get_object_or_404(rows if user.is_city else rows.none(), pk=pk)
    if user.role != Role.CITY_LEAD:
        raise Denied(_("公示异议由市级负责人答复，您可以查看。"), look=found)
    return found


# --- the joint review (会审) --------------------------------------------------------------------------------------


def opinion_entries(user: User) -> QuerySet[Entry]:
    """The listed communities a department says its opinion of: those handed in and not withdrawn, of the years in which
    it answers for items. Nobody else has any."""
    if user.role != Role.DEPARTMENT:
        return Entry.objects.none()
    own = Assignment.objects.filter(department=user.department_id, year=OuterRef("submission__year"))
    handed_in = Entry.objects.exclude(submission__status=StatusChoices.DRAFT)
    return handed_in.exclude(decision=DecisionChoices.WITHDRAWN).filter(Exists(own))


def opinion_entry(user, pk):
    rows = opinion_entries(user).select_related(
        "submission__district", "submission__year", "sheet__rubric", "sheet__community__street"
    )
    return get_object_or_404(rows, pk=pk)


def lent_evidence(user, key):
    """Evidence of a listed community beside an item this person's department answers for, and no other; none of one whose
    items are withheld."""
    own = Assignment.objects.filter(
        department=user.department_id, year=OuterRef("item__sheet__year"), number=OuterRef("item__number")
    )
    rows = Evidence.objects.standing().filter(Exists(own)).select_related("item__sheet__district")
    found = get_object_or_404(rows, key=key)
    entry = get_object_or_404(opinion_entries(user), sheet=found.item.sheet_id)
    if withheld([entry]):
        raise Http404
    return found
