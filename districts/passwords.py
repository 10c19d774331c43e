"""Passwords the administrator reads out once, and what one of one's own must have."""

import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Nothing that is misread on paper or over the telephone: no 0 o, 1 l i, 2 z, 5 s, 8 b.
ALPHABET = "acdefghjkmnpqrtuvwxy34679"
GROUPS, GROUP = 4, 4  # 16 of 25 characters: 74 bits


def generate():
    """A one-time password such as k7mh-w3rt-9pqd-xn4c."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


class SeveralKinds:
    """A password validator: at least two of letters, figures and other characters."""

    def validate(self, password, user=None):
        kinds = {
            "letter" if character.isalpha() else "figure" if character.isdigit() else "other"
            for character in password
        }
        if len(kinds) < 2:
            raise ValidationError(_("只有一种字符，请把字母、数字、符号混着用。"), code="password_one_kind")

    def get_help_text(self):
        return _("字母、数字、符号至少有两种。")
