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
    if rubric.published_at is None:
        raise Refused(_("%(rubric)s还是草稿，先发布，再采用。") % {"rubric": rubric})
    districts = _locked_districts(rubric, year)
    standing = (
        Adoption.objects.filter(year=year, district=rubric.district_id).select_related("rubric").first()
    )
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


def _correct_method(adoption, method, *, by):
    """Sheets, comment, and who adopted when stay; the trail keeps what was written before."""
    before = _snapshot(adoption)
    _name_method(adoption, method)
    after = _snapshot(adoption)
    if after == before:
        said = {"year": adoption.year, "rubric": adoption.rubric}
        raise Refused(_("%(year)s采用的就是%(rubric)s。") % said)
    adoption.save(update_fields=METHOD)
    trail.record("rubric_adopted", row=adoption, by=by, before=before, after=after)
    return 0


def _name_method(adoption, method):
    for name, value in (method or {}).items():
        setattr(adoption, name, value)


def _locked_districts(rubric, year):
    """The districts that will score by the rubric, locked against new sheets of the year (参与社区, 摸底)."""
    districts = District.objects.select_for_update(no_key=True).order_by("pk")
    if rubric.district_id:
        districts = districts.filter(pk=rubric.district_id)
    else:
        own = Adoption.objects.filter(year=year, district__isnull=False)
        districts = districts.exclude(pk__in=own.values("district"))
    districts = list(districts)
    targets = Target.objects.select_for_update(of=("self",)).filter(year=year, district__in=districts)
    list(targets.order_by("pk"))
    return districts


def _blank_sheets(rubric, year, districts):
    """The sheets still under another rubric that may take one over, locked; Refused when an 初评 or 评审 has begun."""
    sheets = list(
        ScoreSheet.objects.select_for_update(of=("self",))
        .filter(year=year, district__in=districts)
        .exclude(rubric=rubric)
        .order_by("pk")
    )
    touched = set(touched_sheets(year, districts).values_list("pk", flat=True))
    begun = Counter(s.district_id for s in sheets if s.pk in touched and s.stage != Stage.BASELINE)
    if begun:
        places = "、".join(
            _("%(district)s %(count)s 份") % {"district": one, "count": begun[one.pk]}
            for one in sorted(districts, key=lambda one: one.annex_order)
            if one.pk in begun
        )
        raise Refused(
            _(
                "%(year)s已有评分表开始填写：%(places)s。评分表始终用开始时的标准，本年度不能再换；可以从下一年度起采用。"
            )
            % {"year": year, "places": places}
        )
    surveying = {s.district_id for s in sheets if s.pk in touched and s.stage == Stage.BASELINE}
    return [
        sheet
        for sheet in sheets
        if sheet.pk not in touched and (sheet.stage != Stage.BASELINE or sheet.district_id not in surveying)
    ]


def touched_sheets(year, districts):
    """The sheets of a year into which anybody has put anything, be it taken out again."""
    touched = Q(version__gt=0) | Q(evidence__isnull=False)
    rows = ItemScore.objects.filter(touched, sheet__year=year, sheet__district__in=districts)
    return ScoreSheet.objects.filter(pk__in=rows.values("sheet"))


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
