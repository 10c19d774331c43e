"""Reading an archive into an empty place. It is checked to its last byte before anything is touched."""

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from districts import sealing
from reports.models import Document, Receipt
from reports.receipts import digest as receipt_digest
from scoring.models import Evidence

from ..storage import StoreAway
from .layout import FORMAT, MANIFEST, archived_models, columns, file_member, row_of, rows_member

CHUNK = 1 << 20
ROWS = 1000


class BadArchive(Exception):
    """A sentence: what is wrong with the file, or with the place. Nothing was touched."""


@dataclass(frozen=True)
class Restored:
    """What came back, and what does not prove itself afterwards (sentences)."""

    rows: int
    files: int
    receipts: int
    seals: int
    faults: tuple[str, ...]


def restore(path, expect=""):
    """Check the archive, fill the empty database and evidence store, bring the schema to this release, prove the result.
    expect: a head of the seals that must stand in it (sealing.verify).

    Raises BadArchive before anything is touched. What fails while rows and files are filled in leaves none of them behind; once
    they all are there, a migration that fails leaves them whole, as the archive's own release had them."""
    with _opened(path) as archive:
        manifest = _checked(archive)
        executor = MigrationExecutor(connection)
        targets = _targets(executor, manifest)
        apps = executor.loader.project_state(targets).apps
        _must_fit(manifest, apps)
        _must_be_empty(executor, manifest)
        executor.migrate(targets)
        _fill(archive, manifest, apps)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return _proved(manifest, expect)


# --- the archive itself --------------------------------------------------------------------------------------


def _opened(path):
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, EOFError) as fault:
        raise _unreadable(fault) from fault


def _unreadable(fault):
    return BadArchive(_("这个文件打不开，或者不完整：%(fault)s") % {"fault": fault})


