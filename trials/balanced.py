"""What stands around several hosts of one site: nginx before them, a bucket behind them, and each host with nothing of its own but its
code. Needs nginx (Debian: nginx-light)."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

import boto3

from .place import HOST, PATIENCE, REPOSITORY, Site, connection_to, free_port, until

CODE = ("districts", "scoring", "reports", "greencommunity", "templates", "fixtures")
FILES = ("manage.py", "gunicorn.conf.py")
BUCKET, KEY, SECRET = "evidence", "trial", "trial-secret"
TOLD = "$request_method|$request_uri|$status|$upstream_addr|$upstream_connect_time"
# `max_fails` and `fail_timeout`: a host that does not answer is left alone for two seconds, then tried again. What has been sent to one
# host is never sent to the other if it writes (nginx's own rule for POST, proxy_next_upstream).
NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log;
events {{ worker_connections 1024; }}
http {{
    log_format told '{told}';
    access_log {folder}/nginx.log told;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 105m;
    upstream site {{ {hosts} }}
    server {{
        listen {here}:{port};
        location / {{
            proxy_pass http://site;
            proxy_connect_timeout 2s;
            proxy_read_timeout 300s;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-For $remote_addr;
        }}
    }}
}}
"""


class Program:
    """A program of the trial's own that serves a port; killed when the trial is over."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None

    def command(self):
        raise NotImplementedError

    def __enter__(self):
        with open(self.folder / f"{type(self).__name__}.log", "a") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, start_new_session=True)
        try:
            until(self._listens, f"{type(self).__name__} did not start")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_fault):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def _listens(self):
        try:
            with contextlib.closing(connection_to(self.port, tls=False)) as connection:
                connection.connect()
        except OSError:
            return False
        return True


class Bucket(Program):
    """A store that speaks S3 (moto), with one empty bucket."""

    def command(self):
        return [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(self.port)]

    def __enter__(self):
        super().__enter__()
        made = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=self.address, **made).create_bucket(Bucket=BUCKET)
        return self

    @property
    def address(self):
        return f"http://{HOST}:{self.port}"

    def settings(self):
        """The variables of a site whose evidence lies here."""
        return {
            "EVIDENCE_S3_BUCKET": BUCKET,
            "EVIDENCE_S3_ENDPOINT": self.address,
            "EVIDENCE_S3_KEY": KEY,
            "EVIDENCE_S3_SECRET": SECRET,
        }


@dataclass(frozen=True)
class Passed:
    """A request that went through nginx. tried: (port of a host, whether it was reached) in turn."""

    method: str
    path: str
    status: int
    tried: tuple[tuple[int, bool], ...]

    @property
    def answered_by(self):
        return self.tried[-1][0]

    @property
    def sent_to(self):
        """How many hosts it reached."""
        return sum(reached for _port, reached in self.tried)


class Balancer(Program):
    """nginx before the hosts, which need not run yet."""

    def __init__(self, folder, hosts):
        super().__init__(folder)
        self.hosts = hosts

    def command(self):
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if not program:
            raise SystemExit("nginx is not here: install it (Debian: nginx-light).")
        servers = " ".join(f"server {HOST}:{host.port} max_fails=1 fail_timeout=2s;" for host in self.hosts)
        user = "user root;" if os.getuid() == 0 else ""
        made = {"folder": self.folder, "here": HOST, "port": self.port, "hosts": servers, "user": user}
        (self.folder / "nginx.conf").write_text(NGINX.format(told=TOLD, **made))
        errors = [
            "-e",
            str(self.folder / "nginx-errors.log"),
        ]  # those of before it has read where they go, too
        return [program, *errors, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    def answers_from(self, host):
        """Whether a request now goes to this host."""
        with contextlib.closing(connection_to(self.port, tls=False)) as connection:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        return self.passed()[-1].answered_by == host.port

    def passed(self):
        """Every request so far, in the order in which they ended."""
        return [_passed(line) for line in (self.folder / "nginx.log").read_text().splitlines()]


def _passed(line):
    method, path, status, hosts, reached = line.split("|")
    ports = [int(host.rpartition(":")[2]) for host in hosts.split(", ")]
    tried = zip(ports, (one != "-" for one in reached.split(", ")), strict=True)
    return Passed(method, path, int(status), tuple(tried))


class Host(Site):
    """One of several: a machine set up anew whenever it starts, with a copy of the code and a folder for temporary files."""

    def __init__(self, folder, name):
        self.name, self.place = name, folder / name
        self.place.mkdir()
        own = {"TMPDIR": str(self.place / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
        super().__init__(self.place, workers=2, threads=4, code=self.place / "code", environment=own)

    def start(self):
        shutil.rmtree(self.code, ignore_errors=True)
        shutil.rmtree(self.place / "tmp", ignore_errors=True)
        (self.place / "tmp").mkdir()
        for part in CODE:
            shutil.copytree(REPOSITORY / part, self.code / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in FILES:
            shutil.copy(REPOSITORY / file, self.code)
        self.brought = self._files()
        super().start()

    def kept(self):
        """The files that have come onto its disk since it was started, its log aside."""
        return sorted(self._files() - self.brought)

    def _files(self):
        return {
            path.relative_to(self.place)
            for top in (self.code, self.place / "tmp")
            for path in top.rglob("*")
            if path.is_file()
        }
