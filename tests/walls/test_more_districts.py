"""What everybody who sees all districts opens costs the same number of queries with two districts more and with twelve, each of
which does something: takes part, is late, hands in, has a list decided."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.models import Community, District, Extension, Role, Street, Target, User
from reports.actions import decide
from reports.models import DecisionChoices, Entry, Submission
from scoring.actions import choose_participants
from scoring.models import ScoreSheet
from tests.scenes import fill, hand_in, send_document
from tests.walls.routes import ROUTES

# In the order of the table; what an address is made with (kwargs) happens once, before anything is counted.
PAGES = [
    (name, who)
    for name, route in ROUTES.items()
    for who in ("wang", "shen", "huan", "guan", "audit")
    if route.method == "get" and not route.files and who in route.opens.split()
]


def more_districts(world, first, number):
    for n in range(first, first + number):
        district = District.objects.create(
            code=f"3309{n:02d}", name=f"新{n}区", annex_order=100 + n, bureau=f"新{n}区住房和城乡建设局"
        )
        street = Street.objects.create(district=district, code=f"3309{n:02d}001", name="一街道")
        communities = [
            Community.objects.create(street=street, name=f"{name}社区", code=f"{street.code}00{place}")
            for place, name in enumerate("甲乙", start=1)
        ]
        Target.objects.create(year=world.year, district=district, declared=3, target=1)
        lead = User.objects.create_user(
            f"lead-{n}", "长密码不常见9", full_name="负责人", role=Role.DISTRICT_LEAD, district=district
        )
        choose_participants(district, year=world.year, communities=communities, by=lead)
        for sheet in ScoreSheet.objects.filter(district=district):
            fill(sheet, lead)
        Extension.objects.create(
            year=world.year,
            district=district,
            until="2099-12-31",
            reason="延期",
            granted_by=world.people.shen,
        )
        send_document(district, world.year, "plan", lead)
        submission, _new = Submission.objects.get_or_create(district=district, year=world.year)
        if n % 2:
            hand_in(submission, lead)
            decide(
                Entry.objects.filter(submission=submission).first(),
                decision=DecisionChoices.RECOGNISED,
                seen=DecisionChoices.PENDING,
                by=world.people.wang,
            )


@pytest.fixture
def counted(world):
    """A function from nothing to {page and who looks: statements}; pages that are not there for somebody are left out."""
    addresses = {look: reverse(look[0], kwargs=ROUTES[look[0]].kwargs(world)) for look in PAGES}

    def count():
        found = {}
        for look, address in addresses.items():
            client = Client()  # another page's year is not remembered
            client.force_login(getattr(world.people, look[1]))
            client.get(address)  # what is read once in the life of a process
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(address)
            if answer.status_code == 200:
                found[look] = len(seen)
        return found

    return count


def test_pages_cost_the_same_with_two_districts_more_and_with_twelve(world, counted):
    more_districts(world, 1, 2)
    few = counted()
    more_districts(world, 3, 10)
    many = counted()
    assert len(few) > len(PAGES) * 2 / 3
    assert {look: (few[look], many.get(look)) for look in few if few[look] != many.get(look)} == {}
