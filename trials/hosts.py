"""Two hosts behind nginx that share a database and a bucket. In the middle of people's saves and uploads one is killed, then comes back as a
machine set up anew: every acknowledged write is there once and whole, people go on through the other host without signing in again,
and nothing was kept on a host.

    python -m trials.hosts --rounds N --writes N
"""

import argparse
import io
import os
import re
import sys
import time
from collections import Counter

from .balanced import Balancer, Bucket, Host
from .place import Cluster, a_folder, settle_in, until
from .soak import Writes, people_of, sweep_twice

QUIET = (
    1  # second in which nothing goes through nginx: everybody waits for the host that is about to be killed
)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--rounds", type=int, default=6)
    ask.add_argument("--writes", type=int, default=1000)
    ask.add_argument("--people", type=int, default=40)
    ask.add_argument("--communities", type=int, default=220)
    asked = ask.parse_args()
    with a_folder() as folder, Cluster(folder) as database, Bucket(folder) as bucket:
        os.environ |= {"EVIDENCE_MAX_FILES": "200"} | bucket.settings()
        settle_in(database, folder)
        from . import world

        city = world.build(savers=asked.people, communities=asked.communities)
        with Host(folder, "a") as one, Host(folder, "b") as other, Balancer(folder, [one, other]) as balancer:
            trial(balancer, city, asked)
        if (folder / "evidence").exists():
            raise RuntimeError("evidence came onto this machine's disk")
    return 0


