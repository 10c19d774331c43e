"""What stands between a district and its hand-in: what must be put right, and what a person is asked to confirm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.deadlines import report_due
from districts.models import Community, Target
from districts.text import cn_date, percent
from scoring.models import Evidence, ItemScore, ScoreSheet, Stage
from scoring.queries import needs_evidence

from .models import DecisionChoices, Document, Entry, Submission
from .queries import holders
from .relisting import Relisting, relisting


@dataclass(frozen=True)
class Point:
    """One line of the check page. `code` names it, so that a confirmation is of exactly this."""

    code: str
    title: str
    detail: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Checklist:
    must_fix: list[Point]
    confirm: list[Point]
    plan: Relisting
    share: str

    @property
    def sheets(self):
        return self.plan.sheets

    @property
    def ready(self):
        return not self.must_fix

    def unconfirmed(self, codes):
        return [point for point in self.confirm if point.code not in codes]


def listed_sheets(submission: Submission) -> list[ScoreSheet]:
    """The initial sheets that can be listed: passing, and of communities that hold no valid title yet."""
    holds_title = holders(submission.district_id)
    passing = (
        ScoreSheet.objects.filter(
            district=submission.district_id, year=submission.year_id, stage=Stage.INITIAL, passed=True
        )
        .select_related("community__street", "rubric")
        .order_by("community__street__code", "community__code", "community__pk")
    )
    return [sheet for sheet in passing if not holds_title(sheet.community_id)]


def checklist(submission: Submission) -> Checklist:
    """Everything the check page shows, in a fixed number of queries."""
    plan = relisting(submission, listed_sheets(submission))
    sheets = plan.sheets
    target = Target.objects.get(year=submission.year_id, district=submission.district_id)
    must_fix = [*_deadline(submission), *_missing_papers(submission), *evidence_points(sheets)]
    confirm = [
        *_nobody_joined(submission),
        *_empty_list(submission, sheets),
        *_declared_differs(submission, target),
        *_unfinished(submission),
        *_bonus_only(sheets),
    ]
    return Checklist(must_fix, confirm, plan, percent(len(sheets), target.declared))


def _deadline(submission):
    due = report_due(submission.district_id, submission.year)
    if not due.passed:
        return []
    return [
        Point(
            "deadline",
            _("上报截止日已过"),
            _(
                "截止日是 %(day)s（当日 24 时%(moved)s）。需要延期，请联系市住建局负责人，由其批准延期后再上报。"
            )
            % {"day": cn_date(due.day), "moved": f"；{due.moved_by}" if due.moved_by else ""},
        )
    ]


def missing_contact(submission: Submission) -> Iterator[Point]:
    """附件3 has the contact (联系人及联系电话) in its head, and so has every receipt."""
    if not (submission.contact_name and submission.contact_phone):
        here = reverse("reports:submission", args=[submission.pk])
        yield Point(
            "contact", _("联系人及联系电话"), _("还没有填写，附件3表头要用。"), f"{here}#contact", _("去填写")
        )


def _missing_papers(submission):
    yield from missing_contact(submission)
    here = reverse("reports:submission", args=[submission.pk])
    if not Document.objects.reports_of(submission).exists():
        yield Point(
            "report", _("年度总结评估报告"), _("还没有上传（pdf 或 docx）。"), f"{here}#report", _("去上传")
        )


def _nobody_joined(submission):
    """五(三): the 初评 is joined by the district's own departments; a district may say that none was."""
    if not (submission.joined_others or submission.joined.exists()):
        yield Point(
            "joined",
            _("没有填写参加初评的部门"),
            _("初评由本区县有关部门参加。有参加的请先填写，回执上会写明；确实没有的，在这里确认。"),
            reverse("reports:submission", args=[submission.pk]) + "#joined",
        )


