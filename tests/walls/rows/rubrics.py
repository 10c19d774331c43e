"""Rubrics: drafts, versions, who has adopted them."""

from scoring.adopting import adopt_rubric, comment_on
from scoring.models import Adoption, Rubric
from scoring.rubrics import keep_draft
from tests.rubrics import METHOD, published, variant


def a_draft(world):
    """海曙's own draft, with a rule more and another pass mark."""
    sound = variant(pass_mark=78, new_rule=True)
    draft = Rubric.objects.filter(district=world.places.haishu, published_at__isnull=True).first()
    draft = draft or keep_draft(world.places.haishu, sound=sound, by=world.people.zhou)
    return {"year": world.year.number, "pk": draft.pk}


def a_version(world):
    """海曙's own version, published."""
    own = Rubric.objects.filter(district=world.places.haishu, published_at__isnull=False).first()
    own = own or published(world.people.zhou, variant(pass_mark=75, new_rule=True), world.places.haishu)
    return {"year": world.year.number, "pk": own.pk}


def the_citys_draft(world):
    draft = Rubric.objects.filter(district=None, published_at__isnull=True).first()
    draft = draft or keep_draft(None, sound=variant(pass_mark=84), by=world.people.shen)
    return {"year": world.year.number, "pk": draft.pk}


def an_adoption(world):
    """海曙 has adopted its own version for the year after, in which no sheet has begun."""
    from districts.models import Year

    following = Year.objects.get(number=world.year.number + 1)
    adoption = Adoption.objects.filter(year=following, district=world.places.haishu).first()
    if adoption is None:
        own = Rubric.objects.get(pk=a_version(world)["pk"])
        adopt_rubric(own, year=following, method=METHOD, by=world.people.zhou)
        adoption = Adoption.objects.get(rubric=own)
        comment_on(adoption, comment="达标线低于全市，请在评审材料中说明理由。", by=world.people.shen)
    return {"year": following.number, "pk": adoption.pk}


def the_adopted_version(world):
    """海曙's own version in the year it is adopted for: what is left to adopt is to correct the method."""
    return {"year": an_adoption(world)["year"], "pk": a_version(world)["pk"]}


def year_of_adoption(world):
    return {"year": an_adoption(world)["year"]}
