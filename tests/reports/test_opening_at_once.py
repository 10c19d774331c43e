"""Two leads who open the same year at the same moment: one wins, the other is told, and there is one year."""

import pytest

from districts.models import Event, Programme, Target, User, Year
from reports.models import Submission
from reports.opening.actions import open_year
from scoring.actions import choose_participants
from scoring.models import Adoption, ScoreSheet
from tests.reports.test_at_once import at_once
from tests.reports.test_opening import an_opening

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_leads_opening_at_once_one_wins_and_the_other_is_told(people, places, year):
    second = Year.objects.get(number=2022)
    some = [places.communities[name] for name in ("春浪社区", "天一社区")]
    choose_participants(places.haishu, year=second, communities=some, by=people.zhou)
    other = User.objects.create_user("zhao", "x", full_name="赵敏", role="city_lead")
    ours = an_opening(second, target_330203="61")
    theirs = an_opening(second, target_330203="70", document_number="甬建发〔2023〕9号")
    told = at_once(
        lambda: open_year(second, opening=ours, by=people.shen),
        lambda: open_year(second, opening=theirs, by=other),
    )
    assert told.count(None) == 1
    (sentence,) = [each for each in told if each]
    assert sentence.startswith("2023年度刚刚已由别人开启，您的没有写入。")
    opened = Year.objects.get(number=2023)
    won = (61, 70)[told.index(None)]
    assert Target.objects.get(year=opened, district=places.haishu).target == won
    counts = [model.objects.filter(year=opened).count() for model in (Submission, ScoreSheet, Adoption)]
    assert (counts, Programme.objects.count()) == ([10, 2, 1], 2)
    results = Event.objects.filter(action="year_opened").order_by("pk").values_list("result", flat=True)
    assert sorted(results) == ["done", "refused"]
