"""What the trail and the pages of the apps below ask (districts.announcing), answered here."""

from districts.announcing import Silence

from . import beforehand, outbox
from .told import TOLD


class Teller(Silence):
    def tell(self, events):
        outbox.tell(events)

    def beforehand(self, action, *, by):
        return beforehand.in_general(action) if action in TOLD else super().beforehand(action, by=by)
