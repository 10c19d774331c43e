"""A table's cells to clean rows, or every fault at once. No Django rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.utils.translation import gettext as _

from .cells import PARSE, TIDY, Bad
from .faults import Fault, RegistryFaults, Repair, quoted

# So many lives of one name in a district, and of one code, are beyond any real registry. Whoever compares rows with
# their namesakes may go through all of them: without this bound a file of one name would cost the square of its rows.
MOST_ALIKE = 50


@dataclass(frozen=True)
class Entry:
    """One row of the registry, clean. None means the file says nothing. Validity is half-open."""

    row: int
    district_code: str
    district: str
    street_code: str
    street: str
    code: str | None
    name: str
    valid_from: date | None = None
    valid_until: date | None = None
    merged_into: str | None = None


@dataclass(frozen=True)
class Checked:
    entries: tuple[Entry, ...]
    repairs: tuple[Repair, ...]


def check(table, *, districts, today, only=None):
    """The rows of a read.Table as entries. `districts` maps known codes to names; `only` is the code of the one
    district the file may speak of, where it may not speak of all.

    Raises RegistryFaults naming every bad cell."""
    faults, repairs = list(table.strays), []
    rows = [(row.number, _cleaned(table, row, faults, repairs)) for row in table.rows]
    for rule in RULES:
        for number, name, message in rule(rows, districts, today):
            faults.append(Fault(message, table.place(number, name)))
    faults += [fault for fault in _outside(table, rows, districts, only)]
    if faults:
        raise RegistryFaults(in_order(faults))
    return Checked(tuple(_entry(number, values) for number, values in rows), tuple(repairs))


def overlap(one, other, *, since=date.min):
    """Whether two validities [valid_from, valid_until) share a day on or after `since`."""
    start = max(one.valid_from or date.min, other.valid_from or date.min, since)
    return start < min(one.valid_until or date.max, other.valid_until or date.max)


def in_order(faults):
    """Placed faults as a reader of the file meets them."""
    return sorted(faults, key=lambda fault: (fault.place.row, len(fault.place.column), fault.place.column))


def _entry(number, values):
    renamed = {"community_code": "code", "community": "name"}
    return Entry(row=number, **{renamed.get(name, name): value for name, value in values.items()})


def _cleaned(table, row, faults, repairs):
    """The row's usable values by field; what is wrong or forgiven goes to `faults` and `repairs`."""
    values = {}
    for name, raw in row.cells.items():
        tidied = TIDY[name](raw)
        if not tidied and (row.number, name) in table.unread:
            continue
        try:
            values[name] = PARSE[name](tidied)
        except Bad as bad:
            message = f"{quoted(raw)} {bad}" if tidied else str(bad)
            faults.append(Fault(message, table.place(row.number, name)))
        else:
            if tidied != raw:
                repairs.append(Repair(table.place(row.number, name), raw, tidied))
    return values


def _outside(table, rows, districts, only):
    """Rows of a known district other than the one the file may speak of."""
    for number, values in rows:
        code = values.get("district_code")
        if only and code in districts and code != only:
            message = _("{code} 是{other}，您只能导入{own}的社区，请删去本行")
            yield Fault(
                message.format(code=quoted(code), other=districts[code], own=districts[only]),
                table.place(number, "district_code"),
            )


# --- cells against each other -----------------------------------------------------------------------------
# A rule takes (row number, values) pairs, the known districts and today; it yields row number, field
# and message. It looks only at values that are sound by themselves: a bad cell is named once.


def district_is_known(rows, districts, today):
    for number, values in rows:
        code, name = values.get("district_code"), values.get("district")
        if code and code not in districts:
            yield number, "district_code", _("{code} 不是本市的区县代码").format(code=quoted(code))
        elif code and name and name != districts[code]:
            yield (
                number,
                "district",
                _("{name} 与代码 {code} 不符，应为{right}").format(
                    name=quoted(name), code=code, right=quoted(districts[code])
                ),
            )


def codes_are_nested(rows, districts, today):
    for outer, inner, sentence in (
        ("district_code", "street_code", _("{inner} 应以区县代码 {outer} 开头")),
        ("street_code", "community_code", _("{inner} 应以街道代码 {outer} 开头")),
    ):
        for number, values in rows:
            start, code = values.get(outer), values.get(inner)
            if start and code and not code.startswith(start):
                yield number, inner, sentence.format(inner=quoted(code), outer=start)


