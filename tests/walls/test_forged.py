"""A form somebody else's page sends in a person's name is refused at every address, before any view runs."""

from django.db import transaction
from django.test import Client
from django.urls import reverse

from districts.models import Event
from tests.walls.routes import ROUTES


def test_no_address_takes_a_form_without_its_token(world):
    """Signed in as who may open it; what comes without the session's token changes nothing and leaves no event."""
    taken = {}
    for name, route in ROUTES.items():
        with transaction.atomic():
            address = reverse(name, kwargs=route.kwargs(world))
            client = Client(enforce_csrf_checks=True)
            client.force_login(getattr(world.people, route.opens.split()[0]))
            before = Event.objects.count()
            answer = client.post(address, {"csrfmiddlewaretoken": "x" * 64, **route.data})
            if (answer.status_code, answer.has_header("X-Page-Expired")) != (403, True):
                taken[name] = answer.status_code
            assert Event.objects.count() == before, name
            transaction.set_rollback(True)
    assert taken == {}
