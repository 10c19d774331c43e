"""How long one stays signed in, and what a session still owes before any page opens."""

import time

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from .. import trail

BEGAN, SEEN, OWES, WANTED, DRAFT = "began", "seen", "owes", "wanted", "second_factor"
NOTED_EVERY = 60  # seconds: the time of the last request is written once a minute, not at each request
LOOKS = ("GET", "HEAD")  # need no room: what is there can be read from a full disk, too
# Why a session ended by itself, as the sign-in page says it.
ENDED = {
    "idle": _("太久没有操作，已自动退出，请重新登录。填了没有保存的内容还在这台设备上。"),
    "long": _("这次登录时间已到，已自动退出，请重新登录。填了没有保存的内容还在这台设备上。"),
}


def begin(request, owes=None):
    """A session begins; `owes`: "code" or "second_factor", what must be done before any other page opens."""
    now = int(time.time())
    request.session.update({BEGAN: now, SEEN: now, OWES: owes})


def remember(request):
    """Where the person was going before what is owed came in between."""
    request.session[WANTED] = request.get_full_path()


def settle(request):
    """What was owed is done: from here on this is another session. Returns the address the person was going to."""
    request.session[OWES] = None
    request.session.pop(DRAFT, None)
    request.session.cycle_key()
    return request.session.pop(WANTED, "/")


def due(request):
    """The page this person must go to first: "code", "password", "second_factor"; None when nothing is owed."""
    owes = request.session.get(OWES)
    if owes == "code":
        return "code"
    if request.user.owes_new_password:
        return "password"
    return owes


def overdue(session, now):
    """ "idle" or "long" when the session has lasted too long, else None. now: seconds since 1970."""
    if now - session.get(SEEN, now) > settings.SESSION_IDLE_MINUTES * 60:
        return "idle"
    return "long" if now - session.get(BEGAN, now) > settings.SESSION_HOURS * 60 * 60 else None


def end_if_overdue(request):
    """End a session nobody has used for settings.SESSION_IDLE_MINUTES, and any after settings.SESSION_HOURS. Returns why,
    "" while it goes on."""
    now, session = int(time.time()), request.session
    if why := overdue(session, now):
        trail.record("session_ended", by=request.user, row=request.user, note=str(ENDED[why]))
        session.flush()
        request.user = AnonymousUser()
        return why
    session.setdefault(BEGAN, now)
    if now - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = now
    keep(request)
    return ""


def outlive(request, person):
    """Keep this session, and no other of the person's, through the change that ends them all. Called within the transaction of
    that change, so that both happen or neither does."""
    update_session_auth_hash(request, person)
    request.session.save()  # and once more after the view, which gives the browser its new key


def keep(request):
    """Write what changed in the session now, not after the view: a database that goes away in between must not make a finished
    act look refused. A look goes on without where nothing can be written."""
    session = request.session
    if not session.modified:
        return
    try:
        session.save()
    except OperationalError:
        if request.method not in LOOKS:
            raise
    except UpdateError as fault:
        raise SessionInterrupted("The session ended while the request was on its way.") from fault
    session.modified = False
