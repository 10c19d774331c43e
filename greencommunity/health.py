"""Whether the site lives and whether it can work, for whoever watches it. Only words: why something failed stands in the log."""

import logging
import shutil
import tempfile
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from districts import triggers
from districts.access import public
from districts.jobs.queries import waits_for_nobody
from districts.management.migrated import waiting_migrations
from scoring.models import Evidence

logger = logging.getLogger(__name__)
MEGABYTE = 1 << 20


class NotReady(Exception):
    """What is wrong, for the log."""


class Late(Exception):
    """What is to be looked at, though the site itself can work: no reason to send people to another machine."""


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations():
    if waiting := waiting_migrations():
        raise NotReady(f"{len(waiting)} migrations are not applied, the first is {waiting[0][0]}")


def trail():
    """The trail is guarded in the database itself."""
    if missing := triggers.missing(connection):
        raise NotReady(f"triggers are missing: {', '.join(missing)}")


def storage():
    """What was kept last is there (the disk is mounted), and a file can be kept and read back."""
    last = Evidence.objects.order_by("-pk").values_list("file", flat=True).first()
    if last and not default_storage.exists(last):
        raise NotReady(f"the newest evidence, {last}, is not where it should be")
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"ready"))
    try:
        with default_storage.open(name) as kept:
            if kept.read() != b"ready":
                raise NotReady("the evidence store gives back something else than was kept")
    finally:
        default_storage.delete(name)


def disk():
    # Into a bucket and out of it a file goes by way of a temporary one.
    files = tempfile.gettempdir() if settings.EVIDENCE_S3["BUCKET"] else settings.MEDIA_ROOT
    for folder in {Path(files), settings.VAR_DIR}:
        free = shutil.disk_usage(folder).free // MEGABYTE if folder.exists() else None
        if free is not None and free < settings.DISK_FREE_MEGABYTES:
            raise NotReady(f"{free} MB are free in {folder}, {settings.DISK_FREE_MEGABYTES} are wanted")


def jobs():
    """Somebody does what waits in the queue."""
    if waited := waits_for_nobody():
        raise Late(f"a job has been waiting for {waited.total_seconds():.0f} s: no worker is running")


CHECKS = (database, migrations, trail, storage, disk, jobs)


@public
@require_safe
@never_cache
def live(request):
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@public
@require_safe
@never_cache
def ready(request):
    """200 when everything the site needs is there, 503 with the part that is not. Jobs that wait are late, which is no failure."""
    found = {check.__name__: _try(check) for check in CHECKS}
    return JsonResponse(found, status=503 if "failed" in found.values() else 200)


def _try(check):
    try:
        check()
    except Late as fault:
        logger.error("late: %s: %s", check.__name__, fault)
        return "late"
    except Exception as fault:  # whatever it is, it is not ready
        logger.error("not ready: %s: %s", check.__name__, fault)
        return "failed"
    return "ok"
