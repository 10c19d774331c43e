"""Communities that take part in a year their days no longer reach: said and asked about, never refused for it."""

from collections import defaultdict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ..doors import Refused
from ..models import Participation, Target
from ..text import cn_date
from .faults import label


class Unconfirmed(Refused):
    """Nobody has confirmed yet that the days are right. `sentences` are what is to be confirmed."""

    def __init__(self, sentences):
        self.sentences = sentences
        more = _("等 %(count)s 处") % {"count": len(sentences)} if len(sentences) > 1 else ""
        super().__init__(
            _("没有写入：%(first)s%(more)s。日期填错了请改正；确认无误请勾选后再点一次。")
            % {"first": sentences[0], "more": more}
        )


def cut_short(communities):
    """A sentence for each of these that takes part in years its days, as set on the row, do not reach. One query."""
    years = _years(communities)
    return tuple(
        _sentence(community, missed)
        for community in communities
        if (missed := {year: settled for year, settled in years[community.pk] if _misses(community, year)})
    )


def _years(communities):
    """(year, whether who takes part in it is settled) by key of the community."""
    settled = Target.objects.filter(
        year=OuterRef("year"), district=OuterRef("community__street__district"), settled_at__isnull=False
    )
    # Of whole districts: so many keys would not fit in one statement.
    found = Participation.objects.filter(
        community__street__district__in={community.street.district_id for community in communities}
    )
    found = found.annotate(settled=Exists(settled)).order_by("year__number")
    years = defaultdict(list)
    for community, *year in found.values_list("community", "year__number", "settled"):
        years[community].append(year)
    return years


def _misses(community, year):
    """Whether the community ends before the year does, or begins after it. One set up during the year takes part."""
    start, end = community.valid_from, community.valid_until
    return bool(end and end.year <= year) or bool(start and start.year > year)


def _sentence(community, years):
    start, end = community.valid_from, community.valid_until
    ends = bool(end and end.year <= max(years))
    sentence = (
        _("%(name)s从 %(day)s 起不在名录里，但它 %(years)s年度参与%(settled)s")
        if ends
        else _("%(name)s到 %(day)s 才列入名录，但它 %(years)s年度参与%(settled)s")
    )
    settled = _listed(year for year, settled in years.items() if settled)
    return sentence % {
        "name": label(community),
        "day": cn_date(end if ends else start),
        "years": _listed(years),
        "settled": _("（%(years)s年度名单已定）") % {"years": settled} if settled else "",
    }


def _listed(years):
    return "、".join(map(str, years))
