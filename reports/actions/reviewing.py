"""Deciding listed communities, one or many, and concluding a district: the city's moves."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.text import named
from scoring.actions import lock_sheets
from scoring.models import Lock, Stage

from .. import workflow
from ..models import DecisionChoices, Entry, StatusChoices, Submission, Title
from ..opinion_queries import unheard
from ..queries import holders, survivor
from ..rulings import fresh_declines, unmet_objections
from ..since import contents_of
from ..workflow import Decision, SubmissionStatus
from . import checks
from .locks import locked, locked_each, locked_entries, locked_entry, locked_sheets, settle_locks

NAMED = 5
DECIDED_FIELDS = ["decision", "reason", "due", "decided_by", "decided_at"]


@door("entry_decided")
def decide(entry, *, decision, seen, reason="", due=None, by):
    """Recognise, decline or return one listed community, or put it back to pending (五(三) 综合评审).

    seen: the version (Entry.version) that stood on the page. Raises Refused when somebody else has moved it since, the
    table has no such move, a reason or due day is missing, the re-score forbids it, or the person once edited the
    sheet."""
    entry, submission, rescore = locked_entry(entry)
    checks.under_review(submission)
    checks.as_seen(entry, seen)
    checks.city_move(entry, decision)
    checks.grounds(decision, reason, due)
    if decision == DecisionChoices.RECOGNISED:
        checks.recognisable(entry, rescore, contents_of([entry]))
    checks.own_hand(by, [entry])
    rescores = {entry.community_id: rescore} if rescore else {}
    decide_all(submission, [entry], rescores, decision, {entry.pk: reason}, due, by=by)
    return entry


def decide_all(submission, entries, rescores, decision, reasons, due=None, *, by):
    """Write one decision on entries that are locked and checked, an event for each, and settle their sheets' locks."""
    events = []
    for entry in entries:
        before = {"decision": entry.decision, "reason": entry.reason}
        entry.decision, entry.reason = decision, reasons.get(entry.pk, "").strip()
        entry.due = due if decision == DecisionChoices.RETURNED else None
        entry.decided_by, entry.decided_at = by, timezone.now()
        after = {"decision": decision, "reason": entry.reason, "due": entry.due and entry.due.isoformat()}
        events.append(trail.event("entry_decided", row=entry, by=by, before=before, after=after))
    Entry.objects.bulk_update(entries, DECIDED_FIELDS, batch_size=500)
    trail.record_all(events)
    settle_locks(submission, entries, rescores, by=by)


@door("entries_recognised")
def recognise_all(year, *, keys, seen=None, by):
    """Recognise exactly these pending entries of a year, of any district, or none of them. seen: entry key -> the version
    (Entry.version) that stood on the page. Returns how many.

    Raises Refused naming the first that cannot be recognised now: decided meanwhile, its re-score unfinished or below
    the pass mark, objected to by a department or, upheld, by the public, or scored by the same person."""
    if not keys:
        raise Refused(_("请先选中要认定的社区。"))
    found = Submission.objects.filter(year=year, entries__in=keys).distinct()
    count = 0
    for submission in locked_each(found):
        checks.under_review(submission)
        entries, rescores = locked_entries(submission, keys)
        contents = contents_of(entries)
        for entry in entries:
            checks.pending_as_seen(entry, seen)
            checks.recognisable(entry, rescores.get(entry.community_id), contents)
        checks.unopposed(entries)
        checks.undoubted(entries)
        checks.own_hand(by, entries)
        decide_all(submission, entries, rescores, DecisionChoices.RECOGNISED, {}, by=by)
        count += len(entries)
    if count != len(set(keys)):
        raise Refused(_("选中的社区有的已不在本年度名单里，请重新筛选再认定。"))
    trail.record("entries_recognised", row=year, by=by, after={"count": count})
    return count


@door("entries_returned")
def return_entries(submission, *, reasons, due, seen=None, by):
    """Return several pending entries of one district at once; reasons: entry key -> why, one due day for all; seen: entry
    key -> the version (Entry.version) that stood on the page.

    Only their sheets unlock. All or none: raises Refused naming what stands in the way."""
    submission = locked(submission)
    checks.under_review(submission)
    if not reasons:
        raise Refused(_("请先选中要退回的社区。"))
    entries, rescores = locked_entries(submission, reasons)
    if len(entries) != len(reasons):
        raise Refused(_("选中的社区有的不在这个区县的名单里，请重新选择。"))
    for entry in entries:
        checks.pending_as_seen(entry, seen)
        checks.city_move(entry, DecisionChoices.RETURNED)
        if not reasons[entry.pk].strip():
            raise Refused(_("%(entry)s没有写退回的理由，区县要看到为什么。") % {"entry": entry})
    checks.correction_day(due)
    checks.own_hand(by, entries)
    decide_all(submission, entries, rescores, DecisionChoices.RETURNED, reasons, due, by=by)
    return entries


