"""落实情况和成效: the city evaluates a district once its review is concluded (五(三))."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from ..evaluation import facts_of
from ..models import Evaluation, StatusChoices
from ..receipts import canonical
from .locks import locked


@door("district_evaluated")
def evaluate(submission, *, grade, text, by):
    """Keep the city's evaluation of a district's year, with the facts as they stand now; a later one takes its place and
    the trail keeps both. Raises Refused before the review is concluded, or without words."""
    submission = locked(submission)
    if submission.status != StatusChoices.CONCLUDED:
        raise Refused(_("%(submission)s还没有办结，办结以后才评价。") % {"submission": submission})
    if not text.strip():
        raise Refused(_("请写明落实情况和成效。"))
    before = Evaluation.objects.filter(submission=submission).values("grade", "text").first()
    facts = canonical(facts_of(submission))
    kept = {"grade": grade, "text": text.strip(), "facts": facts}
    made, _new = Evaluation.objects.update_or_create(
        submission=submission, defaults=kept | {"evaluated_by": by, "evaluated_at": timezone.now()}
    )
    trail.record(
        "district_evaluated", row=made, by=by, before=before, after={"grade": grade, "text": made.text}
    )
    return made
