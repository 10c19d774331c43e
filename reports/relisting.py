"""What handing in a draft does to each community: the pages say it beforehand, the door does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.models import ScoreSheet

from .models import DecisionChoices, Entry, Submission
from .queries import STANDING
from .since import Contents, contents_of


@dataclass(frozen=True)
class Relisting:
    """sheets: the list as it will stand, in its order; new: those of them listed for the first time.

    The others are entries of an earlier hand-in, there are none before the first: anew are changed, returned or back on
    the list, and judged anew; off are withdrawn because they pass no longer; stays_off pass, but a person took them off;
    the rest are unchanged and keep their decision."""

    sheets: list[ScoreSheet]
    new: list[ScoreSheet]
    anew: list[Entry]
    off: list[Entry]
    stays_off: list[Entry]
    kept: list[Entry]
    contents: Contents


def relisting(submission: Submission, passing: Sequence[ScoreSheet]) -> Relisting:
    """The Relisting of a draft; passing: the sheets that could be listed (checklist.listed_sheets). Fixed number of
    queries."""
    entries = list(submission.entries.select_related("sheet__rubric", "sheet__community__street"))
    contents, passes = contents_of(entries), {sheet.pk for sheet in passing}
    anew: list[Entry] = []
    off: list[Entry] = []
    stays_off: list[Entry] = []
    kept: list[Entry] = []
    for entry in entries:
        if entry.sheet_id not in passes:
            if entry.decision != DecisionChoices.WITHDRAWN:
                off.append(entry)
        elif entry.withdrawn_by_hand:
            stays_off.append(entry)
        elif _unchanged(entry, contents):
            kept.append(entry)
        else:
            anew.append(entry)
    known = {entry.sheet_id for entry in entries}
    listed = {entry.sheet_id for entry in [*anew, *(each for each in kept if each.decision in STANDING)]}
    return Relisting(
        sheets=[sheet for sheet in passing if sheet.pk in listed or sheet.pk not in known],
        new=[sheet for sheet in passing if sheet.pk not in known],
        anew=anew,
        off=off,
        stays_off=stays_off,
        kept=kept,
        contents=contents,
    )


def _unchanged(entry, contents):
    waiting = (DecisionChoices.RETURNED, DecisionChoices.WITHDRAWN)
    return entry.decision not in waiting and contents.kept(entry)
