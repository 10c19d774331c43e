"""The doors of the registry: a file that was looked at before, and one community at a time.

Each takes the district's row first, as `load` takes them all, so that changes come one after the other."""

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import trail
from ..doors import Refused, door
from ..models import Community, District, RegistryFile, Street
from ..text import cn_date
from .apply import write
from .check import overlap
from .faults import label
from .mergers import misfit, stands_on
from .participants import Unconfirmed, cut_short

DAYS = ("valid_from", "valid_until")
FIELDS = ("name", "code", *DAYS)


class Moved(Refused):
    """The row is another one than the person saw."""


# --- a file -------------------------------------------------------------------------------------------------


def hold(name, content, *, by):
    """Keep the bytes until the person confirms; a file brought before and not confirmed is dropped."""
    RegistryFile.objects.update_or_create(
        by=by, defaults={"name": name, "content": content, "at": timezone.now()}
    )
    trail.record("registry_uploaded", by=by, district=by.district, after={"file": name})


def drop(*, by):
    """A newer file came that cannot be held: the one before is not what the person means any more."""
    RegistryFile.objects.filter(by=by).delete()


@door("communities_loaded")
def load_held(file, *, brought, seen, by, knowing=False):
    """Load the file the person has looked at, read before as `brought` (apply.bring). Returns the Report.

    `seen` is the fingerprint of the preview: refused when the registry or the file is another one by now. `knowing`:
    the person confirmed what the preview asks. Raises RegistryFaults when the file no longer fits the registry."""
    held = RegistryFile.objects.select_for_update().filter(pk=file.pk, at=file.at).only("pk").first()
    if held is None:
        raise Refused(_("这份文件已经导入过，或换成了另一份，没有再写入。"))
    report = write(brought, by=by, knowing=knowing)
    if report.fingerprint != seen:
        raise Refused(_("预览以后名录或文件有了变化，没有写入。下面是重新核对的结果，请再看一遍。"))
    held.delete()
    return report


# --- one community --------------------------------------------------------------------------------------------
# `knowing` is the sentence (participants.cut_short) the person was asked about and confirmed, if any: Unconfirmed where
# another one holds by now.


@door("community_added")
def add_community(community, *, by):
    """Save a new community. Refused where name or code clash with one that stands on the same days."""
    _lock(community.street.district)
    _settle(community)
    community.save(force_insert=True)
    trail.record(
        "community_added",
        row=community,
        district=community.street.district,
        by=by,
        after=_snapshot(community),
    )
    return community


@door("community_changed")
def correct_community(community, *, to, seen, by, knowing=""):
    """Put right what was written down wrongly: FIELDS in `to`. Without an end nothing was merged or renamed.

    `seen` is the fingerprint of the row the person had before them: all its fields are written, so it is refused
    when somebody changed one meanwhile."""
    community = _locked(community)
    if community.fingerprint != seen:
        raise Moved(
            _("您打开这一页以后，有人改过%(name)s，没有保存。下面是现在的内容，请再改一次。")
            % {"name": community}
        )
    before = _snapshot(community)
    for name in FIELDS:
        setattr(community, name, to[name])
    if community.valid_until is None:
        community.merged_into = None
    _settle(community)
    _joined_still_fit(community)
    return _save(community, "community_changed", before, by, knowing)


@door("community_renamed")
def rename_community(community, *, name, code, day, by, knowing=""):
    """End the community and let one of the new name begin the same day, joined to it. Returns the new one.

    Sheets, lists and titles stay with the old row; counting follows `merged_into`."""
    community = _ending(community, day)
    if name == community.name:
        raise Refused(_("新名称和现在的一样。只改代码或更正错字，请用“更正”。"))
    before = _snapshot(community)
    new = Community(street=community.street, name=name, code=code, valid_from=day)
    community.valid_until = day
    community.save(update_fields=["valid_until"])
    _settle(new)
    new.save(force_insert=True)
    community.merged_into = new
    _save(community, "community_renamed", before, by, knowing)
    return new


@door("community_merged")
def merge_community(community, *, into, day, by, knowing=""):
    """End the community on `day`; from then on it is part of `into`, of the same district."""
    community = _ending(community, day)
    into = Community.objects.select_related("street__district").get(pk=into.pk)
    if into.pk == community.pk or into.street.district_id != community.street.district_id:
        raise Refused(_("请选本区县的另一个社区。"))
    if not stands_on(into, day):
        raise Refused(
            _("%(into)s在 %(day)s 不在名录有效期内，不能并入。") % {"into": into, "day": cn_date(day)}
        )
    before = _snapshot(community)
    community.valid_until, community.merged_into = day, into
    return _save(community, "community_merged", before, by, knowing)


