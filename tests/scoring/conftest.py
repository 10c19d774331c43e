"""A scored sheet for the tests of what is printed."""

import pytest

from tests.scenes import fill
from tests.scoring.papers import FOUND


@pytest.fixture
def assessed(participants, people):
    """春浪社区, 82 points: every kind of deduction, one item at its floor, an award."""
    return fill(participants["春浪社区"], people.chen, **FOUND)
