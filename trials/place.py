"""A place of its own for a trial: a database that may crash, an evidence folder, and the site served over both by gunicorn."""

import contextlib
import http.client
import os
import random
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE = 60  # seconds until whatever was started must answer
ANSWER_WITHIN = 40  # seconds a person waits for an answer; afterwards it counts as lost


class SqliteFile:
    """The site's own processes are this database: it crashes with them."""

    kind = "SQLite"

    def __init__(self, folder):
        self.url = f"sqlite:///{folder / 'db.sqlite3'}"

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        pass

    def crash(self):
        """Nothing runs beside the site."""


class Cluster:
    """A PostgreSQL server of the trial's own, whose crash harms nobody. Needs the server's programs (Debian: postgresql)."""

    kind = "PostgreSQL"

    def __init__(self, folder):
        self.folder, self.port = folder / "cluster", free_port()
        self.url = f"postgres://postgres@{HOST}:{self.port}/postgres"
        self.programs = _programs_of_postgres()

    def __enter__(self):
        self.folder.mkdir()
        if os.getuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(self.folder, "postgres")
            for parent in self.folder.parents[:2]:
                parent.chmod(parent.stat().st_mode | 0o111)
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        self._start()
        return self

    def __exit__(self, *_fault):
        self._run("pg_ctl", "stop", "-m", "immediate")

    def crash(self):
        """Every backend is gone at once, without a checkpoint; what comes up again recovers from its log."""
        self._run("pg_ctl", "stop", "-m", "immediate")
        self._start()

    def _start(self):
        options = (
            f"-p {self.port} -c listen_addresses={HOST} -c unix_socket_directories='' -c max_connections=120"
        )
        self._run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def _run(self, program, *options):
        command = [str(self.programs / program), "-D", str(self.folder), *options]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        with open(self.folder.parent / "cluster.log", "a") as log:  # the server keeps its output open
            subprocess.run(command, check=True, stdout=log, stderr=log, timeout=PATIENCE, cwd="/")


class Server:
    """A database on a server others use too: instead of a crash its connections are cut."""

    kind = "PostgreSQL"

    def __init__(self, url):
        self.url = url

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        pass

    def crash(self):
        import psycopg2

        with contextlib.closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def database_for(named, folder):
    """The database a trial asks for: "sqlite", "postgres" (a cluster of its own) or the address of an empty one."""
    if named == "sqlite":
        return SqliteFile(folder)
    if named == "postgres":
        return Cluster(folder)
    return Server(named) if named.startswith("postgres") else SqliteFile(folder)


def _programs_of_postgres():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].name:
        raise SystemExit("initdb is not here: install PostgreSQL's server (Debian: postgresql).")
    return found[-1].parent


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def a_folder():
    """A folder of the trial's own, gone afterwards with all that runs in it, also when the trial is told to stop."""

    def stop(*_signal):
        raise SystemExit("stopped")

    signal.signal(signal.SIGTERM, stop)
    with tempfile.TemporaryDirectory(prefix="trial-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def as_in_production(folder):
    """What production asks for by name; settle_in with environment="production" comes after it."""
    os.environ |= {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "STATIC_ROOT": str(folder / "static"),
        "DISK_FREE_MEGABYTES": "0",
    }


def settle_in(database, folder, environment="development", settings="greencommunity.settings"):
    """Point this process and all it starts to the place, and set Django up in it."""
    os.environ |= {
        "DATABASE_URL": database.url,
        "EVIDENCE_ROOT": str(folder / "evidence"),
        "GC_ENVIRONMENT": environment,  # development keeps connections as production does
        "DJANGO_SETTINGS_MODULE": settings,
    }
    import django

    django.setup()


class Site:
    """gunicorn with the workers of deploy/. Its processes are killed, never asked to stop. tls: with a certificate of its own; code: the
    folder it is started in; environment: variables of its own."""

    def __init__(self, folder, *, workers=3, threads=4, tls=False, code=REPOSITORY, environment=None):
        self.code, self.environment = code, environment or {}
        self.certificate = _certificate(folder) if tls else []
        self.port, self.log = free_port(), folder / "site.log"
        self.workers, self.threads, self.master = workers, threads, None
        self.killed = 0  # workers, one at a time

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.kill_all()
            raise
        return self

    def __exit__(self, *_fault):
        self.kill_all()

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "greencommunity.wsgi", "--bind", f"{HOST}:{self.port}"]
        size = ["--workers", str(self.workers), "--threads", str(self.threads), "--timeout", "60"]
        with open(self.log, "a") as log:
            self.master = subprocess.Popen(
                [*command, *size, *self.certificate],
                cwd=self.code,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one group, killed as one
            )
        until(self.answers, "the site did not start")

    def answers(self):
        try:
            return self.get("/health/live") == 200
        except OSError:
            return False

    def get(self, path):
        with contextlib.closing(connection_to(self.port, tls=bool(self.certificate))) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def children(self):
        try:
            found = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        except FileNotFoundError:
            return []
        return [int(pid) for pid in found.split()]

    def kill_one(self):
        """One worker at random; gunicorn starts another."""
        until(self._kill_a_worker, "the site has no worker to kill")
        self.killed += 1

    def _kill_a_worker(self):
        """Whether there was one: another may just have died."""
        try:
            os.kill(random.choice(self.children()), signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            return False
        return True

    def freeze(self):
        """Master and workers stop where they are; what is sent to them is taken and not answered."""
        os.killpg(self.master.pid, signal.SIGSTOP)

    def kill_all(self):
        """Master and workers in one stroke."""
        workers = self.children()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "workers live on")

    def said(self, words):
        """How often these words stand in what the site printed."""
        return self.log.read_text(errors="replace").count(words)


def connection_to(port, *, tls):
    """A connection not yet made."""
    if not tls:
        return http.client.HTTPConnection(HOST, port, timeout=ANSWER_WITHIN)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the place's own certificate
    return http.client.HTTPSConnection(HOST, port, timeout=ANSWER_WITHIN, context=context)


def _certificate(folder):
    """gunicorn's options for a certificate made for this place."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return ["--keyfile", str(key), "--certfile", str(certificate)]


def until(holds, otherwise):
    last = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > last:
            raise RuntimeError(otherwise)
        time.sleep(0.05)
