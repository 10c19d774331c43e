"""附件3 绿色社区建设任务完成情况汇总表, as a table: which communities, how many, what share. Draws nothing.

Readings: see "Annex 3" in docs/decisions/0008-annex3.md.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from districts.models import District, Extension
from districts.text import DEMO_NOTE, cn_date, share

from .models import StatusChoices, Submission
from .queries import Basis, Listed, count_listed, with_targets

LABEL = "附件3"
TITLE = "绿色社区建设任务完成情况汇总表"
NOTE = "注：本表由各区县（市）住房和城乡建设部门填写，与年度总结评估报告一并于当年8月31日前上报市住建局。"
CITY_BUREAU = "宁波市住房和城乡建设局"


@dataclass(frozen=True)
class YearCell:
    """One year of one district: names as frozen at the hand-in, their number, and their share in percent."""

    names: tuple[str, ...]
    count: int
    share: Decimal | None


@dataclass(frozen=True)
class Row:
    """A district, or the total. A year without a report is None: blank, not 0."""

    name: str
    years: tuple[YearCell | None, ...]
    share: Decimal | None


@dataclass(frozen=True)
class Line:
    """One community counted in the table, for the list beside it."""

    year: int
    district: str
    listed: Listed


@dataclass(frozen=True)
class Annex3:
    """The table with its head and foot. `contact` and `receipt` are empty where there is none; `basis_line`
    (口径) says which numbers stand in it, `blank_line` whose cells are blank as nothing was handed in, `extended_line` for whom
    31 August in the note was moved; `listing` has a line for each community counted."""

    unit: str
    filled_on: date | None
    contact: str
    year_numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    total: Row
    basis_line: str
    blank_line: str = ""
    extended_line: str = ""
    footnotes: tuple[str, ...] = ()
    receipt: str = ""
    listing: tuple[Line, ...] = ()

    @property
    def heads(self):
        per_year = (
            head
            for number in self.year_numbers
            for head in (f"{number}年绿色社区名单", f"{number}年完成数量", f"{number}年完成比例")
        )
        return ("县（市、区）", *per_year, "合计完成比例")

    @property
    def foot(self):
        """The lines below the table that are ours: 口径 and receipt, blanks, extensions, footnotes."""
        basis = "　".join(text for text in (self.basis_line, self.receipt and f"回执 {self.receipt}") if text)
        return tuple(line for line in (basis, self.blank_line, self.extended_line, *self.footnotes) if line)


def annex3(year, *, district=None, basis=Basis.REPORTED, contact="", today=None):
    """The table for `year` (districts.models.Year): one district's, or the city's with all in Annex 2 order.

    A fixed number of queries, whatever the number of districts and communities. Returns Annex3."""
    today, basis = today or timezone.localdate(), Basis(basis)
    numbers = tuple(year.programme.year_numbers)
    filled = tuple(number for number in numbers if number <= year.number)
    wanted = District.objects.filter(pk=district.pk) if district else District.objects.all()
    tallies = with_targets(wanted, filled)
    districts = list(tallies)
    submissions = list(
        Submission.objects.filter(district__in=districts, year__number__in=filled).select_related("year")
    )
    count_listed(tallies, submissions, filled, basis, today)
    rows = tuple(_row(each.name, [tally], numbers, filled) for each, tally in tallies.items())
    own = next((s for s in submissions if district and s.year_id == year.pk), None)
    receipt = own.receipts.last() if own and own.status != StatusChoices.DRAFT else None
    return Annex3(
        unit=district.bureau if district else CITY_BUREAU,
        filled_on=_filled_on(district, receipt, today),
        contact=f"{own.contact_name} {own.contact_phone}".strip() if own else contact,
        year_numbers=numbers,
        rows=rows,
        total=_row("地区合计", list(tallies.values()), numbers, filled, with_names=False),
        basis_line=_basis_line(basis, districts, submissions),
        blank_line=_blank_line(year, tallies),
        extended_line=_extended_line(year, districts, submissions),
        footnotes=_footnotes(tallies) + ((DEMO_NOTE,) if year.programme.demo else ()),
        receipt=receipt.number if receipt else "",
        listing=tuple(
            Line(number, each.name, one)
            for number in filled
            for each, tally in tallies.items()
            for one in tally.listed.get(number) or ()
        ),
    )


def _filled_on(district, receipt, today):
    if district is None:
        return today
    return timezone.localdate(receipt.issued_at) if receipt else None


def _basis_line(basis, districts, submissions):
    """Which numbers stand in the table: what is concluded shows its titles, whatever was asked for."""
    handed_in = [each for each in submissions if each.status != StatusChoices.DRAFT]
    concluded = [each for each in handed_in if each.status == StatusChoices.CONCLUDED]
    if concluded and len(concluded) == len(handed_in):
        basis = Basis.RECOGNISED
    if basis == Basis.RECOGNISED or not concluded:
        return f"口径：{basis.label}"
    exceptions = []
    for number in sorted({each.year.number for each in concluded}):
        whole = [each for each in handed_in if each.year.number == number]
        done = {each.district_id for each in concluded if each.year.number == number}
        names = "、".join(each.name for each in districts if each.pk in done)
        exceptions.append(f"{number}年" if len(done) == len(whole) else f"{number}年{names}")
    return f"口径：{basis.label}；已办结的{'、'.join(exceptions)}为{Basis.RECOGNISED.label}"


def _blank_line(year, tallies):
    silent = [each.name for each, tally in tallies.items() if tally.listed.get(year.number) is None]
    return f"{'、'.join(silent)}{year.number}年未上报，空白不是 0" if silent else ""


def _extended_line(year, districts, submissions):
    """Whose day was moved before the first hand-in, till when and why; a send-back's own day is none of it."""
    handed_in = {each.district_id: each.first_submitted_at for each in submissions if each.year_id == year.pk}
    held = {}
    for each in Extension.objects.filter(year=year, district__in=districts).order_by("granted_at", "pk"):
        first = handed_in.get(each.district_id)
        if first is None or each.granted_at <= first:
            held[each.district_id] = f"{cn_date(each.until)}（{each.reason}）"
    named = "、".join(f"{each.name}延期至{held[each.pk]}" for each in districts if each.pk in held)
    return f"上报截止日：{named}" if named else ""


