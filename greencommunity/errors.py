"""Error pages that say why, who can help, and the number to quote."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail

from .storage import StoreAway


def _page(request, template, status, **context):
    context |= {"request_id": request.number, "now": timezone.now(), "status": status}
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
    """The form's token is not this session's: signed out, or signed in again elsewhere. A script of this site is told today's
    token (no other site can read an answer of this one) and sends again."""
    answer = _page(request, "403_csrf.html", 403)
    answer["X-Page-Expired"] = "1"
    if request.headers.get("HX-Request") and request.user.is_authenticated:
        answer["X-Token"] = get_token(request)
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
            return self._refuse(request)
        cookies = (text for pair in request.COOKIES.items() for text in pair)
        asked = (text for key, values in request.GET.lists() for text in (key, *values))
        if any("\x00" in text for text in (request.path, *cookies, *asked)):
            return self._refuse(request)
        return self.get_response(request)

    def _refuse(self, request):
        return HttpResponseBadRequest(render_to_string("400.html", {"request_id": request.number}))


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


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
# SQLite's driver says of these, too, that the database does not work: they pass by no waiting.
OUR_FAULT_IN_WORDS = ("no such ", "syntax error", "too many ", "has no column", "ambiguous column", "misuse")
# How SQLite and PostgreSQL say the same.
NO_ROOM_IN_WORDS = ("disk is full", "No space left on device", "readonly database", "Read-only file system")


def server_error(request):
    """Without database, session or context processors: any of them may be what failed. What passes by itself (the database
    or the evidence store away, no room to write) is 503: the page says so, and scripts keep what was typed and try again."""
    context = {"request_id": getattr(request, "number", "")}
    said = _passing(sys.exc_info()[1])
    if said is None:
        return HttpResponseServerError(render_to_string("500.html", context))
    heading, reason = said
    page = render_to_string("503.html", context | {"heading": heading, "reason": reason})
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})


def _passing(fault):
    """(heading, sentence) of a fault that needs no mending in the program; None for any other."""
    of_files = isinstance(fault, OSError) and fault.errno in NO_ROOM
    of_rows = isinstance(fault, OperationalError) and any(words in str(fault) for words in NO_ROOM_IN_WORDS)
    if of_files or of_rows:
        return (
            _("服务器上没有地方存放了，这一步没有保存"),
            _(
                "不是您填错了。已经保存的内容都在；请告诉系统管理员下面的记录号，腾出地方以后再试，不必重新登录。"
            ),
        )
    if isinstance(fault, StoreAway):
        return (
            _("存放证明材料的地方暂时连不上"),
            # Of several files sent at once the first may have been kept.
            _(
                "不是您填错了，先前保存的内容都在。刚才如果在上传，没有传上：请过一两分钟打开看一看，缺的再传一次，不必重新登录。填分和保存不受影响。一直这样，请告诉系统管理员下面的记录号。"
            ),
        )
    if isinstance(fault, OperationalError | InterfaceError) and not any(
        words in str(fault) for words in OUR_FAULT_IN_WORDS
    ):
        return (
            # It may have been a page that was only opened; and a step cut off in its very commit may have been saved.
            _("数据库暂时连不上"),
            _(
                "不是您填错了，先前保存的内容都在。刚才如果在保存，很可能没有存上：请过一两分钟打开看一看，没有就再做一次，不必重新登录。一直这样，请告诉系统管理员下面的记录号。"
            ),
        )
    return None
