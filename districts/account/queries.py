"""What one may know of one's own sign-ins."""

from ..models import Event
from ..trail import ACTIONS

SHOWN = 8
SIGN_INS = ("sign_in", "sign_in_failed", "sign_out_everywhere", "session_ended", "password_issued")


def own_sign_ins(person):
    """The newest sign-ins and failures under this person's name: a list of events, each with its `words`."""
    mine = Event.objects.filter(row_type="user", row_key=person.pk) | Event.objects.filter(
        row_type=None, row_name=person.username
    )
    events = list(mine.filter(action__in=SIGN_INS)[:SHOWN])
    for event in events:
        event.words = ACTIONS[event.action]
    return events
