"""Long lists handed in, written row by row at once: what a test of 178 communities cannot afford to click."""

import json
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from districts.models import Community, Street
from reports.models import (
    DecisionChoices,
    Entry,
    NoticeLine,
    PublicNotice,
    Receipt,
    StatusChoices,
    Submission,
)
from reports.notice_queries import to_be_shown
from reports.receipts import canonical, digest
from scoring.actions import make_sheets
from scoring.models import ItemScore, Lock, ScoreSheet, Stage, State
from tests.scenes import clean_findings


def hand_in_list(
    district, year, names, *, by, street="中河街道", code=None, decision=DecisionChoices.PENDING
):
    """The district has handed in `names`, each with a locked sheet without deductions (96 points)."""
    road, _made = Street.objects.get_or_create(district=district, name=street, defaults={"code": code})
    communities = Community.objects.bulk_create([Community(street=road, name=name) for name in names])
    sheets = make_sheets(communities, district=district, year=year, stage=Stage.INITIAL)
    rubric = sheets[0].rubric.parsed
    for item in rubric.items:
        ItemScore.objects.filter(sheet__in=sheets, number=item.number).update(
            findings=clean_findings(item),
            points=0 if item.bonus else item.points,
            state=State.CONFIRMED,
            version=1,
            changed_by=by,
            changed_at=timezone.now(),
        )
    ScoreSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        total=96, passed=True, lock=Lock.HANDED_IN, locked_by=by, locked_at=timezone.now()
    )
    submission = Submission.objects.get(district=district, year=year)
    Submission.objects.filter(pk=submission.pk).update(
        status=StatusChoices.SUBMITTED,
        first_submitted_at=timezone.now(),
        contact_name="周国平",
        contact_phone="0574-00000001",
    )
    Entry.objects.bulk_create(
        [
            Entry(
                submission=submission,
                community=sheet.community,
                sheet=sheet,
                street_name=road.name,
                community_name=sheet.community.name,
                total=96,
                without_bonus=96,
                decision=decision,
            )
            for sheet in sheets
        ]
    )
    submission.refresh_from_db()
    return submission


OFFICE = {
    "office": "宁波市住房和城乡建设局",
    "address": "宁波市鄞州区松下街595号",
    "phone": "0574-00000099",
    "email": "lvse@example.com",
}


def noticed(year, by, *, starts_on=None, ends_on=None):
    """The titles of the year that wait for it stand in a public notice, which ended yesterday unless told."""
    ends_on = ends_on or timezone.localdate() - timedelta(days=1)
    notice = PublicNotice.objects.create(
        year=year,
        starts_on=starts_on or ends_on - timedelta(days=6),
        ends_on=ends_on,
        document_number=year.programme.document_number,
        opened_by=by,
        **OFFICE,
    )
    NoticeLine.objects.bulk_create(
        [
            NoticeLine(
                notice=notice,
                place=place,
                entry=title.entry,
                district_name=title.entry.submission.district.name,
                street_name=title.entry.street_name,
                community_name=title.entry.community_name,
            )
            for place, title in enumerate(to_be_shown(year), start=1)
        ]
    )
    return notice


def revoke(titles, on):
    """Titles that were published on the day they were given are revoked."""
    titles.update(
        batch="第一批",
        document_number="甬建发〔2021〕55号",
        published_on=F("given_on"),
        revoked_on=on,
        revoked_why="弄虚作假。",
    )


def forget_items(submission):
    """Turn the receipts into those of the first days, which named communities and totals only."""
    for receipt in submission.receipts.all():
        content = json.loads(receipt.content)
        for entry in content["entries"]:
            del entry["items"]
        text = canonical(content)
        Receipt.objects.filter(pk=receipt.pk).update(content=text, sha256=digest(text))
