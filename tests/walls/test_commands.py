"""What holds of every command of manage.py."""

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection

from districts.management.migrated import MigratedCommand
from tests.places import manage, own_database

OURS = ("districts", "scoring", "reports", "greencommunity")
# They make the tables themselves, or ask for none.
WITHOUT_TABLES = {"demo", "migrate", "restore", "score"}
UNMIGRATED = "CommandError: 数据库还没有建表，或者表是旧版本的，什么也没有做：请先运行 manage.py migrate。\n"


def test_every_command_that_works_on_rows_asks_for_their_tables_first():
    ours = {name: load_command_class(app, name) for name, app in get_commands().items() if app in OURS}
    unasked = {name for name, command in ours.items() if not isinstance(command, MigratedCommand)}
    assert unasked == WITHOUT_TABLES


@pytest.mark.django_db(transaction=True)
def test_without_tables_a_command_ends_in_one_sentence(tmp_path):
    archive = tmp_path / "one.zip"
    with own_database(connection.vendor, tmp_path) as database:
        for command in (["seal_audit"], ["verify_audit"], ["backup", archive]):
            assert manage(*command, database=database, evidence=tmp_path, expect=1) == UNMIGRATED
    assert not archive.exists()
