"""Whoever takes a file out of the site leaves an event that says so."""

from django.db import transaction
from django.test import Client
from django.urls import reverse

from districts.models import Event
from tests.walls.routes import ROUTES

# Small pictures on a page one looks at anyway; the file behind each is told.
UNTOLD = {"scoring:thumbnail", "reports:lent_thumbnail"}
# No file: they lead to the page of the person who asks.
LEADS_ON = {"reports:entry_of", "reports:my_documents", "reports:my_submission"}
FILES = sorted(name for name, route in ROUTES.items() if route.files and not route.public)


def test_a_file_that_is_taken_is_told_with_who_took_it(world):
    found = {}
    for name in FILES:
        route = ROUTES[name]
        person, client = getattr(world.people, route.opens.split()[0]), Client()
        client.force_login(person)
        with transaction.atomic():
            address = reverse(name, kwargs=route.kwargs(world))
            since = Event.objects.latest("pk").pk
            answer = client.get(address)
            told = Event.objects.filter(pk__gt=since, result=Event.Result.DONE)
            found[name] = (answer.status_code, [event.actor == person for event in told])
            transaction.set_rollback(True)
    silent = dict.fromkeys(UNTOLD, (200, [])) | dict.fromkeys(LEADS_ON, (302, []))
    assert found == {name: silent.get(name, (200, [True])) for name in FILES}
