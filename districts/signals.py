"""Signing in and out goes to the trail."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from . import trail


@receiver(user_logged_in)
def signed_in(sender, user, **kwargs):
    trail.record("sign_in", by=user, row=user)


@receiver(user_logged_out)
def signed_out(sender, user, **kwargs):
    if user is not None:
        trail.record("sign_out", by=user, row=user)


@receiver(user_login_failed)
def sign_in_failed(sender, credentials, **kwargs):
    trail.record(
        "sign_in_failed",
        by=None,
        result=trail.REFUSED,
        after={"username": credentials.get("username", "")[:60]},
    )
