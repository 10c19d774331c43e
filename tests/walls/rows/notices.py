"""公示: notices and what was objected to them."""

from tests.walls.rows.titles import a_title, more_titles


def a_notice(world, first=-1, last=5):
    """天一社区 stands in a public notice, which began yesterday unless told (days from today)."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.reports.lists import noticed

    a_title(world, published=False)
    found = world.year.notices.first()
    if found is None:
        found = noticed(world.year, world.people.shen)
    today = timezone.localdate()
    found.starts_on, found.ends_on = today + timedelta(days=first), today + timedelta(days=last)
    found.save()
    return {"pk": found.pk}


def a_coming_notice(world):
    return a_notice(world, first=1, last=7)


def an_ended_notice(world):
    return a_notice(world, first=-7, last=-1)


def a_public_objection(world):
    """A letter against 天一社区, not answered."""
    from django.utils import timezone

    from reports.models import PublicNotice, PublicObjection

    notice = PublicNotice.objects.get(**a_notice(world))
    made, _new = PublicObjection.objects.get_or_create(
        notice=notice,
        line=notice.lines.first(),
        defaults={
            "received_on": timezone.localdate(),
            "channel": "letter",
            "from_whom": "一位居民",
            "text": "健身场地被占用。",
            "recorded_by": world.people.wang,
        },
    )
    return {"pk": made.pk}


def an_answered_objection(world):
    """It is upheld: the review, concluded before, is to be opened again."""
    from django.utils import timezone

    from reports.actions import answer_public_objection
    from reports.models import PublicObjection, Submission

    concluded = {"status": "concluded", "concluded_at": timezone.now()}
    Submission.objects.filter(pk=world.submission.pk).update(**concluded)
    found = PublicObjection.objects.get(**a_public_objection(world))
    if found.open:
        answer_public_objection(found, upheld=True, answer="情况属实。", by=world.people.shen)
    return {"pk": found.notice_id}


def a_doubted_entry(world):
    """Its review was opened again, and nothing is decided since the objection was upheld."""
    from datetime import timedelta

    from django.utils import timezone

    from reports.models import Entry, PublicObjection, Submission

    an_answered_objection(world)
    entry = PublicObjection.objects.get(**a_public_objection(world)).line.entry
    before = {"decided_by": world.people.wang, "decided_at": timezone.now() - timedelta(hours=1), "due": None}
    Entry.objects.filter(submission=entry.submission_id).update(decision="recognised", **before)
    again = {"status": "submitted", "concluded_at": None}
    Submission.objects.filter(pk=entry.submission_id).update(**again)
    return {"pk": entry.pk}


def a_stopped_notice(world):
    from reports.models import PublicObjection

    PublicObjection.objects.filter(notice=an_answered_objection(world)["pk"]).update(line=None)
    return a_notice(world)


def more_notices(world, number):
    """So many more notices that run, each with one community."""
    from reports.models import NoticeLine, PublicNotice
    from tests.reports.lists import OFFICE

    first = PublicNotice.objects.get(**a_notice(world))
    days = {"starts_on": first.starts_on, "ends_on": first.ends_on, "opened_by": first.opened_by}
    made = PublicNotice.objects.bulk_create(
        [
            PublicNotice(year=world.year, document_number="甬建发〔2021〕55号", **days, **OFFICE)
            for _ in range(number)
        ]
    )
    entry, names = first.lines.get().entry, {"district_name": "海曙区", "street_name": "月湖街道"}
    NoticeLine.objects.bulk_create(
        [NoticeLine(notice=each, place=1, entry=entry, community_name="天一社区", **names) for each in made]
    )


def more_lines(world, number):
    """So many more communities in the notice, each with an objection that is answered."""
    from django.utils import timezone

    from reports.models import NoticeLine, PublicNotice, PublicObjection, Title

    notice = PublicNotice.objects.get(**a_notice(world))
    more_titles(world, number)
    titles = Title.objects.filter(entry__notice_lines=None).select_related("entry")
    start, names = notice.lines.count() + 1, {"district_name": "海曙区", "street_name": "望春街道"}
    lines = NoticeLine.objects.bulk_create(
        [
            NoticeLine(
                notice=notice, place=start + n, entry=t.entry, community_name=t.entry.community_name, **names
            )
            for n, t in enumerate(titles)
        ]
    )
    answered = {"upheld": False, "answer": "不属实。", "answered_by": world.people.shen}
    PublicObjection.objects.bulk_create(
        [
            PublicObjection(
                notice=notice,
                line=line,
                received_on=timezone.localdate(),
                channel="phone",
                text="不符。",
                recorded_by=world.people.wang,
                answered_at=timezone.now(),
                **answered,
            )
            for line in lines
        ]
    )
