"""Sending: at most one mail a day to each person, which the database holds (digest_one_a_day). A mail is claimed in a
transaction of its own, sent outside of any, and then marked as sent."""

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from smtplib import SMTPException, SMTPServerDisconnected
from time import monotonic

from django.core.cache import cache
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from districts.models import User

from ..models import Digest, Message
from .letter import letter
from .reminders import reminders_of
from .told import concerned, places_of, still_holds

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=15)  # a claim of an earlier day, still not sent, is nobody's any more
FORGOTTEN_AFTER = timedelta(days=14)  # what could not be told by then is not told any more
IN_A_REQUEST = 15  # seconds that sending may add to a request
NO_ANSWER, TRY_AGAIN_AFTER = "reports.telling.no_answer", 600  # seconds


@dataclass
class Run:
    """What came of sending: letters that went, people whose letter did not, reminders that could not be made, and whether
    the server is to blame."""

    sent: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    broken: list = field(default_factory=list)
    unanswered: bool = False


def waiting(day):
    """The messages no mail has taken, or one of an earlier day that never went."""
    lost = Q(
        digest__sent_at__isnull=True,
        digest__day__lt=day,
        digest__claimed_at__lt=timezone.now() - LOST_AFTER,
    )
    recent = Message.objects.filter(event__at__gte=timezone.now() - FORGOTTEN_AFTER)
    return recent.filter(Q(digest__isnull=True) | lost)


def unserved(day):
    """The people a mail can reach who have had none on this day."""
    return User.objects.filter(is_active=True).exclude(email="").exclude(digests__day=day)


def send_now(keys):
    """After a commit: to those of these people who have had no mail today. A mail server that does not answer is asked
    again by this process after TRY_AGAIN_AFTER, so that it holds up one act and not each."""
    day = timezone.localdate()
    if cache.get(NO_ANSWER):
        return
    if people := list(unserved(day).filter(pk__in=keys).order_by("pk")):
        run = deliver(people, day, partial(reminders_of, day, people), seconds=IN_A_REQUEST)
        if run.unanswered:
            cache.set(NO_ANSWER, True, TRY_AGAIN_AFTER)


def send_all(day):
    """Everything that waits and every reminder of the day, to all who have had no mail on it. Returns the Run."""
    people, reminders = _due(day)
    return deliver(people, day, lambda: reminders)


def preview(day):
    """The Run `send_all` would be; sends and keeps nothing."""
    people, reminders = _due(day)
    run = Run(broken=reminders.broken)
    for person in people:
        with _kept_going(person, run):
            letter, _messages = _written(person, day, reminders.lines)
            run.sent += [letter] if letter else []
    return run


def _due(day):
    """Whom a message waits for or who is reminded on this day, and the Reminders."""
    people = list(unserved(day).order_by("pk"))
    reminders = reminders_of(day, people)
    told = set(waiting(day).values_list("person", flat=True)) | reminders.lines.keys()
    return [person for person in people if person.pk in told], reminders


@contextmanager
def _kept_going(person, run):
    """What is wrong with one person's mail keeps nobody else's back."""
    try:
        yield
    except Exception:
        logger.exception("No mail could be written to %s.", person.username)
        run.failed.append(person)


def deliver(people, day, reminders, *, seconds=None):
    """Send each of them the mail of the day. Nothing is claimed, nor the reminders asked for (a function), before the
    server answers; where sending itself fails, nobody knows whether the mail went: then the day's one is spent and its
    messages go with a later day's."""
    run, until = Run(), seconds and monotonic() + seconds
    try:
        connection = get_connection()
        connection.open()
    except (OSError, SMTPException):
        logger.exception("The mail server does not answer; %s people are told later.", len(people))
        run.failed, run.unanswered = list(people), True
        return run
    try:
        found = reminders()
        run.broken = found.broken
        for number, person in enumerate(people):
            if run.unanswered or (until and monotonic() > until):
                run.failed += people[number:]
                break
            with _kept_going(person, run):
                _send_to(person, day, found.lines, connection, run)
    finally:
        with suppress(OSError):
            connection.close()
    return run


def _send_to(person, day, reminders, connection, run):
    digest, text = claim(person, day, reminders)
    if digest is None:
        return
    try:
        text.message(connection).send()
    except (OSError, ValueError) as error:  # ValueError: an address or a head no mail can carry
        logger.exception("No mail to %s today.", person.username)
        run.failed.append(person)
        refused = isinstance(error, (SMTPException, ValueError))  # this mail, by a server that answers
        run.unanswered = not refused or isinstance(error, SMTPServerDisconnected)
        return
    Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now())
    run.sent.append(text)


def claim(person, day, reminders):
    """Take the person's one mail of the day with all that waits: (digest, letter), or (None, None) where another process
    was first or there is nothing to say."""
    try:
        with transaction.atomic():
            text, messages = _written(person, day, reminders, lock=True)
            if text is None:
                return None, None
            digest = Digest.objects.create(person=person, day=day)
            Message.objects.filter(pk__in=[each.pk for each in messages]).update(digest=digest)
            return digest, text
    except IntegrityError:
        return None, None


def _written(person, day, reminders, *, lock=False):
    """(letter or None, the messages it settles): what waits, still holds, and concerns the person as he is now."""
    rows = waiting(day).filter(person=person).order_by("event_id")
    if lock:
        rows = rows.select_for_update(of=("self",))
    messages = list(rows.select_related("event"))
    places = places_of([each.event for each in messages])
    pairs = [(each.event, places[each.event_id]) for each in messages]
    news = [each for each in pairs if still_holds(*each) and concerned(*each, [person])]
    lines = reminders.get(person.pk, [])
    if not news and not lines:
        return None, []
    return letter(person, news, lines), messages
