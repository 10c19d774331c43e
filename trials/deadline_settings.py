"""The site's settings with the floors beside its addresses. Static files are not collected and packed, which takes a minute:
nobody asks for them here."""

from bench.settings import *  # noqa: F403
from bench.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
