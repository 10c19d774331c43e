"""Who gets printed score sheets, under which name, for which list."""

import builtins
import re
import sys
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.downloads import XLSX
from districts.models import Event
from scoring.actions import make_sheets
from scoring.models import Stage
from scoring.views import printing
from tests.scoring.papers import PDF, pages_of


@pytest.mark.parametrize(
    ("view", "kind", "plain", "name"),
    [
        pytest.param(
            "print_pdf", PDF, "sheet-{}.pdf", "评分表-2021-春浪社区-初评.pdf", marks=pytest.mark.pango
        ),
        ("print_xlsx", XLSX, "sheet-{}.xlsx", "评分表-2021-春浪社区-初评.xlsx"),
        pytest.param(
            "blank_pdf", PDF, "blank-{}.pdf", "空白评分表-2021-春浪社区-初评.pdf", marks=pytest.mark.pango
        ),
        ("blank_xlsx", XLSX, "blank-{}.xlsx", "空白评分表-2021-春浪社区-初评.xlsx"),
    ],
)
def test_a_download_has_a_chinese_name_and_stands_in_the_trail(
    client, people, assessed, view, kind, plain, name
):
    client.force_login(people.lin)
    response = client.get(reverse(f"scoring:{view}", args=[assessed.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"{plain.format(assessed.pk)}\"; filename*=utf-8''{quote(name)}"
    )
    assert response["Cache-Control"] == "private, no-store"
    event = Event.objects.get(action="sheet_printed")
    assert (event.actor, event.row_key, event.district_id) == (people.lin, assessed.pk, assessed.district_id)
    assert event.after == {"file": name}


def test_the_citys_re_score_is_printed_for_the_city_alone(client, people, places, year, assessed):
    place = {"district": places.haishu, "year": year, "stage": Stage.REVIEW}
    (review,) = make_sheets([assessed.community], **place)
    seen = {}
    for person in (people.chen, people.wang):
        client.force_login(person)
        seen[person.username] = client.get(reverse("scoring:print_xlsx", args=[review.pk])).status_code
    assert seen == {"chen": 404, "wang": 200}


def test_a_sheet_costs_the_same_number_of_queries_filled_or_empty(client, people, participants, assessed):
    client.force_login(people.chen)

    def queries(sheet):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("scoring:print_xlsx", args=[sheet.pk])).status_code == 200
        return len(seen)

    queries(assessed)  # a process reads the rubric once
    assert queries(assessed) == queries(participants["柳堤社区"])


def names_in(response):
    """The communities of the sheets in a PDF, in order."""
    text = "".join(pages_of(response.content))
    return re.findall(r"社区：(.+?)街道：", text)


def blanks(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("scoring:blanks_pdf", args=[2021]), asked)


@pytest.mark.pango
def test_blank_sheets_come_for_the_list_as_it_is_narrowed(client, people, places, assessed):
    assert names_in(blanks(client, people.chen)) == [
        *("春浪社区", "柳堤社区", "万宁社区", "天一社区", "天一家园社区", "望碶社区居委会"),
    ]
    assert names_in(blanks(client, people.chen, street=places.yuehu.pk, search="天一")) == [
        *("天一社区", "天一家园社区"),
    ]
    assert names_in(blanks(client, people.chen, verdict="passed")) == ["春浪社区"]
    assert names_in(blanks(client, people.lin)) == ["春浪社区", "柳堤社区", "万宁社区"]
    assert names_in(blanks(client, people.wang, district="330205")) == ["孔浦北村社区", "鲒江居委会"]
    assert blanks(client, people.chen, search="没有").status_code == 404


@pytest.mark.pango
def test_a_long_list_comes_in_parts_the_page_says_so(client, people, participants, monkeypatch):
    monkeypatch.setattr(printing, "IN_ONE_FILE", 4)
    assert names_in(blanks(client, people.zhou, part="2")) == ["天一家园社区", "望碶社区居委会"]
    event = Event.objects.get(action="sheet_printed")
    assert event.after == {"file": "空白评分表-2021-海曙区-初评-5至6.pdf", "count": 2}
    page = client.get(reverse("scoring:communities", args=[2021]), {"search": "社区"}).content.decode()
    address = reverse("scoring:blanks_pdf", args=[2021]) + "?search=%E7%A4%BE%E5%8C%BA&amp;part="
    assert [f'href="{address}1">第 1–4 个' in page, f'href="{address}2">第 5–6 个' in page] == [True, True]


@pytest.mark.pango
def test_blank_sheets_are_named_after_the_place_they_are_for(client, people, places, participants):
    named = {}
    for user, asked in (
        (people.lin, {}),
        (people.chen, {}),
        (people.chen, {"street": places.nanmen.pk}),
        (people.wang, {"district": "330203", "search": "春浪"}),
        (people.wang, {"search": "春浪"}),
    ):
        blanks(client, user, **asked)
        event = Event.objects.filter(action="sheet_printed").latest("pk")
        named[user.username, *asked] = event.after["file"]
    assert named == {
        ("lin",): "空白评分表-2021-南门街道-初评-1至3.pdf",
        ("chen",): "空白评分表-2021-海曙区-初评-1至6.pdf",
        ("chen", "street"): "空白评分表-2021-南门街道-初评-1至3.pdf",
        ("wang", "district", "search"): "空白评分表-2021-海曙区-初评-1至1.pdf",
        ("wang", "search"): "空白评分表-2021-全市-初评-1至1.pdf",
    }


def test_blank_sheets_are_offered_for_a_district_not_for_the_whole_city(client, people, places, participants):
    def offered(user, **asked):
        client.force_login(user)
        page = client.get(reverse("scoring:communities", args=[2021]), asked).content.decode()
        return "空白表（现场用）" in page

    assert [offered(people.wang), offered(people.wang, search="社区")] == [False, False]
    assert offered(people.wang, district="330205")
    assert offered(people.wang, street=places.kongpu.pk)
    assert [offered(people.chen), offered(people.lin)] == [True, True]


def test_a_file_holds_thirty_sheets_at_most():
    assert printing.parts(0) == []
    assert printing.parts(30) == [(1, 1, 30)]
    assert printing.parts(61) == [(1, 1, 30), (2, 31, 60), (3, 61, 61)]


def test_the_pages_lead_to_the_papers(client, people, assessed):
    client.force_login(people.chen)
    page = client.get(assessed.get_absolute_url()).content.decode()
    papers = ("print_pdf", "print_xlsx", "blank_pdf", "blank_xlsx")
    assert [paper for paper in papers if reverse(f"scoring:{paper}", args=[assessed.pk]) not in page] == []
    listed = client.get(reverse("scoring:communities", args=[2021]), {"verdict": "passed"}).content.decode()
    assert f'href="{reverse("scoring:blanks_pdf", args=[2021])}?verdict=passed"' in listed
    none = client.get(reverse("scoring:communities", args=[2021]), {"search": "没有"}).content.decode()
    assert "空白表（现场用）" not in none


def test_without_pango_the_person_is_told_which_packages_and_the_workbook_still_comes(
    client, people, assessed, monkeypatch
):
    real = builtins.__import__

    def broken(name, *arguments, **options):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *arguments, **options)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", broken)
    client.force_login(people.chen)
    response = client.get(reverse("scoring:print_pdf", args=[assessed.pk]))
    assert (response.status_code, response.url) == (302, assessed.get_absolute_url())
    (told,) = get_messages(response.wsgi_request)
    assert "libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0" in str(told)
    assert not Event.objects.filter(action="sheet_printed").exists()
    assert client.get(reverse("scoring:print_xlsx", args=[assessed.pk])).status_code == 200
