"""A list for publication: paragraphs "海曙区（41个）：" with the names behind, as they stand in a notice or a newspaper."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts import word
from districts.wrapping import SEPARATOR

from .table import Col, Names, OfficialTable


@dataclass(frozen=True)
class Section:
    """One district and its communities, each named with its street."""

    name: str
    names: tuple[str, ...]

    @property
    def head(self):
        return f"{self.name}（{len(self.names)}个）："


@dataclass(frozen=True)
class Listing:
    """The list before it is drawn; notes stand below, small are the lines that are ours."""

    title: str
    slug: str
    scope: Sequence[object]
    sections: Sequence[Section]
    notes: Sequence[str] = ()
    small: Sequence[str] = ()
    narrowed: str = ""

    @property
    def count(self):
        return sum(len(section.names) for section in self.sections)

    @property
    def paragraphs(self):
        """(head, names joined by 、 and ended by 。) of each district."""
        return [(each.head, f"{SEPARATOR.join(each.names)}。") for each in self.sections]

    @property
    def table(self):
        """The same as a table, one district a row: for spreadsheets."""
        return OfficialTable(
            title=self.title,
            slug=self.slug,
            scope=self.scope,
            columns=(Col("县（市、区）", 6), Col("数量", 4), Col("绿色社区名单", 32, "left")),
            rows=[(each.name, len(each.names), Names(each.names)) for each in self.sections],
            total=("合计", self.count, "/"),
            notes=self.notes,
            small=self.small,
            landscape=False,
        )


def listing_docx(listing):
    """The bytes of a .docx laid out as an official document."""
    document = word.new_document(listing.title)
    draw(document, listing)
    return word.saved(document)


def draw(document, listing):
    """Put title, paragraphs and notes at the end of a document."""
    word.title(document, listing.title)
    for head, names in listing.paragraphs:
        line = word.paragraph(document)
        word.run(line, head, font=word.HEAD)
        word.run(line, names)
    for text in listing.notes:
        word.paragraph(document, text)
    for text in listing.small:
        word.paragraph(document, text, size=word.SIZE_SMALL, spacing=word.SIZE_SMALL * 1.5)
