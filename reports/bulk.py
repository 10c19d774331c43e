"""What recognising many communities at once would do, and to whom it cannot be done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.models import ScoreSheet, Stage

from .access import edited_sheets
from .flags import flags
from .models import DecisionChoices, Entry
from .rulings import why_not_recognisable
from .since import contents_of


@dataclass(frozen=True)
class Recognition:
    """able: (entry, what is asked about it) pairs; left: (entry, why it stays out) pairs."""

    able: list[tuple[Entry, list[str]]]
    left: list[tuple[Entry, str]]


def recognition(user, entries):
    """The Recognition of a filtered queue by this person; entries already decided are not spoken of. A fixed number of
    queries."""
    pending = list(entries.filter(decision=DecisionChoices.PENDING).select_related("sheet__community"))
    own_hand = edited_sheets(user, [entry.sheet_id for entry in pending])
    rescores = {
        (sheet.community_id, sheet.year_id): sheet
        for sheet in ScoreSheet.objects.filter(
            stage=Stage.REVIEW, community__in=[entry.community_id for entry in pending]
        )
    }
    contents = contents_of(pending)
    able, left = [], []
    for entry in pending:
        rescore = rescores.get((entry.community_id, entry.submission.year_id))
        why = why_not_recognisable(entry, rescore, contents)
        if entry.sheet_id in own_hand:
            why = _("您填过这份初评评分表，请另一位评审员决定。")
        if why:
            left.append((entry, why))
        else:
            able.append((entry, flags(entry, entry.sheet.rubric.pass_mark)))
    return Recognition(able, left)
