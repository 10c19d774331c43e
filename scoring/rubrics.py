"""Rubric versions: uploaded as a draft, published once and for all; and which one a district scores by."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import trail
from districts.doors import Refused, door

from .engine.differences import differences
from .engine.load import load_rubric
from .engine.write import to_toml
from .models import Adoption, Rubric, ScoreSheet


class VersionTaken(Exception):
    """The version is published with other content, or held by a draft; a change needs a new version."""


def publish(path):
    """Publish the rubric in a .toml file as an immutable version. Returns the Rubric, the standing one if its
    content is the same. Raises RubricError for an unsound file, VersionTaken for changed content and where a draft
    of the site holds the version."""
    sound = load_rubric(path)
    definition = path.read_text(encoding="utf-8-sig")
    standing = Rubric.objects.filter(code=sound.code, version=sound.version).first()
    if standing is None:
        return Rubric.objects.create(
            code=sound.code,
            version=sound.version,
            published_at=timezone.now(),
            **_columns(sound, definition),
        )
    if standing.published_at is None:
        raise VersionTaken(
            f"{standing} is a draft of the site; publish it there, or give the file a new version."
        )
    if standing.definition != definition:
        raise VersionTaken(f"{standing} is published with other content; give the file a new version.")
    return standing


def _columns(sound, definition):
    return {
        "title": sound.title,
        "source": sound.source,
        "pass_mark": sound.pass_mark,
        "definition": definition,
    }


def adopt(rubric, year):
    """The city scores a year by this rubric, unless it has already chosen one."""
    adoption, _made = Adoption.objects.get_or_create(year=year, district=None, defaults={"rubric": rubric})
    return adoption


def rubric_for(year, district):
    """The rubric a district's sheets of a year are scored by: its own adoption, else the city's."""
    return adoption_for(year, district).rubric


def adoption_for(year, district):
    """The adoption a district (None: the city) goes by in a year; Refused while there is none."""
    adopted = Adoption.objects.filter(year=year, district=district) | Adoption.objects.filter(
        year=year, district__isnull=True
    )
    adoption = adopted.select_related("rubric").order_by(F("district").asc(nulls_last=True)).first()
    if adoption is None:
        raise Refused(_("%(year)s还没有采用评估参考标准，请联系市住建局。") % {"year": year})
    return adoption


def rubric_of_stage(year, district, stage):
    """The rubric of further sheets of a stage: that of the sheets which stand there, so that a district's stage always has
    one, else the adopted one."""
    standing = ScoreSheet.objects.filter(year=year, district=district, stage=stage).select_related("rubric")
    return sheet.rubric if (sheet := standing.first()) else rubric_for(year, district)


# --- drafts ---------------------------------------------------------------------------------------------------


@door("rubric_uploaded")
def keep_draft(district, *, sound, by):
    """Keep a sound rubric (engine.rubric.Rubric) as the draft of a district, or of the city (None), in place of the one
    that stood there. Code and version are given by the house: what the file says there does not count.

    Returns the draft. Refused while the city has published nothing, when a published version says the same already, and
    when somebody else uploads at this moment."""
    code, version = _next_version(district)
    sound = replace(sound, code=code, version=version)
    drafts = Rubric.objects.select_for_update(of=("self",)).filter(published_at__isnull=True)
    draft = drafts.filter(district=district).first() or Rubric(district=district, code=code)
    draft.version, draft.uploaded_by, draft.uploaded_at = version, by, timezone.now()
    for name, value in _columns(sound, to_toml(sound)).items():
        setattr(draft, name, value)
    if same := same_content(draft):
        raise Refused(
            _("内容与已发布的%(same)s完全相同，没有收下。不改就用那一版；要改，改好再传。") % {"same": same}
        )
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        raise Refused(_("刚刚有人也上传了一份，请刷新，看过那一份再决定。")) from error
    trail.record("rubric_uploaded", row=draft, by=by, after={"rubric": str(draft), "sha256": draft.digest})
    return draft


def _next_version(district):
    """The code of the city's or of a district's own rubrics, fixed for good, and the next number in its count."""
    published = Rubric.objects.filter(published_at__isnull=False)
    city = published.filter(district__isnull=True).order_by("-published_at", "-pk").first()
    if city is None:
        raise Refused(_("还没有发布过全市的评估参考标准，请系统管理员先载入附件数据。"))
    code = f"{city.code}-{district.code}" if district else city.code
    versions = published.filter(code=code).values_list("version", flat=True)
    return code, str(1 + max((int(version) for version in versions if version.isdecimal()), default=0))


@door("rubric_published")
def publish_draft(draft, *, seen, by):
    """Make the draft a version that never changes again. seen: the digest of the content the person had before them.

    Returns the version. Refused when the draft has been replaced or published since, or says nothing new."""
    draft = Rubric.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.published_at:
        raise Refused(_("%(rubric)s已经发布，不能再改。") % {"rubric": draft})
    if draft.digest != seen:
        raise Refused(_("草稿刚刚换成了另一份文件，没有发布。请看过新的检查和试算再发布。"))
    if same := same_content(draft):
        raise Refused(_("内容与已发布的%(same)s完全相同，不必再发布。") % {"same": same})
    draft.published_at = timezone.now()
    draft.save(update_fields=["published_at"])
    trail.record("rubric_published", row=draft, by=by, after={"rubric": str(draft), "sha256": draft.digest})
    return draft


def same_content(draft):
    """The published version, of the draft's own house or the city's, that says the same, code and version apart; None
    when it is new there. Another district's is no answer: nobody else may adopt it."""
    within_reach = Q(district=draft.district_id) | Q(district__isnull=True)
    published = Rubric.objects.filter(within_reach, published_at__isnull=False).order_by("-published_at")
    return next((one for one in published if not differences(one.parsed, draft.parsed)), None)
