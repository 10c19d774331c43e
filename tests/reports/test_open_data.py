"""向社会公开: published results and nothing else, readable by everybody and by programs."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse

from reports import actions
from reports.models import Title
from reports.open_data import FIELDS
from tests.reports.lists import hand_in_list

pytestmark = pytest.mark.django_db
DAY = date(2021, 10, 20)
YEARS, SUMMARY, GUIDE = reverse("reports:public_summaries"), "/public/2021/", reverse("reports:open_data")
FILES = [f"/public/2021/{name}.{kind}" for name in FIELDS for kind in ("csv", "json")]


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to("2021-11-08 10:00 +0800", tick=False)


@pytest.fixture
def titled(people, places, year):
    """江北 and 海曙 are concluded; one of 江北's communities was declined. Nothing is published."""
    for place, names, street in (
        (places.jiangbei, ["外滩社区", "鲒埼社区", "落选社区"], "中河街道"),
        (places.haishu, ["望碶社区", "=cmd()社区"], "白云街道"),
    ):
        submission = hand_in_list(place, year, names, by=people.he, street=street, decision="recognised")
        submission.entries.filter(community_name="落选社区").update(decision="declined", reason="材料不实。")
        actions.conclude(submission, by=people.shen, early=True)
    return year


def publish(district, on=DAY):
    Title.objects.filter(entry__submission__district=district).update(
        given_on=date(2021, 9, 28), published_on=on, batch="第一批", document_number="甬建发〔2021〕99号"
    )


@pytest.fixture
def published(titled, places):
    publish(places.jiangbei)
    return titled


def text(client, address):
    answer = client.get(address)
    return answer.content.decode("utf-8-sig") if answer.status_code == 200 else answer.status_code


def rows(client, name):
    return json.loads(client.get(f"/public/2021/{name}.json").content)["rows"]


# --- nothing but what is published ---------------------------------------------------------------------------------


def test_before_anything_is_published_there_is_no_year(client, titled):
    assert "还没有公布的认定结果。" in text(client, YEARS)
    assert "还没有公布的年度" in text(client, GUIDE)
    assert {text(client, address) for address in (SUMMARY, *FILES)} == {404}


def test_a_district_is_shown_from_the_day_of_its_publication(client, titled, places):
    publish(places.jiangbei, on=date(2021, 11, 9))
    assert text(client, SUMMARY) == 404
    publish(places.jiangbei, on=date(2021, 11, 8))
    assert "外滩社区" in text(client, SUMMARY)


@pytest.mark.parametrize("address", [SUMMARY, *FILES])
def test_what_is_not_published_and_no_person_and_no_score_is_anywhere(client, published, people, address):
    said = text(client, address)
    assert [
        word for word in ("落选", "望碶", "cmd", "白云", "材料不实", "周国平", "0574", "96") if word in said
    ] == []
    assert "江北区" in said


@pytest.mark.parametrize("address", [YEARS, SUMMARY, GUIDE, *FILES])
def test_nobody_is_followed(client, published, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert dict(answer.cookies) == {}
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer.has_header("Access-Control-Allow-Origin") is (address in FILES)


def test_a_revoked_title_leaves_the_list_and_stays_in_the_data(client, published, places):
    title = Title.objects.get(community__name="外滩社区")
    Title.objects.filter(pk=title.pk).update(revoked_on=date(2021, 11, 1), revoked_why="弄虚作假。")
    page = text(client, SUMMARY)
    assert "中河街道外滩社区的称号已于2021年11月1日撤销。" in page
    assert "江北区（1个）：" in page
    assert "弄虚作假" not in page
    status = {row["community"]: (row["status"], row["revoked_on"]) for row in rows(client, "communities")}
    assert status == {"鲒埼社区": ("valid", None), "外滩社区": ("revoked", "2021-11-01")}
    assert {
        row["recognised_cumulative"] for row in rows(client, "districts") if row["district"] == "江北区"
    } == {1}


# --- the numbers ---------------------------------------------------------------------------------------------------


def test_each_district_stands_in_the_annexs_order_with_two_facts(client, published):
    page = text(client, SUMMARY)
    assert "已公布 1 个区县（市）的 2 个绿色社区，最近公布日期 2021年10月20日。" in page
    assert "海曙区、镇海区" in page
    found = rows(client, "districts")
    assert [row["district_code"] for row in found][:3] == ["330203", "330205", "330211"]
    assert found[1] == {
        "year": 2021,
        "district_code": "330205",
        "district": "江北区",
        "declared_communities": 71,
        "target_cumulative": 28,
        "recognised_in_year": 2,
        "recognised_cumulative": 2,
        "share_percent": 2.82,
    }
    assert found[0]["recognised_in_year"] is None  # not published: unknown, not 0


def test_csv_and_json_hold_the_same_rows_in_the_same_order(client, titled, places):
    for place in (places.haishu, places.jiangbei):
        publish(place)
    for name in FIELDS:
        raw = client.get(f"/public/2021/{name}.csv").content
        assert raw.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        assert lines[0] == [field.name for field in FIELDS[name]]
        expected = [["" if v is None else str(v) for v in row.values()] for row in rows(client, name)]
        assert [[cell.removeprefix("'") for cell in line] for line in lines[1:]] == expected


def test_a_name_that_looks_like_a_formula_is_none_in_the_csv(client, titled, places):
    publish(places.haishu)
    assert ",'=cmd()社区," in text(client, "/public/2021/communities.csv")
    assert "=cmd()社区" in [row["community"] for row in rows(client, "communities")]


# --- documented, with its licence ----------------------------------------------------------------------------------


def test_every_field_is_explained_and_the_licence_stands_with_the_data(client, published, settings):
    settings.OPEN_DATA_LICENCE = "可以自由使用，须注明来源。"
    guide = text(client, GUIDE)
    assert [
        field.name for fields in FIELDS.values() for field in fields if f">{field.name}<" not in guide
    ] == []
    assert [address for address in FILES if address not in guide] == []
    for address in (GUIDE, SUMMARY, "/public/2021/districts.json"):
        assert "可以自由使用，须注明来源。" in text(client, address)


def test_the_addresses_and_fields_that_are_promised(client, published):
    """Renaming one of these breaks somebody's program: add at the end instead."""
    assert [field.name for field in FIELDS["districts"]] == [
        "year",
        "district_code",
        "district",
        "declared_communities",
        "target_cumulative",
        "recognised_in_year",
        "recognised_cumulative",
        "share_percent",
    ]
    assert [field.name for field in FIELDS["communities"]] == [
        "year",
        "district_code",
        "district",
        "street",
        "community",
        "community_code",
        "batch",
        "document_number",
        "published_on",
        "status",
        "revoked_on",
    ]
    assert [client.get(address).status_code for address in FILES] == [200] * 4
    assert client.get("/public/2021/people.json").status_code == 404


def test_the_sign_in_page_and_the_notices_lead_there(client, year):
    for address in (reverse("districts:sign_in"), reverse("reports:public_notices")):
        assert f'href="{YEARS}"' in client.get(address).content.decode()
