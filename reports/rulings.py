"""What the state of an entry allows or asks, read alike by the pages and by the doors."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.models import Event
from districts.text import cn_date

from .models import LIST_ORDER, DecisionChoices, Entry, PublicObjection, StatusChoices, Submission, Title

OBJECTION_DAYS = timedelta(
    days=5
)  # a decline younger than this may still be objected to: concluding asks first


def fresh_declines(submission: Submission, entries: Iterable[Entry]) -> list[Entry]:
    """Declines so young that the district may not have had the time to object: it can since the decision, or since it
    last handed in the whole, before which it could not."""
    since = timezone.now() - OBJECTION_DAYS
    handed_in = Event.objects.filter(
        row_type="submission", row_key=submission.pk, action="submission_submitted", result=trail.DONE
    )
    begun = handed_in.aggregate(last=Max("at"))["last"]
    return [
        entry
        for entry in entries
        if entry.decision == DecisionChoices.DECLINED
        and max(entry.decided_at, begun or entry.decided_at) > since
        and not hasattr(entry, "objection")
    ]


def unmet_objections(submission: Submission) -> list[PublicObjection]:
    """The public objections (公示异议) upheld against communities of a district and not met by a decision since, in list
    order: until each is decided anew, be it the same, the review is not concluded."""
    rows = PublicObjection.objects.unmet().filter(line__entry__submission=submission)
    found = rows.select_related("line__entry", "notice").order_by(
        *(f"line__entry__{each}" for each in LIST_ORDER)
    )
    return list(found)


def publicly_doubted(entry):
    """Whether a public objection to it was upheld and nothing has been decided since."""
    return PublicObjection.objects.unmet().filter(line__entry=entry).exists()


def doubted_of(entries):
    """The keys of those entries to which a public objection was ever upheld: whoever decides them has read it. One query."""
    return set(
        PublicObjection.objects.filter(upheld=True, line__entry__in=entries).values_list(
            "line__entry", flat=True
        )
    )


def why_not_recognisable(entry, rescore, contents):
    """Why the entry cannot be recognised as things stand; empty when it can. rescore: its re-score, or None; contents:
    what its sheet was handed in with and what stands there (since.contents_of).

    Only what was handed in can be recognised; a re-score that was begun is finished first, and one below the pass mark
    stands in the way; a community drawn for a spot check needs one."""
    sheet = entry.sheet
    if not (sheet.passed and sheet.total == entry.total):
        now = _("有未评项") if sheet.total is None else _("%(n)s 分") % {"n": sheet.total}
        return _(
            "评分表在退回期间改动过，现在是 %(now)s，与上报的 %(then)s 分不符；请再退回补正，由区县再次上报。"
        ) % {"now": now, "then": entry.total}
    if contents.moved(entry):
        return _("评分表在退回期间改动过，总分没有变，内容与上报的不符；请再退回补正，由区县再次上报。")
    if rescore is None:
        if hasattr(entry, "spot_check"):
            return _("%(entry)s被抽中抽查，复评完成后才能认定。") % {"entry": entry}
        return ""
    if rescore.total is None:
        return _("%(entry)s的复评还没有评完：评完，或把其余各项评为与初评一致，再认定。") % {"entry": entry}
    if not rescore.passed:
        return _("复评 %(total)s 分，低于达标线 %(mark)s 分，不能认定。") % {
            "total": rescore.total,
            "mark": sheet.rubric.pass_mark,
        }
    return ""


def why_not_reopenable(submission):
    """Why the review of a district cannot be opened again; empty when it can: before its titles are published."""
    if submission.status != StatusChoices.CONCLUDED:
        return _("%(submission)s还没有办结，不用重新开启。") % {"submission": submission}
    published = Title.objects.filter(entry__submission=submission, published_on__isnull=False)
    if title := published.order_by("pk").first():
        return _(
            "称号已于 %(day)s 以 %(number)s 公布，评审不能重新开启；个别社区有问题，请在称号页复查、撤销。"
        ) % {"day": cn_date(title.published_on), "number": title.document_number}
    return ""


def why_no_opinion(entry, numbers, hidden):
    """Why a department gives no opinion of a listed community now; empty when it can. numbers: the items it answers for;
    hidden: the entries whose items are withheld from it (since.withheld)."""
    submission = entry.submission
    if not numbers:
        return _("市级负责人还没有确定贵部门本年度会审的项目。")
    if submission.status == StatusChoices.CONCLUDED:
        return _("%(district)s评审已办结，会审意见不再修改。") % {"district": submission.district}
    if submission.status == StatusChoices.DRAFT:
        return _("%(submission)s已整体退回，重新上报以后再提意见。") % {"submission": submission}
    if entry.decision == DecisionChoices.WITHDRAWN:
        return _("%(entry)s已撤回，不在名单上，不用提意见。") % {"entry": entry}
    if entry.decision == DecisionChoices.RETURNED:
        return _("%(entry)s正在由区县补正，再次上报以后再提意见。") % {"entry": entry}
    if entry.pk in hidden:
        return _("%(entry)s补正没有再次上报，现在的内容与上报的不符；再次上报以后再提意见。") % {
            "entry": entry
        }
    return ""
