"""The task that stands on the home page of whoever has just taken over somebody's work."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.handing_over import taken_over
from districts.text import cn_date
from districts.todo import Todo

FRESH = timedelta(days=14)


def arrived(user, year):
    """Work handed over to this person of late."""
    yield from arrived_of(taken_over(user))


def arrived_of(hand_overs):
    """The same of hand-overs already read (handing_over.taken_over)."""
    fresh = [each for each in hand_overs if each.handed_at > timezone.now() - FRESH]
    if fresh:
        said = [
            _("%(who)s %(day)s移交") % {"who": each.leaver, "day": cn_date(each.handed_at)} for each in fresh
        ]
        yield Todo(len(fresh), _("看接手的工作"), "；".join(said) + _("。"), reverse("takeover"), _("去看"))
