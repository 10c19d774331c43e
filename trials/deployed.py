"""docs/operations.md and deploy/, done: its commands in its order on a bare machine (trials/machine.py), and the site asked from outside.

    python -m trials.deployed            (make deployed)

Fails when a file of deploy/ was not used by what is tried here. Needs root, and Debian's nginx, PostgreSQL, systemd and logrotate.
"""

import io
import os
import re
import sys
import tarfile
import time
from pathlib import Path

from . import machine
from .machine import run
from .place import REPOSITORY

SITE = "green.example.gov.cn"
VERSION, NEXT = "0.2.0", "0.2.1"
DEPLOY = REPOSITORY / "deploy"
SHELL = ["bash", "-euxo", "pipefail", "-c"]


class Manual:
    """docs/operations.md: the commands of each chapter that are marked to be run."""

    def __init__(self):
        chapters = re.split(r"^## ", (REPOSITORY / "docs/operations.md").read_text(), flags=re.M)
        self.chapters = {text.split("\n", 1)[0]: text for text in chapters}

    def do(self, chapter, **names):
        """All blocks of a chapter, in one shell; returns what they printed."""
        blocks = re.findall(r"^```sh\n(.*?)^```$", self.chapters[chapter], re.M | re.S)
        if not blocks:
            raise RuntimeError(f"docs/operations.md has no commands under {chapter!r}")
        return run(*SHELL, "".join(blocks), env=os.environ | names, cwd="/")


def release(version, migration=""):
    """A release's file of what is checked out, changes not yet committed with it; migration: the text of one more."""
    prefix, file = f"greencommunity-{version}", machine.ROOM / f"greencommunity-{version}.tar.gz"
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=REPOSITORY).split(
        "\0"
    )
    with tarfile.open(file, "w:gz", compresslevel=1) as archive:
        for name in filter(None, names):
            archive.add(REPOSITORY / name, f"{prefix}/{name}")
        if migration:
            member = tarfile.TarInfo(f"{prefix}/districts/migrations/9999_trial.py")
            member.size = len(migration)
            archive.addfile(member, io.BytesIO(migration.encode()))
    return str(file)


def one_more_migration():
    """A migration nobody can take back: rolling back must not need that."""
    last = max(path.stem for path in (REPOSITORY / "districts/migrations").glob("0*.py"))
    return (
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f'    dependencies = [("districts", "{last}")]\n'
        '    operations = [migrations.RunSQL("CREATE TABLE trial_of_an_upgrade (id integer)")]\n'
    )


def main():
    machine.enter("trials.deployed")
    try:
        deploy()
    except RuntimeError:
        for log in sorted(Path("/var/log").glob("greencommunity-*.log")):
            print(f"--- {log.name}\n{log.read_text()[-3000:]}", flush=True)
        raise
    return 0


def deploy():
    """The whole manual, and everything asked of what it makes."""
    from .asked import Deployed

    manual, step = Manual(), Steps()
    manual.do(
        "From a bare machine to a running site",
        RELEASE=release(VERSION),
        VERSION=VERSION,
        SITE=SITE,
        VENV=str(machine.VENV),
    )
    step("from a bare machine to a running site")
    deployed = Deployed(SITE)
    for each in deployed.asked():
        step(each)
    manual.do("Backup, and the drill")
    step("the drill")
    before = deployed.contents()
    manual.do(
        "Upgrade",
        RELEASE=release(NEXT, one_more_migration()),
        VERSION=NEXT,
        VENV=str(machine.VENV),
    )
    deployed.runs(NEXT, tables={"trial_of_an_upgrade"})
    deployed.write_something()
    step("upgrade")
    manual.do("Roll back")
    deployed.runs(VERSION, tables=set())
    deployed.same(before)
    step("roll back")
    unused = {str(path.relative_to(DEPLOY)) for path in DEPLOY.rglob("*") if path.is_file()} - deployed.used
    if unused:
        raise RuntimeError(f"nothing here tries {', '.join(sorted(unused))}")
    print(f"{len(deployed.used)} files of deploy/, each used")


class Steps:
    """Prints what was done and how long it took."""

    def __init__(self):
        self.since = time.monotonic()

    def __call__(self, what):
        now = time.monotonic()
        print(f"{what} ({now - self.since:.1f} s)", flush=True)
        self.since = now


if __name__ == "__main__":
    sys.exit(main())
