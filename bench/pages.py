"""The main actions over HTTP, each beside its floor (bench.floors), served by the same gunicorn in the same run and asked for in
turn: medians, ratios with their spread, and how many queries an action needs.

    make bench
    .venv/bin/python -m bench.pages --database sqlite|postgres
"""

import argparse
import io
import itertools
import statistics
import sys
import time
from copy import copy

from trials.place import Site, a_folder, database_for, settle_in

WARM, TIMES = 5, 40


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--database", default="sqlite")
    ask.add_argument("--communities", type=int, default=659)
    ask.add_argument("--times", type=int, default=TIMES)
    asked = ask.parse_args()
    with a_folder() as folder, database_for(asked.database, folder) as database:
        settle_in(database, folder, settings="bench.settings")
        from trials import world

        city = world.build(savers=4, communities=asked.communities)
        with Site(folder, workers=1, threads=1) as site:
            lines = [*over_http(city, site, asked.times), *in_process(city)]
    print(f"\n{database.kind}, {asked.communities} communities, {asked.times} times each, in turn\n")
    print("| action | median | floor | median | ratio (quartiles) | queries |\n|---|---|---|---|---|---|")
    print("\n".join(lines))
    return 0


def over_http(city, site, times):
    from django.urls import reverse

    from districts.models import Role, User
    from reports.models import Entry
    from scoring.models import ScoreSheet, Stage
    from trials.person import Person

    saver, items = city.savers[0]
    editor, lead = Person(saver, site.port), Person(User.objects.get(role=Role.CITY_LEAD), site.port)
    year = city.year
    initial = ScoreSheet.objects.filter(year=year, stage=Stage.INITIAL)
    # Another sheet of the district each time, or its cards would all have been drawn before.
    sheets = Turns(initial.filter(district=saver.district_id).order_by("pk"))
    districts = list(initial.values_list("district__code", flat=True))
    code = min(set(districts), key=lambda each: abs(districts.count(each) - 66))
    save, by_script = Saving(editor, items[0]), Saving(editor.scripted(), items[1])
    pairs = [
        (
            "open a score sheet",
            lambda: editor.get(sheets.next().get_absolute_url()),
            "17 rows",
            lambda: editor.get(reverse("floor_items", args=[sheets.this.pk])),
        ),
        (
            "save one item",
            save.once,
            "17 rows updated",
            lambda: editor.post(reverse("floor_update", args=[items[0].sheet_id]), reason=save.token()),
        ),
        (
            "save one item by the page's script, its parts back",
            by_script.once,
            "17 rows updated",
            lambda: editor.post(reverse("floor_update", args=[items[0].sheet_id]), reason=save.token()),
        ),
        (
            f"a district's list ({districts.count(code)} rows)",
            lambda: lead.get(f"{reverse('scoring:communities', args=[year.number])}?district={code}"),
            "list of 66",
            lambda: lead.get(reverse("floor_list", args=[66])),
        ),
        (
            f"city review ({Entry.objects.filter(submission__year=year).count()} rows)",
            lambda: lead.get(reverse("reports:review", args=[year.number])),
            "list of 264",
            lambda: lead.get(reverse("floor_list", args=[264])),
        ),
        (
            "city dashboard",
            lambda: lead.get(reverse("home")),
            "a small page",
            lambda: lead.get(reverse("floor_page")),
        ),
    ]
    taken = {name: ([], []) for name, *_rest in pairs}
    for number in range(WARM + times):
        for name, action, _floor_name, floor in pairs:
            for place, ask in enumerate((action, floor)):
                begun = time.perf_counter()
                answer = ask()
                seconds = time.perf_counter() - begun
                if answer.status not in (200, 204, 302):
                    raise RuntimeError(f"{name}: {answer.status} {answer.text[-500:]}")
                if number >= WARM:
                    taken[name][place].append(seconds)
    for name, action, floor_name, _floor in pairs:
        yield line(name, taken[name][0], floor_name, taken[name][1], queries_of(action))


class Turns:
    """Rows one after the other, from the front again after the last."""

    def __init__(self, rows):
        self.rows = itertools.cycle(list(rows))

    def next(self):
        self.this = next(self.rows)
        return self.this


class Saving:
    """Saves one item over and over, each time with another reason."""

    def __init__(self, person, item):
        self.person, self.item, self.count = person, item, 0
        self.version = item.version

    def token(self):
        self.count += 1
        return f"第{self.count}次"

    def once(self):
        from django.urls import reverse

        path = reverse("scoring:item", args=[self.item.sheet_id, self.item.number])
        fields = {"version": self.version, "reason": self.token(), "intent": "no_deduction"}
        answer = self.person.post(path, **fields)
        self.version += 1
        return answer


def queries_of(action):
    """How many statements the action takes, asked by the same person in this process, which has read the rubric's text before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from trials import person as people

    asked = []
    real = people.Person._ask

    def here(self, method, path, body=None, content_type=None):
        client = Client(headers={"Cookie": self.headers["Cookie"], "X-CSRFToken": people.TOKEN})
        with CaptureQueriesContext(connection) as seen:
            answer = client.generic(method, path, body or b"", content_type or "application/octet-stream")
        asked.append(len(seen))
        return people.Answer(answer.status_code)

    people.Person._ask = here
    try:
        for _time in range(2):
            if action().status not in (200, 302):
                raise RuntimeError("asked in this process it answers otherwise")
    finally:
        people.Person._ask = real
    return asked[-1]


def in_process(city):
    """附件3 as Excel beside writing the same cells without a database."""
    import openpyxl
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reports.annex3 import annex3
    from reports.annex3_files import annex3_xlsx

    def ours():
        return annex3_xlsx(annex3(city.year))

    ours()
    with CaptureQueriesContext(connection) as seen:
        content = ours()
    model = openpyxl.load_workbook(io.BytesIO(content))

    def floor():
        book = openpyxl.Workbook()
        book.remove(book.active)
        for source in model:
            copied(source, book.create_sheet(source.title))
        # The styles' numbers are the model's.
        book._fonts, book._alignments, book._borders = model._fonts, model._alignments, model._borders
        book._number_formats, book._cell_styles = model._number_formats, model._cell_styles
        book.save(io.BytesIO())

    taken = ([], [])
    for _time in range(10):
        for place, job in enumerate((ours, floor)):
            begun = time.perf_counter()
            job()
            taken[place].append(time.perf_counter() - begun)
    yield line("附件3 as Excel", taken[0], "the same cells and looks", taken[1], len(seen))


def copied(source, sheet):
    """The same cells as they look, the same widths and heights, nothing looked up and nothing worked out."""
    for row in source.iter_rows():
        for cell in row:
            sheet.cell(cell.row, cell.column, cell.value)._style = copy(cell._style)
    for merged in source.merged_cells.ranges:
        sheet.merge_cells(str(merged))
    for number, dimension in source.row_dimensions.items():
        sheet.row_dimensions[number].height = dimension.height
    for letter, dimension in source.column_dimensions.items():
        sheet.column_dimensions[letter].width = dimension.width


def line(name, seconds, floor_name, floors, queries):
    ratios = sorted(one / other for one, other in zip(seconds, floors, strict=True))
    low, _middle, high = statistics.quantiles(ratios, n=4)
    mid, least = statistics.median(seconds), statistics.median(floors)
    return (
        f"| {name} | {mid * 1000:.1f} ms | {floor_name} | {least * 1000:.1f} ms | "
        f"{mid / least:.2f} ({low:.2f} to {high:.2f}) | {queries} |"
    )


if __name__ == "__main__":
    sys.exit(main())
