"""The configuration: one documented file, and a numbered message for whatever is wrong in it."""

import json
import re
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from greencommunity.configuration import MESSAGES, Configuration
from tests.places import MAIL, S3, SITE, in_production

WRONG = [
    ("GC001 EMAIL_HOST", {"EMAIL_HOST": "smtp.example.gov.cn:25"}),
    ("GC001 EMAIL_PORT", {**MAIL, **SITE, "EMAIL_PORT": "0"}),
    ("GC001 EMAIL_SECURITY", {**MAIL, **SITE, "EMAIL_SECURITY": "ssl"}),
    ("GC001 EMAIL_TIMEOUT", {**MAIL, **SITE, "EMAIL_TIMEOUT": "600"}),
    ("GC001 EMAIL_FROM", {**MAIL, **SITE, "EMAIL_FROM": "green\nBcc: x@example.gov.cn"}),
    ("GC001 SITE_URL", {"SITE_URL": "https://green.example.gov.cn/"}),
    ("GC001 DEBUG", {"DEBUG": "maybe"}),
    ("GC001 DATABASE_URL", {"DATABASE_URL": "green"}),
    ("GC001 EVIDENCE_ROOT", {"EVIDENCE_ROOT": "evidence"}),
    ("GC001 EVIDENCE_MAX_MEGABYTES", {"EVIDENCE_MAX_MEGABYTES": "many"}),
    ("GC001 DORMANT_DAYS", {"DORMANT_DAYS": "soon"}),
    ("GC001 TRUSTED_PROXIES", {"TRUSTED_PROXIES": "10.0.0.0/8"}),
    ("GC001 SECURE_HSTS_SECONDS", {"SECURE_HSTS_SECONDS": "60"}),
    ("GC001 GC_ENVIRONMENT", {"GC_ENVIRONMENT": "staging"}),
    ("GC002 SECRET_KEY", {"SECRET_KEY": "short"}),
    ("GC003 DEBUG", {"DEBUG": "true"}),
    ("GC004 ALLOWED_HOSTS", {"ALLOWED_HOSTS": ""}),
    ("GC004 ALLOWED_HOSTS", {"ALLOWED_HOSTS": "*"}),
    ("GC004 ALLOWED_HOSTS", {"ALLOWED_HOSTS": ".example.gov.cn"}),
    ("GC005 EMAIL_USER, EMAIL_PASSWORD", {**MAIL, **SITE, "EMAIL_USER": "green"}),
    ("GC006 EMAIL_FROM", {**SITE, "EMAIL_HOST": "smtp.example.gov.cn"}),
    ("GC007 SITE_URL", MAIL),
    ("GC001 EVIDENCE_S3_BUCKET", {**S3, "EVIDENCE_S3_BUCKET": "Evidence"}),
    ("GC001 EVIDENCE_S3_ENDPOINT", {**S3, "EVIDENCE_S3_ENDPOINT": "https://s3.example.gov.cn/evidence"}),
    ("GC001 EVIDENCE_S3_ADDRESSING", {**S3, "EVIDENCE_S3_ADDRESSING": "dns"}),
    ("GC001 EVIDENCE_S3_REGION", {**S3, "EVIDENCE_S3_REGION": "宁波"}),
    (f"GC010 {', '.join(S3)}", {"EVIDENCE_S3_BUCKET": "evidence"}),
    (f"GC010 {', '.join(S3)}", {"EVIDENCE_S3_SECRET": "secret"}),
    ("GC011 EVIDENCE_ACCEL", {**S3, "EVIDENCE_ACCEL": "/kept-files/"}),
    ("GC012 EVIDENCE_S3_ENDPOINT", {**S3, "EVIDENCE_S3_ENDPOINT": "http://s3.example.gov.cn"}),
    ("GC008 SITE_URL", {**MAIL, "SITE_URL": "http://green.example.gov.cn"}),
]


def told(**changes):
    """The numbered lines with which production refuses to start; each without what follows its second colon."""
    checked = in_production(sys.executable, "-c", "import greencommunity.settings", **changes)
    assert checked.returncode != 0
    lines = checked.stderr.splitlines()
    return [":".join(line.split(":")[:1]) for line in lines if re.match(r"GC\d{3} ", line)]


@pytest.mark.parametrize(("problem", "changes"), WRONG)
def test_production_refuses_nonsense_by_number_and_name(problem, changes):
    assert told(**changes) == [problem]


def test_all_that_is_wrong_is_told_at_once():
    wrong = {"SECRET_KEY": "short", "DEBUG": "maybe", "EMAIL_USER": "green", "SESSION_HOURS": "99"}
    assert told(**wrong) == [
        "GC001 DEBUG",
        "GC002 SECRET_KEY",
        "GC001 SESSION_HOURS",
        "GC005 EMAIL_USER, EMAIL_PASSWORD",
    ]


def test_a_name_that_nothing_reads_is_told_and_one_that_is_read_is_not(tmp_path):
    (tmp_path / ".env").write_text("SESION_HOURS=3\nDORMANT_DAYS=30\n")
    configuration = Configuration(tmp_path / ".env")
    assert configuration.int("DORMANT_DAYS", 90) == 30
    with pytest.raises(ImproperlyConfigured) as refused:
        configuration.settle()
    assert str(refused.value).splitlines()[1:] == [
        "GC009 SESION_HOURS: stands in .env, and nothing reads it."
    ]


def test_what_cannot_be_read_leaves_its_default_so_that_the_rest_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("DORMANT_DAYS", "soon")
    assert Configuration(tmp_path / ".env").int("DORMANT_DAYS", 90) == 90


def test_every_number_is_provoked_and_explained(repository):
    provoked = {problem.split()[0] for problem, _changes in WRONG} | {"GC009"}
    rows = re.findall(
        r"^\| `(GC\d{3})` \| (.+?) \| .+ \|$", (repository / "docs/operations.md").read_text(), re.M
    )
    assert (provoked, dict(rows)) == (
        set(MESSAGES),
        {number: f"`{words}`" for number, words in MESSAGES.items()},
    )


def test_nothing_else_refuses_a_start(repository):
    assert "ImproperlyConfigured" not in (repository / "greencommunity/settings.py").read_text()


# --- the file -------------------------------------------------------------------------------------------------------


def in_words(default, base):
    """A default as somebody would write it into the file."""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list):
        return ",".join(default)
    return str(default).removeprefix(f"{base}/")


def test_the_documented_file_names_every_variable_with_its_default_and_no_other(repository):
    asked = in_production(
        sys.executable,
        "-c",
        "import json; from greencommunity.settings import env; print(json.dumps(env.defaults, default=str))",
    )
    defaults = {
        name: in_words(default, repository)
        for name, default in json.loads(asked.stdout).items()
        if name != "GC_DEFAULT_ENVIRONMENT"  # manage.py's own
    }
    file = (repository / "deploy/greencommunity.env").read_text()
    written = dict(re.findall(r"^#([A-Z0-9_]+)=(.*)$", file, re.M))
    to_be_set = re.findall(r"^([A-Z0-9_]+)=.*$", file, re.M)
    assert sorted([*written, *to_be_set]) == sorted(defaults)
    assert written == {name: defaults[name] for name in written}
