"""A file that is no sound rubric: every fault at once, by cell or by line, with what would be right."""

import time

import pytest

from scoring.rubric_files import BadRubricFile, read_rubric_file
from scoring.rubric_files.read import MAX_BYTES

HEADS = "没有找到表头：要有“项”“细则代码”“扣分方式”等列。请下载现行标准，在它上面改。"


def faults_of(content, name="标准.xlsx"):
    with pytest.raises(BadRubricFile) as caught:
        read_rubric_file(name, content)
    return list(caught.value.faults)


KINDS = "固定扣分 或 按情节扣分 或 按数量扣分 或 按比例扣分 或 按缺少数扣分 或 加分"


@pytest.mark.parametrize(
    ("rule", "head", "value", "fault"),
    [
        ("6b", "最高扣分", "三", "O21：第6项 6b：最高扣分 应为 1 至 100 的整数，现在是 文字“三”"),
        ("6b", "最高扣分", None, "O21：第6项 6b：最高扣分 应为 1 至 100 的整数，缺少"),
        ("6b", "最高扣分", 9, "第 21 行：第6项 6b：最多可达 9 分，超过本项的 6 分"),
        ("6b", "每次扣分", 4, "N21：第6项 6b：每次扣分 4 大于 最高扣分 3"),
        ("6b", "扣分方式", "扣完", f"J21：第6项 6b：扣分方式 应为 {KINDS}，现在是 文字“扣完”"),
        ("6b", "细则代码", "6甲", "H21：第6项 6甲：细则代码 应为项号加一个小写字母，如 6a"),
        ("6b", "应有数量", 2, "R21：第6项 6b：应有数量 在这里不用，请留空"),
        ("6b", "分值", 5, "C21：同一项的后几行应留空，或与第 20 行相同"),
        ("10a", "每降低（%）", "0", "T29：第10项 10a：每降低（%） 0 应大于 0 且不大于 应达到（%） 100"),
        (
            "10a",
            "应达到（%）",
            0.955,
            "S29：应达到（%） 写的 0.955 说不清是百分之几，应为 95.5%",
        ),
        ("12a", "应达到（%）", 0.3, "S31：应达到（%） 写的 0.3 说不清是百分之几，应为 30% 或 0.3%"),
        ("12a", "每降低（%）", "1", "T31：每降低（%） 写的 1 说不清是百分之几，应为 100% 或 1%"),
        (
            "10a",
            "应达到（%）",
            95.555,
            "S29：第10项 10a：应达到（%） 应为 0 至 100 的百分数（最多两位小数），现在是 95.555",
        ),
        ("6b", "最高扣分", "2²", "O21：第6项 6b：最高扣分 应为 1 至 100 的整数，现在是 文字“2²”"),
        ("6b", "最高扣分", "②", "O21：第6项 6b：最高扣分 应为 1 至 100 的整数，现在是 文字“②”"),
        (
            "10a",
            "应达到（%）",
            "9²%",
            "S29：第10项 10a：应达到（%） 应为 0 至 100 的百分数（最多两位小数），现在是 文字“9²%”",
        ),
        ("10a", "不满一档", "随意", "U29：第10项 10a：不满一档 应为 不扣 或 按一档扣，现在是 文字“随意”"),
        ("17a", "须附材料", "或许", "W40：第17项 17a：须附材料 应为 是 或 否，现在是 文字“或许”"),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(edited, rule, head, value, fault):
    edited.at(rule, head).value = value
    assert faults_of(edited.content) == [fault]


def test_what_several_cells_make_together_is_named_with_all_of_them(edited):
    edited.at("15c", "细则代码").value = "15b"
    edited.at("1a", "分值").value = 7
    assert faults_of(edited.content) == [
        "H36、H37：评分细则 15b 重复",
        "C 列：各项分值相加为 101 分，应为 100 分",
    ]


def test_a_repeated_item_or_category_is_named_with_its_first_rows(edited):
    edited.at("3a", "项").value = 1
    edited.at("5a", "内容").value = edited.at("1a", "内容").value
    edited.at("3a", "细则代码").value = "1c"
    assert faults_of(edited.content) == [
        "B10、B14：第1项重复",
        "A10、A17：内容“建立健全党建引领的治理机制”重复",
    ]


def test_another_way_of_deducting_needs_other_columns(edited):
    edited.at("6b", "扣分方式").value = "固定扣分"
    assert faults_of(edited.content) == [
        "K21：第6项 6b：扣分 应为 1 至 100 的整数，缺少",
        "N21：第6项 6b：每次扣分 在这里不用，请留空",
        "O21：第6项 6b：最高扣分 在这里不用，请留空",
    ]


def test_every_fault_is_named_at_once(edited):
    edited.line("达标线").value = "八十"
    edited.line("名称").value = None
    edited.sheet.cell(2, 1).value = "版次"
    edited.at("1a", "扣分").value = 0
    edited.at("5b", "内容").value = "别的内容"
    edited.sheet.cell(edited.head_row, 6).value = "附加"
    assert faults_of(edited.content) == [
        "A2：不认识“版次”，表头上面只写：代号、版本、名称、依据、达标线、达标规定、达标口径",
        "F9：不认识“附加”这一列，请删去或用现行标准的表头",
        "B3：名称 应为 一段文字，缺少",
        "B5：达标线 应为 0 至 100 的整数，现在是 文字“八十”",
        "K10：第1项 1a：扣分 应为 1 至 100 的整数，现在是 0",
        "B18：第3类第1行：项 应为 1 至 999 的整数，缺少",
        "C18：第3类第1行：分值 应为 1 至 100 的整数，缺少",
        "D18：第3类第1行：建设标准 应为 一段文字，缺少",
        "E18：第3类第1行：评分标准 应为 一段文字，缺少",
        "J40：第17项 17a：加分项只能用 加分，其他项不能用 加分",
    ]


def test_merged_cells_are_named(edited):
    edited.sheet.merge_cells("D10:E10")
    assert "D10：" in faults_of(edited.content)[0]


def test_many_faults_are_cut_short(edited):
    for column in ("扣分", "最少扣分", "每次扣分", "最高扣分"):
        for row in range(10, 41):
            edited.sheet.cell(row, edited.heads[column]).value = "很多"
    faults = faults_of(edited.content)
    assert len(faults) == 61
    assert faults[-1].startswith("还有 ")
    assert faults[-1].endswith(" 处，改好上面的再传一次。")


def test_a_sheet_of_something_else_is_told_at_once(edited):
    edited.sheet.delete_rows(edited.head_row)
    assert faults_of(edited.content) == [HEADS]


def test_heads_without_a_rule_are_told(edited):
    edited.sheet.delete_rows(edited.head_row + 1, 100)
    assert faults_of(edited.content) == ["第 9 行表头的下面没有内容：一行写一条细则。"]


NO_TOML = "读不懂这个 .toml 文件：文件没有写完，或有过大的数、过深的层次。请下载现行标准，在它上面改。"
DOTS = "第 {} 行的英文句点太多，不像评分标准。请下载现行标准，在它上面改。"
LONG_NAME = b"a" + b".a" * 30_000 + b" = 1"
AT = "第 {} 行第 {} 个字符附近读不懂：每行应为“名称 = 值”，文字加英文双引号，同一个名称不写两次。"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'code = "a"\nversion\n', AT.format(2, 8)),
        (b'code = "a"\ncode = "b"\n', AT.format(2, 11)),
        (b"code = ", NO_TOML),
        (b"a = " + b"[" * 50_000, NO_TOML),
        (b"a = " + b"9" * 50_000, NO_TOML),
        (b'code = "a"\n' + LONG_NAME, DOTS.format(2)),
        (b"[" + LONG_NAME[:-4] + b"]", DOTS.format(1)),
        (b'a = """1\n\\"""."""""\n' + LONG_NAME, DOTS.format(3)),
        (b"a = [ '''.''''', {" + LONG_NAME + b"} ]", DOTS.format(1)),
        (b'"".' + LONG_NAME, DOTS.format(1)),
        (
            "code = '宁波'".encode("gb18030"),
            "文件不是 .xlsx，也不是 UTF-8 编码的 .toml。请下载现行标准，在它上面改。",
        ),
        (b"#" * (MAX_BYTES + 1), "文件超过 1 MB。一份评分标准用不了这么多，请删去图片和无关的内容。"),
    ],
)
def test_toml_that_cannot_be_read_is_told_by_line(content, fault):
    assert faults_of(content, "标准.toml") == [fault]


