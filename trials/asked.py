"""What is asked of the deployed site: from outside over TLS, of its jobs, of its logs, of its database."""

import json
import os
import re
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from socket import create_connection

from .machine import OUTSIDE, SERVER, run
from .place import until

UNITS = Path("/etc/systemd/system")
BACKUPS = Path("/var/backups/greencommunity")
LOGS = Path("/var/log/greencommunity")
EVIDENCE = Path("/srv/greencommunity/evidence")
TOKEN = "c" * 32
A_PDF = (
    b"%PDF-1.4\n%" + b"." * (3 << 20) + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
)  # more than stays in memory
SPOOFED = "203.0.113.9"
HALF_A_YEAR = 184  # days: 网络安全法 第二十一条
EXPOSED = 2.0  # systemd-analyze's judgement of a service, from 0 to 10, is at most this
# One community that takes part, its editor with a session, and his sheet.
SOMEBODY = """
import json
from districts.models import Community, District, Role, Street, User, Year
from scoring.actions import choose_participants
from scoring.models import ScoreSheet
from trials.person import _session_of

district = District.objects.order_by("code").first()
street = Street.objects.create(district=district, code=f"{district.code}001", name="试用街道")
community = Community.objects.create(street=street, code=f"{street.code}001", name="试用社区")
who = User.objects.create(username="editor", full_name="试用", role=Role.EDITOR, district=district, must_change_password=False)
lead = User.objects.create(username="lead", full_name="试用", role=Role.DISTRICT_LEAD, district=district)
choose_participants(district, year=Year.objects.order_by("number").last(), communities=[community], by=lead)
print(json.dumps([_session_of(who, 0), ScoreSheet.objects.get().pk]))
"""


def hold(said, holds):
    if not holds:
        raise RuntimeError(said)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode(errors="replace")


class Visitor:
    """Somebody at another address than the machine's own, with its certificate in his browser."""

    def __init__(self, site, address=OUTSIDE):
        self.site, self.address = site, address
        self.trust = ssl.create_default_context(cafile="/etc/greencommunity/certificate.pem")

    def ask(self, path, method="GET", body=None, tls=True, **headers):
        connection = (HTTPSConnection if tls else HTTPConnection)(
            self.site, timeout=60, **({"context": self.trust} if tls else {})
        )
        reached = create_connection((SERVER, 443 if tls else 80), 60, (self.address, 0))
        connection.sock = self.trust.wrap_socket(reached, server_hostname=self.site) if tls else reached
        with reached:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())


