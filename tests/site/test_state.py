"""State is in the database and in the evidence store alone: what a process remembers by itself, and what is written anywhere else, stands
here with the reason why another host does not miss it."""

import ast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils.module_loading import import_string

REMEMBERED = {
    "districts/announcing.py": "_teller: who is registered when the site starts",
    "districts/exports/table.py": "known: for one file, by a cell's value alone",
    "districts/pictures/files.py": "style: a style sheet of this release",
    "greencommunity/charts.py": "_strip_bar, _strip_words: drawn from what they are called with alone",
    "greencommunity/templatetags/gc.py": "_icon, _chip, _arithmetic: drawn from what they are called with alone",
    "greencommunity/templatetags/kept.py": "drawn: what a face says alone",
    "reports/telling/digests.py": "whether the mail server just did not answer: every process asks it for itself",
    "scoring/long_form.py": "why: for one table",
    "scoring/models/rubrics.py": "_parsed: by the text it is made of; published: by a version's key, which never changes",
}
WRITTEN = {
    "districts/exports/answer.py": "a temporary file, gone with the answer",
    "districts/exports/job.py": "a temporary file, gone when it has been stored",
    "greencommunity/archive/backup.py": "the backup somebody asks for",
    "greencommunity/settings.py": "var/, for SQLite",
    "reports/demo/people.py": "the demonstration's passwords",
    "reports/management/commands/annex3.py": "the table somebody asks for",
}
# By how they are called; what a name stands for is not looked up.
REMEMBERS = {"cache", "lru_cache"}
WRITES = {
    "mkdir", "mkdtemp", "mkstemp", "makedirs", "touch", "write_bytes", "write_text",
    "NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "TemporaryFile",
}  # fmt: skip


def name_of(node):
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def remembers(node):
    """A cache around a function, Django's cache, a name of the module that changes, a dictionary of a template's node."""
    if isinstance(node, ast.ClassDef) and "Node" in map(name_of, node.bases):
        return any(
            isinstance(each, ast.Assign) and isinstance(each.value, ast.Dict) for each in ast.walk(node)
        )
    if isinstance(node, ast.ImportFrom):
        return any(one.name in REMEMBERS or one.name == "caches" for one in node.names)
    return isinstance(node, ast.Global) or (isinstance(node, ast.Attribute) and node.attr in REMEMBERS)


def writes(node):
    if not isinstance(node, ast.Call):
        return False
    if name_of(node) == "open":
        modes = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
        flags = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]
        # A member of an archive is no file of its own.
        return "O_CREAT" in flags or (
            isinstance(node.func, ast.Name)
            and any(mode in ("w", "wb", "a", "ab", "x", "xb") for mode in modes)
        )
    return name_of(node) in WRITES


def files_that(do, repository):
    return {
        str(path.relative_to(repository))
        for app in ("districts", "scoring", "reports", "greencommunity")
        for path in (repository / app).rglob("*.py")
        if any(do(node) for node in ast.walk(ast.parse(path.read_text())))
    }


def test_what_a_process_remembers_is_nothing_another_host_must_know(repository):
    assert files_that(remembers, repository) == REMEMBERED.keys()


def test_nothing_is_written_but_through_the_database_and_the_store(repository):
    assert files_that(writes, repository) == WRITTEN.keys()


def test_who_is_signed_in_stands_in_the_database():
    assert issubclass(import_string(f"{settings.SESSION_ENGINE}.SessionStore"), db.SessionStore)
