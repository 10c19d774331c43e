"""What the city's first page and its tasks are made of, each read once whoever of them asks, and only when one does."""

from functools import cached_property

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from districts.handing_over import stands_for, taken_over
from districts.models import Year
from districts.models.people import DISTRICT_ROLES
from districts.years.queries import holding_extensions
from scoring.models import Lock, ScoreSheet, Stage

from . import other_years
from .document_queries import plan_due_among, waiting_practices
from .held_work import touched_by
from .models import (
    Assignment,
    DecisionChoices,
    Entry,
    Evaluation,
    JointReview,
    PublicNotice,
    PublicObjection,
    SpotCheck,
    StatusChoices,
    Submission,
    Title,
)
from .notice_queries import notice_state
from .opinion_queries import lagging
from .queue_filter import DOUBTED

PENDING, RETURNED = (
    Q(entries__decision=DecisionChoices.PENDING),
    Q(entries__decision=DecisionChoices.RETURNED),
)


def _number(rows):
    """How many rows there are, as a column."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class CityFacts:
    """One year as it stands for one person of the city. Nothing is read before it is asked for."""

    def __init__(self, user, year):
        self.user, self.year = user, year

    @cached_property
    def submissions(self):
        """The year's submissions in annex order, each with what its list holds: pending, corrected (pending since the district
        handed it in again, not since the city put it back), returned with the first day due, late, objected, doubted (公示异议
        upheld, to be decided anew), and whether it is evaluated."""
        doubted = Entry.objects.filter(DOUBTED, submission=OuterRef("pk"))
        return list(
            Submission.objects.filter(year=self.year)
            .select_related("district", "year")
            .annotate(
                pending=Count("entries", filter=PENDING),
                corrected=Count("entries", filter=PENDING & Q(entries__decided_by__role__in=DISTRICT_ROLES)),
                returned=Count("entries", filter=RETURNED),
                first_due=Min("entries__due", filter=RETURNED),
                late=Count("entries", filter=RETURNED & Q(entries__due__lt=timezone.localdate())),
                objected=Count(
                    "entries",
                    filter=Q(entries__objection__isnull=False, entries__objection__upheld__isnull=True),
                ),
                doubted=_number(doubted),
                doubted_unpublished=_number(doubted.filter(title__published_on=None)),
                evaluated=Exists(Evaluation.objects.filter(submission=OuterRef("pk"))),
            )
            .order_by("district__annex_order")
        )

    @cached_property
    def under_review(self):
        return [each for each in self.submissions if each.status == StatusChoices.SUBMITTED]

    @cached_property
    def concluded(self):
        return [each for each in self.submissions if each.status == StatusChoices.CONCLUDED]

    @cached_property
    def asked(self):
        """The year's own row with one number for each thing that may be to do and mostly is not: the lists behind them are read
        where there is something to list. `others`: the other years, with what is open in them (other_years.of_the_city)."""
        year = self.year
        unpublished = Title.objects.filter(year=year, published_on__isnull=True)
        rows = other_years.with_open_work(Year.objects.all()).annotate(
            n_public_objections=_number(PublicObjection.objects.filter(notice__year=year, upheld=None)),
            n_practices=_number(waiting_practices()),
            n_visits=_number(self.visits()),
            n_rescores=_number(self.own_rescores()),
            notified=Exists(unpublished) | Exists(PublicNotice.objects.filter(year=year)),
            assigned=Exists(Assignment.objects.filter(year=year)),
            opinions_due=Subquery(JointReview.objects.filter(year=year).values("due")[:1]),
        )
        found = next(each for each in rows if each.pk == year.pk)
        found.others = [each for each in rows if each.pk != year.pk]
        return found

    def visits(self):
        """Drawn, still pending, and without a whole re-score."""
        whole = ScoreSheet.objects.filter(
            community=OuterRef("entry__community"), year=self.year, stage=Stage.REVIEW, total__isnull=False
        )
        return SpotCheck.objects.filter(
            ~Exists(whole),
            entry__submission__year=self.year,
            entry__submission__status=StatusChoices.SUBMITTED,
            entry__decision=DecisionChoices.PENDING,
        )

    def own_rescores(self):
        """Re-scores this person, or somebody they took over from, has begun and nobody has finished."""
        return ScoreSheet.objects.filter(
            touched_by(stands_for(self.user, self.taken_over)),
            year=self.year,
            stage=Stage.REVIEW,
            lock=Lock.OPEN,
            total=None,
        )

    @cached_property
    def taken_over(self):
        return taken_over(self.user)

    @cached_property
    def extensions(self):
        """What moves the report day of a district, in annex order."""
        return holding_extensions(self.year)

    @property
    def plan_due(self):
        return plan_due_among(self.year, (self.asked, *self.asked.others))

    @cached_property
    def lagging(self):
        """The departments whose opinions are late; nothing is asked while their day has not gone by."""
        due = self.asked.opinions_due
        if due is None or due >= timezone.localdate():
            return []
        return lagging(self.year)

    @cached_property
    def notices(self):
        """NoticeState; None while no title waits and nothing was ever shown."""
        return notice_state(self.year) if self.asked.notified else None

    def under_review_sum(self, column):
        return sum(getattr(each, column) for each in self.under_review)
