"""Handing a person's work over: who may go on with it, the account's part of the door, and for whom somebody stands."""

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from . import trail
from .doors import Refused, door
from .models import HandOver, RegistryFile, Role, User

# Who may do all that a role may.
ABLE = {
    Role.EDITOR: (Role.EDITOR, Role.DISTRICT_LEAD),
    Role.REVIEWER: (Role.REVIEWER, Role.CITY_LEAD),
}


def successors(leaver):
    """Those who may do all that `leaver` may: an open account of the same office (for a street editor the same street or
    the whole district), of the same role or the one above it; the same role first."""
    same_street = Q(street=None) | Q(street=leaver.street) if leaver.street_id else Q(street=None)
    people = User.objects.filter(
        same_street,
        is_active=True,
        role__in=ABLE.get(leaver.role, (leaver.role,)),
        district=leaver.district_id,
        department=leaver.department_id,
    )
    same_role = Case(When(role=leaver.role, then=0), default=1)
    return people.exclude(pk=leaver.pk).order_by(same_role, "username")


def newest_hand_overs():
    """Person -> the hand-over that holds: the newest, unless the person has come back since."""
    later = HandOver.objects.order_by("leaver", "-handed_at", "-pk")
    newest = {}
    for each in later.select_related("leaver", "successor"):
        newest.setdefault(each.leaver_id, each)
    return {leaver: each for leaver, each in newest.items() if each.ended_at is None}


def settled():
    """Keys of those who left and whose work has come, also through others, to somebody whose account is open. One query."""
    newest = newest_hand_overs()

    def ends_well(each, seen):
        if each is None or not each.leaves or each.leaver_id in seen:
            return False
        return each.successor.is_active or ends_well(newest.get(each.successor_id), {*seen, each.leaver_id})

    return {leaver for leaver, each in newest.items() if ends_well(each, set())}


def taken_over(user):
    """The hand-overs that hold and lead to this person, also through others, newest first. One query."""
    newest = newest_hand_overs().values()
    found, reached = [], {user.pk}
    while more := [each for each in newest if each.successor_id in reached and each not in found]:
        found += more
        reached |= {each.leaver_id for each in more}
    return sorted(
        (each for each in found if each.leaver_id != user.pk),
        key=lambda each: (each.handed_at, each.pk),
        reverse=True,
    )


def stands_for(user, came=None):
    """Keys of the people whose open work is this person's: their own and that of those they took over from. came: taken_over of
    the person, where it has been read already."""
    came = taken_over(user) if came is None else came
    return {user.pk, *(each.leaver_id for each in came)}


@door("work_handed_over")
def hand_over_account(leaver, *, to, leaves, note="", contacts=(), by):
    """Name the successor, close the account when the person leaves (open sessions end with it), and give on the registry
    file that waits for a confirmation, unless the successor has one of their own. contacts: names of the submissions
    whose contact moved in the same transaction, for the event. Returns the HandOver.

    Refused for a successor who may not do what the person may, or whose account is closed."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=(leaver.pk, to.pk)).order_by("pk")
    locked = {person.pk: person for person in people}
    leaver, was_active = locked[leaver.pk], locked[leaver.pk].is_active
    if not successors(leaver).filter(pk=to.pk).exists():
        raise Refused(
            _(
                "%(to)s不能接手%(leaver)s的工作：接手人要在同一单位、同一街道范围，能办同样的事，账号没有停用。"
            )
            % {"to": to, "leaver": leaver}
        )
    if leaves and was_active:
        leaver.is_active = False
        leaver.save(update_fields=["is_active"])
    made = HandOver.objects.create(leaver=leaver, successor=to, leaves=leaves, note=note, handed_by=by)
    after = {"is_active": leaver.is_active, "successor": to.full_name, "note": note}
    after |= {"contacts": list(contacts)} if contacts else {}
    after |= {"handed_file": name} if (name := _give_registry_file(leaver, to)) else {}
    trail.record("work_handed_over", row=leaver, by=by, before={"is_active": was_active}, after=after)
    return made


def _give_registry_file(leaver, to):
    """Its name; empty where there is none to give or the successor has one, also one uploaded this very moment."""
    held = RegistryFile.objects.select_for_update().filter(by=leaver).only("name").first()
    try:
        with transaction.atomic():
            given = held is not None and RegistryFile.objects.filter(pk=held.pk).update(by=to)
    except IntegrityError:
        return ""
    return held.name if given else ""


@door("work_taken_back")
def come_back(person, *, by):
    """The person is back: the successor stands for them no longer. What has gone to the successor in the meantime stays there.

    Refused where nothing is handed over, and while the account is closed."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = newest_hand_overs().get(person.pk)
    if held is None:
        raise Refused(_("%(who)s的工作没有移交给别人，或者已经回来。") % {"who": person})
    if not person.is_active:
        raise Refused(_("%(who)s的账号已停用，请先勾选“可以登录”并保存。") % {"who": person})
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    trail.record("work_taken_back", row=person, by=by, before={"successor": held.successor.full_name})
