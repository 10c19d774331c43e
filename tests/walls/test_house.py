"""The house itself: imports one way, the engine pure, migrations complete, production settings without a warning."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

MAIL = {"EMAIL_HOST": "smtp.example.gov.cn", "EMAIL_FROM": "green@example.gov.cn"}
SITE = {"SITE_URL": "https://green.example.gov.cn"}
S3 = {
    "EVIDENCE_S3_BUCKET": "evidence",
    "EVIDENCE_S3_ENDPOINT": "https://s3.example.gov.cn",
    "EVIDENCE_S3_KEY": "key",
    "EVIDENCE_S3_SECRET": "secret",
}
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz" * 2


def run(repository, *command, **environment):
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GC_", "DJANGO_", "DATABASE"))
    }
    return subprocess.run(
        command,
        cwd=repository,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_imports_go_one_way(repository):
    checked = run(repository, os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache")
    assert checked.returncode == 0, checked.stdout


def test_every_target_of_make_is_listed_by_make_and_told_to_whoever_reads(repository):
    phony = re.search(r"^\.PHONY: (.*)$", (repository / "Makefile").read_text(), re.MULTILINE)[1].split()
    listed = re.findall(r"^make (\w+): ", run(repository, "make").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony)
    told = "".join((repository / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    assert [name for name in phony if name != "help" and f"`make {name}" not in told] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def production(repository, *command, **changes):
    environment = {
        "GC_ENVIRONMENT": "production",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "green.example.gov.cn",
        "DATABASE_URL": "sqlite://:memory:",
    }
    environment |= changes
    return run(repository, sys.executable, "manage.py", *command, **environment)


def test_production_passes_the_deployment_check(repository):
    checked = production(repository, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_production_takes_a_bucket_for_evidence(repository):
    checked = production(repository, "check", "--deploy", "--fail-level", "WARNING", **S3)
    assert checked.returncode == 0, checked.stderr


def test_production_without_a_mail_server_is_told_that_notices_reach_nobody(repository):
    told = production(repository, "check", "--deploy")
    assert "reports.I001" in told.stderr
    told = production(repository, "check", "--deploy", **MAIL, **SITE)
    assert (told.returncode, told.stdout + told.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"EMAIL_HOST": "smtp.example.gov.cn:25"}, "EMAIL_HOST"),
        ({**MAIL, **SITE, "EMAIL_PORT": "0"}, "EMAIL_PORT"),
        ({**MAIL, **SITE, "EMAIL_SECURITY": "ssl"}, "EMAIL_SECURITY"),
        ({**MAIL, **SITE, "EMAIL_TIMEOUT": "600"}, "EMAIL_TIMEOUT"),
        ({**MAIL, **SITE, "EMAIL_FROM": "green\nBcc: x@example.gov.cn"}, "EMAIL_FROM"),
        ({**MAIL, **SITE, "EMAIL_USER": "green"}, "EMAIL_PASSWORD"),
        (MAIL, "SITE_URL"),
        ({**MAIL, "SITE_URL": "http://green.example.gov.cn"}, "SITE_URL"),
        ({"SITE_URL": "https://green.example.gov.cn/"}, "SITE_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"EVIDENCE_MAX_MEGABYTES": "many"}, "EVIDENCE_MAX_MEGABYTES"),
        ({"DORMANT_DAYS": "soon"}, "DORMANT_DAYS"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8"}, "TRUSTED_PROXIES"),
        ({"EVIDENCE_S3_BUCKET": "evidence"}, "EVIDENCE_S3_ENDPOINT"),
        ({"EVIDENCE_S3_SECRET": "secret"}, "EVIDENCE_S3_BUCKET"),
        ({**S3, "EVIDENCE_S3_BUCKET": "Evidence"}, "EVIDENCE_S3_BUCKET"),
        ({**S3, "EVIDENCE_S3_ENDPOINT": "https://s3.example.gov.cn/evidence"}, "EVIDENCE_S3_ENDPOINT"),
        ({**S3, "EVIDENCE_S3_ENDPOINT": "http://s3.example.gov.cn"}, "EVIDENCE_S3_ENDPOINT"),
        ({**S3, "EVIDENCE_S3_ADDRESSING": "dns"}, "EVIDENCE_S3_ADDRESSING"),
        ({**S3, "EVIDENCE_S3_REGION": "宁波"}, "EVIDENCE_S3_REGION"),
        ({**S3, "EVIDENCE_ACCEL": "/kept-files/"}, "EVIDENCE_ACCEL"),
        ({"GC_ENVIRONMENT": "staging"}, "GC_ENVIRONMENT"),
    ],
)
def test_production_refuses_nonsense_by_name(repository, changes, named):
    checked = production(repository, "check", **changes)
    assert checked.returncode != 0
    assert named in checked.stderr.splitlines()[-1]
