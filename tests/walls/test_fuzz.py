"""Every form and every query of every page, found by reading the pages as each role, filled with nonsense, with other
people's keys and with fields nobody asked for. Nothing crashes, nothing gets out, nobody reaches beyond his duty.

    make fuzz       sends 20,000 requests, each time others; the suite sends fewer, always the same
"""

import os
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from districts.models import Community, Event, Role, User
from reports.models import DecisionChoices, Document, Entry, Submission
from scoring.models import Evidence, ItemScore, ScoreSheet
from tests.walls.fuzzing import SCRIPT, Sent, Target, requests, targets_on
from tests.walls.routes import ROUTES
from tests.walls.test_nonsense import NAMES

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", 600))
PARTS = 4
NAMED = sorted(ROUTES)
# What the auditor and the administrator may leave in the trail by anything they send.
OWN_ACCOUNT = {
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "sign_out_everywhere",
    "password_changed",
    "second_factor_set",
    "second_factor_removed",
    "password_accepted",
    "account_locked",
}
TAKEN_OUT = {"list_exported", "file_opened", "table_exported", "job_requested"}
OF_ACCOUNTS = {
    "person_added",
    "person_changed",
    "password_issued",
    "work_handed_over",
    "work_taken_back",
}
OF_THE_ADMINISTRATOR = OF_ACCOUNTS | {
    "contact_saved",  # a hand-over moves it
    "registry_uploaded",
    "communities_loaded",
    "community_added",
    "community_changed",
    "community_renamed",
    "community_merged",
    "community_closed",
    "street_renamed",
}
# What only the district that is assessed does, and what only the city.
OF_A_DISTRICT = {
    "baseline_started",
    "contact_saved",
    "objection_made",
    "participants_chosen",
    "submission_resubmitted",
    "submission_submitted",
}
OF_THE_CITY = {
    "district_evaluated",
    "entries_recognised",
    "entries_returned",
    "extension_granted",
    "joint_review_changed",
    "notice_extended",
    "notice_opened",
    "notice_withdrawn",
    "objection_answered",
    "practice_accepted",
    "public_objection_answered",
    "publication_corrected",
    "sample_drawn",
    "submission_concluded",
    "submission_reopened",
    "submission_sent_back",
    "target_changed",
    "titles_published",
    "year_changed",
    "year_opened",
}
OF_A_DEPARTMENT = {"opinion_given", "opinions_given"}
WHOLLY_LISTED = {
    Role.AUDITOR: set(),
    Role.ADMINISTRATOR: OF_THE_ADMINISTRATOR,
    Role.DEPARTMENT: OF_A_DEPARTMENT | {"draft_taken", "sheet_printed"},
}


def beyond(user):
    """The acts a district's person, or one of the city's, never does, whatever he sends."""
    if user.district_id:
        return OF_THE_CITY | OF_A_DEPARTMENT | OF_ACCOUNTS
    return OF_A_DISTRICT | OF_A_DEPARTMENT | OF_ACCOUNTS


def accounts():
    return sorted(User.objects.values_list("pk", "role", "district", "street", "is_active", "password"))


def keys():
    """Keys of everybody's rows."""
    numbers = (User, Community, ScoreSheet, ItemScore, Submission, Entry)
    found = {str(pk) for model in numbers for pk in model.objects.values_list("pk", flat=True)[:6]}
    return sorted(
        found
        | {str(key) for model in (Evidence, Document) for key in model.objects.values_list("key", flat=True)}
    )


def as_person(world, name):
    client = Client()
    if name != "nobody":
        client.force_login(getattr(world.people, name))
    return client


def targets_of(route, address, clients):
    """(person, target) of what the pages of an address show those who may open it."""
    found = {}
    for person, client in clients.items():
        mine = [Target(route.method, address, tuple((name, ()) for name in NAMES))]
        if route.method == "get":
            page = client.get(address)
            if page.status_code == 200 and page.headers.get("Content-Type", "").startswith("text/html"):
                mine += targets_on(page.content.decode(), address)
        else:
            mine = [Target("post", address, tuple((name, (value,)) for name, value in route.data.items()))]
        for target in mine:
            found.setdefault((person, target.method, target.path, *sorted(target.names)), (person, target))
    return list(found.values())