@pytest.mark.parametrize(
    "noise",
    [
        "# " + "." * 500,
        'source = """' + "." * 70 + '"""',
        "source = '''" + "." * 70 + "'''",
        'source = "\\"#' + "." * 70 + '"',
        "source = '" + "." * 70 + "'",
    ],
)
def test_points_in_texts_and_remarks_are_nothing_to_refuse(annex1, noise):
    from scoring.engine.write import to_toml

    lines = [line for line in to_toml(annex1).splitlines() if not line.startswith(noise[:6])]
    content = "\n".join([noise, *lines]).encode()
    assert read_rubric_file("标准.toml", content).items == annex1.items


def test_a_megabyte_of_quotes_and_backslashes_takes_no_time():
    for piece in (b'\\"""\n', b'\\"', b"'''", b'"""', b'"\\', b"'\"#\n", b'"""\\'):
        started = time.monotonic()
        faults_of((piece * MAX_BYTES)[:MAX_BYTES], "标准.toml")
        assert time.monotonic() - started < 5, piece


def test_toml_faults_name_item_and_rule(annex1):
    from scoring.engine.write import to_toml

    text = to_toml(annex1).replace("cap = 3", "cap = 9")
    assert faults_of(text.encode(), "标准.toml") == ["第6项 6b：最多可达 9 分，超过本项的 6 分"]


def test_a_workbook_without_a_rubric_is_refused_by_the_safe_reader():
    assert len(faults_of(b"PK\x03\x04 and nothing else")) == 1
