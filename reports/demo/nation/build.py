"""The tables, each from the story told once more."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from districts.models import (
    Community,
    District,
    Event,
    Participation,
    Programme,
    Role,
    Street,
    Target,
    User,
    Year,
)
from scoring.models import Adoption, ItemScore, Lock, ScoreSheet, Stage, State

from ...models import Entry, Submission, Title
from . import patterns
from .pour import check_as_written, keys_are_used, moment, next_key, pour
from .story import CONCLUDED, DRAFT, RECOGNISED, RETURNED, Story, street_name

KEYED = (District, Street, Community, User, Submission, ScoreSheet, ItemScore, Entry)
WHY = {"declined": "演示：复核后达不到80分。", "returned": "演示：请补充材料。"}


def add(size, *, seed, tell):
    """Add made-up districts to the city, within the caller's transaction. tell(model, rows so far): how far it has come.

    Their people cannot sign in until the administrator gives them a password; there are no files and no receipts."""
    _earlier_years(size.earlier)
    years = list(Year.objects.order_by("number"))
    rubric = Adoption.objects.filter(year=years[-1], district=None).select_related("rubric").get().rubric
    rng = Random(f"{seed} nation")
    story = Story(
        seed=seed,
        size=size,
        years=years,
        first={model._meta.model_name: next_key(model) for model in KEYED},
        complete=patterns.complete(rng, rubric.parsed),
        begun=patterns.begun(rng, rubric.parsed),
    )
    check_as_written()
    for model, fields, rows in tables(story, rubric):
        pour(model, fields, rows, tell=tell)
    keys_are_used(*KEYED)


def _earlier_years(number):
    """So many years before the city's first, of a programme of their own, with the city's adoption and its districts' targets."""
    first = Year.objects.select_related("programme").order_by("number").first()
    numbers = range(first.number - number, first.number)
    if not numbers:
        return
    programme = Programme.objects.create(
        name="上一轮绿色社区创建行动（演示）",
        document_number=f"演示发〔{numbers[0]}〕1号",
        first_year=numbers[0],
        last_year=numbers[-1],
        demo=True,
    )
    rubric = Adoption.objects.get(year=first, district=None).rubric
    declared = list(Target.objects.filter(year=first).values_list("district", "declared"))
    for each in numbers:
        year = Year.objects.create(
            programme=programme,
            number=each,
            share_goal=first.share_goal,
            report_due=first.report_due.replace(year=each),
            review_due=first.review_due.replace(year=each),
        )
        Adoption.objects.create(year=year, rubric=rubric)
        Target.objects.bulk_create(Target(year=year, district_id=key, declared=n) for key, n in declared)
        Submission.objects.bulk_create(Submission(year=year, district_id=key) for key, _n in declared)


def tables(story, rubric):
    """(model, fields, rows) in an order in which every row finds what it refers to."""
    yield District, ("id", "code", "name", "annex_order", "bureau"), _districts(story)
    yield Street, ("id", "district", "code", "name"), _streets(story)
    yield Community, ("id", "street", "code", "name"), _communities(story)
    yield User, USER, _people(story)
    yield Target, ("year", "district", "declared", "target", "settled_at"), _targets(story)
    yield Submission, SUBMISSION, _submissions(story)
    yield Participation, ("community", "year", "pilot", "demonstration_base"), _participations(story)
    yield ScoreSheet, SHEET, _sheets(story, rubric)
    yield ItemScore, ITEM, _items(story)
    yield Entry, ENTRY, _entries(story)
    yield Title, TITLE, _titles(story)
    yield Event, EVENT, _events(story)


def _districts(story):
    last = District.objects.order_by("annex_order").last().annex_order
    for place in story.places():
        yield place.key, place.code, place.name, last + place.number, f"{place.name}住房和城乡建设局"


def _streets(story):
    for place in story.places():
        for number in range(place.streets):
            yield place.street + number, place.key, f"{place.code}{number + 1:03d}", street_name(number)


def _communities(story):
    for place in story.places():
        for key, street, number, name in story.communities(place):
            yield key, place.street + street, f"{place.code}{street + 1:03d}{number:03d}", name


USER = (
    "id", "username", "full_name", "phone", "email", "role", "district", "password", "is_active",
    "must_change_password", "password_set_at", "session_epoch", "created_at",
)  # fmt: skip


def _people(story):
    now = moment(timezone.now())
    for place in story.places():
        two = (("lead", Role.DISTRICT_LEAD, "审核人"), ("editor", Role.EDITOR, "填报员"))
        for key, (slug, role, word) in enumerate(two, start=place.people):
            names = (f"d{place.number:05d}-{slug}", f"演示{place.number}县{word}", "", "")
            yield key, *names, role.value, place.key, make_password(None), True, False, now, 0, now


