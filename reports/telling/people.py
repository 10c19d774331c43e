"""Whom a mail can reach: people who may sign in and have an address. One who still owes a change of password is told
too, since what he is told of is why he should sign in."""

from django.db.models import Q

from districts.models import User
from districts.models.people import CITY_ROLES


def reachable(districts):
    """Those of the city and of these districts (keys), with an address."""
    return list(concernable(districts).exclude(email=""))


def concernable(districts):
    """Those of the city and of these districts who may sign in, with an address or without."""
    return User.objects.filter(Q(role__in=CITY_ROLES) | Q(district__in=set(districts)), is_active=True)
