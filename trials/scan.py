"""Two scanners nobody here wrote, wapiti and sqlmap, against the site as it runs in production (its settings, gunicorn, TLS),
with a person of each role signed in. Every finding is printed; one above informational fails.

    make scan                                     (every role, at most SECONDS for each, 300 unless told)
    python -m trials.scan --tools DIRECTORY --seconds N --roles editor,reviewer
"""

import argparse
import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from .place import Site, SqliteFile, a_folder, as_in_production, settle_in

ROLES = {
    "nobody": None,
    "editor": "xiangshan-editor",
    "street": "xiangshan-street",
    "lead": "xiangshan-lead",
    "reviewer": "reviewer1",
    "city": "citylead",
    "department": "dept-shengtai",
    "administrator": "admin",
    "auditor": "auditor",
}
# Not asked: what needs a host outside (ssrf, xxe, log4shell), lists fetched from outside (nikto, wapp, cms), the machine's own
# certificate (ssl), guessing passwords (brute_login_form: the lockout has tests of its own).
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,shellshock,sql,timesql,"
    "upload,xss"
)
LEVELS = {0: "informational", 1: "low", 2: "medium", 3: "high", 4: "critical"}
# A person who sends these is signed out, and the scan with him.
LEAVES = ("districts:sign_out", "districts:sign_out_everywhere", "districts:password")


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--tools", required=True, type=Path, help="where wapiti and sqlmap are")
    ask.add_argument("--seconds", type=int, default=300, help="for each role, both scanners together")
    ask.add_argument("--roles", default=",".join(ROLES))
    ask.add_argument("--communities", type=int, default=40)
    asked = ask.parse_args()
    with a_folder() as folder:
        as_in_production(folder)
        settle_in(SqliteFile(folder), folder, environment="production")
        from django.core.management import call_command

        from . import world

        call_command("collectstatic", interactive=False, verbosity=0)
        world.build(savers=0, communities=asked.communities)
        with Site(folder, tls=True) as site:
            found, unsaid = scan_all(site, folder, asked)
            faults = site.said("Traceback (most recent call last)")
    for line in in_lines(found):
        print(line)
    serious = [each for each in found if each.level > 0]
    print(f"{len(found)} findings, {len(serious)} above informational; {faults} tracebacks in the site's log")
    return 1 if serious or faults or unsaid else 0


def scan_all(site, folder, asked):
    """Returns (the findings of every role, the roles whose scan says nothing)."""
    found, unsaid = [], []
    for role in asked.roles.split(","):
        try:
            found += scan(site, role, folder, asked)
        except Unsaid as why:
            print(f"{role}: the scan says nothing: {why}", flush=True)
            unsaid.append(role)
    return found, unsaid


def in_lines(found):
    """Findings above informational one by one; of the others one line for each kind, with the first address."""
    kinds = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for same in sorted(kinds.values(), key=lambda same: -same[0].level):
        yield f"{same[0]}" + (f", and {len(same) - 1} more" if len(same) > 1 else "")


class Unsaid(Exception):
    """Why the scan of a role says nothing."""


class Finding:
    """What a scanner says about an address."""

    def __init__(self, role, tool, level, what, where):
        self.role, self.tool, self.level, self.what, self.where = role, tool, level, what, where

    @property
    def kind(self):
        """What of informational findings is told once; wapiti names the address in what it found, too."""
        return (
            (self.what, self.where)
            if self.level
            else (re.sub(r" on https://\S+.*", "", self.what), self.tool)
        )

    def __str__(self):
        return f"{LEVELS.get(self.level, self.level)}: {self.what} | {self.where} | {self.tool}, {self.role}"


def scan(site, role, folder, asked):
    """Both scanners as one role, one after the other. Returns the findings."""
    from django.urls import reverse

    from districts.models import User

    from .person import Person

    username = ROLES[role]
    person = Person(User.objects.get(username=username) if username else None, site.port, tls=True)
    addresses, asked_with = crawl(person, limit=400)
    here = folder / role
    here.mkdir()
    half = asked.seconds // 2
    left_alone = [f"{person.base}{reverse(name)}" for name in LEAVES]
    found, seen = wapiti(person, role, addresses, left_alone, here, asked.tools, half)
    more, tested = sqlmap(person, role, asked_with, here, asked.tools, half)
    if username and person.get("/").status != 200:
        raise Unsaid("signed out in the middle")
    if not seen or (asked_with and not tested):
        raise Unsaid("a scanner asked nothing")
    print(
        f"{role}: {len(addresses)} pages crawled; wapiti asked {seen} addresses, sqlmap got through {tested} of {len(asked_with)} with a query",
        flush=True,
    )
    return found + more


