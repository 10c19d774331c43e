"""A year's scores in long form, for all the sheets of the last year, beside writing as many of the same cells with the same library from
memory: seconds, ratio, and how much memory the export needs beyond what the site has anyway. Each measured in a process of its own.

    .venv/bin/python -m bench.long_form [--communities 118000 --districts 3000] [--database postgres://…]
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import chain, cycle, islice, repeat

from trials.place import REPOSITORY, a_folder, database_for, settle_in

TIMES = 3
SAMPLE = 5000  # rows of the floor that differ


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--communities", type=int, default=659)
    ask.add_argument("--districts", type=int)
    ask.add_argument("--database", default="postgres")
    ask.add_argument("--times", type=int, default=TIMES)
    ask.add_argument("--job", nargs=2, help="what a process of its own does: ours or floor, csv or xlsx")
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        settle_in(database, folder)
        if asked.job:
            print(json.dumps(JOBS[asked.job[0]](asked.job[1])))
            return 0
        build(asked)
        print("| file | rows | ours | floor | ratio | memory |\n|---|---|---|---|---|---|")
        for kind in ("csv", "xlsx"):
            print(
                line(kind, [[measured(job, kind, database.url) for job in JOBS] for _ in range(asked.times)])
            )
    return 0


def build(asked):
    size = ["--communities", str(asked.communities)]
    size += ["--districts", str(asked.districts)] if asked.districts else []
    command = [sys.executable, "manage.py", "demo", "--no-server", *size]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)


def measured(job, kind, url):
    command = [sys.executable, "-m", "bench.long_form", "--database", url, "--job", job, kind]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def line(kind, rounds):
    """The round with the middle ratio; of the memory the most."""
    rounds.sort(key=lambda pair: pair[0]["seconds"] / pair[1]["seconds"])
    ours, floor = rounds[len(rounds) // 2]
    most = max(pair[0]["memory"] for pair in rounds)
    return (
        f"| {kind} | {ours['rows']:,} | {ours['seconds']:.1f} s | {floor['seconds']:.1f} s | "
        f"{ours['seconds'] / floor['seconds']:.2f} | {most} MB |"
    )


# --- in a process of its own -----------------------------------------------------------------------------------


def table():
    from districts.models import Role, User, Year
    from scoring.long_form import long_form
    from scoring.queries import scored_sheets

    year = Year.objects.order_by("number").last()
    lead = User.objects.filter(role=Role.CITY_LEAD).first()
    return long_form(scored_sheets(lead, year), year, place="全市", narrowed="")


def ours(kind):
    from districts.exports import csv_file, xlsx_file

    made = table()
    before, begun = memory(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        if kind == "csv":
            file.writelines(csv_file.csv_pieces(made))
        else:
            xlsx_file.write_xlsx(made, file)
    return {"rows": made.count, "seconds": time.perf_counter() - begun, "memory": memory() - before}


def floor(kind):
    """Rows of the same values in the same number; nothing is asked of the database, nothing is checked."""
    from districts.exports.table import clean

    made = table()
    sample = [[clean(value) for value in row] for row in islice(made.rows, SAMPLE)]
    rows = (row for row, _n in zip(cycle(sample), repeat(None, made.count), strict=False))
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        FLOORS[kind](chain([[column.head for column in made.columns]], rows), file)
    return {"rows": made.count, "seconds": time.perf_counter() - begun}


def plain_csv(rows, file):
    import codecs
    import csv

    csv.writer(codecs.getwriter("utf-8")(file)).writerows(rows)


def plain_xlsx(rows, file):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    while part := list(islice(rows, 1)):
        sheet = book.create_sheet()
        for row in chain(part, islice(rows, 1_048_575)):
            sheet.append(row)
    book.save(file)


def memory():
    """The most this process ever needed, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


JOBS = {"ours": ours, "floor": floor}
FLOORS = {"csv": plain_csv, "xlsx": plain_xlsx}

if __name__ == "__main__":
    sys.exit(main())
