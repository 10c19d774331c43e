from django.core.management.commands import migrate
from django.db import connections

from districts import triggers


class Command(migrate.Command):
    help = (
        migrate.Command.help + " The trail's guards are put back first: the checks that follow ask for them."
    )

    def execute(self, *args, **options):
        triggers.install(connections[options["database"]])
        return super().execute(*args, **options)
