"""A drafted report as a Word file, laid out per GB/T 9704."""

from functools import singledispatch

from districts import word
from districts.official import OfficialTable
from districts.official.docx import draw as draw_table
from districts.official.listing import Listing
from districts.official.listing import draw as draw_listing
from districts.pango import NoPrinting
from districts.pictures import Picture
from districts.pictures.files import png

from .content import Attached, Heading, Paragraph, Slot

PICTURE_WIDTH = 156  # millimetres: the text's own


def report_docx(draft):
    """The bytes of a .docx. draft: content.Draft. Where pictures cannot be drawn here, a slot stands in their place."""
    document = word.new_document(draft.title)
    word.title(document, draft.title)
    word.paragraph(document, f"{draft.to}：", indent=False)
    attached = [piece for piece in draft.pieces if isinstance(piece, Attached)]
    for piece in draft.pieces:
        if not isinstance(piece, Attached):
            draw(piece, document)
    _attachments(document, attached)
    word.paragraph(document)
    for text in (draft.bureau, draft.day):
        word.paragraph(document, text, align="right", indent=False)
    word.paragraph(document, draft.basis, size=word.SIZE_SMALL, indent=False, spacing=word.SIZE_SMALL * 1.6)
    for piece in attached:
        word.new_section(document, landscape=isinstance(piece.made, OfficialTable) and piece.made.landscape)
        (draw_listing if isinstance(piece.made, Listing) else draw_table)(document, piece.made)
    return word.saved(document)


def _attachments(document, attached):
    word.paragraph(document)
    for number, piece in enumerate(attached, start=1):
        lead = "附件：" if number == 1 else "　　　"
        word.paragraph(document, f"{lead}{number}．{piece.made.title}")


@singledispatch
def draw(piece, document):
    raise TypeError(piece)


@draw.register
def _(piece: Heading, document):
    word.heading(document, piece.text, piece.level)


@draw.register
def _(piece: Paragraph, document):
    line = word.paragraph(document)
    for part in piece.parts:
        if isinstance(part, Slot):
            word.run(line, part.text, slot=True)
        else:
            word.run(line, part)


@draw.register
def _(piece: OfficialTable, document):
    draw_table(document, piece, heading=False)


@draw.register
def _(piece: Picture, document):
    if piece.empty:
        return
    try:
        drawn = png(piece)
    except NoPrinting:
        word.run(
            word.paragraph(document),
            Slot(f"插图“{piece.title}”：这台服务器画不了图片，请从“进展图”“得分图”页另取").text,
            slot=True,
        )
        return
    word.picture(document, drawn, width=PICTURE_WIDTH, words=f"{piece.title}：{piece.words}")
    word.paragraph(
        document, f"图：{piece.title}", font=word.HEAD, size=word.SIZE_TABLE, align="center", indent=False
    )
