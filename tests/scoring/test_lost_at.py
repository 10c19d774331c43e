"""The list of communities that lost points at one item, to which the pictures lead."""

import pytest
from django.urls import reverse

from scoring.models import ScoreSheet
from scoring.queries import lost_at
from tests.scenes import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(participants, people):
    """春浪 lost at items 1 and 9, 柳堤 nowhere but at the bonus; 万宁 is not begun."""
    fill(participants["春浪社区"], people.chen, r1b=2, r9a=True, r17a=4)
    fill(participants["柳堤社区"], people.chen, r17a=1)
    return participants


def names(number):
    return [sheet.community.name for sheet in lost_at(ScoreSheet.objects.filter(total__isnull=False), number)]


@pytest.mark.parametrize(
    ("number", "found"), [(1, ["春浪社区"]), (9, ["春浪社区"]), (2, []), (17, ["柳堤社区"]), (99, [])]
)
def test_who_lost_points_at_an_item(scored, number, found):
    assert names(number) == found


def test_the_page_says_so_and_lets_go_of_it(client, people, scored):
    client.force_login(people.zhou)
    page = client.get(reverse("scoring:communities", args=[2021]), {"item": "1"})
    text = page.content.decode()
    assert ("春浪社区" in text, "柳堤社区" in text) == (True, False)
    assert "海曙区 2021年度第 1 项有扣分的社区 1 个。" in text
    assert '<a href="?">不限这一项</a>' in text


@pytest.mark.parametrize("nonsense", ["0", "x", "123", "-1", "1.5", "１"])
def test_nonsense_narrows_nothing(client, people, scored, nonsense):
    client.force_login(people.zhou)
    text = client.get(reverse("scoring:communities", args=[2021]), {"item": nonsense}).content.decode()
    assert "柳堤社区" in text
