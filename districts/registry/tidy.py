"""Forgiving what is certain: stray spaces, invisible characters and full-width digits. Pure."""

import re
import unicodedata

from districts.cell_text import FULL_WIDTH

# The spaces people and programs leave behind; other control characters are faults, not spaces.
BREAKS = "\t\r\n"
SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
CHINESE = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff08\uff09\U00020000-\U0003ffff"

ANY_SPACE = re.compile(f"[{SPACES}{BREAKS}]+")
OUTER_SPACE = re.compile(rf"\A{ANY_SPACE.pattern}|{ANY_SPACE.pattern}\Z")
# A line break or tab inside a name is left for the checks to name.
INNER_SPACE = re.compile(f"[{SPACES}]+")
MIDNIGHT = re.compile(rf"(?:[{SPACES}]+|T)0{{1,2}}:00(?::00(?:\.0+)?)?[{SPACES}{BREAKS}]*\Z")
SPACE_IN_CHINESE = re.compile(f"(?<=[{CHINESE}]){INNER_SPACE.pattern}(?=[{CHINESE}])")


def tidy_code(text):
    """A code or date without spaces and invisible characters, in ordinary digits."""
    return ANY_SPACE.sub("", text.translate(INVISIBLE).translate(FULL_WIDTH))


def tidy_day(text):
    """A date tidied like a code, without the midnight other programs write behind a day."""
    return tidy_code(MIDNIGHT.sub("", text.translate(INVISIBLE).translate(FULL_WIDTH)))


def tidy_name(text):
    """A name without invisible characters, outer spaces and spaces between Chinese characters; other runs of
    spaces become one. Nothing else: 社区 and 居委会, （ and (, １ and 1 stay different names."""
    trimmed = OUTER_SPACE.sub("", text.translate(INVISIBLE))
    return INNER_SPACE.sub(" ", SPACE_IN_CHINESE.sub("", trimmed))


def tidy_head(text):
    """A head as it is compared: no spaces at all, brackets and letters in one form."""
    return ANY_SPACE.sub("", unicodedata.normalize("NFKC", text.translate(INVISIBLE))).lower()
