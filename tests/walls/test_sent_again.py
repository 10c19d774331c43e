"""Every form of every page, filled in and sent: sent once more it does nothing more, and what nobody asked for changes nothing."""

from urllib.parse import urlsplit

from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import resolve, reverse

from districts.models import District, Event
from tests.walls import rows
from tests.walls.filled import forms_on, send
from tests.walls.routes import MORE_LOOKS, ROUTES

LOOKS = [
    *((name, route.look_as, route.kwargs) for name, route in ROUTES.items() if route.look_as),
    *MORE_LOOKS,
    ("reports:check", "he", rows.to_be_handed_in),
    ("districts:person", "guan", rows.who_is_away),
    ("districts:person_second_factor", "guan", rows.whose_telephone_is_lost),
]
APPS = ("districts", "scoring", "reports")
# Acts a person may well do twice: the second leaves what the first did, or is another one of its kind.
AGAIN = {
    "contact_saved",
    "joined_saved",
    "password_issued",
    "registry_uploaded",
    "sign_out_everywhere",
    "work_handed_over",
}
SECOND_FACTOR = "tests/districts/test_second_factor.py::test_a_code_is_taken_once"
# What no page filled in like this sends with success, and where it is sent instead, twice.
ELSEWHERE = {
    "guide": "samples of the parts of a page; no address takes them",
    "districts:code": SECOND_FACTOR,
    "districts:second_factor": SECOND_FACTOR,
    "reports:open_year": "tests/reports/test_opening.py::test_a_year_is_not_opened_twice",
    "reports:publish": "tests/reports/test_titles.py::test_titles_are_published_once_on_a_possible_day_all_or_none",
    "scoring:bring_back": "tests/scoring/workbook/test_bring_back_pages.py::test_confirmed_it_is_written_and_said",
    "scoring:confirm": "tests/scoring/test_carry.py::test_an_item_somebody_changed_meanwhile_is_not_confirmed_unseen",
    "scoring:start_baseline": "tests/scoring/test_baseline.py::test_pressed_again_it_adds_only_communities_that_came_since",
    "scoring:upload_rubric": "tests/scoring/test_rubric_drafts.py::"
    "test_the_file_downloaded_and_uploaded_again_says_nothing_new_and_is_not_kept",
}


def unasked(world):
    """What a form must not take unless it asks for it: for each name a value that would matter."""
    return {
        "role": "administrator",
        "district": str(world.places.jiangbei.pk),
        "street": str(world.places.yuehu.pk),
        "community": str(world.places.communities["孔浦北村社区"].pk),
        "department": "1",
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "must_change_password": "",
        "password": "Dongqian-Lake-56",
        "username": "shen",
        "points": "6",
        "total": "100",
        "passed": "on",
        "lock": "handed_in",
        "status": "concluded",
        "decision": "recognised",
        "target": "1",
        "declared": "1",
        "published_at": "2021-01-01",
        "by": str(world.people.shen.pk),
        "actor": str(world.people.shen.pk),
        "pk": "1",
        "id": "1",
        "sheet": str(world.sheet.pk),
        "item": str(world.item.pk),
        "submission": str(world.other_submission.pk),
        "sha256": "0" * 64,
    }


# Forms that only do something when another thing is filled in than what stands there.
CHANGED = {
    "districts:community_rename": {"name": "春浪新社区"},
    "districts:community_street": {"name": "南门新街道"},
    "districts:change_year": {"target_330203": "66"},
    "districts:grant_extension": lambda: {
        "district": str(District.objects.get(code="330206").pk),
        "until": "2099-12-31",
    },
    "districts:person": {"full_name": "陈淑芳"},
    "districts:person_new": {"role": "reviewer", "district": "", "street": "", "department": ""},
    "scoring:comment_adoption": {"comment": "请在评审材料中说明理由。"},
    "scoring:adopt_rubric": {"document_number": "海建〔2021〕13号"},
    "reports:correct": {"batch": "第二批"},
    "reports:publish": {"number": "甬建发〔2021〕99号", "batch": "第一批"},
    "reports:decide": {"decision": "recognised"},
}
# What differs from one sending to the next of itself: keys, times, and what is drawn or reckoned from them.
OF_THE_MOMENT = (models.AutoField, models.UUIDField, models.DateTimeField, models.FileField)
DRAWN = {"password", "sha256", "number", "request_number", "content", "content_hash", "session_epoch"}


def site_models():
    return [each for name in APPS for each in apps.get_app_config(name).get_models() if each is not Event]


def newest_keys():
    """Model -> the key of its newest row."""
    return {model: model.objects.aggregate(newest=models.Max("pk"))["newest"] or 0 for model in site_models()}


def standing(before):
    """Every row of the site without what differs each time. before: newest_keys() of then; a key of a row made since is only
    said to be new."""
    rows = []
    for model in site_models():
        fields = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, OF_THE_MOMENT) and field.name not in DRAWN
        ]
        since = [before.get(field.related_model) for field in fields]
        for row in model.objects.values_list(*(field.attname for field in fields)):
            told = (
                "new" if newest is not None and value is not None and value > newest else str(value)
                for value, newest in zip(row, since, strict=True)
            )
            rows.append((model.__name__, *told))
    return sorted(rows)


def done_since(pk):
    events = Event.objects.filter(pk__gt=pk, result=Event.Result.DONE).order_by("pk")
    return [event.action for event in events]


def sent(cookies, address, fields, before, *, times=1):
    """What one request after the other did: ([acts of each], rows afterwards). All of it is undone."""
    client, acts = Client(), []
    client.cookies.load({name: morsel.value for name, morsel in cookies.items()})
    with transaction.atomic():
        for _time in range(times):
            since = Event.objects.latest("pk").pk
            answer = send(client, address, fields)
            assert answer.status_code < 500, (address, fields)
            acts.append(done_since(since))
        stands = standing(before)
        transaction.set_rollback(True)
    return acts, stands


def test_sent_again_a_form_does_nothing_more_and_what_it_did_not_ask_for_changes_nothing(world):
    done, tried, twice, smuggled = set(), {n for n, route in ROUTES.items() if route.method == "post"}, {}, []
    for name, who, kwargs in LOOKS:
        if who == "nobody":
            continue
        with transaction.atomic():
            address, client = reverse(name, kwargs=kwargs(world)), Client()
            client.force_login(getattr(world.people, who))
            page = client.get(address)
            forms, before = forms_on(page.text, address) if page.status_code == 200 else (), newest_keys()
            for action, fields, names in forms:
                view = resolve(urlsplit(action).path).view_name
                tried.add(view)
                if (view, *sorted(fields)) in done:
                    continue
                changed = CHANGED.get(view, {})
                fields = fields | (changed() if callable(changed) else changed)
                (acts,), stands = sent(client.cookies, action, fields, before)
                if not acts:
                    continue
                done.add((view, *sorted(fields)))
                (_first, second), _stands = sent(client.cookies, action, fields, before, times=2)
                twice |= {view: second} if set(second) - AGAIN else {}
                more = {each: value for each, value in unasked(world).items() if each not in names}
                if sent(client.cookies, action, fields | more, before) != ([acts], stands):
                    smuggled.append((view, fields))
            transaction.set_rollback(True)
    assert twice == {}
    assert smuggled == []
    assert sorted(tried - {view for view, *_fields in done}) == sorted(ELSEWHERE)
