"""The city a trial writes in: the demonstration, and so many more people in one district, each with items of his own."""

from dataclasses import dataclass
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from districts.models import Community, District, Role, User, Year
from reports.demo import city
from reports.models import DecisionChoices, Entry, StatusChoices, Submission
from scoring.actions import choose_participants
from scoring.models import ItemScore, ScoreSheet, Stage


@dataclass(frozen=True)
class World:
    """savers: (user, his items) pairs; deciders: (user, their entries); leads: (the district's, the city's, submission)."""

    year: Year
    savers: list
    deciders: list
    leads: list


def build(*, savers, communities=city.MOST, seed=55):
    """Migrate an empty database and fill it."""
    call_command("migrate", verbosity=0)
    city.build(communities=communities, seed=seed)
    year = Year.objects.order_by("number").last()
    return World(year, _savers(year, savers), _deciders(year), _leads(year))


def editors(district, names):
    """Editors of the whole district under these names, whose sessions are made for them: none has a password."""
    return User.objects.bulk_create(
        User(
            username=name,
            full_name=f"试用{n}",
            role=Role.EDITOR,
            district=district,
            password=make_password(None),
            must_change_password=False,
        )
        for n, name in enumerate(names)
    )


def _savers(year, number):
    """Every community of the district that is still open takes part; each person has every so-manieth item of them."""
    district = District.objects.get(code=city.STILL_OPEN)
    lead = User.objects.get(role=Role.DISTRICT_LEAD, district=district)
    standing = Community.objects.filter(street__district=district)
    choose_participants(district, year=year, communities=standing, by=lead)
    people = editors(district, [f"trial-{n}" for n in range(number)])
    if number > 17 * len(standing):
        raise SystemExit(
            f"{number} people, but only {len(standing)} communities take part: ask for more --communities"
        )
    sheets = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.INITIAL)
    items = list(
        ItemScore.objects.filter(sheet__in=sheets).select_related("sheet").order_by("number", "sheet")
    )
    return [(person, items[first::number]) for first, person in enumerate(people)]


def _under_review(year):
    return Submission.objects.filter(year=year, status=StatusChoices.SUBMITTED).order_by("district__code")


def _leads(year):
    """The last two districts under review are sent back and handed in again and again."""
    city_lead = User.objects.get(role=Role.CITY_LEAD)
    return [
        (User.objects.get(role=Role.DISTRICT_LEAD, district=found.district_id), city_lead, found)
        for found in _under_review(year).reverse()[:2]
    ]


def _deciders(year):
    """The other districts' pending entries, dealt to the city's reviewers."""
    others = list(_under_review(year).values_list("pk", flat=True))[:-2]
    pending = Entry.objects.filter(submission__in=others, decision=DecisionChoices.PENDING).order_by("pk")
    reviewers = list(User.objects.filter(role=Role.REVIEWER).order_by("pk"))
    dealt = {reviewer: [] for reviewer in reviewers}
    for reviewer, entry in zip(cycle(reviewers), pending, strict=False):
        dealt[reviewer].append(entry)
    return list(dealt.items())