def evidence_points(sheets: Sequence[ScoreSheet]) -> Iterator[Point]:
    """附件1 第17项: 奖状、证书、赞誉 are documents, so points for them need at least one."""
    standing = Evidence.objects.standing().filter(item=OuterRef("pk"))
    bare = (
        ItemScore.objects.filter(sheet__in=sheets, points__gt=0)
        .exclude(Exists(standing))
        .order_by("sheet", "number")
    )
    by_pk = {sheet.pk: sheet for sheet in sheets}
    for row in bare.filter(number__in=_award_items(sheets)):
        sheet = by_pk[row.sheet_id]
        yield Point(
            f"evidence-{row.pk}",
            _("%(community)s　第 %(number)s 项") % {"community": _named(sheet), "number": row.number},
            _("加了 %(points)s 分，没有证明材料。奖状、证书、赞誉须附件。") % {"points": row.points},
            sheet.item_url(row.number),
            _("去上传"),
        )


def _named(sheet):
    """Two streets of a district may have communities of one name."""
    return f"{sheet.community.street} {sheet.community}"


def _award_items(sheets):
    rubrics = {sheet.rubric_id: sheet.rubric for sheet in sheets}.values()
    return {item.number for rubric in rubrics for item in rubric.parsed.items if needs_evidence(item)}


def _empty_list(submission, sheets):
    if not sheets:
        yield Point(
            "empty",
            _("名单是空的"),
            _("本年度没有新达标的社区。确认后可以只报年度总结评估报告和数量 0。"),
            reverse("scoring:communities", args=[submission.year.number]),
        )


def _declared_differs(submission, target):
    registered = Community.objects.filter(street__district=submission.district_id).valid_today().count()
    if registered != target.declared:
        yield Point(
            f"declared-{registered}-{target.declared}",
            _("申报社区 %(declared)s 个，名录 %(registered)s 个")
            % {"declared": target.declared, "registered": registered},
            _("两个数不一致。占比按申报的 %(declared)s 个计算。") % {"declared": target.declared},
            reverse("scoring:participants", args=[submission.year.number]),
        )


def _unfinished(submission):
    """Sheets without a total stay out of the list; handing in locks them too."""
    open_sheets = ScoreSheet.objects.filter(
        district=submission.district_id, year=submission.year_id, stage=Stage.INITIAL, total__isnull=True
    ).count()
    if open_sheets:
        yield Point(
            f"unfinished-{open_sheets}",
            _("%(count)s 个社区还没有评完") % {"count": open_sheets},
            _("没有总分，不列入名单；上报后它们的评分表一并锁定。"),
            reverse("scoring:communities", args=[submission.year.number]) + "?verdict=open",
        )


def points_without_bonus(sheets):
    """Sheet key -> its total without the bonus items (附加); one query."""
    numbers = {item.number for sheet in sheets for item in sheet.rubric.parsed.items if item.bonus}
    without = {sheet.pk: sheet.total for sheet in sheets}
    rows = ItemScore.objects.filter(sheet__in=list(without), number__in=numbers)
    for sheet, points in rows.values_list("sheet", "points"):
        without[sheet] -= points or 0
    return without


def _bonus_only(sheets):
    """Passing only through the bonus is allowed (各项相加之和) and pointed out to the city."""
    without = points_without_bonus(sheets)
    for sheet in sheets:
        if without[sheet.pk] < sheet.rubric.pass_mark:
            yield Point(
                f"bonus-{sheet.pk}-{sheet.total}",
                _("%(community)s靠附加分达标") % {"community": _named(sheet)},
                _("总分 %(total)s，不计附加分为 %(without)s 分。市里评审时会看到这个标记。")
                % {"total": sheet.total, "without": without[sheet.pk]},
                sheet.get_absolute_url(),
            )


# --- handing in again ---------------------------------------------------------------------------------------


def returned_entries(submission: Submission) -> QuerySet[Entry]:
    return submission.entries.filter(decision=DecisionChoices.RETURNED).select_related(
        "sheet__community__street", "sheet__rubric"
    )


def correction_faults(submission, entries):
    """What stands between returned entries of the submission and handing them in again, one sentence each."""
    unfinished = [
        _("%(entry)s还有未评的项") % {"entry": entry} for entry in entries if entry.sheet.total is None
    ]
    passed = [entry.sheet for entry in entries if entry.sheet.passed]
    points = [*missing_contact(submission), *evidence_points(passed)]
    return unfinished + [f"{point.title}：{point.detail}" for point in points]
