"""What happens to one district in one year: communities chosen, assessed, handed in, reviewed, concluded. Scores are
written many at once; everything else goes through the doors, so that receipts and the trail are real."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from districts import trail
from districts.actions import grant_extension
from districts.models import Department, Role
from scoring.actions import choose_participants, save_item, start_baseline
from scoring.engine.rules import clean_finding
from scoring.engine.score import score_item
from scoring.evidence import add_evidence
from scoring.items import snapshot
from scoring.models import ItemScore, ScoreSheet, Stage, State
from scoring.rescoring import agree
from scoring.results import result_of
from scoring.uploads import EVIDENCE_KINDS, REPORT_KINDS

from .. import actions
from ..checklist import checklist
from ..models import DecisionChoices, Grade, Submission, Title
from ..opinion_queries import unheard
from ..queries import progress
from .findings import remark
from .papers import paper
from .pictures import photo

DECLINED = (
    "现场查看与初评出入较大，多处扣分没有记入，复核后达不到80分。",
    "群众反映的停车问题至今没有整改，复核后达不到80分。",
    "改造工程还没有完工，初评按完工评定，复核后达不到80分。",
)
RETURNED = (
    "请补充第12项物业管理覆盖面的计算依据。",
    "第14项请附培训签到表或现场照片。",
    "第10项请附噪声投诉处理台账。",
)


@dataclass
class Scene:
    """Who acts, on which day, with which dice; `stored` collects the rows that keep a file."""

    people: dict
    today: date
    rng: Random
    stored: list

    def of(self, district, role):
        return next(
            person
            for person in self.people.values()
            if person.district_id == district.pk and person.role == role and not person.street_id
        )

    def scorer(self, community):
        """The street's own editor where there is one, else the district's."""
        editors = [p for p in self.people.values() if p.street_id == community.street_id]
        return editors[0] if editors else self.of(community.street.district, Role.EDITOR)

    @property
    def city_lead(self):
        return next(person for person in self.people.values() if person.role == Role.CITY_LEAD)

    @property
    def reviewers(self):
        return [person for person in self.people.values() if person.role == Role.REVIEWER]


# --- the district --------------------------------------------------------------------------------------------


def extend(scene, district, year, *, until, reason):
    grant_extension(district, year=year, until=until, reason=reason, by=scene.city_lead)


def take_part(scene, district, year, communities):
    """These communities take part. Returns their blank sheets, in the order of `communities`."""
    choose_participants(
        district, year=year, communities=communities, by=scene.of(district, Role.DISTRICT_LEAD)
    )
    sheets = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.INITIAL).select_related(
        "rubric", "community__street__district"
    )
    by_community = {sheet.community_id: sheet for sheet in sheets}
    return [by_community[community.pk] for community in communities]


def survey(scene, district, year):
    """Every community of the district gets its blank 摸底 sheet. Returns them by community."""
    start_baseline(district, year=year, by=scene.of(district, Role.DISTRICT_LEAD))
    sheets = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.BASELINE).select_related(
        "rubric", "community__street__district"
    )
    return {sheet.community_id: sheet for sheet in sheets}


def assess(scene, findings):
    """Write what was found (sheet -> findings, a rule left out is unassessed) with the engine's points and totals."""
    rows = ItemScore.objects.filter(sheet__in=findings).order_by("sheet", "number")
    by_pk = {sheet.pk: sheet for sheet in findings}
    written, events = [], []
    for row in rows:
        row.sheet = by_pk[row.sheet_id]
        if event := _assess_item(scene, row, findings[row.sheet]):
            written.append(row)
            events.append(event)
    ItemScore.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["findings", "reason", "points", "state", "version", "changed_by", "changed_at"],
    )
    _write_totals(findings, written)
    trail.record_all(events)


def _assess_item(scene, row, found):
    """The event of one item's assessment; None where nothing of it was looked at."""
    item = row.sheet.rubric.parsed.item(row.number)
    findings = {rule.code: found[rule.code] for rule in item.rules if rule.code in found}
    if not findings:
        return None
    before, by = snapshot(row), scene.scorer(row.sheet.community)
    row.findings, row.reason = findings, remark(scene.rng, item, findings)
    row.points = score_item(item, findings).points
    row.state = State.BLANK if row.points is None else State.CONFIRMED
    row.version, row.changed_by, row.changed_at = 1, by, timezone.now()
    return trail.event("item_saved", row=row, by=by, before=before, after=snapshot(row))


def _write_totals(sheets, rows):
    of = {sheet: [] for sheet in sheets}
    for row in rows:
        of[row.sheet].append(row)
    for sheet, items in of.items():
        result = result_of(sheet.rubric.parsed, items)
        sheet.total, sheet.passed = result.total, result.passed
    ScoreSheet.objects.bulk_update(sheets, ["total", "passed"])


def prove(scene, sheets):
    """A small PDF beside every award among `sheets` (附件1 第17项)."""
    awarded = ItemScore.objects.filter(sheet__in=sheets, points__gt=0)
    for row in awarded.select_related("sheet__district", "changed_by").order_by("sheet", "number"):
        rubric_item = row.sheet.rubric.parsed.item(row.number)
        if rubric_item.bonus:
            lines = ["演示材料，不是真实的奖状或证书", f"评分表 {row.sheet_id}　第 {row.number} 项"]
            checked = paper(f"演示证书{row.sheet_id}.pdf", lines, EVIDENCE_KINDS)
            scene.stored.append(add_evidence(row, checked=checked, by=row.changed_by))


