"""Writing an archive while the site runs."""

import hashlib
import json
import os
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from .layout import (
    FORMAT,
    MANIFEST,
    archived_models,
    columns,
    file_columns,
    file_member,
    row_line,
    rows_member,
)

CHUNK = 1 << 20
ROWS = 2000


@dataclass(frozen=True)
class Backup:
    """What was written: numbers, the SHA-256 of the whole file, and the names of kept files that are gone from the store."""

    rows: int
    files: int
    sha256: str
    missing: tuple[str, ...]


def write_backup(path):
    """Write the archive to a new file `path`. It has its name only once it is whole. Raises FileExistsError."""
    path = Path(path)
    if path.exists():
        raise FileExistsError(path)
    # For its owner's eyes: it holds the passwords' digests and the second factors' keys.
    handle, part = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    part = Path(part)
    try:
        with open(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive, _one_moment():
                rows, files, missing = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        digest = _digest_of(part)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))  # of two at once only one has the name
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _keep_the_name(path.parent)
    return Backup(rows, files, digest, tuple(missing))


def _keep_the_name(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _one_moment():
    """All that is read inside stands as it did at one moment; nobody who writes meanwhile waits."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the writers' lock
            try:
                yield
            finally:
                cursor.execute("COMMIT")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _fill(archive):
    tables, names = [], {}
    for model in archived_models():
        label, digest, count = model._meta.label, hashlib.sha256(), 0
        files = file_columns(model)
        with archive.open(rows_member(label), "w", force_zip64=True) as member:
            for row in model._base_manager.order_by("pk").iterator(ROWS):
                line = row_line(row)
                member.write(line)
                digest.update(line)
                count += 1
                names |= {getattr(row, column.attname).name: None for column in files}
        tables.append(
            {"model": label, "columns": columns(model), "rows": count, "sha256": digest.hexdigest()}
        )
    kept, missing = _copy_files(archive, [name for name in names if name])
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "tables": tables,
        "files": kept,
        "missing": missing,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return sum(table["rows"] for table in tables), len(kept), missing


def _copy_files(archive, names):
    kept, missing = [], []
    for name in sorted(names):
        try:
            source = default_storage.open(name)
        except OSError:
            missing.append(name)
            continue
        digest, size = hashlib.sha256(), 0
        # Pictures and PDFs are compressed already.
        member = zipfile.ZipInfo(file_member(name), date_time=(1980, 1, 1, 0, 0, 0))
        with source, archive.open(member, "w", force_zip64=True) as target:
            for chunk in source.chunks(CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        kept.append({"name": name, "size": size, "sha256": digest.hexdigest()})
    return kept, missing


def _digest_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
