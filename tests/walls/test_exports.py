"""Every list exports exactly the rows its filter shows over all its pages, in their order, in both kinds of file."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Event
from districts.text import cn_date
from scoring.actions import start_baseline
from tests.conftest import WIDTHS
from tests.files import rows_of
from tests.walls.routes import ROUTES
from tests.walls.rows import (
    a_notice,
    a_year,
    more_accepted,
    more_communities,
    more_entries,
    more_events,
    more_extensions,
    more_history,
    more_lines,
    more_opinions,
    more_people,
    more_practices,
    more_sheets,
    more_titles,
    the_sheet,
    the_submission,
    year_of_opinions,
)
from tests.walls.test_pages import faults


@dataclass(frozen=True)
class Listed:
    """A list page: who looks, what grows it, what its rows say (context -> keys), and the same columns of its export."""

    page: str
    who: str
    keys: object
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ("",)
    kwargs: object = lambda world: {}
    grow: object = None


LISTS = {
    "scoring:communities_export": Listed(
        "scoring:communities",
        "chen",
        lambda c: [
            (row.sheet.community.street.name, row.sheet.community.name, row.sheet.total)
            for row in c["page_obj"]
        ],
        ("街道（乡镇）", "社区", "初评总分|摸底总分"),
        (
            "",
            "verdict=passed",
            "verdict=open",
            "verdict=blank",
            "search=天一",
            "search=没有这个社区",
            "order=near",
            "item=1",
            "order=near&verdict=open",
            "stage=baseline",
            "street=NANMEN",
            "verdict=nonsense&street=x",
        ),
        a_year,
        more_sheets,
    ),
    "scoring:participants_export": Listed(
        "scoring:participants",
        "he",
        lambda c: [
            (row[0].street.name, row[0].name, "参与" if row[1] else "不参与")
            for _, rows in c["streets"]
            for row in rows
        ],
        ("街道（乡镇）", "社区", "参与"),
        ("", "order=baseline", "order=nonsense"),
        a_year,
        more_communities,
    ),
    "scoring:history_export": Listed(
        "scoring:history",
        "chen",
        lambda c: [
            (f"第 {line.item.number} 项" if line.item else "整份", line.action) for line in c["lines"]
        ],
        ("项", "动作"),
        ("", "item=17", "item=2", "item=99"),
        the_sheet,
        more_history,
    ),
    "districts:people_export": Listed(
        "districts:people",
        "guan",
        lambda c: [(person.username, person.get_role_display()) for person in c["page_obj"]],
        ("用户名", "角色"),
        ("", "role=reviewer", "state=waiting", "text=人员1", "district=330203&role=editor", "role=nonsense"),
        grow=more_people,
    ),
    "districts:trail_export": Listed(
        "districts:trail",
        "audit",
        lambda c: [(line.row, line.action, line.event.get_result_display()) for line in c["lines"]],
        ("对象", "动作", "结果"),
        ("", "action=item_saved", "result=refused", "text=陈淑芬&since=2020-01-01", "since=nonsense"),
        grow=more_events,
    ),
    "districts:registry_export": Listed(
        "districts:registry",
        "guan",
        lambda c: [(each.street.name, each.name, each.code) for each in c["page_obj"]],
        ("街道", "社区", "社区代码"),
        (
            "",
            "text=天一",
            "state=ended",
            "state=valid",
            "district=330205",
            "text=没有这个社区",
            "state=nonsense",
        ),
        grow=more_communities,
    ),
    "districts:extensions_export": Listed(
        "districts:extensions",
        "shen",
        lambda c: [(each.district.name, each.reason) for each in c["extensions"]],
        ("区县（市）", "理由"),
        kwargs=a_year,
        grow=more_extensions,
    ),
    "reports:opinions_export": Listed(
        "reports:opinions",
        "huan",
        lambda c: [(row.entry.community_name, row.chip[1]) for row in c["page_obj"]],
        ("社区", "意见"),
        ("", "state=objection", "state=open", "state=nonsense", "district=330203", "search=天一"),
        year_of_opinions,
        more_opinions,
    ),
    "reports:all_opinions_export": Listed(
        "reports:all_opinions",
        "shen",
        lambda c: [(said.entry.community_name, said.department.short_name) for said, _late in c["page_obj"]],
        ("社区", "部门"),
        ("", "kind=objection", "kind=again", "department=shengtai", "kind=nonsense", "search=天一"),
        year_of_opinions,
        more_opinions,
    ),
    "reports:review_export": Listed(
        "reports:review",
        "wang",
        lambda c: [(row.entry.community_name, row.entry.get_decision_display()) for row in c["page_obj"]],
        ("社区", "评审"),
        (
            "",
            "district=330203",
            "district=330205",
            "decision=returned",
            "decision=pending&district=330203",
            "flag=any",
            "flag=repeated",
            "flag=nonsense",
            "near=1",
            "low=1",
            "sampled=1",
            "opposed=1",
            "awaited=1",
            "search=天一",
            "order=near",
        ),
        a_year,
        more_entries,
    ),
    "reports:titles_export": Listed(
        "reports:titles",
        "shen",
        lambda c: [(title.entry.community_name, words) for title, _kind, words in c["rows"]],
        ("社区", "状态"),
        ("", "district=330203", "district=330205", "state=unpublished", "state=valid", "state=nonsense"),
        a_year,
        more_titles,
    ),
    "reports:documents_export": Listed(
        "reports:documents_overview",
        "wang",
        lambda c: [(shelf.district, len(shelf.missing)) for shelf, _cells in c["page"].lines],
        ("区县（市）", "还缺份数"),
        ("", "missing=1", "missing=nonsense"),
        a_year,
        more_practices,
    ),
    "reports:good_practice_export": Listed(
        "reports:good_practice",
        "wang",
        lambda c: [(document.title, document.summary) for document, _acceptance in c["lines"]],
        ("题目", "摘要"),
        ("", "state=waiting", "state=nonsense"),
        grow=lambda world, number: (more_accepted(world, number), more_practices(world, number)),
    ),
    "reports:notice_export": Listed(
        "reports:notice",
        "wang",
        lambda c: [
            (district, street, name)
            for district, _count, streets in c["page"].districts
            for street, names in streets
            for name in names
        ],
        ("区县（市）", "街道（乡镇）", "社区"),
        kwargs=a_notice,
        grow=more_lines,
    ),
    "reports:list_export": Listed(
        "reports:submission",
        "zhou",
        lambda c: [(entry.community_name, entry.total) for entry in c["page"].rows],
        ("社区", "初评总分"),
        kwargs=the_submission,
        grow=more_entries,
    ),
    "reports:progress_export": Listed(
        "home",
        "shen",
        lambda c: [
            *[(line.district.name, line.progress.declared) for line in c["lines"]],
            ("地区合计", c["total"].declared),
        ],
        ("区县（市）", "申报社区"),
        kwargs=a_year,
    ),
}
PAGED = (
    "scoring:communities",
    "districts:people",
    "districts:trail",
    "districts:registry",
    "reports:review",
    "reports:good_practice",
)
EVERYTHING = {"scoring:scores_export"}  # no page shows it: tests/scoring/test_long_form.py


def test_every_export_is_compared_with_its_page():
    assert {name for name in ROUTES if name.endswith("_export")} == {*LISTS, *EVERYTHING}


# Pages that turn their leaves and need no export, and why.
WITHOUT = {
    "guide": "a sample of each component",
    "scoring:workbook_check": "what an uploaded workbook would change: that workbook itself",
}
UNLISTED = [
    name
    for name, route in ROUTES.items()
    if route.method == "get"
    and not route.files
    and not route.public
    and name not in {listed.page for listed in LISTS.values()}
]


@pytest.mark.parametrize("name", UNLISTED)
def test_a_page_that_turns_its_leaves_has_an_export(name, world, client):
    route = ROUTES[name]
    address = reverse(name, kwargs=route.kwargs(world))
    client.force_login(getattr(world.people, route.look_as or route.opens.split()[0]))
    page = client.get(address)
    assert ("page_obj" in (page.context or {})) == (name in WITHOUT)


def shown(client, address, keys):
    """What the rows of all pages say."""
    first = client.get(address).context
    pages = first["page_obj"].paginator.num_pages if "page_obj" in first else 1
    return as_text(
        key for n in range(1, pages + 1) for key in keys(client.get(f"{address}&page={n}").context)
    )


def exported(answer, columns):
    head, *rows = rows_of(answer)
    places = [next(at for at, name in enumerate(head) if name in each.split("|")) for each in columns]
    return as_text(tuple(row[place] for place in places) for row in rows)


def as_text(keys):
    return [tuple("" if each is None else str(each) for each in key) for key in keys]


CASES = [(name, query) for name, listed in LISTS.items() for query in listed.filters]


@pytest.mark.parametrize(("name", "query"), CASES)
def test_the_export_has_the_rows_of_all_pages_in_their_order(name, query, world, client):
    listed = LISTS[name]
    if listed.grow:
        listed.grow(world, 60)
    if "baseline" in query:
        for place, lead in (
            (world.places.haishu, world.people.zhou),
            (world.places.jiangbei, world.people.he),
        ):
            start_baseline(place, year=world.year, by=lead)
    client.force_login(getattr(world.people, listed.who))
    query = query.replace("NANMEN", str(world.places.nanmen.pk))
    kwargs = listed.kwargs(world)
    page = reverse(listed.page, kwargs=kwargs if listed.page != "home" else {})
    if listed.page == "home":
        client.get(reverse("scoring:communities", kwargs=kwargs))  # chooses the year
    for kind in ("xlsx", "csv"):
        seen = shown(client, f"{page}?{query}", listed.keys)
        answer = client.get(f"{reverse(name, kwargs=kwargs | {'kind': kind})}?{query}")
        told = Event.objects.first()
        assert exported(answer, listed.columns) == seen
        assert (told.action, told.actor.username, told.after["rows"]) == (
            "list_exported",
            listed.who,
            len(seen),
        )


def test_every_page_of_the_table_has_more_than_one_page(world, client):
    """So that the test above compares something: 60 rows more than fit on one page."""
    for listed in LISTS.values():
        if listed.page in PAGED:
            listed.grow(world, 60)
            client.force_login(getattr(world.people, listed.who))
            found = client.get(reverse(listed.page, kwargs=listed.kwargs(world))).context["page_obj"]
            assert found.paginator.num_pages > 1


@pytest.mark.parametrize("name", sorted({*LISTS, *EVERYTHING}))
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_head_is_told_the_name_and_nothing_is_made_or_recorded(name, kind, world, client):
    route = ROUTES[name]
    client.force_login(getattr(world.people, route.opens.split()[0]))
    address = reverse(name, kwargs=route.kwargs(world) | {"kind": kind})
    answer = client.head(address)
    assert (answer.status_code, answer.streaming, answer.content) == (200, False, b"")
    assert not Event.objects.filter(action="list_exported").exists()
    whole = client.get(address)
    assert answer["Content-Disposition"] == whole["Content-Disposition"]
    assert answer["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize("name", sorted({*LISTS, *EVERYTHING}))
def test_a_file_of_another_kind_is_not_found(name, world, client):
    route = ROUTES[name]
    client.force_login(getattr(world.people, route.opens.split()[0]))
    address = reverse(name, kwargs=route.kwargs(world))
    assert client.get(address.removesuffix("xlsx") + "xls").status_code == 404


@pytest.mark.parametrize("name", sorted({*LISTS, *EVERYTHING}))
def test_csv_costs_the_same_at_3_and_at_300_rows(name, world, client):
    """The pieces are made while they are sent: all of them count. (A spreadsheet: test_query_counts.)"""
    route = ROUTES[name]
    client.force_login(getattr(world.people, route.look_as or route.opens.split()[0]))
    address = reverse(name, kwargs=route.kwargs(world) | {"kind": "csv"})

    def cost(number):
        route.grow(world, number)
        with CaptureQueriesContext(connection) as seen:
            client.get(address).getvalue()
        return len(seen)

    client.get(address).getvalue()
    assert cost(3) == cost(297)


def test_the_trail_says_who_took_what(world, client):
    client.force_login(world.people.wang)
    client.get("/2021/communities/export.csv?district=330203&search=天一&verdict=open")
    told = Event.objects.first()
    assert (told.actor, told.row_name, told.district) == (world.people.wang, "2021年度", world.places.haishu)
    assert told.after == {
        "file": told.after["file"],
        "filter": "海曙区；有未评项；名称含“天一”",
        "rows": 1,
    }
    assert told.after["file"].startswith("社区评分一览-2021-海曙区-")
    client.force_login(world.people.audit)
    page = client.get("/trail/?action=list_exported").content.decode()
    assert "导出列表" in page
    assert "筛选：<b>海曙区；有未评项；名称含“天一”</b>" in page
    client.get("/trail/export.xlsx?action=list_exported&since=2021-01-02")
    assert Event.objects.first().after["filter"] == "动作：导出列表；从：2021年1月2日"


def test_the_export_of_the_trail_ends_before_itself(world, client):
    client.force_login(world.people.audit)
    standing = Event.objects.count()
    for kind in ("csv", "xlsx"):
        rows = rows_of(client.get(f"/trail/export.{kind}"))
        assert len(rows) == 1 + standing
        standing += 1


@pytest.mark.parametrize(("query", "narrowed"), [("order=near", False), ("order=near&verdict=open", True)])
def test_a_list_that_is_only_sorted_is_no_part_of_a_list(query, narrowed, world, client):
    client.force_login(world.people.zhou)
    answer = client.get(f"{reverse('scoring:communities_export', args=[2021, 'csv'])}?{query}")
    assert ("已筛选" in unquote(answer["Content-Disposition"])) is narrowed


# --- the menu on the page, in Chromium -------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("words", "ending"), [("Excel", "xlsx"), ("CSV", "csv")])
def test_a_click_downloads_the_file_under_its_chinese_name(
    words, ending, world, live_server, page, sign_in_as
):
    sign_in_as(world.people.wang)
    page.goto(f"{live_server.url}/2021/communities/?district=330203&verdict=open")
    page.get_by_text("导出", exact=True).click()
    with page.expect_download() as expected:
        page.get_by_role("link", name=re.compile(f"{words}.*导出这 3 行")).click()
    today = cn_date(timezone.localdate())
    assert expected.value.suggested_filename == f"社区评分一览-2021-海曙区-已筛选-{today}.{ending}"
    content = Path(expected.value.path()).read_bytes()
    assert content.startswith({"csv": codecs.BOM_UTF8, "xlsx": b"PK"}[ending])


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("who", "address"),
    [("wang", "/2021/communities/"), ("shen", "/"), ("guan", "/people/"), ("he", "/2021/participants/")],
)
def test_the_open_menu_is_accessible_and_fits(who, address, world, live_server, page, sign_in_as):
    sign_in_as(getattr(world.people, who))
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + address)
        page.get_by_text("导出", exact=True).click()
        page.get_by_text("导出这").first.wait_for()
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (faults(page), sideways) == ([], 0)
