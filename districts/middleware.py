"""Closed by default: a view without a declared policy is never run."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import limits, trail
from .account import sessions
from .origin import plain


def address_of(request):
    """Where the request comes from: the nearest address that is none of our own proxies; None if unknown."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    address = request.META.get("REMOTE_ADDR", "")
    while hops and (not address or plain(address) in settings.TRUSTED_PROXIES):
        address = hops.pop()
    return plain(address)


class TrailMiddleware:
    """Gives each request its number and tells the trail where the request comes from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = trail.new_request_number()
        token = trail.begin(trail.Origin(request.number, address_of(request)))
        try:
            return self.get_response(request)
        finally:
            trail.end(token)


def _carries_files(request):
    return request.method == "POST" and request.content_type == "multipart/form-data" and bool(request.FILES)


def _took_them(answer):
    """Whether the files of a request were kept: a page leads on, a script is told so (X-Evidence). One too many (429) is none
    that was looked at, and must not put off the time the person was told."""
    return answer.status_code in (302, 303, 429) or answer.has_header("X-Evidence")


def _too_many(request, fault):
    if request.headers.get("HX-Request"):
        answer = HttpResponse(str(fault), status=429, headers={"X-Refused": "1"})
    else:
        context = {"reason": str(fault), "request_id": request.number}
        answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(fault.seconds)
    return answer


class PolicyMiddleware:
    """Asks each view's policy (districts.access) before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        if _carries_files(request) and request.user.is_authenticated and not _took_them(answer):
            kept = getattr(request, "kept_files", ())  # by a view that takes some and refuses others
            names = [
                file.name for _field, files in request.FILES.lists() for file in files if file not in kept
            ]
            trail.record("upload_refused", by=request.user, result=trail.REFUSED, after={"file": names})
        return self._never_kept(request, answer)

    def _never_kept(self, request, response):
        """A page made for one person stays in no shared or old window."""
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        policy = getattr(view, "policy", None)
        if policy is None:
            raise ImproperlyConfigured(f"{request.resolver_match.view_name} declares no policy.")
        if policy.public:
            return None
        ended = sessions.end_if_overdue(request) if request.user.is_authenticated else ""
        user = request.user
        if not user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401)  # the page says so; what was typed stays where it is
            return self._to_sign_in(request, ended)
        owed = sessions.due(request)
        if owed and owed not in policy.opens_before:
            if request.method == "GET":
                sessions.remember(request)
            return redirect(f"districts:{owed}")
        if user.role not in policy.roles:
            raise PermissionDenied(
                _("这一页不属于您的职责（%(role)s）。") % {"role": user.get_role_display()}
            )
        if _carries_files(request):
            try:
                limits.keep_to(limits.UPLOADS, user)
            except limits.TooMany as fault:
                return _too_many(request, fault)
        return None

    def _to_sign_in(self, request, ended):
        answer = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return redirect(f"{answer.url}&ended={ended}") if ended else answer

    def process_exception(self, request, exception):
        return _too_many(request, exception) if isinstance(exception, limits.TooMany) else None
