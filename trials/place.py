"""A site of its own for a trial: a folder, a database (SQLite, or a PostgreSQL cluster nobody else uses), gunicorn. All gone afterwards."""

import contextlib
import glob
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds for anything to come up


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sqlite:
    name = "SQLite"
    restarts = False  # it lives in the workers: killing them is all there is

    def __init__(self, folder):
        self.url = f"sqlite:///{folder / 'db.sqlite3'}"

    def start(self):
        """There is nothing to start."""

    def crash(self):
        """There is nothing to crash."""

    def stop(self):
        """There is nothing to stop."""


class Postgres:
    name = "PostgreSQL"
    restarts = True

    def __init__(self, folder):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"))
        self.bin = (
            Path(found[-1]).parent
            if found
            else Path(shutil.which("pg_ctl") or sys.exit("PostgreSQL's pg_ctl is needed.")).parent
        )
        self.data, self.port = folder / "postgres", free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.data.mkdir()
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.data, "postgres", "postgres")
            folder.chmod(0o755)
        self._run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", self.data
        )

    def _run(self, program, *arguments):
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_postgres, str(self.bin / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.data.parent,
        )

    def start(self):
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300"
        )
        self._run("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-o", options, "start")

    def crash(self):
        """As when the machine loses its power: no goodbye, and recovery from the log."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        self.start()

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")


DATABASES = {"sqlite": Sqlite, "postgres": Postgres}


class Site:
    """gunicorn over a database and an evidence folder."""

    def __init__(self, folder, database, workers=3, threads=4):
        self.database, self.evidence, self.port = database, folder / "evidence", free_port()
        self.log, self.workers, self.threads, self.server = folder / "site.log", workers, threads, None
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "GC_ENVIRONMENT": "development",
            "DATABASE_URL": database.url,
            "EVIDENCE_ROOT": str(self.evidence),
        }

    def manage(self, *command):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPOSITORY,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"manage.py {' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "greencommunity.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        command += ["--workers", str(self.workers), "--threads", str(self.threads), "--timeout", "60"]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                command, cwd=REPOSITORY, env=os.environ | self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.base}/health/live", timeout=2).close()
                return
            time.sleep(0.2)
        sys.exit(f"The site did not come up: {self.log.read_text()[-2000:]}")

    def processes(self):
        """The workers' process numbers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def kill_one(self, chance=random):
        """kill -9 one worker; the master starts another."""
        if workers := self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)

    def kill_all(self):
        """kill -9 everything, and start again."""
        workers = self.processes()
        self.server.kill()
        for number in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.server.wait()
        self.start()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=PATIENCE)


@contextlib.contextmanager
def place(kind, **options):
    """A started database with the schema, and its Site, not yet serving."""
    with tempfile.TemporaryDirectory(prefix="trial-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        database = DATABASES[kind](folder)
        database.start()
        site = Site(folder, database, **options)
        try:
            site.manage("migrate", "--verbosity", "0")
            yield site
        finally:
            site.stop()
            database.stop()


def into_this_process(site):
    """From here on this process's Django reads the site's database and files."""
    os.environ |= site.environment
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greencommunity.settings")
    import django

    django.setup()
