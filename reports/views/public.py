"""公示, the public's side: no sign-in, no cookie, nothing but names of communities and to whom to write.

The pages are the same for everybody, so they are made without the request: no session is opened, no token set."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from districts.access import public

from ..notice_queries import by_district, public_notice, running_notices

KEPT = 300  # seconds a page may be kept, and never beyond midnight: a notice begins and ends with the day


@public
@require_safe
def public_notices(request):
    """The notices that run today, or that there is none."""
    running = running_notices()
    demo = any(notice.year.programme.demo for notice in running)
    return _answer("reports/public_notices.html", {"notices": running, "demo": demo})


@public
@require_safe
def public_notice_page(request, pk):
    """One notice: its list from 00:00 of the first day to 24:00 of the last; afterwards that it has ended, and once it is
    stopped that it is, without names. Before, the same 404 as for a number no notice has."""
    notice = public_notice(pk)
    if notice is None:
        return _answer("reports/public_no_notice.html", {}, status=404)
    context = {"notice": notice, "year": notice.year, "demo": notice.year.programme.demo}
    if notice.running:
        districts = by_district(notice.lines.all())
        context |= {"districts": districts, "listed": sum(count for _name, count, _streets in districts)}
    return _answer("reports/public_notice.html", context)


def _answer(template, context, status=200):
    """Search engines keep no copy: it would outlast the notice."""
    response = HttpResponse(render_to_string(template, context), status=status)
    kept = f"public, max-age={min(KEPT, _seconds_left_today())}"
    response["Cache-Control"] = kept if status == 200 else "no-store"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _seconds_left_today():
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)
    return int((midnight - now).total_seconds())
