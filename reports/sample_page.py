"""The samples drawn from a submission, and whether drawing again gives the same."""

import json
from dataclasses import dataclass

from scoring.models import ScoreSheet
from scoring.rescoring import rescores

from . import sampling
from .chips import chip_of
from .models import DecisionChoices, Sample, SpotCheck, Stratum, Submission


@dataclass(frozen=True)
class Visit:
    """One community drawn, and what the visit has come to: the re-score, or None before it begins."""

    check: SpotCheck
    rescore: ScoreSheet | None

    @property
    def entry(self):
        return self.check.entry

    @property
    def chip(self):
        return chip_of(self.entry)

    @property
    def difference(self):
        if self.rescore is None or self.rescore.total is None:
            return None
        return self.rescore.total - self.entry.total


@dataclass(frozen=True)
class Drawn:
    """One sample: how many of each stratum could be drawn and were, the visits, and whether the seed gives them again."""

    sample: Sample
    strata: list[tuple[str, int, int]]
    visits: list[Visit]
    again: bool

    @property
    def done(self):
        return sum(visit.rescore is not None and visit.rescore.total is not None for visit in self.visits)


@dataclass(frozen=True)
class SamplePage:
    submission: Submission
    samples: list[Drawn]
    left: int  # entries that can still be drawn


def drawn_again(sample):
    """The entry keys the sample's seed, share and frame give."""
    return sampling.draw(dict(json.loads(sample.frame)), share=sample.share, seed=sample.seed)


def sample_page(submission):
    """A fixed number of queries, whatever was drawn."""
    checks = SpotCheck.objects.filter(sample__submission=submission).select_related("entry__sheet__community")
    checks = list(checks.order_by("entry"))
    found = rescores(submission.year_id, [check.entry.community_id for check in checks])
    samples = submission.samples.select_related("drawn_by").order_by("-sequence")
    drawable = submission.entries.filter(decision__in=sampling.DRAWABLE, spot_check__isnull=True)
    left = drawable.exclude(decision=DecisionChoices.RECOGNISED, objection__upheld=True).count()
    return SamplePage(submission, [_drawn(sample, checks, found) for sample in samples], left)


def _drawn(sample, checks, found):
    own = [check for check in checks if check.sample_id == sample.pk]
    frame = dict(json.loads(sample.frame))
    strata = [
        (label, list(frame.values()).count(code), sum(check.stratum == code for check in own))
        for code, label in Stratum.choices
    ]
    return Drawn(
        sample=sample,
        strata=[row for row in strata if row[1]],
        visits=[Visit(check, found.get(check.entry.community_id)) for check in own],
        again=drawn_again(sample) == sorted(check.entry_id for check in own),
    )
