"""报告稿: every figure in place and the same as 附件3's, what people must write is marked, laid out as an official document."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from districts import pango
from districts.models import Event
from districts.pictures import files
from reports import actions
from reports.annex3 import annex3
from reports.drafts.city import city_report
from reports.drafts.content import Slot
from reports.drafts.district import district_report
from reports.drafts.word import report_docx
from reports.pictures import Scope
from reports.queries import Basis, progress
from tests.reports.lists import hand_in_list
from tests.scenes import recommend

pytestmark = pytest.mark.django_db
DAY = date(2021, 9, 20)


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


@pytest.fixture
def listed(people, places, year):
    return hand_in_list(places.jiangbei, year, ["外滩社区", "鲒埼社区"], by=people.he)


@pytest.fixture
def concluded(listed, people):
    first, second = listed.entries.all()
    actions.decide(first, decision="recognised", seen="pending", by=people.wang)
    actions.decide(second, decision="declined", seen="pending", reason="材料不实。", by=people.wang)
    actions.conclude(listed, by=people.shen, early=True)
    return listed


def of_district(people, places, year):
    return district_report(Scope(people.he, year, places.jiangbei, DAY))


def of_city(people, year):
    return city_report(Scope(people.shen, year, None, DAY))


# --- figures -------------------------------------------------------------------------------------------------------


def figures_of(year, district, basis):
    table = annex3(year, district=district, basis=basis, today=DAY)
    cell = table.total.years[0]
    return (
        f"本年度绿色社区完成数量 {cell.count} 个，完成比例 {cell.share}%；合计完成比例 {table.total.share}%"
    )


def test_before_the_review_a_district_reports_what_it_handed_in_as_annex_3_does(listed, people, places, year):
    draft = of_district(people, places, year)
    assert figures_of(year, places.jiangbei, Basis.REPORTED) in draft.text
    assert "本年度绿色社区完成数量 2 个，完成比例 2.82%" in draft.text
    assert draft.basis == "口径：初评（区县上报）"


def test_after_the_review_it_reports_what_was_recognised_as_annex_3_does(concluded, people, places, year):
    draft = of_district(people, places, year)
    assert figures_of(year, places.jiangbei, Basis.RECOGNISED) in draft.text
    assert "本年度绿色社区完成数量 1 个，完成比例 1.41%" in draft.text
    assert draft.basis == "口径：评审（已认定）"


def test_every_figure_of_the_first_part_is_the_progress_of_the_home_page(concluded, people, places, year):
    p = progress(year, [places.jiangbei])[0]
    said = of_district(people, places, year).text
    for words in (
        f"申报社区 {p.declared} 个",
        f"参与建设 {p.participating} 个",
        f"初评评完 {p.assessed} 个",
        f"初评达标（累计）{p.passing} 个",
        f"对照附件2目标 {p.target} 个：认定（累计）{p.recognised} 个，差 {p.target - p.recognised} 个。",
        f"对照申报社区 40% 的要求：认定占 {p.recognised_share}%，未到。",
    ):
        assert words in said


def test_the_citys_report_counts_the_review_and_names_who_handed_in(concluded, people, year):
    said = of_city(people, year).text
    assert figures_of(year, None, Basis.RECOGNISED) in said
    assert "上报名单共 2 个社区：认定 1 个、不予认定 1 个。" in said
    assert "10 个区县（市）中 1 个已上报；江北区逾期上报。" in said


def test_the_table_attached_is_annex_3_itself(concluded, people, places, year):
    attached = [piece.made for piece in of_district(people, places, year).pieces if hasattr(piece, "made")]
    assert [table.title for table in attached] == ["绿色社区建设任务完成情况汇总表"]
    attached = [piece.made for piece in of_city(people, year).pieces if hasattr(piece, "made")]
    assert [made.title for made in attached] == ["绿色社区建设任务完成情况汇总表", "2021年绿色社区名单"]
    assert attached[1].paragraphs == [("江北区（1个）：", "中河街道外滩社区。")]


def test_good_practice_is_named(concluded, people, places, year):
    recommend(places.jiangbei, year, people.he, title="楼道里的分类角")
    assert "已报送典型做法 1 个：《楼道里的分类角》。" in of_district(people, places, year).text


# --- what is not known is asked for --------------------------------------------------------------------------------


def test_what_is_not_known_yet_is_a_slot_and_never_nought(people, places, year):
    draft = of_district(people, places, year)
    asked = [slot.asked for slot in draft.slots]
    assert "本年度绿色社区名单的数量和比例（上报以后自动填写）" in asked
    assert "初评得分情况（评完以后自动填写）" in asked
    assert "参加初评的部门" in asked
    assert "完成数量 0 个" not in draft.text
    assert "综合评审情况（评审以后自动填写）" in [slot.asked for slot in of_city(people, year).slots]


def test_the_five_parts_of_the_work_bear_the_documents_own_headings(people, places, year, repository):
    source = re.sub(r"\s", "", (repository / "tests/document/yongjianfa-2021-55.txt").read_text())
    headings = [
        piece.text for piece in of_district(people, places, year).pieces if getattr(piece, "level", 0) == 2
    ]
    assert [words for words in headings if words not in source] == []
    assert len(headings) == 5


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(monkeypatch):
    """The file without drawing any picture: the smallest PNG stands for each."""
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
    monkeypatch.setattr("reports.drafts.word.png", lambda picture: png)
    return lambda draft: Document(io.BytesIO(report_docx(draft)))


def test_it_is_laid_out_as_an_official_document(concluded, people, places, year, drawn):
    document = drawn(of_district(people, places, year))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    title, _blank, to, first = document.paragraphs[:4]
    assert (title.text, to.text) == ("江北区2021年度绿色社区建设行动总结评估报告", "宁波市住房和城乡建设局：")
    font = title.runs[0]._r.rPr.find(qn("w:rFonts"))
    assert (font.get(qn("w:eastAsia")), title.runs[0].font.size) == ("方正小标宋简体", Pt(22))
    body = first.runs[0]
    assert (body._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")), body.font.size) == ("仿宋_GB2312", Pt(16))
    assert first.paragraph_format.first_line_indent == Pt(32)
    heads = {
        p.text: p.runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for p in document.paragraphs
        if p.text[:2] in ("一、", "（一")
    }
    assert set(heads.values()) == {"黑体", "楷体_GB2312"}
    assert "PAGE" in section.footer._element.xml
    assert document.sections[-1].page_width > document.sections[-1].page_height  # 附件3 lies


def test_slots_are_marked_and_pictures_can_be_read_out(concluded, people, places, year, drawn):
    draft = of_district(people, places, year)
    document = drawn(draft)
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert marked == [slot.text for slot in draft.slots]
    assert all(text.startswith("【请填写：") for text in marked)
    words = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(words) == len(draft.pictures) == 2
    assert any("江北区认定 1 个" in each for each in words)


def test_tables_repeat_their_heads_and_hold_annex_3s_cells(concluded, people, places, year, drawn):
    document = drawn(of_district(people, places, year))
    last = document.tables[-1]
    assert last._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in last.rows[1].cells] == [
        "江北区",
        "外滩社区",
        "1",
        "1.41%",
        "",
        "",
        "",
        "1.41%",
    ]


def test_without_the_system_libraries_a_slot_stands_for_each_picture(
    concluded, people, places, year, monkeypatch
):
    def missing(picture):
        raise pango.NoPrinting("缺少程序库")

    monkeypatch.setattr("reports.drafts.word.png", missing)
    document = Document(io.BytesIO(report_docx(of_district(people, places, year))))
    said = [p.text for p in document.paragraphs if "插图" in p.text]
    assert len(said) == 2
    assert said[0].startswith(Slot("插图").text[:6])


@pytest.mark.pango
def test_a_picture_is_drawn_for_word_as_it_is_for_the_page(concluded, people, year):
    picture = of_city(people, year).pictures[0]
    drawn = files.png(picture)
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) > 5000


# --- who may take it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("he", {}, 200),
        ("he", {"district": "330203"}, 404),
        ("shen", {}, 200),
        ("wang", {"district": "330205"}, 200),
        ("lin", {}, 403),
        ("huan", {}, 403),
        ("guan", {}, 403),
    ],
)
def test_a_draft_is_for_the_district_and_the_city(client, people, listed, who, asked, status, drawn):
    client.force_login(getattr(people, who))
    assert client.get(reverse("reports:draft_report", args=[2021]), asked).status_code == status
    assert client.get(reverse("reports:drafts", args=[2021]), asked).status_code == status


def test_a_draft_taken_is_in_the_trail(client, people, listed, places, drawn):
    client.force_login(people.he)
    client.get(reverse("reports:draft_report", args=[2021]))
    event = Event.objects.get(action="draft_taken")
    assert (event.actor, event.district) == (people.he, places.jiangbei)
    assert event.after["file"] == "江北区2021年度绿色社区建设行动总结评估报告（稿）.docx"
