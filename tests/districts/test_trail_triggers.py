"""The database itself refuses to change or remove what happened."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from districts import trail, triggers
from districts.models import Event

NAMES = list(triggers.NAMES[connection.vendor])


@pytest.fixture
def event(db):
    return trail.record("annexes_loaded", by=None, note="一次")


def by_row(event):
    event.note = "另一次"
    event.save()


def by_queryset(event):
    Event.objects.filter(pk=event.pk).update(note="另一次")


def by_bulk(event):
    event.note = "另一次"
    Event.objects.bulk_update([event], ["note"])


def by_sql(event):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE districts_event SET note = %s WHERE id = %s", ["另一次", event.pk])


def gone_by_row(event):
    event.delete()


def gone_by_queryset(event):
    Event.objects.all().delete()


def gone_by_sql(event):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM districts_event WHERE id = %s", [event.pk])


def replaced(event):
    """SQLite takes a row away for this one without asking the triggers of DELETE."""
    columns = ", ".join(f'"{column.column}"' for column in Event._meta.concrete_fields)
    other = columns.replace('"note"', "'另一次'")
    onto = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    then = "" if connection.vendor == "sqlite" else " ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{onto} districts_event ({columns}) SELECT {other} FROM districts_event WHERE id = %s{then}",
            [event.pk],
        )


@pytest.mark.parametrize(
    "attempt",
    [by_row, by_queryset, by_bulk, by_sql, gone_by_row, gone_by_queryset, gone_by_sql, replaced],
    ids=lambda attempt: attempt.__name__,
)
def test_what_happened_cannot_be_changed_or_removed(event, attempt):
    with pytest.raises(DatabaseError, match="the trail is append-only"), transaction.atomic():
        attempt(event)
    assert list(Event.objects.values_list("pk", "note")) == [(event.pk, "一次")]


def test_the_whole_trail_cannot_be_emptied_at_once(transactional_db, event):
    statement = (
        "TRUNCATE districts_event CASCADE"
        if connection.vendor == "postgresql"
        else "DELETE FROM districts_event"
    )
    with (
        pytest.raises(DatabaseError, match="the trail is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.count() == 1


def test_the_guards_stand_after_migrate(db):
    assert triggers.missing(connection) == []


def test_migrate_puts_back_what_was_taken_away(transactional_db):
    triggers.remove(connection)
    assert triggers.missing(connection) == NAMES
    call_command("migrate", verbosity=0, skip_checks=False)  # as on the command line
    assert triggers.missing(connection) == []


def test_a_guard_that_lets_everything_through_does_not_count(transactional_db):
    name = NAMES[0]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON districts_event BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION districts_event_refuse() RETURNS trigger AS "
                "$$ BEGIN RETURN coalesce(new, old); END $$ LANGUAGE plpgsql"
            )
    assert name in triggers.missing(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_the_system_check_finds_a_trail_without_guards(transactional_db):
    def found():
        messages = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
        return [(message.id, message.msg) for message in messages if message.id == "districts.E001"]

    assert found() == []
    triggers.remove(connection)
    assert found() == [
        ("districts.E001", f"The trail of events can be changed: {', '.join(NAMES)} missing in 'default'.")
    ]
    triggers.install(connection)
    assert found() == []
