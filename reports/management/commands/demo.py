import io
import os
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from districts.models import Community, District, Extension, Year
from districts.text import cn_date
from reports.demo import city, people
from reports.demo.nation import Size

ADDRESS = "127.0.0.1"
CITY_DISTRICTS, CITY_YEARS = 10, 2


class Command(BaseCommand):
    help = "Load the annexes and an invented city to try the site out on, then start it; run again, it keeps the data."

    def add_arguments(self, parser):
        parser.add_argument(
            "--communities",
            type=int,
            default=city.MOST,
            help=f"how many: up to {city.MOST} in Annex 2's proportions, the others in made-up districts",
        )
        parser.add_argument("--districts", type=int, help="how many in all, the city's ten among them")
        parser.add_argument("--years", type=int, default=CITY_YEARS, help="how many, up to the city's second")
        parser.add_argument("--seed", type=int, default=55, help="the same seed makes the same city")
        parser.add_argument("--no-server", action="store_true", help="do not start the site")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, communities, districts, years, seed, no_server, port, **options):
        beyond = _beyond(communities, districts, years)
        if settings.PRODUCTION:
            raise CommandError("正式环境（GC_ENVIRONMENT=production）不载入演示数据；没有做任何改动。")
        if city.holds_real_data():
            raise CommandError(
                "数据库里已有社区、人员或评分表，不是演示数据；没有做任何改动，请换一个空的数据库（DATABASE_URL）。"
            )
        call_command("migrate", verbosity=0)
        accounts = (
            self._standing() if city.is_there() else self._new(min(communities, city.MOST), seed, beyond)
        )
        self._tell(accounts)
        if not no_server:
            self._serve(port)

    def _new(self, communities, seed, beyond):
        started = monotonic()
        self.stdout.write("正在建立演示城市……")
        self.stdout.flush()
        accounts = city.build(communities=communities, seed=seed, beyond=beyond, tell=self._progress)
        people.keep(accounts)
        self.stdout.write(f"已建好，用时 {monotonic() - started:.0f} 秒。")
        return accounts

    def _progress(self, model, count):
        self.stderr.write(f"{model._meta.verbose_name} {count:,}")

    def _standing(self):
        if accounts := people.kept():
            self.stdout.write("演示数据已在，原样保留。")
            return accounts
        accounts = people.issue(people.standing())
        people.keep(accounts)
        self.stdout.write(
            "演示数据已在，原样保留。找不到与它相符的密码清单，已给演示人员发放新密码，原密码作废。"
        )
        return accounts

    def _tell(self, accounts):
        second = Year.objects.order_by("number").last()
        open_until = Extension.objects.filter(year=second, district__code=city.STILL_OPEN).first()
        worth = [account for account in accounts if account.username in people.WORTH_TRYING]
        worth.sort(key=lambda account: people.WORTH_TRYING.index(account.username))
        self.stdout.write(
            "\n".join(
                [
                    f"社区 {Community.objects.count()} 个，社区、街道、人员和得分均为虚构，每页页首都有说明。",
                    f"{second}目标（社区数的 {second.share_goal}%，进位取整）只为演示设定，文件没有规定。",
                    f"{open_until.district}{second}还没有上报，截止日 {cn_date(open_until.until)}。",
                    "",
                    *people.table(worth),
                    "",
                    f"全部 {len(accounts)} 人的用户名和密码：{people.path()}（只有您本人可读）",
                ]
            )
        )

    def _serve(self, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH, settings.MAIL_IS_PRINTED = settings.VAR_DIR / "mail", True
        settings.SITE_URL = f"http://{ADDRESS}:{port}"
        name = District.objects.get(code=city.STILL_OPEN).name
        self.stdout.write(
            f"\nhttp://{ADDRESS}:{port}/\n"
            f"先用 {people.WORTH_TRYING[0]}（{name}审核人）登录：打开一个差几分的社区，看哪一项扣得最多；再到“上报”看还差什么。\n"
            f"邮件不发出，写在 {settings.EMAIL_FILE_PATH}。\n"
            "按 Ctrl+C 停止。"
        )
        self.stdout.flush()
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        call_command("runserver", f"{ADDRESS}:{port}", use_reloader=False, stdout=io.StringIO())


def _beyond(communities, districts, years):
    """What there is beyond the city, None for the city alone; CommandError where the numbers do not fit."""
    if communities < 1:
        raise CommandError("--communities：请填大于 0 的整数。")
    if communities <= city.MOST:
        if districts not in (None, CITY_DISTRICTS) or years != CITY_YEARS:
            raise CommandError(
                f"--districts、--years：{city.MOST} 个社区以内是宁波的十个区县、两个年度，社区更多时才能另填。"
            )
        return None
    more, earlier = communities - city.MOST, years - CITY_YEARS
    size = Size(more, districts - CITY_DISTRICTS, earlier) if districts else Size.usual(more, earlier)
    if faults := list(size.faults()):
        raise CommandError("".join(faults))
    return size
