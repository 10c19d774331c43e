"""What the city is to do in a year: small tasks (districts.todo) over the same facts (city_facts.CityFacts), each with its own
way."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far
from districts.models import Role
from districts.models.people import DISTRICT_ROLES
from districts.text import cn_date, named
from districts.todo import Todo

from . import other_years
from .arrivals import arrived_of
from .document_queries import without_plans
from .models import DecisionChoices, Entry, StatusChoices
from .queue_filter import IN_LIST_ORDER


def queue(year, query):
    return f"{reverse('reports:review', args=[year.number])}?{query}"


def first_listed(year, **condition):
    """The first entry of the lists under review of which this holds; None where somebody has just dealt with the last one."""
    rows = Entry.objects.filter(
        submission__year=year, submission__status=StatusChoices.SUBMITTED, **condition
    )
    return rows.order_by(*IN_LIST_ORDER).first()


def objections(facts):
    if count := sum(each.objected for each in facts.submissions):
        detail = _("答复以前，这些区县不能办结。")
        yield Todo(count, _("答复申述"), detail, queue(facts.year, "objected=1"), _("去答复"))


def public_objections(facts):
    """公示异议 without an answer, and those upheld whose review has not been opened again yet."""
    year = facts.year
    if count := facts.asked.n_public_objections:
        detail = _("答复以前，这些区县的称号不能公布。")
        notices = reverse("reports:notices", args=[year.number])
        yield Todo(count, _("答复公示异议"), detail, notices, _("去答复"))
    if count := sum(each.doubted_unpublished for each in facts.concluded):
        detail = _("公示异议成立：请重新开启本区县的评审，重新决定、办结。")
        publish = reverse("reports:publish", args=[year.number])
        yield Todo(count, _("重新评审异议成立的社区"), detail, publish, _("去重新开启"))


def to_decide_anew(facts):
    """Their review has been opened again after a public objection was upheld."""
    if count := facts.under_review_sum("doubted"):
        detail = _("公示异议成立，评审已重新开启；仍然认定的，也要重新认定一次，才能办结。")
        yield Todo(count, _("重新决定异议成立的社区"), detail, queue(facts.year, "doubted=1"), _("去决定"))


def to_conclude(facts):
    open_ones = ("pending", "returned", "objected", "doubted")
    found = [each for each in facts.under_review if not any(getattr(each, name) for name in open_ones)]
    if found:
        names = named([each.district for each in found])
        detail = _("%(names)s的名单全部有结论，没有待答复的申述。") % {"names": names}
        url = reverse("reports:conclude", args=[found[0].pk])
        yield Todo(len(found), _("办结区县评审"), detail, url, _("去办结"))


def corrected(facts):
    count, back = facts.under_review_sum("corrected"), {"decided_by__role__in": DISTRICT_ROLES}
    if count and (first := first_listed(facts.year, decision=DecisionChoices.PENDING, **back)):
        detail = _("区县补正后再次上报，内容有变化，请重新评审。")
        yield Todo(count, _("补正后回来的社区"), detail, first.get_absolute_url(), _("去评审"))


def to_decide(facts):
    if count := facts.under_review_sum("pending"):
        review_due = facts.year.review_due
        detail = _("评审截止 %(day)s，%(left)s。") % {
            "day": cn_date(review_due),
            "left": how_far(Due(review_due).days_left),
        }
        yield Todo(count, _("评审待决定的社区"), detail, queue(facts.year, "decision=pending"), _("去评审"))


def visits(facts):
    rows = facts.visits().select_related("entry", "sample").order_by("entry__submission", "entry")
    if facts.asked.n_visits and (found := list(rows)):
        names = named([check.entry for check in found])
        detail = _("%(names)s。复评完成才能认定。") % {"names": names}
        url = reverse("reports:sample", args=[found[0].sample.submission_id])
        yield Todo(len(found), _("到抽中的社区现场复评"), detail, url, _("看抽查"))


def returned_late(facts):
    count, late = facts.under_review_sum("late"), {"due__lt": timezone.localdate()}
    if count and (first := first_listed(facts.year, decision=DecisionChoices.RETURNED, **late)):
        detail = _("区县没有再次上报，可以不予认定；给新的期限，重新退回。")
        yield Todo(count, _("补正过期的社区"), detail, first.get_absolute_url(), _("去处理"))


def own_rescores(facts):
    rows = facts.own_rescores().select_related("community__street").order_by("pk")
    if facts.asked.n_rescores and (found := list(rows)):
        names = named([each.community for each in found])
        detail = _("%(names)s。复评没有评完，不能认定。") % {"names": names}
        yield Todo(len(found), _("评完开始了的复评"), detail, found[0].get_absolute_url(), _("接着评"))


def to_evaluate(facts):
    found = [each for each in facts.concluded if not each.evaluated]
    if found:
        names = named([each.district for each in found])
        detail = _("%(names)s已办结，还没有评价落实情况和成效。") % {"names": names}
        url = reverse("reports:evaluate", args=[found[0].pk])
        yield Todo(len(found), _("评价区县"), detail, url, _("去评价"))


def notice(facts):
    """公示 and the publication, as far as they have come (notice_queries.notice_state)."""
    state, publish = facts.notices, reverse("reports:publish", args=[facts.year.number])
    if state and state.to_notify:
        detail = _("已办结，还没有公示；公示期满没有异议的，才能公布。")
        url = reverse("reports:open_notice", args=[facts.year.number])
        yield Todo(state.to_notify, _("公示拟认定的社区"), detail, url, _("去公示"))
    if state and state.to_publish:
        detail = _("公示期满，可以公布；公布时记批次和文号。")
        yield Todo(state.to_publish, _("公布称号"), detail, publish, _("去公布"))


def practices(facts):
    if count := facts.asked.n_practices:
        url = f"{reverse('reports:good_practice')}?state=waiting"
        detail = _("采纳以后各区县都看得到；不采纳的放着就行。")
        yield Todo(count, _("看区县报送的典型做法"), detail, url, _("去看"))


def late_documents(facts):
    """Districts whose documents are past their due day; the annual report is asked for by the hand-in itself."""
    if late := without_plans(facts.year, facts.plan_due):
        url = f"{reverse('reports:documents_overview', args=[facts.year.number])}?missing=1"
        detail = _("%(names)s的文件已过截止日，还没有报送。") % {"names": named(late)}
        yield Todo(len(late), _("催报过期的文件"), detail, url, _("看缺什么"))


def opinions(facts):
    """The joint review: to be arranged once there is a list, and to be called for once its day has gone by."""
    year = facts.year
    if not facts.asked.assigned:
        if facts.under_review:
            detail = _("已有区县上报，还没有确定哪个部门会审哪几项。")
            url = reverse("reports:departments", args=[year.number])
            yield Todo(1, _("安排部门会审"), detail, url, _("去安排"))
        return
    if late := facts.lagging:
        detail = _("%(names)s的会审意见已过截止日，没有提齐。") % {
            "names": named([each.short_name for each in late])
        }
        url = reverse("reports:all_opinions", args=[year.number])
        yield Todo(len(late), _("催部门会审意见"), detail, url, _("看还差哪些"))


def next_year(facts):
    """The newest year's last day (评审截止) has gone by: the one after it is to be opened."""
    year = facts.year
    newest = max((each.number for each in facts.asked.others), default=0) < year.number
    if newest and year.review_due < timezone.localdate():
        detail = _("%(year)s的评审截止日已过，可以开启下一年度。") % {"year": year}
        url = reverse("reports:open_year", args=[year.number])
        yield Todo(1, _("开启 %(n)s年度") % {"n": year.number + 1}, detail, url, _("去开启"))


def arrived(facts):
    return arrived_of(facts.taken_over)


REVIEWER = (
    to_decide_anew,
    corrected,
    to_decide,
    visits,
    own_rescores,
    returned_late,
    practices,
    late_documents,
)
LEAD = (objections, public_objections, to_conclude, *REVIEWER, opinions, to_evaluate, notice, next_year)
ALWAYS_LAST = (arrived, other_years.of_the_city)


def of_the_city(facts):
    """Everything a person of the city is to do, the most pressing first."""
    tasks = LEAD if facts.user.role == Role.CITY_LEAD else REVIEWER
    for task in (*tasks, *ALWAYS_LAST):
        yield from task(facts)
