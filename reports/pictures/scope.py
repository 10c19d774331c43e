"""Whose numbers a page of pictures shows: the whole city's or one district's, each asked for once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from districts.doors import Refused
from districts.models import District, Street, User, Year
from scoring.access import visible_sheets
from scoring.rubrics import rubric_for

from .. import queries
from ..access import visible_submissions
from ..models import Submission


@dataclass
class Scope:
    """district None: the whole city. Everything is what `user` may see; `today` is the day the pictures are drawn."""

    user: User
    year: Year
    district: District | None
    today: date
    submissions: Sequence[Submission] | None = (
        None  # the whole city's of the year, where they have been read already
    )

    @property
    def city(self):
        return self.district is None

    @property
    def place(self):
        return self.district.name if self.district else _("全市")

    @cached_property
    def districts(self):
        return [self.district] if self.district else list(District.objects.all())

    @cached_property
    def progress(self):
        statuses = None if self.submissions is None else queries.statuses_of(self.submissions)
        return queries.progress(self.year, None if self.city else self.districts, statuses=statuses)

    @cached_property
    def total(self):
        """The whole city as one more row; None for one district."""
        return queries.city_total(self.progress, self.year) if self.city and self.progress else None

    @property
    def whole(self):
        """The one Progress all this is about: the city's, or the district's; None while no target is loaded."""
        return self.total or (self.progress[0] if self.progress else None)

    @property
    def total_short(self):
        """Communities missing to the target; None while it is not set."""
        return self.whole.short_of_target(self.whole.recognised) if self.whole else None

    @cached_property
    def timings(self):
        return queries.timings(self.year, self.districts)

    @cached_property
    def stages(self):
        return queries.stages(visible_sheets(self.user), self.year, self.district)

    @cached_property
    def years(self):
        """[(year, its progress)] of the programme up to this year, oldest first."""
        earlier = list(self.year.programme.years.filter(number__lte=self.year.number).order_by("number"))
        found = []
        for year in earlier:
            rows = (
                self.progress
                if year == self.year
                else queries.progress(year, None if self.city else self.districts)
            )
            if rows:
                found.append((year, queries.city_total(rows, year) if self.city else rows[0]))
        return found

    @cached_property
    def near(self):
        return queries.one_step_short(self.year, self._place_field, self.district)

    @cached_property
    def near_places(self):
        """(key, name, address of its communities one step short)."""
        return [(key, name, self.sheets_of(key, verdict="near")) for key, name in self.places]

    @property
    def _place_field(self):
        return queries.BY_DISTRICT if self.city else queries.BY_STREET

    @cached_property
    def places(self):
        """[(key, name)] of what is counted apart: the city's districts, a district's streets."""
        if self.city:
            return [(each.pk, each.name) for each in self.districts]
        return list(Street.objects.filter(district=self.district).order_by("code").values_list("pk", "name"))

    @cached_property
    def _submissions(self):
        if self.submissions is not None:
            return {each.district_id: each.pk for each in self.submissions}
        rows = visible_submissions(self.user).filter(year=self.year)
        return dict(rows.values_list("district", "pk"))

    def rows_of(self, district):
        """The page with the communities a district has handed in."""
        key = self._submissions.get(district.pk)
        return reverse("reports:submission", args=[key]) if key else ""

    def pictures_of(self, year):
        """The same page of pictures in another year."""
        address = reverse("reports:progress_pictures", args=[year.number])
        own = self.city or self.user.is_district
        return address if own else f"{address}?district={self.district.code}"

    def sheets_of(self, place=None, **narrowed):
        """The list of communities behind a mark: of one place (a key of `places`), narrowed as the list can be."""
        asked = dict(narrowed)
        if self.city and place is not None:
            asked["district"] = next(each.code for each in self.districts if each.pk == place)
        elif self.district:
            if not self.user.is_district:
                asked["district"] = self.district.code
            if place is not None:
                asked["street"] = place
        query = urlencode(asked)
        return reverse("scoring:communities", args=[self.year.number]) + (f"?{query}" if query else "")

    # --- what score sheets say ---

    @cached_property
    def rubric(self):
        """The rubric in use; None while the year has none."""
        try:
            return rubric_for(self.year, self.district)
        except Refused:
            return None

    @cached_property
    def totals(self):
        return queries.totals(self.year, self.district)

    @cached_property
    def item_means(self):
        return queries.item_means(self.year, self.district)

    @cached_property
    def rule_costs(self):
        return queries.rule_costs(self.year, self.district)

    @cached_property
    def spreads(self):
        return queries.spreads(self.year)
