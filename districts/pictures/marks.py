"""The marks pictures are made of, as SVG elements: x and width in percent, y and height in pixels, colours by class."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ROOM = 14  # pixels of a line of text: the smallest type on any screen


def percent(part, whole):
    """Part of a whole in percent, never outside 0-100: a mark must not leave its picture."""
    if not whole:
        return Decimal(0)
    return min(max(Decimal(part) * 100 / Decimal(whole), Decimal(0)), Decimal(100))


def plain(number):
    """A number without needless places."""
    text = f"{Decimal(number).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rect(kind, x, y, width, height):
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>',
        kind,
        plain(x),
        plain(y),
        plain(width),
        plain(height),
    )


def line(kind, x1, y1, x2, y2):
    return format_html(
        '<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
        kind,
        plain(x1),
        plain(y1),
        plain(x2),
        plain(y2),
    )


def text(words, x, y, *, anchor="start", kind="p-text"):
    return format_html(
        '<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>', kind, plain(x), plain(y), anchor, words
    )


def shifted(x, pixels, *children):
    """Children whose x = 0 lies `pixels` beside x percent of the picture."""
    return format_html(
        '<svg x="{}%" overflow="visible"><g transform="translate({})">{}</g></svg>',
        plain(x),
        pixels,
        together(children),
    )


def dot(kind, x, y, radius=6):
    return format_html('<circle class="{}" cx="{}%" cy="{}" r="{}"/>', kind, plain(x), plain(y), radius)


def diamond(kind, x, y, radius=7):
    points = f"0,-{radius} {radius},0 0,{radius} -{radius},0"
    return shifted(x, f"0 {plain(y)}", format_html('<polygon class="{}" points="{}"/>', kind, points))


def link(address, words, *children):
    """Children that lead to the rows behind them; words name the link. Without an address they stand alone."""
    if not address:
        return together(children)
    return format_html('<a href="{}" aria-label="{}">{}</a>', address, words, together(children))


def together(children) -> SafeString:
    return mark_safe("".join(children))
