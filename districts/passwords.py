"""Passwords the administrator reads out once."""

import secrets

# Nothing that is misread on paper or over the telephone: no 0 o, 1 l i, 2 z, 5 s, 8 b.
ALPHABET = "acdefghjkmnpqrtuvwxy34679"
GROUPS, GROUP = 4, 4  # 16 of 25 characters: 74 bits


def generate():
    """A one-time password such as k7mh-w3rt-9pqd-xn4c."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
