from datetime import date

from django.core.management.base import CommandError
from django.utils import timezone

from districts.management.migrated import MigratedCommand
from districts.text import cn_date
from reports.telling import digests


class Command(MigratedCommand):
    help = "Send what waits to be told and the reminders of the day, at most one mail a day to each person; run daily."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出要发给谁、说什么，不发送")
        parser.add_argument("--on", type=date.fromisoformat, help="与 --dry-run 一起用：看这一天会发什么")

    def handle(self, *args, dry_run, on, **options):
        if on and not dry_run:
            raise CommandError("--on 只能与 --dry-run 一起用：邮件只在当天发。")
        day = on or timezone.localdate()
        if dry_run:
            self._list(day)
            return
        run = digests.send_all(day)
        self._say(day, f"已发 {len(run.sent)} 封，每人一封。")
        self._end(run)

    def _list(self, day):
        run = digests.preview(day)
        self._say(day, f"要发 {len(run.sent)} 封（没有发送）。")
        for letter in run.sent:
            self.stdout.write(f"\n{letter.person.full_name} <{letter.person.email}>\n{letter.subject}\n")
            self.stdout.write(letter.body)

        self._end(run)

    def _end(self, run):
        """With an error where anything failed: whoever watches the daily run sees it."""
        names = "、".join(person.full_name for person in run.failed)
        faults = [
            *([f"{len(run.failed)} 人没有发成，内容留到下一次：{names}"] if run.failed else []),
            *([f"{len(run.broken)} 种提醒没有做成：{'、'.join(run.broken)}"] if run.broken else []),
        ]
        if faults:
            raise CommandError(f"{'；'.join(faults)}。原因见日志。")

    def _say(self, day, words):
        self.stdout.write(f"{cn_date(day)}：{words}")
