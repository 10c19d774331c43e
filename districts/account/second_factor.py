"""A second factor: the six figures an authenticator app on the person's telephone shows for half a minute (TOTP, RFC 6238)."""

from base64 import b32encode

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from .. import trail
from ..doors import Refused, door
from ..models import Role, User
from ..models.people import CITY_ROLES

REQUIRED_OF = (*CITY_ROLES, Role.ADMINISTRATOR)


def is_required(person):
    return settings.SECOND_FACTOR_REQUIRED and person.role in REQUIRED_OF


def device_of(person):
    """The confirmed device; None while the person has none."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def owed(person):
    """What a session that begins owes: "code" (has a device), "second_factor" (must set one up), or None."""
    if device_of(person):
        return "code"
    return "second_factor" if is_required(person) else None


def draft(person, key=None):
    """A device not kept anywhere yet. key: what the session that sets it up holds (a new one without); another session of the
    same person has another, so that nobody who once looked at the page knows the one that is confirmed."""
    return TOTPDevice(user=person, name="totp", key=key or default_key())


def secret(device):
    """The key as authenticator apps take it when typed: groups of four letters."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def fits(device, code):
    """Whether these are the device's figures of now. A code is taken once: the same one does not fit again; of a draft it is
    only looked at."""
    if device.pk is None:
        shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        return shown.verify(int(code), device.tolerance)
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update(no_key=True).filter(pk=device.pk).first()
        return locked is not None and locked.verify_token(code)


@door("second_factor_set")
def confirm(person, device, code, *, by):
    """The draft becomes the person's second factor, the code that proves it is used up, and the person's sessions, which began
    without it, end. Returns the changed person; raises Refused where there is one already, or the code no longer fits."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if device_of(person):
        raise Refused(_("动态口令刚刚在别处启用了。要换手机，请先停用或请系统管理员取消。"))
    device.save(force_insert=True)
    if not fits(device, code):
        raise Refused(_("动态口令已经换了，请填手机上现在显示的 6 位数字。"))
    person.end_sessions()
    person.save(update_fields=["session_epoch"])
    trail.record("second_factor_set", row=person, by=by)
    return person


@door("second_factor_removed")
def remove(person, *, by):
    """Take the second factor away: by the person, where it is not required, or by the administrator for a lost telephone;
    the administrator's ends the person's sessions too. Raises Refused where there is none, or where it is required."""
    if person.pk == by.pk and is_required(person):
        raise Refused(_("您的职责必须使用动态口令，不能停用。换手机请系统管理员重设。"))
    if device_of(person) is None:
        raise Refused(_("这个账号没有启用动态口令，没有可以取消的。"))
    TOTPDevice.objects.filter(user=person).delete()
    if person.pk != by.pk:
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        person.end_sessions()
        person.save(update_fields=["session_epoch"])
    trail.record("second_factor_removed", row=person, by=by)
