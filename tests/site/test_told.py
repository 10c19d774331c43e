"""The watch over every request of the suite is awake."""

import pytest

from districts import trail
from districts.models import User
from tests.told import Untold


def test_a_request_that_changes_a_row_without_an_event_is_told(client, people, year, monkeypatch):
    client.force_login(people.chen)
    monkeypatch.setattr(trail, "record", lambda *_args, **_more: None)
    with pytest.raises(Untold, match="districts_user"):
        client.post("/account/email/", {"email": "chen@example.invalid"})
    assert User.objects.get(username="chen").email == "chen@example.invalid"
