"""What each main action is held against: the least a page of Django's can do for somebody signed in, with all of the site's
middleware around it and none of its meaning inside."""

from django.db import transaction
from django.http import HttpResponse
from django.template import engines
from django.views.decorators.http import require_POST, require_safe

from districts.access import signed_in
from scoring.models import ItemScore, ScoreSheet

PAGE = "<!doctype html><title>floor</title><p>{{ user.full_name }}</p>"
ITEMS = (
    "<!doctype html><title>floor</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.points }}</td>"
    "<td>{{ row.reason }}</td></tr>{% endfor %}</table>"
)
SHEETS = (
    "<!doctype html><title>floor</title><table>{% for row in rows %}<tr><td>{{ row.community__name }}</td>"
    "<td>{{ row.total }}</td><td>{{ row.passed }}</td></tr>{% endfor %}</table>"
)
page_template, items_template, sheets_template = map(engines["django"].from_string, (PAGE, ITEMS, SHEETS))


@signed_in
@require_safe
def page(request):
    """An authenticated page with a small template."""
    return HttpResponse(page_template.render({"user": request.user}))


@signed_in
@require_safe
def items(request, sheet):
    """A plain template of the 17 rows of a sheet."""
    rows = ItemScore.objects.filter(sheet=sheet).order_by("number").values("number", "points", "reason")
    return HttpResponse(items_template.render({"rows": rows}))


@signed_in
@require_POST
def update(request, sheet):
    """The 17 rows of a sheet updated in one transaction."""
    with transaction.atomic():
        for row in ItemScore.objects.select_for_update().filter(sheet=sheet):
            row.reason = request.POST["reason"]
            row.save(update_fields=["reason"])
    return HttpResponse(status=204)


@signed_in
@require_safe
def sheets(request, rows):
    """A plain list of so many sheets."""
    listed = ScoreSheet.objects.order_by("pk").values("community__name", "total", "passed")[:rows]
    return HttpResponse(sheets_template.render({"rows": listed}))
