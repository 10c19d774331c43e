"""The facts the city's evaluation of a district rests on (五(三): 落实情况和成效)."""

import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.deadlines import report_due
from districts.models import Event
from districts.text import cn_date, percent
from scoring.models import Lock, ScoreSheet, Stage

from .models import DecisionChoices
from .queries import progress

JUDGED = (DecisionChoices.RECOGNISED, DecisionChoices.DECLINED, DecisionChoices.RETURNED)


def facts_of(submission):
    """target, declared, share_goal (percent), participating, passing, reported, recognised (cumulative counts), share (percent as text, of the
    declared), on_time and extended_until, returns (whole submissions, sent_back, among them), declined, withdrawn, rescored,
    mean_difference (points as text).

    Everything goes into JSON as it is; a fixed number of queries."""
    standing = progress(submission.year, [submission.district])[0]
    entries = list(submission.entries.values_list("pk", "decision"))
    decisions = [decision for _key, decision in entries]
    rescored, mean = mean_difference(submission)
    due = report_due(submission.district_id, submission.year, at=submission.first_submitted_at)
    sent_back = _sent_back(submission)
    handed_in = timezone.localdate(submission.first_submitted_at)
    return {
        "declared": standing.declared,
        "share_goal": standing.share_goal,
        "target": standing.target,
        "participating": standing.participating,
        "passing": standing.passing,
        "reported": standing.reported,
        "recognised": standing.recognised,
        "share": None if standing.recognised_share is None else str(standing.recognised_share),
        "handed_in": handed_in.isoformat(),
        "on_time": handed_in <= submission.year.report_due,
        "extended_until": due.day.isoformat() if due.extension else None,
        "returns": _returns([key for key, _decision in entries]) + sent_back,
        "sent_back": sent_back,
        "declined": decisions.count(DecisionChoices.DECLINED),
        "withdrawn": decisions.count(DecisionChoices.WITHDRAWN),
        "rescored": rescored,
        "mean_difference": mean,
    }


def mean_difference(submission):
    """(how many listed communities have a whole re-score the city is done with, the mean of re-score less initial score in
    points with two places as text; None without any)."""
    pairs = ScoreSheet.objects.filter(
        stage=Stage.REVIEW,
        year=submission.year_id,
        community__entries__submission=submission,
        community__entries__decision__in=JUDGED,
        total__isnull=False,
    )
    pairs = pairs.exclude(lock__in=(Lock.OPEN, Lock.PAUSED)).values_list(
        "total", F("community__entries__total")
    )
    differences = [ours - theirs for ours, theirs in pairs]
    if not differences:
        return 0, None
    mean = Decimal(sum(differences)) / len(differences)
    return len(differences), str(mean.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _returns(keys):
    """How often an entry was returned, read from the trail."""
    moves = Event.objects.filter(
        row_type="entry", row_key__in=keys, action="entry_decided", result=trail.DONE
    )
    return moves.filter(after__decision=DecisionChoices.RETURNED.value).count()


def _sent_back(submission):
    """How often the whole submission was sent back, read from the trail."""
    moves = Event.objects.filter(row_type="submission", row_key=submission.pk, result=trail.DONE)
    return moves.filter(action="submission_sent_back").count()


def kept_facts(evaluation):
    """The facts as they stood when the evaluation was written."""
    return json.loads(evaluation.facts)


def facts_shown(facts):
    """Facts as (label, words) pairs, in the order in which an evaluation speaks of them."""
    count = _("%(n)s 个")
    target = _("还没有确定") if facts["target"] is None else count % {"n": facts["target"]}
    mean = (
        _("没有复评")
        if facts["mean_difference"] is None
        else _("平均 %(n)s 分（复评 %(count)s 个）")
        % {
            "n": signed(facts["mean_difference"]),
            "count": facts["rescored"],
        }
    )
    return [
        (_("申报社区"), count % {"n": facts["declared"]}),
        (_("目标（累计）"), target),
        (_("参与"), _of_declared(facts, "participating")),
        (_("初评达标（累计）"), _of_declared(facts, "passing")),
        (_("认定（累计）"), count % {"n": facts["recognised"]}),
        (_("认定与目标"), _to_target(facts)),
        (_("认定占申报社区"), "" if facts["share"] is None else f"{facts['share']}%"),
        (_("认定与占比线"), _to_line(facts)),
        (_("首次上报"), _on_time(facts)),
        (_("退回补正"), _returned(facts)),
        (_("不予认定"), count % {"n": facts["declined"]}),
        (_("撤回"), count % {"n": facts["withdrawn"]}),
        (_("复评与初评相差"), mean),
    ]


def _of_declared(facts, name):
    return _("%(n)s 个，占申报社区 %(share)s") % {
        "n": facts[name],
        "share": percent(facts[name], facts["declared"]),
    }


def _to_target(facts):
    if facts["target"] is None:
        return _("还没有确定")
    short = facts["target"] - facts["recognised"]
    return _("未到，差 %(n)s 个") % {"n": short} if short > 0 else _("已到")


def _to_line(facts):
    """Evaluations written before the line was kept say nothing of it."""
    goal = facts.get("share_goal")
    if goal is None:
        return ""
    reached = facts["recognised"] * 100 >= goal * facts["declared"]
    return _("%(goal)s%% 线：%(verdict)s") % {"goal": goal, "verdict": _("已到") if reached else _("未到")}


def _returned(facts):
    words = _("%(n)s 次") % {"n": facts["returns"]}
    if sent_back := facts.get("sent_back"):
        words += _("（含整体退回 %(n)s 次）") % {"n": sent_back}
    return words


def signed(text):
    """A number with its sign as officials print it: −1.50, +0.25, 0.00."""
    number = Decimal(text)
    if not number:
        return text.lstrip("-")
    return f"+{text}" if number > 0 else f"\u2212{text.lstrip('-')}"


def _on_time(facts):
    day = cn_date(date.fromisoformat(facts["handed_in"]))
    if facts["on_time"]:
        return _("%(day)s，按时") % {"day": day}
    if facts["extended_until"]:
        until = cn_date(date.fromisoformat(facts["extended_until"]))
        return _("%(day)s，延期（至 %(until)s）") % {"day": day, "until": until}
    return _("%(day)s，逾期") % {"day": day}
