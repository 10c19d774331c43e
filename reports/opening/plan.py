"""A year to be opened, as plain values: made by the page from what was typed, written by the door as it was seen."""

import hashlib
import json
from calendar import isleap
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import Community
from districts.years.plan import DAYS, Days, Numbers, faults
from scoring.models import Adoption, Rubric


class Who(models.TextChoices):
    """Who takes part from the start; the district chooses on from there until it hands in."""

    NOBODY = "none", _("先不定，由区县定")
    LAST = "last", _("上一年度参与的")
    UNTITLED = "untitled", _("其中还没有称号的")


@dataclass(frozen=True)
class NewProgramme:
    """The programme a year belongs to when the last one's has run out; its first year is the year opened."""

    name: str
    document_number: str
    last_year: int

    def __str__(self):
        return f"{self.name}（{self.document_number}）"


@dataclass(frozen=True)
class Opening:
    """What the press makes. numbers: a district's code -> Numbers; own: last year's adoptions of districts that go on;
    participants: a district's code -> who takes part."""

    number: int
    share_goal: int
    days: Days
    numbers: dict[str, Numbers]
    rubric: Rubric
    programme: NewProgramme | None = None
    own: tuple[Adoption, ...] = ()
    participants: dict[str, tuple[Community, ...]] = field(default_factory=dict)

    def faults(self):
        """The sentences of what does not hold, day by day and district by district."""
        plan = {DAYS: self.days} | self.numbers
        yield from (sentence for _key, _field, sentence in faults(plan, self.number))

    @property
    def participating(self):
        return sum(map(len, self.participants.values()))

    @property
    def digest(self):
        """Says which opening somebody has seen: anything typed or counted otherwise gives another."""
        seen = {
            "number": self.number,
            "goal": self.share_goal,
            "days": asdict(self.days),
            "numbers": {code: asdict(numbers) for code, numbers in self.numbers.items()},
            "rubric": self.rubric.pk,
            "programme": self.programme and asdict(self.programme),
            "own": [adoption.pk for adoption in self.own],
            "participants": {code: [each.pk for each in who] for code, who in self.participants.items()},
        }
        return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()


def a_year_later(day: date | None):
    """The same day of the next year; 29 February becomes the 28th where there is none. None stays None."""
    if day is None:
        return None
    leap_day = (day.month, day.day) == (2, 29) and not isleap(day.year + 1)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)
