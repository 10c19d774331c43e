"""The table of what is told names real actions, and nothing it does not name is told."""

from districts import trail
from districts.trail import ACTIONS
from reports.telling.told import TOLD


def test_only_actions_of_the_trail_are_told():
    assert set(TOLD) <= set(ACTIONS)


def test_what_the_table_does_not_name_is_told_to_nobody(addressed, django_assert_num_queries):
    others = sorted(set(ACTIONS) - set(TOLD))
    with django_assert_num_queries(len(others)):  # the events themselves
        for action in others:
            trail.record(action, by=addressed.shen)
