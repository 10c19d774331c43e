"""What stands where in an archive, for both ways.

rows/<app>.<model>.jsonl   a JSON list of values for each row, in the order of the manifest's columns
files/<name>               a kept file, as it lies in the evidence store
manifest.json              what there is, with the SHA-256 of each member; written last
"""

import base64
import json

from django.apps import apps as installed
from django.db.models import FileField, JSONField

FORMAT = 1
MANIFEST = "manifest.json"
# Whoever was signed in signs in again; what waited in the queue, or was made for a download, is asked for again.
LEFT_OUT = {"sessions.Session", "districts.Job", "django_tasks_database.DBTaskResult"}


def archived_models(apps=installed):
    """The models whose rows are kept, in a fixed order."""
    models = apps.get_models(include_auto_created=True)
    kept = [
        one for one in models if one._meta.managed and not one._meta.proxy and one._meta.label not in LEFT_OUT
    ]
    return sorted(kept, key=lambda one: one._meta.label)


def columns(model):
    return [column.attname for column in model._meta.concrete_fields]


def file_columns(model):
    return [column for column in model._meta.concrete_fields if isinstance(column, FileField)]


def rows_member(label):
    return f"rows/{label.lower()}.jsonl"


def file_member(name):
    return f"files/{name}"


def row_line(row):
    """One row as a line of bytes: the same on every database."""
    values = [_out(column, row) for column in row._meta.concrete_fields]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _out(column, row):
    value = column.value_from_object(row)
    if value is None or isinstance(column, JSONField) or type(value) in (bool, int, str):
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return column.value_to_string(row)


def row_of(model, fields, line):
    """The unsaved row of a line. fields: the model's columns in the order of the line."""
    row = model()
    for column, value in zip(fields, json.loads(line), strict=True):
        if value is not None and not isinstance(column, JSONField):
            value = column.to_python(value)
        setattr(row, column.attname, value)
    return row