def crawl(person, limit):
    """Follow the links from the front page. Returns (the pages found, those addresses that carry a query), each shape once."""
    import lxml.html

    waiting, shapes, pages, queries = ["/", "/login/", "/public/", "/notice/"], set(), [], []
    while waiting and len(pages) < limit:
        address = waiting.pop(0)
        parts = urlsplit(address)
        shape = (
            re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+", "N", parts.path),
            frozenset(re.findall(r"([^&=]+)=", parts.query)),
        )
        if shape in shapes:
            continue
        shapes.add(shape)
        answer = person.get(address)
        if answer.status != 200 or "<html" not in answer.text[:300]:
            continue
        pages.append(address)
        if parts.query:
            queries.append(address)
        page = lxml.html.fromstring(answer.text)
        page.make_links_absolute(person.base + address)
        links = [urlsplit(link.get("href")) for link in page.iter("a") if link.get("href")]
        waiting += [
            f"{link.path}?{link.query}".rstrip("?")
            for link in links
            if link.netloc == urlsplit(person.base).netloc
        ]
    return pages, queries


def wapiti(person, role, addresses, left_alone, here, tools, seconds):
    """Returns (findings, how many addresses it asked)."""
    report = here / "wapiti.json"
    command = [
        str(tools / "wapiti"),
        "-u",
        f"{person.base}/",
        "-m",
        MODULES,
        "--scope",
        "domain",
        "-f",
        "json",
        "-o",
        str(report),
    ]
    command += [
        "--store-session",
        str(here),
        "--store-config",
        str(here),
        "--flush-session",
        "--no-bugreport",
        "--drop-set-cookie",
    ]
    command += ["--max-scan-time", str(seconds // 4), "-S", "normal"]
    command += ["--max-attack-time", str(max(2, seconds * 3 // 4 // (MODULES.count(",") + 1)))]
    command += ["-H", f"Cookie: {person.headers['Cookie']}", "-dr", "1", "--tasks", "4", "-v", "1"]
    command += [part for address in addresses for part in ("-s", person.base + address)]
    command += [part for address in left_alone for part in ("-x", address)]
    log = here / "wapiti.log"
    # Now and then it falls over a store of its own; once more is enough.
    if not any(run(command, log, seconds * 2) and report.exists() for _try in range(2)):
        raise Unsaid(f"wapiti gave no report; it said\n{log.read_text()[-2000:]}")
    said = json.loads(report.read_text())
    found = [
        Finding(
            role,
            "wapiti",
            each["level"],
            f"{name}: {each['info']}",
            f"{each['method']} {each['path']} {each['parameter']}",
        )
        for part in ("vulnerabilities", "anomalies", "additionals")
        for name, listed in said[part].items()
        for each in listed
    ]
    return found, said["infos"]["crawled_pages_nbr"]


def sqlmap(person, role, addresses, here, tools, seconds):
    """Returns (findings, how many addresses it got through)."""
    if not addresses:
        return [], 0
    targets = here / "targets"
    targets.write_text("".join(f"{person.base}{address}\n" for address in addresses))
    command = [
        str(tools / "sqlmap"),
        "-m",
        str(targets),
        "--batch",
        "--level",
        "1",
        "--risk",
        "1",
        "--technique",
        "BEU",
    ]
    command += [
        "--cookie",
        person.headers["Cookie"],
        "--output-dir",
        str(here / "sqlmap"),
        "--disable-coloring",
        "--threads",
        "4",
    ]
    command += ["--dbms", "SQLite", "--skip-static", *(["--smart"] if seconds < 60 else [])]
    log = here / "sqlmap.log"
    run(command, log, seconds)
    results = (here / "sqlmap").glob("results-*.csv")
    rows = [row for file in results for row in csv.DictReader(file.open())]
    found = [
        Finding(
            role, "sqlmap", 3, f"injectable: {row['Technique(s)']}", f"{row['Target URL']} {row['Parameter']}"
        )
        for row in rows
    ]
    return found, len(re.findall(r"testing URL|URL [0-9]+:", log.read_text(errors="replace")))


def run(command, log, seconds):
    """Run a scanner, at most so long; what it prints goes to the log. Returns whether it came to its end by itself: sqlmap goes
    through its list as far as it gets, which is printed."""
    with open(log, "w") as out:
        try:
            subprocess.run(command, stdout=out, stderr=out, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            out.write("\nstopped: its time was over\n")
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
