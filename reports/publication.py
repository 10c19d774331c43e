"""Between concluding and publishing: where each title stands with the public notice, read alike by the pages and the doors."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import Year
from districts.text import cn_date, named

from .models import Entry, NoticeLine, PublicObjection, Submission, Title
from .title_queries import IN_ORDER


class Stand(StrEnum):
    """Where a title that is not published yet stands."""

    WAITING = "waiting"  # in no notice that counts: to be shown
    SHOWN = "shown"  # in a notice that has not ended
    OBJECTED = "objected"  # an objection waits for its answer
    UPHELD = "upheld"  # an objection was upheld: the review is opened again and decided anew
    READY = "ready"


@dataclass(frozen=True)
class Standing:
    """line: the one it was shown by, where its notice still counts."""

    stand: Stand
    line: NoticeLine | None = None
    objection: PublicObjection | None = None


def unpublished(year: Year) -> QuerySet[Title]:
    """The titles of a year that wait for their publication, in annex and list order."""
    rows = Title.objects.filter(year=year, published_on__isnull=True).order_by(*IN_ORDER)
    return rows.select_related("year", "entry__submission__district", "entry__submission__year")


def standings(titles: Sequence[Title]) -> dict[int, Standing]:
    """Title key -> Standing of titles that are not published; two queries, whatever their number.

    A line counts as long as its notice stands and no objection to it, or to its whole notice, was upheld; the newest
    that counts decides. So a community keeps its notice when its district is opened again and concluded anew, and needs
    another one when it is newly recognised or when an objection to it was upheld before."""
    lines = _lines_of(titles)
    notices = {line.notice_id for found in lines.values() for line in found}
    objections = defaultdict(list)
    rows = PublicObjection.objects.filter(notice__in=notices)
    for each in rows.select_related("line__entry", "notice__year"):
        objections[each.notice_id].append(each)
    return {title.pk: _standing(title, lines[title.entry_id], objections) for title in titles}


def _lines_of(titles):
    """Entry key -> its lines in notices not withdrawn, newest first."""
    rows = NoticeLine.objects.filter(entry__in=[title.entry_id for title in titles])
    rows = rows.filter(notice__withdrawn_at__isnull=True).select_related("notice__year")
    found = defaultdict(list)
    for line in rows.order_by("-notice__starts_on", "-notice__pk"):
        found[line.entry_id].append(line)
    return found


def _standing(title, lines, objections):
    of_it = [each for line in lines for each in objections[line.notice_id] if each.line_id == line.pk]
    for each in of_it:
        if each.unmet:
            line = next(line for line in lines if line.pk == each.line_id)
            return Standing(Stand.UPHELD, None if _stopped(objections[line.notice_id]) else line, each)
    void = {each.line_id for each in of_it if each.upheld}
    line = next((each for each in lines if _counts(each, void, objections[each.notice_id])), None)
    of_the_whole = [each for each in objections[line.notice_id] if each.line_id is None] if line else []
    if waiting := [each for each in of_it + of_the_whole if each.open]:
        return Standing(Stand.OBJECTED, line, waiting[0])
    if line is None:
        return Standing(Stand.WAITING)
    return Standing(Stand.READY if line.notice.ended else Stand.SHOWN, line)


def _counts(line, void, objections):
    """No objection to the line or to its whole notice was upheld."""
    return line.pk not in void and not _stopped(objections)


def _stopped(objections):
    """Whether one of those to the same notice was to the whole of it, and upheld."""
    return any(each.line_id is None and each.upheld for each in objections)


def title_chips(titles):
    """[(title, kind, words)]: where each title stands, as its district may know it: the way through the public notice, but
    not what was objected to it. Two queries where some are not published."""
    stands = standings([title for title in titles if not title.published_on])
    return [(title, *_title_chip(title, stands.get(title.pk))) for title in titles]


def _title_chip(title, standing):
    if title.revoked_on:
        return "declined", _("已撤销")
    if title.published_on:
        return "recognised", _("有效")
    if standing.line is None or standing.line.notice.coming:
        return "waiting", _("等待公示")
    return ("waiting", _("期满待公布")) if standing.line.notice.ended else ("progress", _("公示中"))


# --- a district is published whole ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Obstacle:
    """Communities that cannot be published for the same reason; standing: of the first."""

    standing: Standing
    entries: list[Entry]

    @property
    def named(self):
        """The first five."""
        return named(self.entries, 5)


@dataclass(frozen=True)
class DistrictTitles:
    """The unpublished titles of one district. They are published together: once a title is published the review cannot
    be opened again, and with it an objection upheld against another one could not be met."""

    submission: Submission
    titles: list[Title]
    standings: dict[int, Standing]

    @property
    def ready(self) -> bool:
        return not self.blocked

    @property
    def blocked(self) -> list[Title]:
        return [title for title in self.titles if self.standings[title.pk].stand != Stand.READY]

    @property
    def stands(self) -> Counter[Stand]:
        """How many titles stand where."""
        return Counter(self.standings[title.pk].stand for title in self.titles)

    def obstacles(self) -> list[tuple[str, Obstacle]]:
        """What keeps the district from being published, each reason once with its communities; none where it is ready."""
        found: dict[str, Obstacle] = {}
        for title in self.blocked:
            standing = self.standings[title.pk]
            found.setdefault(why_not(standing), Obstacle(standing, [])).entries.append(title.entry)
        return list(found.items())


def districts_of(titles: Sequence[Title]) -> list[DistrictTitles]:
    """The titles (with their entry's submission) by district, in their order."""
    found: dict[int, list[Title]] = {}
    for title in titles:
        found.setdefault(title.entry.submission_id, []).append(title)
    stands = standings(titles)
    return [DistrictTitles(each[0].entry.submission, each, stands) for each in found.values()]


def why_not(standing: Standing) -> str:
    """Why a title cannot be published, and what would be next; empty where it can."""
    if standing.stand == Stand.READY:
        return ""
    if standing.stand == Stand.WAITING:
        return _("还没有公示，请先公示，期满没有异议再公布")
    if standing.stand == Stand.SHOWN:
        return _("公示到 %(day)s 24 时为止，期满以后才能公布") % {
            "day": cn_date(standing.line.notice.ends_on)
        }
    if standing.stand == Stand.UPHELD:
        return _("公示异议成立，请重新开启本区县的评审，重新决定、办结")
    if standing.objection.line_id is None:
        return _("对整个公示的异议还没有答复，请先答复")
    return _("公示异议还没有答复，请先答复")
