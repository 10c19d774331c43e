"""公示, read: what stands to be done in a year, the notices of the city, and what everybody reads."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from districts.models import District, Year

from .models import NoticeLine, PublicNotice, PublicObjection, Title
from .publication import Stand, districts_of, standings, unpublished

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True)
class NoticeState:
    """What stands to be done between concluding and publishing in one year, for the first page of the city's people.

    coming, running, ended: notices not withdrawn and not stopped, newest first; objections: how many wait for an answer; titles: how
    many titles not published stand where (publication.Stand); to_publish: those of districts that can be published."""

    coming: list[PublicNotice]
    running: list[PublicNotice]
    ended: list[PublicNotice]
    objections: int
    titles: Counter[Stand]
    to_publish: int

    @property
    def days_left(self) -> int | None:
        """Whole days left after today of the running notice that ends first; None while none runs."""
        return min((notice.days_left for notice in self.running), default=None)

    @property
    def to_notify(self) -> int:
        """Titles that wait for a notice."""
        return self.titles[Stand.WAITING]

    @property
    def to_reopen(self) -> int:
        """Titles an upheld objection keeps from being published until the review is opened again."""
        return self.titles[Stand.UPHELD]


def notice_state(year: Year) -> NoticeState:
    """NoticeState of a year; four queries at most."""
    notices = list(notice_list(year))
    districts = districts_of(list(unpublished(year)))
    return NoticeState(
        coming=[each for each in notices if each.coming],
        running=[each for each in notices if each.running],
        ended=[each for each in notices if each.ended and not each.stopped],
        objections=sum(each.waiting for each in notices),
        titles=sum((each.stands for each in districts), Counter()),
        to_publish=sum(len(each.titles) for each in districts if each.ready),
    )


class Answers(TypedDict):
    """What notice_list counts beside a notice."""

    listed: int
    objected: int
    waiting: int


def notice_list(year: Year) -> "QuerySet[WithAnnotations[PublicNotice, Answers]]":
    """The notices of a year, newest first, with how many communities each shows (`listed`), how many objections came
    (`objected`) and how many of these wait for an answer (`waiting`)."""
    waiting = Q(objections__isnull=False, objections__upheld__isnull=True)
    notices: QuerySet[PublicNotice] = PublicNotice.objects.filter(year=year).with_stopped()
    return notices.select_related("year", "opened_by").annotate(
        listed=Count("lines", distinct=True),
        objected=Count("objections", distinct=True),
        waiting=Count("objections", filter=waiting, distinct=True),
    )


@dataclass(frozen=True)
class Offer:
    """The titles that wait for a notice: by district how many, with whether it is chosen; the chosen ones' titles."""

    districts: list[tuple[District, int, bool]]
    rows: list[Title]
    before: PublicNotice | None  # the last notice, whose office is offered again


def offered(year: Year, codes: Collection[str]) -> Offer:
    """The Offer of a year; codes: those of the chosen districts, none for all."""
    waiting = to_be_shown(year)
    counts = Counter(title.entry.submission.district for title in waiting)
    known = {district.code for district in counts}
    chosen = known.intersection(codes) or known
    return Offer(
        districts=[(district, count, district.code in chosen) for district, count in counts.items()],
        rows=[title for title in waiting if title.entry.submission.district.code in chosen],
        before=PublicNotice.objects.order_by("-pk").first(),
    )


def to_be_shown(year: Year) -> list[Title]:
    """The titles of a year that wait for a notice, in annex and list order."""
    titles = list(unpublished(year))
    stands = standings(titles)
    return [title for title in titles if stands[title.pk].stand == Stand.WAITING]


ShownDistrict = tuple[str, int, list[tuple[str, list[str]]]]
"""(district, how many, [(street, [community])]) of plain names."""


@dataclass(frozen=True)
class NoticePage:
    """One notice for the city: its list by district (by_district), and its objections, those waiting first."""

    districts: list[ShownDistrict]
    listed: int
    objections: list[PublicObjection]

    @property
    def waiting(self) -> int:
        return sum(each.open for each in self.objections)


def notice_page(notice: PublicNotice) -> NoticePage:
    lines = list(notice.lines.all())
    rows = notice.objections.select_related("line__entry__submission", "recorded_by", "answered_by")
    objections = sorted(rows, key=lambda each: not each.open)
    for each in objections:
        each.notice = notice
    return NoticePage(by_district(lines), len(lines), objections)


# --- what everybody reads ----------------------------------------------------------------------------------------


def running_notices() -> list[PublicNotice]:
    """The notices everybody may read today, with how many communities each shows; one query."""
    running = PublicNotice.objects.running().select_related("year__programme")
    return list(running.annotate(listed=Count("lines")))


def public_notice(pk: int) -> PublicNotice | None:
    """A notice that has begun, stopped or not, or None: before its first day, or withdrawn, there is none for the public."""
    begun = PublicNotice.objects.standing().with_stopped().filter(starts_on__lte=timezone.localdate())
    return begun.select_related("year__programme").filter(pk=pk).first()


def by_district(lines: Iterable[NoticeLine]) -> list[ShownDistrict]:
    """The communities of a notice by district and street, in the order of the lines."""
    districts: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in lines:
        if not districts or districts[-1][0] != line.district_name:
            districts.append((line.district_name, []))
        streets = districts[-1][1]
        if not streets or streets[-1][0] != line.street_name:
            streets.append((line.street_name, []))
        streets[-1][1].append(line.community_name)
    return [(name, sum(len(each) for _street, each in streets), streets) for name, streets in districts]
