"""How PostgreSQL answers what a page asks: EXPLAIN of every SELECT, and where a whole large table is read."""

import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

LARGE = 10_000  # rows, as the planner reckons


@dataclass
class Asked:
    """One statement of a page: seconds it took, and what EXPLAIN says of it."""

    sql: str
    params: tuple
    seconds: float
    nodes: Counter = field(default_factory=Counter)
    indexes: set = field(default_factory=set)
    scanned: set = field(default_factory=set)


@contextlib.contextmanager
def listening():
    """Yields a list that fills with every statement, as Asked."""
    heard = []

    def hear(execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            heard.append(Asked(sql, params, time.perf_counter() - begun))

    with connection.execute_wrapper(hear):
        yield heard


def explain(heard):
    """Fill in the plan of every SELECT; those asked twice are explained twice, as their values differ."""
    sizes = table_sizes()
    for asked in heard:
        if asked.sql.lstrip().upper().startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {asked.sql}", asked.params)
                _walk(cursor.fetchone()[0][0]["Plan"], asked, sizes)


def table_sizes():
    """Table -> rows, as the planner has them after ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def _walk(node, asked, sizes):
    kind = node["Node Type"]
    asked.nodes[kind] += 1
    if "Index Name" in node:
        asked.indexes.add(node["Index Name"])
    if kind == "Seq Scan" and sizes.get(node["Relation Name"], 0) > LARGE:
        asked.scanned.add(node["Relation Name"])
    for inner in node.get("Plans", ()):
        _walk(inner, asked, sizes)
