"""Database triggers that make the trail append-only, on SQLite and PostgreSQL alike.

They are installed after every migrate, since altering a SQLite table silently drops them.
"""

from django.db import connections

TABLE = "districts_event"
NAMES = {
    "sqlite": ("districts_event_no_update", "districts_event_no_delete"),
    "postgresql": ("districts_event_no_change", "districts_event_no_truncate"),
}

_DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES["sqlite"]],
    "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in NAMES["postgresql"]],
}
_CREATE = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for name, verb in zip(NAMES["sqlite"], ("UPDATE", "DELETE"), strict=True)
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION districts_event_refuse() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {NAMES['postgresql'][0]} BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION districts_event_refuse()",
        f"CREATE TRIGGER {NAMES['postgresql'][1]} BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION districts_event_refuse()",
    ],
}


def install(connection):
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _CREATE[connection.vendor]:
            cursor.execute(statement)


def remove(connection):
    """Take the triggers away: for tests that must empty the tables between them, and for nothing else."""
    with connection.cursor() as cursor:
        for statement in _DROP[connection.vendor]:
            cursor.execute(statement)


def missing(connection):
    """The names of the triggers that should stand and do not; empty when the trail is guarded."""
    query = {
        "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'",
        "postgresql": f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}
    return [name for name in NAMES[connection.vendor] if name not in standing]


def exists(connection):
    with connection.cursor() as cursor:
        return TABLE in connection.introspection.table_names(cursor)


def install_after_migrate(*, using, **_):
    connection = connections[using]
    if exists(connection):
        install(connection)
