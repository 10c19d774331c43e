"""System checks of this app: a rubric that does not add up stops the site."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from .engine.load import RubricError, load_rubric

FIXTURE = "annex1.toml"


@register()
def annex1_adds_up(app_configs, **kwargs):
    """fixtures/annex1.toml must be a sound rubric."""
    try:
        load_rubric(settings.FIXTURES_DIR / FIXTURE)
    except (OSError, RubricError) as error:
        return [Error(str(error), hint=f"Correct fixtures/{FIXTURE}.", id="scoring.E001")]
    return []


@register(Tags.database)
def stored_rubrics_add_up(app_configs, databases, **kwargs):
    """Every rubric in the database must be sound."""
    from .models import Rubric

    errors = []
    for alias in databases or []:
        try:
            rubrics = list(Rubric.objects.using(alias))
        except DatabaseError:
            continue  # not migrated yet
        for rubric in rubrics:
            try:
                sound = rubric.parsed
                if sound.pass_mark != rubric.pass_mark:
                    raise RubricError(
                        f"{rubric}: pass mark {rubric.pass_mark} is not the definition's {sound.pass_mark}."
                    )
            except ValueError as error:
                errors.append(Error(str(error), hint="Publish a corrected version.", id="scoring.E002"))
    return errors
