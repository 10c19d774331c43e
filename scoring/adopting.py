"""Adopting a published rubric for a year, by the city for all or by a district for itself; and the city's word on it."""

from collections import Counter

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door
from districts.models import District, Target

from .actions import make_rows
from .models import Adoption, ItemScore, ScoreSheet, Stage

METHOD = ("method_document", "document_number", "approved_by", "approved_on")


@door("rubric_adopted")
def adopt_rubric(rubric, *, year, by, method=None):
    """Score a year by this published rubric: the city's own for every district without its own adoption, a district's
    for that district alone, naming its approved method (五(一); method: a value for each of METHOD).

    Sheets nobody has touched take the rubric over, but for those of a district's 摸底 that has begun: a stage has one
    rubric, its workbook is one file. Returns the number of sheets that took it over. Refused once an 初评 or 评审 of the
    year has begun there: a sheet stays with what it was begun under.
    The rubric adopted already may come again with another method at any time: that corrects how the method is named.
    """
    if reason := _why_draft(rubric):
        raise Refused(reason)
    districts = _locked_districts(rubric, year)
    standing = _standing(rubric, year)
    if standing and standing.rubric_id == rubric.pk:
        return _correct_method(standing, method, by=by)
    blank = _blank_sheets(rubric, year, districts)
    adoption = standing or Adoption(year=year, district=rubric.district)
    before = _snapshot(adoption) if standing else None
    adoption.rubric, adoption.adopted_by, adoption.adopted_at = rubric, by, timezone.now()
    _name_method(adoption, method)
    adoption.comment, adoption.commented_by, adoption.commented_at = "", None, None
    adoption.save()
    _repin(blank, rubric)
    after = _snapshot(adoption) | {"repinned": len(blank)}
    trail.record("rubric_adopted", row=adoption, by=by, before=before, after=after)
    return len(blank)


def why_not_adopt(rubric, year):
    """Why adopting the rubric for the year would be refused as things stand, as a sentence; empty when it would not. A
    district's own that is adopted already may still be corrected."""
    standing = _standing(rubric, year)
    if standing and standing.rubric_id == rubric.pk:
        return "" if rubric.district_id else _is_adopted(standing)
    return _why_draft(rubric) or _why_begun(year, _begun(rubric, year, _districts(rubric, year)))


def _why_draft(rubric):
    return "" if rubric.published_at else _("%(rubric)s还是草稿，先发布，再采用。") % {"rubric": rubric}


def _standing(rubric, year):
    return Adoption.objects.filter(year=year, district=rubric.district_id).select_related("rubric").first()


def _is_adopted(adoption):
    return _("%(year)s采用的就是%(rubric)s。") % {"year": adoption.year, "rubric": adoption.rubric}


def _correct_method(adoption, method, *, by):
    """Sheets, comment, and who adopted when stay; the trail keeps what was written before."""
    before = _snapshot(adoption)
    _name_method(adoption, method)
    after = _snapshot(adoption)
    if after == before:
        raise Refused(_is_adopted(adoption))
    adoption.save(update_fields=METHOD)
    trail.record("rubric_adopted", row=adoption, by=by, before=before, after=after)
    return 0


def _name_method(adoption, method):
    for name, value in (method or {}).items():
        setattr(adoption, name, value)


def _districts(rubric, year):
    """The districts that will score by the rubric."""
    if rubric.district_id:
        return District.objects.filter(pk=rubric.district_id)
    own = Adoption.objects.filter(year=year, district__isnull=False)
    return District.objects.exclude(pk__in=own.values("district"))


def _locked_districts(rubric, year):
    """The same, locked against new sheets of the year (参与社区, 摸底)."""
    districts = list(_districts(rubric, year).select_for_update(no_key=True).order_by("pk"))
    targets = Target.objects.select_for_update(of=("self",)).filter(year=year, district__in=districts)
    list(targets.order_by("pk"))
    return districts


def _blank_sheets(rubric, year, districts):
    """The sheets still under another rubric that may take one over, locked; Refused when an 初评 or 评审 has begun."""
    sheets = list(_other_sheets(rubric, year, districts).select_for_update(of=("self",)).order_by("pk"))
    begun = _begun(rubric, year, districts)
    if reason := _why_begun(year, begun):
        raise Refused(reason)
    # All that has begun is 摸底 now.
    surveying = {sheet.district_id for sheet in begun}
    return [s for s in sheets if s.stage != Stage.BASELINE or s.district_id not in surveying]


def _other_sheets(rubric, year, districts):
    return ScoreSheet.objects.filter(year=year, district__in=districts).exclude(rubric=rubric)


def _begun(rubric, year, districts):
    """The sheets still under another rubric into which anybody has put anything, be it taken out again."""
    touched = Q(version__gt=0) | Q(evidence__isnull=False)
    rows = ItemScore.objects.filter(touched, sheet__year=year, sheet__district__in=districts)
    others = _other_sheets(rubric, year, districts).filter(pk__in=rows.values("sheet"))
    return list(others.select_related("district"))


def _why_begun(year, begun):
    """Why nothing can be adopted any more where these sheets have begun; empty when all of them are 摸底."""
    counts = Counter(sheet.district for sheet in begun if sheet.stage != Stage.BASELINE)
    if not counts:
        return ""
    places = "、".join(
        _("%(district)s %(count)s 份") % {"district": one, "count": counts[one]}
        for one in sorted(counts, key=lambda one: one.annex_order)
    )
    return _(
        "%(year)s已有评分表开始填写：%(places)s。评分表始终用开始时的标准，本年度不能再换；可以从下一年度起采用。"
    ) % {"year": year, "places": places}


def _repin(sheets, rubric):
    """Give untouched sheets another rubric, with the rows of its items; a row both have stays, somebody may be saving it."""
    keys = [sheet.pk for sheet in sheets]
    ScoreSheet.objects.filter(pk__in=keys).update(rubric=rubric)
    numbers = [item.number for item in rubric.parsed.items]
    ItemScore.objects.filter(sheet__in=keys).exclude(number__in=numbers).delete()
    make_rows(sheets, rubric)


def _snapshot(adoption):
    kept = {name: getattr(adoption, name) for name in METHOD} if adoption.district_id else {}
    day = kept.get("approved_on")
    kept |= {"approved_on": day.isoformat()} if day else {}
    comment = {"comment": adoption.comment} if adoption.comment else {}
    return {"year": adoption.year.number, "rubric": str(adoption.rubric)} | kept | comment


@door("adoption_commented")
def comment_on(adoption, *, comment, by):
    """The city's word on a district's own rubric, in place of the one before; it neither approves nor stops anything
    (此标准供各地参考)."""
    adoption = Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)
    before = adoption.comment
    if comment == before:
        return adoption
    adoption.comment, adoption.commented_by, adoption.commented_at = comment, by, timezone.now()
    adoption.save(update_fields=["comment", "commented_by", "commented_at"])
    trail.record(
        "adoption_commented", row=adoption, by=by, before={"comment": before}, after={"comment": comment}
    )
    return adoption
