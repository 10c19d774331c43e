"""From a file to a published version: one draft for each house, seen before it is published, never changed afterwards."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from districts.doors import Refused
from districts.models import Event
from scoring.engine.write import to_toml
from scoring.models import Rubric
from scoring.models.rubrics import PublishedRubric
from scoring.rubric_files import rubric_xlsx
from scoring.rubrics import keep_draft, publish_draft
from tests.rubrics import published, variant


def file_of(sound, name="标准.toml"):
    content = rubric_xlsx(sound) if name.endswith("xlsx") else to_toml(sound).encode()
    return SimpleUploadedFile(name, content)


@pytest.fixture
def shen(client, people):
    client.force_login(people.shen)
    return client


@pytest.fixture
def zhou(client, people):
    client.force_login(people.zhou)
    return client


def upload(client, file):
    return client.post("/2021/rubric/upload/", {"file": file})


@pytest.mark.parametrize("name", ["标准.toml", "标准.xlsx"])
def test_a_sound_file_becomes_the_citys_draft(shen, people, name):
    sound = variant(pass_mark=85)
    response = upload(shen, file_of(sound, name))
    draft = Rubric.objects.get(published_at__isnull=True)
    assert response.url == f"/2021/rubric/versions/{draft.pk}/"
    assert (str(draft), draft.pass_mark, draft.district, draft.uploaded_by) == (
        "ningbo-2021 第2版",
        85,
        None,
        people.shen,
    )
    assert draft.parsed.items == sound.items
    event = Event.objects.get(action="rubric_uploaded")
    assert (event.actor, event.after) == (
        people.shen,
        {"rubric": "ningbo-2021 第2版", "sha256": draft.digest},
    )


def test_a_districts_draft_is_counted_under_its_own_code(zhou, places):
    upload(zhou, file_of(variant(pass_mark=85)))
    draft = Rubric.objects.get(published_at__isnull=True)
    assert (str(draft), draft.district) == ("ningbo-2021-330203 第1版", places.haishu)


def test_another_file_takes_the_place_of_the_draft(shen):
    upload(shen, file_of(variant(pass_mark=85)))
    upload(shen, file_of(variant(pass_mark=75)))
    draft = Rubric.objects.get(published_at__isnull=True)
    assert (str(draft), draft.pass_mark) == ("ningbo-2021 第2版", 75)


def test_a_bad_file_is_refused_with_every_fault_and_nothing_is_kept(shen):
    text = to_toml(variant()).replace("cap = 3", "cap = 9").replace("pass_mark = 80", "pass_mark = 101")
    response = upload(shen, SimpleUploadedFile("标准.toml", text.encode()))
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [
        "pass_mark 应为 0 至 100 的整数，现在是 101",
        "第6项 6b：最多可达 9 分，超过本项的 6 分",
    ]
    assert Rubric.objects.count() == 1


def test_no_file_is_told(shen):
    assert shen.post("/2021/rubric/upload/").context["form"].errors["file"] == ["请先选择文件。"]


@pytest.mark.parametrize("kind", ["toml", "xlsx"])
@pytest.mark.parametrize("lead", ["shen", "zhou"])
def test_the_file_downloaded_and_uploaded_again_says_nothing_new_and_is_not_kept(client, people, kind, lead):
    client.force_login(getattr(people, lead))
    rubric = Rubric.objects.get()
    sent = client.get(f"/rubrics/{rubric.pk}/{kind}/")
    response = upload(client, SimpleUploadedFile(f"标准.{kind}", sent.content))
    assert (response.status_code, response.context["form"].errors["file"]) == (
        422,
        ["内容与已发布的ningbo-2021 第1版完全相同，没有收下。不改就用那一版；要改，改好再传。"],
    )
    assert Rubric.objects.get() == rubric


def test_a_file_that_says_nothing_new_leaves_the_draft(shen):
    upload(shen, file_of(variant(pass_mark=85)))
    upload(shen, file_of(variant()))
    assert Rubric.objects.get(published_at__isnull=True).pass_mark == 85


def test_the_download_is_named_in_chinese_and_other_kinds_do_not_exist(shen):
    rubric = Rubric.objects.get()
    sent = shen.get(f"/rubrics/{rubric.pk}/toml/")
    assert sent.content.decode() == rubric.definition
    name = quote(f"{rubric.title}-ningbo-2021-1.toml")
    assert sent["Content-Disposition"] == (
        f"attachment; filename=\"rubric-{rubric.pk}.toml\"; filename*=utf-8''{name}"
    )
    assert shen.get(f"/rubrics/{rubric.pk}/json/").status_code == 404


# --- publishing ----------------------------------------------------------------------------------------------


def test_publishing_says_what_it_does_and_asks(shen, people):
    draft = keep_draft(None, sound=variant(pass_mark=85), by=people.shen)
    page = shen.get(f"/2021/rubric/versions/{draft.pk}/publish/")
    assert draft.digest in page.text
    assert Rubric.objects.get(pk=draft.pk).published_at is None


def test_words_that_say_another_pass_mark_are_asked_about_before_publishing(shen, people):
    draft = keep_draft(None, sound=variant(pass_mark=75), by=people.shen)
    address = f"/2021/rubric/versions/{draft.pk}/"
    for page in (shen.get(address), shen.get(f"{address}publish/")):
        assert "有 2 处文字和填的数不一样，请核对：" in page.text
        assert "达标规定写的是 80 分，达标线填的是 75：应当一致，是哪一个？" in page.text
    assert shen.post(f"{address}publish/", {"seen": draft.digest}).status_code == 302


def test_a_published_version_never_changes(shen, people):
    draft = keep_draft(None, sound=variant(pass_mark=85), by=people.shen)
    response = shen.post(f"/2021/rubric/versions/{draft.pk}/publish/", {"seen": draft.digest})
    assert response.url == f"/2021/rubric/versions/{draft.pk}/adopt/"
    draft.refresh_from_db()
    assert draft.published_at
    draft.pass_mark = 60
    with pytest.raises(PublishedRubric):
        draft.save()
    with pytest.raises(PublishedRubric):
        draft.delete()
    event = Event.objects.get(action="rubric_published")
    assert event.after == {"rubric": "ningbo-2021 第2版", "sha256": draft.digest}


def test_a_draft_replaced_meanwhile_is_not_published_unseen(shen, people):
    draft = keep_draft(None, sound=variant(pass_mark=85), by=people.shen)
    seen = draft.digest
    keep_draft(None, sound=variant(pass_mark=75), by=people.shen)
    response = shen.post(f"/2021/rubric/versions/{draft.pk}/publish/", {"seen": seen})
    assert (response.status_code, response.context["refusal"]) == (
        409,
        "草稿刚刚换成了另一份文件，没有发布。请看过新的检查和试算再发布。",
    )
    assert Rubric.objects.get(pk=draft.pk).published_at is None
    assert Event.objects.get(action="rubric_published").result == Event.Result.REFUSED


def test_what_the_city_published_meanwhile_is_not_published_again(people, places):
    draft = keep_draft(places.haishu, sound=variant(pass_mark=85), by=people.zhou)
    published(people.shen, variant(pass_mark=85))
    with pytest.raises(Refused, match="内容与已发布的ningbo-2021 第2版完全相同，不必再发布。"):
        publish_draft(draft, seen=draft.digest, by=people.zhou)


def test_what_another_district_published_is_new_to_this_one_and_to_the_city(people, places):
    published(people.he, variant(pass_mark=85), places.jiangbei)
    ours = published(people.zhou, variant(pass_mark=85), places.haishu)
    assert (ours.district, ours.published_at is None) == (places.haishu, False)
    assert published(people.shen, variant(pass_mark=85)).district is None


def test_a_version_is_published_once_and_the_next_counts_on(people):
    first = published(people.shen, variant(pass_mark=85))
    with pytest.raises(Refused, match="ningbo-2021 第2版已经发布，不能再改。"):
        publish_draft(first, seen=first.digest, by=people.shen)
    assert str(published(people.shen, variant(pass_mark=75))) == "ningbo-2021 第3版"


@pytest.mark.parametrize("own", [True, False])
def test_the_database_holds_one_draft_for_each_house(people, places, own):
    district = places.haishu if own else None
    draft = keep_draft(district, sound=variant(pass_mark=85), by=people.shen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rubric.objects.create(
            district=district, code=draft.code, version="9", pass_mark=85, definition=draft.definition
        )


# --- who ---------------------------------------------------------------------------------------------------


def test_drafts_and_districts_versions_are_seen_by_whom_they_concern(client, people, places):
    drafts = {
        "city": keep_draft(None, sound=variant(pass_mark=85), by=people.shen),
        "own": published(people.zhou, variant(pass_mark=75), places.haishu),
        "own draft": keep_draft(places.haishu, sound=variant(pass_mark=70), by=people.zhou),
    }
    seen = {}
    for person in (people.shen, people.wang, people.zhou, people.chen, people.he, people.huan):
        client.force_login(person)
        seen[person.username] = [
            name for name, row in drafts.items() if client.get(f"/rubrics/{row.pk}/toml/").status_code == 200
        ]
    assert seen == {
        "shen": ["city", "own"],
        "wang": ["city", "own"],
        "zhou": ["own", "own draft"],
        "chen": ["own"],
        "he": [],
        "huan": [],
    }


@pytest.mark.parametrize("step", ["publish", "adopt"])
def test_nobody_publishes_or_adopts_for_another_house(client, people, places, step):
    city = keep_draft(None, sound=variant(pass_mark=85), by=people.shen)
    city = publish_draft(city, seen=city.digest, by=people.shen)
    own = published(people.zhou, variant(pass_mark=75), places.haishu)
    answers = {}
    for person, row in ((people.zhou, city), (people.shen, own), (people.he, own)):
        client.force_login(person)
        answers[person.username] = client.post(f"/2021/rubric/versions/{row.pk}/{step}/").status_code
    assert answers == {"zhou": 403, "shen": 403, "he": 404}