def validity_is_not_empty(rows, districts, today):
    for number, values in rows:
        start, end = values.get("valid_from"), values.get("valid_until")
        if start and end and end <= start:
            message = _("{end} 应晚于有效期起 {start}").format(end=quoted(str(end)), start=start)
            yield number, "valid_until", message


def street_code_has_one_name(rows, districts, today):
    first = {}
    for number, values in rows:
        code, name = values.get("street_code"), values.get("street")
        if code and name:
            row, known = first.setdefault(code, (number, name))
            if name != known:
                message = _("{name} 与第 {row} 行不一致：街道代码 {code} 在那里是{known}")
                yield (
                    number,
                    "street",
                    message.format(name=quoted(name), row=row, code=code, known=quoted(known)),
                )


def street_name_has_one_code(rows, districts, today):
    first = {}
    for number, values in rows:
        if sound := _sound(values, "district_code", "street", "street_code"):
            district, name, code = sound
            row, known = first.setdefault((district, name), (number, code))
            if code != known:
                message = _("{code} 与第 {row} 行不一致：{name}的代码在那里是 {known}")
                yield (
                    number,
                    "street_code",
                    message.format(code=quoted(code), row=row, name=quoted(name), known=known),
                )


def community_stands_once(rows, districts, today):
    """A community set up again after it had ended stands twice, with validities that share no day."""
    spans = defaultdict(list)
    for number, values in rows:
        if key := _sound(values, "district_code", "street", "community"):
            spans[key].append(_span(number, values))
    for key, of_one in spans.items():
        for later, earlier in _clashes(of_one):
            message = _("{name} 与第 {row} 行重复：同一街道的同名社区，有效期不能重叠")
            yield later, "community", message.format(name=quoted(key[-1]), row=earlier)


def community_code_stands_once(rows, districts, today):
    """Codes are reused over the years: they clash only among communities valid on one day, today or later."""
    spans = defaultdict(list)
    for number, values in rows:
        if code := values.get("community_code"):
            spans[code].append(_span(number, values))
    for code, of_one in spans.items():
        for later, earlier in _clashes(of_one, since=today):
            message = _("{code} 与第 {row} 行重复").format(code=quoted(code), row=earlier)
            yield later, "community_code", message


def few_are_alike(rows, districts, today):
    for names, sentence in (
        (
            ("district_code", "community"),
            _("这是{text}的第 {count} 行：一个区县的同名社区最多写 {most} 行，请核对本列是不是填错了"),
        ),
        (
            ("community_code",),
            _("这是{text}的第 {count} 行：一个代码最多写 {most} 行，请核对本列是不是填错了"),
        ),
    ):
        counted = Counter()
        for number, values in rows:
            if key := _sound(values, *names):
                counted[key] += 1
                if counted[key] == MOST_ALIKE + 1:
                    text, count = quoted(values[names[-1]]), MOST_ALIKE + 1
                    yield number, names[-1], sentence.format(text=text, count=count, most=MOST_ALIKE)


def _clashes(spans, since=date.min):
    """(row, the earlier row it clashes with) where spans of one key share a day on or after `since`; a row once.

    Goes through them by their beginnings and looks at the one that reaches furthest: a file of one name does not
    cost the square of its rows."""
    furthest, named = None, set()
    for span in sorted(spans, key=lambda span: (span.valid_from or date.min, span.row)):
        if furthest and overlap(furthest, span, since=since):
            earlier, later = sorted((furthest.row, span.row))
            if later not in named:
                named.add(later)
                yield later, earlier
        if furthest is None or (span.valid_until or date.max) > (furthest.valid_until or date.max):
            furthest = span


@dataclass(frozen=True)
class _Span:
    row: int
    valid_from: date | None
    valid_until: date | None


def _span(number, values):
    return _Span(number, values.get("valid_from"), values.get("valid_until"))


def _sound(values, *names):
    """The values of these fields, or None when one of them is missing."""
    return itemgetter(*names)(values) if all(values.get(name) for name in names) else None


RULES = (
    district_is_known,
    codes_are_nested,
    validity_is_not_empty,
    street_code_has_one_name,
    street_name_has_one_code,
    community_stands_once,
    community_code_stands_once,
    few_are_alike,
)
