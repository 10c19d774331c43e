"""Closed by default: who may call which page."""

from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import get_resolver, path

from districts.models import Role
from districts.urls import urlpatterns

EVERYBODY = frozenset(Role.values)
KEEPERS = {"district_lead", "administrator"}
READERS = KEEPERS | {"reviewer", "city_lead"}
POLICIES = {
    "sign_in": "public",
    "sign_out": EVERYBODY,
    **dict.fromkeys(
        ["code", "password", "second_factor", "second_factor_off", "sign_out_everywhere"], EVERYBODY
    ),
    **dict.fromkeys(["jobs", "job", "job_file", "job_again"], EVERYBODY),
    "email": EVERYBODY,
    "people": {"administrator"},
    "person_new": {"administrator"},
    "person": {"administrator"},
    "person_password": {"administrator"},
    "person_back": {"administrator"},
    "person_second_factor": {"administrator"},
    "trail": {"auditor"},
    **dict.fromkeys(["registry", "registry_export", "community"], READERS),
    **dict.fromkeys(["registry_file", "registry_preview", "community_new"], KEEPERS),
    **{f"community_{change}": KEEPERS for change in ("correct", "rename", "merge", "close", "street")},
    "year_page": {"reviewer", "city_lead"},
    "change_year": {"city_lead"},
    "extensions": {"reviewer", "city_lead"},
    "grant_extension": {"city_lead"},
    "people_export": {"administrator"},
    "trail_export": {"auditor"},
    "extensions_export": {"reviewer", "city_lead"},
}
ADDRESSES = [
    "/people/",
    "/people/new/",
    "/trail/",
    "/2021/calendar/",
    "/2021/calendar/change/",
    "/2021/extensions/",
    "/2021/extensions/grant/",
]
OPENED = {
    "guan": ["/people/", "/people/new/"],
    "audit": ["/trail/"],
    "wang": ["/2021/calendar/", "/2021/extensions/"],
    "shen": ["/2021/calendar/", "/2021/calendar/change/", "/2021/extensions/", "/2021/extensions/grant/"],
}
CAST = ["chen", "lin", "zhou", "wang", "shen", "huan", "guan", "audit"]


def test_each_page_is_for_exactly_these_roles():
    declared = {
        pattern.name: "public" if pattern.callback.policy.public else pattern.callback.policy.roles
        for pattern in urlpatterns
    }
    assert declared == POLICIES


@pytest.mark.parametrize("name", CAST)
def test_everybody_opens_their_own_pages_and_no_other(client, people, name):
    client.force_login(getattr(people, name))
    opened = [address for address in ADDRESSES if client.get(address).status_code != 403]
    assert opened == OPENED.get(name, [])


def test_signed_out_every_page_leads_to_signing_in(client, db):
    assert [client.get(address).url for address in ADDRESSES] == [
        f"/login/?next={address}" for address in ADDRESSES
    ]


def test_a_refused_page_names_the_role_and_the_number_to_quote(client, people):
    client.force_login(people.chen)
    page = client.get("/trail/")
    assert page.status_code == 403
    assert "这一页不属于您的职责（区县填报员）。" in page.text
    assert page.context["request_id"] in page.text


def test_a_view_without_a_policy_is_never_run(client, people, settings):
    def careless(request):
        raise AssertionError("it was run")

    urls = ModuleType("careless_urls")
    urls.urlpatterns = [path("careless/", careless, name="careless")]
    settings.ROOT_URLCONF = urls
    client.force_login(people.shen)
    with pytest.raises(ImproperlyConfigured, match=r"^careless declares no policy\.$"):
        client.get("/careless/")


def test_a_public_view_runs_without_signing_in(client, db, settings):
    from districts.access import public

    urls = ModuleType("open_urls")
    urls.urlpatterns = [path("open/", public(lambda request: HttpResponse("开放")))]
    settings.ROOT_URLCONF = urls
    assert client.get("/open/").text == "开放"


def views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern


def test_every_address_of_the_site_declares_a_policy():
    assert [
        str(pattern.pattern)
        for pattern in views(get_resolver().url_patterns)
        if not hasattr(pattern.callback, "policy")
    ] == []
