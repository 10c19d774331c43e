"""Rows into a table in constant memory: COPY where the database has it, else INSERT, lot by lot."""

import io
from itertools import islice

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

LOT = 20_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def pour(model, fields, rows, *, lot=LOT, tell=lambda model, count: None):
    """Write rows (tuples in the order of `fields`, values as the database takes them) and return how many there were.

    No more than a lot of them is taken before it is written; tell(model, rows so far) is called after each."""
    columns = [model._meta.get_field(name).column for name in fields]
    write, count = _copy if connection.vendor == "postgresql" else _insert, 0
    rows = iter(rows)
    while part := list(islice(rows, lot)):
        write(model._meta.db_table, columns, part)
        count += len(part)
        tell(model, count)
    return count


def next_key(model):
    """The key of the first row to be poured with a key of its own."""
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def keys_are_used(*models):
    """Let the database give out keys after those that were poured."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def check_as_written():
    """Check references lot by lot: left to the end of the transaction they would be millions, all remembered."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def moment(when):
    """A moment as both databases take it as text."""
    return str(connection.ops.adapt_datetimefield_value(when))


def _insert(table, columns, rows):
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_named(table, columns)} VALUES ({marks})", rows)


def _copy(table, columns, rows):
    text = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_named(table, columns)} FROM STDIN", text)


def _named(table, columns):
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _cell(value):
    if value is None:
        return "\\N"
    return value.translate(ESCAPES) if isinstance(value, str) else str(value)
