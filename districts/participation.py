"""Until when it is open who takes part: the district's row of the year is the lock both sides take."""

from django.utils import timezone
from django.utils.translation import gettext as _

from .doors import Refused
from .models import Target


def locked_target(district, year):
    """The district's row of the year, locked before any sheet. Refused while the year holds no number for it."""
    row = Target.objects.select_for_update(of=("self",)).filter(district=district, year=year).first()
    if row is None:
        raise Refused(_("本年度还没有本区县的社区数，请联系市住建局。"))
    return row


def settle_participants(target):
    """From the hand-in on nobody joins or leaves."""
    target.settled_at = timezone.now()
    target.save(update_fields=["settled_at"])


def open_participants(target):
    """Sent back whole: communities may join and leave again."""
    target.settled_at = None
    target.save(update_fields=["settled_at"])