# --- concluding ------------------------------------------------------------------------------------------------


@door("submission_concluded")
def conclude(submission, *, by, early=False, heard=""):
    """Close the review of a district once every entry is decided; the recognised receive their titles.

    early: the person has confirmed to conclude although a decline is younger than OBJECTION_DAYS; heard: the code of the
    opinions (opinion_queries.Unheard) that are missing or object, and with which it is concluded. Returns the number of
    titles given. Raises Refused while an entry or an objection is open, or a public one was upheld and nothing decided
    since."""
    submission = locked(submission)
    checks.submission_move(submission, SubmissionStatus.CONCLUDED, _("办结"))
    sheets = locked_sheets(submission, stages=(Stage.INITIAL, Stage.REVIEW))
    entries = list(submission.entries.select_related("objection"))
    _check_all_decided(entries)
    _check_decided_anew(submission)
    if not early and (fresh := fresh_declines(submission, entries)):
        raise Refused(
            _("%(names)s不予认定还不满 5 天，区县可能还要申述；确实要现在办结，请勾选确认。")
            % {"names": named(fresh, NAMED)}
        )
    if (asked := unheard(submission)) and asked.code != heard:
        raise Refused(
            _(
                "要认定的社区，有部门异议的 %(opposed)s 个，部门意见没有提齐的 %(awaited)s 个；看过以后仍要办结，请勾选确认。"
            )
            % {"opposed": len(asked.opposed), "awaited": len(asked.awaited)}
        )
    recognised = [entry for entry in entries if entry.decision == DecisionChoices.RECOGNISED]
    _check_each_gets_one_title(submission, recognised)
    Title.objects.bulk_create(
        [
            Title(
                community_id=entry.community_id,
                year_id=submission.year_id,
                entry=entry,
                given_on=timezone.localdate(),
            )
            for entry in recognised
        ]
    )
    lock_sheets(sheets, lock=Lock.CONCLUDED, by=by)
    submission.status, submission.concluded_at = StatusChoices.CONCLUDED, timezone.now()
    submission.save(update_fields=["status", "concluded_at"])
    trail.record(
        "submission_concluded",
        row=submission,
        by=by,
        before={"status": StatusChoices.SUBMITTED},
        after={"status": submission.status, "titles": len(recognised)},
    )
    return len(recognised)


def _check_all_decided(entries):
    if open_entries := [entry for entry in entries if Decision(entry.decision) not in workflow.DECIDED]:
        raise Refused(
            _("还有 %(count)s 个社区没有评审结论：%(names)s。")
            % {"count": len(open_entries), "names": named(open_entries, NAMED)}
        )
    if objected := [entry for entry in entries if entry.open_objection]:
        raise Refused(_("%(names)s的申述还没有答复，答复后才能办结。") % {"names": named(objected, NAMED)})


def _check_decided_anew(submission):
    if unmet := unmet_objections(submission):
        entries = list(dict.fromkeys(each.line.entry for each in unmet))
        raise Refused(
            _("%(names)s的公示异议成立，还没有重新决定，重新决定以后才能办结；仍然认定的，也要重新认定一次。")
            % {"names": named(entries, NAMED)}
        )


def _check_each_gets_one_title(submission, recognised):
    """A community gets one title, and communities that have merged are one (附件3 counts them once)."""
    holds_title, root = holders(submission.district_id), survivor()
    if twice := [entry for entry in recognised if holds_title(entry.community_id)]:
        raise Refused(
            _("%(names)s已持有有效称号，不能重复授予。请改为不予认定并写明理由，再办结。")
            % {"names": named(twice, NAMED)}
        )
    times = Counter(root(entry.community_id) for entry in recognised)
    if merged := [entry for entry in recognised if times[root(entry.community_id)] > 1]:
        one = [entry for entry in merged if root(entry.community_id) == root(merged[0].community_id)]
        raise Refused(
            _("%(names)s已合并为一个社区，只能取得一个称号。请留一个，其余改为不予认定并写明理由，再办结。")
            % {"names": named(one, NAMED)}
        )
