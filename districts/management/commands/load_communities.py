"""manage.py load_communities FILE [--dry-run]: the registry of streets and communities, from a spreadsheet file."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from districts.management.migrated import MigratedCommand
from districts.registry import RegistryFaults, Unconfirmed, load
from districts.spreadsheets import Limits

LISTED = 50


class Command(MigratedCommand):
    help = "导入社区名录（.xlsx、.xls、.ods 或 CSV）：全部写入或一个也不写入；名录没有列出的社区保持不变。"

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("名录文件"))
        parser.add_argument("--dry-run", action="store_true", help=_("只说明会发生什么，不写入"))
        parser.add_argument(
            "--knowing", action="store_true", help=_("社区在参与年度里终止或还没有开始，确认无误，照样写入")
        )

    def handle(self, *args, file, dry_run, knowing, verbosity, **options):
        path = Path(file)
        try:
            report = load(path.name, _content(path), dry_run=dry_run, knowing=knowing)
        except RegistryFaults as refused:
            raise CommandError(_refusal(path, refused.faults)) from None
        except Unconfirmed as asked:
            raise CommandError(_question(path, asked.sentences)) from None
        everything = verbosity > 1
        for line in (*_listed(report, everything), *_table(report.districts), *_outcome(report)):
            self.stdout.write(line)


def _content(path):
    try:
        with path.open("rb") as file:
            return file.read(Limits.bytes + 1)
    except OSError as error:
        raise CommandError(_("无法打开 {path}：{error}").format(path=path, error=error.strerror)) from None


def _refusal(path, faults):
    if len(faults) == 1 and faults[0].place is None:
        return _("{file} 没有导入：{fault}").format(file=path.name, fault=faults[0])
    first = _("{file} 有 {count} 处需要改正，没有写入任何内容：").format(file=path.name, count=len(faults))
    return "\n".join([first, *map(str, faults)])


def _question(path, sentences):
    first = _("{file} 没有导入，有 {count} 处要确认；确认无误请加 --knowing 再运行：")
    return "\n".join([first.format(file=path.name, count=len(sentences)), *sentences])


def _listed(report, everything):
    """Notes, what is to be confirmed, repairs and changes, a screenful of each kind unless everything is wanted."""
    yield from report.notes
    for heading, lines in (
        (_("请确认 {count} 处："), report.cut_short),
        (_("已更正 {count} 处："), [str(repair) for repair in report.repairs]),
        (_("变更 {count} 处："), report.changes),
    ):
        if lines:
            yield heading.format(count=len(lines))
            shown = lines if everything else lines[:LISTED]
            yield from (f"  {line}" for line in shown)
            if len(shown) < len(lines):
                yield _("  另有 {count} 处，加 --verbosity 2 全部列出").format(count=len(lines) - len(shown))


def _table(districts):
    yield _("区县（市）：新增 / 变更 / 不变 / 名录未列出（保持不变）")
    for counts in districts:
        yield f"  {counts.name}：{counts.new} / {counts.changed} / {counts.unchanged} / {counts.absent}"


def _outcome(report):
    yield _(
        "合计：社区新增 {new}，变更 {changed}，不变 {unchanged}；"
        "街道新增 {new_streets}，变更 {changed_streets}。"
    ).format(
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        new_streets=report.new_streets,
        changed_streets=report.changed_streets,
    )
    if not report.changes_anything:
        yield _("名录与系统一致，没有任何改动。")
    elif report.dry_run:
        yield _("这是试运行，没有写入任何内容。")
