"""One small world for the walls, the archive and the kept files: 海曙 has handed in two communities (one returned and open again), 江北 nothing."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from districts.models import Extension
from reports.actions import decide
from reports.models import DecisionChoices, Document, Entry, Submission
from tests.scenes import attach, fill, hand_in, photograph


@pytest.fixture
def world(people, places, year, participants):
    for district in (places.haishu, places.jiangbei):
        Extension.objects.create(
            year=year, district=district, until=date(2099, 12, 31), reason="测试延期", granted_by=people.shen
        )
    sheet = fill(participants["春浪社区"], people.chen, r17a=2)
    evidence = attach(sheet, 17, people.chen)
    photograph(participants["天一社区"], 8, people.chen, "广场.jpg")
    photo = photograph(sheet, 8, people.chen, "现场.jpg")
    fill(participants["天一社区"], people.chen, r5b=True)
    fill(participants["万宁社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True)
    submission = Submission.objects.get(district=places.haishu, year=year)
    receipt = hand_in(submission, people.zhou)
    entry = Entry.objects.get(sheet=sheet)
    decide(
        entry,
        decision=DecisionChoices.RETURNED,
        seen=DecisionChoices.PENDING,
        reason="证书看不清颁发单位。",
        due=timezone.localdate() + timedelta(days=10),
        by=people.wang,
    )
    sheet.refresh_from_db()
    submission.refresh_from_db()
    return SimpleNamespace(
        people=people,
        places=places,
        year=year,
        sheet=sheet,
        blank=participants["天一家园社区"],
        item=sheet.items.get(number=17),
        evidence=evidence,
        photo=photo,
        submission=submission,
        other_submission=Submission.objects.get(district=places.jiangbei, year=year),
        entry=entry,
        receipt=receipt,
        document=Document.objects.reports_of(submission).get(),
    )
