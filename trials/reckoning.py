"""After a round: what was acknowledged is there, once; what was refused is not; nothing is half there."""

import hashlib
from collections import Counter
from datetime import timedelta

from django.urls import reverse

from districts.models import Event
from greencommunity.kept_files import sweep
from reports.models import DecisionChoices, Entry, Receipt, StatusChoices, Submission
from reports.receipts import digest
from scoring.items import snapshot
from scoring.models import Evidence, ItemScore, ScoreSheet, Stage
from scoring.results import result_of

from .acts import ACKNOWLEDGED, REFUSED, UNKNOWN

STATUS_MOVES = (
    "submission_submitted",
    "submission_resubmitted",
    "submission_sent_back",
    "submission_concluded",
)


class Wrong(AssertionError):
    """What is lost, doubled or half there."""


def reckon(ledger, standing_before):
    """Raise Wrong unless the database and the files agree with the ledger. standing_before: `standing()` before the first
    act. Returns kind -> how many of the acts nobody was told about had been written."""
    written = {kind: now - standing_before[kind] for kind, now in standing().items()}
    landed = {kind: agrees(ledger, kind, tokens) for kind, tokens in written.items()}
    whole()
    return landed


def whole():
    """Raise Wrong where rows, files and events do not belong together."""
    _items_are_whole()
    _evidence_is_whole()
    _entries_are_whole()
    _submissions_are_whole()


def standing():
    """kind -> a Counter of the tokens that stand in the database."""
    reasons = Event.objects.filter(result=Event.Result.DONE)

    def said(action):
        return Counter(reasons.filter(action=action).values_list("after__reason", flat=True))

    return {
        "save": said("item_saved"),
        "upload": Counter(
            name.rpartition(".")[0] for name in Evidence.objects.values_list("name", flat=True)
        ),
        "decision": said("entry_decided"),
        "sent back": said("submission_sent_back"),
        "submission": Counter(
            reverse("reports:receipt", args=[pk]) for pk in Receipt.objects.values_list("pk", flat=True)
        ),
    }


def agrees(ledger, kind, written):
    """Raise Wrong unless what is written (a Counter of tokens) is what people were told. Returns how many of the acts whose
    answer was lost are there."""
    acknowledged, unknown = ledger.of(kind, ACKNOWLEDGED), ledger.of(kind, UNKNOWN)
    if lost := [token for token in acknowledged if token not in written]:
        raise Wrong(f"{kind}: acknowledged and not there: {lost[:5]}")
    if doubled := [
        token for token, times in written.items() if times > 1 and token in set(acknowledged + unknown)
    ]:
        raise Wrong(f"{kind}: there more than once: {doubled[:5]}")
    if against := [token for token in ledger.of(kind, REFUSED) if token in written]:
        raise Wrong(f"{kind}: refused and yet there: {against[:5]}")
    beyond = len(set(written) - set(acknowledged))
    if kind == "submission":  # nobody was told the key of a receipt whose answer was lost
        if beyond > len(unknown):
            raise Wrong(f"{beyond} receipts nobody was told about, {len(unknown)} answers lost")
        return beyond
    return len(set(written) & set(unknown))


def _latest(model, actions):
    """row key -> the newest event of these actions about it."""
    events = Event.objects.filter(row_type=model, action__in=actions, result=Event.Result.DONE).order_by("id")
    return {event.row_key: event for event in events}


def _items_are_whole():
    """Each item is what its newest event says, and each total is that of its items."""
    events = _latest("itemscore", ("item_saved",))
    for item in ItemScore.objects.filter(pk__in=events):
        if snapshot(item) != events[item.pk].after:
            raise Wrong(f"item {item.pk} is not what its newest event says")
    sheets = ScoreSheet.objects.select_related("rubric").prefetch_related("items")
    for sheet in sheets.filter(items__in=events).distinct():
        result = result_of(sheet.rubric.parsed, list(sheet.items.all()))
        if (sheet.total, sheet.passed) != (result.total, result.passed):
            raise Wrong(f"sheet {sheet.pk} has another total than its items")


def saves_follow_each_other(items, *, since):
    """Of each item, every save began with what the one before it left. Returns how many saves there are after the event with the
    id `since`."""
    done = Event.objects.filter(result=Event.Result.DONE)
    events = done.filter(
        row_type="itemscore", row_key__in=[item.pk for item in items], action="item_saved", pk__gt=since
    )
    stood, links = {}, 0
    for event in events.order_by("id"):
        if stood.setdefault(event.row_key, event.before) != event.before:
            raise Wrong(f"a save of item {event.row_key} lost the one before it")
        stood[event.row_key] = event.after
        links += 1
    return links


def _evidence_is_whole():
    """Each file is the one its row names, and each row has its event."""
    told = set(_latest("evidence", ("evidence_added", "evidence_replaced")))
    _swept, missing = sweep(timedelta(days=1))
    if missing:
        raise Wrong(f"rows without a file: {missing[:5]}")
    for row in Evidence.objects.filter(pk__in=told):
        with row.file.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != row.sha256:
                raise Wrong(f"{row.file.name} holds something else than was uploaded")
    if silent := set(Evidence.objects.filter(name__startswith="upload-").values_list("pk", flat=True)) - told:
        raise Wrong(f"evidence without an event: {sorted(silent)[:5]}")


def _entries_are_whole():
    events = _latest("entry", ("entry_decided",))
    for entry in Entry.objects.filter(pk__in=events):
        after = events[entry.pk].after
        if entry.decision != after["decision"]:
            raise Wrong(f"entry {entry.pk} is {entry.decision}, its newest event says {after['decision']}")


def _submissions_are_whole():
    """Status, locks and receipts of a list belong together."""
    events = _latest("submission", STATUS_MOVES)
    for found in Submission.objects.filter(pk__in=events):
        if found.status != events[found.pk].after["status"]:
            raise Wrong(f"{found} is {found.status}, its newest event says otherwise")
        sheets = ScoreSheet.objects.filter(
            district=found.district_id, year=found.year_id, stage=Stage.INITIAL
        )
        open_sheets = set(sheets.filter(lock="").values_list("pk", flat=True))
        returned = found.entries.filter(decision=DecisionChoices.RETURNED).values_list("sheet", flat=True)
        may_be_open = (
            set(sheets.values_list("pk", flat=True)) if found.status == StatusChoices.DRAFT else set(returned)
        )
        if open_sheets != may_be_open:
            raise Wrong(
                f"{found} is {found.status}, and these sheets are open or locked against it: {open_sheets ^ may_be_open}"
            )
        numbers = list(found.receipts.values_list("sequence", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            raise Wrong(f"{found} has the receipts {numbers}")
    handed_in = Event.objects.filter(
        action__in=("submission_submitted", "submission_resubmitted"), result=Event.Result.DONE
    )
    if handed_in.count() != Receipt.objects.count():
        raise Wrong(f"{handed_in.count()} hand-ins, {Receipt.objects.count()} receipts")
    for receipt in Receipt.objects.iterator(50):
        if digest(receipt.content) != receipt.sha256:
            raise Wrong(f"{receipt} is not what its digest says")
