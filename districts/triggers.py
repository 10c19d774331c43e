"""Database triggers that make the trail and its seals append-only, on SQLite and PostgreSQL alike.

They are installed after every migrate, since altering a SQLite table silently drops them.
"""

from django.db import connections, transaction

TABLES = ("districts_event", "districts_seal")
_VERBS = {
    # INSERT OR REPLACE takes a row away without asking the triggers of DELETE.
    "sqlite": {"no_update": "BEFORE UPDATE", "no_delete": "BEFORE DELETE", "no_replace": "BEFORE INSERT"},
    "postgresql": {"no_change": "BEFORE UPDATE OR DELETE", "no_truncate": "BEFORE TRUNCATE"},
}
NAMES = {
    vendor: tuple(f"{table}_{name}" for table in TABLES for name in verbs) for vendor, verbs in _VERBS.items()
}
_BODY = " BEGIN RAISE EXCEPTION 'the trail is append-only'; END "
_REFUSE = (
    f"CREATE OR REPLACE FUNCTION districts_event_refuse() RETURNS trigger AS $${_BODY}$$ LANGUAGE plpgsql"
)


def _create(vendor, table, name, verb):
    if vendor == "sqlite":
        there = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)" if "INSERT" in verb else ""
        refuse = "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        return f"CREATE TRIGGER {name} {verb} ON {table}{there} {refuse}"
    each = "STATEMENT" if verb.endswith("TRUNCATE") else "ROW"
    return (
        f"CREATE TRIGGER {name} {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION districts_event_refuse()"
    )


def install(connection):
    """Put all of them in place, whatever stands there: at no moment is the trail open to others."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
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
    """The names of the triggers that should stand and do not, or not as they were installed; empty when the trail is guarded."""
    standing = _standing(connection)
    return [
        f"{table}_{name}"
        for table in TABLES
        for name, verb in _VERBS[connection.vendor].items()
        if standing.get(f"{table}_{name}") != _as_installed(connection.vendor, table, f"{table}_{name}", verb)
    ]


def _standing(connection):
    """Name -> what the database says of each trigger that fires."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, relname, prosrc FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled IN ('O', 'A')"
            )
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def _as_installed(vendor, table, name, verb):
    return table, _create(vendor, table, name, verb) if vendor == "sqlite" else _BODY


def standing_tables(connection):
    """Those of TABLES that exist: an older schema has fewer."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    return [table for table in TABLES if table in there]


def exists(connection):
    return len(standing_tables(connection)) == len(TABLES)


def install_after_migrate(*, using, **_):
    install(connections[using])
