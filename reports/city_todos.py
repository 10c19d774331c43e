"""What the city is to do in a year: small tasks (districts.todo), each with its own query and its own way."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far
from districts.handing_over import stands_for
from districts.models.people import DISTRICT_ROLES
from districts.text import cn_date, named
from districts.todo import Todo
from scoring.models import Lock, ScoreSheet, Stage

from .document_queries import shelves, waiting_practices
from .held_work import touched_by
from .models import (
    Assignment,
    DecisionChoices,
    Entry,
    Evaluation,
    PublicObjection,
    Purpose,
    SpotCheck,
    StatusChoices,
    Submission,
)
from .notice_queries import notice_state
from .opening.queries import to_be_opened
from .opinion_queries import opinions_outstanding
from .queue_filter import DOUBTED, IN_LIST_ORDER, OBJECTED

UNDECIDED = (DecisionChoices.PENDING, DecisionChoices.RETURNED)


def queue(year, query):
    return f"{reverse('reports:review', args=[year.number])}?{query}"


def listed(year, **condition):
    """Entries of the lists under review."""
    rows = Entry.objects.filter(
        submission__year=year, submission__status=StatusChoices.SUBMITTED, **condition
    )
    return rows.order_by(*IN_LIST_ORDER)


def objections(user, year):
    count = Entry.objects.filter(OBJECTED, submission__year=year).count()
    if count:
        detail = _("答复以前，这些区县不能办结。")
        yield Todo(count, _("答复申述"), detail, queue(year, "objected=1"), _("去答复"))


def public_objections(user, year):
    """公示异议 without an answer, and those upheld whose review has not been opened again yet."""
    if count := PublicObjection.objects.filter(notice__year=year, upheld=None).count():
        detail = _("答复以前，这些区县的称号不能公布。")
        notices = reverse("reports:notices", args=[year.number])
        yield Todo(count, _("答复公示异议"), detail, notices, _("去答复"))
    concluded = Entry.objects.filter(submission__year=year, submission__status=StatusChoices.CONCLUDED)
    if count := concluded.filter(DOUBTED, title__published_on=None).count():
        detail = _("公示异议成立：请重新开启本区县的评审，重新决定、办结。")
        publish = reverse("reports:publish", args=[year.number])
        yield Todo(count, _("重新评审异议成立的社区"), detail, publish, _("去重新开启"))


def to_decide_anew(user, year):
    """Their review has been opened again after a public objection was upheld."""
    if count := listed(year).filter(DOUBTED).count():
        detail = _("公示异议成立，评审已重新开启；仍然认定的，也要重新认定一次，才能办结。")
        yield Todo(count, _("重新决定异议成立的社区"), detail, queue(year, "doubted=1"), _("去决定"))


def to_conclude(user, year):
    entries = Entry.objects.filter(submission=OuterRef("pk"))
    found = Submission.objects.filter(year=year, status=StatusChoices.SUBMITTED).exclude(
        Exists(entries.filter(decision__in=UNDECIDED)) | Exists(entries.filter(OBJECTED | DOUBTED))
    )
    found = list(found.select_related("district").order_by("district__annex_order"))
    if found:
        names = named([each.district for each in found])
        detail = _("%(names)s的名单全部有结论，没有待答复的申述。") % {"names": names}
        url = reverse("reports:conclude", args=[found[0].pk])
        yield Todo(len(found), _("办结区县评审"), detail, url, _("去办结"))


def corrected(user, year):
    """Pending since the district handed them in again, not since the city put them back."""
    back = listed(year, decision=DecisionChoices.PENDING, decided_by__role__in=DISTRICT_ROLES)
    if first := back.first():
        detail = _("区县补正后再次上报，内容有变化，请重新评审。")
        yield Todo(back.count(), _("补正后回来的社区"), detail, first.get_absolute_url(), _("去评审"))


def to_decide(user, year):
    count = listed(year, decision=DecisionChoices.PENDING).count()
    if count:
        detail = _("评审截止 %(day)s，%(left)s。") % {
            "day": cn_date(year.review_due),
            "left": how_far(Due(year.review_due).days_left),
        }
        yield Todo(count, _("评审待决定的社区"), detail, queue(year, "decision=pending"), _("去评审"))


def visits(user, year):
    """Drawn, still pending, and without a whole re-score."""
    whole = ScoreSheet.objects.filter(
        community=OuterRef("entry__community"), year=year, stage=Stage.REVIEW, total__isnull=False
    )
    open_checks = SpotCheck.objects.filter(
        ~Exists(whole),
        entry__submission__year=year,
        entry__submission__status=StatusChoices.SUBMITTED,
        entry__decision=DecisionChoices.PENDING,
    )
    found = list(open_checks.select_related("entry", "sample").order_by("entry__submission", "entry"))
    if found:
        names = named([check.entry for check in found])
        detail = _("%(names)s。复评完成才能认定。") % {"names": names}
        url = reverse("reports:sample", args=[found[0].sample.submission_id])
        yield Todo(len(found), _("到抽中的社区现场复评"), detail, url, _("看抽查"))


def returned_late(user, year):
    late = listed(year, decision=DecisionChoices.RETURNED, due__lt=timezone.localdate())
    if first := late.first():
        detail = _("区县没有再次上报，可以不予认定；给新的期限，重新退回。")
        yield Todo(late.count(), _("补正过期的社区"), detail, first.get_absolute_url(), _("去处理"))


def own_rescores(user, year):
    """Re-scores this person, or somebody they took over from, has begun and nobody has finished."""
    rows = ScoreSheet.objects.filter(
        touched_by(stands_for(user)), year=year, stage=Stage.REVIEW, lock=Lock.OPEN, total=None
    )
    found = list(rows.select_related("community__street").order_by("pk"))
    if found:
        names = named([each.community for each in found])
        detail = _("%(names)s。复评没有评完，不能认定。") % {"names": names}
        yield Todo(len(found), _("评完开始了的复评"), detail, found[0].get_absolute_url(), _("接着评"))


def to_evaluate(user, year):
    done = Submission.objects.filter(year=year, status=StatusChoices.CONCLUDED)
    done = done.exclude(Exists(Evaluation.objects.filter(submission=OuterRef("pk"))))
    found = list(done.select_related("district").order_by("district__annex_order"))
    if found:
        names = named([each.district for each in found])
        detail = _("%(names)s已办结，还没有评价落实情况和成效。") % {"names": names}
        url = reverse("reports:evaluate", args=[found[0].pk])
        yield Todo(len(found), _("评价区县"), detail, url, _("去评价"))


def notice(user, year):
    """公示 and the publication, as far as they have come (notice_queries.notice_state)."""
    state, publish = notice_state(year), reverse("reports:publish", args=[year.number])
    if state.to_notify:
        detail = _("已办结，还没有公示；公示期满没有异议的，才能公布。")
        url = reverse("reports:open_notice", args=[year.number])
        yield Todo(state.to_notify, _("公示拟认定的社区"), detail, url, _("去公示"))
    if state.to_publish:
        detail = _("公示期满，可以公布；公布时记批次和文号。")
        yield Todo(state.to_publish, _("公布称号"), detail, publish, _("去公布"))


def practices(user, year):
    if count := waiting_practices().count():
        url = f"{reverse('reports:good_practice')}?state=waiting"
        detail = _("采纳以后各区县都看得到；不采纳的放着就行。")
        yield Todo(count, _("看区县报送的典型做法"), detail, url, _("去看"))


def late_documents(user, year):
    """Districts whose documents are past their due day; the annual report is asked for by the hand-in itself."""
    late = [
        shelf.district
        for shelf in shelves(year)
        if any(slot.purpose != Purpose.ANNUAL_REPORT for slot in shelf.late)
    ]
    if late:
        url = f"{reverse('reports:documents_overview', args=[year.number])}?missing=1"
        detail = _("%(names)s的文件已过截止日，还没有报送。") % {"names": named(late)}
        yield Todo(len(late), _("催报过期的文件"), detail, url, _("看缺什么"))


def opinions(user, year):
    """The joint review: to be arranged once there is a list, and to be called for once its day has gone by."""
    if not Assignment.objects.filter(year=year).exists():
        if Submission.objects.filter(year=year, status=StatusChoices.SUBMITTED).exists():
            detail = _("已有区县上报，还没有确定哪个部门会审哪几项。")
            url = reverse("reports:departments", args=[year.number])
            yield Todo(1, _("安排部门会审"), detail, url, _("去安排"))
        return
    late = [each for each in opinions_outstanding(year) if each.missing and each.due and each.days_left < 0]
    if late:
        detail = _("%(names)s的会审意见已过截止日，没有提齐。") % {
            "names": named([each.department.short_name for each in late])
        }
        url = reverse("reports:all_opinions", args=[year.number])
        yield Todo(len(late), _("催部门会审意见"), detail, url, _("看还差哪些"))


def next_year(user, year):
    if to_be_opened(timezone.localdate()) == year:
        detail = _("%(year)s的评审截止日已过，可以开启下一年度。") % {"year": year}
        url = reverse("reports:open_year", args=[year.number])
        yield Todo(1, _("开启 %(n)s年度") % {"n": year.number + 1}, detail, url, _("去开启"))


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
