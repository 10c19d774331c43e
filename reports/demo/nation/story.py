"""What each plain community goes through, drawn anew whenever it is asked for: the same seed tells the same story."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from districts.models import Year
from reports.models import DecisionChoices, StatusChoices

from ..names import STEMS
from .patterns import Pattern
from .size import STREET_SIZE, Size

DRAFT, SUBMITTED, CONCLUDED = StatusChoices.DRAFT, StatusChoices.SUBMITTED, StatusChoices.CONCLUDED
# The last year, district by district in turn.
LAST_YEAR = (
    DRAFT,
    SUBMITTED,
    CONCLUDED,
    SUBMITTED,
    CONCLUDED,
    SUBMITTED,
    CONCLUDED,
    SUBMITTED,
    CONCLUDED,
    SUBMITTED,
)
PENDING, RECOGNISED = DecisionChoices.PENDING, DecisionChoices.RECOGNISED
DECLINED, RETURNED = DecisionChoices.DECLINED, DecisionChoices.RETURNED
DECIDED = (*[RECOGNISED] * 19, DECLINED)
UNDER_REVIEW = (*[PENDING] * 8, *[RECOGNISED] * 10, DECLINED, RETURNED)


@dataclass(frozen=True)
class Place:
    """One made-up district: its place in the row, its key, and the keys of its people and first street and community."""

    number: int
    key: int
    people: int
    street: int
    community: int
    count: int

    @property
    def code(self):
        return f"9{self.number:05d}"  # no real district's begins with 9

    @property
    def name(self):
        return f"演示{self.number}县"

    @property
    def streets(self):
        return -(-self.count // STREET_SIZE)


@dataclass(frozen=True)
class Listed:
    """One score sheet, and what became of it: decision is None where the community is not listed."""

    sheet: int
    community: int
    name: str
    street_name: str
    place: Place
    year: Year
    pattern: Pattern
    decision: DecisionChoices | None


@dataclass(frozen=True)
class Story:
    """first: model -> the key of its first row."""

    seed: int
    size: Size
    years: list[Year]
    first: dict
    complete: list[Pattern]
    begun: list[Pattern]

    def places(self) -> Iterator[Place]:
        street, community = self.first["street"], self.first["community"]
        for number, count in enumerate(self.size.counts()):
            place = Place(
                number=number + 1,
                key=self.first["district"] + number,
                people=self.first["user"] + 2 * number,
                street=street,
                community=community,
                count=count,
            )
            yield place
            street, community = street + place.streets, community + count

    def communities(self, place) -> Iterator[tuple[int, int, int, str]]:
        """(key, street's number in the district from 0, number in the street from 1, name)."""
        start = Random(f"{self.seed} {place.code}").randrange(len(STEMS))
        for number in range(place.count):
            name = f"{STEMS[(start + number) % len(STEMS)]}社区"
            yield place.community + number, number // STREET_SIZE, number % STREET_SIZE + 1, name

    def submissions(self) -> Iterator[tuple[int, Place, Year, StatusChoices]]:
        """(key, district, year, status), year by year."""
        key = self.first["submission"]
        for year in self.years:
            for place in self.places():
                yield key, place, year, self.status(place, year)
                key += 1

    def status(self, place, year) -> StatusChoices:
        return LAST_YEAR[place.number % len(LAST_YEAR)] if year == self.years[-1] else CONCLUDED

    def sheets(self) -> Iterator[Listed]:
        """Every sheet of every year, in the order of the submissions."""
        sheet = self.first["scoresheet"]
        for _key, place, year, status in self.submissions():
            rng = Random(f"{self.seed} {place.code} {year.number}")
            for key, street, _number, name in self.communities(place):
                pattern = self._pattern(rng, status)
                decision = self._decision(rng, status, pattern)
                yield Listed(sheet, key, name, street_name(street), place, year, pattern, decision)
                sheet += 1

    def _pattern(self, rng, status):
        unfinished = status == DRAFT and rng.random() < 0.5
        return rng.choice(self.begun if unfinished else self.complete)

    def _decision(self, rng, status, pattern):
        if status == DRAFT or not pattern.passed:
            return None
        return rng.choice(DECIDED if status == CONCLUDED else UNDER_REVIEW)


def street_name(number):
    return f"演示{number + 1}街道"
