"""What each district has sent of what is asked of it, and what is missing by when: for the district's page 文件, the
city's page, the homes and the reminders. A fixed number of queries for any number of districts and versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from districts.deadlines import Due, report_dues
from districts.models import District, Extension, Year

from .models import ONCE, Acceptance, Document, GoodPractice, Purpose, Receipt


@dataclass(frozen=True)
class Slot:
    """One thing that is asked, with its versions, newest first. due: None where no day is set; extension: what moved it;
    receipt: the hand-in a stamped scan belongs to."""

    purpose: Purpose
    versions: list[Document]
    asked: bool = True
    due: date | None = None
    extension: Extension | None = None
    receipt: Receipt | None = None

    @property
    def name(self) -> str:
        """Names the slot on its page, and its form."""
        return f"{self.purpose}-{self.receipt.pk}" if self.receipt else str(self.purpose)

    @property
    def label(self) -> str:
        """In words; each receipt is asked for by its number."""
        if self.receipt and self.purpose == Purpose.STAMPED_RECEIPT:
            return f"{self.purpose.label} {self.receipt.number}"
        return str(self.purpose.label)

    @property
    def current(self) -> Document | None:
        """The version that counts: the newest; of the stamped 附件3 the newest that belongs to the last hand-in."""
        of_it = (each for each in self.versions if not self.receipt or each.receipt_id == self.receipt.pk)
        return next(of_it, None)

    @property
    def earlier(self) -> list[Document]:
        return [each for each in self.versions if each != self.current]

    @property
    def number(self) -> int:
        """Which version the current one is, counted from the first."""
        return len(self.versions)

    @property
    def missing(self) -> bool:
        return self.asked and self.current is None

    @property
    def days_late(self) -> int:
        """Whole days since the due day while it is missing; 0 up to the end of the day itself, and where no day is set."""
        if not self.missing or self.due is None:
            return 0
        return max(0, (timezone.localdate() - self.due).days)


@dataclass(frozen=True)
class Practice:
    """One 典型做法: its versions, newest first, and the acceptance that stands."""

    row: GoodPractice
    versions: list[Document]
    acceptance: Acceptance | None = None
    withdrawn: Acceptance | None = None  # the last one the city took back, where none stands

    @property
    def name(self) -> str:
        return f"{Purpose.GOOD_PRACTICE}-{self.row.pk}"

    @property
    def current(self) -> Document:
        return self.versions[0]

    @property
    def earlier(self) -> list[Document]:
        return self.versions[1:]

    @property
    def number(self) -> int:
        return len(self.versions)

    @property
    def waits(self) -> bool:
        """The city has not accepted the version that now stands, nor taken it back."""
        judged = self.acceptance or self.withdrawn
        return judged is None or judged.document_id != self.current.pk


@dataclass(frozen=True)
class Cell:
    """One kind of document of one district on the city's page."""

    purpose: Purpose
    slots: list[Slot]

    @property
    def asked(self) -> bool:
        return any(slot.asked for slot in self.slots)

    @property
    def missing(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.missing]

    @property
    def there(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.current]

    @property
    def last(self) -> Slot:
        """The slot the cell speaks of: the last one missing, else the last one there."""
        return (self.missing or self.there or self.slots)[-1]


@dataclass(frozen=True)
class Shelf:
    """Everything one district has sent of a year: the slots of what is asked, and what it recommends."""

    district: District
    year: Year
    slots: list[Slot]
    practices: list[Practice] = field(default_factory=list)

    @property
    def asked(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.asked]

    @property
    def missing(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.missing]

    @property
    def late(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.days_late]

    @property
    def cells(self) -> list[Cell]:
        kinds = [purpose for purpose in Purpose if purpose != Purpose.GOOD_PRACTICE]
        return [Cell(kind, [slot for slot in self.slots if slot.purpose == kind]) for kind in kinds]

    @property
    def accepted(self) -> list[Practice]:
        return [each for each in self.practices if each.acceptance]


def shelves(year: Year, districts: Iterable[District] | None = None) -> list[Shelf]:
    """The Shelf of each of `districts` in a year, in their order; all with a target in the year unless told."""
    if districts is None:
        districts = District.objects.filter(targets__year=year)
    districts = list(districts)
    documents = _documents(year, districts)
    receipts = _receipts(year, districts)
    practices = _practices(year, districts, documents)
    plan_due, moved = plan_due_of(year), report_dues(year)
    return [
        Shelf(
            district,
            year,
            _slots(
                documents.get(district.pk, []),
                receipts.get(district.pk, []),
                plan_due=plan_due,
                report_due=moved.get(district.pk, Due(year.report_due)),
            ),
            practices.get(district.pk, []),
        )
        for district in districts
    ]


def plan_due_of(year: Year) -> date | None:
    """plan_due_among all years; one query."""
    return plan_due_among(year, Year.objects.filter(programme=year.programme_id, plan_due__isnull=False))


def plan_due_among(year: Year, years: Iterable[Year]) -> date | None:
    """五(一): the day by which 实施方案 and 评估认定办法 are due, as last set for this year or an earlier one of the
    programme; None where none is set, and then neither is asked for."""
    of_it = (each for each in years if each.programme_id == year.programme_id and each.number <= year.number)
    dues = {each.number: each.plan_due for each in of_it if each.plan_due}
    return dues[max(dues)] if dues else None


def owed(year: Year, districts: Iterable[District] | None = None) -> dict[int, list[Slot]]:
    """District key -> the slots it has not filled yet (due, days_late, label), due or not yet due; districts that owe
    nothing are left out. districts: as for `shelves`."""
    return {shelf.district.pk: shelf.missing for shelf in shelves(year, districts) if shelf.missing}


