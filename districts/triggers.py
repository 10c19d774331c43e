"""Database triggers that make the trail and its seals append-only, on SQLite and PostgreSQL alike.

They are installed after every migrate, since altering a SQLite table silently drops them.
"""

from django.db import connections

TABLES = ("districts_event", "districts_seal")
_VERBS = {
    "sqlite": {"no_update": "BEFORE UPDATE", "no_delete": "BEFORE DELETE"},
    "postgresql": {"no_change": "BEFORE UPDATE OR DELETE", "no_truncate": "BEFORE TRUNCATE"},
}
NAMES = {
    vendor: tuple(f"{table}_{name}" for table in TABLES for name in verbs) for vendor, verbs in _VERBS.items()
}
_REFUSE = (
    "CREATE OR REPLACE FUNCTION districts_event_refuse() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql"
)


def _create(vendor, table, name, verb):
    if vendor == "sqlite":
        return f"CREATE TRIGGER {name} {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
    each = "STATEMENT" if verb.endswith("TRUNCATE") else "ROW"
    return (
        f"CREATE TRIGGER {name} {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION districts_event_refuse()"
    )


def install(connection):
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for table in standing_tables(connection):
            for name, verb in _VERBS[connection.vendor].items():
                cursor.execute(_create(connection.vendor, table, f"{table}_{name}", verb))


def remove(connection):
    """Take the triggers away: for tests that must empty the tables between them, and for nothing else."""
    with connection.cursor() as cursor:
        for table in standing_tables(connection):
            for name in _VERBS[connection.vendor]:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")


def missing(connection):
    """The names of the triggers that should stand and do not; empty when the trail is guarded."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in NAMES[connection.vendor] if name not in standing]


def standing_tables(connection):
    """Those of TABLES that exist: an older schema has fewer."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    return [table for table in TABLES if table in there]


def exists(connection):
    return len(standing_tables(connection)) == len(TABLES)


def install_after_migrate(*, using, **_):
    install(connections[using])
