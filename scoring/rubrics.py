"""Publishing rubric versions and adopting them for a year."""

from django.utils import timezone

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
    adoption, _ = Adoption.objects.get_or_create(year=year, district=None, defaults={"rubric": rubric})
    return adoption
