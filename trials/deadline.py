"""The last day: two hundred people of ten districts open, save and upload, and ten leads hand in before it is over; in turn the
same people ask for the floors (bench.floors). Exit status 1 when an answer is above 499 or does not come, when an acknowledged
write is missing, when a save lost the one before it, or when a list was not handed in.

    make deadline
    python -m trials.deadline --database sqlite|postgres|ADDRESS --minutes 10 --people 200
"""

import argparse
import io
import os
import sys

from .place import Site, a_folder, as_in_production, database_for, settle_in

WORKERS, THREADS = 3, 4  # deploy/systemd/greencommunity-site.service
ROUNDS = 3  # of floor and site in turn, without a thought
AIM_RATE, AIM_P99 = 0.5, 2


def main():
    ask = argparse.ArgumentParser(description=__doc__.partition(";")[0])
    ask.add_argument("--database", default="postgres")
    ask.add_argument(
        "--minutes", type=float, default=10, help="of the day; the floors take half as long again"
    )
    ask.add_argument("--people", type=int, default=200, help="a lead and editors in each of ten districts")
    ask.add_argument("--communities", type=int, default=659)
    ask.add_argument(
        "--think", type=float, default=8, help="seconds between two acts of a person, on average"
    )
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        as_in_production(folder)
        settle_in(database, folder, environment="production", settings="trials.deadline_settings")
        from . import last_day

        city = last_day.build(people=asked.people, communities=asked.communities)
        with Site(folder, workers=WORKERS, threads=THREADS) as site:
            return deadline(database, site, city, asked)


def deadline(database, site, city, asked):
    from django.db import connections

    from districts.models import Event

    from . import reckoning
    from .acts import Ledger
    from .crew import Crew

    ledger, before, since = Ledger(), reckoning.standing(), Event.objects.latest("pk").pk
    crew = Crew(site.port, city, ledger, asked.think)
    print(
        f"{database.kind}, {len(city.offices)} districts, {asked.communities} communities, {len(crew.editors)} people; gunicorn with "
        f"{WORKERS} workers of {THREADS} threads, settings of production; load average before {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    phases = run(crew, site, 60 * asked.minutes)
    connections.close_all()
    for phase in phases.values():
        print("\n".join(phase.table()), flush=True)
    if asked.think:
        print(
            f"\nat a pause of {asked.think:g} s, and answers that take no time, {len(crew.editors) / asked.think:.1f} requests a second"
        )
    print("\n".join(ratios(phases)))
    landed = reckoning.reckon(ledger, before)
    links = reckoning.saves_follow_each_other(city.items(), since=since)
    return told(phases, ledger, links, landed, lists=len(city.offices))


def run(crew, site, seconds):
    """Without a thought, floor and site in turn; then at a person's pace the floors, the day, the floors again. Returns the
    phases by name."""
    from django.core.management import call_command

    from .stopwatch import Machine, Phase

    def seal():  # as its job does, every ten minutes
        call_command("seal_audit", stdout=io.StringIO())

    warm, *phases = [
        Phase("warming up, compared with nothing", [*crew.at_the_floors, *crew.savers], seconds / 60),
        Phase(UPDATES, crew.updaters, seconds / 30),
        Phase(SAVES, crew.savers, seconds / 30),
        Phase(PLAIN, crew.without_scripts, seconds / 30),
        Phase(FLOORS, crew.at_the_floors, seconds / 6),
        Phase(DAY, [*crew.leads, *crew.editors_alone], seconds),
    ]
    updates, saves, plain, floors, day = phases
    machine = Machine(site)
    warm.run(machine)
    for _round in range(ROUNDS):
        updates.run(machine)
        saves.run(machine)
        plain.run(machine)
    floors.run(machine)
    day.run(machine, meanwhile=seal)
    floors.run(machine)
    seal()
    call_command("verify_audit")
    return {phase.name: phase for phase in (warm, *phases)}


UPDATES, SAVES = "the floor's update without a thought", "saves without a thought"
PLAIN = f"{SAVES}, by a page without scripts"
FLOORS, DAY = "the floors at a person's pace", "the day"


def ratios(phases):
    """What the site is held against, with its aims."""
    from .stopwatch import FLOOR_LIST, FLOOR_ROWS, FLOOR_UPDATE, LIST, SAVE, SHEET

    updates = phases[UPDATES]
    for saves in (phases[SAVES], phases[PLAIN]):
        rounds = ", ".join(
            f"{one / other:.2f}" for one, other in zip(saves.rounds, updates.rounds, strict=True)
        )
        yield (
            f"{saves.name}: {saves.rate():.1f} a second beside {updates.rate():.1f} updates: "
            f"{saves.rate() / updates.rate():.2f} ({rounds}; aim: at least {AIM_RATE})"
        )
        yield _p99(saves.name, saves, SAVE, updates, FLOOR_UPDATE) + f" (aim: at most {AIM_P99})"
    day, floors = phases[DAY], phases[FLOORS]
    yield _p99(DAY, day, SAVE, floors, FLOOR_UPDATE) + f" (aim: at most {AIM_P99})"
    yield _p99(DAY, day, SHEET, floors, FLOOR_ROWS)
    yield _p99(DAY, day, LIST, floors, FLOOR_LIST)


def _p99(name, phase, kind, floors, floor):
    ours, least = phase.p99(kind), floors.p99(floor)
    ratio = f"{ours / least:.2f}" if least else "not asked for"
    return f"{name}, {kind}: p99 {1000 * ours:.0f} ms; {floor}: {1000 * least:.0f} ms: {ratio}"


def told(phases, ledger, links, landed, *, lists):
    """Print what was kept and what was not. Returns the exit status."""
    from .acts import ACKNOWLEDGED, CONFLICT
    from .reckoning import Wrong
    from .stopwatch import SAVE

    done = {kind: len(ledger.of(kind, ACKNOWLEDGED)) for kind in ("save", "upload", "submission")}
    if links != done["save"] + landed["save"]:
        raise Wrong(f"{links} saves in the trail, {done['save']} acknowledged")
    unanswered = sum(phase.unanswered() for phase in phases.values())
    quicker = sum(phase.statuses[SAVE][CONFLICT] for phase in phases.values())
    print(
        f"\n{links} saves, each from where the one before it ended; {quicker} times somebody was told that another had been quicker; "
        f"{done['upload']} files; {done['submission']} of {lists} lists handed in; every acknowledged write is there, once, whole; "
        f"{unanswered} answers above 499 or none at all"
    )
    return 1 if unanswered or done["submission"] != lists else 0


if __name__ == "__main__":
    sys.exit(main())
