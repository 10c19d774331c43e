"""What a checked file would change, compared with the streets and communities that stand in the database.

Works on rows already fetched and never saves: it sets new values on the instances and keeps the old ones.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ..models import Community, Street
from .check import Entry, in_order, overlap
from .faults import Fault, RegistryFaults, label, quoted
from .mergers import cut_off, join

VALIDITY = ("valid_from", "valid_until")


@dataclass
class Match:
    """An entry of the file and the street or community it is about; `was` holds the values it replaces."""

    entry: Entry
    row: Street | Community
    is_new: bool
    was: dict = field(default_factory=dict)

    @property
    def moved(self):
        """Whether a community that stood gets other days."""
        return not self.is_new and bool(self.was.keys() & set(VALIDITY))

    def set(self, name, value):
        if getattr(self.row, name) != value:
            self.was[name] = getattr(self.row, name)
            setattr(self.row, name, value)


@dataclass(frozen=True)
class Plan:
    """`absent`: communities valid today in the file's districts that it does not list; left alone."""

    streets: list[Match]
    communities: list[Match]
    absent: list[Community]

    @property
    def changes_anything(self):
        return any(match.is_new or match.was for match in (*self.streets, *self.communities))


def compare(table, entries, *, districts, streets, communities, today):
    """The plan for a file's entries. `districts`: rows by code; `streets`, `communities`: every row there is.

    A street is known by district and name, a community by street and full name among those still valid.
    Raises RegistryFaults where the file contradicts what stands in the database."""
    planned = _match_streets(entries, districts, streets)
    matches, namesakes = _match_communities(entries, districts, planned, communities, today)
    matched = {match.row.pk for match in matches}
    others = [community for community in communities if community.pk not in matched]
    faults = [
        *join(table, matches, communities),
        *_held_street_codes(table, planned.values(), streets),
        *_held_codes(table, matches, others, today),
        *_impossible_validity(table, matches, namesakes),
        *cut_off(table, matches, communities),
    ]
    if faults:
        raise RegistryFaults(in_order(faults))
    _let_go_of_codes(matches, today)
    return Plan(list(planned.values()), matches, _absent(entries, others, today))


# --- streets ----------------------------------------------------------------------------------------------


def _match_streets(entries, districts, streets):
    """Matches by (district code, street name), each street once."""
    known = {(street.district_id, street.name): street for street in streets}
    planned = {}
    for entry in entries:
        key = (entry.district_code, entry.street)
        if key in planned:
            continue
        district = districts[entry.district_code]
        if street := known.get((district.pk, entry.street)):
            planned[key] = Match(entry, street, is_new=False)
            planned[key].set("code", entry.street_code)
        else:
            street = Street(district=district, name=entry.street, code=entry.street_code)
            planned[key] = Match(entry, street, is_new=True)
    return planned


def _held_street_codes(table, matches, streets):
    """Codes the file gives to a street while another one, absent from the file, has them."""
    listed = {match.row.pk for match in matches}
    holders = {street.code: street for street in streets if street.code and street.pk not in listed}
    for match in matches:
        if holder := holders.get(match.row.code):
            message = _(
                "{code} 在系统中是{holder}的代码，名录中写作{name}。若街道已改名，请先在“社区名录”打开{holder}的任一社区，"
                "点“街道改名”；若代码有误，请更正本格"
            ).format(code=quoted(match.row.code), holder=quoted(holder.name), name=quoted(match.row.name))
            yield Fault(message, table.place(match.entry.row, "street_code"))


# --- communities ------------------------------------------------------------------------------------------


def _match_communities(entries, districts, planned, communities, today):
    """One match for each entry, and for each row number the other communities of that name in that street."""
    by_name = defaultdict(list)
    for community in communities:
        by_name[community.street_id, community.name].append(community)
    found, taken = _found(entries, planned, by_name, today), {}
    namesakes = {}
    for entry in entries:
        street = planned[entry.district_code, entry.street].row
        taken[entry.row] = match = _match(entry, street, found.get(entry.row))
        candidates = by_name.get((street.pk, entry.name), [])
        namesakes[entry.row] = [other for other in candidates if other is not match.row]
    return list(taken.values()), namesakes


