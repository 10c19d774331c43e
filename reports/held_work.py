"""What of the open work hangs on a person: counts and names of districts and years, never a score; the administrator, who
hands it over, sees none."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from districts.handing_over import settled
from districts.models import RegistryFile, User
from scoring.models import ItemScore, Lock, ScoreSheet, Stage, WorkbookUpload

from .models import DecisionChoices, Entry, StatusChoices, Submission

FILLED_IN = (Stage.INITIAL, Stage.REVIEW)
WAITS = timedelta(days=30)  # a workbook older than this is forgotten, not waiting


def touched_by(people, sheet="pk"):
    """Whether some item of the sheet was last saved by one of `people` (keys)."""
    return Exists(ItemScore.objects.filter(sheet=OuterRef(sheet), changed_by__in=people))


def begun_sheets(people):
    """Open initial sheets and re-scores that one of `people` (keys) has begun and nobody has finished."""
    unfinished = ScoreSheet.objects.filter(stage__in=FILLED_IN, lock=Lock.OPEN, total=None)
    return unfinished.filter(touched_by(people))


def waiting(uploads):
    """Of score workbooks those whose sender may still mean to bring them back: uploaded of late, and no newer one of the same
    sender, year and stage. Newest first."""
    newer = WorkbookUpload.objects.filter(
        uploaded_by=OuterRef("uploaded_by"),
        year=OuterRef("year"),
        stage=OuterRef("stage"),
        uploaded_at__gt=OuterRef("uploaded_at"),
    )
    since = timezone.now() - WAITS
    recent = uploads.filter(brought_back_at=None, uploaded_at__gt=since).exclude(Exists(newer))
    return recent.order_by("-uploaded_at", "-pk")


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
        uploads=list(waiting(WorkbookUpload.objects.filter(uploaded_by=person))),
        registry_file=RegistryFile.objects.filter(by=person).defer("content").first(),
    )


def left_with_open_work():
    """People whose account is closed, on whom open work hangs and for whom nobody stands; two queries."""
    begun = ScoreSheet.objects.filter(
        Exists(ItemScore.objects.filter(sheet=OuterRef("pk"), changed_by=OuterRef(OuterRef("pk")))),
        stage__in=FILLED_IN,
        lock=Lock.OPEN,
        total=None,
    )
    contacts = Submission.objects.filter(district=OuterRef("district"), contact_name=OuterRef("full_name"))
    contacts = contacts.exclude(status=StatusChoices.CONCLUDED)
    uploaded = waiting(WorkbookUpload.objects.all()).values("uploaded_by")
    holding = Exists(begun) | Q(pk__in=uploaded) | Exists(contacts)
    holding |= Exists(RegistryFile.objects.filter(by=OuterRef("pk")))
    people = User.objects.filter(holding, is_active=False).exclude(pk__in=settled())
    return people.order_by(F("district__annex_order").asc(nulls_first=True), "username")
