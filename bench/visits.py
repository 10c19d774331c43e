"""Who looks at which rows, and one look."""

import time
from dataclasses import dataclass, field

from django.test import Client

from bench.plans import listening
from districts.models import Community, Role, User, Year
from reports.models import Entry, PublicNotice, PublicObjection, StatusChoices, Submission, Title
from scoring.models import Rubric, ScoreSheet, Stage
from trials.person import Person


def people():
    """One person of each kind; the district's are of one whose list is under review. `draft`: a lead whose list is open."""
    year = Year.objects.order_by("number").last()

    def lead(status):
        found = Submission.objects.filter(year=year, status=status, entries__isnull=status == "draft")
        district = found.order_by("-district__annex_order").first().district
        return User.objects.filter(district=district).order_by("pk")

    under_review, draft = lead(StatusChoices.SUBMITTED), lead(StatusChoices.DRAFT)
    roles = (Role.REVIEWER, Role.CITY_LEAD, Role.DEPARTMENT, Role.ADMINISTRATOR, Role.AUDITOR)
    return {
        "editor": under_review.get(role=Role.EDITOR, street=None),
        "lead": under_review.get(role=Role.DISTRICT_LEAD),
        "draft": draft.get(role=Role.DISTRICT_LEAD),
        **{role.value: User.objects.filter(role=role).order_by("pk").first() for role in roles},
        "nobody": None,
    }


class Rows:
    """The rows the addresses name, of the person's district or of one under review."""

    def __init__(self, user):
        self.year = Year.objects.order_by("number").last()
        self.district = user.district if user and user.district else people()["lead"].district
        self.user = user

    def __call__(self, route, parameter):
        if parameter == "year":
            return self.year.number
        if parameter == "code":
            return self.district.code
        if parameter != "pk" and parameter != "sheet":
            return {"number": 5, "origin": "last"}.get(parameter)
        rows = next((rows for part, rows in self._of().items() if part in route), None)
        found = rows and rows.order_by("pk").first()
        return found.pk if found else None

    def _of(self):
        sheets = ScoreSheet.objects.filter(year=self.year, district=self.district, stage=Stage.INITIAL)
        entries = Entry.objects.filter(submission__year=self.year, submission__district=self.district)
        return {
            "sheets/": sheets,
            "entries/of/": sheets.filter(passed=True),
            "entries/": entries,
            "submissions/": Submission.objects.filter(year=self.year, district=self.district),
            "titles/": Title.objects.filter(community__street__district=self.district),
            "public-objections/": PublicObjection.objects.all(),
            "notices/": PublicNotice.objects.all(),
            "notice/": PublicNotice.objects.all(),
            "people/": User.objects.filter(district=self.district),
            "registry/": Community.objects.filter(street__district=self.district),
            "rubric": Rubric.objects.all(),
        }


@dataclass
class Visit:
    """One page as one person sees it; seconds: the median, 0 where it is not shown."""

    who: str
    page: str
    path: str
    status: int
    seconds: float = 0
    heard: list = field(default_factory=list)

    @property
    def sql_seconds(self):
        return sum(asked.seconds for asked in self.heard)

    @property
    def nodes(self):
        return sorted({node for asked in self.heard for node in asked.nodes})

    @property
    def scanned(self):
        return {table for asked in self.heard for table in asked.scanned}


COOKIES = {}


def asked_once(user, path):
    """(status, seconds, the statements) of one look at a page."""
    if user not in COOKIES:
        COOKIES[user] = Person(user, 0).headers["Cookie"]
    client = Client(headers={"Cookie": COOKIES[user]}, raise_request_exception=False)
    with listening() as heard:
        begun = time.perf_counter()
        answer = client.get(path, HTTP_HOST="127.0.0.1")
        if answer.streaming:
            answer.close()
        return answer.status_code, time.perf_counter() - begun, heard
