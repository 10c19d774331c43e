"""The national case: every page of the site in a demonstration of 118,000 communities in 3,000 districts over five years, on
PostgreSQL: how long it takes, how many statements, by which plans, and every scan of a whole large table.

    .venv/bin/python -m bench.national --communities 118000 --districts 3000 --years 5
    … --database postgres://…   an address: built there if it is empty, and kept for the next time
"""

import argparse
import logging
import statistics
import subprocess
import sys
import time
from pathlib import Path

from trials.place import REPOSITORY, a_folder, database_for, settle_in

TIMES, PATIENT = 3, 3.0  # a page slower than so many seconds is asked for once


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--communities", type=int, default=118_000)
    ask.add_argument("--districts", type=int)
    ask.add_argument("--years", type=int, default=2)
    ask.add_argument("--database", default="postgres")
    ask.add_argument("--only", default="", help="part of the names of the pages to look at")
    ask.add_argument(
        "--plans", type=Path, help="a file for every statement that scans a large table, or is slow"
    )
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        settle_in(database, folder)
        logging.disable(logging.CRITICAL)  # who may not see a page is told so many times
        build(asked)
        visits = [visit for visit in visits_of(asked.only) if visit.seconds]
        print(f"\n{asked.communities} communities: {sizes()}\n")
        print(table(visits))
        if asked.plans:
            asked.plans.write_text("\n".join(details(visits)))
        else:
            print("\n".join(details(visits)))
    return 0


def build(asked):
    from django.db import connection

    size = ["--communities", str(asked.communities), "--years", str(asked.years)]
    size += ["--districts", str(asked.districts)] if asked.districts else []
    command = [sys.executable, "manage.py", "demo", "--no-server", *size]
    begun = time.perf_counter()
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    print(f"there after {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def sizes():
    """The largest tables and the whole database, in words."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relkind = 'r' AND reltuples > 10000 ORDER BY pg_total_relation_size(oid) DESC"
        )
        large = [f"{name} {rows:,} rows {size}" for name, rows, size in cursor.fetchall()]
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        return f"{'; '.join(large)}; in all {cursor.fetchone()[0]}"


def visits_of(only):
    """A Visit for every page of everybody in PEOPLE who gets to see it."""
    from bench.addresses import addresses
    from bench.visits import Rows, people

    for who, user in people().items():
        for address in addresses(Rows(user)):
            if only in address.name:
                yield visit(who, user, address)


def visit(who, user, address):
    from bench.plans import explain
    from bench.visits import Visit, asked_once

    status, first, heard = asked_once(user, address.path)
    if status != 200:
        return Visit(who, address.name, address.path, status)
    explain(heard)
    seconds = [first]
    if first < PATIENT:
        seconds = [asked_once(user, address.path)[1] for _time in range(TIMES)]
    mid = statistics.median(seconds)
    print(f"{who:9} {address.name:35} {mid * 1000:8.0f} ms {len(heard):4}", file=sys.stderr)
    return Visit(who, address.name, address.path, status, mid, heard)


def table(visits):
    lines = [
        "| page | who | ms | of it SQL | queries | nodes | whole tables read |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in sorted(visits, key=lambda each: (each.page, each.who)):
        lines.append(
            f"| {each.page} | {each.who} | {each.seconds * 1000:.0f} | {each.sql_seconds * 1000:.0f} | {len(each.heard)} | "
            f"{', '.join(each.nodes)} | {', '.join(sorted(each.scanned)) or '–'} |"
        )
    return "\n".join(lines)


def details(visits):
    """The statements that read whole tables or take long, each once."""
    seen = set()
    for each in visits:
        for asked in each.heard:
            slow = asked.seconds > 0.1
            if (asked.scanned or slow) and (each.page, asked.sql) not in seen:
                seen.add((each.page, asked.sql))
                what = f"reads {', '.join(sorted(asked.scanned))}" if asked.scanned else "is slow"
                yield f"\n## {each.page} as {each.who} {what}, {asked.seconds * 1000:.0f} ms\n{asked.sql}\n-- {asked.params}"


if __name__ == "__main__":
    sys.exit(main())
