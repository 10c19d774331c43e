"""The home page of a district's people: their counts, their due day, what is to be done, who is one step short.

Everything is computed from facts; a street editor's page holds the street's own sheets and no submission."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.deadlines import Due, report_due
from districts.models import Role, Year
from districts.text import cn_date, cn_datetime, named
from districts.todo import Todo
from scoring.access import own_workbooks
from scoring.models import ItemScore, Lock, ScoreSheet
from scoring.notes import measured
from scoring.queries import narrowed, sheet_list, sheet_rows, verdict_counts

from . import access, other_years
from .arrivals import arrived
from .checklist import Checklist, checklist
from .counts import counts_of, counts_of_street, goals_of, passing_label, recognised_label, target_label
from .days import Day, days_of
from .document_queries import missing_of
from .held_work import waiting
from .models import DecisionChoices, Entry, Purpose, StatusChoices, Submission
from .queries import Progress, StreetCounts, progress, street_counts

NEAR_SHOWN = 6


@dataclass(frozen=True)
class Near:
    """A sheet one step from passing and the one rule that cost it most, in the rubric's own words."""

    sheet: ScoreSheet
    code: str
    text: str
    points: int


@dataclass(frozen=True)
class Clock:
    """The figure beside the counts: what day counts now."""

    label: str
    figure: str
    unit: str
    note: str
    extension: str = ""


@dataclass(frozen=True)
class DistrictHome:
    place: str
    year: Year
    whole_district: bool
    submission: Submission | None  # None for street editors, who prepare none
    standing: Submission | None
    due: Due | None
    progress: Progress | None  # None for street editors, who have the street's counts
    street: StreetCounts | None
    counts: dict
    parts: list
    todos: list[Todo]
    near: list[Near]
    near_count: int
    days: list[Day]
    returned: list[Entry] = field(default_factory=list)

    @property
    def draft(self):
        return self.standing is None or self.standing.status == StatusChoices.DRAFT

    @property
    def clock(self):
        return clock(self) if self.submission and self.progress else None

    @property
    def three(self):
        """The three counts of the district or the street, each with its own whole; none before a target is loaded."""
        if self.street:
            return counts_of_street(self.street)
        return counts_of(self.progress, self.year) if self.progress else []

    @property
    def goals(self):
        return goals_of(self.progress, self.year)

    @property
    def passing_label(self):
        return passing_label(self.progress)

    @property
    def recognised_label(self):
        return recognised_label(self.progress)

    @property
    def target_label(self):
        return target_label(self.year)

    @property
    def lede(self):
        """Where the year stands, in a sentence."""
        if self.standing is not None and self.standing.sent_back_at:
            return _("市住建局已于%(day)s整体退回，改好后重新上报。") % {
                "day": cn_date(self.standing.sent_back_at)
            }
        if self.draft:
            return _("初评进行中，还没有上报。") if self.counts["all"] else _("本年度还没有确定参与社区。")
        if self.standing.status == StatusChoices.CONCLUDED:
            return _("评审已于%(day)s办结。") % {"day": cn_date(self.standing.concluded_at)}
        if self.returned:
            count = len(self.returned)
            return _("市住建局退回 %(count)s 个社区，补正后再次上报。") % {"count": count}
        return _("已上报，市住建局评审中。")


def district_home(user, year):
    """The page in a fixed number of queries, whatever the number of communities."""
    whole = user.street_id is None
    sheets = sheet_list(user, year)
    mine = access.visible_submissions(user).filter(year=year).select_related("district", "year__programme")
    submission = mine.first()
    returned = list(
        access.visible_entries(user)
        .filter(submission__year=year, decision=DecisionChoices.RETURNED)
        .exclude(submission__status=StatusChoices.DRAFT)
        .select_related("sheet", "decided_by")
        .order_by("-decided_at", "-pk")
    )
    declined = (
        access.visible_entries(user)
        .filter(submission__year=year, submission__status=StatusChoices.SUBMITTED)
        .filter(decision=DecisionChoices.DECLINED, objection__isnull=True)
        .order_by("-decided_at", "-pk")
    )
    counts = verdict_counts(sheets)
    # A returned community has a task of its own; of a submission sent back whole every sheet is simply open.
    prepared = Q(entries__isnull=True) | Q(entries__submission__status=StatusChoices.DRAFT)
    open_sheets = sheets.filter(prepared, lock=Lock.OPEN)
    draft = submission is not None and submission.status == StatusChoices.DRAFT
    near = narrowed(open_sheets, verdict="near").order_by(
        "-total", "community__street__code", "community__code"
    )
    return DistrictHome(
        place=user.district.name if whole else f"{user.district.name} {user.street.name}",
        year=year,
        whole_district=whole,
        submission=submission,
        standing=submission or access.own_district_submission(user, year),
        due=report_due(submission.district_id, submission.year) if submission else None,
        progress=next(iter(progress(year, [user.district])), None) if whole else None,
        street=None if whole else street_counts(year, user.street),
        counts=counts,
        parts=parts(counts),
        todos=[
            *todos(
                year,
                submission,
                returned,
                counts,
                open_sheets,
                checklist(submission) if draft else None,
                whole,
                list(declined),
            ),
            *(todo for task in MORE_TASKS for todo in task(user, year)),
        ],
        near=[near_row(row) for row in sheet_rows(near[:NEAR_SHOWN], judged=True)],
        near_count=near.count(),
        days=days_of(user, year),
        returned=returned,
    )


