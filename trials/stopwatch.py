"""How long each answer took, by kind of request, in phases in which many work together; and what the machine did meanwhile."""

import os
import statistics
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

from django.urls import resolve

from .person import Person

LIST, SHEET, SAVE = "open the list", "open a sheet", "save an item"
FLOOR_LIST, FLOOR_ROWS, FLOOR_UPDATE = "floor: a plain list", "floor: 17 plain rows", "floor: 17 rows updated"
KINDS = {
    "scoring:communities": LIST,
    "scoring:sheet": SHEET,
    "scoring:item": SAVE,
    "scoring:add_evidence": "upload evidence",
    "reports:submission": "open the submission",
    "reports:save_contact": "save the contact",
    "reports:add_report": "upload the report",
    "reports:check": "open the check page",
    "reports:submit": "hand in",
    "floor_list": FLOOR_LIST,
    "floor_items": FLOOR_ROWS,
    "floor_update": FLOOR_UPDATE,
}
TICKS = os.sysconf("SC_CLK_TCK")


class Timed(Person):
    """A person whose answers are timed by the phase that runs."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = {}  # shared with the copy that sends by script

    def _ask(self, method, path, body=None, content_type=None):
        begun = time.perf_counter()
        answer = super()._ask(method, path, body, content_type)
        self.now["phase"].note(path.partition("?")[0], answer.status, time.perf_counter() - begun)
        return answer


class Phase:
    """So many desks at work together for so many seconds, once or in several rounds. Of each kind: the seconds of its answers,
    and how many came with each status; status 0: none came."""

    def __init__(self, name, desks, seconds):
        self.name, self.desks, self.lasts = name, desks, seconds
        self.seconds, self.statuses = defaultdict(list), defaultdict(Counter)
        self.took, self.used, self.rounds, self.faults = 0, Counter(), [], []
        self.lock = threading.Lock()

    def note(self, path, status, seconds):
        kind = KINDS[resolve(path).view_name]
        with self.lock:
            self.seconds[kind].append(seconds)
            self.statuses[kind][status] += 1

    def run(self, machine, meanwhile=None):
        """meanwhile: what is done beside it when half of it is over."""
        for desk in self.desks:
            desk.person.now["phase"] = self
        before, used, begun = self.answers(), machine.used(), time.monotonic()
        until = begun + self.lasts
        threads = [
            threading.Thread(target=self._work, args=(desk, until), daemon=True) for desk in self.desks
        ]
        for thread in threads:
            thread.start()
        if meanwhile:
            time.sleep(self.lasts / 2)
            meanwhile()
        for thread in threads:
            thread.join()
        took = time.monotonic() - begun
        self.took += took
        self.used += machine.used() - used
        self.rounds.append((self.answers() - before) / took)
        if self.faults:
            raise self.faults[0]

    def _work(self, desk, until):
        try:
            desk.work(until)
        except Exception as fault:  # told by run
            self.faults.append(fault)

    def answers(self):
        return sum(map(len, self.seconds.values()))

    def unanswered(self):
        """How many answers were above 499, or never came."""
        return sum(
            count
            for by in self.statuses.values()
            for status, count in by.items()
            if status == 0 or status >= 500
        )

    def rate(self):
        return self.answers() / self.took

    def p99(self, kind):
        return quantile(self.seconds[kind], 99)

    def table(self):
        """A line for each kind."""
        shares = ", ".join(
            f"{who} {100 * used / self.took / os.cpu_count():.0f} %" for who, used in self.used.items()
        )
        yield f"\n{self.name}: {self.took:.0f} s, {self.rate():.1f} answers a second; of {os.cpu_count()} cores {shares}\n"
        yield "| what | answers | a second | median | p95 | p99 | longest | by status |\n|---|---|---|---|---|---|---|---|"
        for kind in KINDS.values():
            if seconds := self.seconds.get(kind):
                by = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses[kind].items()))
                times = (statistics.median(seconds), quantile(seconds, 95), self.p99(kind), max(seconds))
                shown = " | ".join(f"{1000 * each:.0f} ms" for each in times)
                yield f"| {kind} | {len(seconds)} | {len(seconds) / self.took:.1f} | {shown} | {by} |"


def quantile(seconds, percent):
    """The time within which so many percent of the answers came; 0 where there are none."""
    ordered = sorted(seconds) or [0]
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


class Machine:
    """Who uses the cores: this process, the site's, and everything else (the database, and whoever else is there)."""

    def __init__(self, site):
        self.site = site

    def used(self):
        """Seconds of processor time so far."""
        ours, sites = time.process_time(), sum(map(_used_by, (self.site.master.pid, *self.site.children())))
        ticks = [int(each) for each in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
        busy = (sum(ticks) - ticks[3] - ticks[4]) / TICKS  # all but idle and waiting for a disk
        return _Used({"the site": sites, "this script": ours, "all else": busy - ours - sites})


class _Used(Counter):
    """Differences keep what is nothing."""

    def __sub__(self, other):
        return Counter({who: max(0, used - other[who]) for who, used in self.items()})


def _used_by(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
