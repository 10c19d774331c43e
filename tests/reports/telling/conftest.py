"""Everybody of the cast has an address, and what is done is committed: then mails go."""

import pytest
from django.core.cache import cache

from districts.models import User


@pytest.fixture(autouse=True)
def _server_is_asked():
    """What an earlier test found out about the mail server is forgotten."""
    cache.clear()


@pytest.fixture
def addressed(people):
    """Everybody can be reached, but 岳明 of 月湖街道."""
    for person in User.objects.exclude(username="yue"):
        person.email = f"{person.username}@example.invalid"
        person.save(update_fields=["email"])
    for person in vars(people).values():
        person.refresh_from_db()
    return people


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Do something and let happen what follows its commit."""

    def run(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return run
