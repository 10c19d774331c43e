"""Reads of the titles: a year's list, one title with its history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.access import visible_districts
from districts.models import District, User, Year

from .access import visible_titles
from .models import LIST_ORDER, Title
from .queries import survivor

STATES = {
    "unpublished": (gettext_lazy("未公布"), Q(published_on__isnull=True, revoked_on__isnull=True)),
    "valid": (gettext_lazy("有效"), Q(published_on__isnull=False, revoked_on__isnull=True)),
    "revoked": (gettext_lazy("已撤销"), Q(revoked_on__isnull=False)),
}
IN_ORDER = ("entry__submission__district__annex_order", *(f"entry__{name}" for name in LIST_ORDER))


@dataclass(frozen=True)
class TitleFilter:
    """A district and a state, read from the address; nonsense in it narrows nothing."""

    districts: list[District]
    district: District | None
    state: str

    @classmethod
    def read(cls, data: Mapping[str, str], *, user: User) -> "TitleFilter":
        districts = list(visible_districts(user))
        district = next((each for each in districts if each.code == data.get("district")), None)
        return cls(districts, district, data.get("state", "") if data.get("state") in STATES else "")

    def query(self, **changes: str) -> str:
        parts = {"district": self.district.code if self.district else "", "state": self.state} | changes
        return "&".join(f"{name}={value}" for name, value in parts.items() if value)

    def in_words(self) -> str:
        words = [self.district, self.state and STATES[self.state][0]]
        return "；".join(str(each) for each in words if each)

    def quick(self, titles: QuerySet[Title]) -> Iterator[tuple[str, int, str, bool]]:
        """(label, count, query, chosen) of the ready-made filters; titles: those of the year and district."""
        yield _("全部"), titles.count(), self.query(state=""), not self.state
        for name, (label, condition) in STATES.items():
            yield str(label), titles.filter(condition).count(), self.query(state=name), self.state == name


def titles_of(user: User, year: Year, filters: TitleFilter, *, state: bool = True) -> QuerySet[Title]:
    """The titles given for a year that this person may see, in annex and list order; state=False: in every state."""
    rows = visible_titles(user).filter(year=year).order_by(*IN_ORDER)
    if filters.district:
        rows = rows.filter(entry__submission__district=filters.district)
    if state and filters.state:
        rows = rows.filter(STATES[filters.state][1])
    return rows.select_related("community__street__district", "year", "entry__submission__district")


def publishable(user: User, year: Year, filters: TitleFilter) -> QuerySet[Title]:
    """The titles of concluded districts that are not published yet."""
    return titles_of(user, year, filters, state=False).filter(STATES["unpublished"][1])


def published_with(title: Title) -> QuerySet[Title]:
    """All titles of its year published in the same batch under the same number, revoked ones too, in annex and list order."""
    same = {"year": title.year_id, "batch": title.batch, "document_number": title.document_number}
    rows = Title.objects.filter(published_on__isnull=False, **same).order_by(*IN_ORDER)
    return rows.select_related("year", "entry__submission__district")


def years_using(number: str, *, but: Year) -> list[Year]:
    """The other years with titles published under this number, oldest first."""
    number = number.strip()
    rows = (
        Year.objects.filter(titles__document_number=number).exclude(pk=but.pk)
        if number
        else Year.objects.none()
    )
    return list(rows.distinct().order_by("number"))


def held_together(title: Title) -> list[Title]:
    """The other valid titles of what is the same community today: merged communities may each have been given one."""
    root = survivor()
    one = root(title.community_id)
    others = Title.objects.valid_today().exclude(pk=title.pk).select_related("entry", "year").order_by("pk")
    return [each for each in others if root(each.community_id) == one]
