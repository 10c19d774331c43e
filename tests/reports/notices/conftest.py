"""公示 of titles just given: 江北 three, 海曙 one, on 20 September 2021."""

import pytest

from reports import actions
from reports.models import Entry
from tests.reports.lists import hand_in_list
from tests.reports.notices.acts import show, upheld


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def titled(people, places, year):
    """江北 has three titles since today, 海曙 one; nothing is published."""
    for place, lead, names, street in (
        (places.jiangbei, people.he, ["外滩社区", "盐仓社区", "新马社区"], "中河街道"),
        (places.haishu, people.zhou, ["牡丹社区"], "白云街道"),
    ):
        submission = hand_in_list(place, year, names, by=lead, street=street, decision="recognised")
        actions.conclude(submission, by=people.shen)
    return people


@pytest.fixture
def opened(titled, people, year):
    return show(year, people)


@pytest.fixture
def lead(client, people):
    client.force_login(people.shen)
    return client


@pytest.fixture
def day(time_machine):
    def move(text):
        time_machine.move_to(f"{text} +0800", tick=False)

    return move


@pytest.fixture
def reopened(opened, people, day):
    """The objection to 盐仓 was upheld and 江北's review opened again; nothing is decided since."""
    upheld(opened, people, day)
    entry = Entry.objects.select_related("submission").get(community_name="盐仓社区")
    actions.reopen(entry.submission, reason="公示异议成立。", by=people.shen)
    entry.refresh_from_db()
    return entry
