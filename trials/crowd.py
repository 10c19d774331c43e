"""Two hundred people saving at once: first each his own item, then five of them the same one. No answer above 499, no
“database is locked”, and of the saves of one item each begins where the one before it ended.

    python -m trials.crowd --database sqlite|postgres|ADDRESS
"""

import argparse
import statistics
import sys
import threading
import time

from .place import Site, a_folder, database_for, settle_in

TOGETHER = 5  # people at one item
EACH = {"apart": 5, "together": 2}  # saves of a person in either part
TRIES = 50  # of one save, each refused because somebody was quicker


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--database", default="sqlite")
    ask.add_argument("--people", type=int, default=200)
    ask.add_argument("--communities", type=int, default=659)
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        settle_in(database, folder)
        from . import world

        city = world.build(savers=asked.people, communities=asked.communities)
        with Site(folder, workers=4, threads=8) as site:
            return crowd(database, site, city)


def crowd(database, site, city):
    from districts.models import Event

    from . import reckoning
    from .acts import ACKNOWLEDGED, Ledger
    from .person import Person

    ledger, before, since = Ledger(), reckoning.standing(), Event.objects.latest("pk").pk
    people = [(Person(user, site.port), items) for user, items in city.savers]
    apart = at_once([Saver(ledger, person, items[0], EACH["apart"]) for person, items in people])
    ones = [items[0] for _person, items in people[::TOGETHER]]
    together = at_once(
        [
            Saver(ledger, person, ones[place // TOGETHER], EACH["together"])
            for place, (person, _items) in enumerate(people)
        ]
    )
    reckoning.reckon(ledger, before)
    links = reckoning.saves_follow_each_other([items[0] for _person, items in people], since=since)
    if links != ledger.count(ACKNOWLEDGED) or links != sum(EACH.values()) * len(people):
        raise reckoning.Wrong(f"{links} saves in the trail, {ledger.count(ACKNOWLEDGED)} acknowledged")
    if site.said("database is locked") or ledger.count("unknown"):
        raise reckoning.Wrong(f"{ledger.count('unknown')} answers above 499 or none at all")
    for words, (seconds, times) in (("each his own", apart), (f"{TOGETHER} at one item", together)):
        print(
            f"{database.kind}: {len(people)} people at once, {words}: {len(times)} saves in {seconds:.1f} s; "
            f"median {statistics.median(times):.2f} s, longest {max(times):.2f} s"
        )
    print(
        f"{database.kind}: {links} saves, each from where the one before it ended; {ledger.count('refused')} were told that "
        "somebody had saved before them and saved again; no answer above 499, no “database is locked”"
    )
    return 0


class Saver:
    """Saves an item so many times; told that somebody was quicker, saves again. The time of a save has all its tries in it."""

    def __init__(self, ledger, person, item, saves):
        from .acts import Save

        self.act, self.saves = Save(ledger, person, [item]), saves
        self.times, self.fault = [], None

    def run(self, gate):
        try:
            gate.wait()
            for _save in range(self.saves):
                begun = time.monotonic()
                if not any(self.act.once() for _try in range(TRIES)):
                    raise RuntimeError(f"{TRIES} tries and not saved")
                self.times.append(time.monotonic() - begun)
        except Exception as fault:  # told by at_once
            self.fault = fault


def at_once(savers):
    """Let all begin at the same moment. Returns (seconds until the last was done, seconds of each save)."""
    gate = threading.Barrier(len(savers) + 1)
    threads = [threading.Thread(target=saver.run, args=(gate,), daemon=True) for saver in savers]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.monotonic()
    for thread in threads:
        thread.join()
    for saver in savers:
        if saver.fault:
            raise saver.fault
    return time.monotonic() - begun, [each for saver in savers for each in saver.times]


if __name__ == "__main__":
    sys.exit(main())
