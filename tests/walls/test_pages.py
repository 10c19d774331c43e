"""Every page in a real Chromium at 390 and 1280 px: axe finds nothing (WCAG 2.2 A + AA), nothing scrolls sideways,
no script or style breaks the policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.conftest import WIDTHS
from tests.walls.routes import MORE_LOOKS, ROUTES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [name for name, route in ROUTES.items() if route.look_as]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_looked_at():
    pages = [n for n, route in ROUTES.items() if route.method == "get" and not route.files]
    assert sorted(PAGES) == sorted(pages)


OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}


def faults(page):
    """What axe finds, in short; the whole page stands in the window, so that nothing is hidden by the sticky bar."""
    if not page.evaluate("'axe' in window"):  # once for each page that is loaded
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", OPTIONS)
    return [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found]


def look(page, address):
    """Width -> (what axe finds, how far it scrolls sideways), of one and the same page made narrow after wide."""
    page.set_viewport_size({"width": max(WIDTHS.values()), "height": 900})
    page.goto(address)
    seen = {}
    for name, width in sorted(WIDTHS.items(), key=lambda each: -each[1]):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height + 200})
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        seen[name] = (faults(page), sideways)
    return seen


LOOKS = [*((name, ROUTES[name].look_as, ROUTES[name].kwargs) for name in PAGES), *MORE_LOOKS]


@pytest.mark.parametrize(("name", "who", "kwargs"), LOOKS, ids=[f"{name}-{who}" for name, who, _ in LOOKS])
def test_page_is_accessible_and_fits(name, who, kwargs, world, live_server, page, sign_in_as):
    if who != "nobody":
        sign_in_as(getattr(world.people, who))
    broken = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    seen = look(page, live_server.url + reverse(name, kwargs=kwargs(world)))
    assert (seen, broken) == ({name: ([], 0) for name in WIDTHS}, [])


@pytest.mark.parametrize(("address", "status"), [("/sheets/999999/", 404), ("/people/", 403)])
def test_error_pages_are_pages_too(address, status, world, live_server, page, sign_in_as):
    sign_in_as(world.people.chen)
    assert page.goto(live_server.url + address).status == status
    assert look(page, live_server.url + address) == {name: ([], 0) for name in WIDTHS}