@door("community_closed")
def close_community(community, *, day, by, knowing=""):
    """End the community on `day` without a successor."""
    community = _ending(community, day)
    before = _snapshot(community)
    community.valid_until = day
    return _save(community, "community_closed", before, by, knowing)


@door("street_renamed")
def rename_street(street, *, name, by):
    """Give a street another name; its communities and their sheets stay. Refused for a name the district has."""
    _lock(street.district)
    street = Street.objects.select_related("district").get(pk=street.pk)
    if name == street.name:
        raise Refused(_("新名称和现在的一样。"))
    if street.district.streets.exclude(pk=street.pk).filter(name=name).exists():
        raise Refused(
            _("%(district)s已有%(name)s，请换一个名称。") % {"district": street.district, "name": name}
        )
    before, street.name = {"name": street.name}, name
    street.save(update_fields=["name"])
    trail.record("street_renamed", row=street, by=by, before=before, after={"name": name})
    return street


# --- what they share --------------------------------------------------------------------------------------------


def _lock(district):
    District.objects.select_for_update(no_key=True).get(pk=district.pk)


def _locked(community):
    """The community as it stands now, its district taken."""
    _lock(community.street.district)
    return Community.objects.select_related("street__district", "merged_into").get(pk=community.pk)


def _ending(community, day):
    """The community, locked, if it can end on `day`."""
    community = _locked(community)
    if community.valid_until:
        raise Refused(
            _("%(name)s已有终止日 %(day)s。办错了请用“更正”改终止日。")
            % {"name": community, "day": cn_date(community.valid_until)}
        )
    if community.valid_from and day <= community.valid_from:
        raise Refused(
            _("日期须晚于%(name)s的有效期起 %(day)s。")
            % {"name": community, "day": cn_date(community.valid_from)}
        )
    if later := community.merged_from.filter(valid_until__gte=day).first():
        raise Refused(
            _("%(later)s在 %(day)s 才并入或更名为%(name)s，日期须晚于这一天。")
            % {"later": later, "day": cn_date(later.valid_until), "name": community}
        )
    return community


def _settle(community):
    """Refuse validity that is empty, and a name or code that another community has on the same days."""
    start, end = community.valid_from, community.valid_until
    if start and end and end <= start:
        raise Refused(_("有效期止须晚于有效期起。"))
    others = Community.objects.exclude(pk=community.pk).select_related("street__district")
    for other in others.filter(street=community.street, name=community.name):
        if overlap(community, other):
            raise Refused(
                _("%(street)s已有%(name)s，有效期与它重叠。")
                % {"street": community.street, "name": community.name}
            )
    for other in others.filter(code=community.code) if community.code else ():
        if overlap(community, other, since=timezone.localdate()):
            raise Refused(
                _("统计代码 %(code)s 现在是%(other)s的，请更正代码或留空。")
                % {"code": community.code, "other": label(other)}
            )


def _joined_still_fit(community):
    """Refuse a validity that no longer fits what it merged into or what merged into it."""
    pairs = [(each, community) for each in community.merged_from.all()]
    pairs += [(community, community.merged_into)] if community.merged_into else []
    for ended, into in pairs:
        if sentence := misfit(ended, into):
            raise Refused(_("%(sentence)s。") % {"sentence": sentence})


def _save(community, action, before, by, knowing):
    """Write the row and its event; nothing when nothing differs."""
    after = _snapshot(community)
    if any(after[name] != before[name] for name in DAYS):
        _ask(community, knowing)
    if after != before:
        community.save(update_fields=[*FIELDS, "merged_into"])
        trail.record(
            action, row=community, district=community.street.district, by=by, before=before, after=after
        )
    return community


def _ask(community, knowing):
    sentences = cut_short([community])
    if sentences and sentences != (knowing,):
        raise Unconfirmed(sentences)


def _snapshot(community):
    days = {name: getattr(community, name) for name in DAYS}
    return {
        "street": community.street.name,
        "name": community.name,
        "code": community.code,
        **{name: day and day.isoformat() for name, day in days.items()},
        "merged_into": community.merged_into and str(community.merged_into),
    }
