import os
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError

from districts import trail
from districts.management.migrated import MigratedCommand
from districts.models import District, Year
from districts.pango import NoPrinting
from reports.annex3 import annex3
from reports.annex3_files import WRITERS
from reports.queries import Basis


class Command(MigratedCommand):
    help = "Write 附件3 of a year as .xlsx, .docx or .pdf: one district's, or the whole city's."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--district", help="行政区划代码，如 330203；不写为全市")
        parser.add_argument("--basis", choices=[each.value for each in Basis], default=Basis.REPORTED.value)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args, year, district, basis, output, **options):
        writer = WRITERS.get(output.suffix.lower().removeprefix("."))
        if writer is None:
            raise CommandError(f"{output}：请写 .xlsx、.docx 或 .pdf 结尾的文件名。")
        found = self._found(Year.objects.select_related("programme"), f"没有 {year} 年度", number=year)
        place = (
            self._found(District.objects, f"没有代码为 {district} 的区县（市）", code=district)
            if district is not None
            else None
        )
        try:
            content = writer(annex3(found, district=place, basis=basis))
        except NoPrinting as missing:
            raise CommandError(str(missing)) from missing
        write(output, content)
        trail.record(
            "table_exported", row=found, district=place, by=None, after={"file": output.name, "basis": basis}
        )
        self.stdout.write(f"已写入 {output}")

    def _found(self, rows, missing, **wanted):
        row = rows.filter(**wanted).first()
        if row is None:
            known = "、".join(str(getattr(each, *wanted)) for each in rows.all())
            raise CommandError(f"{missing}；有：{known}。")
        return row


def write(output, content):
    """Whole or not at all: a reader never finds half a file."""
    beside = output.with_name(f".{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(output)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise CommandError(f"写不了 {output}：{error.strerror}。") from error
