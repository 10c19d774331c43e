"""Rubric versions: published once, never changed; an unsound one stops the site."""

import pytest
from django.core.checks import run_checks

from scoring.checks import annex1_adds_up
from scoring.models import Adoption, Rubric
from scoring.models.rubrics import PublishedRubric
from scoring.rubrics import VersionTaken, keep_draft, publish
from tests.rubrics import variant


@pytest.fixture
def annex1(repository):
    return (repository / "fixtures" / "annex1.toml").read_text(encoding="utf-8")


def test_the_rubric_in_the_database_is_annex_1(annexes, repository):
    from scoring.engine.load import load_rubric

    assert Rubric.objects.get().parsed == load_rubric(repository / "fixtures" / "annex1.toml")


def test_a_published_rubric_cannot_be_changed(annexes):
    rubric = Rubric.objects.get()
    rubric.pass_mark = 60
    with pytest.raises(PublishedRubric):
        rubric.save()


def test_other_content_needs_another_version(annexes, annex1, tmp_path):
    changed = tmp_path / "changed.toml"
    changed.write_text(annex1.replace("pass_mark = 80", "pass_mark = 75"), encoding="utf-8")
    with pytest.raises(VersionTaken, match="give the file a new version"):
        publish(changed)
    assert Rubric.objects.get().pass_mark == 80


def test_a_draft_is_not_taken_for_the_published_version(annexes, annex1, tmp_path, people):
    draft = keep_draft(None, sound=variant(pass_mark=85), by=people.shen)
    same = tmp_path / "same.toml"
    same.write_text(draft.definition, encoding="utf-8")
    with pytest.raises(VersionTaken, match="ningbo-2021 第2版 is a draft of the site"):
        publish(same)
    assert Rubric.objects.get(pk=draft.pk).published_at is None


def test_a_districts_own_rubric_goes_before_the_citys(annexes, annex1, tmp_path, places, year):
    from datetime import date

    from scoring.rubrics import rubric_for

    own = tmp_path / "own.toml"
    own.write_text(annex1.replace('version = "1"', 'version = "haishu"'), encoding="utf-8")
    Adoption.objects.create(
        year=year,
        district=places.haishu,
        rubric=publish(own),
        method_document="海曙区绿色社区评估认定办法",
        document_number="海建〔2021〕12号",
        approved_by="海曙区人民政府",
        approved_on=date(2021, 6, 20),
    )
    assert (rubric_for(year, places.haishu).version, rubric_for(year, places.jiangbei).version) == (
        "haishu",
        "1",
    )


def test_a_rubric_file_that_does_not_add_up_stops_the_site(settings, tmp_path, annex1):
    (tmp_path / "annex1.toml").write_text(annex1.replace("points = 6", "points = 7", 1), encoding="utf-8")
    settings.FIXTURES_DIR = tmp_path
    assert [error.id for error in annex1_adds_up(None)] == ["scoring.E001"]


def test_a_stored_rubric_that_does_not_add_up_stops_the_site(annexes):
    Rubric.objects.update(pass_mark=60)
    found = run_checks(tags=["database"], databases=["default"])
    assert [error.id for error in found] == ["scoring.E002"]
