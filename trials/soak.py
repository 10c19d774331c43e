"""Rounds of writes in the middle of which workers are killed (-9) and the database crashes; after each round every
acknowledged write must be there, once, whole, and nothing else.

    make soak                                   (20 rounds of 2,000 writes on SQLite and on PostgreSQL)
    python -m trials.soak --database sqlite|postgres|ADDRESS --rounds N --writes N
"""

import argparse
import io
import os
import sys
import threading
import time

from .place import Site, a_folder, database_for, settle_in

# One write in twenty is a list sent back or handed in again, two a decision, five an upload, the rest are saves.
SHARES = {"lists": 0.05, "decisions": 0.10, "uploads": 0.25}
KILLS = 12  # workers of a round
CRASHES = 2  # of everything: the database, the site's master and workers


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--database", default="sqlite")
    ask.add_argument("--rounds", type=int, default=20)
    ask.add_argument("--writes", type=int, default=2000)
    ask.add_argument("--people", type=int, default=80, help="a person may upload 300 files in ten minutes")
    ask.add_argument("--communities", type=int, default=220)
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        os.environ["EVIDENCE_MAX_FILES"] = "200"  # the few items of one district take a soak's thousands
        settle_in(database, folder)
        with Site(folder) as site:
            return soak(database, site, asked)


def soak(database, site, asked):
    from django.core.management import call_command
    from django.db import connections

    from . import reckoning, world
    from .acts import ACKNOWLEDGED, REFUSED, UNKNOWN, Ledger

    begun = time.monotonic()
    city = world.build(savers=asked.people, communities=asked.communities)
    ledger, before = Ledger(), reckoning.standing()
    people = people_of(city, ledger, site.port)
    print(
        f"{database.kind}: a city of {asked.communities} communities in {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    for number in range(1, asked.rounds + 1):
        already, begun = ledger.count(ACKNOWLEDGED), time.monotonic()
        Round(database, site, people, ledger, asked.writes).run()
        seconds = time.monotonic() - begun
        connections.close_all()
        landed = reckoning.reckon(ledger, before)
        if ledger.pages.keys() - {"away"}:
            said = site.log.read_text(errors="replace").partition("Internal Server Error")[2][:20_000]
            raise reckoning.Wrong(f"answers above 499 without the plain page: {ledger.pages}; {said}")
        call_command("seal_audit", stdout=io.StringIO())
        print(
            f"round {number}: {ledger.count(ACKNOWLEDGED) - already} writes acknowledged in {seconds:.0f} s; so far "
            f"{ledger.count(UNKNOWN)} answers lost, {sum(landed.values())} of those written, "
            f"{ledger.pages['away']} times the page for a database that is away; "
            f"{ledger.count(REFUSED)} refused",
            flush=True,
        )
    call_command("verify_audit")
    left = sweep_twice()
    for kind, counts in sorted(ledger.counts().items()):
        print(
            f"{kind}: {counts[ACKNOWLEDGED]} acknowledged, {counts[UNKNOWN]} lost answers, {counts[REFUSED]} refused"
        )
    print(
        f"{database.kind}: {asked.rounds} rounds, {site.killed} workers killed, {CRASHES * asked.rounds} crashes of everything, "
        f"{ledger.count(ACKNOWLEDGED)} acknowledged writes all there, once, whole; "
        f"{left} files without a row swept, none left; “database is locked”: {site.said('database is locked')}"
    )
    return 0


def people_of(city, ledger, port):
    """Share -> the people who make it up, each with one thing he does over and over."""
    from . import acts
    from .person import Person

    half = len(city.savers) // 2
    return {
        "saves": [acts.Save(ledger, Person(user, port), items) for user, items in city.savers[:half]],
        "uploads": [acts.Upload(ledger, Person(user, port), items) for user, items in city.savers[half:]],
        "decisions": [acts.Decide(ledger, Person(user, port), entries) for user, entries in city.deciders],
        "lists": [
            acts.HandInAgain(
                acts.SendBack(ledger, Person(of_city, port), submission),
                acts.Submit(ledger, Person(of_district, port), submission),
            )
            for of_district, of_city, submission in city.leads
        ],
    }


def sweep_twice():
    """Returns how many files without a row a first sweep took away; a second finds none."""
    from datetime import timedelta

    from greencommunity.kept_files import sweep

    from .reckoning import Wrong

    gone, missing = sweep(timedelta(0))
    if missing or sweep(timedelta(0)) != ([], []):
        raise Wrong("files and rows do not match after a sweep")
    return len(gone)


class Writes:
    """So many acknowledged writes, each share by its people."""

    def __init__(self, people, ledger, writes):
        from .acts import ACKNOWLEDGED

        self.people, self.ledger, self.writes, self.faults = people, ledger, writes, []
        self.already = ledger.count(ACKNOWLEDGED)

    def run(self):
        wanted = {share: round(self.writes * part) for share, part in SHARES.items()}
        wanted["saves"] = self.writes - sum(wanted.values())
        threads = [
            threading.Thread(
                target=self._work, args=(person, share_of(wanted[share], place, len(group))), daemon=True
            )
            for share, group in self.people.items()
            for place, person in enumerate(group)
        ]
        for thread in threads:
            thread.start()
        self.meanwhile(threads)
        for thread in threads:
            thread.join()
        if self.faults:
            raise self.faults[0]

    def meanwhile(self, threads):
        """What happens to the place while they write."""

    def wait_for(self, part, threads):
        """Until this part of the writes is acknowledged."""
        from .acts import ACKNOWLEDGED

        due = self.already + round(self.writes * part)
        while self.ledger.count(ACKNOWLEDGED) < due and any(each.is_alive() for each in threads):
            time.sleep(0.01)

    def _work(self, person, times):
        try:
            done, tries = 0, 0
            while done < times:
                tries += 1
                if tries > 50 * times:
                    raise RuntimeError(f"{type(person).__name__}: {tries} tries and only {done} acknowledged")
                done += person.once()
        except Exception as fault:  # told by the round
            self.faults.append(fault)


class Round(Writes):
    """Kills and crashes at fixed counts of the writes."""

    def __init__(self, database, site, people, ledger, writes):
        super().__init__(people, ledger, writes)
        self.database, self.site, self.crashed = database, site, 0

    def run(self):
        killed = self.site.killed
        super().run()
        if (self.site.killed - killed, self.crashed) != (KILLS, CRASHES):
            raise RuntimeError(f"{self.site.killed - killed} workers killed, {self.crashed} crashes")

    def meanwhile(self, threads):
        """Between the first write and the last, evenly: workers killed, and in their middle everything crashed."""
        harms = [
            self._crash if place in self._crash_places() else self.site.kill_one
            for place in range(KILLS + CRASHES)
        ]
        for place, harm in enumerate(harms, start=1):
            self.wait_for(place / (len(harms) + 1), threads)
            harm()

    def _crash_places(self):
        return {(KILLS + CRASHES) * part // (CRASHES + 1) for part in range(1, CRASHES + 1)}

    def _crash(self):
        """The database under running workers, then all of them, then the site comes up again."""
        self.database.crash()
        self.site.kill_all()
        self.site.start()
        self.crashed += 1


def share_of(whole, place, of):
    return whole // of + (place < whole % of)


if __name__ == "__main__":
    sys.exit(main())