def _checked(archive):
    """The manifest of an archive in which every byte is what it says."""
    try:
        return _every_byte(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as fault:
        raise _unreadable(fault) from fault


def _every_byte(archive):
    try:
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["format"] != FORMAT:
            raise BadArchive(
                _("备份文件的格式是 %(format)s，这里只认 %(known)s。")
                % {"format": manifest["format"], "known": FORMAT}
            )
        members = [(rows_member(table["model"]), table["sha256"]) for table in manifest["tables"]]
        members += [(file_member(file["name"]), file["sha256"]) for file in manifest["files"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise BadArchive(_("这不是本系统的备份文件，或者目录已损坏。")) from fault
    if sorted(name for name, _digest in members) != sorted(set(archive.namelist()) - {MANIFEST}):
        raise BadArchive(_("备份文件里的内容和目录对不上。"))
    for name, digest in members:
        with archive.open(name) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != digest:
                raise BadArchive(_("备份文件里的 %(name)s 已损坏。") % {"name": name})
    return manifest


def _targets(executor, manifest):
    """The newest migrations of the archive, one or more for each app."""
    applied = {tuple(one) for one in manifest["migrations"]}
    graph = executor.loader.graph
    unknown = sorted(one for one in applied if one not in graph.nodes)
    if unknown:
        raise BadArchive(
            _("备份来自更新的版本（%(name)s），请先升级本系统。") % {"name": ".".join(unknown[0])}
        )
    return sorted(
        one
        for one in applied
        if not {child.key for child in graph.node_map[one].children if child.key[0] == one[0]} & applied
    )


def _must_fit(manifest, apps):
    """Every table and column is one of the archive's own release, every file has a name under the store."""
    models = {model._meta.label: set(columns(model)) for model in archived_models(apps)}
    for table in manifest["tables"]:
        if set(table["columns"]) != models.get(table["model"]):
            raise BadArchive(_("备份文件里的表 %(name)s 不是这个版本的。") % {"name": table["model"]})
    for file in manifest["files"]:
        try:
            validate_file_name(file["name"], allow_relative_path=True)
        except SuspiciousFileOperation as fault:
            raise BadArchive(_("备份文件里有不能存放的文件名：%(name)s") % {"name": file["name"]}) from fault


def _must_be_empty(executor, manifest):
    applied = set(MigrationRecorder(connection).applied_migrations())
    if applied and applied != {tuple(one) for one in manifest["migrations"]}:
        raise BadArchive(_("目标数据库不是空的。请建一个新的空数据库，不要先执行 migrate。"))
    tables = set(connection.introspection.table_names()) if applied else set()
    full = [
        one._meta.label
        for one in archived_models()
        if one._meta.db_table in tables and one._base_manager.exists()
    ]
    if full:
        raise BadArchive(
            _("目标数据库里已有数据（%(tables)s）。请换一个空数据库。") % {"tables": "、".join(full[:3])}
        )
    try:
        there = any(default_storage.listdir(""))
    except FileNotFoundError:
        there = False
    except StoreAway as fault:
        raise BadArchive(_("%(fault)s，没有恢复。") % {"fault": fault}) from fault
    if there:
        raise BadArchive(_("存放证明材料的地方不是空的，请换一个空的。"))


# --- the rows and the files ----------------------------------------------------------------------------------


def _fill(archive, manifest, apps):
    """All rows in one transaction, all files before it ends."""
    models = {model._meta.label: model for model in archived_models(apps)}
    written = []
    try:
        with transaction.atomic():
            for table in manifest["tables"]:
                _fill_table(archive, models[table["model"]], table)
            for file in manifest["files"]:
                written.append(file["name"])
                _fill_file(archive, file["name"])
            _set_sequences(models.values())
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _fill_table(archive, model, table):
    known = {column.attname: column for column in model._meta.concrete_fields}
    for column in known.values():
        column.auto_now = column.auto_now_add = False  # a restored row keeps its times
    fields = [known[name] for name in table["columns"]]
    rows, count = [], 0
    with archive.open(rows_member(model._meta.label)) as member:
        for count, line in enumerate(member, start=1):
            try:
                rows.append(row_of(model, fields, line))
            except (TypeError, ValueError, ValidationError) as fault:
                words = {"table": table["model"], "number": count}
                raise BadArchive(_("备份文件里 %(table)s 的第 %(number)s 行读不出来。") % words) from fault
            if len(rows) == ROWS:
                model._base_manager.bulk_create(rows)
                rows = []
    model._base_manager.bulk_create(rows)
    if count != table["rows"]:
        raise BadArchive(
            _("备份文件里 %(table)s 有 %(count)s 行，目录说有 %(rows)s 行。")
            % {"table": table["model"], "count": count, "rows": table["rows"]}
        )


def _fill_file(archive, name):
    with archive.open(file_member(name)) as member:
        kept = default_storage.save(name, File(member, name))
    if kept != name:
        default_storage.delete(kept)
        raise BadArchive(_("文件 %(name)s 不能按原名存放。") % {"name": name})


def _set_sequences(models):
    """The next new row gets a key of its own."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- afterwards ----------------------------------------------------------------------------------------------


def _proved(manifest, expect):
    found = sealing.verify(expect)
    faults = [*found.faults, *_of_other_files(manifest)]
    receipts = 0
    for receipt in Receipt.objects.only("number", "content", "sha256").iterator(ROWS):
        receipts += 1
        if receipt_digest(receipt.content) != receipt.sha256:
            faults.append(_("回执 %(number)s 的内容和摘要不符。") % {"number": receipt.number})
    return Restored(
        rows=sum(table["rows"] for table in manifest["tables"]),
        files=len(manifest["files"]),
        receipts=receipts,
        seals=found.seals,
        faults=tuple(faults),
    )


def _of_other_files(manifest):
    """A sentence for each row whose file is not the one that was uploaded."""
    kept = {file["name"]: file["sha256"] for file in manifest["files"]}
    for model in (Evidence, Document):
        for row in model._base_manager.only("file", "name", "sha256").iterator(ROWS):
            if kept.get(row.file.name, row.sha256) != row.sha256:
                yield _("“%(name)s”（%(file)s）不是当时上传的那个文件。") % {
                    "name": row.name,
                    "file": row.file.name,
                }
