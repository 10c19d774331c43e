"""The technical back office: closed unless a setting opens it, and then for administrators alone."""

import importlib

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import clear_url_caches, get_resolver, reverse

from districts.models import Community, Event, Street
from districts.registry import load
from districts.spreadsheets import open_book
from greencommunity import urls
from greencommunity.backoffice import backoffice
from tests.walls.routes import EVERYBODY
from tests.walls.test_access import SIGN_IN, all_routes

pytestmark = pytest.mark.django_db


def mount():
    clear_url_caches()
    importlib.reload(urls)


@pytest.fixture
def opened(settings):
    settings.ADMIN_ENABLED = True
    mount()
    yield
    settings.ADMIN_ENABLED = False
    mount()


@pytest.fixture
def guan(client, people, opened):
    client.force_login(people.guan)
    return client


def addresses(places):
    """An address for every route of the back office, of a row that exists."""
    keys = {"street": places.nanmen.pk, "community": places.communities["春浪社区"].pk}
    found = {}
    for name, pattern in all_routes(get_resolver(urls).url_patterns):
        if name.startswith("admin:") and pattern.name:
            parts = pattern.pattern.converters or pattern.pattern.regex.groupindex
            values = {
                "object_id": keys["community" if "community" in name else "street"],
                "app_label": "districts",
            }
            found[name] = reverse(name, kwargs={part: values[part] for part in parts})
    return found


def test_it_is_closed_unless_a_setting_opens_it(client, people):
    client.force_login(people.guan)
    assert client.get("/backoffice/").status_code == 404


def test_every_route_of_it_is_declared_for_administrators(opened):
    patterns = [pattern for _name, pattern in all_routes(backoffice.get_urls())]
    assert len(patterns) > 10
    assert {pattern.callback.policy.roles for pattern in patterns} == {frozenset({"administrator"})}


def test_nobody_else_gets_in_anywhere(client, people, places, opened):
    routes = addresses(places)
    for name, address in routes.items():
        assert client.get(address).url.startswith(SIGN_IN), name
    for person in EVERYBODY.replace("guan", "").split():
        client.force_login(getattr(people, person))
        assert {client.get(address).status_code for address in routes.values()} == {403}, person


def test_an_administrator_looks_and_changes_nothing_here(guan, places):
    seen = {
        name.removeprefix("admin:"): guan.get(address).status_code
        for name, address in addresses(places).items()
    }
    ours = {"import": 302, "process_import": 302, "add": 403, "delete": 403, "history": 403}
    for model in ("street", "community"):
        for page in ("changelist", "change", "export", *ours):
            assert seen[f"districts_{model}_{page}"] == ours.get(page, 200), (model, page)
    assert seen["index"] == 200
    answer = guan.post(addresses(places)["admin:districts_community_change"], {"name": "别的社区"})
    assert answer.status_code == 403
    assert not Community.objects.filter(name="别的社区").exists()


def test_import_leads_to_the_page_that_checks(guan):
    for name in ("import", "process_import"):
        assert guan.post(f"/backoffice/districts/community/{name}/").url == "/registry/file/"


def test_export_is_the_registrys_own_file_and_goes_back_in_unchanged(guan, places):
    content = guan.get("/backoffice/districts/community/export/").getvalue()
    report = load("名录.xlsx", content, dry_run=True)
    assert (report.unchanged, report.changes_anything, report.repairs) == (8, False, ())


def test_an_export_is_in_the_trail_with_its_filter_and_has_two_names(guan, people, places):
    answer = guan.get("/backoffice/districts/community/export/?q=天一")
    event = Event.objects.first()
    assert (event.action, event.actor, event.after["filter"], event.after["rows"]) == (
        "list_exported",
        people.guan,
        "q=天一",
        2,
    )
    assert 'filename="registry.xlsx"; filename*=utf-8' in answer["Content-Disposition"]
    assert guan.head("/backoffice/districts/street/export/").status_code == 200
    assert Event.objects.filter(action="list_exported").count() == 1


def test_streets_are_exported_with_their_codes(guan, places):
    content = guan.get("/backoffice/districts/street/export/").getvalue()
    (sheet,) = open_book("街道.xlsx", content).sheets
    assert sheet.rows == [
        ["区县代码", "区县", "街道代码", "街道"],
        ["330203", "海曙区", "330203001", "南门街道"],
        ["330203", "海曙区", "330203006", "月湖街道"],
        ["330205", "江北区", "330205005", "孔浦街道"],
    ]


def test_a_street_is_renamed_through_its_door(guan, people, places):
    address = addresses(places)["admin:districts_street_change"]
    assert guan.post(address, {"name": "南郊街道"}).status_code == 302
    assert Street.objects.get(pk=places.nanmen.pk).name == "南郊街道"
    event = Event.objects.first()
    assert (event.action, event.actor, event.before, event.after) == (
        "street_renamed",
        people.guan,
        {"name": "南门街道"},
        {"name": "南郊街道"},
    )
    assert not LogEntry.objects.exists()


def test_what_the_door_refuses_is_said_in_its_words(guan, places):
    address = addresses(places)["admin:districts_street_change"]
    answer = guan.post(address, {"name": "月湖街道"}, follow=True)
    sentence = "海曙区已有月湖街道，请换一个名称。"
    assert [str(message) for message in answer.context["messages"]] == [sentence]
    assert Street.objects.get(pk=places.nanmen.pk).name == "南门街道"
    event = Event.objects.first()
    assert (event.action, event.result, event.note) == ("street_renamed", "refused", sentence)


def test_a_street_name_is_judged_as_a_files_is(guan, places):
    address = addresses(places)["admin:districts_street_change"]
    page = guan.post(address, {"name": "＝南门"})
    assert page.context["adminform"].form.errors == {
        "name": ["不能以 = + - @ 开头（全角也不行），Excel 会当成公式。"]
    }
