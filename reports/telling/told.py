"""Which events of the trail people are told of: whose act, whom it concerns, how it is said."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from districts.models import District, Event, User
from districts.models.people import CITY_ROLES, DISTRICT_ROLES
from districts.text import cn_date

from ..models import DecisionChoices, Entry, Submission

NAMED = 20  # communities a mail names; the rest are counted
EXCERPT = 200  # characters of what a person wrote


# --- what an event is about ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """What an event is about. street and decision: of one community as it stands now, None where it is about the
    district's whole list."""

    district: District
    year: int
    street: int | None = None
    decision: str | None = None


def places_of(events):
    """Event key -> Place, in a fixed number of queries whatever the number of events."""
    rows = {
        "entry": Entry.objects.values_list("pk", "submission__year__number", "community__street", "decision"),
        "submission": Submission.objects.values_list("pk", "year__number"),
    }
    known = {}
    for row_type, values in rows.items():
        if keys := [event.row_key for event in events if event.row_type == row_type]:
            known |= {(row_type, key): facts for key, *facts in values.filter(pk__in=keys)}
    districts = District.objects.in_bulk({event.district_id for event in events})
    return {
        event.pk: Place(
            districts[event.district_id],
            *known.get((event.row_type, event.row_key)) or [event.after["year"]],
        )
        for event in events
    }


# --- whom it concerns --------------------------------------------------------------------------------------------


def the_city(person, place):
    return person.is_city


def the_district(person, place):
    """Leads and editors; a street's own editor of the street's communities only."""
    if person.district_id != place.district.pk:
        return False
    return person.street_id is None or person.street_id == place.street


def the_district_and_its_streets(person, place):
    """What opens every sheet or moves everybody's day, a street's own editor hears too."""
    return person.district_id == place.district.pk


# --- how it is said ----------------------------------------------------------------------------------------------


def _handed_in(events):
    return [_("上报 %(n)s 个社区，回执 %(number)s") % _receipt(event, "listed") for event in events]


def _handed_in_again(events):
    words = _("补正后再次上报 %(n)s 个社区，回执 %(number)s")
    return [words % _receipt(event, "corrected") for event in events]


def _receipt(event, counted):
    found = event.after[counted]
    return {
        "n": len(found) if isinstance(found, list) else found,
        "number": event.after["receipt"],
    }


def _withdrawn(events):
    return [
        _("撤回 %(n)s 个社区") % {"n": len(events)},
        *_named(events, lambda event: event.after["reason"]),
    ]


def _decided(events):
    """One line for all, then the returned and the declined by name; of several decisions the last one counts."""
    latest = list({event.row_key: event for event in events}.values())
    counts = Counter(event.after["decision"] for event in latest)
    shown = [(code.label, counts[code]) for code in DECIDED if counts[code]]
    lines = ["，".join(_("%(what)s %(n)s 个") % {"what": label, "n": n} for label, n in shown)]
    for code in (DecisionChoices.RETURNED, DecisionChoices.DECLINED):
        lines += _named([event for event in latest if event.after["decision"] == code], _ground)
    return lines


# Not what is put back to pending: a draw does so, and a visit is not announced (access.hide_spot_check).
DECIDED = (DecisionChoices.RECOGNISED, DecisionChoices.RETURNED, DecisionChoices.DECLINED)


def _ground(event):
    reason, due = event.after["reason"], event.after.get("due")
    if not due:
        return _("不予认定：%(reason)s") % {"reason": reason}
    return _("退回补正，%(day)s 24 时前：%(reason)s") % {"day": _day(due), "reason": reason}


def _objected(events):
    return [_("申述 %(n)s 件") % {"n": len(events)}, *_named(events, lambda event: event.after["text"])]


def _answered(events):
    return [_("答复申述 %(n)s 件") % {"n": len(events)}, *_named(events, _answer)]


def _answer(event):
    words = _("申述成立，予以认定：%(why)s") if event.after["upheld"] else _("维持不予认定：%(why)s")
    return words % {"why": event.after["answer"]}


def _concluded(events):
    return [_("评审办结，%(n)s 个社区取得称号") % {"n": event.after["titles"]} for event in events]


def _reopened(events):
    return [_("评审重新开启：%(why)s") % {"why": _cut(event.after["reason"])} for event in events]


def _sent_back(events):
    words = _("整体退回，请在 %(day)s 24 时前重新上报：%(why)s")
    return [words % {"day": _day(event.after["due"]), "why": _cut(event.after["reason"])} for event in events]


def _extended(events):
    words = _("上报截止日改为 %(day)s 24 时：%(why)s")
    return [
        words % {"day": _day(event.after["until"]), "why": _cut(event.after["reason"])} for event in events
    ]


def _named(events, words):
    """A line for each community up to NAMED, indented below the line that counts them."""
    lines = [f"  {event.row_name}：{_cut(words(event))}" for event in events[:NAMED]]
    if len(events) > NAMED:
        lines.append(_("  其余 %(n)s 个请在网站上看") % {"n": len(events) - NAMED})
    return lines


def _cut(text):
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}……"


def _day(text):
    return cn_date(date.fromisoformat(text))


# --- the table ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """by: roles whose act is told at all; to: whom it concerns; words: lines for the events of one district and year;
    decisions: of an entry's new decision, only these are told, and only while they stand."""

    by: tuple[str, ...]
    to: Callable[[User, Place], bool]
    words: Callable[[list[Event]], list[str]]
    decisions: tuple[str, ...] = ()


TOLD = {
    "submission_submitted": Told(DISTRICT_ROLES, the_city, _handed_in),
    "submission_resubmitted": Told(DISTRICT_ROLES, the_city, _handed_in_again),
    "entry_withdrawn": Told(DISTRICT_ROLES, the_city, _withdrawn),
    "objection_made": Told(DISTRICT_ROLES, the_city, _objected),
    "entry_decided": Told(CITY_ROLES, the_district, _decided, DECIDED),
    "objection_answered": Told(CITY_ROLES, the_district, _answered),
    "submission_sent_back": Told(CITY_ROLES, the_district_and_its_streets, _sent_back),
    "submission_concluded": Told(CITY_ROLES, the_district, _concluded),
    "submission_reopened": Told(CITY_ROLES, the_district, _reopened),
    "extension_granted": Told(CITY_ROLES, the_district_and_its_streets, _extended),
}


def is_told(event):
    """Whether anybody is told of this event at all."""
    told = TOLD.get(event.action)
    if told is None or event.result != Event.Result.DONE or event.actor is None:
        return False
    return event.actor.role in told.by and (not told.decisions or event.after["decision"] in told.decisions)


def still_holds(event, place):
    """Whether what the event says is still so: a decision that was changed since is not told any more."""
    return not TOLD[event.action].decisions or event.after["decision"] == place.decision


def concerned(event, place, people):
    """Those of `people` who are told of this event: nobody of his own act."""
    told = TOLD[event.action]
    return [person for person in people if person.pk != event.actor_id and told.to(person, place)]