def _targets(story):
    for _key, place, year, _status in story.submissions():
        goal = -(-place.count * year.share_goal // 100)
        yield year.pk, place.key, place.count, goal, _on(year.report_due - timedelta(days=60))


SUBMISSION = (
    "id", "district", "year", "status", "contact_name", "contact_phone", "joined_others", "first_submitted_at",
    "concluded_at", "sent_back_why",
)  # fmt: skip


def _submissions(story):
    for key, place, year, status in story.submissions():
        handed_in = None if status == DRAFT else _on(year.report_due)
        concluded = _on(year.review_due) if status == CONCLUDED else None
        contact = (f"演示{place.number}县填报员", "0574-00000000", "")
        yield key, place.key, year.pk, status.value, *contact, handed_in, concluded, ""


def _participations(story):
    for listed in story.sheets():
        yield listed.community, listed.year.pk, False, False


SHEET = (
    "id", "community", "district", "year", "stage", "rubric", "total", "passed", "lock", "locked_at", "locked_by",
)  # fmt: skip


def _sheets(story, rubric):
    for each in story.sheets():
        lock = _lock(story.status(each.place, each.year), each.decision)
        locked = (lock.value, _on(each.year.report_due), each.place.people) if lock else ("", None, None)
        scored = (each.pattern.total, each.pattern.passed)
        place = (each.community, each.place.key, each.year.pk)
        yield each.sheet, *place, Stage.INITIAL.value, rubric.pk, *scored, *locked


def _lock(status, decision):
    if status == DRAFT or decision == RETURNED:
        return Lock.OPEN
    return Lock.CONCLUDED if status == CONCLUDED else Lock.HANDED_IN


ITEM = (
    "id", "sheet", "number", "state", "findings", "points", "reason", "version", "changed_by", "changed_at",
)  # fmt: skip


def _items(story):
    key = story.first["itemscore"]
    for each in story.sheets():
        editor, when = each.place.people + 1, _assessed(each)
        for item in each.pattern.items:
            saved = (0, None, None) if item.state == State.BLANK else (1, editor, when)
            what = (item.number, item.state, item.findings, item.points, item.reason)
            yield key, each.sheet, *what, *saved
            key += 1


ENTRY = (
    "id", "submission", "community", "sheet", "street_name", "community_name", "total", "without_bonus", "decision",
    "reason", "due", "decided_by", "decided_at",
)  # fmt: skip


def _listed(story):
    """(entry's key, the sheet) of every community that is listed."""
    listed = (each for each in story.sheets() if each.decision)
    return enumerate(listed, start=story.first["entry"])


def _entries(story):
    reviewers = list(User.objects.filter(role=Role.REVIEWER).order_by("pk").values_list("pk", flat=True))
    of = {(place.key, year.pk): key for key, place, year, _status in story.submissions()}
    for key, each in _listed(story):
        names = (each.street_name, each.name, each.pattern.total, each.pattern.without_bonus)
        decided = each.decision != "pending"
        by = (reviewers[key % len(reviewers)], _on(each.year.review_due)) if decided else (None, None)
        due = str(timezone.localdate() + timedelta(days=10)) if each.decision == RETURNED else None
        what = (each.decision.value, WHY.get(each.decision, ""), due)
        yield key, of[each.place.key, each.year.pk], each.community, each.sheet, *names, *what, *by


TITLE = (
    "community", "year", "entry", "given_on", "batch", "document_number", "published_on", "revoked_on", "revoked_why",
)  # fmt: skip


def _titles(story):
    """Each year gives them anew: all but the last year's have ended. Of those, every second district's are published."""
    last = story.years[-1]
    for key, each in _listed(story):
        if each.decision != RECOGNISED or story.status(each.place, each.year) != CONCLUDED:
            continue
        given, ended = each.year.review_due, date(each.year.number + 1, 1, 1)
        over = (None, "") if each.year == last else (str(ended), "演示：每年重新评定。")
        published = ("第一批", f"演示发〔{each.year.number}〕2号", str(given + timedelta(days=30)))
        if each.year == last and each.place.number % 4 == 0:
            published = ("", "", None)
        yield each.community, each.year.pk, key, str(given), *published, *over


EVENT = (
    "at", "actor", "action", "row_type", "row_key", "row_name", "district", "before", "after", "result", "note",
)  # fmt: skip


def _events(story):
    """As many as the trail has when every item was saved once."""
    key = story.first["itemscore"]
    for each in story.sheets():
        when, by = _assessed(each), each.place.people + 1
        name = f"{each.name} {each.year} {Stage.INITIAL.label} 第"
        for item in each.pattern.items:
            if item.state != State.BLANK:
                row = ("itemscore", key, f"{name}{item.number}项", each.place.key)
                yield when, by, "item_saved", *row, item.before, item.after, "done", ""
            key += 1


def _assessed(each):
    """Some day in the weeks before the report is due."""
    return _on(each.year.report_due - timedelta(days=1 + each.sheet % 40))


def _on(day):
    return moment(timezone.make_aware(datetime(day.year, day.month, day.day, 9)))
