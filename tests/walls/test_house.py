"""The house itself: imports one way, the engine pure, migrations complete, production settings without a warning."""

import os
import re
import sys

import pytest
from django.core.management import call_command

from tests.places import MAIL, S3, SITE, command, in_production


def test_imports_go_one_way():
    checked = command(os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache")
    assert checked.returncode == 0, checked.stdout


def test_every_target_of_make_is_listed_by_make_and_told_to_whoever_reads(repository):
    phony = re.search(r"^\.PHONY: (.*)$", (repository / "Makefile").read_text(), re.MULTILINE)[1].split()
    listed = re.findall(r"^make (\w+): ", command("make").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony)
    told = "".join((repository / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    assert [name for name in phony if name != "help" and f"`make {name}" not in told] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_passes_the_deployment_check():
    checked = in_production(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_production_takes_a_bucket_for_evidence():
    checked = in_production(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **S3)
    assert checked.returncode == 0, checked.stderr


def test_production_without_a_mail_server_is_told_that_notices_reach_nobody():
    told = in_production(sys.executable, "manage.py", "check", "--deploy")
    assert "reports.I001" in told.stderr
    told = in_production(sys.executable, "manage.py", "check", "--deploy", **MAIL, **SITE)
    assert (told.returncode, told.stdout + told.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )
