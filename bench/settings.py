"""The site's settings, and the floors beside its addresses."""

from greencommunity.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
