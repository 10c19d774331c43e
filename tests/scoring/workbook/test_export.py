"""Downloading the score workbook: whose rows, which items, which file."""

import io
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from openpyxl import load_workbook

from districts.models import Community, Event, Street
from reports.models import Submission
from scoring.actions import make_sheets, save_item, start_baseline
from scoring.engine.score import score
from scoring.models import ItemScore, Rubric, ScoreSheet, Stage, State
from scoring.workbook import layout
from scoring.workbook.export import export_workbook
from tests.scenes import REASON, clean_findings, fill, hand_in
from tests.scoring.workbook.lines import entry_columns

AT = entry_columns()
HAISHU = ["春浪社区", "柳堤社区", "万宁社区", "天一社区", "天一家园社区", "望碶社区居委会"]
JIANGBEI = ["孔浦北村社区", "鲒江居委会"]


def take_out(client, user, query="", year=2021):
    client.force_login(user)
    return client.get(f"/{year}/workbook/{query}")


def opened(answer):
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.getvalue()))


def names(book):
    return [row[2] for row in book["评分"].iter_rows(min_row=2, values_only=True)]


def cells_of(book, community):
    return next(row for row in book["评分"].iter_rows(min_row=2, values_only=True) if row[2] == community)


def item_cells(book, community, number):
    row = cells_of(book, community)
    codes = [key for key in AT if str(key)[:-1] == str(number) and isinstance(key, str)]
    return [row[AT[key] - 1] for key in (*codes, number)]


def refusal(answer):
    assert answer.status_code == 302
    return answer.url, [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def keep(participants):
    """An item's row of a community's initial sheet."""
    return lambda name, number: participants[name].items.get(number=number)


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("chen", "", HAISHU),
        ("zhou", "?district=330203", HAISHU),
        ("lin", "", HAISHU[:3]),
        ("yue", "", HAISHU[3:]),
        ("he", "", JIANGBEI),
        ("wang", "?district=330203", HAISHU),
        ("shen", "?district=330205", JIANGBEI),
    ],
)
def test_a_person_gets_the_rows_they_may_see_in_registry_order(
    who, query, expected, participants, people, client
):
    assert names(opened(take_out(client, getattr(people, who), query))) == expected


def test_rows_are_ordered_by_street_and_then_by_community(participants, people, places, client):
    Street.objects.filter(pk=places.yuehu.pk).update(code="330203000")
    Community.objects.filter(name="春浪社区").update(code="330203001999")
    assert names(opened(take_out(client, people.chen))) == [*HAISHU[3:], *HAISHU[1:3], HAISHU[0]]


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("chen", "?district=330205"),
        ("wang", "?district=999999"),
        ("chen", "?stage=review"),
        ("chen", "?stage=x"),
    ],
)
def test_another_district_and_another_stage_are_not_found(who, query, participants, people, client):
    assert take_out(client, getattr(people, who), query).status_code == 404


def test_the_city_is_asked_for_a_district(participants, people, client):
    answer = take_out(client, people.wang, "?stage=baseline")
    assert refusal(answer) == (
        "/2021/communities/?stage=baseline",
        ["评分工作簿按区县下载，请先筛选一个区县。"],
    )


def test_without_sheets_there_is_nothing_to_take_out(people, year, client):
    address, sentences = refusal(take_out(client, people.chen))
    assert address == "/2021/communities/?stage=initial"
    assert sentences == ["这里还没有评分表，确定参与社区或者建立摸底表以后才能下载评分工作簿。"]
    assert not Event.objects.filter(action="workbook_exported").exists()


def test_sheets_of_two_rubrics_do_not_share_a_file(participants, people, client):
    standing = Rubric.objects.get()
    other = Rubric.objects.create(
        code=standing.code,
        version="2",
        title=standing.title,
        source=standing.source,
        pass_mark=80,
        definition=standing.definition,
    )
    ScoreSheet.objects.filter(pk=participants["柳堤社区"].pk).update(rubric=other)
    _address, (sentence,) = refusal(take_out(client, people.chen))
    assert f"（{standing}、{other}）" in sentence


def test_the_file_its_name_and_its_line_in_the_trail(participants, people, places, client):
    answer = take_out(client, people.lin)
    name = "评分工作簿-2021-海曙区-初评.xlsx"
    plain = "workbook-2021-330203-initial.xlsx"
    assert answer["Content-Disposition"] == (
        f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(name)}"
    )
    assert answer["Cache-Control"] == "private, no-store"
    event = Event.objects.get(action="workbook_exported")
    assert (event.actor, event.district_id) == (people.lin, places.haishu.pk)
    assert event.after == {"file": name, "stage": "initial", "communities": 3}


