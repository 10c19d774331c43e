"""The city's re-score beside each listed community, wherever many of them are shown."""

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from scoring.models import ScoreSheet, Stage

from .models import Entry


def _rescore():
    return ScoreSheet.objects.filter(
        community=OuterRef("community"), year=OuterRef("submission__year"), stage=Stage.REVIEW
    )


# What the re-score leaves below the pass mark cannot be recognised (rulings.why_not_recognisable).
BELOW = Q(Exists(_rescore().filter(passed=False)))


def with_rescore(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Annotate entries with rescore_total, rescore_difference (its points less those handed in), rescore_passed, all empty
    while it is open, and rescore_begun. For the city alone: the district sees a re-score once its lock shows it."""
    total = Subquery(_rescore().values("total")[:1])
    return entries.annotate(
        rescore_total=total,
        rescore_difference=ExpressionWrapper(total - F("total"), output_field=IntegerField()),
        rescore_passed=Subquery(_rescore().values("passed")[:1]),
        rescore_begun=Exists(_rescore()),
    )
