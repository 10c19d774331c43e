"""Reads of the page that opens a year."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.doors import Refused
from districts.models import Community, District, Participation, Programme, Year
from scoring.models import Adoption, Rubric

from ..models import Title
from ..queries import survivor
from .plan import Who


@dataclass(frozen=True)
class Candidates:
    """Last year's participants of one district as they stand today, and those of them without a valid title."""

    last: list[Community] = field(default_factory=list)
    untitled: list[Community] = field(default_factory=list)

    def of(self, who):
        """The communities a choice (Who) means."""
        return tuple({Who.LAST: self.last, Who.UNTITLED: self.untitled}.get(who, ()))


@dataclass(frozen=True)
class LastYear:
    """Everything the new year starts from."""

    year: Year
    targets: dict  # district key -> Target
    districts: list[District]
    rubrics: list[Rubric]  # the city's published ones, newest first
    rubric: Rubric | None  # the city's own of last year
    own: list[Adoption]  # of districts
    candidates: dict[int, Candidates]  # district key ->

    @property
    def number(self):
        return self.year.number + 1

    @property
    def needs_programme(self):
        return self.number > self.year.programme.last_year


def last_year(year):
    """A fixed number of queries, whatever the number of communities."""
    adoptions = list(
        Adoption.objects.filter(year=year)
        .select_related("rubric", "district")
        .order_by("district__annex_order")
    )
    return LastYear(
        year=year,
        targets={row.district_id: row for row in year.targets.select_related("district")},
        districts=list(District.objects.order_by("annex_order")),
        rubrics=list(
            Rubric.objects.filter(district=None, published_at__isnull=False).order_by("-published_at", "-pk")
        ),
        rubric=next((each.rubric for each in adoptions if each.district_id is None), None),
        own=[each for each in adoptions if each.district_id],
        candidates=_candidates(year),
    )


def _candidates(year):
    """Who takes part is asked for the day the new year begins, or today after it: a community renamed or merged by then
    takes part as what it has become, one that has ended does not."""
    day = max(timezone.localdate(), date(year.number + 1, 1, 1))
    root = survivor(day)
    taking_part = Participation.objects.filter(year=year).values_list("community", flat=True)
    titled = {root(each) for each in Title.objects.valid_today().values_list("community", flat=True)}
    standing = Community.objects.valid_on(day).filter(pk__in={root(each) for each in taking_part})
    found = {}
    for community in standing.select_related("street").order_by("street__code", "code", "pk"):
        here = found.setdefault(community.street.district_id, Candidates())
        here.last.append(community)
        if community.pk not in titled:
            here.untitled.append(community)
    return found


def refuse_used(number):
    """Refused for the document number of an earlier programme: said by the check before the press, and by the press."""
    if Programme.objects.filter(document_number=number).exists():
        raise Refused(_("文号 %(number)s 是以前的行动用的，请填新行动的文号。") % {"number": number})


def following(year):
    """The year after, if it is open already."""
    return Year.objects.filter(number=year.number + 1).first()
