"""A picture as a file of its own: SVG with its colours inside, PNG of the same for programs that take no SVG."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from districts.pango import pdf

WIDTH = 720  # pixels
SHARP = 2.5  # pixels of a PNG for each of the picture's
LINE, MARGIN = 24, 8
PATTERNS = mark_safe(
    '<defs><pattern id="p-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="p-ground" width="6" height="6"/><rect class="p-ochre" width="2.5" height="6"/></pattern></defs>'
)
LINKS = re.compile(r"</?a\b[^>]*>")


@cache
def style():
    """pictures.css as the page has it: it names its colours itself, so that a file needs nothing else."""
    return re.sub(r"/\*.*?\*/\s*", "", Path(finders.find("gc/pictures.css")).read_text(), flags=re.DOTALL)


def svg_file(picture, width=WIDTH):
    """The picture as SVG text, `width` pixels wide, with its legend and without links."""
    legend, lines = _legend(picture, width)
    body = LINKS.sub("", picture.body)
    inside = f'<svg x="{picture.side_width}" width="{width - picture.side_width}" height="{picture.height}" overflow="visible">{body}</svg>'
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>'
        "<style>{}</style>{}{}{}{}</svg>",
        width,
        picture.height + lines,
        width,
        picture.height + lines,
        picture.title,
        picture.words,
        mark_safe(style()),
        PATTERNS,
        LINKS.sub("", picture.side) and mark_safe(LINKS.sub("", picture.side)),
        mark_safe(inside),
        legend,
    )


def _legend(picture, width):
    """(the legend below the picture, pixels it takes); it goes on in a further line where one is full."""
    x, y, drawn = 0, picture.height + LINE, []
    for kind, words in picture.legend:
        swatch = 26 if kind else 0
        room = swatch + 15 * len(words) + 18
        if x and x + room > width:
            x, y = 0, y + LINE
        if kind:
            drawn.append(
                format_html('<rect class="{}" x="{}" y="{}" width="18" height="12"/>', kind, x, y - 11)
            )
        drawn.append(format_html('<text class="p-text" x="{}" y="{}">{}</text>', x + swatch, y, words))
        x += room
    return mark_safe("".join(drawn)), y - picture.height + MARGIN if drawn else 0


def png(picture, width=WIDTH):
    """The picture as PNG bytes. Raises pango.NoPrinting where the system libraries are missing."""
    import pypdfium2

    drawn = svg_file(picture, width)
    height = int(re.search(r'height="(\d+)"', drawn)[1])
    page = (
        f"@page {{ size: {width}px {height}px; margin: 0; }} body {{ margin: 0; }} svg {{ display: block; }}"
    )
    bitmap = pypdfium2.PdfDocument(pdf([drawn], page))[0].render(
        scale=SHARP * 96 / 72
    )  # a page is measured in points
    buffer = BytesIO()
    bitmap.to_pil().save(buffer, "PNG")
    return buffer.getvalue()
