"""What recognising many communities at once would do, and to whom it cannot be done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.access import OWN_HAND, edited_sheets
from scoring.rescoring import rescores

from .flags import flags
from .models import DecisionChoices, Entry
from .opinion_queries import objectors
from .rulings import doubted_of, why_not_recognisable
from .since import contents_of


@dataclass(frozen=True)
class Recognition:
    """able: (entry, what is asked about it) pairs; left: (entry, why it stays out) pairs."""

    able: list[tuple[Entry, list[str]]]
    left: list[tuple[Entry, str]]

    @property
    def asked(self):
        """How many pending entries were looked at."""
        return len(self.able) + len(self.left)


def recognition(user, year, entries):
    """The Recognition of a year's filtered queue by this person; entries already decided are not spoken of. A fixed number of
    queries."""
    pending = list(entries.filter(decision=DecisionChoices.PENDING).select_related("sheet__community"))
    own_hand = edited_sheets(user, [entry.sheet_id for entry in pending])
    found = rescores(year.pk, [entry.community_id for entry in pending])
    contents = contents_of(pending)
    objecting = objectors(pending)
    doubted = doubted_of(pending)
    able, left = [], []
    for entry in pending:
        why = why_not_recognisable(entry, found.get(entry.community_id), contents)
        if entry.sheet_id in own_hand:
            why = OWN_HAND
        if not why and entry.pk in objecting:
            why = _("%(who)s有异议，请看过意见，逐个决定。") % {"who": objecting[entry.pk]}
        if not why and entry.pk in doubted:
            why = _("公示异议成立，请看过异议，逐个重新决定。")
        if why:
            left.append((entry, why))
        else:
            waits = [_("会审部门的意见还没有提齐。")] if entry.awaited else []
            able.append((entry, flags(entry, entry.sheet.rubric.pass_mark) + waits))
    return Recognition(able, left)
