"""manage.py load_scores FILE --year Y --district CODE --as USER: a filled score workbook, brought back."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from districts.doors import Refused
from districts.management.migrated import MigratedCommand
from districts.models import District, User, Year
from districts.spreadsheets import BadFile
from scoring import access
from scoring.bring_back import LIMITS, bring_back, keep_workbook, open_workbook, plan_of
from scoring.models import Stage
from scoring.uploads import BadUpload
from scoring.workbook.read import WrongWorkbook


class Command(MigratedCommand):
    help = "导回评分工作簿：全部写入或一项也不写入；空着的项和没有列出的社区保持不变。"

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("填好的评分工作簿"))
        parser.add_argument("--year", type=int, required=True, help=_("年度"))
        parser.add_argument("--district", required=True, help=_("区县代码"))
        parser.add_argument("--as", dest="username", required=True, help=_("以谁的名义导回（账号）"))
        parser.add_argument(
            "--stage", choices=[Stage.INITIAL, Stage.BASELINE], default=Stage.INITIAL, help=_("阶段")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("只说明会发生什么，不写入"))

    def handle(self, *args, file, year, district, username, stage, dry_run, **options):
        path = Path(file)
        year = _one(Year.objects.filter(number=year), _("没有 {wanted} 年度").format(wanted=year))
        district = _one(
            District.objects.filter(code=district), _("没有代码为 {wanted} 的区县").format(wanted=district)
        )
        person = _person(username, district, stage)
        content = _content(path)
        try:
            opened = open_workbook(
                path.name, content, year=year, district=district, by=person, stages=[stage]
            )
        except (BadUpload, BadFile, WrongWorkbook) as wrong:
            raise CommandError(_("{file} 没有导回：{wrong}").format(file=path.name, wrong=wrong)) from None
        plan = plan_of(opened)
        if plan.left:
            raise CommandError(_refusal(path, plan.left))
        for line in (*opened.filled.notes, *_lines(plan)):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("这是试运行，没有写入任何内容。"))
        elif plan.sure:
            self._write(opened, content, plan, person)

    def _write(self, opened, content, plan, person):
        kept = keep_workbook(opened.upload, content=content, by=person)
        try:
            done = bring_back(kept, opened, seen=plan.digest, by=person)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(_("已写入 {communities} 个社区。").format(communities=done.communities))


def _one(rows, sentence):
    row = rows.first()
    if row is None:
        raise CommandError(sentence)
    return row


def _person(username, district, stage):
    person = _one(
        User.objects.filter(username=username, is_active=True),
        _("没有启用的账号 {wanted}").format(wanted=username),
    )
    if person.district_id != district.pk or stage not in access.workbook_stages(person):
        raise CommandError(
            _("{person}（{role}）不填写{district}的{stage}评分表，不能以其名义导回").format(
                person=person,
                role=person.get_role_display(),
                district=district,
                stage=Stage(stage).label,
            )
        )
    return person


def _content(path):
    try:
        with path.open("rb") as file:
            return file.read(LIMITS.bytes + 1)
    except OSError as error:
        raise CommandError(_("无法打开 {path}：{error}").format(path=path, error=error.strerror)) from None


def _refusal(path, rows):
    faults = [fault for row in rows for fault in row.faults]
    first = _("{file} 有 {count} 处需要改正，没有写入任何内容：").format(file=path.name, count=len(faults))
    return "\n".join([first, *map(str, faults)])


def _lines(plan):
    """Every change in words, then the counts."""
    for one in plan.changing:
        yield f"{one.sheet.community}："
        for change in one.sure:
            yield from (f"  {_item(change)} {_words(line)}" for line in change.differences)
    if plan.losing:
        yield _("已经评过、写入后变成未评的条目：{names}。").format(names="、".join(plan.losing))
    if plan.both:
        yield _("下载之后网上改过、文件里也改了的 {count} 项，保留网上的：").format(count=len(plan.both))
        yield from (f"  {one.sheet.community} {_item(change)}" for one, change in plan.both)
    if plan.emptied:
        yield _("文件里清空了 {count} 项，网上原样不动。").format(count=plan.emptied)
    yield _("合计：新填 {new} 项，改动 {changed} 项，不变 {unchanged} 项，网上也改过 {both} 项。").format(
        new=plan.new, changed=plan.changed, unchanged=plan.unchanged, both=len(plan.both)
    )
    if not plan.sure:
        yield _("没有要写入的内容。")


def _item(change):
    return _("第 {number} 项").format(number=change.item.number)


def _words(line):
    return f"{line.code} {line.label}：{line.old} → {line.new}".strip()
