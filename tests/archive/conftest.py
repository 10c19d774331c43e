"""The walls' small world is what is backed up."""

from tests.walls.conftest import world  # noqa: F401
