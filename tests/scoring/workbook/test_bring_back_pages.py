"""The pages of bringing back: upload, bad cells, error workbook, preview, confirm."""

import re

import pytest
from django.urls import reverse

from districts.models import Event
from scoring.actions import save_item, start_baseline
from scoring.models import ItemScore, ScoreSheet, WorkbookUpload
from scoring.views import bring_back as views
from scoring.workbook import layout
from tests.files import a_pdf, upload
from tests.rubrics import published, variant
from tests.scenes import fill
from tests.scoring.workbook.books import address_of, closed, downloaded, edited, opened, sent

EDITS = {
    ("柳堤社区", "5a"): "否",
    ("柳堤社区", "5b"): "是",
    ("柳堤社区", "5c"): "否",
    ("春浪社区", "10a"): 89.5,
}
FAULTY = EDITS | {("万宁社区", "10a"): 1, ("万宁社区", "1a"): "有"}


@pytest.fixture
def content(participants, people, year):
    fill(participants["春浪社区"], people.chen)
    return downloaded(people.chen, year)


@pytest.fixture
def chen(client, people):
    client.force_login(people.chen)
    return client


BACK = "/2021/workbook/back/"


def put(client, content, name="海曙 填好.xlsx"):
    return client.post(BACK, {"file": sent(content, name)})


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hidden(answer):
    """The hidden fields of the preview's form."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.content.decode())
    return {name: value for name, value in fields if name in ("seen", "sheets", "rows")}


def preview(client, content, query=""):
    address = put(client, content).url + query
    return address.partition("?")[0], client.get(address)


def test_the_page_says_how_and_leads_back(chen, content):
    answer = chen.get(BACK)
    assert answer.status_code == 200
    assert "上传并检查" in text(answer) and 'data-busy="正在检查…"' in answer.content.decode()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "请先选择文件。"),
        (
            upload("名单.csv", "编号,社区\n1,春浪社区\n".encode()),
            "这不是 .xlsx、.xls 或 .ods 表格，而是 CSV 或别的文本",
        ),
        (upload("表.et", b"PK\x03\x04"), "这是 WPS 的 .et 文件"),
        (upload("坏.xlsx", b"PK\x03\x04 nonsense"), "文件已损坏"),
        (upload("空.xlsx", b""), "这不是 .xlsx、.xls 或 .ods 表格，而是 CSV 或别的文本，或者是空的"),
        (a_pdf(), "文件不是 .xlsx、.xls、.ods 或 CSV 表格，请用 Excel 或 WPS 另存为 .xlsx 再导入。"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_and_not_kept(chen, content, file, sentence):
    answer = chen.post(BACK, {"file": file} if file else {})
    assert answer.status_code == 422
    assert answer.content.decode().count("gc-notice-fail") == 1
    assert sentence in text(answer)
    assert not WorkbookUpload.objects.exists()


def test_the_page_leads_to_the_workbooks_there_are(chen, content, people, places, year):
    def leading():
        return re.findall(r'href="([^"]*stage=[^"]*)">([^<]*)</a>', chen.get(BACK).content.decode())

    initial = ("/2021/workbook/?stage=initial", "下载初评的")
    assert leading() == [initial]
    start_baseline(places.haishu, year=year, by=people.zhou)
    assert leading() == [initial, ("/2021/workbook/?stage=baseline", "下载摸底的")]
    assert "下载初评的" not in text(chen.get("/2022/workbook/back/"))


def test_a_file_too_big_to_be_one_is_refused_unread(chen, content):
    answer = put(chen, b"PK\x03\x04" + b"0" * (20 * 1024**2))
    assert (answer.status_code, "文件超过 20 MB，评分工作簿没有这么大" in text(answer)) == (422, True)


def test_another_years_workbook_is_refused_before_any_cell(chen, content):
    answer = chen.post("/2022/workbook/back/", {"file": sent(edited(content, FAULTY))})
    assert answer.status_code == 422
    assert "这是 2021 年度的评分工作簿，这里导回的是 2022 年度。" in text(answer)


def test_a_name_too_long_is_refused_in_one_sentence(chen, content):
    answer = put(chen, content, name="海" * 121 + ".xlsx")
    assert (answer.status_code, "的文件名超过 120 字，没有上传。" in text(answer)) == (422, True)
    assert not WorkbookUpload.objects.exists()


def test_a_workbook_whose_rubric_was_replaced_meanwhile_is_told_where_another_is_uploaded(
    chen, content, people, year
):
    address, answer = preview(chen, edited(content, EDITS))
    posted = hidden(answer)
    ScoreSheet.objects.filter(year=year).update(rubric=published(people.shen, variant(pass_mark=85)))
    for answer in (
        chen.get(address),
        chen.get(f"{address}faults.xlsx"),
        chen.post(f"{address}confirm/", posted),
    ):
        assert answer.status_code == 409
        assert "先前上传的文件不能再导回，没有写入任何内容。" in text(answer)
        assert "这份评分工作簿按评分标准 ningbo-2021 第1版做成，现在用的是" in text(answer)
        assert f'action="{BACK}"' in answer.content.decode()


def links(answer):
    return re.findall(r'href="([^"]*(?:rows|page)=[^"]*)"', answer.content.decode())


def test_after_a_refusal_the_links_lead_back_to_the_look(chen, content, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 1)
    address, answer = preview(chen, edited(content, EDITS))
    stale = chen.post(f"{address}confirm/", hidden(answer) | {"seen": "a" * 64})
    assert (stale.status_code, links(stale)) == (409, [f"{address}?page={n}" for n in (1, 2, 2)])
    address, answer = preview(chen, edited(content, FAULTY), "?rows=good")
    refused = chen.post(f"{address}confirm/", hidden(answer) | {"rows": "all"})
    assert (refused.status_code, links(refused)) == (409, [f"{address}?rows=good"])
    assert chen.get(links(refused)[0]).status_code == 200


def test_where_something_is_to_be_ticked_there_is_no_page_to_turn(
    chen, content, participants, people, monkeypatch
):
    monkeypatch.setattr(views, "PAGE", 1)
    save(participants["天一社区"], 5, people.lin, r5a=True, r5b=True, r5c=False)
    _address, answer = preview(chen, edited(content, EDITS | {("天一社区", "5a"): "否"}))
    assert "下载之后网上改过" in text(answer)
    assert links(answer) == []
    assert {name for name in ("春浪社区", "柳堤社区") if name in text(answer)} == {"春浪社区", "柳堤社区"}


# --- bad cells ------------------------------------------------------------------------------------------------


def test_every_bad_cell_is_listed_with_what_is_allowed(chen, content):
    wrong = edited(content, FAULTY)
    _address, answer = preview(chen, wrong)
    said = text(answer)
    assert "有 2 处要改正" in said
    assert (
        f"评分 {address_of(wrong, '万宁社区', '1a')} 1a 缺文件 万宁社区 有 说不清是存在还是不存在 “缺文件”存在填 是"
        in said
    )
    assert (
        f"评分 {address_of(wrong, '万宁社区', '10a')} 10a 噪声扰民投诉处理率 万宁社区 1 是 1% 还是 100%？ 100 或 1%"
        in said
    )
    assert "先只导回没有问题的 5 行，有问题的 1 行留下" in said


def test_the_error_workbook_says_it_beside_the_row_and_can_be_brought_back_corrected(chen, content):
    wrong = edited(content, FAULTY)
    address, _answer = preview(chen, wrong)
    answer = chen.get(f"{address}faults.xlsx")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"faults-2021-330203-initial.xlsx\"; filename*=utf-8''"
        "%E6%B5%B7%E6%9B%99%20%E5%A1%AB%E5%A5%BD-%E9%97%AE%E9%A2%98.xlsx"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    told = Event.objects.get(action="workbook_exported", row_type="workbookupload")
    assert told.after == {"file": "海曙 填好-问题.xlsx", "stage": "initial", "communities": 6}
    file = b"".join(answer.streaming_content)
    sheet = opened(file)[layout.ENTRY]
    bad = sheet[address_of(wrong, "万宁社区", "1a")]
    told = sheet.cell(bad.row, sheet.max_column)
    red = {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == "FFF6C7BE"}
    assert red == {address_of(wrong, "万宁社区", "1a"), address_of(wrong, "万宁社区", "10a")}
    assert bad.value == "有"
    assert bad.comment.text == "说不清是存在还是不存在。应为：“缺文件”存在填 是，不存在填 否。"
    assert sheet.cell(1, sheet.max_column).value == "问题"
    assert told.value.splitlines()[0] == f"{bad.coordinate}：{bad.comment.text}"
    right = edited(file, {("万宁社区", "1a"): "否", ("万宁社区", "10a"): "100%"})
    _address, answer = preview(chen, right)
    assert "写入 4 项" in text(answer)


def test_the_error_workbook_keeps_numbers_and_holds_never_a_formula(chen, content):
    wrong = edited(content, FAULTY | {("万宁社区", 2): "-1+1"})
    book = opened(wrong)
    sheet = book[layout.ENTRY]
    cell = sheet[address_of(wrong, "万宁社区", 3)]
    cell.value, cell.data_type = '=HYPERLINK("x")', "s"
    address, _answer = preview(chen, closed(book))
    file = b"".join(chen.get(f"{address}faults.xlsx").streaming_content)
    sheet = opened(file)[layout.ENTRY]
    kinds = {value.data_type for row in sheet.iter_rows() for value in row if value.value is not None}
    assert kinds == {"s", "n"}
    assert isinstance(sheet["A2"].value, int)
    assert sheet[cell.coordinate].value == '=HYPERLINK("x")'


# --- the preview ----------------------------------------------------------------------------------------------


def test_the_preview_shows_old_and_new_by_community_and_writes_nothing(chen, content, participants):
    _address, answer = preview(chen, edited(content, EDITS))
    said = text(answer)
    assert "新填 1 项" in said and "改动 1 项" in said and "不变 100 项" in said
    assert "10a 噪声扰民投诉处理率：100% → 89.5%" in said
    assert "5b 未开展海绵化改造和建设：未评 → 存在" in said
    assert not ItemScore.objects.filter(sheet=participants["柳堤社区"], version__gt=0).exists()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"8a": None, "8c": None, "15b": None},
            "1 个社区有已经评过的条目，写入后变成未评： 春浪社区（8a、8c、15b）。多半是删掉了某一格",
        ),
        (
            dict.fromkeys(["2a", "2b", "9a", "9b", "11a"], "是"),
            "1 个社区将由达标变为未达标： 春浪社区。",
        ),
    ],
)
def test_what_takes_a_community_off_the_list_is_said_above_the_preview(chen, content, cells, told):
    _address, answer = preview(chen, edited(content, {("春浪社区", code): v for code, v in cells.items()}))
    assert told in text(answer)
    _address, answer = preview(chen, edited(content, {("春浪社区", "5b"): "是"}))
    assert "写入后变成未评" not in text(answer) and "变为未达标" not in text(answer)


def test_with_nothing_ticked_of_what_both_changed_nothing_is_written_and_that_is_said(
    chen, content, participants, people
):
    save(participants["春浪社区"], 5, people.lin, r5a=True, r5b=False, r5c=False)
    address, answer = preview(chen, edited(content, {("春浪社区", "5c"): "是"}))
    assert "上面勾选的项一次写入" in text(answer)
    done = chen.post(f"{address}confirm/", hidden(answer))
    assert (done.status_code, "网上也改过的项一项也没有勾选。" in text(done)) == (409, True)


def test_confirmed_it_is_written_and_said(chen, content, participants):
    address, answer = preview(chen, edited(content, EDITS))
    done = chen.post(f"{address}confirm/", hidden(answer), follow=True)
    assert done.redirect_chain == [("/2021/communities/?stage=initial", 302)]
    assert "已导回 2 个社区：新填 1 项，改动 1 项。" in text(done)
    assert participants["柳堤社区"].items.get(number=5).points == 4
    again = chen.get(address, follow=True)
    assert "“海曙 填好.xlsx”已于" in text(again)
    assert chen.post(f"{address}confirm/", hidden(answer)).status_code == 302


def test_the_good_rows_with_the_list_of_what_was_left(chen, content, participants):
    address, answer = preview(chen, edited(content, FAULTY), "?rows=good")
    said = text(answer)
    assert "不导回的行" in said and "万宁社区" in said and "有问题的 1 行不导回" in said
    done = chen.post(f"{address}confirm/", hidden(answer), follow=True)
    assert "有问题的 1 行没有导回。" in text(done)
    assert participants["柳堤社区"].items.get(number=5).version == 1


def test_a_row_left_out_says_of_each_cell_what_it_is_about(chen, content):
    wrong = edited(content, EDITS | {("万宁社区", "1b"): 2})
    _address, answer = preview(chen, wrong, "?rows=good")
    at = address_of(wrong, "万宁社区", 1)
    assert (
        f"{at}（第1项 理由、备注）：第 1 项扣了分（1b 各主体较少参与创建的或未参与创建），没有写理由。"
        in text(answer)
    )


def test_what_nobody_could_read_is_not_called_empty(chen, content):
    _address, answer = preview(chen, edited(content, {("万宁社区", "8a"): "=1+1"}))
    assert "万宁社区 读不出 单元格是公式且没有计算结果" in text(answer)


def test_many_rows_left_out_are_counted_and_listed_when_asked_for(chen, content, monkeypatch):
    _address, answer = preview(chen, edited(content, FAULTY), "?rows=good")
    assert "<details" not in answer.content.decode().partition("不导回的行")[2].partition("</section>")[0]
    monkeypatch.setattr(views, "FEW", 1)
    wrong = FAULTY | {("天一社区", "1a"): "有", ("春浪社区", "8a"): None}
    _address, answer = preview(chen, edited(content, wrong), "?rows=good")
    assert "看这 2 行" in text(answer)
    assert answer.content.decode().partition("看这 2 行")[2].count("<h3>") == 2


def test_many_communities_in_a_warning_are_counted(chen, content, participants, people, year, monkeypatch):
    monkeypatch.setattr(views, "FEW", 1)
    fill(participants["柳堤社区"], people.chen)
    gone = {("春浪社区", "8a"): None, ("柳堤社区", "8a"): None}
    _address, answer = preview(chen, edited(downloaded(people.chen, year), gone))
    assert "2 个社区有已经评过的条目，写入后变成未评： 春浪社区（8a）等 2 个。" in text(answer)


def test_bad_rows_are_never_written_by_leaving_the_choice_out(chen, content):
    address, answer = preview(chen, edited(content, FAULTY), "?rows=good")
    done = chen.post(f"{address}confirm/", hidden(answer) | {"rows": "all"})
    assert (done.status_code, "有 1 行要改正，没有写入任何内容" in text(done)) == (409, True)


def save(sheet, number, by, **found):
    row = ItemScore.objects.select_related("sheet").get(sheet=sheet, number=number)
    findings = {code.removeprefix("r"): value for code, value in found.items()}
    save_item(row, findings=findings, reason="", version=row.version, by=by)


def test_a_stale_preview_is_said_and_what_moved_is_pointed_at(chen, content, participants, people):
    address, answer = preview(chen, edited(content, EDITS))
    save(participants["柳堤社区"], 5, people.lin, r5a=True, r5b=True, r5c=False)
    stale = chen.post(f"{address}confirm/", hidden(answer))
    said = text(stale)
    assert stale.status_code == 409
    assert "预览之后有人保存过，没有写入任何内容。" in said
    assert "预览之后有变化的社区： 柳堤社区" in said
    assert "网上由林小萍在" in said
    assert participants["春浪社区"].items.get(number=10).findings["10a"] == 100
    done = chen.post(f"{address}confirm/", hidden(stale), follow=True)
    assert "已导回 1 个社区：新填 0 项，改动 1 项。" in text(done)
    assert participants["柳堤社区"].items.get(number=5).findings["5a"] is True


@pytest.mark.parametrize("one_by_one", [True, False])
def test_the_files_version_of_what_both_changed_is_a_tick(chen, content, participants, people, one_by_one):
    save(participants["柳堤社区"], 5, people.lin, r5a=True, r5b=True, r5c=False)
    address, answer = preview(chen, edited(content, EDITS))
    assert "下载之后网上改过" in text(answer)
    row = participants["柳堤社区"].items.get(number=5)
    tick = {"take": [str(row.pk), "nonsense"]} if one_by_one else {"take_all": "on"}
    done = chen.post(f"{address}confirm/", hidden(answer) | tick, follow=True)
    assert "另有网上也改过、按文件写入的 1 项。" in text(done)
    assert participants["柳堤社区"].items.get(number=5).findings["5a"] is False


def test_nothing_to_write_is_said(chen, content):
    _address, answer = preview(chen, content)
    assert "文件和网上一致，没有要写入的内容。" in text(answer)
    assert "点“写入”以后" not in text(answer)


@pytest.mark.parametrize(
    "posted", [{}, {"seen": "nonsense", "rows": "all"}, {"seen": "a" * 64, "rows": "some"}]
)
def test_nonsense_confirms_nothing(chen, content, posted):
    address, _answer = preview(chen, edited(content, EDITS))
    answer = chen.post(f"{address}confirm/", posted)
    assert (answer.status_code, "没有写入任何内容" in text(answer)) == (422, True)


# --- whose it is ----------------------------------------------------------------------------------------------


def test_nobody_but_the_sender_sees_an_upload_and_only_while_they_fill_in_that_district(
    chen, client, content, people, places
):
    address, _answer = preview(chen, edited(content, EDITS))
    client.force_login(people.zhou)
    assert client.get(address).status_code == 404
    people.chen.district = places.jiangbei
    people.chen.save()
    client.force_login(people.chen)
    assert {client.get(address).status_code, client.get(f"{address}faults.xlsx").status_code} == {404}
    assert client.post(f"{address}confirm/", {}).status_code == 404


def test_a_stored_file_gone_is_404(chen, content):
    address, _answer = preview(chen, content)
    kept = WorkbookUpload.objects.get()
    kept.file.storage.delete(kept.file.name)
    assert chen.get(address).status_code == 404


def test_what_reaches_the_disk_has_nothing_of_the_name(chen, content):
    put(chen, content, name="../../海曙\u202e<b>.xlsx")
    kept = WorkbookUpload.objects.get()
    assert kept.file.name == f"workbooks/{kept.key.hex[:2]}/{kept.key.hex}.xlsx"
    assert kept.name == "海曙<b>.xlsx"
    assert "<b>" not in text(chen.get(reverse("scoring:workbook_check", args=[kept.key])))
    assert Event.objects.filter(action="workbook_uploaded").count() == 1
