"""The QR code of an address: as SVG for the page, as PNG for the workbook."""

from io import BytesIO

import segno
from django.utils.safestring import mark_safe

QUIET = 2  # modules left white around the code; the paper around it is white too


def qr_code(address):
    return segno.make_qr(address, error="m")


def qr_svg(address):
    """Markup to stand in the page; segno draws only numbers and colours into it."""
    return mark_safe(qr_code(address).svg_inline(border=QUIET, omitsize=True, svgclass=None, lineclass=None))


def qr_png(address, *, scale=4):
    """The bytes of a picture, `scale` pixels to a module."""
    picture = BytesIO()
    qr_code(address).save(picture, kind="png", border=QUIET, scale=scale)
    return picture.getvalue()
