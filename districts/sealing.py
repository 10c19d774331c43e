"""Sealing the trail: a job hashes what has happened in ranges, each seal holding the one before. What is changed, removed,
reordered or slipped in afterwards, past the triggers, is found by reckoning again. Never part of a save."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from psycopg2.errors import LockNotAvailable

from . import triggers
from .models import Event, Seal

RANGE = 1000
"""So many ids at most are under one seal: what does not fit is found among so many rows."""

COLUMNS = tuple(column.attname for column in Event._meta.concrete_fields)


@dataclass(frozen=True)
class Found:
    """What verifying has found. `faults` are sentences; `head` is the newest seal's, "" without any."""

    seals: int
    events: int
    unsealed: int
    head: str
    faults: tuple[str, ...]


def line(row):
    """One event as the bytes that are hashed: every column, the same on every database. row: COLUMNS -> value."""
    said = {**row, "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def reckon(previous, first, last):
    """(digest, count) of the events with ids from first to last, chained to the digest before ("" for the first)."""
    digest, count = hashlib.sha256(f"{previous}\n{first}-{last}\n".encode()), 0
    rows = Event.objects.filter(pk__range=(first, last)).order_by("pk").values(*COLUMNS)
    for row in rows.iterator(RANGE):
        digest.update(line(row) + b"\n")
        count += 1
    return digest.hexdigest(), count


def seal():
    """Seal everything that has happened and is not sealed yet. Returns the new Seals, oldest first.

    Two at once do no harm: the later finds the range taken and stops."""
    newest, made = _settled(), []
    before = Seal.objects.first()
    while (first := before.last_event + 1 if before else 1) <= newest:
        last = min(first + RANGE - 1, newest)
        digest, count = reckon(before.digest if before else "", first, last)
        try:
            with transaction.atomic():
                before = Seal.objects.create(first_event=first, last_event=last, count=count, digest=digest)
        except IntegrityError:
            break
        made.append(before)
    return made


PATIENCE = "2s"  # whoever writes an event meanwhile waits as well


def _settled():
    """The id up to which no event can appear any more: PostgreSQL gives out ids before it commits them, so the writers
    under way are waited for. 0 where one of them takes longer than PATIENCE: the next run seals more."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                try:
                    with transaction.atomic():
                        cursor.execute("LOCK TABLE districts_event IN SHARE MODE")
                except OperationalError as fault:
                    if not isinstance(fault.__cause__, LockNotAvailable):
                        raise
                    return 0
        return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def verify(expect=""):
    """Reckon every seal again. expect: a head kept elsewhere (Seal.head) that must stand in the chain. Returns Found."""
    faults = [
        _("数据库里缺少保护操作记录的触发器：%(name)s。") % {"name": name}
        for name in triggers.missing(connection)
    ]
    if strays := Event.objects.filter(pk__lt=1).count():
        faults.append(_("第 1 条以前还有 %(count)s 条：编号是改过的。") % {"count": strays})
    previous, following, events, heads = "", 1, 0, set()
    for each in Seal.objects.order_by("pk"):
        faults += _faults_of(each, previous, following)
        heads.add(each.head)
        previous, following, events = each.digest, each.last_event + 1, events + each.count
    if expect and expect not in heads:
        faults.append(_("另处保存的链头 %(head)s 不在封存链里：封存被删除或改写过。") % {"head": expect})
    newest = Seal.objects.first()
    return Found(
        seals=len(heads),
        events=events,
        unsealed=Event.objects.filter(pk__gte=following).count(),
        head=newest.head if newest else "",
        faults=tuple(faults),
    )


def _faults_of(each, previous, following):
    if each.first_event != following:
        yield _("第 %(first)s 条以前的封存不连续，应从第 %(due)s 条起。") % {
            "first": each.first_event,
            "due": following,
        }
    digest, count = reckon(previous, each.first_event, each.last_event)
    words = {"first": each.first_event, "last": each.last_event, "then": each.count, "now": count}
    if count != each.count:
        yield _("第 %(first)s–%(last)s 条：封存时 %(then)s 条，现在 %(now)s 条。") % words
    elif digest != each.digest:
        yield _("第 %(first)s–%(last)s 条：内容或次序与封存时不符。") % words
