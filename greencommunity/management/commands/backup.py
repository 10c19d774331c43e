from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from districts import trail
from districts.management.migrated import MigratedCommand
from greencommunity.archive.backup import write_backup
from greencommunity.storage import StoreAway


class Command(MigratedCommand):
    help = "Writes every row and every kept file, as they stand at one moment, to FILE while the site runs; exit status 1 names files that are gone."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a new file; an existing one is never overwritten")

    def handle(self, *, file, **options):
        try:
            made = write_backup(file)
        except FileExistsError as error:
            raise CommandError(f"{file} 已经存在，没有备份。请换一个文件名。") from error
        except StoreAway as error:
            raise CommandError(f"{error}，没有备份。") from error
        except OSError as error:
            raise CommandError(
                f"写不了 {file}，没有备份：{error.strerror}。请检查目录是否存在、能否写、空间够不够。"
            ) from error
        trail.record("site_backed_up", by=None, after={"file": Path(file).name, "sha256": made.sha256})
        where = f"{connection.vendor} {connection.settings_dict['NAME']}"
        self.stdout.write(
            f"已从 {where} 备份 {made.rows} 行、{made.files} 个文件到 {file}。\nSHA-256 {made.sha256}"
        )
        if made.missing:
            raise CommandError(f"存放处缺少 {len(made.missing)} 个文件：{'、'.join(made.missing[:20])}")