def test_the_stamp_names_template_rubric_year_district_and_stage(participants, people, places, year, client):
    start_baseline(places.haishu, year=year, by=people.zhou)
    rubric = participants["春浪社区"].rubric
    for stage in ("initial", "baseline"):
        book = opened(take_out(client, people.chen, f"?stage={stage}"))
        stamp = layout.read_stamp(
            [list(row) for row in book["系统信息"].iter_rows(max_col=2, values_only=True)]
        )
        assert stamp == layout.Stamp(
            layout.TEMPLATE, rubric.code, rubric.version, "2021", places.haishu.code, stage
        )
        assert names(book) == HAISHU


def test_the_citys_re_score_is_in_no_workbook(participants, people, places, year, client):
    community = participants["春浪社区"].community
    (review,) = make_sheets([community], district=places.haishu, year=year, stage=Stage.REVIEW)
    fill(review, people.wang, r1b=3)
    book = opened(take_out(client, people.wang, "?district=330203"))
    assert names(book) == HAISHU
    assert item_cells(book, "春浪社区", 1) == [None, None, None]


def test_assessed_and_half_assessed_items_are_shown(keep, people, client):
    row = keep("春浪社区", 1)
    save_item(row, findings={"1a": True, "1b": 0}, reason="无文件", version=0, by=people.chen)
    save_item(keep("春浪社区", 2), findings={"2b": False}, reason="", version=0, by=people.chen)
    book = opened(take_out(client, people.chen))
    assert item_cells(book, "春浪社区", 1) == ["是", 0, "无文件"]
    assert item_cells(book, "春浪社区", 2) == [None, "否", None]
    assert marks_of(book, row.sheet)[:3] == [
        layout.mark(1, {"1a": True, "1b": 0}, "无文件"),
        layout.mark(1, {"2b": False}, ""),
        layout.mark(0, {}, ""),
    ]


@pytest.mark.parametrize("state", [State.TO_CONFIRM, State.BLANK])
def test_what_waits_to_be_confirmed_is_left_blank(state, keep, people, client):
    row = keep("春浪社区", 4)
    waiting = {"state": state, "findings": clean_findings(row.sheet.rubric.parsed.item(4)), "reason": REASON}
    ItemScore.objects.filter(pk=row.pk).update(version=5, **waiting)
    book = opened(take_out(client, people.chen))
    assert item_cells(book, "春浪社区", 4) == [None, None, None]
    assert marks_of(book, row.sheet)[3] == layout.mark(5, {}, "")


def marks_of(book, sheet):
    rows = book["系统信息"].iter_rows(min_row=layout.MARKS_FROM + 1, values_only=True)
    return next(list(row[1:]) for row in rows if row[0] == sheet.community_id)


def test_a_locked_sheet_stands_in_the_file_and_says_why(
    participants, people, places, year, client, time_machine
):
    time_machine.move_to("2021-08-20 10:00 +0800")
    fill(participants["春浪社区"], people.chen)
    hand_in(Submission.objects.get(district=places.haishu, year=year), people.zhou)
    sheet = opened(take_out(client, people.chen))["评分"]
    assert sheet.cell(2, AT["1a"]).value == "否"
    assert "评分表随上报锁定" in sheet.cell(2, AT["社区"]).comment.text


def test_what_the_file_shows_scores_as_the_site_does(participants, people, places, year):
    fill(participants["春浪社区"], people.chen, r10a=89, r17a=2, r1b=3)
    file = io.BytesIO()
    count = export_workbook(people.chen, district=places.haishu, year=year, stage=Stage.INITIAL, file=file)
    row = cells_of(load_workbook(file), "春浪社区")
    rubric = participants["春浪社区"].rubric.parsed
    said = {rule.code: row[AT[rule.code] - 1] for rule in rubric.rules}
    said = {code: {"是": True, "否": False}.get(value, value) for code, value in said.items()}
    assert (count, score(rubric, said).total) == (6, participants["春浪社区"].total)


@pytest.mark.parametrize("who", ["chen", "lin", "wang"])
def test_the_list_leads_to_the_workbook(who, participants, people, client):
    client.force_login(getattr(people, who))
    page = client.get("/2021/communities/?stage=initial&district=330203").content.decode()
    district = "&amp;district=330203" if who == "wang" else ""
    assert f'href="/2021/workbook/?stage=initial{district}"' in page


def test_the_whole_citys_list_leads_nowhere_before_a_district_is_chosen(participants, people, client):
    client.force_login(people.wang)
    page = client.get("/2021/communities/").content.decode()
    assert "/2021/workbook/" not in page
    assert "评分工作簿按区县下载" in page
