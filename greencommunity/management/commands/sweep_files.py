from datetime import timedelta

from django.core.management.base import CommandError

from districts.jobs.actions import clear_old_files
from districts.management.migrated import MigratedCommand
from greencommunity.kept_files import sweep
from greencommunity.storage import StoreAway


class Command(MigratedCommand):
    help = (
        "Deletes kept files that no row names (an upload was cut off) and the files of jobs that ended days ago, "
        "and names rows whose file is gone; run nightly."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--older", type=int, default=24, metavar="HOURS", help="leave younger files alone (24)"
        )

    def handle(self, *, older, **options):
        try:
            cleared = clear_old_files()
            gone, missing = sweep(timedelta(hours=older))
        except StoreAway as error:
            raise CommandError(f"{error}，没有清理完。") from error
        self.stdout.write(f"删除 {len(gone)} 个没有记录的文件。")
        if cleared:
            self.stdout.write(f"删除 {cleared} 个后台任务的旧文件。")
        if missing:
            raise CommandError(f"有记录、没有文件的 {len(missing)} 个：{'、'.join(missing[:20])}")
