"""What a community became part of: another one it merged into, or the one that carries on under a new name.

Works on rows already fetched and never saves."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from ..text import cn_date
from .faults import Fault, quoted


def join(table, matches, communities):
    """Set what each match was merged into or renamed to; yields the faults of those whose cell leads nowhere.

    Looks among the file's communities and, in the same district, all others there are."""
    known = {community.pk: community for community in communities}
    named = _by_name((*communities, *(match.row for match in matches if match.is_new)))
    for match in matches:
        if said := match.entry.merged_into:
            namesakes = named[match.row.street.district_id, said]
            found, fault = _successor(said, match.row, namesakes)
            if fault:
                yield Fault(fault, table.place(match.entry.row, "merged_into"))
            elif known.get(match.row.merged_into_id) is not found:
                match.was["merged_into"] = known.get(match.row.merged_into_id)
                match.row.merged_into = found


def _by_name(communities):
    """Those each district could mean by a text: by code, by full name, by street and full name."""
    named = defaultdict(list)
    for community in communities:
        for text in {community.code, community.name, full_name(community)} - {None}:
            named[community.street.district_id, text].append(community)
    return named


def _successor(said, row, namesakes):
    """(the community the text names, None), or (None, what is wrong)."""
    day = row.valid_until
    if day is None:
        return None, _("填写了并入或更名为{name}，还要在“有效期止”填写从哪一天起").format(name=quoted(said))
    found = [each for each in namesakes if each is not row and stands_on(each, day)]
    if len(found) == 1:
        return found[0], None
    sentence = (
        _("{day} 那天{district}有几个{name}，请在前面加上街道名称，如{example}")
        if found
        else _("{district}在 {day} 那天没有{name}，请填写名录里的全称（可在前面加街道名称）或 12 位统计代码")
    )
    return None, sentence.format(
        day=day,
        district=row.street.district.name,
        name=quoted(said),
        example=quoted(full_name(found[0])) if found else "",
    )


def cut_off(table, matches, communities):
    """The faults of rows whose days no longer fit a merger that stands: the day they ended outside the successor."""
    known = {community.pk: community for community in communities}
    changed = {match.row.pk: match for match in matches if match.was}
    for ended in communities:
        into = known.get(ended.merged_into_id)
        if into and (sentence := misfit(ended, into)):
            bound = "valid_from" if (into.valid_from or date.min) > ended.valid_until else "valid_until"
            for match, name in ((changed.get(into.pk), bound), (changed.get(ended.pk), "valid_until")):
                if match and name in match.was:
                    yield Fault(sentence, table.place(match.entry.row, name))
                    break


def misfit(ended, into):
    """What is wrong between a community and the one it became part of; nothing where that one stands on the day."""
    if stands_on(into, ended.valid_until):
        return ""
    return _("{ended}在 {day} 并入或更名为{into}，那一天须在{into}的有效期内").format(
        ended=ended, day=cn_date(ended.valid_until), into=into
    )


def stands_on(community, day):
    """Whether the community exists on the day; validity is half-open."""
    return (community.valid_from or date.min) <= day < (community.valid_until or date.max)


def full_name(community):
    """Street and name together, which the file takes and no two communities of a district share on one day."""
    return f"{community.street.name}{community.name}"
