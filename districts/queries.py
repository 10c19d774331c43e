"""Reads, named for the page they feed."""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.db.models import F, Q
from django.utils import timezone

from .changes import Line
from .models import Event, Programme, User, Year


def people_list(*, text="", role="", district=None, state=""):
    """All accounts, the city's before the districts' in Annex 2's order."""
    people = User.objects.select_related("district", "street", "department")
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
        people = people.filter(STATES[state])
    return people.order_by(F("district__annex_order").asc(nulls_first=True), "role", "username")


STATES = {
    "active": Q(is_active=True),
    "waiting": Q(is_active=True, must_change_password=True),
    "inactive": Q(is_active=False),
    "unreached": Q(is_active=True, email=""),
}


def event_list(*, text="", action="", result="", since=None, until=None):
    """The trail, newest first. `text` is part of a person's or a row's name, a username or the number of a request."""
    events = Event.objects.select_related("actor", "district")
    if text:
        events = events.filter(
            Q(actor__full_name__icontains=text)
            | Q(actor__username__icontains=text)
            | Q(row_name__icontains=text)
            | Q(request_number=text.upper())
        )
    if action:
        events = events.filter(action=action)
    if result:
        events = events.filter(result=result)
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def trail_lines(events):
    """The events as lines to read, one by one: a page of them, or the whole trail."""
    models = {model._meta.model_name: model for model in apps.get_models()}
    return (Line(event, models.get(event.row_type)) for event in events)


def extension_list(year):
    """The year's extensions, newest first; of each district's only the newest holds."""
    extensions = list(year.extensions.select_related("district", "granted_by"))
    seen = set()
    for extension in extensions:
        extension.holds = extension.district_id not in seen
        seen.add(extension.district_id)
    return extensions


def this_year():
    """The reporting year of today's date, if the programme has one."""
    return Year.objects.filter(number=timezone.localdate().year).first()


def is_demo():
    """Whether what is in this database is invented (manage.py demo)."""
    return Programme.objects.filter(demo=True).exists()
