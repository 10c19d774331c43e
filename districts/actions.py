"""Writes that mean something: passwords, accounts, and who may hand in later."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import passwords, trail
from .deadlines import report_due
from .doors import Refused, door
from .models import District, Extension, Role, User
from .models.people import DUTIES
from .text import cn_date


def _locked(person):
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _snapshot(person):
    """What the trail keeps of an account; never anything of its password."""
    return {
        "username": person.username,
        "full_name": person.full_name,
        "phone": person.phone,
        "email": person.email,
        "role": person.role,
        "district": person.district and person.district.name,
        "street": person.street and person.street.name,
        "department": person.department and person.department.name,
        "is_active": person.is_active,
    }


@door("password_changed")
def change_password(person, *, new, by):
    """Set one's own password; one that was issued is then settled. Returns the changed person."""
    person = _locked(person)
    person.set_password(new)
    person.must_change_password, person.password_set_at = False, timezone.now()
    person.save(update_fields=["password", "must_change_password", "password_set_at"])
    trail.record("password_changed", row=person, by=by)
    return person


@door("person_added")
def add_person(person, *, by):
    """Save a new account. Returns its one-time password, which is kept nowhere."""
    password = passwords.generate()
    person.set_password(password)
    person.must_change_password = True
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("用户名“%(name)s”刚刚被占用，请换一个。") % {"name": person.username}) from error
    trail.record("person_added", row=person, by=by, after=_snapshot(person))
    return password


@door("person_changed")
def change_person(person, *, to, by):
    """Give the account the field values in `to`; nothing is written when nothing differs.

    Refused between business, system and audit duties for an account the trail knows: what it did stays on its name."""
    person = _locked(person)
    before = _snapshot(person)
    old, new = DUTIES[Role(person.role)], DUTIES[Role(to.get("role", person.role))]
    if old != new and person.events.exists():
        raise Refused(
            _(
                "这个账号用来做过%(old)s，不能改做%(new)s：业务、系统管理、安全审计由不同的人、不同的账号做。请停用它，另建账号。"
            )
            % {"old": old, "new": new}
        )
    for field, value in to.items():
        setattr(person, field, value)
    after = _snapshot(person)
    if after != before:
        person.save(update_fields=list(to))
        trail.record("person_changed", row=person, by=by, before=before, after=after)
    return person


@door("password_issued")
def issue_password(person, *, by):
    """Replace the password by a one-time one; the person's sessions end. Returns it: it is kept nowhere."""
    person = _locked(person)
    password = passwords.generate()
    person.set_password(password)
    person.must_change_password, person.password_set_at = True, timezone.now()
    person.save(update_fields=["password", "must_change_password", "password_set_at"])
    trail.record("password_issued", row=person, by=by)
    return password


@door("sign_out_everywhere")
def sign_out_everywhere(person, *, by):
    """End all of the person's sessions. Returns the changed person."""
    person = _locked(person)
    person.end_sessions()
    person.save(update_fields=["session_epoch"])
    trail.record("sign_out_everywhere", row=person, by=by)
    return person


@door("extension_granted")
def grant_extension(district, *, year, until, reason, by):
    """Let one district hand in until a later day than the year's (五(三): 每年8月31日前).

    Refused for a day gone by, and for one not later than the day that holds now. Returns the Extension."""
    district = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    due = report_due(district.pk, year).day
    if until < timezone.localdate():
        raise Refused(_("延期至 %(until)s 已经过去，请填今天或以后的日期。") % {"until": cn_date(until)})
    if until <= due:
        raise Refused(
            _("%(district)s现在的截止日是 %(due)s，延期须晚于这一天。")
            % {"district": district, "due": cn_date(due)}
        )
    extension = Extension.objects.create(
        year=year, district=district, until=until, reason=reason, granted_by=by
    )
    trail.record(
        "extension_granted",
        row=extension,
        by=by,
        before={"until": due.isoformat()},
        after={"year": year.number, "until": until.isoformat(), "reason": reason},
    )
    return extension
