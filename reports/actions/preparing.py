"""What a district fills in before it hands in: the contact."""

from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import Target

from ..checklist import returned_entries
from ..joined import joined_of
from ..models import StatusChoices, Submission
from .locks import locked


def open_submissions(year):
    """A draft submission for every district with a target in the year; repeatable."""
    for target in Target.objects.filter(year=year).exclude(district__submissions__year=year):
        Submission.objects.create(year=year, district_id=target.district_id)


@door("contact_saved")
def save_contact(submission, *, name, phone, by):
    """Who answers for the list (附件3: 联系人及联系电话); it stands on the receipt, so it moves only while something can
    be handed in."""
    submission = locked(submission)
    if submission.status == StatusChoices.CONCLUDED:
        raise Refused(_("评审已办结，联系人不再修改。"))
    if submission.status == StatusChoices.SUBMITTED and not returned_entries(submission).exists():
        raise Refused(_("已上报，联系人随上报定稿。市住建局退回社区后，补正期间可以修改。"))
    before = {"name": submission.contact_name, "phone": submission.contact_phone}
    submission.contact_name, submission.contact_phone = name, phone
    submission.save(update_fields=["contact_name", "contact_phone"])
    trail.record("contact_saved", row=submission, by=by, before=before, after={"name": name, "phone": phone})


@door("joined_saved")
def save_joined(submission, *, departments, others, by):
    """Which of the district's own departments joined its 初评 (五(三)): the counterparts of the seven, and others in words.
    On the receipt like the contact, and moves only as long as that does."""
    submission = locked(submission)
    if submission.status == StatusChoices.CONCLUDED:
        raise Refused(_("评审已办结，参加初评的部门不再修改。"))
    if submission.status == StatusChoices.SUBMITTED and not returned_entries(submission).exists():
        raise Refused(_("已上报，参加初评的部门随上报定稿。市住建局退回社区后，补正期间可以修改。"))
    before = joined_of(submission)
    submission.joined_others = others.strip()
    submission.save(update_fields=["joined_others"])
    submission.joined.set(departments)
    trail.record("joined_saved", row=submission, by=by, before=before, after=joined_of(submission))
