"""The one door that opens a year."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import District, Programme, Target, Year
from scoring.actions import choose_participants
from scoring.adopting import METHOD, adopt_rubric

from ..actions import open_submissions
from .queries import refuse_used


@door("year_opened")
def open_year(last, *, opening, by):
    """Open the year after `last` as `opening` (plan.Opening) says: the year, a target and a draft submission for each
    district, the city's adoption and those of districts that go on, and the initial sheets of who takes part.

    The last year's row is the lock: of two who open at once the second is told. Years already open are not touched.
    Returns the Year. Raises Refused when it is open already or something does not hold."""
    last = Year.objects.select_for_update(no_key=True).get(pk=last.pk)
    _refuse_open(opening)
    if faults := list(opening.faults()):
        raise Refused("".join(faults))
    year = _make_year(last, opening)
    trail.record("year_opened", row=year, by=by, after=_kept(year, opening))
    adopt_rubric(opening.rubric, year=year, by=by)
    for adoption in opening.own:
        method = {name: getattr(adoption, name) for name in METHOD}
        adopt_rubric(adoption.rubric, year=year, method=method, by=by)
    open_submissions(year)
    for district in District.objects.filter(code__in=opening.participants).order_by("pk"):
        communities = opening.participants[district.code]
        choose_participants(district, year=year, communities=communities, by=by)
    return year


def _refuse_open(opening):
    if Year.objects.filter(number=opening.number).exists():
        raise Refused(
            _("%(number)s年度刚刚已由别人开启，您的没有写入。要改它的日期和目标，请到“年度”页。")
            % {"number": opening.number}
        )
    if opening.programme:
        refuse_used(opening.programme.document_number)


def _make_year(last, opening):
    programme = last.programme
    if opening.programme:
        programme = Programme.objects.create(
            **asdict(opening.programme), first_year=opening.number, demo=programme.demo
        )
    year = Year.objects.create(
        programme=programme,
        number=opening.number,
        share_goal=opening.share_goal,
        **asdict(opening.days),
    )
    districts = District.objects.filter(code__in=opening.numbers).order_by("annex_order")
    Target.objects.bulk_create(
        Target(year=year, district=district, **asdict(opening.numbers[district.code]))
        for district in districts
    )
    return year


def _kept(year, opening):
    """What the trail keeps: days as 2021-08-31, the districts' numbers in words."""
    names = dict(District.objects.values_list("code", "name"))
    return {
        "year": year.number,
        "programme": str(opening.programme or year.programme),
        "share_goal": year.share_goal,
        **{field: day and day.isoformat() for field, day in asdict(opening.days).items()},
        "rubric": str(opening.rubric),
        "numbers": [f"{names[code]}：{numbers}" for code, numbers in opening.numbers.items()],
        "participating": opening.participating,
    }
