"""Kept files and the rows that name them. A file is written before its row; a process killed in between, or a transaction that fails
afterwards, leaves a file nobody can reach. The nightly sweep takes those away and misses what a row names and the store has not."""

from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone

from .archive.layout import file_columns


def sweep(older_than):
    """Delete the files that no row names and that are older than this timedelta: younger ones may just be on their way.

    Returns (names deleted, names of rows without a file), both sorted."""
    gone, missing, until = [], {name for name in _named_in("") if name}, timezone.now() - older_than
    for folder, names in _folders(""):
        known = set(_named_in(folder)) if names else set()
        for name in names:
            missing.discard(name)
            if name not in known and _made(name) <= until:
                default_storage.delete(name)
                gone.append(name)
    return sorted(gone), sorted(missing)


def _made(name):
    """When; of a file that is gone already, now."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:  # what /health/ready keeps for a moment, say
        return timezone.now()


def _folders(folder):
    """(folder, the names of the files in it), the whole store through."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield folder, [f"{folder}{file}" for file in files]
    for each in folders:
        yield from _folders(f"{folder}{each}/")


def _named_in(folder):
    for model in apps.get_models():
        for column in file_columns(model):
            named = model._base_manager.filter(**{f"{column.name}__startswith": folder})
            yield from named.values_list(column.name, flat=True).iterator()