PHOTOGRAPHED = 2  # sheets of a district


def photograph(scene, sheets):
    """A drawn photo beside each item of a few sheets where something was found; the first once more beside the last, so
    that the question about it can be seen."""
    rows = ItemScore.objects.filter(sheet__in=sheets[:PHOTOGRAPHED], points__lt=6, findings__contains="true")
    rows = list(
        rows.select_related("sheet__community", "sheet__district", "sheet__year", "changed_by").order_by("pk")
    )
    shots = [(row, row.pk, f"第{row.number}项现场.jpg") for row in rows]
    if len(rows) > 1:
        shots.append((rows[-1], rows[0].pk, "全景.jpg"))
    for row, seed, name in shots:
        taken = timezone.localtime() - timedelta(days=3)
        checked = photo(name, seed, taken=taken, kinds=EVIDENCE_KINDS)
        scene.stored.append(add_evidence(row, checked=checked, by=row.changed_by))


def give_contact(scene, submission):
    editor = scene.of(submission.district, Role.EDITOR)
    actions.save_contact(submission, name=editor.full_name, phone=editor.phone, by=editor)
    joined = Department.objects.filter(code__in=("minzheng", "shengtai", "zonghezhifa"))
    actions.save_joined(submission, departments=joined, others="", by=editor)


def hand_in(scene, district, year):
    """Contact, annual report, and the lead's hand-in with every point confirmed. Returns the submission."""
    submission = Submission.objects.select_related("district", "year").get(district=district, year=year)
    give_contact(scene, submission)
    lines = [
        f"{district} {year}总结评估报告（演示）",
        "本文件为演示数据：社区名称和得分均为虚构。",
    ]
    checked = paper(f"{district}{year.number}年度总结评估报告（演示）.pdf", lines, REPORT_KINDS)
    editor, lead = scene.of(district, Role.EDITOR), scene.of(district, Role.DISTRICT_LEAD)
    scene.stored.append(actions.add_annual_report(submission, checked=checked, by=editor))
    confirmed = [point.code for point in checklist(submission).confirm]
    actions.submit(submission, confirmed=confirmed, by=lead)
    return submission


# --- the city ------------------------------------------------------------------------------------------------


def review(scene, submission, *, declined, returned=0, pending=0, due=None):
    """Decide the list: the lowest totals are declined, some are returned or left open, the others recognised."""
    entries = sorted(submission.entries.select_related("sheet"), key=lambda entry: (entry.total, entry.pk))
    lowest, others = entries[:declined], entries[declined:]
    scene.rng.shuffle(others)
    for number, entry in enumerate(lowest):
        _decide(scene, entry, DecisionChoices.DECLINED, DECLINED[number % len(DECLINED)])
    for number, entry in enumerate(others[:returned]):
        _decide(scene, entry, DecisionChoices.RETURNED, RETURNED[number % len(RETURNED)], due)
    for entry in others[returned : len(others) - pending]:
        _decide(scene, entry, DecisionChoices.RECOGNISED)


def _decide(scene, entry, decision, reason="", due=None):
    by = scene.rng.choice(scene.reviewers)
    actions.decide(entry, decision=decision, seen=entry.version, reason=reason, due=due, by=by)


def conclude(scene, submission):
    asked = unheard(submission)
    actions.conclude(submission, early=True, heard=asked.code if asked else "", by=scene.city_lead)


def publish(scene, year):
    """The year's titles are published, under a number that no real document has."""
    keys = list(Title.objects.filter(year=year).values_list("pk", flat=True))
    if keys:
        number = f"演示发〔{year.number}〕1号"
        by = scene.city_lead
        actions.publish_titles(year, keys=keys, batch="第一批", number=number, on=scene.today, by=by)


def evaluate(scene, submission):
    standing = progress(submission.year, [submission.district])[0]
    short = standing.short_of_target(standing.recognised)
    target = f"认定（累计）{standing.recognised} 个，" + (f"比目标少 {short} 个" if short else "达到目标")
    text = f"演示评价：按时上报，材料齐全；{target}。"
    actions.evaluate(submission, grade=Grade.GOOD, text=text, by=scene.city_lead)


def visit(scene, submission):
    """A sample is drawn; at the first community the city finds one thing more than the district did, of the second the
    re-score has just begun."""
    by = scene.rng.choice(scene.reviewers)
    sample = actions.draw_sample(submission, share=10, seed=f"demo-{submission.district.code}", by=by)
    drawn = [check.entry for check in sample.checks.select_related("entry__sheet__rubric")[:2]]
    for number, entry in enumerate(drawn):
        sheet = actions.start_rescore(entry, by=by)
        row = next(row for row in sheet.items.select_related("sheet") if row.number == REVISITED)
        item = sheet.rubric.parsed.item(REVISITED)
        found = {rule.code: clean_finding(rule) for rule in item.rules} | {item.rules[0].code: True}
        save_item(row, findings=found, reason="演示：现场复评所见。", version=0, by=by)
        if number == 0:
            agree(sheet, dict(sheet.items.values_list("number", "version")), by=by)


REVISITED = 2  # the item the city finds otherwise: its first rule is a plain tick


def object_to(scene, submission):
    """The district objects to the first of its declines."""
    entry = submission.entries.filter(decision=DecisionChoices.DECLINED).first()
    if entry is not None:
        lead = scene.of(submission.district, Role.DISTRICT_LEAD)
        actions.make_objection(entry, text="演示申述：扣分的两处已经整改，见补充的照片。", by=lead)
