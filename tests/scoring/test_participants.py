"""Who takes part: chosen by the district, each with its blank sheet; nothing entered is lost."""

import pytest

from districts.doors import Refused
from districts.models import Community, Participation
from scoring.actions import choose_participants
from scoring.models import ItemScore, ScoreSheet
from tests.scenes import fill, hand_in


def choose(places, year, by, *names):
    wanted = [places.communities[name] for name in names]
    return choose_participants(places.haishu, year=year, communities=wanted, by=by)


def standing(year):
    return sorted(Participation.objects.filter(year=year).values_list("community__name", flat=True))


def test_choosing_makes_a_sheet_with_seventeen_rows_for_each(places, people, year):
    assert choose(places, year, people.zhou, "春浪社区", "天一社区") == (2, 0)
    assert standing(year) == ["天一社区", "春浪社区"]
    assert (ScoreSheet.objects.count(), ItemScore.objects.count()) == (2, 34)


def test_taking_out_a_community_nobody_scored_removes_its_blank_sheet(places, people, year):
    choose(places, year, people.zhou, "春浪社区", "天一社区")
    assert choose(places, year, people.zhou, "天一社区") == (0, 1)
    assert standing(year) == ["天一社区"]


def test_a_community_whose_scoring_has_begun_stays(places, people, year, participants):
    fill(participants["春浪社区"], people.chen)
    with pytest.raises(Refused, match="春浪社区已开始评分，不能移出"):
        choose(places, year, people.zhou, "天一社区")
    assert len(standing(year)) == 8


def test_after_the_hand_in_nobody_joins_or_leaves(world_handed_in, places, people, year):
    with pytest.raises(Refused, match="参与社区不能再改"):
        choose(places, year, people.zhou, "春浪社区")


@pytest.fixture
def world_handed_in(participants, people, places, year):
    from datetime import date

    from districts.models import Extension
    from reports.models import Submission

    Extension.objects.create(
        year=year, district=places.haishu, until=date(2099, 12, 31), reason="测试", granted_by=people.shen
    )
    fill(participants["春浪社区"], people.chen)
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)


def test_the_page_offers_only_communities_valid_today(places, people, year, client):
    from datetime import date

    Community.objects.filter(name="柳堤社区").update(valid_until=date(2021, 1, 1))
    client.force_login(people.zhou)
    page = client.get(f"/{year.number}/participants/").content.decode()
    assert ("春浪社区" in page, "柳堤社区" in page) == (True, False)


def test_a_community_of_another_district_cannot_be_smuggled_in(places, people, year, client):
    client.force_login(people.zhou)
    foreign = places.communities["孔浦北村社区"]
    answer = client.post(f"/{year.number}/participants/", {"communities": [foreign.pk]})
    assert (answer.status_code, standing(year)) == (422, [])
