"""Reminders before due days, only to those with something missing. Each is a function of a year, a day and the people who
may be reminded, and gives (person, line) pairs; it asks only for what concerns these. REMINDERS names them all."""

import logging
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far, report_dues
from districts.models import District, Role, Year
from districts.text import cn_date, named
from scoring.models import ScoreSheet, Stage

from ..checklist import checklist
from ..document_queries import owed
from ..models import ONCE, DecisionChoices, Entry, StatusChoices, Submission
from ..opinion_queries import opinions_outstanding
from ..queue_filter import OBJECTED

logger = logging.getLogger(__name__)

DAYS_BEFORE = (14, 7, 3, 1, 0)
NAMED = 5


@dataclass
class Reminders:
    """lines: person key -> what he is reminded of; broken: the reminders that could not be made, by name and year."""

    lines: dict[int, list[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def reminders_of(today, people):
    """The Reminders of these people on this day, over all years. One that fails is logged and keeps no other back."""
    found = Reminders()
    for year in Year.objects.all():
        for remind in REMINDERS:
            try:
                pairs = list(remind(year, today, people))
            except Exception:
                logger.exception("The reminder %s of %s could not be made.", remind.__name__, year)
                found.broken.append(f"{year} {remind.__name__}")
                continue
            for person, line in pairs:
                found.lines.setdefault(person.pk, []).append(line)
    return found


def in_days(day, today):
    """“2021年8月31日 24 时截止，还有 3 天” on a day of DAYS_BEFORE, otherwise nothing."""
    left = (day - today).days
    if left not in DAYS_BEFORE:
        return ""
    return _("%(day)s 24 时截止，%(how_far)s") % {"day": cn_date(day), "how_far": how_far(left)}


def report_due(year, today, people):
    """五(三): the list that is not handed in before the district's own day. Leads always; editors while something is to
    be put right or scored, a street's own editor while a sheet of the street is."""
    own = _by_district(people)
    drafts = Submission.objects.filter(year=year, status=StatusChoices.DRAFT, district__in=own)
    dues = report_dues(year)
    for submission in drafts.select_related("district"):
        if when := in_days(dues.get(submission.district_id, Due(year.report_due)).day, today):
            words = _("%(year)s上报 %(when)s") % {"year": year, "when": when}
            yield from _before_hand_in(submission, words, own[submission.district_id])


def _before_hand_in(submission, when, people):
    faults = [point.title for point in checklist(submission).must_fix if point.code != "deadline"]
    unfinished = Counter(
        ScoreSheet.objects.filter(
            district=submission.district_id,
            year=submission.year_id,
            stage=Stage.INITIAL,
            total__isnull=True,
        ).values_list("community__street", flat=True)
    )
    for person in people:
        theirs = unfinished[person.street_id] if person.street_id else unfinished.total()
        missing = [] if person.street_id else list(faults)
        if theirs:
            missing.append(_("%(n)s 个社区没有评完") % {"n": theirs})
        if missing:
            yield person, _("%(when)s，还缺：%(what)s") % {"when": when, "what": _some(missing)}
        elif person.role == Role.DISTRICT_LEAD:
            yield person, _("%(when)s，都齐了，只差上报") % {"when": when}


def corrections_due(year, today, people):
    """Returned communities that are not handed in again, before the day each was returned until."""
    own = _by_district(people)
    returned = Entry.objects.filter(
        submission__year=year,
        submission__district__in=own,
        submission__status=StatusChoices.SUBMITTED,
        decision=DecisionChoices.RETURNED,
        due__gte=today,
    ).select_related("submission", "community")
    by_day = {}
    for entry in returned:
        if when := in_days(entry.due, today):
            by_day.setdefault((entry.submission.district_id, when), []).append(entry)
    for (district, when), entries in by_day.items():
        for person in own[district]:
            theirs = [e for e in entries if person.street_id in (None, e.community.street_id)]
            if theirs:
                line = _("%(year)s退回补正 %(when)s，还没有再次上报：%(names)s")
                names = _some(theirs)
                yield person, line % {"year": year, "when": when, "names": names}


def review_due(year, today, people):
    """五(三): communities without a decision and objections without an answer, before the review is due: to the city
    lead."""
    leads = [person for person in people if person.role == Role.CITY_LEAD]
    if not leads or not (when := in_days(year.review_due, today)):
        return
    listed = Entry.objects.filter(submission__year=year, submission__status=StatusChoices.SUBMITTED)
    pending = listed.filter(decision=DecisionChoices.PENDING).count()
    objected = listed.filter(OBJECTED).count()
    missing = [
        *([_("%(n)s 个社区待评审") % {"n": pending}] if pending else []),
        *([_("%(n)s 件申述没有答复") % {"n": objected}] if objected else []),
    ]
    if missing:
        line = _("%(year)s评审 %(when)s，还有 %(what)s")
        for person in leads:
            yield person, line % {"year": year, "when": when, "what": "、".join(missing)}


def documents_due(year, today, people):
    """The plan and the method (五(一)) before the day of the year that asks for them, to the leads, who send them; the annual
    report comes with the list."""
    leads = _by_district(person for person in people if person.role == Role.DISTRICT_LEAD)
    if not leads or not (when := year.plan_due and in_days(year.plan_due, today)):
        return
    line = _("%(year)s文件报送 %(when)s，还缺：%(what)s")
    for district, slots in owed(year, District.objects.filter(targets__year=year, pk__in=leads)).items():
        if labels := [slot.label for slot in slots if slot.purpose in ONCE]:
            for person in leads[district]:
                yield person, line % {"year": year, "when": when, "what": _some(labels)}


def opinions_due(year, today, people):
    """会审: to the people of the departments whose opinion of some listed community is missing."""
    own = [person for person in people if person.department_id]
    missing = {each.department.pk: each for each in opinions_outstanding(year)} if own else {}
    line = _("%(year)s会审意见 %(when)s，还有 %(n)s 个社区没有提")
    for person in own:
        each = missing.get(person.department_id)
        if each and each.missing and each.due and (when := in_days(each.due, today)):
            yield person, line % {"year": year, "when": when, "n": each.missing}


def _by_district(people):
    """District key -> those of it."""
    found = {}
    for person in people:
        if person.district_id:
            found.setdefault(person.district_id, []).append(person)
    return found


def _some(rows):
    return named(rows, NAMED, measure=_("处"))


REMINDERS = (report_due, corrections_due, review_due, documents_due, opinions_due)
