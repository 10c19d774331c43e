"""What of the open work hangs on a person: counts and names of districts and years, never a score; the administrator, who
hands it over, sees none."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from districts.handing_over import newest_hand_overs
from districts.models import RegistryFile, User
from scoring.models import ItemScore, Lock, ScoreSheet, Stage, WorkbookUpload

from .models import DecisionChoices, Entry, StatusChoices, Submission

FILLED_IN = (Stage.INITIAL, Stage.REVIEW)


def touched_by(people, sheet="pk"):
    """Whether one of `people` (keys) was the last to save an item of the sheet."""
    return Exists(ItemScore.objects.filter(sheet=OuterRef(sheet), changed_by__in=people))


def begun_sheets(people):
    """Open initial sheets and re-scores that one of `people` (keys) has begun and nobody has finished."""
    unfinished = ScoreSheet.objects.filter(stage__in=FILLED_IN, lock=Lock.OPEN, total=None)
    return unfinished.filter(touched_by(people))


def waiting_uploads(uploads):
    """Of score workbooks those not brought back, the newest of each sender, year and stage: (uploads, newest first)."""
    newest = {}
    for upload in uploads.filter(brought_back_at=None).order_by("-uploaded_at", "-pk"):
        newest.setdefault((upload.uploaded_by_id, upload.year_id, upload.stage), upload)
    return list(newest.values())


def contact_of():
    """Submissions whose contact is the person of the outer query."""
    return Submission.objects.filter(
        district=OuterRef("district"), contact_name=OuterRef("full_name")
    ).exclude(status=StatusChoices.CONCLUDED)


def _contacts(person):
    rows = Submission.objects.filter(district=person.district_id, contact_name=person.full_name)
    return rows.exclude(status=StatusChoices.CONCLUDED).select_related("district", "year")


def movable_contacts(person):
    """The submissions the person is the contact of and whose contact may still change (actions.save_contact)."""
    returned = Entry.objects.filter(submission=OuterRef("pk"), decision=DecisionChoices.RETURNED)
    return list(_contacts(person).filter(Q(status=StatusChoices.DRAFT) | Exists(returned)).order_by("pk"))


@dataclass(frozen=True)
class HeldWork:
    """sheets, rescores: begun and not finished; returned: communities to correct whose sheet the person filled in;
    contacts: submissions the person is named in, fixed: those of them that stay as handed in; uploads, registry_file: what
    waits for a confirmation."""

    sheets: int
    rescores: int
    returned: int
    contacts: list[Submission]
    fixed: list[Submission]
    uploads: list[WorkbookUpload]
    registry_file: RegistryFile | None

    @property
    def any(self):
        return bool(
            self.sheets
            or self.rescores
            or self.returned
            or self.contacts
            or self.uploads
            or self.registry_file
        )


def held_work(person):
    """A fixed number of queries."""
    stages = list(begun_sheets([person.pk]).values_list("stage", flat=True))
    returned = Entry.objects.filter(
        touched_by([person.pk], "sheet"),
        decision=DecisionChoices.RETURNED,
        submission__status=StatusChoices.SUBMITTED,
    )
    contacts = movable_contacts(person)
    return HeldWork(
        sheets=stages.count(Stage.INITIAL),
        rescores=stages.count(Stage.REVIEW),
        returned=returned.count(),
        contacts=contacts,
        fixed=[each for each in _contacts(person) if each not in contacts],
        uploads=waiting_uploads(
            WorkbookUpload.objects.filter(uploaded_by=person).select_related("district", "year")
        ),
        registry_file=RegistryFile.objects.filter(by=person).defer("content").first(),
    )


def left_with_open_work():
    """People whose account is closed, who named no successor and on whom open work hangs; two queries."""
    begun = ScoreSheet.objects.filter(
        Exists(ItemScore.objects.filter(sheet=OuterRef("pk"), changed_by=OuterRef(OuterRef("pk")))),
        stage__in=FILLED_IN,
        lock=Lock.OPEN,
        total=None,
    )
    uploaded = WorkbookUpload.objects.filter(uploaded_by=OuterRef("pk"), brought_back_at=None)
    holding = Exists(begun) | Exists(uploaded) | Exists(contact_of())
    holding |= Exists(RegistryFile.objects.filter(by=OuterRef("pk")))
    people = User.objects.filter(holding, is_active=False).exclude(pk__in=newest_hand_overs())
    return people.order_by(F("district__annex_order").asc(nulls_first=True), "username")