class Deployed:
    """site: its host. Remembers in `used` which files of deploy/ something here has tried."""

    def __init__(self, site):
        self.site, self.used = site, set()
        self.outside = Visitor(site)

    def send(self, path, body, session="", **headers):
        """A form from outside, with the token such a form has."""
        token = {"X_CSRFToken": TOKEN, "Referer": f"https://{self.site}/"}
        cookies = f"csrftoken={TOKEN}; {session}"
        return self.outside.ask(path, "POST", body, Cookie=cookies, **token, **headers)

    def asked(self):
        """Try everything; yields what was tried."""
        for tried in (
            self.configuration,
            self.units,
            self.front,
            self.people,
            self.evidence,
            self.away,
            self.database,
            self.jobs,
            self.logs,
        ):
            yield (tried.__doc__, tried())[0]

    def configuration(self):
        """a wrong configuration is refused by number"""
        told = run(
            "greencommunity",
            "check",
            expect=1,
            env=os.environ | {"ALLOWED_HOSTS": "*", "SESSION_HOURS": "99"},
        )
        hold(told, "GC004 ALLOWED_HOSTS" in told and "GC001 SESSION_HOURS" in told)
        self.used |= {"greencommunity.env", "manage", "release"}

    def units(self):
        """systemd's own tools find nothing wrong with the units"""
        ours = sorted(
            path for path in UNITS.iterdir() if path.name.startswith("greencommunity") and path.is_file()
        )
        told = run("systemd-analyze", "verify", *[str(path).replace("@.", "@check.") for path in ours])
        hold(told, not told)
        for service in (path for path in ours if path.suffix == ".service"):
            told = run("systemd-analyze", "security", "--offline=true", service)
            exposed = float(re.search(r"exposure level for .*?: ([0-9.]+)", told)[1])
            hold(f"{service.name} is exposed by {exposed}", exposed <= EXPOSED)
        self.used |= {f"systemd/{path.name}" for path in ours if path.suffix == ".service"}
        self.used |= {"systemd/greencommunity-.service.d/sandbox.conf", "systemd/greencommunity.target"}

    def front(self):
        """TLS, redirects, static files, health and refusals of nginx"""
        plain = self.outside.ask("/login/?next=/", tls=False)
        hold(plain, (plain.status, plain.headers["location"]) == (301, f"https://{self.site}/login/?next=/"))
        page = self.outside.ask("/login/")
        hold(
            page,
            page.status == 200 and page.headers["strict-transport-security"].startswith("max-age=31536000"),
        )
        hold(
            page.headers,
            page.headers["server"] == "nginx"
            and "default-src 'none'" in page.headers["content-security-policy"],
        )
        style = self.outside.ask(re.search(r'href="(/static/[^"]+\.css)"', page.text)[1])
        hold(style.headers, style.status == 200 and "immutable" in style.headers["cache-control"])
        hold("health from outside", self.outside.ask("/health/ready").status == 403)
        large = self.outside.ask("/login/", "POST", body=b"", Content_Length=str(106 << 20))
        hold(large, large.status == 413 and "文件太大，没有保存" in large.text)
        self.used.add("nginx.conf")

    def people(self):
        """a wrong password from outside is told with the visitor's own address, whatever he claims"""
        answer = self.send(
            "/login/",
            b"username=nobody&password=wrong-as-can-be",
            Content_Type="application/x-www-form-urlencoded",
            X_Forwarded_For=SPOOFED,
            Forwarded=f"for={SPOOFED}",
        )
        hold(answer.text, answer.status == 200)
        told = self.psql("SELECT action, address FROM districts_event ORDER BY id DESC LIMIT 1")
        hold(told, told.endswith(f"|{OUTSIDE}") and "sign_in" in told)

    def evidence(self):
        """a file goes up through nginx; nginx sends it when the site lets it through, and nobody gets it past the site"""
        session, sheet = json.loads(
            run("greencommunity", "shell", "--no-imports", "-c", SOMEBODY).splitlines()[-1]
        )
        body = (
            b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n" + A_PDF + b"\r\n--edge--\r\n"
        )
        kept = self.send(
            f"/sheets/{sheet}/items/1/evidence/",
            body,
            session,
            Content_Type="multipart/form-data; boundary=edge",
        )
        hold(kept.text, kept.status == 302)
        key, name = self.psql("SELECT key, file FROM scoring_evidence ORDER BY id DESC LIMIT 1").split("|")
        file = EVIDENCE / name
        hold(
            oct(file.stat().st_mode), (file.owner(), file.stat().st_mode & 0o777) == ("greencommunity", 0o640)
        )
        got = self.outside.ask(f"/evidence/{key}/", Cookie=session)
        hold(got.headers, got.body == A_PDF and got.headers.get("accept-ranges") == "bytes")
        wanted = {
            "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
            "x-content-type-options": "nosniff",
            "cache-control": "private, no-store",
            "content-type": "application/pdf",
            "x-accel-redirect": None,
        }
        hold(got.headers, {header: got.headers.get(header) for header in wanted} == wanted)
        hold("a stranger", self.outside.ask(f"/evidence/{key}/").status == 302)
        hold("past the site", self.outside.ask(f"/kept-files/{name}", Cookie=session).status == 404)

    def away(self):
        """while gunicorn is away nginx says so, and when it is back it works"""
        run("systemctl", "stop", "greencommunity-site.service")
        told = self.outside.ask("/")
        hold(told, told.status == 503 and "系统暂时停用" in told.text)
        run("systemctl", "start", "greencommunity-site.service")
        until(lambda: self.outside.ask("/login/").status == 200, "the site did not come back")

    def database(self):
        """PostgreSQL runs with the settings of deploy/"""
        wanted = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "max_connections": "60",
        }
        hold(wanted, {name: self.psql(f"SHOW {name}") for name in wanted} == wanted)
        self.used.add("postgresql.conf")

    def jobs(self):
        """every timer's job, once; old nightly backups go, the newest and all others stay"""
        old, before = BACKUPS / "nightly-2026-01-01-023000.zip", BACKUPS / "before-0.1.0-20260101000000.zip"
        for path in (old, before):
            path.touch()
            os.utime(path, (0, 0))
        run("systemctl", "is-active", "greencommunity-tasks.service")
        for timer in sorted(UNITS.glob("greencommunity-*.timer")):
            run("systemd-analyze", "calendar", _value(timer, "OnCalendar"))
            run("systemctl", "start", _value(timer, "Unit"))
            self.used.add(f"systemd/{timer.name}")
        kept = sorted(path.name for path in BACKUPS.iterdir())
        hold(kept, len(kept) == 2 and kept[0] == before.name and kept[1].startswith("nightly-2"))
        hold(kept, (BACKUPS / kept[1]).stat().st_mode & 0o777 == 0o600)
        before.unlink()
        self.used.add("backup")

    def logs(self):
        """nginx's log turns over and goes on, without queries; the times kept are half a year at least"""
        self.outside.ask("/login/?next=/secret-name/")
        run("logrotate", "--force", "/etc/logrotate.d/greencommunity")
        old = next(LOGS.glob("access.log-*")).read_text()
        hold(old[-500:], f"{OUTSIDE} " in old and "/login/" in old and "secret-name" not in old)
        self.outside.ask("/login/?after=turning")
        until(
            lambda: "GET /login/" in (LOGS / "access.log").read_text(),
            "nginx does not write into the new log",
        )
        turns = int(re.search(r"rotate (\d+)", Path("/etc/logrotate.d/greencommunity").read_text())[1])
        read = run("systemd-analyze", "cat-config", "systemd/journald.conf")
        days = run("systemd-analyze", "timespan", re.findall(r"^MaxRetentionSec=(.+)$", read, re.M)[-1])
        kept = int(re.search(r"μs: (\d+)", days)[1]) / 86_400e6
        hold((turns, kept), turns >= HALF_A_YEAR and kept >= HALF_A_YEAR)
        self.used |= {"logrotate.conf", "journald.conf"}

    # --- before and after an upgrade ----------------------------------------------------------------------------

    def psql(self, question):
        return run(
            "runuser", "-u", "postgres", "--", "psql", "-XtA", "-c", question, "greencommunity", cwd="/"
        ).strip()

    def contents(self):
        """The rows that people made, and the kept files."""
        tables = (
            "districts_user",
            "scoring_scoresheet",
            "scoring_itemscore",
            "scoring_evidence",
            "reports_receipt",
        )
        rows = {
            table: self.psql(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t")
            for table in tables
        }
        return rows, sorted(str(path) for path in EVIDENCE.rglob("*") if path.is_file())

    def same(self, before):
        now = self.contents()
        hold(f"{before[0]} became {now[0]}", now == before)
        left = self.psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'greencommunity_left_%'")
        hold(
            "what was written since is not kept",
            left == "1" and list(Path("/srv/greencommunity").glob("evidence-left-*")),
        )

    def write_something(self):
        """What a roll back must say it loses: an account, and a file beside no row."""
        run("greencommunity", "add_administrator", "wang.fang", "王芳", "--another")
        (EVIDENCE / "since").touch()

    def runs(self, version, *, tables):
        """The site answers as this release, and the database has these tables of the trial's migration."""
        hold(version, os.readlink("/srv/greencommunity/current").endswith(f"/{version}"))
        there = self.psql("SELECT tablename FROM pg_tables WHERE tablename LIKE 'trial_%'")
        hold(there, set(there.split()) == tables)
        hold(version, self.outside.ask("/login/").status == 200)


def _value(unit, key):
    return re.search(rf"^{key}=(.+)$", unit.read_text(), re.M)[1]