def trial(balancer, city, asked):
    from django.core.management import call_command
    from django.db import connections

    from . import reckoning
    from .acts import ACKNOWLEDGED, UNKNOWN, Ledger

    begin_at_one_end_at_another(balancer.hosts, city)
    ledger, before = Ledger(), reckoning.standing()
    people, cut_off = people_of(city, ledger, balancer.port), 0
    for number in range(asked.rounds):
        killed = balancer.hosts[number % 2]
        one = Kill(balancer, killed, people, ledger, asked.writes * 2 // 3)
        one.run()
        one.set_up_anew()
        Writes(people, ledger, asked.writes - one.writes).run()
        connections.close_all()
        landed = reckoning.reckon(ledger, before)
        one.check()
        cut_off += len(one.cut_off)
        print(f"round {number + 1}: {one.told()}", flush=True)
    for command in ("seal_audit", "verify_audit"):
        call_command(command, stdout=io.StringIO())
    swept, passed = sweep_twice(), balancer.passed()
    retried = Counter(one.method for one in passed if one.sent_to > 1)
    if retried.keys() - {"GET"}:
        raise reckoning.Wrong(f"sent to a second host after the first: {retried}")
    if ledger.pages != {"cut off": cut_off} or ledger.count(UNKNOWN) != cut_off:
        raise reckoning.Wrong(f"{cut_off} writes were cut off, and people were told {ledger.pages}")
    print(
        f"{asked.rounds} times a host killed and set up anew, {len(passed)} requests through nginx; "
        f"{ledger.count(ACKNOWLEDGED)} acknowledged writes all there, once, whole; {ledger.count(UNKNOWN)} answers lost, "
        f"each of a request that was with the killed host, {sum(landed.values())} of those written; {retried['GET']} looks and no "
        f"write sent to the other host instead; {swept} files without a row swept, none left; no file kept on a host"
    )


def begin_at_one_end_at_another(hosts, city):
    """One session: a workbook is checked by one host, looked at with the other and confirmed with the first again."""
    from scoring.models import WorkbookUpload

    from .person import Person
    from .reckoning import Wrong

    (user, _items), (one, other) = city.savers[0], hosts
    person = Person(user, one.port)
    content = a_filled_workbook(user, city.year)
    look = person.post(
        f"/{city.year.number}/workbook/back/", files={"file": ("评分工作簿.xlsx", content)}
    ).location
    person.port = other.port
    asked = dict(
        re.findall('<input type="hidden" name="(seen|sheets|rows)" value="([^"]*)">', person.shown(look))
    )
    person.port = one.port
    answer = person.post(f"{look}confirm/", **asked)
    if answer.status != 302 or not WorkbookUpload.objects.get().brought_back_at:
        raise Wrong(f"a workbook checked at one host is not confirmed at the other: {answer}")
    print("a workbook checked at one host, seen at the other and confirmed, in one session", flush=True)


def a_filled_workbook(user, year):
    """The bytes of the workbook this person downloads, with one item of the first community filled in."""
    import openpyxl

    from scoring.models import Stage
    from scoring.workbook import layout
    from scoring.workbook.export import export_workbook

    file = io.BytesIO()
    export_workbook(user, district=user.district, year=year, stage=Stage.INITIAL, file=file)
    book = openpyxl.load_workbook(file)
    rows = book[layout.ENTRY]
    for cell in rows[1]:
        if layout.column_key(cell.value or "") in ("5a", "5b", "5c"):
            rows.cell(2, cell.column).value = "否"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Kill(Writes):
    """Half of the writes with both hosts, then one is killed in the middle of what it does, and the rest is the other's."""

    def __init__(self, balancer, killed, people, ledger, writes):
        super().__init__(people, ledger, writes)
        self.balancer, self.killed = balancer, killed
        (self.other,) = set(balancer.hosts) - {killed}
        self.begun = self._so_far()

    def meanwhile(self, threads):
        self.wait_for(1 / 2, threads)
        self.killed.freeze()  # in the middle of whatever it does
        until(self._all_wait, "people go on, although one host does not answer")
        self.killed_at = self._so_far()
        self.seconds = self._kill_until_the_next_is_acknowledged()
        if (ready := self.other.get("/health/ready")) != 200:
            raise RuntimeError(f"the other host is not ready: {ready}")

    def set_up_anew(self):
        """The killed host comes back, and nginx gives it work again."""
        self.found, self.alone_until = self.killed.kept(), self._so_far()
        self.killed.start()
        until(lambda: self.balancer.answers_from(self.killed), "the host set up anew gets no request")
        self.back_at = self._so_far()

    def _all_wait(self):
        so_far = self._so_far()
        time.sleep(QUIET)
        return self._so_far() == so_far

    def _kill_until_the_next_is_acknowledged(self):
        from .acts import ACKNOWLEDGED

        # Counted while everybody waits: on a quick machine all is written before the last process of the host is gone.
        so_far, begun = self.ledger.count(ACKNOWLEDGED), time.monotonic()
        self.killed.kill_all()
        until(
            lambda: self.ledger.count(ACKNOWLEDGED) > so_far, "nobody's write was acknowledged after the kill"
        )
        return time.monotonic() - begun

    def _so_far(self):
        return len(self.balancer.passed())

    def check(self):
        """Raise Wrong where something of a host was lost with it, or somebody else felt the kill."""
        from .reckoning import Wrong

        if kept := [*self.found, *self.killed.kept(), *self.other.kept()]:
            raise Wrong(f"kept on a host: {kept[:5]}")
        passed = self.balancer.passed()
        self.parts = {
            "both": passed[self.begun : self.killed_at],
            "one": passed[self.killed_at : self.alone_until],
            "both again": passed[self.back_at :],
        }
        self.cut_off = [one for one in passed[self.begun :] if one.status > 499]
        if strange := [
            one
            for one in self.cut_off
            if (one.method, one.status, one.tried) != ("POST", 502, ((self.killed.port, True),))
        ]:
            raise Wrong(f"answers above 499 that the kill does not explain: {strange[:5]}")
        if not self.cut_off:
            raise Wrong("nothing was with the host when it was killed")
        for part in ("both", "both again"):
            if not self._by(part)[self.killed.port]:
                raise Wrong(f"the killed host answered nothing of “{part}”")

    def _by(self, part):
        return Counter(one.answered_by for one in self.parts[part] if one.status < 500)

    def told(self):
        shares = "; ".join(
            f"{part}: {self._by(part)[self.killed.port]} answers of the killed host, {self._by(part)[self.other.port]} of the other"
            for part in self.parts
        )
        return f"host {self.killed.name} killed with {len(self.cut_off)} writes in it, the next acknowledged {self.seconds:.2f} s later; {shares}"


if __name__ == "__main__":
    sys.exit(main())
