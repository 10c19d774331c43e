"""A disk that is really full and media that are really read-only: every answer is the page that says so, looking goes on,
and with room again the next try works, without a restart and without repair.

    python -m trials.disk --database sqlite|postgres

Needs root, for a small disk of its own (a tmpfs in a mount namespace nobody else sees).
"""

import argparse
import contextlib
import io
import os
import subprocess
import sys

from .place import Site, a_folder, database_for, settle_in, until

MEGABYTES = 160  # of the small disk: a PostgreSQL cluster and a small city take half
BALLAST = "ballast"
TRIES = 400  # saves until a full disk is felt: what a database has already claimed it still fills
IN_ITS_OWN = "TRIAL_MOUNTS"  # set in the process that has the mount namespace


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    asked = ask.parse_args()
    if IN_ITS_OWN not in os.environ:
        os.environ[IN_ITS_OWN] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, "-u", "-m", "trials.disk", *sys.argv[1:]])
    with a_folder() as outside, small_disk(outside / "disk") as folder:
        os.environ |= {"EVIDENCE_MAX_FILES": "200", "DISK_FREE_MEGABYTES": "2"}
        with database_for(asked.database, folder) as database:
            settle_in(database, folder)
            with Site(outside) as site:
                Trial(database, site, folder).run()
    return 0


@contextlib.contextmanager
def small_disk(folder):
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "trial", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", "--recursive", folder], check=True)


def mount(*options):
    subprocess.run(["mount", *options], check=True)


@contextlib.contextmanager
def full(folder):
    """Not one byte more goes onto the disk."""
    ballast = os.open(folder / BALLAST, os.O_CREAT | os.O_WRONLY)
    for size in (1 << 20, 1 << 12, 1):
        with contextlib.suppress(OSError):
            while True:
                os.write(ballast, b"0" * size)
    os.close(ballast)
    try:
        yield
    finally:
        (folder / BALLAST).unlink()


@contextlib.contextmanager
def read_only(folder):
    mount("--bind", folder, folder)
    mount("-o", "remount,bind,ro", folder)
    try:
        yield
    finally:
        mount("-o", "remount,bind,rw", folder)


class Trial:
    def __init__(self, database, site, folder):
        from districts.account.sessions import NOTED_EVERY

        from . import reckoning, world
        from .acts import Ledger, Save, Upload
        from .person import Person

        self.database, self.site, self.folder = database, site, folder
        ((saver, items), (uploader, beside)) = world.build(savers=2, communities=20).savers
        self.ledger, self.before = Ledger(), reckoning.standing()
        self.save = Save(self.ledger, Person(saver, site.port), items)
        # His last request lies so far back that a look would be noted in his session.
        self.looker = Person(saver, site.port, seen=2 * NOTED_EVERY)
        self.upload = Upload(self.ledger, Person(uploader, site.port), beside)
        self.looked_at = items[0].sheet.get_absolute_url()

    def run(self):
        self._works("at first")
        with full(self.folder):
            saves = self._refused("full", self.save, within=TRIES)
            uploads = self._refused("full", self.upload)
            self._shows("full", ready=503)
        self._works("with room again")
        self._told("the disk is full", saves + uploads)
        with read_only(self.folder / "evidence"):
            uploads = self._refused("read-only", self.upload)
            self._does("read-only files", self.save)
            self._shows("read-only", ready=503)
        self._works("with the files' folder to be written to again")
        self._told("the files' folder is read-only", uploads)
        if self.database.kind == "SQLite":
            self._read_only_database()
        self._whole()

    def _read_only_database(self):
        """Found so when the site comes up, as after a disk's error and a restart."""
        self.site.kill_all()
        with read_only(self.folder):
            self.site.start()
            saves = self._refused("a read-only database", self.save)
            self._shows("a read-only database", ready=503)
        self._works("with the database to be written to again")
        self._told("the database is read-only", saves)

    def _does(self, when, act):
        if not act.once():
            raise RuntimeError(f"{when}: {act.kind} was not acknowledged")

    def _works(self, when):
        until(lambda: self.site.get("/health/ready") == 200, f"{when}: not ready")
        for act in (self.save, self.upload):
            self._does(when, act)

    def _refused(self, when, act, *, within=1):
        """Some acts may still find room; then five in turn must be told that there is none. Returns how many were told."""
        if not any(not act.once() for _try in range(within)):
            raise RuntimeError(f"{when}: {within} of {act.kind}, all acknowledged")
        if any(act.once() for _try in range(4)):
            raise RuntimeError(f"{when}: {act.kind} was acknowledged after one that was refused")
        return 5

    def _shows(self, when, *, ready):
        """Looking goes on, and whoever watches the site is told."""
        if (answer := self.looker.get(self.looked_at)).status != 200:
            raise RuntimeError(f"{when}: looking at a sheet answers {answer.status}: {answer.text[-2000:]}")
        if (found := self.site.get("/health/ready")) != ready:
            raise RuntimeError(f"{when}: /health/ready answers {found}")

    def _told(self, what, times):
        """Each refusal was the page that says there is no room."""
        pages, self.ledger.pages = self.ledger.pages, type(self.ledger.pages)()
        if pages != {"no room": times}:
            raise RuntimeError(
                f"{what}: {dict(pages)} for {times} refusals; see {self.site.log.read_text()[-3000:]}"
            )
        print(
            f"{self.database.kind}: {what}: {times} told so, looking goes on, the next try with room works",
            flush=True,
        )

    def _whole(self):
        from django.core.management import call_command

        from . import reckoning
        from .acts import ACKNOWLEDGED
        from .soak import sweep_twice

        reckoning.reckon(self.ledger, self.before)
        call_command("seal_audit", stdout=io.StringIO())
        call_command("verify_audit", stdout=io.StringIO())
        left = sweep_twice()
        print(
            f"{self.database.kind}: {self.ledger.count(ACKNOWLEDGED)} acknowledged writes all there, once, whole; "
            f"{left} files without a row swept, none left"
        )


if __name__ == "__main__":
    sys.exit(main())
