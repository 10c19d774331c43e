"""The official tables besides 附件3: their cells, who may take them, and that every kind of file says the same."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from districts.models import Department, District, Event, Extension
from districts.official.drawn import text_of
from reports import actions
from reports.actions import decide, draw_sample
from reports.annex3 import annex3
from reports.models import DecisionChoices, Submission, Title
from reports.official.annex2 import annex2
from reports.official.opinions import opinions
from reports.official.overview import overview
from reports.official.papers import PAPERS
from reports.official.publication import publication
from reports.official.spot_checks import spot_checks
from reports.queries import Basis, progress
from tests.paper import needs_pdftotext, pages
from tests.reports.joint import assign, say
from tests.reports.lists import hand_in_list
from tests.scenes import fill, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    """江北 has handed in two communities."""
    return hand_in_list(places.jiangbei, year, ["外滩社区", "鲒埼社区"], by=people.he)


def recognise(listed, by):
    for entry in listed.entries.all():
        decide(entry, decision=DecisionChoices.RECOGNISED, seen=DecisionChoices.PENDING, by=by)


def cells(table):
    return [[text_of(cell) for cell in row] for row in table.rows]


# --- 附件2 -----------------------------------------------------------------------------------------------------------


def test_annex_2_has_the_annexs_own_words_and_the_progress_of_each_district(listed, people, year):
    recognise(listed, people.wang)
    table = annex2(year, today=year.report_due)
    assert [column.head for column in table.columns[:4]] == [
        "序号",
        "行政区划",
        "社区居委会数量",
        "2021年绿色社区建设数量",
    ]
    assert (table.label, table.title) == ("附件2", "2021年各区县（市）绿色社区建设目标及进展")
    assert cells(table)[:2] == [
        ["1", "海曙区", "101", "41", "0", "0", "", "", "", ""],
        ["2", "江北区", "71", "28", "0", "2", "2", "2", "2.82%", "差26个"],
    ]
    assert [text_of(cell) for cell in table.total] == [
        "",
        "宁波市",
        "659",
        "264",
        "0",
        "2",
        "2",
        "2",
        "0.30%",
        "差262个",
    ]


def test_annex_2_agrees_with_annex_3_and_the_progress_of_the_home_page(listed, people, year):
    recognise(listed, people.wang)
    three = annex3(year, basis=Basis.RECOGNISED)
    counted = {row.name: row.years[0].count for row in three.rows if row.years[0]}
    shown = {row[1]: row[7] for row in annex2(year, today=year.report_due).rows if row[7] is not None}
    assert shown == counted
    assert shown == {
        row.district.name: row.recognised
        for row in progress(year, list(District.objects.all()))
        if row.recognised
    }


# --- 一览表 ---------------------------------------------------------------------------------------------------------


def test_the_overview_shows_every_item_and_leaves_what_is_open_blank(participants, people, places, year):
    fill(participants["春浪社区"], people.chen, r1b=2, r17a=3)
    table = overview(people.zhou, year, places.haishu)
    assert [column.head for column in table.columns] == [
        "序号",
        "街道（乡镇）",
        "社区",
        *map(str, range(1, 18)),
        "总分",
        "结论",
    ]
    rows = {row[2]: row for row in cells(table)}
    assert rows["春浪社区"] == ["1", "南门街道", "春浪社区", "4", *["6"] * 15, "3", "97", "达标"]
    assert rows["柳堤社区"][3:] == [*[""] * 18, "未评完"]
    assert set(rows) == {name for name, sheet in participants.items() if sheet.district == places.haishu}


def test_the_overview_holds_one_district_alone(participants, people, places, year):
    assert {row[2] for row in cells(overview(people.wang, year, places.jiangbei))} == {
        "孔浦北村社区",
        "鲒江居委会",
    }


# --- 会审意见 --------------------------------------------------------------------------------------------------------


@pytest.fixture
def spoken(participants, people, places, year):
    """海曙 has handed in 春浪社区 and 柳堤社区; 生态环境局 objects to an item of the first."""
    assign(year, people.shen)
    for name in ("春浪社区", "柳堤社区"):
        fill(participants[name], people.chen)
    submission = Submission.objects.get(district=places.haishu, year=year)
    Extension.objects.create(
        year=year, district=places.haishu, until=date(2021, 9, 30), reason="测试", granted_by=people.shen
    )
    hand_in(submission, people.zhou)
    first, second = submission.entries.all()
    say(first, people.huan, t5="没有节水器具台账")
    say(second, people.huan)
    return submission


def test_the_opinions_say_who_said_what_of_which_community(spoken, year, people):
    assert cells(opinions(year)) == [
        [
            "1",
            "海曙区",
            "南门街道",
            "春浪社区",
            "市生态环境局",
            "有异议",
            "第5项：没有节水器具台账",
            "2021年9月20日 10:00",
            "待评审",
        ],
        [
            "2",
            "海曙区",
            "南门街道",
            "柳堤社区",
            "市生态环境局",
            "无意见",
            "",
            "2021年9月20日 10:00",
            "待评审",
        ],
    ]


def test_a_department_takes_its_own_opinions_alone(spoken, year, people):
    own = opinions(year, department=people.huan.department)
    assert len(own.rows) == 2
    assert cells(opinions(year, department=Department.objects.get(code="minzheng"))) == []


# --- the list for publication ----------------------------------------------------------------------------------------


@pytest.fixture
def titled(listed, people, places, year):
    """江北 is concluded with both communities."""
    recognise(listed, people.wang)
    actions.conclude(listed, by=people.shen)
    return listed


def test_the_list_for_publication_reads_as_a_notice_does(titled, year):
    listing = publication(year, today=year.review_due)
    assert listing.paragraphs == [("江北区（2个）：", "中河街道外滩社区、中河街道鲒埼社区。")]
    assert listing.small == ["其中 2 个还没有公布（截至2021年9月30日）；公布前须经公示。"]


def test_a_revoked_title_is_no_longer_listed(titled, year):
    Title.objects.filter(community__name="外滩社区").update(
        published_on=year.review_due,
        batch="第一批",
        document_number="甬建发〔2021〕99号",
        revoked_on=year.review_due,
        revoked_why="弄虚作假",
    )
    assert publication(year, today=year.review_due).paragraphs == [("江北区（1个）：", "中河街道鲒埼社区。")]


# --- 抽查记录 --------------------------------------------------------------------------------------------------------


def test_the_record_of_a_spot_check_says_how_it_was_drawn_and_leaves_room_to_sign(listed, people, year):
    draw_sample(listed, share=100, seed="2021-09-20", by=people.wang)
    table = spot_checks(year)
    assert [row[:5] + row[6:] for row in cells(table)] == [
        ["1", "江北区", "1", "中河街道", "外滩社区", "96", "", "", "待评审", "", ""],
        ["2", "江北区", "1", "中河街道", "鲒埼社区", "96", "", "", "待评审", "", ""],
    ]
    assert table.small == [
        "江北区第1次：2021年9月20日 10:00由王海燕抽取，比例 100%，种子 2021-09-20（同一种子抽得同样的社区）。"
    ]


# --- who may take which ----------------------------------------------------------------------------------------------


MAY = {
    "he": "annex2 overview list",
    "zhou": "annex2 overview list",
    "wang": "annex2 overview opinions list spot-checks",
    "shen": "annex2 overview opinions list spot-checks",
    "huan": "annex2 opinions",
    "lin": "",
    "guan": "",
    "audit": "",
}


@pytest.mark.parametrize("who", MAY)
def test_each_role_takes_its_own_tables(client, people, listed, who):
    client.force_login(getattr(people, who))
    taken = [
        name
        for name in PAPERS
        if client.get(
            reverse("reports:table_file", args=[2021, name, "xlsx"]), {"district": "330205"}
        ).status_code
        == 200
    ]
    expected = MAY[who].split() if who != "zhou" else []  # 江北's tables are not 海曙's to take
    assert taken == expected


def test_another_district_and_an_unknown_table_are_not_found(client, people, listed):
    client.force_login(people.he)
    address = reverse("reports:table_file", args=[2021, "overview", "pdf"])
    assert client.get(address, {"district": "330203"}).status_code == 404
    assert client.get("/2021/tables/nothing.xlsx").status_code == 404
    client.force_login(people.wang)
    assert client.get(address).status_code == 404  # no district chosen


def test_the_page_says_how_much_there_is_and_what_to_do_first(client, people, listed):
    client.force_login(people.wang)
    text = client.get(reverse("reports:tables", args=[2021])).content.decode()
    assert "现有 10 行" in text
    assert "请先在上面选定一个区县。" in text
    assert "还没有社区取得称号；评审办结以后才有名单。" in text


def test_a_table_taken_is_in_the_trail(client, people, listed, places):
    client.force_login(people.he)
    client.get(reverse("reports:table_file", args=[2021, "annex2", "docx"]))
    event = Event.objects.get(action="table_exported")
    assert (event.actor, event.district) == (people.he, places.jiangbei)
    assert event.after == {
        "file": "2021年各区县（市）绿色社区建设目标及进展-2021-2021年9月20日.docx",
        "rows": 1,
    }


# --- every kind says the same ------------------------------------------------------------------------------------------


@pytest.mark.pango
@needs_pdftotext
@pytest.mark.parametrize(
    ("name", "once"),
    [
        ("annex2", ["江北区", "2021年绿色社区建设数量"]),
        ("overview", ["外滩社区", "鲒埼社区"]),
        ("list", ["中河街道外滩社区", "中河街道鲒埼社区"]),
        ("spot-checks", ["抽中理由", "现场人员签名"]),
    ],
)
def test_every_kind_of_file_says_the_same(client, people, titled, name, once, tmp_path):
    client.force_login(people.shen)

    def taken(kind):
        answer = client.get(reverse("reports:table_file", args=[2021, name, kind]), {"district": "330205"})
        assert answer.status_code == 200
        return answer.content

    sheet = load_workbook(io.BytesIO(taken("xlsx"))).active
    said = {
        "xlsx": "".join(
            str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
    }
    document = Document(io.BytesIO(taken("docx")))
    texts = [each.text for each in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said["docx"] = "".join(texts)
    printed = tmp_path / "table.pdf"
    printed.write_bytes(taken("pdf"))
    said["pdf"] = "".join(pages(printed))
    found = {kind: [text.replace("\n", "").count(each) for each in once] for kind, text in said.items()}
    assert found == dict.fromkeys(("xlsx", "docx", "pdf"), [1] * len(once))
