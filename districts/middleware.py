"""Closed by default: a view without a declared policy is never run."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from . import trail


def address_of(request):
    """Where the request comes from: the nearest address that is none of our own proxies; None if unknown."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    address = request.META.get("REMOTE_ADDR", "")
    while hops and (not address or address in settings.TRUSTED_PROXIES):
        address = hops.pop()
    try:
        validate_ipv46_address(address)
    except ValidationError:
        return None
    return address


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


class PolicyMiddleware:
    """Asks each view's policy (districts.access) before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self._never_kept(request, self.get_response(request))

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
        user = request.user
        if not user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401)  # the page says so; what was typed stays where it is
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if user.must_change_password and not policy.before_password_change:
            return redirect("districts:password")
        if user.role not in policy.roles:
            raise PermissionDenied(
                _("这一页不属于您的职责（%(role)s）。") % {"role": user.get_role_display()}
            )
        return None
