"""Who may see or change what. A view declares its policy (which roles may come in at all); which rows they then
find is decided by fetching: a stranger to a row gets 404, somebody who may look but not touch gets 403."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Community, District, Role, Street, User
from .models.people import CITY_ROLES, DISTRICT_ROLES


@dataclass(frozen=True)
class Policy:
    """Who may call a view: the roles, everybody signed in, or the public."""

    roles: frozenset[str] = frozenset(Role.values)
    public: bool = False
    opens_before: frozenset[str] = frozenset()  # what a session may still owe (account.sessions.due)


def _declare(policy):
    def mark(view):
        view.policy = policy
        return view

    return mark


def allow(*roles):
    """Declare that only these roles may call the view."""
    return _declare(Policy(roles=frozenset(roles)))


public = _declare(Policy(public=True))
signed_in = _declare(Policy())
own_account = _declare(Policy(opens_before=frozenset({"code", "password", "second_factor"})))


def before(*owed):
    """Declare that everybody signed in may call the view, also while the session still owes this."""
    return _declare(Policy(opens_before=frozenset(owed)))


class Denied(PermissionDenied):
    """May look, not touch. `look` is the row that may be looked at, `typed` what the person had filled in, `who` those
    who can help: (person, what they can do, telephone)."""

    def __init__(self, reason, look=None, typed=(), who=()):
        super().__init__(reason)
        self.reason, self.look, self.typed, self.who = reason, look, list(typed), list(who)


def scope(user, *, district, street):
    """The rows of a business table this person may see at all, as a filter.

    `district` and `street` are the look-ups from the table to its district and street ("street" may be None where
    a row belongs to the whole district: then a street editor sees none)."""
    if user.role in CITY_ROLES:
        return Q()
    if user.role in DISTRICT_ROLES:
        if user.street_id is None:
            return Q(**{district: user.district_id})
        if street is not None:
            return Q(**{street: user.street_id})
    return Q(pk__in=[])


def year_or_404(request, number):
    """The year of this number with its programme, out of those the site has read for this request (request.years); every
    year is open to everybody who may call a view. Raises Http404."""
    year = next((year for year in request.years if year.number == number), None)
    if year is None:
        raise Http404
    return year


def visible_districts(user: User) -> QuerySet[District]:
    """Districts whose figures this person may open."""
    if user.role in (*CITY_ROLES, Role.DEPARTMENT):
        return District.objects.all()
    return District.objects.filter(pk=user.district_id or 0)


def visible_district(user, code):
    return get_object_or_404(visible_districts(user), code=code)


def visible_streets(user):
    return Street.objects.filter(scope(user, district="district", street="pk")).select_related("district")


def visible_communities(user):
    return Community.objects.filter(scope(user, district="street__district", street="street"))


def registry_districts(user):
    """Districts whose streets and communities this person may look up; the administrator keeps the whole registry."""
    return District.objects.all() if user.role == Role.ADMINISTRATOR else visible_districts(user)


def registered_communities(user):
    return Community.objects.filter(street__district__in=registry_districts(user))


def registered_community(user, pk):
    rows = registered_communities(user).select_related("street__district", "merged_into__street")
    return get_object_or_404(rows, pk=pk)


def editable_person(user, pk):
    """An account the administrator may change; nobody changes his own, so nobody grants himself a role."""
    person = get_object_or_404(User.objects.select_related("district", "street", "department"), pk=pk)
    if person.pk == user.pk:
        raise Denied("不能修改自己的账号；密码请在“修改密码”中更改，其他请另一位系统管理员修改。")
    return person
