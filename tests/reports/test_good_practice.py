"""典型做法: sent by a district, spread by the city to all of them, taken back with a reason."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from districts.doors import Refused
from districts.models import Event, Year
from reports.actions import accept_practice, withdraw_acceptance
from reports.document_queries import waiting_practices
from reports.models import Acceptance, Document, GoodPractice
from tests.files import a_pdf
from tests.scenes import recommend

EVERYBODY = ["chen", "lin", "yue", "zhou", "wu", "he", "wang", "shen", "huan", "guan", "audit"]
OTHERS = ["lin", "yue", "wu", "he", "huan"]
OWN_AND_CITY = ["chen", "zhou", "wang", "shen"]
TITLE = "楼道里的分类角"


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2021-07-05 10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def sent(people, places, year):
    """海曙 has sent one."""
    return recommend(places.haishu, year, people.zhou)


@pytest.fixture
def accepted(sent, people):
    return accept_practice(sent, comment="别处照着能做。", by=people.wang)


@pytest.fixture
def as_(client, people):
    def sign_in(who):
        client.force_login(getattr(people, who))
        return client

    return sign_in


def listed_for(as_, who):
    page = as_(who).get("/good-practice/")
    return [document.title for document, _acceptance in page.context["lines"]] if page.context else None


def opened_by(as_, document):
    return {who for who in EVERYBODY if as_(who).get(document.get_absolute_url()).status_code == 200}


def test_before_it_is_accepted_only_its_district_and_the_city_see_it(as_, sent):
    assert opened_by(as_, sent) == set(OWN_AND_CITY)
    assert {who: listed_for(as_, who) for who in OTHERS} == {who: [] for who in OTHERS}
    assert TITLE in as_("zhou").get("/2021/documents/330203/").text
    waiting = as_("wang").get("/good-practice/?state=waiting")
    assert [document for document, _none in waiting.context["lines"]] == [sent]


def test_nobody_but_the_city_asks_for_what_waits(as_, sent):
    for who in ("zhou", "he", "huan"):
        assert as_(who).get("/good-practice/?state=waiting").context["lines"] == []


def test_once_accepted_every_district_its_streets_and_the_departments_see_it(as_, accepted, sent):
    assert opened_by(as_, sent) == {*OWN_AND_CITY, *OTHERS}
    page = as_("he").get("/good-practice/")
    assert [document for document, _acceptance in page.context["lines"]] == [sent]
    for words in (TITLE, "海曙区", "2021年7月5日采纳", "每个单元一个角，由楼组长看着。", "别处照着能做。"):
        assert words in page.text
    assert "撤下" not in page.text


def test_the_city_accepts_on_a_page_that_says_what_that_does(as_, sent, people, places):
    client = as_("wang")
    address = f"/good-practice/{sent.practice_id}/accept/"
    page = client.get(address).text
    assert "各区县（市）和会审部门在“典型做法”里看到它" in page
    answer = client.post(address, {"document": sent.key, "comment": "好。"})
    assert (answer.status_code, answer.url) == (
        302,
        f"/2021/documents/330203/#good_practice-{sent.practice_id}",
    )
    event = Event.objects.get(action="practice_accepted")
    assert (event.actor, event.district, event.after) == (
        people.wang,
        places.haishu,
        {"title": TITLE, "comment": "好。"},
    )
    assert "这一版已经采纳了。" in client.get(address).text
    again = client.post(address, {"document": sent.key})
    assert (again.status_code, Acceptance.objects.count()) == (409, 1)


def test_a_comment_is_not_asked_for(as_, sent):
    address = f"/good-practice/{sent.practice_id}/accept/"
    assert as_("shen").post(address, {"document": sent.key}).status_code == 302
    assert Acceptance.objects.standing().get().comment == ""


def test_a_new_version_is_not_spread_by_itself(as_, accepted, sent, people, places, year):
    newer = recommend(
        places.haishu, year, people.zhou, title="改过的题目", name="二稿.pdf", practice=sent.practice
    )
    assert opened_by(as_, newer) == set(OWN_AND_CITY)
    assert listed_for(as_, "he") == [TITLE]
    assert list(waiting_practices()) == [newer]
    assert as_("wang").get("/2021/documents/overview/").context["page"].waiting == 1
    accept_practice(newer, comment="", by=people.shen)
    assert listed_for(as_, "he") == ["改过的题目"]
    assert opened_by(as_, sent) == set(OWN_AND_CITY)
    assert [each.withdrawn_why for each in Acceptance.objects.all()] == ["", "改为采纳新的版本。"]
    assert list(waiting_practices()) == []
    assert as_("wang").get("/2021/documents/overview/").context["page"].waiting == 0


def test_a_version_that_was_replaced_meanwhile_is_not_accepted_unseen(as_, sent, people, places, year):
    recommend(places.haishu, year, people.zhou, name="二稿.pdf", practice=sent.practice)
    answer = as_("wang").post(f"/good-practice/{sent.practice_id}/accept/", {"document": sent.key})
    assert answer.status_code == 409
    assert "区县刚才上传了新的版本，没有采纳。" in answer.text
    assert as_("wang").post(f"/good-practice/{sent.practice_id}/accept/", {}).status_code == 404


def test_what_is_taken_back_is_seen_by_its_district_with_the_reason_and_by_no_other(as_, accepted, sent):
    client = as_("wang")
    address = f"/good-practice/{sent.practice_id}/withdraw/"
    assert client.post(address, {"why": " "}).status_code == 422
    assert client.post(address, {"why": "数据有误，核实以后再说。"}).status_code == 302
    assert opened_by(as_, sent) == set(OWN_AND_CITY)
    assert listed_for(as_, "he") == []
    assert "2021年7月5日撤下：数据有误，核实以后再说。" in as_("zhou").get("/2021/documents/330203/").text
    event = Event.objects.get(action="acceptance_withdrawn")
    assert (event.before, event.note) == ({"title": TITLE}, "数据有误，核实以后再说。")
    assert as_("wang").get(address).status_code == 404
    assert list(waiting_practices()) == []


def test_what_was_taken_back_may_be_accepted_again(accepted, sent, people):
    withdraw_acceptance(accepted, why="数据有误。", by=people.wang)
    with pytest.raises(Refused, match="已经撤下了"):
        withdraw_acceptance(accepted, why="数据有误。", by=people.shen)
    accept_practice(sent, comment="", by=people.shen)
    assert Acceptance.objects.standing().get().accepted_by == people.shen
    assert Acceptance.objects.count() == 2


def test_the_page_goes_over_the_years_newest_first(as_, accepted, people, places):
    second = Year.objects.get(number=2022)
    later = recommend(places.jiangbei, second, people.he, title="公益课堂进社区")
    with time_machine.travel("2022-07-05 10:00+08:00", tick=False):
        accept_practice(later, comment="", by=people.wang)
    with time_machine.travel("2022-07-06 10:00+08:00", tick=False):
        assert listed_for(as_, "huan") == ["公益课堂进社区", TITLE]


def test_a_district_sends_several_and_versions_of_each_with_title_and_summary(as_, people, places):
    client = as_("zhou")
    said = {"purpose": "good_practice", "title": "屋顶花园", "summary": "雨水浇花。"}
    for name in ("一.pdf", "二.pdf"):
        assert client.post("/2021/documents/330203/", said | {"file": a_pdf(name)}).status_code == 302
    assert GoodPractice.objects.count() == 2
    first = GoodPractice.objects.last()
    new = said | {"file": a_pdf("三.pdf"), "practice": first.pk}
    assert client.post("/2021/documents/330203/", new).status_code == 302
    assert (GoodPractice.objects.count(), first.versions.count()) == (2, 2)
    bare = client.post("/2021/documents/330203/", said | {"title": "", "summary": "", "file": a_pdf()})
    assert bare.status_code == 422
    assert "请填题目，一句话说明做了什么。" in bare.text
    assert "请写摘要：怎么做的，效果如何。" in bare.text


def test_a_version_is_of_the_districts_own_practice(as_, sent, people, places, year):
    said = {
        "purpose": "good_practice",
        "title": "别人的",
        "summary": "别人的。",
        "practice": sent.practice_id,
    }
    answer = as_("he").post("/2021/documents/330205/", said | {"file": a_pdf()})
    assert (answer.status_code, Document.objects.count()) == (422, 1)
    with pytest.raises(Refused, match="不是本区县这个年度的"):
        recommend(places.jiangbei, year, people.he, practice=sent.practice)


def test_one_acceptance_stands_of_each_and_an_end_says_who_and_why(accepted, sent, people):
    standing = {"practice": sent.practice, "document": sent, "accepted_by": people.wang}
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.create(**standing)
    with pytest.raises(IntegrityError, match="says_who_when_and_why"), transaction.atomic():
        Acceptance.objects.update(withdrawn_by=people.wang)
