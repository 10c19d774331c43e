"""The pieces a drafted report is made of. Knows neither rows of the database nor files."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from districts.official import OfficialTable
from districts.official.listing import Listing
from districts.pictures import Picture


@dataclass(frozen=True)
class Slot:
    """Something only a person can say; marked, so that nobody sends it unfilled."""

    asked: str

    @property
    def text(self):
        return f"【请填写：{self.asked}】"


@dataclass(frozen=True)
class Heading:
    """level 1: 一、  level 2: （一）"""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    parts: Sequence[str | Slot]

    @property
    def text(self):
        return "".join(part.text if isinstance(part, Slot) else part for part in self.parts)


@dataclass(frozen=True)
class Attached:
    """A table or list on pages of its own, at the end."""

    made: OfficialTable | Listing


@dataclass(frozen=True)
class Draft:
    """A report: to whom, from whom, of which day, and its pieces in order; basis says which numbers stand in it."""

    title: str
    slug: str
    to: str
    bureau: str
    day: str
    basis: str
    pieces: Sequence[Heading | Paragraph | OfficialTable | Picture | Attached] = field(default=())

    @property
    def slots(self):
        return [
            part
            for piece in self.pieces
            if isinstance(piece, Paragraph)
            for part in piece.parts
            if isinstance(part, Slot)
        ]

    @property
    def headings(self):
        return [piece.text for piece in self.pieces if isinstance(piece, Heading) and piece.level == 1]

    @property
    def pictures(self):
        return [piece for piece in self.pieces if isinstance(piece, Picture)]

    @property
    def text(self):
        """All that is said, one paragraph a line."""
        return "\n".join(piece.text for piece in self.pieces if isinstance(piece, Heading | Paragraph))


def paragraph(*parts):
    return Paragraph(parts)


def slot(asked):
    """A paragraph of its own for a person to write."""
    return Paragraph((Slot(asked),))