def parts(counts):
    """How many communities taking part stand where."""
    note = _("其中差 1–6 分的 %(count)s 个") % {"count": counts["near"]} if counts["near"] else ""
    return [
        ("pass", _("达标"), counts["passed"]),
        ("fail", _("未达标"), counts["failed"], note),
        ("progress", _("评分进行中"), counts["open"] - counts["blank"]),
        ("none", _("未开始"), counts["blank"]),
    ]


# --- one step short ------------------------------------------------------------------------------------------


def near_row(row):
    """The dearest deduction of a sheet (scoring.queries.SheetRow, judged); the first of equals."""
    sheet, rubric = row.sheet, row.sheet.rubric.parsed
    terms = [term for judged in row.result.items for term in judged.deductions]
    dearest = max(terms, key=lambda term: term.points, default=None)
    if dearest is None:  # a rubric whose pass mark lies above 96: nothing deducted, still short
        return Near(sheet, "", "", 0)
    found = measured(rubric.rule(dearest.code), dearest.finding)
    words = f"{dearest.text}（{found}）" if found else dearest.text
    return Near(sheet, dearest.code, words, dearest.points)


# --- what is to be done --------------------------------------------------------------------------------------


def todos(year, submission, returned, counts, open_sheets, ready, whole, declined):
    """The open tasks, most pressing first. `ready` is the checklist of a draft; declined: what may be objected to."""
    if submission and submission.sent_back_at:
        yield sent_back(submission)
    yield from returns(submission, returned)
    if whole and declined:
        yield objections(declined)
    if ready:
        yield from overdue(submission, ready)
    if whole and submission and not counts["all"]:
        url = reverse("scoring:participants", args=[year.number])
        yield Todo(1, _("确定参与社区"), _("只给参与的社区评分。"), url, _("去确定"))
    yield from unfinished(year, open_sheets)
    if ready:
        yield from papers(submission, ready)


def sent_back(submission):
    due = report_due(submission.district_id, submission.year)
    detail = _("理由：%(reason)s。截止 %(day)s（当日 24 时）。") % {
        "reason": submission.sent_back_why.rstrip("。"),
        "day": cn_date(due.day),
    }
    return Todo(1, _("整体退回，改好后重新上报"), detail, submission.get_absolute_url(), _("去看"))


def objections(declined):
    names = named(declined)
    detail = _("%(names)s。有意见的，审核人在办结以前可以申述一次。") % {"names": names}
    return Todo(len(declined), _("看不予认定的社区"), detail, declined[0].get_absolute_url(), _("去看"))


def returns(submission, returned):
    late = [entry for entry in returned if entry.overdue]
    returned = [entry for entry in returned if not entry.overdue]
    if late:
        detail = _("补正截止日已过，不能再次上报；要继续补正，请联系市住建局。")
        yield Todo(len(late), _("过期未补正的社区"), detail, late[0].get_absolute_url(), _("去看"))
    if not returned:
        return
    names = named(returned)
    detail = _("%(names)s。市住建局已写明理由，补正最早截止 %(day)s。") % {
        "names": names,
        "day": cn_date(min(entry.due for entry in returned)),
    }
    # A street editor has no submission page: the way leads to the first sheet.
    url = (submission or returned[0].sheet).get_absolute_url()
    yield Todo(len(returned), _("补正退回的社区"), detail, url, _("去补正"))


def overdue(submission, ready: Checklist):
    for point in ready.must_fix:
        if point.code == "deadline":
            url = reverse("reports:check", args=[submission.pk])
            yield Todo(1, point.title, point.detail, url, _("看找谁办"))