def check(sent, answer, person, world, since, accounts_before):
    assert answer.status_code < 500, (sent, answer.status_code)
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        errors="replace"
    )
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert SCRIPT[2:] not in text, sent
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "testserver"), sent
    assert not answer.has_header("X-Injected"), sent
    events = Event.objects.filter(pk__gt=since, result=Event.Result.DONE)
    if person != "guan":
        changed = accounts() != accounts_before
        assert not changed or events.filter(action="password_changed").exists(), sent
    if person == "nobody":
        assert not events.exclude(action__in=OWN_ACCOUNT).exists(), sent
        return
    user = getattr(world.people, person)
    if user.district_id:
        assert not events.exclude(district__in=[user.district_id]).exclude(district=None).exists(), sent
    if user.role in WHOLLY_LISTED:
        allowed = OWN_ACCOUNT | TAKEN_OUT | WHOLLY_LISTED[user.role]
        assert not events.exclude(action__in=allowed).exists(), (
            sent,
            list(events.values_list("action", flat=True)),
        )
    else:
        assert not events.filter(action__in=beyond(user)).exists(), (sent, person)
    if user.district_id:  # handing in again puts what was returned back to pending
        decided = events.filter(action="entry_decided")
        assert not decided.exclude(after__decision=DecisionChoices.PENDING).exists(), (sent, person)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_sent_nothing_crashes_and_nobody_reaches_beyond_his_duty(
    part, world, record_property, settings
):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]  # as in production: what X-Forwarded-For says is looked at
    sent_in_all, targets_in_all = 0, 0
    for name in NAMED[part::PARTS]:
        route = ROUTES[name]
        with transaction.atomic():
            address = reverse(name, kwargs=route.kwargs(world))
            people = route.opens.split() + (["nobody"] if route.public else [])
            clients = {person: as_person(world, person) for person in people}
            targets = targets_of(route, address, clients)
            targets_in_all += len(targets)
            sent_in_all += _each_once(world, clients, targets)
            sent_in_all += _fuzz(world, clients, targets, REQUESTS // len(NAMED) + 1)
            transaction.set_rollback(True)
    record_property(
        "sent", f"{sent_in_all} requests to {targets_in_all} forms and queries, no answer above 499"
    )
    # A form of few fields has fewer different requests than were asked for.
    assert sent_in_all >= targets_in_all + REQUESTS // PARTS * 9 // 10


def _each_once(world, clients, targets):
    """Every form and query as a person sends it, but for a field nobody asked for. Returns how many."""
    since, before = Event.objects.latest("pk").pk, accounts()
    for person, target in targets:
        own = {name: next(iter(values), "") for name, values in target.fields}
        fields = {name: ("file", "pdf") if value == "file" else value for name, value in own.items()}
        if target.method != "post":
            fields = {name: value for name, value in fields.items() if isinstance(value, str)}
        sent = Sent(target, {"role": "administrator"} | fields, {})
        _send(sent, person, clients, world, since, before)
    return len(targets)


def _send(sent, person, clients, world, since, before):
    """One request by this person, undone."""
    client = Client()
    client.cookies.load({key: morsel.value for key, morsel in clients[person].cookies.items()})
    with transaction.atomic():
        check(sent, sent.by(client), person, world, since, before)
        transaction.set_rollback(True)


def _fuzz(world, clients, targets, times):
    since, before, known = Event.objects.latest("pk").pk, accounts(), keys()
    by_target = {id(target): person for person, target in targets}
    count = 0

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize="FUZZ_REQUESTS" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests([target for _person, target in targets], known))
    def send(sent):
        nonlocal count
        count += 1
        _send(sent, by_target[id(sent.target)], clients, world, since, before)

    send()
    return count
