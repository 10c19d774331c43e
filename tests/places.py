"""Places of their own for what runs outside the tests' process: databases, evidence stores, commands."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

REPOSITORY = Path(__file__).resolve().parent.parent
MAIL = {"EMAIL_HOST": "smtp.example.gov.cn", "EMAIL_FROM": "green@example.gov.cn"}
SITE = {"SITE_URL": "https://green.example.gov.cn"}
S3 = {
    "EVIDENCE_S3_BUCKET": "evidence",
    "EVIDENCE_S3_ENDPOINT": "https://s3.example.gov.cn",
    "EVIDENCE_S3_KEY": "key",
    "EVIDENCE_S3_SECRET": "secret",
}


def command(*words, **environment):
    """Run a program with an environment that says nothing of the site but this. Returns what came of it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GC_", "DJANGO_", "DATABASE"))
    }
    return subprocess.run(
        words,
        cwd=REPOSITORY,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def in_production(*words, **changes):
    """The same with a sound configuration of production, but for these changes."""
    sound = {
        "GC_ENVIRONMENT": "production",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "ALLOWED_HOSTS": "green.example.gov.cn",
        "DATABASE_URL": "sqlite://:memory:",
    }
    return command(*words, **(sound | changes))


def manage(*command, database, evidence, expect=0, first=""):
    """Run manage.py against a database address and an evidence store, a folder or the variables of any (tests/stores.py). Returns
    what it said. first: Python that is run before the command, to break something."""
    program = f"{first}\nimport manage\nmanage.main()"
    store = evidence if isinstance(evidence, dict) else {"EVIDENCE_ROOT": str(evidence)}
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, command)],
        cwd=REPOSITORY,
        env=os.environ | {"GC_ENVIRONMENT": "test", "DATABASE_URL": database} | store,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def sqlite_at(path):
    return f"sqlite:///{path}"


@contextlib.contextmanager
def own_database(kind, folder, name="place"):
    """The address of an empty database of this kind, gone afterwards. PostgreSQL's lies beside the tests' own."""
    if kind == "sqlite":
        yield sqlite_at(folder / f"{name}.sqlite3")
        return
    settings = connection.settings_dict
    database = f"{settings['NAME']}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}"')
        cursor.execute(f'CREATE DATABASE "{database}"')
    try:
        user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
        yield f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{database}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def own_address():
    """The address of the database the tests run on, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return sqlite_at(settings["NAME"])
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"
