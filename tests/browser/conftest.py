"""Several people at once: each in a browser of one's own."""

import pytest
from django.test import Client

from tests.conftest import WIDTHS


@pytest.fixture
def enter(browser, live_server, settings):
    """enter(user, "phone" or "desktop") gives the page of a browser in which that person is signed in; None: somebody of
    the public. Questions the page asks are answered with yes."""
    contexts = []

    def enter(user, width="desktop"):
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": WIDTHS[width], "height": 844},
        )
        contexts.append(context)
        if user is not None:
            client = Client()  # one for each: signing a second person in ends the first one's session
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield enter
    for context in contexts:
        context.close()
