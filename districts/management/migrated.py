"""What every command that works on rows begins with."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def waiting_migrations():
    """The names of the migrations that this code has and the database has not, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


class MigratedCommand(BaseCommand):
    """A command that reads or writes rows: it is not begun where their tables are missing or an older release's."""

    requires_migrations_checks = True

    def check_migrations(self):
        """Django only warns here. Raises CommandError."""
        if waiting_migrations():
            raise CommandError(
                "数据库还没有建表，或者表是旧版本的，什么也没有做：请先运行 manage.py migrate。"
            )
