"""The list for publication: "海曙区（41个）：" and its communities, each with its street."""

from itertools import groupby

from django.utils.translation import gettext as _

from districts.official.listing import Listing, Section
from districts.text import DEMO_NOTE, cn_date

from ..models import Title
from ..title_queries import IN_ORDER


def titles_to_list(year, *, district=None, today):
    """The titles a year has given and that are valid, in annex and list order."""
    rows = Title.objects.valid_on(today).filter(year=year).order_by(*IN_ORDER)
    rows = rows.select_related("entry__submission__district")
    return rows.filter(entry__submission__district=district) if district else rows


def publication(year, *, district=None, today):
    """The Listing. What is not published yet is said below it: the list is then a draft."""
    titles = list(titles_to_list(year, district=district, today=today))
    waiting = sum(title.published_on is None for title in titles)
    numbers = sorted({title.document_number for title in titles if title.document_number})
    small = [_("公布文号：%(numbers)s") % {"numbers": "、".join(numbers)}] if numbers else []
    if waiting:
        small.append(
            _("其中 %(n)s 个还没有公布（截至%(day)s）；公布前须经公示。")
            % {"n": waiting, "day": cn_date(today)}
        )
    if year.programme.demo:
        small.append(DEMO_NOTE)
    return Listing(
        title=_("%(year)s年绿色社区名单") % {"year": year.number},
        slug=f"list-{year.number}",
        scope=(year.number, district.name if district else _("全市")),
        sections=[
            Section(place.name, tuple(f"{t.entry.street_name}{t.entry.community_name}" for t in listed))
            for place, listed in groupby(titles, lambda title: title.entry.submission.district)
        ],
        small=small,
    )
