"""What people do with a public notice: 海曙 and 江北 of the fixed cast, from 21 to 27 September 2021."""

from datetime import date

from django.utils import timezone

from reports import actions
from reports.models import Entry, Title
from reports.notice_queries import notice_state
from tests.reports.lists import OFFICE

NUMBER = "甬建发〔2021〕99号"
FIRST, LAST = date(2021, 9, 21), date(2021, 9, 27)


def show(year, people, *, titles=None, **change):
    keys = [title.pk for title in (titles if titles is not None else Title.objects.all())]
    how = {"keys": keys, "starts_on": FIRST, "ends_on": LAST} | OFFICE | change
    return actions.open_notice(year, by=people.shen, **how)


def publish(year, people, titles=None, on=None):
    keys = [title.pk for title in (titles if titles is not None else Title.objects.filter(published_on=None))]
    on = on or timezone.localdate()
    return actions.publish_titles(year, keys=keys, batch="第一批", number=NUMBER, on=on, by=people.shen)


def object_to(notice, people, name=None, **change):
    line = notice.lines.get(community_name=name) if name else None
    how = {"line": line, "received_on": FIRST, "channel": "letter", "text": "健身场地被占用。"} | change
    return actions.record_public_objection(notice, by=people.wang, **how)


def answer(objection, people, upheld):
    return actions.answer_public_objection(objection, upheld=upheld, answer="已现场核实。", by=people.shen)


def of_district(name):
    return list(Title.objects.filter(entry__submission__district__name=name, published_on=None))


def stands(year):
    return dict(notice_state(year).titles)


def upheld(opened, people, day, name="盐仓社区"):
    day("2021-09-22 10:00")
    answer(object_to(opened, people, name), people, upheld=True)
    day("2021-09-28 10:00")


def decide_anew(people, name, decision):
    """江北's review is opened again, the community decided anew, the review concluded."""
    entry = Entry.objects.get(community_name=name)
    submission = (
        actions.reopen(entry.submission, reason="公示异议成立。", by=people.shen) and entry.submission
    )
    entry.refresh_from_db()
    for step in ("pending", decision):
        entry = actions.decide(
            entry, decision=step, seen=entry.version, reason="场地被占用。", by=people.wang
        )
    submission.refresh_from_db()
    actions.conclude(submission, early=True, by=people.shen)
