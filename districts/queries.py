"""Reads, named for the page they feed."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .changes import Line
from .deadlines import moves
from .models import District, Event, Extension, Programme, User, Year


def people_list(
    *, text: str = "", role: str = "", district: District | None = None, state: str = ""
) -> QuerySet[User]:
    """All accounts, the city's before the districts' in Annex 2's order."""
    people: QuerySet[User] = User.objects.select_related("district", "street", "department").annotate(
        dormant=dormant()
    )
    if text:
        people = people.filter(
            Q(full_name__icontains=text)
            | Q(username__icontains=text)
            | Q(phone__icontains=text)
            | Q(email__icontains=text)
        )
    if role:
        people = people.filter(role=role)
    if district:
        people = people.filter(district=district)
    if state:
        people = people.filter(states()[state])
    return people.order_by(F("district__annex_order").asc(nulls_first=True), "role", "username")


def states() -> dict[str, Q]:
    """The states of an account that the people page filters by."""
    return {
        "active": Q(is_active=True),
        "waiting": Q(is_active=True, must_change_password=True),
        "dormant": dormant(),
        "inactive": Q(is_active=False),
        "unreached": Q(is_active=True, email=""),
    }


NEVER_SIGNED_IN_DAYS = 14
REQUEST_NUMBER = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")  # trail.new_request_number


def dormant() -> Q:
    """An open account nobody has signed in with for settings.DORMANT_DAYS, or never in the two weeks since it was made."""
    now = timezone.now()
    long_ago = Q(last_login__lt=now - timedelta(days=settings.DORMANT_DAYS))
    never = Q(last_login=None, created_at__lt=now - timedelta(days=NEVER_SIGNED_IN_DAYS))
    return Q(is_active=True) & (long_ago | never)


def account_counts() -> dict[str, int]:
    """How many accounts are in each of `states`; one query."""
    return User.objects.aggregate(**{name: Count("pk", filter=each) for name, each in states().items()})


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def event_list(
    *,
    text: str = "",
    action: str = "",
    district: District | None = None,
    result: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """The trail, newest first. `text` is part of a person's or a row's name, a username, the number of a request or an
    address (IPv4 or IPv6)."""
    events = Event.objects.select_related("actor", "district")
    if text:
        events = events.filter(_about(text))
    if district:
        events = events.filter(district=district)
    if action:
        events = events.filter(action=action)
    if result:
        events = events.filter(result=result)
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _about(text: str) -> Q:
    """What the search box of the trail asks for. The number of a request is nothing else, and found by index."""
    if REQUEST_NUMBER.fullmatch(text.upper()):
        return Q(request_number=text.upper())
    found = (
        Q(actor__full_name__icontains=text) | Q(actor__username__icontains=text) | Q(row_name__icontains=text)
    )
    return found | Q(address=text) if is_address(text) else found


def event_counts(today: date) -> dict[str, tuple[int, int]]:
    """(events, refused attempts) of today and of the seven days up to today, as {"today": …, "week": …}; one query."""
    days = {"today": today, "week": today - timedelta(days=6)}
    since = {name: Q(at__gte=_midnight(day)) for name, day in days.items()}
    refused = Q(result=Event.Result.REFUSED)
    counted = Event.objects.filter(since["week"]).aggregate(
        **{name: Count("pk", filter=each) for name, each in since.items()},
        **{f"{name}_refused": Count("pk", filter=each & refused) for name, each in since.items()},
    )
    return {name: (counted[name], counted[f"{name}_refused"]) for name in since}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def trail_lines(events: Iterable[Event]) -> Iterator[Line]:
    """The events as lines to read, one by one: a page of them, or the whole trail."""
    models = {model._meta.model_name: model for model in apps.get_models()}
    return (Line(event, models.get(event.row_type)) for event in events)


def extension_list(year: Year, district_id: int | None = None) -> list[Extension]:
    """What moved the report day (of one district) in the year, newest first; of each district's only the newest holds,
    and only while it moves the day."""
    extensions = year.extensions.select_related("district", "granted_by")
    listed = list(extensions.filter(district=district_id) if district_id else extensions)
    seen = set[int]()
    for extension in listed:
        extension.holds = extension.district_id not in seen and moves(extension, year)
        seen.add(extension.district_id)
    return listed


def this_year() -> Year | None:
    """The reporting year of today's date, if there is one; `extended`: some district was granted a later day."""
    this = Year.objects.filter(number=timezone.localdate().year)
    granted = Extension.objects.filter(year=OuterRef("pk"), sent_back=False, until__gt=OuterRef("report_due"))
    return this.annotate(extended=Exists(granted)).first()


def is_demo() -> bool:
    """Whether what is in this database is invented (manage.py demo)."""
    return Programme.objects.filter(demo=True).exists()