def _found(entries, planned, by_name, today):
    """The community each row number is about, no community twice: first those with the very same validity, then
    the others by their beginning, so that a community set up again does not take over the earlier one."""
    found, taken = {}, set()
    in_time = sorted(entries, key=lambda entry: (entry.valid_from or date.min, entry.row))
    for choose in (_same_validity, _current):
        for entry in in_time:
            street = planned[entry.district_code, entry.street].row
            free = [each for each in by_name.get((street.pk, entry.name), ()) if each.pk not in taken]
            if entry.row not in found and (community := choose(entry, free, today)):
                found[entry.row] = community
                taken.add(community.pk)
    return found


def _match(entry, street, found):
    if found is None:
        values = {name: getattr(entry, name) for name in ("name", "code", *VALIDITY)}
        return Match(entry, Community(street=street, **values), is_new=True)
    match = Match(entry, found, is_new=False)
    for name in ("code", *VALIDITY):
        # An empty cell says nothing: it takes no code and no date away.
        if (value := getattr(entry, name)) is not None:
            match.set(name, value)
    return match


def _same_validity(entry, candidates, today):
    span = (entry.valid_from, entry.valid_until)
    return next((each for each in candidates if (each.valid_from, each.valid_until) == span), None)


def _current(entry, candidates, today):
    """The community an entry is about: the one that ends as it says, else the one without an end, else
    the one whose end is yet to come. One that has ended is history."""
    for fits in (
        lambda community: community.valid_until == entry.valid_until,
        lambda community: community.valid_until is None,
        lambda community: community.valid_until > today,
    ):
        if found := next(filter(fits, candidates), None):
            return found
    return None


def _claims(matches):
    claims = defaultdict(list)
    for match in matches:
        if match.entry.code:
            claims[match.entry.code].append(match)
    return claims


def _held_codes(table, matches, others, today):
    """Codes the file gives to a community while another valid one, absent from the file, has them."""
    claims = _claims(matches)
    for holder in others:
        for match in claims.get(holder.code, ()):
            if overlap(match.row, holder, since=today):
                message = _(
                    "{code} 在系统中属于{holder}，名录把它给了{name}，却没有列出{holder}。若它已改名或撤并，"
                    "请在名录中也列出它并填写有效期止；若它另有代码，请也列出它；若代码有误，请更正本格"
                ).format(code=quoted(holder.code), holder=label(holder), name=label(match.row))
                yield Fault(message, table.place(match.entry.row, "community_code"))


def _let_go_of_codes(matches, today):
    """A listed community whose own code cell is empty loses its code when the file gives it to another."""
    claims = _claims(matches)
    for match in matches:
        if match.entry.code is None and any(
            overlap(match.row, claim.row, since=today) for claim in claims.get(match.row.code, ())
        ):
            match.set("code", None)


def _impossible_validity(table, matches, namesakes):
    """Validity that would end before it begins, or that a namesake in the same street already covers."""
    for match in matches:
        row = match.row
        if not (match.is_new or match.moved):
            continue
        if row.valid_from and row.valid_until and row.valid_until <= row.valid_from:
            name = "valid_until" if match.entry.valid_until else "valid_from"
            message = _("有效期起 {start} 不早于有效期止 {end}：其中一个是系统中已有的，请核对").format(
                start=row.valid_from, end=row.valid_until
            )
            yield Fault(message, table.place(match.entry.row, name))
        elif other := next((other for other in namesakes[match.entry.row] if overlap(row, other)), None):
            message = _(
                "{name}在系统中已有一段有效期（{start} 起，{end} 止），与本行重叠。若社区是重新设立的，"
                "请在“有效期起”填写不早于该止日的日期；否则请删去本行"
            ).format(name=label(row), start=other.valid_from or _("不详"), end=other.valid_until or _("未定"))
            yield Fault(message, table.place(match.entry.row, "community"))


def _absent(entries, others, today):
    named = {entry.district_code for entry in entries}
    return [
        community
        for community in others
        if community.street.district.code in named
        and (community.valid_from is None or community.valid_from <= today)
        and (community.valid_until is None or community.valid_until > today)
    ]