def unfinished(year, open_sheets):
    counts = verdict_counts(open_sheets)
    url = reverse("scoring:communities", args=[year.number])
    if started := counts["open"] - counts["blank"]:
        half_done = narrowed(open_sheets, verdict="open").order_by().values("pk")
        untouched = narrowed(open_sheets, verdict="blank").order_by().values("pk")
        items = ItemScore.objects.filter(sheet__in=half_done, points__isnull=True)
        left = items.exclude(sheet__in=untouched).count()
        detail = _("共余 %(left)s 项未评。") % {"left": left}
        yield Todo(started, _("评完进行中的社区"), detail, f"{url}?verdict=open", _("去评分"))
    if counts["blank"]:
        detail = _("参与了，还没有开始评分。")
        yield Todo(counts["blank"], _("开始评分的社区"), detail, f"{url}?verdict=blank", _("看是哪些"))


PAPERS = {"contact": gettext_lazy("填写联系人及联系电话"), "report": gettext_lazy("上传年度总结评估报告")}


def papers(submission, ready: Checklist):
    """What the check would find, each with its own way; then the hand-in itself."""
    check = reverse("reports:check", args=[submission.pk])
    for point in ready.must_fix:
        if point.code in PAPERS:
            yield Todo(1, PAPERS[point.code], point.detail, point.url, point.link)
    bare = [point for point in ready.must_fix if point.code.startswith("evidence-")]
    if bare:
        detail = _("加了分，没有证明材料，不能上报。")
        yield Todo(len(bare), _("补传加分的证明材料"), detail, check, _("看是哪些"))
    if ready.ready:
        detail = _("名单 %(count)s 个，占申报社区 %(share)s。") % {
            "count": len(ready.sheets),
            "share": ready.share,
        }
        yield Todo(1, _("核对并上报"), detail, check, _("去核对"))


def uploads(user, year):
    """Score workbooks of one's own, or of somebody one took over from, that wait to be confirmed."""
    found = list(waiting(own_workbooks(user).filter(year=year)))
    if found:
        names = named([f"{each.uploaded_by}：{each.name}" for each in found])
        detail = _("%(names)s，上传了，还没有写入。") % {"names": names}
        yield Todo(len(found), _("核对并导回评分工作簿"), detail, found[0].get_absolute_url(), _("去核对"))


def documents(user, year):
    """What a district owes the city beside its list; the annual report is asked for by the hand-in itself."""
    if user.role != Role.DISTRICT_LEAD:
        return
    owed = [slot for slot in missing_of(user.district, year) if slot.purpose != Purpose.ANNUAL_REPORT]
    if owed:
        names = named([slot.label for slot in owed])
        detail = _("还缺%(names)s。") % {"names": names}
        if late := max(slot.days_late for slot in owed):
            detail += _("最早的已晚 %(days)s 天。") % {"days": late}
        url = reverse("reports:my_documents", args=[year.number])
        yield Todo(len(owed), _("报送文件"), detail, url, _("去上传"))


# Tasks of a district's people that need nothing of the page: functions of (user, year), see districts.todo.
MORE_TASKS = (uploads, documents, arrived, other_years.of_the_district)


# --- the day that counts -------------------------------------------------------------------------------------


def clock(home):
    status = home.submission.status
    if status == StatusChoices.CONCLUDED:
        note = _("%(day)s 办结") % {"day": cn_date(home.submission.concluded_at)}
        return Clock(_("本年度认定"), str(home.progress.newly_recognised), _("个"), note)
    if status == StatusChoices.SUBMITTED:
        note = _("%(when)s 上报") % {"when": cn_datetime(home.submission.first_submitted_at)}
        return Clock(_("已上报名单"), str(home.progress.newly_reported), _("个"), note)
    return due_clock(home.due)


def due_clock(due):
    day = cn_date(due.day)
    if due.passed:
        note = _("请联系市住建局负责人延期")
        return Clock(
            _("%(day)s 截止") % {"day": day},
            _("已过"),
            _("%(days)s 天") % {"days": -due.days_left},
            note,
            due.moved_by,
        )
    if due.days_left == 0:
        return Clock(_("%(day)s") % {"day": day}, _("今天"), "", _("24 时截止"), due.moved_by)
    return Clock(
        _("距 %(day)s") % {"day": day}, str(due.days_left), _("天"), _("当日 24 时截止"), due.moved_by
    )
