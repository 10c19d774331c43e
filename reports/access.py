"""Which submissions, entries, receipts and documents a person may see or change."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from districts import trail
from districts.access import Denied, scope
from districts.models import Event, Role
from scoring.models import Evidence, ItemScore

from .models import Document, Entry, Receipt, StatusChoices, Submission


def visible_submissions(user):
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


def concludable_submission(user, pk):
    submission = visible_submission(user, pk)
    if user.role != Role.CITY_LEAD:
        raise Denied(_("只有市级负责人可以办结评审。"))
    return submission


def visible_entries(user):
    return Entry.objects.filter(scope(user, district="submission__district", street="community__street"))


def visible_entry(user, pk):
    rows = visible_entries(user).select_related(
        "submission__district", "submission__year", "sheet__rubric", "sheet__community__street", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def decidable_entry(user, pk):
    """An entry this person may decide: the city's reviewers."""
    entry = visible_entry(user, pk)
    if not user.is_city:
        raise Denied(_("评审决定由市住建局作出。"))
    return entry


def withdrawable_entry(user, pk):
    entry = visible_entry(user, pk)
    if user.role != Role.DISTRICT_LEAD:
        raise Denied(_("只有本区县审核人可以撤回名单社区。"))
    return entry


def visible_receipt(user, pk):
    rows = Receipt.objects.filter(submission__in=visible_submissions(user)).select_related(
        "submission__district", "submission__year", "issued_to"
    )
    return get_object_or_404(rows, pk=pk)


def visible_document(user, key):
    rows = Document.objects.filter(submission__in=visible_submissions(user)).select_related("submission")
    return get_object_or_404(rows, key=key)


def edited_sheet(user, sheet_id):
    """Whether this person ever saved an item of the sheet or handled its evidence: then somebody else decides."""
    handled = Q(uploaded_by=user) | Q(withdrawn_by=user) | Q(same_confirmed_by=user)
    if Evidence.objects.filter(handled, item__sheet=sheet_id).exists():
        return True
    rows = list(ItemScore.objects.filter(sheet=sheet_id).values_list("pk", flat=True))
    return Event.objects.filter(
        row_type="itemscore", row_key__in=rows, actor=user, action="item_saved", result=trail.DONE
    ).exists()
