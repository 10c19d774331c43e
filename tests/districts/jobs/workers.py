"""Real workers: as they are started in production, or stopped for ever at one place, where they are killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from tests.places import REPOSITORY, own_address

PATIENCE = 60  # seconds

# A worker that stands still once it has come to a place: {module}.{name} is called no further than `after` says.
STANDS_STILL = """
import time
import django
django.setup()
from django.core.management import call_command
from django.utils.module_loading import import_string
import {module} as module
holder = {holder}
real = holder.{name}
def still(*args, **kwargs):
    {before}
    print("here", flush=True)
    time.sleep(600)
holder.{name} = still
call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
"""


def environment(settings):
    return os.environ | {
        "GC_ENVIRONMENT": "test",
        "JOBS": "queued",
        "DJANGO_SETTINGS_MODULE": "greencommunity.settings",
        "DATABASE_URL": own_address(),
        "EVIDENCE_ROOT": str(settings.MEDIA_ROOT),
    }


def work_off(settings):
    """A worker does all that waits in the queue, and ends."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment(settings), capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextlib.contextmanager
def killed_at(settings, module, name, *, holder="module", before="real(*args, **kwargs)"):
    """A worker that has come to this function, done `before` of it, and stands there; killed (-9) at the end of the block."""
    script = STANDS_STILL.format(module=module, name=name, holder=holder, before=before)
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env=environment(settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout.readline() == "here\n"
        yield worker
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()


def until(holds):
    last = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.1)
