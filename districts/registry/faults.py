"""What is wrong with a registry file, and where: each fault is a sentence that names its cell."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

SHOWN = 40


@dataclass(frozen=True)
class Place:
    """A cell as Excel names it, with the Chinese head of its column."""

    row: int
    column: str
    head: str

    def __str__(self):
        return _("第 {row} 行 {column} 列（{head}）").format(row=self.row, column=self.column, head=self.head)


@dataclass(frozen=True)
class Fault:
    """One thing to put right. Without a place it concerns the whole file."""

    message: str
    place: Place | None = None

    def __str__(self):
        return self.message if self.place is None else f"{self.place}：{self.message}"


@dataclass(frozen=True)
class Repair:
    """A cell whose meaning was certain though its writing was off: stray spaces, full-width digits."""

    place: Place
    before: str
    after: str

    def __str__(self):
        return _("{place}：{before} 已更正为 {after}").format(
            place=self.place, before=quoted(self.before), after=quoted(self.after)
        )


class RegistryFaults(Exception):
    """The file cannot be loaded; nothing was changed. `faults` holds every reason, in the file's order."""

    def __init__(self, faults):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(message):
    """Raise RegistryFaults for the file as a whole."""
    raise RegistryFaults([Fault(message)])


def quoted(text):
    """The text in quotation marks as a person can see it: shortened, invisible characters by number."""
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"“{''.join(map(_visible, short))}”"


def label(community):
    """A community as messages name it: district, street, full name in quotation marks."""
    return f"{community.street.district.name}{community.street.name}{quoted(community.name)}"


def _visible(character):
    plain = character == " " or unicodedata.category(character)[0] not in "CZ"
    # Unassigned here (Cn) may be a rare ideograph newer than this Python: show it as it is.
    return character if plain or unicodedata.category(character) == "Cn" else f"[U+{ord(character):04X}]"
