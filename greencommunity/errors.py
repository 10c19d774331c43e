"""Error pages that say why, who can help, and the number to quote."""

from django.http import HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail


def _page(request, template, status, **context):
    context |= {"request_id": getattr(request, "number", ""), "now": timezone.now(), "status": status}
    return render(request, template, context, status=status)


def bad_request(request, exception):
    return _page(request, "400.html", 400, reason=_("这个请求不完整或被改动过，什么也没有保存。"))


def forbidden(request, exception):
    look = getattr(exception, "look", None)
    if request.method == "POST" and getattr(request, "user", None) and request.user.is_authenticated:
        trail.record("access_refused", by=request.user, row=look, result=trail.REFUSED, note=str(exception))
    return _page(
        request,
        "403.html",
        403,
        reason=getattr(exception, "reason", str(exception)),
        who=getattr(exception, "who", []),
        typed=getattr(exception, "typed", []),
        heading=_("可以查看，不能修改") if look else "",
        url=look.get_absolute_url() if look else "",
        link=_("查看"),
    )


def page_expired(request, reason=""):
    """The form's token is not this session's: signed out, or signed in again elsewhere."""
    answer = _page(request, "403_csrf.html", 403)
    answer["X-Page-Expired"] = "1"
    return answer


def not_found(request, exception):
    return _page(request, "404.html", 404)


class CleanRequestMiddleware:
    """Refuses what no browser sends and no database takes: NUL in the address or a cookie, text that is not UTF-8."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.encoding and request.encoding.lower().replace("-", "") != "utf8":
            request.encoding = "utf-8"  # whoever still looks at the request can read it
            return self._refuse()
        cookies = (text for pair in request.COOKIES.items() for text in pair)
        asked = (text for key, values in request.GET.lists() for text in (key, *values))
        if any("\x00" in text for text in (request.path, *cookies, *asked)):
            return self._refuse()
        return self.get_response(request)

    def _refuse(self):
        return HttpResponseBadRequest(render_to_string("400.html"))


class WrongMethodMiddleware:
    """An address that only takes what a form sends, opened by hand or by the back button: a page, not a blank."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        if answer.status_code == 405 and request.method == "GET":
            allowed = answer["Allow"]
            answer = _page(request, "405.html", 405)
            answer["Allow"] = allowed
        return answer


def server_error(request):
    """Without database, session or context processors: any of them may be what failed."""
    return HttpResponseServerError(
        render_to_string("500.html", {"request_id": getattr(request, "number", "")})
    )
