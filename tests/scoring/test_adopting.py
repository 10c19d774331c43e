"""Adopting a rubric: for the year by the city, for itself by a district; a sheet stays with what it was begun under."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from districts.doors import Refused
from districts.models import Event
from scoring.actions import save_item, start_baseline
from scoring.adopting import adopt_rubric, comment_on
from scoring.bring_back import open_workbook, plan_of
from scoring.models import Adoption, Rubric, ScoreSheet, Stage
from scoring.rubrics import keep_draft, rubric_for
from tests.rubrics import METHOD, published, variant
from tests.scenes import attach, clean_findings
from tests.scoring.workbook.books import downloaded


@pytest.fixture
def second(people):
    return published(people.shen, variant(pass_mark=85))


@pytest.fixture
def own(people, places):
    return published(people.zhou, variant(pass_mark=75, new_rule=True), places.haishu)


def begin(sheet, by, number=1):
    row = sheet.items.get(number=number)
    save_item(row, findings=clean_findings(sheet.rubric.parsed.item(number)), reason="", version=0, by=by)


def rubrics_of(district):
    return set(ScoreSheet.objects.filter(district=district).values_list("rubric__pass_mark", flat=True))


def test_the_city_adopts_for_the_year_and_blank_sheets_take_it_over(
    people, places, year, participants, second
):
    assert adopt_rubric(second, year=year, by=people.shen) == 8
    assert rubric_for(year, places.haishu) == second
    assert (rubrics_of(places.haishu), rubrics_of(places.jiangbei)) == ({85}, {85})
    event = Event.objects.get(action="rubric_adopted")
    assert (event.before, event.after) == (
        {"year": 2021, "rubric": "ningbo-2021 第1版"},
        {"year": 2021, "rubric": "ningbo-2021 第2版", "repinned": 8},
    )


def test_a_districts_own_holds_for_it_alone(people, places, year, participants, own):
    assert adopt_rubric(own, year=year, method=METHOD, by=people.zhou) == 6
    assert (rubrics_of(places.haishu), rubrics_of(places.jiangbei)) == ({75}, {80})
    adoption = Adoption.objects.get(district=places.haishu)
    assert {name: getattr(adoption, name) for name in METHOD} == METHOD
    assert (adoption.adopted_by, adoption.year) == (people.zhou, year)


def test_the_citys_choice_leaves_districts_with_their_own_alone(
    people, places, year, participants, own, second
):
    adopt_rubric(own, year=year, method=METHOD, by=people.zhou)
    begin(participants["春浪社区"], people.chen)
    assert adopt_rubric(second, year=year, by=people.shen) == 2
    assert (rubrics_of(places.haishu), rubrics_of(places.jiangbei)) == ({75}, {85})


def test_rows_follow_the_items_of_the_new_rubric(people, places, year, participants):
    definition = variant()
    fewer = published(people.shen, without_item_17(definition))
    adopt_rubric(fewer, year=year, by=people.shen)
    sheet = participants["春浪社区"]
    assert list(sheet.items.values_list("number", flat=True)) == [*range(1, 17)]
    assert set(sheet.items.values_list("state", "version")) == {("blank", 0)}


def without_item_17(sound):
    from scoring.engine.load import rubric_from_mapping
    from scoring.engine.write import as_mapping

    definition = as_mapping(sound)
    del definition["categories"][-1]
    definition["categories"][0]["items"][0]["points"] = 10
    return rubric_from_mapping(definition, "")


@pytest.mark.parametrize("touch", ["saved", "taken back", "evidence"])
def test_once_an_initial_sheet_has_begun_the_year_keeps_its_rubric(
    people, places, year, participants, second, touch
):
    sheet = participants["春浪社区"]
    if touch == "evidence":
        attach(sheet, 17, people.chen)
    else:
        begin(sheet, people.chen)
    if touch == "taken back":
        row = sheet.items.get(number=1)
        save_item(row, findings={}, reason="", version=1, by=people.chen)
    with pytest.raises(Refused) as refused:
        adopt_rubric(second, year=year, by=people.shen)
    assert str(refused.value) == (
        "2021年度已有评分表开始填写：海曙区 1 份。评分表始终用开始时的标准，本年度不能再换；可以从下一年度起采用。"
    )
    assert rubric_for(year, places.jiangbei).version == "1"
    assert (rubrics_of(places.haishu), rubrics_of(places.jiangbei)) == ({80}, {80})


def test_a_district_whose_sheets_are_blank_may_adopt_while_others_have_begun(
    people, places, year, participants, own
):
    begin(participants["孔浦北村社区"], people.wu)
    assert adopt_rubric(own, year=year, method=METHOD, by=people.zhou) == 6


def versions_of(district, stage):
    sheets = ScoreSheet.objects.filter(district=district, stage=stage)
    return sorted(sheets.values_list("rubric__code", "rubric__version"))


def test_a_baseline_that_has_begun_keeps_its_own_whole_and_hinders_nobody(
    people, places, year, participants, own
):
    first, *_rest = start_baseline(places.haishu, year=year, by=people.zhou)
    begin(first, people.chen)
    assert adopt_rubric(own, year=year, method=METHOD, by=people.zhou) == 6
    assert versions_of(places.haishu, Stage.BASELINE) == [("ningbo-2021", "1")] * 6
    assert versions_of(places.haishu, Stage.INITIAL) == [("ningbo-2021-330203", "1")] * 6


def test_a_baseline_nobody_has_begun_takes_the_rubric_over(people, places, year, own):
    start_baseline(places.haishu, year=year, by=people.zhou)
    assert adopt_rubric(own, year=year, method=METHOD, by=people.zhou) == 6
    assert versions_of(places.haishu, Stage.BASELINE) == [("ningbo-2021-330203", "1")] * 6


def test_the_citys_choice_leaves_the_baseline_of_the_districts_that_have_begun(people, places, year, second):
    first, *_rest = start_baseline(places.haishu, year=year, by=people.zhou)
    start_baseline(places.jiangbei, year=year, by=people.he)
    begin(first, people.chen)
    adopt_rubric(second, year=year, by=people.shen)
    assert {version for _code, version in versions_of(places.haishu, Stage.BASELINE)} == {"1"}
    assert {version for _code, version in versions_of(places.jiangbei, Stage.BASELINE)} == {"2"}


def test_a_community_that_joins_a_baseline_later_is_surveyed_by_its_rubric(people, places, year, own):
    first, *others = start_baseline(places.haishu, year=year, by=people.zhou)
    begin(first, people.chen)
    others[0].delete()
    adopt_rubric(own, year=year, method=METHOD, by=people.zhou)
    (joined,) = start_baseline(places.haishu, year=year, by=people.zhou)
    assert str(joined.rubric) == "ningbo-2021 第1版"


def test_the_baseline_workbook_is_taken_out_and_brought_back_after_another_rubric_was_adopted(
    people, places, year, own
):
    first, *_rest = start_baseline(places.haishu, year=year, by=people.zhou)
    begin(first, people.chen)
    earlier = downloaded(people.chen, year, stage=Stage.BASELINE)
    adopt_rubric(own, year=year, method=METHOD, by=people.zhou)
    for content in (earlier, downloaded(people.chen, year, stage=Stage.BASELINE)):
        opened = open_workbook("摸底.xlsx", content, year=year, district=places.haishu, by=people.chen)
        assert (plan_of(opened).left, plan_of(opened).unchanged) == ((), 17 * 6)


def test_a_draft_and_the_same_again_are_refused(people, year, second):
    draft = keep_draft(None, sound=variant(pass_mark=70), by=people.shen)
    with pytest.raises(Refused, match="ningbo-2021 第3版还是草稿，先发布，再采用。"):
        adopt_rubric(draft, year=year, by=people.shen)
    with pytest.raises(Refused, match="2021年度采用的就是ningbo-2021 第1版。"):
        adopt_rubric(Rubric.objects.get(version="1"), year=year, by=people.shen)


def test_a_wrong_number_of_the_method_is_corrected_even_after_scoring_has_begun(
    people, places, year, participants, own
):
    adopt_rubric(own, year=year, method=METHOD | {"document_number": "海建〔2021〕21号"}, by=people.zhou)
    adoption = Adoption.objects.get(district=places.haishu)
    comment_on(adoption, comment="请说明理由。", by=people.shen)
    begin(ScoreSheet.objects.get(pk=participants["春浪社区"].pk), people.chen)
    assert adopt_rubric(own, year=year, method=METHOD, by=people.zhou) == 0
    corrected = Adoption.objects.get(district=places.haishu)
    assert (corrected.document_number, corrected.comment) == ("海建〔2021〕12号", "请说明理由。")
    assert (corrected.adopted_at, corrected.adopted_by) == (adoption.adopted_at, people.zhou)
    event = Event.objects.filter(action="rubric_adopted").first()
    assert (event.before["document_number"], event.after["document_number"]) == (
        "海建〔2021〕21号",
        "海建〔2021〕12号",
    )
    with pytest.raises(Refused, match="2021年度采用的就是ningbo-2021-330203 第1版。"):
        adopt_rubric(own, year=year, method=METHOD, by=people.zhou)


def test_a_saved_item_goes_by_the_rubric_the_sheet_has_by_then(people, year, participants, second):
    """The page was opened before the adoption; the blank sheet has another rubric when the item arrives."""
    row = participants["春浪社区"].items.get(number=1)
    adopt_rubric(second, year=year, by=people.shen)
    saved = save_item(row, findings={"1a": False, "1b": 0}, reason="", version=0, by=people.chen)
    assert saved.item.sheet.rubric == second


# --- the pages -----------------------------------------------------------------------------------------------


def asked(**changes):
    return METHOD | {"approved_on": "2021-06-20"} | changes


def test_a_district_lead_adopts_naming_the_approved_method(client, people, year, own, places):
    client.force_login(people.zhou)
    response = client.post(f"/2021/rubric/versions/{own.pk}/adopt/", asked())
    assert response.url == "/2021/rubric/versions/"
    assert Adoption.objects.get(district=places.haishu).document_number == "海建〔2021〕12号"
    page = client.get("/2021/rubric/")
    assert page.context["rubric"] == own.parsed
    assert "海曙区人民政府 2021年6月20日 批准" in page.text


def test_the_page_of_a_correction_shows_what_stands_and_says_what_it_does(client, people, year, own):
    adopt_rubric(own, year=year, method=METHOD | {"document_number": "海建〔2021〕21号"}, by=people.zhou)
    client.force_login(people.zhou)
    address = f"/2021/rubric/versions/{own.pk}/adopt/"
    assert f'href="{address}"' in client.get(f"/2021/rubric/versions/{own.pk}/").text
    page = client.get(address)
    assert page.context["form"].initial == METHOD | {"document_number": "海建〔2021〕21号"}
    assert "标准、评分表和得分不变" in page.text
    done = client.post(address, asked(), follow=True)
    assert "已更正ningbo-2021-330203 第1版的评估认定办法。" in done.text
    again = client.post(address, asked())
    assert (again.status_code, "没有更正。" in again.text) == (409, True)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"document_number": "海建[2021]12号"},
            "document_number",
            "应像 海建〔2021〕12号：机关代字、六角括号〔〕里的年份、序号和“号”。",
        ),
        ({"approved_on": "2099-01-01"}, "approved_on", "批准日期还没有到，批准以后才能采用。"),
        ({"approved_by": " "}, "approved_by", "请写批准机关，如 海曙区人民政府。"),
    ],
)
def test_a_method_that_is_not_named_properly_is_refused(client, people, year, own, changes, field, message):
    client.force_login(people.zhou)
    response = client.post(f"/2021/rubric/versions/{own.pk}/adopt/", asked(**changes))
    assert (response.status_code, response.context["form"].errors) == (422, {field: [message]})
    assert Adoption.objects.count() == 2


@pytest.mark.parametrize("own_rubric", [True, False])
def test_what_would_be_refused_is_said_before_anything_is_typed(
    client, people, places, year, participants, own, second, own_rubric
):
    found, lead = (own, people.zhou) if own_rubric else (second, people.shen)
    address = f"/2021/rubric/versions/{found.pk}/adopt/"
    client.force_login(lead)
    assert '<form method="post">' in client.get(address).text
    begin(participants["春浪社区"], people.chen)
    page = client.get(address)
    assert (page.status_code, '<form method="post">' in page.text) == (200, False)
    assert page.context["why_not"] == (
        "2021年度已有评分表开始填写：海曙区 1 份。评分表始终用开始时的标准，本年度不能再换；可以从下一年度起采用。"
    )
    assert page.context["why_not"] in page.text
    assert '<form method="post">' in client.get(address.replace("2021", "2022")).text


def test_a_draft_and_what_is_adopted_already_are_said_before_anything_is_typed(client, people, year):
    draft = keep_draft(None, sound=variant(pass_mark=70), by=people.shen)
    client.force_login(people.shen)
    standing = Rubric.objects.get(version="1")
    found = [
        client.get(f"/2021/rubric/versions/{one.pk}/adopt/").context["why_not"] for one in (draft, standing)
    ]
    assert found == ["ningbo-2021 第2版还是草稿，先发布，再采用。", "2021年度采用的就是ningbo-2021 第1版。"]


def test_a_refused_adoption_keeps_what_was_typed(client, people, year, participants, own):
    begin(participants["春浪社区"], people.chen)
    client.force_login(people.zhou)
    response = client.post(f"/2021/rubric/versions/{own.pk}/adopt/", asked())
    assert response.status_code == 409
    assert "海建〔2021〕12号" in response.text
    assert Adoption.objects.count() == 2


def test_the_database_wants_the_number_of_the_method(people, year, places, own):
    method = METHOD | {"document_number": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(year=year, district=places.haishu, rubric=own, **method)


# --- the city's word -----------------------------------------------------------------------------------------


@pytest.fixture
def adopted(people, year, own):
    adopt_rubric(own, year=year, method=METHOD, by=people.zhou)
    return Adoption.objects.get(rubric=own)


def test_the_city_sees_what_districts_adopted_and_comments(client, people, adopted):
    client.force_login(people.shen)
    assert client.get("/2021/rubric/versions/").context["adoptions"] == [adopted]
    address = f"/2021/rubric/adoptions/{adopted.pk}/comment/"
    assert client.post(address, {"comment": "达标线低于全市。"}).url == "/2021/rubric/versions/"
    adopted.refresh_from_db()
    assert (adopted.comment, adopted.commented_by) == ("达标线低于全市。", people.shen)
    assert adopted.commented_at is not None
    event = Event.objects.get(action="adoption_commented")
    assert (event.before, event.after) == ({"comment": ""}, {"comment": "达标线低于全市。"})
    client.force_login(people.zhou)
    assert "达标线低于全市。" in client.get("/2021/rubric/versions/").text
    client.force_login(people.he)
    assert client.get("/2021/rubric/versions/").context["adoptions"] == []


def test_a_comment_is_no_condition_and_the_same_again_is_no_event(people, adopted, places, year):
    comment_on(adopted, comment="请说明理由。", by=people.shen)
    comment_on(adopted, comment="请说明理由。", by=people.shen)
    assert Event.objects.filter(action="adoption_commented").count() == 1
    assert rubric_for(year, places.haishu) == adopted.rubric


def test_a_new_adoption_starts_without_the_comment_on_the_old(people, adopted, places, year):
    comment_on(adopted, comment="请说明理由。", by=people.shen)
    following = published(people.zhou, variant(pass_mark=78), places.haishu)
    adopt_rubric(following, year=year, method=METHOD | {"approved_on": date(2021, 7, 1)}, by=people.zhou)
    adopted.refresh_from_db()
    assert (adopted.rubric, adopted.comment, adopted.commented_by) == (following, "", None)
    assert Event.objects.filter(action="rubric_adopted").first().before["comment"] == "请说明理由。"


def test_on_its_own_choice_the_city_has_no_comment(client, people, year):
    client.force_login(people.shen)
    own_choice = Adoption.objects.get(year=year, district=None)
    assert client.get(f"/2021/rubric/adoptions/{own_choice.pk}/comment/").status_code == 404