def _row(name, tallies, numbers, filled, with_names=True):
    years = tuple(_cell(tallies, number, with_names) if number in filled else None for number in numbers)
    reported = [number for number, cell in zip(numbers, years, strict=True) if cell is not None]
    whole = sum(tally.declared.get(reported[-1], 0) for tally in tallies) if reported else 0
    distinct = {
        each.community_id for tally in tallies for listed in tally.listed.values() for each in listed or ()
    }
    return Row(name, years, share(len(distinct), whole) if reported else None)


def _cell(tallies, number, with_names):
    lists = [tally.listed.get(number) for tally in tallies]
    if all(listed is None for listed in lists):
        return None
    listed = [each for some in lists if some is not None for each in some]
    declared = sum(tally.declared.get(number, 0) for tally in tallies)
    return YearCell(_names(listed) if with_names else (), len(listed), share(len(listed), declared))


def _names(listed):
    """The names as frozen; where one district lists the same full name twice, the street goes before it."""
    times = Counter(each.name for each in listed)
    return tuple(f"{each.street}{each.name}" if times[each.name] > 1 else each.name for each in listed)


def _footnotes(tallies):
    revoked = [(title, each) for each, tally in tallies.items() for title in tally.revoked]
    return tuple(
        f"{district}{title.street}{title.name}（{title.year}年认定）的称号已于{cn_date(title.on)}撤销，不计入本表。"
        for title, district in sorted(revoked, key=lambda pair: pair[0].on)
    )
