"""The outbox: a message for each person an event concerns, written in the event's own transaction. What is rolled back
is never told, and what commits late is never passed over."""

from django.db import transaction

from ..models import Message
from .digests import send_now
from .people import reachable
from .told import concerned, is_told, places_of


def tell(events):
    """Write the messages of those events that people are told of; the first of a person's day goes after the commit."""
    events = [event for event in events if is_told(event)]
    if not events:
        return
    places = places_of(events)
    people = reachable(event.district_id for event in events)
    messages = [
        Message(person=person, event=event)
        for event in events
        for person in concerned(event, places[event.pk], people)
    ]
    if messages:
        Message.objects.bulk_create(messages, batch_size=500)
        keys = {message.person_id for message in messages}

        # A function with a name: Django logs the name of one that fails, and a partial has none. What is committed stays
        # acknowledged; what is not sent now goes with the timer.
        def send():
            send_now(keys)

        transaction.on_commit(send, robust=True)
