"""The years of a request: read once, whatever of a page asks for them (districts.access.year_or_404, the menu, the strip)."""

from functools import partial

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils.functional import SimpleLazyObject

from districts.models import Year
from scoring.models import Adoption


class YearsMiddleware:
    """request.years: as request.user, asked of the database by who first looks at it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.years = SimpleLazyObject(partial(_years, request))
        return self.get_response(request)


def _years(request):
    """The years, oldest first, each with its programme and the label of the rubric adopted for this person's district."""
    district = getattr(request.user, "district_id", None)  # nobody who is not signed in has one
    adopted = Adoption.objects.filter(Q(district__isnull=True) | Q(district=district), year=OuterRef("pk"))
    label = (
        adopted.order_by(F("district").asc(nulls_last=True))
        .annotate(label=Concat("rubric__code", Value(" 第"), "rubric__version", Value("版")))
        .values("label")[:1]
    )
    return list(Year.objects.select_related("programme").annotate(rubric_label=Subquery(label)))
