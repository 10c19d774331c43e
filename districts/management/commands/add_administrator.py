"""manage.py add_administrator USERNAME FULL_NAME [--another]: the first account, which then makes all others."""

from django.core.management.base import CommandError

from districts import actions
from districts.forms import NewPersonForm
from districts.management.migrated import MigratedCommand
from districts.models import Role, User


class Command(MigratedCommand):
    help = "建立系统管理员账号，打印一次性密码；本人第一次登录须改密码。已有系统管理员时须加 --another。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名：小写字母、数字、点和横线，如 li.ming")
        parser.add_argument("full_name", help="姓名")
        parser.add_argument("--another", action="store_true", help="已有系统管理员，仍再建一个")

    def handle(self, *args, username, full_name, another, **options):
        standing = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
        if standing and not another:
            raise CommandError(
                f"已有系统管理员 {standing.full_name}（{standing.username}），请由其在“人员”里建立账号；"
                "确要再建一个，请加 --another。"
            )
        form = NewPersonForm({"username": username, "full_name": full_name, "role": Role.ADMINISTRATOR})
        if not form.is_valid():
            raise CommandError("\n".join(_faults(form)))
        person = form.save(commit=False)
        password = actions.add_person(person, by=None)
        self.stdout.write(f"已建立系统管理员 {person.full_name}（{person.username}）。")
        self.stdout.write(f"一次性密码，只显示这一次：{password}")
        self.stdout.write("第一次登录后须换成自己的密码。")


def _faults(form):
    for name, errors in form.errors.items():
        yield from (f"{form.fields[name].label}：{error}" for error in errors)
