"""Numbers as files store them to text as a person would type it. Pure, exact decimal arithmetic."""

import re
from datetime import datetime, timedelta
from decimal import Context

PLAIN, PERCENT, DAY = "plain", "percent", "day"

# Excel keeps 15 digits but writes 17: 7.0000000000000007E-2 is 0.07.
FIFTEEN = Context(prec=15)
WHOLE = re.compile(r"-?[0-9]{1,40}")
LARGEST_EXPONENT = 310

# The formats every file may use without describing them; 27-36 and 50-58 are the Chinese dates.
PERCENTS = {9, 10}
DAYS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
LONGEST_FORMAT = 255
QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)

EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
FEIGNED_LEAP_DAY = 60  # Excel counts a 29 February 1900
LAST_DAY = 2_958_465


def kind_of(number, code=None):
    """What a number format makes of a value: PLAIN, PERCENT or DAY. code: its text, where the file gives it."""
    if code is None:
        return PERCENT if number in PERCENTS else DAY if number in DAYS else PLAIN
    bare = QUIET.sub("", code[:LONGEST_FORMAT])
    if "%" in bare:
        return PERCENT
    return DAY if DATE_LETTER.search(bare) and not ELAPSED.search(bare) else PLAIN


def number_text(written, kind=PLAIN, *, since_1904=False):
    """The number written in a file as text: "3.0" -> "3", a PERCENT "0.955" -> "95.5%", a DAY as ISO date.

    Raises ValueError for what is no finite number."""
    if kind == PLAIN and WHOLE.fullmatch(written):
        return str(int(written))
    value = FIFTEEN.create_decimal(written)
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(written)
    if kind == PERCENT:
        return f"{_digits(value.scaleb(2))}%"
    return _day(value, since_1904) if kind == DAY and 0 < value <= LAST_DAY else _digits(value)


def _digits(value):
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(serial, since_1904):
    days, seconds = divmod(int((serial * 86400).to_integral_value()), 86400)
    clock = timedelta(seconds=seconds)
    if days == 0 and not since_1904:
        return (EPOCH + clock).time().isoformat()
    epoch = EPOCH_1904 if since_1904 else EPOCH
    missing = int(not since_1904 and days < FEIGNED_LEAP_DAY)
    return moment_text((epoch + timedelta(days=days + missing) + clock).isoformat())


def moment_text(iso):
    """An ISO date or moment as a person would type it: midnight is not said."""
    return iso.replace("T", " ").removesuffix(" 00:00:00")


def truth_text(written):
    """A truth value as Excel shows it."""
    return "TRUE" if written in ("1", "true") else "FALSE"
