"""Publishing rubric versions and adopting them for a year, and which one a district scores by."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.doors import Refused

from .engine.load import load_rubric
from .models import Adoption, Rubric


class VersionTaken(Exception):
    """A published version has other content; a change needs a new version."""


def publish(path):
    """Publish the rubric in a .toml file as an immutable version. Returns the Rubric, the standing one if its
    content is the same. Raises RubricError for an unsound file, VersionTaken for changed content."""
    sound = load_rubric(path)
    definition = path.read_text(encoding="utf-8-sig")
    standing = Rubric.objects.filter(code=sound.code, version=sound.version).first()
    if standing is None:
        return Rubric.objects.create(
            code=sound.code,
            version=sound.version,
            title=sound.title,
            source=sound.source,
            pass_mark=sound.pass_mark,
            definition=definition,
            published_at=timezone.now(),
        )
    if standing.definition != definition:
        raise VersionTaken(f"{standing} is published with other content; give the file a new version.")
    return standing


def adopt(rubric, year):
    """The city scores a year by this rubric, unless it has already chosen one."""
    adoption, _made = Adoption.objects.get_or_create(year=year, district=None, defaults={"rubric": rubric})
    return adoption


def rubric_for(year, district):
    """The rubric a district's sheets of a year are scored by: its own adoption, else the city's."""
    adopted = Adoption.objects.filter(year=year, district=district) | Adoption.objects.filter(
        year=year, district__isnull=True
    )
    adoption = adopted.select_related("rubric").order_by(F("district").asc(nulls_last=True)).first()
    if adoption is None:
        raise Refused(_("%(year)s还没有采用评估参考标准，请联系市住建局。") % {"year": year})
    return adoption.rubric
