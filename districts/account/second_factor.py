"""A second factor: the six figures an authenticator app on the person's telephone shows for half a minute (TOTP, RFC 6238)."""

from base64 import b32encode

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

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


def draft(person):
    """The device being set up; the same one until it is confirmed, so that a reloaded page shows the same code."""
    device, _made = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "totp"})
    return device


def secret(device):
    """The key as authenticator apps take it when typed: groups of four letters."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def fits(device, code):
    """Whether these are the device's figures of now. A code is taken once: the same one does not fit again."""
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update(no_key=True).filter(pk=device.pk).first()
        return locked is not None and locked.verify_token(code)


@door("second_factor_set")
def confirm(person, *, by):
    """The device being set up becomes the person's second factor."""
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    if not TOTPDevice.objects.filter(user=person, confirmed=False).update(confirmed=True):
        raise Refused(_("这次设置已经失效，请重新扫码。"))
    trail.record("second_factor_set", row=person, by=by)


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
