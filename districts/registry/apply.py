"""Loading a registry file: compare with the database, write all of it or nothing, one event in the trail."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import trail
from ..models import Community, District, Street
from ..text import cn_date
from . import check, participants, plan, read
from .faults import RegistryFaults, Repair, label, refuse
from .mergers import full_name

BATCH = 500
LABELS = {
    "code": "统计代码",
    "valid_from": "有效期起",
    "valid_until": "有效期止",
    "merged_into": "并入或更名为",
}


@dataclass(frozen=True)
class DistrictCounts:
    """What the file does to one district. `absent`: communities valid today, not in the file, left alone."""

    code: str
    name: str
    new: int
    changed: int
    unchanged: int
    absent: int


@dataclass(frozen=True)
class Report:
    """What a load did, or with `dry_run` would do. `districts` holds those the file names, in annex order;
    `cut_short`: what a person is asked to confirm (participants.cut_short)."""

    file_name: str
    sha256: str
    dry_run: bool
    new_streets: int
    changed_streets: int
    districts: tuple[DistrictCounts, ...]
    added: tuple[str, ...]
    changes: tuple[str, ...]
    cut_short: tuple[str, ...]
    left_alone: tuple[str, ...]
    repairs: tuple[Repair, ...]
    notes: tuple[str, ...]

    @property
    def new(self):
        return sum(counts.new for counts in self.districts)

    @property
    def changed(self):
        return sum(counts.changed for counts in self.districts)

    @property
    def unchanged(self):
        return sum(counts.unchanged for counts in self.districts)

    @property
    def absent(self):
        return sum(counts.absent for counts in self.districts)

    @property
    def fingerprint(self):
        """The same for two looks at one file as long as it would change the same things."""
        said = (self.sha256, self.new_streets, self.districts, self.added, self.changes, self.cut_short)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def changes_anything(self):
        return bool(self.new_streets or self.changed_streets or self.new or self.changed)


@dataclass(frozen=True)
class Brought:
    """A file that was read and is sound by itself. `only`: the district whose rows alone it holds; `districts`: all
    there are, by code."""

    file_name: str
    sha256: str
    only: District | None
    districts: Mapping[str, District]
    today: date
    table: read.Table
    checked: check.Checked


def load(file_name, content, *, by=None, only=None, dry_run=False, knowing=False):
    """Bring the registry up to a spreadsheet file given as bytes: `bring`, then `write`, or `look` for a dry run.

    Raises RegistryFaults naming every bad cell, with nothing changed."""
    brought = bring(file_name, content, only=only)
    return look(brought) if dry_run else write(brought, by=by, knowing=knowing)


def bring(file_name, content, *, only=None):
    """The file as Brought; it takes the time, and no lock. `only`: the district whose rows alone it may hold."""
    districts = {district.code: district for district in District.objects.all()}
    if not districts:
        refuse(_("系统里还没有区县（市），请先运行 manage.py load_annexes。"))
    today = timezone.localdate()
    table = read.table(content, file_name)
    names = {code: district.name for code, district in districts.items()}
    checked = check.check(table, districts=names, today=today, only=only and only.code)
    sha256 = hashlib.sha256(content).hexdigest()
    return Brought(file_name, sha256, only, districts, today, table, checked)


def look(brought):
    """The Report of what `write` would do now. Takes no lock."""
    return _report(brought, _planned(brought), dry_run=True)


def write(brought, *, by=None, knowing=False):
    """Do it, with one event if anything changed; communities the file does not list stay. Returns the Report.

    Raises Unconfirmed where communities end in a year they take part in and the person did not say `knowing`."""
    try:
        with transaction.atomic():
            # Locked, so that two loads come one after the other.
            list(District.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            planned = _planned(brought)
            report = _report(brought, planned, dry_run=False)
            if report.cut_short and not knowing:
                raise participants.Unconfirmed(report.cut_short)
            if planned.changes_anything:
                _write(planned)
                trail.record(
                    "communities_loaded",
                    by=by,
                    district=brought.only,
                    before=_before(planned),
                    after=_after(report),
                )
    except IntegrityError as error:
        # The locks keep two loads apart, not a load and a person changing one community.
        raise RegistryFaults(
            [read.Fault(_("导入期间有人修改了名录，没有写入任何内容，请再导入一次。"))]
        ) from error
    return report


def _planned(brought):
    return plan.compare(
        brought.table,
        brought.checked.entries,
        districts=brought.districts,
        streets=list(Street.objects.all()),
        communities=list(Community.objects.select_related("street__district")),
        today=brought.today,
    )


# --- writing ----------------------------------------------------------------------------------------------


def _write(planned):
    _save(Street, planned.streets, ["code"])
    # What a community merged into may itself be new: rows first, then what joins them.
    joined = [
        (match.row, match.row.merged_into) for match in planned.communities if "merged_into" in match.was
    ]
    for row, _into in joined:
        row.merged_into = None
    _save(Community, planned.communities, ["code", *plan.VALIDITY])
    for row, into in joined:
        row.merged_into = into
    Community.objects.bulk_update([row for row, _into in joined], ["merged_into"], batch_size=BATCH)


def _save(model, matches, fields):
    """Changed rows first let go of their codes, so that codes may move between rows in any order."""
    changed = [match.row for match in matches if match.was and not match.is_new]
    for start in range(0, len(changed), BATCH):
        model.objects.filter(pk__in=[row.pk for row in changed[start : start + BATCH]]).update(code=None)
    model.objects.bulk_update(changed, fields, batch_size=BATCH)
    model.objects.bulk_create([match.row for match in matches if match.is_new], batch_size=BATCH)


def _before(planned):
    """The values replaced, by kind and key; nothing when the load only added rows."""
    replaced = {
        kind: {
            str(match.row.pk): {name: _plain(value) for name, value in match.was.items()}
            for match in matches
            if match.was and not match.is_new
        }
        for kind, matches in (("streets", planned.streets), ("communities", planned.communities))
    }
    return {kind: rows for kind, rows in replaced.items() if rows} or None


def _after(report):
    counts = ("new_streets", "changed_streets", "new", "changed", "unchanged", "absent")
    return {
        "file_name": report.file_name,
        "sha256": report.sha256,
        **{name: getattr(report, name) for name in counts},
        **({"changes": list(report.changes)} if report.changes else {}),
    }


# --- telling ----------------------------------------------------------------------------------------------


def _report(brought, planned, *, dry_run):
    return Report(
        file_name=brought.file_name,
        sha256=brought.sha256,
        dry_run=dry_run,
        new_streets=sum(match.is_new for match in planned.streets),
        changed_streets=sum(bool(match.was) for match in planned.streets),
        districts=tuple(_counts(brought.districts, planned)),
        added=tuple(_new(match.row) for match in planned.communities if match.is_new),
        changes=tuple(_changes(planned)),
        cut_short=participants.cut_short([match.row for match in planned.communities if match.moved]),
        left_alone=tuple(label(community) for community in planned.absent),
        repairs=brought.checked.repairs,
        notes=brought.table.notes,
    )


def _counts(districts, planned):
    kinds = Counter((match.entry.district_code, _kind(match)) for match in planned.communities)
    absent = Counter(community.street.district.code for community in planned.absent)
    named = {code for code, _kind in kinds}
    for code, district in districts.items():
        if code in named:
            numbers = {kind: kinds[code, kind] for kind in ("new", "changed", "unchanged")}
            yield DistrictCounts(code, district.name, absent=absent[code], **numbers)


def _kind(match):
    return "new" if match.is_new else "changed" if match.was else "unchanged"


def _new(row):
    """A sentence for a new community with all the file says of it."""
    said = [
        _("统计代码 {code}").format(code=row.code) if row.code else _("没有代码"),
        _days(row.valid_from, row.valid_until),
        *([f"{LABELS['merged_into']} {full_name(row.merged_into)}"] if row.merged_into else ()),
    ]
    return f"{label(row)}：{'，'.join(said)}"


def _days(start, end):
    said = [
        *([_("{day}起").format(day=cn_date(start))] if start else ()),
        *([_("{day}止（不含）").format(day=cn_date(end))] if end else ()),
    ]
    return "，".join(said) or _("没有起止日")


def _changes(planned):
    """A sentence for each value that is replaced."""
    for match in planned.streets:
        for old in match.was.values():
            street = f"{match.entry.district}{match.row.name}"
            yield _("{row}：街道代码 {old} → {new}").format(
                row=street, old=old or _("无"), new=match.row.code
            )
    for match in planned.communities:
        for name, old in match.was.items():
            yield _("{row}：{field} {old} → {new}").format(
                row=label(match.row),
                field=LABELS[name],
                old=_shown(old) or _("无"),
                new=_shown(getattr(match.row, name)) or _("无"),
            )


def _shown(value):
    """A value as people read it."""
    return cn_date(value) if isinstance(value, date) else _plain(value)


def _plain(value):
    """A value as the trail keeps it."""
    if isinstance(value, Community):
        return full_name(value)
    return value if value is None or isinstance(value, str) else value.isoformat()
