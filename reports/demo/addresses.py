"""Addresses of the demonstration's people, under a name that leads nowhere (RFC 2606). They get them last, so that nothing
of what made the city is told to anybody."""

from districts.models import User

WITHOUT = ("reviewer2", "dept-minzheng")  # so that the administrator sees who has none


def give(people):
    """people: username -> person."""
    for username, person in people.items():
        if username not in WITHOUT:
            person.email = f"{username}@example.invalid"
    User.objects.bulk_update(people.values(), ["email"])
