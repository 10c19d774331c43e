"""The trail is sealed in a chain; whatever is done to it past the database's guards is found."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts import sealing, trail, triggers
from districts.models import Event, Seal


def happened(count, note="一次"):
    trail.record_all(
        [trail.event("annexes_loaded", by=None, note=f"{note}{n}", after={"count": n}) for n in range(count)]
    )


@pytest.fixture
def sealed(db, monkeypatch):
    """Twelve events under three seals of up to five ids, and two not sealed yet; the guards stand aside."""
    monkeypatch.setattr(sealing, "RANGE", 5)
    happened(12)
    made = sealing.seal()
    happened(2, "后来")
    triggers.remove(connection)
    return made


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def keys():
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def faults():
    return [sentence for sentence in sealing.verify().faults if "触发器" not in sentence]


def test_what_nobody_touched_is_found_as_it_was_sealed(sealed):
    found = sealing.verify()
    assert (found.events, found.unsealed, found.head) == (12, 2, Seal.objects.first().head)
    assert faults() == []


def test_sealing_again_goes_on_where_it_stopped(sealed):
    again = sealing.seal()
    assert [(each.first_event, each.last_event) for each in again] == [(keys()[12], keys()[13])]
    assert sealing.seal() == []
    assert (sealing.verify().unsealed, faults()) == (0, [])


COLUMNS = [
    ("note", "别的"),
    ("action", "sign_in"),
    ("result", "refused"),
    ("row_name", "别的"),
    ("request_number", "AAAA-AAAA"),
    ("address", "10.0.0.1"),
    ("at", "2020-01-01 00:00:00"),
    ("after", '{"count": 99}'),
    ("before", '{"count": 1}'),
]


@pytest.mark.parametrize(("column", "value"), COLUMNS)
def test_no_column_of_a_sealed_event_is_changed_unseen(sealed, column, value):
    key = keys()[3]
    sql(f'UPDATE districts_event SET "{column}" = %s WHERE id = %s', value, key)
    assert len(faults()) == 1
    assert "内容或次序与封存时不符" in faults()[0]


def test_one_taken_out_is_missed(sealed):
    sql("DELETE FROM districts_event WHERE id = %s", keys()[7])
    [sentence] = faults()
    assert "条，现在" in sentence


def test_two_that_changed_places_are_found(sealed):
    last = sealed[-2].last_event  # both under one seal, wherever the ids begin
    one, two = [key for key in keys() if sealed[-2].first_event <= key <= last][-2:]
    for old, new in ((one, -1), (two, one), (-1, two)):
        sql("UPDATE districts_event SET id = %s WHERE id = %s", new, old)
    assert len(faults()) == 1


def test_one_slipped_in_later_among_the_sealed_is_found(sealed):
    gap = keys()[4]
    sql("DELETE FROM districts_event WHERE id = %s", gap)
    forged = trail.event("sign_in", by=None)
    forged.pk = gap
    forged.save(force_insert=True)
    assert len(faults()) == 1


def test_one_slipped_in_before_the_first_is_found(sealed):
    forged = trail.event("sign_in", by=None)
    forged.pk = -5
    forged.save(force_insert=True)
    assert faults() == ["第 1 条以前还有 1 条：编号是改过的。"]


def test_what_is_no_head_is_told_and_not_taken_for_a_broken_chain(sealed):
    triggers.install(connection)
    with pytest.raises(CommandError, match="不是链头"):
        call_command("verify_audit", expect="nonsense")


def test_sealing_again_prints_the_head_also_where_nothing_is_new(sealed):
    out = io.StringIO()
    sealing.seal()
    call_command("seal_audit", stdout=out)
    assert out.getvalue() == f"没有新的操作记录。\n链头 {Seal.objects.first().head}\n"


def test_a_seal_reckoned_anew_after_a_change_breaks_the_next_one(sealed):
    made = sealed
    before, one, two = made[-3:]
    sql("UPDATE districts_event SET note = %s WHERE id = %s", "别的", one.last_event)
    digest, _count = sealing.reckon(before.digest, one.first_event, one.last_event)
    sql("UPDATE districts_seal SET digest = %s WHERE id = %s", digest, one.pk)
    assert [f"第 {two.first_event}–" in sentence for sentence in faults()] == [True]


def test_seals_cut_off_the_end_are_missed_by_the_head_kept_elsewhere(sealed):
    made = sealed
    head = made[-1].head
    assert sealing.verify(head).head == head
    sql("DELETE FROM districts_seal WHERE id = %s", made[-1].pk)
    assert faults() == []
    assert any(head in sentence for sentence in sealing.verify(head).faults)


def test_missing_guards_are_told(sealed):
    assert len([sentence for sentence in sealing.verify().faults if "触发器" in sentence]) == len(
        triggers.NAMES[connection.vendor]
    )


def test_the_commands_say_it_and_end_with_an_error(sealed):
    triggers.install(connection)
    out = io.StringIO()
    call_command("seal_audit", stdout=out)
    call_command("verify_audit", stdout=out)
    head = Seal.objects.first().head
    assert "封存 2 条操作记录。" in out.getvalue()
    assert out.getvalue().count(f"链头 {head}") == 2
    call_command("verify_audit", expect=head, stdout=out)
    triggers.remove(connection)
    sql("DELETE FROM districts_event WHERE id = %s", keys()[0])
    triggers.install(connection)
    with pytest.raises(CommandError, match="封存时"):
        call_command("verify_audit", stdout=out)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_what_was_written_is_hashed_as_it_is_read_back(db, value):
    event = trail.record("annexes_loaded", by=None, before={"x": value}, after={"y": value})
    written = {column: getattr(event, column) for column in sealing.COLUMNS}
    read = Event.objects.filter(pk=event.pk).values(*sealing.COLUMNS).get()
    assert sealing.line(written) == sealing.line(read)


if connection.vendor == "postgresql":  # SQLite has one writer at a time and no ids given out before

    @pytest.mark.django_db(transaction=True)
    def test_a_writer_that_takes_long_is_not_waited_for_and_holds_nobody_up(monkeypatch):
        import psycopg2

        monkeypatch.setattr(sealing, "PATIENCE", "50ms")
        happened(3)
        parameters = connection.get_connection_params()
        kept = {name: parameters[name] for name in ("host", "port", "user", "dbname") if name in parameters}
        slow = psycopg2.connect(**kept)
        with slow.cursor() as cursor:
            cursor.execute("LOCK TABLE districts_event IN ROW EXCLUSIVE MODE")  # as whoever writes an event
            assert sealing.seal() == []
        slow.rollback()
        slow.close()
        assert sealing.seal()[-1].last_event == Event.objects.latest("pk").pk
