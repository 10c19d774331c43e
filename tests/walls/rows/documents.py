"""Documents and good practice."""

from scoring.models import Rubric


def the_documents(world):
    return {"year": world.year.number, "code": world.places.haishu.code}


def a_practice(world):
    """海曙 recommends what it did; the city has not said a word."""
    from reports.models import GoodPractice
    from tests.scenes import recommend

    found = GoodPractice.objects.filter(district=world.places.haishu).first()
    return {"pk": (found or recommend(world.places.haishu, world.year, world.people.zhou).practice).pk}


def an_accepted_practice(world):
    from reports.actions import accept_practice
    from reports.models import Document

    kept = a_practice(world)
    version = Document.objects.filter(practice=kept["pk"]).first()
    if not version.acceptances.exists():
        accept_practice(version, comment="垃圾分类与楼道治理一起抓。", by=world.people.wang)
    return kept


def a_late_plan(world):
    """海曙 has sent everything stamped, the plan is overdue, and a practice is accepted."""
    from reports.actions import add_document
    from scoring.uploads import SCAN_KINDS, check
    from tests.files import a_photo

    an_accepted_practice(world)
    checked = check(a_photo("回执.jpg"), SCAN_KINDS)
    kept = {"year": world.year, "purpose": "stamped_receipt", "receipt": world.receipt}
    add_document(world.places.haishu, checked=checked, by=world.people.zhou, **kept)
    return the_documents(world)


def more_practices(world, number):
    """So many more good practices of 海曙, as many versions of its plan, and receipts with their scans."""
    from reports.models import Document, GoodPractice, Receipt

    ours = {"district": world.places.haishu, "year": world.year}
    file = {"file": "documents/x.pdf", "name": "x.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64}
    kept = ours | file | {"uploaded_by": world.people.zhou}
    made = GoodPractice.objects.bulk_create([GoodPractice(**ours) for _ in range(number)])
    receipt, start = world.receipt, Receipt.objects.count()
    again = [
        Receipt(
            submission=world.submission,
            sequence=100 + start + n,
            number=f"{receipt.number}-{start + n}",
            issued_to=receipt.issued_to,
            listed=1,
            declared=1,
            content=receipt.content,
            sha256=receipt.sha256,
        )
        for n in range(number)
    ]
    Receipt.objects.bulk_create(again)
    Document.objects.bulk_create(
        [Document(**kept, purpose="plan") for _ in made]
        + [Document(**kept, purpose="stamped_receipt", receipt=each) for each in again]
        + [
            Document(**kept, purpose="good_practice", practice=e, title=f"做法{e.pk}", summary="好")
            for e in made
        ]
    )
    return made


def more_accepted(world, number):
    from reports.models import Acceptance, Document

    made = Document.objects.filter(practice__in=more_practices(world, number))
    Acceptance.objects.bulk_create(
        [Acceptance(practice_id=e.practice_id, document=e, accepted_by=world.people.wang) for e in made]
    )


def more_versions(world, number):
    """So many more published versions of the city's."""
    from django.utils import timezone

    first = Rubric.objects.get(code="ningbo-2021", version="1")
    start = Rubric.objects.count()
    Rubric.objects.bulk_create(
        [
            Rubric(
                code=first.code,
                version=str(100 + start + n),
                title=first.title,
                source=first.source,
                pass_mark=first.pass_mark,
                definition=first.definition,
                published_at=timezone.now(),
                uploaded_by=world.people.shen,
            )
            for n in range(number)
        ]
    )
