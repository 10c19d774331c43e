from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from districts import annexes, trail
from districts.management.migrated import MigratedCommand
from districts.models import District
from reports.actions import open_submissions
from scoring.engine.load import RubricError
from scoring.rubrics import VersionTaken, adopt, publish


class Command(MigratedCommand):
    help = "Load rubric, districts, departments, programme and targets from fixtures/; may be run again."

    @transaction.atomic
    def handle(self, *args, **options):
        folder = settings.FIXTURES_DIR
        try:
            years = annexes.load(folder)
            rubric = publish(folder / "annex1.toml")
        except (OSError, annexes.AnnexError, RubricError, VersionTaken) as error:
            raise CommandError(str(error)) from error
        for year in years:
            adopt(rubric, year)
            open_submissions(year)
        trail.record("annexes_loaded", by=None, after={"rubric": str(rubric)})
        self.stdout.write(f"已载入：{rubric}，{District.objects.count()} 个区县（市），{len(years)} 个年度。")
