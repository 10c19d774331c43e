"""What the lists of opinions are narrowed to: read from the address, so that a link is the filter."""

from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.access import visible_districts

from .queue_filter import Choice

# A department's own list: what it has said of a community (entries annotated by opinion_queries.with_own).
STATES = {
    "open": (gettext_lazy("未提"), Q(given=False)),
    "again": (gettext_lazy("请再看"), Q(given=True, fresh=False)),
    "none": (gettext_lazy("无意见"), Q(given=True, opposed_by_own=False)),
    "objection": (gettext_lazy("有异议"), Q(opposed_by_own=True)),
}


def cleaned(text):
    return text.replace("\x00", "").strip()[:60]


class OpinionFilter:
    """district, state (a code of STATES), search. Nonsense narrows nothing."""

    def __init__(self, data, *, user):
        self.districts = list(visible_districts(user))
        self.district = next((each for each in self.districts if each.code == data.get("district")), None)
        self.state = data.get("state", "") if data.get("state") in STATES else ""
        self.search = cleaned(data.get("search", ""))

    @property
    def narrows(self):
        return bool(self.in_words())

    @property
    def _parts(self):
        return {
            "district": self.district.code if self.district else "",
            "state": self.state,
            "search": self.search,
        }

    def query(self, **changes):
        """The address's query with some parts changed; empty parts left out."""
        return urlencode({name: value for name, value in (self._parts | changes).items() if value})

    def condition(self, *, without=()):
        """The filter of entries annotated by with_own; without: the names of parts that are left out."""
        parts = {
            "district": self.district and Q(submission__district=self.district),
            "state": self.state and STATES[self.state][1],
            "search": self.search
            and Q(community_name__icontains=self.search) | Q(street_name__icontains=self.search),
        }
        wanted = Q()
        for name, part in parts.items():
            if part and name not in without:
                wanted &= part
        return wanted

    def in_words(self):
        words = [
            self.district,
            self.state and STATES[self.state][0],
            self.search and _("含“%(text)s”") % {"text": self.search},
        ]
        return "；".join(str(each) for each in words if each)

    def quick(self, counts):
        """The states as ready-made filters, with how many each has."""
        yield Choice(_("全部"), self.query(state=""), not self.state, counts["all"])
        for code, (label, _condition) in STATES.items():
            yield Choice(label, self.query(state=code), self.state == code, counts[code])


# All departments' opinions, for the city (Opinion rows annotated by opinion_queries.all_opinions).
KINDS = {
    "objection": (gettext_lazy("有异议"), Q(opposing=True)),
    "none": (gettext_lazy("无意见"), Q(opposing=False)),
    "again": (gettext_lazy("补正前提出"), Q(outdated=True)),
}


class AllOpinionsFilter:
    """district, department (a code), kind (of KINDS), search."""

    def __init__(self, data, *, user, departments):
        self.districts, self.departments = list(visible_districts(user)), departments
        self.district = next((each for each in self.districts if each.code == data.get("district")), None)
        self.department = next((each for each in departments if each.code == data.get("department")), None)
        self.kind = data.get("kind", "") if data.get("kind") in KINDS else ""
        self.search = cleaned(data.get("search", ""))

    def query(self, **changes):
        parts = {
            "district": self.district.code if self.district else "",
            "department": self.department.code if self.department else "",
            "kind": self.kind,
            "search": self.search,
        }
        return urlencode({name: value for name, value in (parts | changes).items() if value})

    def condition(self):
        wanted = Q()
        if self.district:
            wanted &= Q(entry__submission__district=self.district)
        if self.department:
            wanted &= Q(department=self.department)
        if self.kind:
            wanted &= KINDS[self.kind][1]
        if self.search:
            name = Q(entry__community_name__icontains=self.search)
            wanted &= name | Q(entry__street_name__icontains=self.search)
        return wanted

    def in_words(self):
        words = [
            self.district,
            self.department and self.department.short_name,
            self.kind and KINDS[self.kind][0],
            self.search and _("含“%(text)s”") % {"text": self.search},
        ]
        return "；".join(str(each) for each in words if each)

    def quick(self):
        yield Choice(_("全部"), self.query(kind=""), not self.kind)
        for code, (label, _condition) in KINDS.items():
            yield Choice(label, self.query(kind=code), self.kind == code)
