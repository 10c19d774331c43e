"""Signing in and out goes to the trail."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from . import trail
from .account import second_factor, sessions


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    """With a second factor the person is in only after the code (account.views.code)."""
    owed = second_factor.owed(user)
    trail.record("password_accepted" if owed == "code" else "sign_in", by=user, row=user)
    if request is not None:
        sessions.begin(request, owed)


@receiver(user_logged_out)
def signed_out(sender, user, **kwargs):
    if user is not None:
        trail.record("sign_out", by=user, row=user)


@receiver(user_login_failed)
def sign_in_failed(sender, credentials, **kwargs):
    trail.record(
        "sign_in_failed",
        by=None,
        name=credentials.get("username", ""),
        result=trail.REFUSED,
        after={"username": credentials.get("username", "")[:60]},
    )
