"""Telling people what was done. The trail says here which events were written; the app that tells people of them
(reports.telling) registers itself, so that nothing below it knows of mail."""

from django.utils.translation import gettext_lazy as _

NOBODY_IS_TOLD = ("bell-slash", _("不发通知，需要时请另行告知"))  # what a button sends, where none goes


class Silence:
    """Nobody is told anything."""

    def tell(self, events):
        """The events just written, in their transaction."""

    def beforehand(self, action, *, by):
        """(icon, sentence): what pressing the button of this action sends, before it is pressed."""
        return NOBODY_IS_TOLD


_teller = Silence()


def register(teller):
    """From now on this teller is asked; see Silence for what it answers."""
    global _teller
    _teller = teller


def tell(events):
    _teller.tell(events)


def beforehand(action, *, by):
    return _teller.beforehand(action, by=by)
