"""The city on the last day: no district has handed in yet, nearly every sheet is filled, and in each district there is
something left that its lead must put right."""

from dataclasses import dataclass
from random import Random

from django.core.management import call_command
from django.utils import timezone

from districts.models import Community, District, Role, User, Year
from reports.demo import city, course
from reports.demo.findings import PASSING, draw
from reports.demo.names import SLUGS
from reports.demo.papers import kept_files
from reports.demo.people import standing as people_standing
from reports.models import Submission
from scoring.actions import choose_participants
from scoring.models import ItemScore, ScoreSheet, Stage

from .world import editors

SEED = 55


@dataclass(frozen=True)
class Office:
    """One district: who hands in what, who else works there, the sheets of all who take part."""

    submission: Submission
    lead: User
    editors: list
    sheets: list

    def items(self):
        return ItemScore.objects.filter(sheet__in=self.sheets).select_related("sheet")


@dataclass(frozen=True)
class LastDay:
    """bare: sheets nobody has begun, for the floors, which write without a trail."""

    year: Year
    offices: list
    bare: list

    def items(self):
        return [item for office in self.offices for item in office.items()]


def build(*, people, communities):
    """Migrate an empty database and fill it; people: leads and editors of all districts together."""
    call_command("migrate", verbosity=0)
    city.build(communities=communities, seed=SEED, still_open=tuple(SLUGS))
    year = Year.objects.order_by("number").last()
    districts = District.objects.order_by("code")
    offices = [_office(year, each, max(1, people // len(districts) - 1)) for each in districts]
    _fill(year)
    begun = ItemScore.objects.filter(version__gt=0).values("sheet")
    bare = ScoreSheet.objects.filter(year=year, stage=Stage.BASELINE).exclude(pk__in=begun)
    return LastDay(year, offices, list(bare.order_by("pk")))


def _office(year, district, number):
    """Every community of the district takes part."""
    lead = User.objects.get(role=Role.DISTRICT_LEAD, district=district)
    standing = Community.objects.filter(street__district=district)
    choose_participants(district, year=year, communities=standing, by=lead)
    sheets = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.INITIAL)
    return Office(
        Submission.objects.select_related("district", "year").get(district=district, year=year),
        lead,
        editors(district, [f"trial-{district.code}-{n}" for n in range(number)]),
        list(sheets.order_by("pk")),
    )


def _fill(year):
    """What is not begun passes, with evidence where points were added."""
    begun = ItemScore.objects.filter(version__gt=0).values("sheet")
    sheets = ScoreSheet.objects.filter(year=year, stage=Stage.INITIAL).exclude(pk__in=begun)
    sheets = list(sheets.select_related("rubric", "community__street__district"))
    with kept_files() as stored:
        rng = Random(SEED)
        scene = course.Scene(
            {each.username: each for each in people_standing()}, timezone.localdate(), rng, stored
        )
        course.assess(scene, {sheet: draw(rng, sheet.rubric.parsed, PASSING) for sheet in sheets})
        course.prove(scene, sheets)
