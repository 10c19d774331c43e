"""进展图 and 得分图: whose numbers they show, where their marks lead, what can be taken away."""

import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from districts.models import Event
from reports.pictures import PROGRESS, SCORES
from tests.reports.lists import hand_in_list
from tests.scenes import fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    return hand_in_list(places.jiangbei, year, ["外滩社区", "鲒埼社区"], by=people.he)


def page(client, who, view="progress_pictures", **asked):
    client.force_login(who)
    return client.get(reverse(f"reports:{view}", args=[2021]), asked)


def names(answer):
    return [picture.name for picture, _files in answer.context["pictures"]]


def test_the_city_sees_all_districts_and_a_district_itself_alone(client, people, listed):
    whole = page(client, people.wang)
    assert names(whole) == list(PROGRESS)
    assert "海曙区" in whole.content.decode()
    own = page(client, people.he)
    assert names(own) == [name for name in PROGRESS if name != "map"]
    assert "海曙区" not in own.content.decode()
    assert names(page(client, people.he, "score_pictures")) == [name for name in SCORES if name != "spread"]


@pytest.mark.parametrize("view", ["progress_pictures", "score_pictures"])
@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("he", {"district": "330203"}, 404),
        ("wang", {"district": "330205"}, 200),
        ("wang", {"district": "330299"}, 404),
        ("lin", {}, 403),
        ("huan", {}, 403),
        ("guan", {}, 403),
        ("audit", {}, 403),
    ],
)
def test_whose_pictures_one_may_see(client, people, listed, view, who, asked, status):
    assert page(client, getattr(people, who), view, **asked).status_code == status


def test_a_click_opens_the_rows_behind_a_mark(client, people, listed):
    text = page(client, people.wang).content.decode()
    assert f'<a href="{listed.get_absolute_url()}" aria-label="江北区：0 / 28，占 0.00%">' in text
    scores = page(client, people.wang, "score_pictures").content.decode()
    assert f'href="{reverse("scoring:communities", args=[2021])}?verdict=passed"' in scores
    own = page(client, people.wang, "score_pictures", district="330205").content.decode()
    assert "?verdict=passed&amp;district=330205" in own


def test_what_is_not_reported_is_no_nought(client, people, listed):
    targets = next(p for p, _files in page(client, people.wang).context["pictures"] if p.name == "targets")
    rows = {row[0]: row for row in targets.table.rows}
    assert rows["江北区"][3:6] == (2, 0, 0)
    assert rows["海曙区"][3:] == (None, None, None, None)
    assert "海曙区未上报" in targets.words
    assert 'class="p-none"' in targets.body


def test_an_unfinished_sheet_is_in_no_picture_of_scores(client, people, participants, year):
    assert "还没有评完的初评评分表。" in page(client, people.zhou, "score_pictures").content.decode()
    fill(participants["春浪社区"], people.chen, r1b=3, r17a=4)
    pictures = {p.name: p for p, _files in page(client, people.zhou, "score_pictures").context["pictures"]}
    assert pictures["distribution"].table.rows == [(97, 1)]
    assert pictures["rules"].table.rows[0][::2] == ("1b", 3)
    assert [row[0] for row in pictures["heat"].table.rows] == ["南门街道"]


def test_a_district_that_passes_only_by_the_bonus_is_told(client, people, participants):
    fill(participants["春浪社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True, r17a=4)
    picture = page(client, people.zhou, "score_pictures").context["pictures"][0][0]
    assert "80 分以上 1 份，其中靠附加分 1 份" in picture.words


@pytest.mark.parametrize("name", [*PROGRESS, *SCORES])
def test_every_picture_has_its_numbers_and_its_drawing_as_files(client, people, participants, listed, name):
    fill(participants["春浪社区"], people.chen, r1b=3)
    client.force_login(people.wang)

    def taken(kind):
        answer = client.get(reverse("reports:picture_file", args=[2021, name, kind]))
        assert answer.status_code == 200
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert load_workbook(io.BytesIO(taken("xlsx"))).active.max_row >= 2
    assert ElementTree.fromstring(taken("svg")).tag.endswith("svg")
    assert {e.action for e in Event.objects.filter(action__endswith="exported")} == {
        "list_exported",
        "table_exported",
    }


@pytest.mark.pango
def test_a_picture_is_taken_as_a_bitmap(client, people, listed):
    client.force_login(people.wang)
    answer = client.get(reverse("reports:picture_file", args=[2021, "targets", "png"]))
    assert answer.content.startswith(b"\x89PNG")
    assert "各区县占比与目标".encode() not in answer.content


def test_a_picture_of_the_whole_city_is_not_a_districts(client, people, listed):
    client.force_login(people.he)
    for name in ("map", "spread", "nothing"):
        assert client.get(reverse("reports:picture_file", args=[2021, name, "svg"])).status_code == 404
