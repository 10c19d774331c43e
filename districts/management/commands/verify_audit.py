import re

from django.core.management.base import CommandError

from districts import sealing
from districts.management.migrated import MigratedCommand

HEAD = re.compile(r"[0-9]+:[0-9a-f]{64}")


class Command(MigratedCommand):
    help = "Reckons every seal of the trail again; exit status 1 names each range that differs, and each missing trigger."

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            default="",
            metavar="HEAD",
            help="a head that seal_audit printed and was kept elsewhere",
        )

    def handle(self, *, expect, **options):
        if expect and not HEAD.fullmatch(expect):
            raise CommandError(f"“{expect}”不是链头：链头是 seal_audit 打印的“编号:64 位摘要”。")
        found = sealing.verify(expect)
        if found.faults:
            raise CommandError("\n".join(found.faults))
        self.stdout.write(
            f"{found.seals} 段封存、{found.events} 条操作记录，与封存时一致；另有 {found.unsealed} 条还没有封存。"
        )
        if found.head:
            self.stdout.write(f"链头 {found.head}")
