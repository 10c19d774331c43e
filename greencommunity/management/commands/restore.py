from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from greencommunity.archive.restore import BadArchive, restore
from greencommunity.storage import StoreAway


class Command(BaseCommand):
    help = "Restores a backup into an empty database (not migrated) and an empty evidence store, of this or an older release, SQLite or PostgreSQL."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--expect", default="", metavar="HEAD", help="a head kept elsewhere (see verify_audit)"
        )

    def handle(self, *, file, expect, **options):
        try:
            done = restore(file, expect)
        except BadArchive as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, DatabaseError, StoreAway) as error:
            raise CommandError(
                f"恢复到一半写不下去了：{error}。请处理好以后，换一个空数据库，清空存放证明材料的地方再来。"
            ) from error
        self.stdout.write(
            f"已恢复 {done.rows} 行、{done.files} 个文件；核对回执 {done.receipts} 份、操作记录封存 {done.seals} 段。"
        )
        if done.faults:
            raise CommandError(
                "\n".join(["数据和文件已经全部恢复，可以使用；备份里原来就有下面的问题：", *done.faults])
            )
