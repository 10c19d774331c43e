"""Error pages that say why, who can help, and the number to quote."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _


def _page(request, template, status, **context):
    context |= {"request_id": getattr(request, "number", ""), "now": timezone.now(), "status": status}
    return render(request, template, context, status=status)


def bad_request(request, exception):
    return _page(request, "400.html", 400, reason=_("这个请求不完整或被改动过，什么也没有保存。"))


def forbidden(request, exception):
    look = getattr(exception, "look", None)
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


def not_found(request, exception):
    return _page(request, "404.html", 404)


def server_error(request):
    """Without database, session or context processors: any of them may be what failed."""
    return HttpResponseServerError(
        render_to_string("500.html", {"request_id": getattr(request, "number", "")})
    )
