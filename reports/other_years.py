"""What is still open in the years a page does not show, so that the year chosen hides no work of another: one task for each
such year, the last of the list. Each costs at most two queries, whatever the years hold."""

from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far
from districts.models import Extension, Participation, Role
from districts.text import cn_date
from districts.todo import Todo

from .access import visible_entries
from .models import DecisionChoices, Evaluation, StatusChoices, Submission, Title
from .opinion_queries import open_elsewhere


def of_the_district(user, year):
    """The district's submissions that are not concluded and in which communities (of a street editor's street) take part."""
    taking_part = Participation.objects.filter(
        year=OuterRef("year"), community__street__district=user.district_id
    )
    if user.street_id:
        taking_part = taking_part.filter(community__street=user.street_id)
    extended = Extension.objects.filter(
        Q(sent_back=True) | Q(until__gt=OuterRef("year__report_due")),
        year=OuterRef("year"),
        district=user.district_id,
    )
    found = (
        Submission.objects.filter(Exists(taking_part), district=user.district_id)
        .exclude(year=year)
        .exclude(status=StatusChoices.CONCLUDED)
        .annotate(due=Coalesce(Subquery(extended.values("until")[:1]), F("year__report_due")))
        .select_related("year")
        .order_by("year")
    )
    returned = _returned(user)
    for submission in found:
        yield _todo(submission.year, _stands(submission, returned.get(submission.year_id)))


def _returned(user):
    """Year key -> (how many communities are returned, the first day one of them is due)."""
    rows = visible_entries(user).filter(
        submission__status=StatusChoices.SUBMITTED, decision=DecisionChoices.RETURNED
    )
    rows = rows.order_by().values_list("submission__year").annotate(Count("pk"), Min("due"))
    return {year: (count, due) for year, count, due in rows}


def _stands(submission, returned):
    """Where a submission stands, in words."""
    if returned:
        count, due = returned
        return _("有 %(count)s 个社区退回补正，最早%(until)s") % {"count": count, "until": _until(due)}
    if submission.status == StatusChoices.SUBMITTED:
        return _("已上报，评审中")
    said = _("整体退回，还没有重新上报") if submission.sent_back_at else _("还没有上报")
    return _("%(said)s，%(until)s") % {"said": said, "until": _until(submission.due)}


def with_open_work(years):
    """Years annotated with what is open in them: lists under review, titles to publish, districts to evaluate."""
    submitted = Submission.objects.filter(year=OuterRef("pk"), status=StatusChoices.SUBMITTED)
    untold = Title.objects.filter(year=OuterRef("pk"), published_on=None)
    concluded = Submission.objects.filter(year=OuterRef("pk"), status=StatusChoices.CONCLUDED)
    unjudged = concluded.exclude(Exists(Evaluation.objects.filter(submission=OuterRef("pk"))))
    return years.annotate(
        n_submitted=_number(submitted), n_untold=_number(untold), n_unjudged=_number(unjudged)
    )


def of_the_city(facts):
    """Years with lists under review; for the lead, who does both, also with titles to publish and districts to evaluate. facts:
    city_facts.CityFacts."""
    for each in facts.asked.others:
        said = [(each.n_submitted, _("%(n)s 个区县评审中"))]
        if facts.user.role == Role.CITY_LEAD:
            said.append((each.n_untold, _("%(n)s 个称号没有公布")))
            said.append((each.n_unjudged, _("%(n)s 个区县没有评价")))
        if open_ones := [words % {"n": count} for count, words in said if count]:
            yield _todo(each, "，".join(open_ones))


def _number(rows):
    """How many of `rows` a year has, as a subquery; None where it has none."""
    return Subquery(rows.order_by().values("year").annotate(n=Count("pk")).values("n"))


def of_the_department(user, year):
    """Years in which opinions can be said and have not been."""
    if year is None:
        return
    for each, count, due in open_elsewhere(user, year):
        said = _("%(n)s 个社区等您提会审意见") % {"n": count}
        yield _todo(each, _("%(said)s，%(until)s") % {"said": said, "until": _until(due)} if due else said)


def _todo(year, stands):
    url = f"{reverse('home')}?year={year.number}"
    link = _("去%(year)s") % {"year": year}
    return Todo(
        1, _("%(year)s还没有办完") % {"year": year}, _("%(stands)s。") % {"stands": stands}, url, link
    )


def _until(day: date):
    return _("截止 %(day)s，%(left)s") % {"day": cn_date(day), "left": how_far(Due(day).days_left)}