def missing_documents(year: Year) -> dict[int, list[str]]:
    """District key -> what it still owes, in words (五(一)、五(三))."""
    return {district: [slot.label for slot in slots] for district, slots in owed(year).items()}


def without_plans(year: Year, due: date | None) -> list[District]:
    """The districts with a target in the year that have not sent what is asked for once (实施方案, 评估认定办法), after its day
    (plan_due_of); what else is asked for has no day of its own, or is asked for by the hand-in. One query."""
    if due is None or due >= timezone.localdate():
        return []
    sent = Document.objects.filter(district=OuterRef("pk"), year__programme=year.programme_id)
    there = [Exists(sent.filter(purpose=purpose)) for purpose in ONCE]
    rows = District.objects.filter(targets__year=year).exclude(*there)
    return list(rows.order_by("annex_order"))


def missing_of(district: District, year: Year) -> list[Slot]:
    """The slots one district has not filled yet."""
    return shelves(year, [district])[0].missing


def practices_of(year: Year, district: District) -> list[str]:
    """The titles of the good practice a district has sent for a year, each in its newest version; one query."""
    newer = Document.objects.filter(practice=OuterRef("practice"), pk__gt=OuterRef("pk"))
    rows = Document.objects.filter(
        ~Exists(newer), district=district, year=year, purpose=Purpose.GOOD_PRACTICE
    )
    return list(rows.order_by("pk").values_list("title", flat=True))


def accepted_practices() -> QuerySet[Acceptance]:
    """The acceptances that stand, of all years, the newest first: what every district sees."""
    return Acceptance.objects.standing().select_related(
        "document__uploaded_by", "practice__district", "practice__year", "accepted_by"
    )


def waiting_practices() -> QuerySet[Document]:
    """The newest versions of good practice the city has neither accepted nor taken back, of all years, newest first."""
    newer = Document.objects.filter(practice=OuterRef("practice"), pk__gt=OuterRef("pk"))
    judged = Acceptance.objects.filter(document=OuterRef("pk"))
    rows = Document.objects.filter(~Exists(newer), ~Exists(judged), purpose=Purpose.GOOD_PRACTICE)
    return rows.select_related("uploaded_by", "practice", "district", "year")


# --- the parts -------------------------------------------------------------------------------------------------


def _slots(
    documents: Sequence[Document], receipts: Sequence[Receipt], *, plan_due: date | None, report_due: Due
) -> list[Slot]:
    of: dict[str, list[Document]] = {}
    for each in documents:
        of.setdefault(each.purpose, []).append(each)

    def slot(
        purpose: Purpose,
        asked: bool = True,
        due: date | None = None,
        extension: Extension | None = None,
        receipt: Receipt | None = None,
    ) -> Slot:
        return Slot(purpose, of.get(purpose, []), asked, due, extension, receipt)

    last = receipts[-1] if receipts else None
    stamped = [
        Slot(
            Purpose.STAMPED_RECEIPT,
            [each for each in of.get(Purpose.STAMPED_RECEIPT, []) if each.receipt_id == receipt.pk],
            receipt=receipt,
        )
        for receipt in receipts
    ]
    return [
        *(slot(purpose, asked=plan_due is not None, due=plan_due) for purpose in ONCE),
        slot(Purpose.ANNUAL_REPORT, due=report_due.day, extension=report_due.extension),
        slot(Purpose.STAMPED_TABLE, asked=bool(receipts), receipt=last),
        *(stamped or [slot(Purpose.STAMPED_RECEIPT, asked=False)]),
    ]


def _documents(year: Year, districts: Sequence[District]) -> dict[int, list[Document]]:
    """District key -> its documents of the year, and those handed in once for the whole programme; newest first."""
    of_the_programme = Document.objects.filter(purpose__in=ONCE, year__programme=year.programme_id)
    of_the_year = Document.objects.filter(year=year).exclude(purpose__in=ONCE)
    rows = (of_the_programme | of_the_year).filter(district__in=districts)
    return _by_district(rows.select_related("uploaded_by", "receipt"))


def _receipts(year: Year, districts: Sequence[District]) -> dict[int, list[Receipt]]:
    rows = Receipt.objects.filter(submission__year=year, submission__district__in=districts)
    rows = rows.select_related("submission").order_by("submission", "sequence").defer("content")
    return _by_district(rows)


def _practices(
    year: Year, districts: Sequence[District], documents: Mapping[int, list[Document]]
) -> dict[int, list[Practice]]:
    """District key -> its Practices of the year, newest first."""
    versions: dict[int, list[Document]] = {}
    judged: dict[int, Acceptance] = {}
    for each in (each for kept in documents.values() for each in kept):
        if each.practice_id:
            versions.setdefault(each.practice_id, []).append(each)
    rows = GoodPractice.objects.filter(year=year, district__in=districts)
    verdicts = Acceptance.objects.filter(practice__in=rows).select_related("accepted_by", "withdrawn_by")
    for verdict in verdicts.order_by("pk"):
        judged[verdict.practice_id] = verdict
    found: dict[int, list[Practice]] = {}
    for row in rows:
        last = judged.get(row.pk)
        stands = last is not None and last.withdrawn_at is None
        practice = Practice(row, versions[row.pk], last if stands else None, None if stands else last)
        found.setdefault(row.district_id, []).append(practice)
    return found


class _OfDistrict(Protocol):
    @property
    def district_id(self) -> int: ...


Row = TypeVar("Row", bound=_OfDistrict)


def _by_district(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.district_id, []).append(row)
    return found
