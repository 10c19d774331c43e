"""What the city may want to look at twice. Each flag is a question to a person, never a verdict and never points."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Community
from scoring.models import Evidence, ScoreSheet, Stage

from .models import Entry

BARELY = 1  # points above the pass mark that are still worth a second look (80–81)
JUMP = 15  # points above the 摸底 or the year before that are worth asking how


@dataclass(frozen=True)
class Flag:
    """One kind of question: its name for filters, and the entries it is asked of (a filter on annotated entries)."""

    code: str
    label: str
    condition: Q


FLAGS = {
    flag.code: flag
    for flag in (
        Flag("bonus", gettext_lazy("靠附加分达标"), Q(without_bonus__lt=F("sheet__rubric__pass_mark"))),
        Flag("barely", gettext_lazy("刚到达标线"), Q(total__lte=F("sheet__rubric__pass_mark") + BARELY)),
        Flag(
            "jump",
            gettext_lazy("比以前高出很多"),
            Q(total__gte=F("baseline_total") + JUMP) | Q(total__gte=F("last_total") + JUMP),
        ),
        Flag("repeated", gettext_lazy("材料在别处用过"), Q(repeated=True)),
    )
}
ANY = Q()
for _flag in FLAGS.values():
    ANY |= _flag.condition


def with_flags(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Annotate entries with what their flags compare: baseline_total, last_total (both may be empty), repeated.

    A community that was renamed or merged is compared with what it was before, where it was several with the best."""
    itself = OuterRef(OuterRef("community"))
    # Both halves have an index; beside the sheets themselves the "or" would have every sheet of the year looked at.
    was = Community.objects.filter(Q(pk=itself) | Q(merged_into=itself)).order_by()
    same = ScoreSheet.objects.filter(community__in=was, total__isnull=False)
    baseline = same.filter(year=OuterRef("submission__year"), stage=Stage.BASELINE)
    earlier = same.filter(year__number__lt=OuterRef("submission__year__number"), stage=Stage.INITIAL)
    repeated = Evidence.objects.standing().filter(
        item__sheet=OuterRef("sheet"), same_as__isnull=False, same_as__withdrawn_at__isnull=True
    )
    return entries.annotate(
        baseline_total=Subquery(baseline.order_by("-total").values("total")[:1]),
        last_total=Subquery(earlier.order_by("-year__number", "-total").values("total")[:1]),
        repeated=Exists(repeated),
    )


def flags(entry: Entry, pass_mark: int) -> list[str]:
    """What is asked of an entry annotated by with_flags, each a sentence. Points as handed in."""
    asked = []
    if entry.without_bonus < pass_mark:
        asked.append(_("不计附加分 %(n)s 分，只靠附加分达标，附加分站得住吗？") % {"n": entry.without_bonus})
    if entry.total <= pass_mark + BARELY:
        asked.append(_("刚到 %(n)s 分，扣分有没有漏记？") % {"n": entry.total})
    for name, before in ((_("摸底"), entry.baseline_total), (_("上一次初评"), entry.last_total)):
        if before is not None and entry.total - before >= JUMP:
            asked.append(
                _("比%(name)s高 %(n)s 分（%(before)s → %(now)s），是怎么提高的？")
                % {"name": name, "n": entry.total - before, "before": before, "now": entry.total}
            )
    if entry.repeated:
        asked.append(_("有材料在别处也用过，确实适用吗？"))
    return asked


def asked_about(submission, entries):
    """The keys of those entries of a submission about which something is asked; one query."""
    found = with_flags(Entry.objects.filter(submission=submission)).filter(ANY)
    return {*found.values_list("pk", flat=True)} & {entry.pk for entry in entries}
