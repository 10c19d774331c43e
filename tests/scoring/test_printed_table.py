"""The score sheet on paper, as a table: official wording, what was found, what is left to fill in."""

from scoring.actions import save_item
from scoring.models import ItemScore, State
from tests.scenes import fill
from tests.scoring.papers import DEDUCTIONS, blank, filled, lines, squeezed


def test_the_heads_are_those_of_annex_1_then_what_was_found(assessed):
    table = filled(assessed)
    assert table.heads == ("内容", "分值", "建设标准", "评分标准", "得分", "扣分情况及理由")
    assert (table.title, table.subtitle) == ("绿色社区建设评估参考标准", "2021年度初评评分表")
    assert [(group.title, len(group.lines)) for group in table.groups] == [
        ("建立健全党建引领的治理机制", 3),
        ("推进集约高效的基础设施改造", 3),
        ("营造绿色宜居的社区环境", 4),
        ("强化智能安全的社区管理", 2),
        ("培育和睦共治的特色文化", 4),
        ("附加", 1),
    ]


def test_every_item_stands_in_the_official_wording(assessed):
    rubric = assessed.rubric.parsed
    assert [(line.number, line.points, line.standard, line.criteria) for line in lines(filled(assessed))] == [
        (item.number, item.points, item.standard, item.criteria) for item in rubric.items
    ]


def test_the_head_says_who_what_and_how_it_ended(assessed):
    table = filled(assessed)
    assert table.facts == (
        ("社区", "春浪社区"),
        ("街道", "南门街道"),
        ("区县（市）", "海曙区"),
        ("年度", "2021年度"),
        ("阶段", "初评"),
        ("结论", "达标"),
        ("总分", "82 分"),
        ("评分标准", "ningbo-2021 第1版"),
    )
    assert (table.points, table.total) == (100, 82)
    assert table.signatures == ("评分人：", "复核人：", "单位（盖章）：", "日期：　　　年　　月　　日")
    assert table.made == "陈淑芬 2021年8月20日 09:05 打印"


def test_deductions_are_told_with_rule_points_and_what_was_found(assessed):
    notes = {line.number: tuple(map(squeezed, line.notes)) for line in lines(filled(assessed))}
    told = {1: DEDUCTIONS[:2], 8: DEDUCTIONS[2:3], 10: DEDUCTIONS[3:4], 14: DEDUCTIONS[4:5]}
    told |= {16: DEDUCTIONS[5:8], 17: DEDUCTIONS[8:]}
    assert notes == {number: told.get(number, ("无扣分",)) for number in range(1, 18)}
    assert [line.score for line in lines(filled(assessed))] == [
        *(1, 6, 6, 6, 6, 6, 6, 4, 6, 5, 6, 6, 6, 3, 6),
        *(0, 3),
    ]


def test_an_unfinished_sheet_says_so_and_has_no_total(assessed, people):
    for number in (2, 9):
        row = assessed.items.get(number=number)
        save_item(row, findings={}, reason="", version=row.version, by=people.chen)
    table = filled(assessed)
    assert table.facts[5:7] == (("结论", "未评完"), ("总分", "未评 2 项，总分未出"))
    assert table.total == ""
    assert [(line.number, line.score, line.notes) for line in lines(table) if line.number in (2, 9)] == [
        (2, "未评", ()),
        (9, "未评", ()),
    ]


def test_an_item_half_assessed_does_not_count_and_says_what_is_missing(participants, people):
    row = participants["春浪社区"].items.get(number=1)
    save_item(row, findings={"1a": True}, reason="", version=row.version, by=people.chen)
    line = lines(filled(row.sheet))[0]
    assert (line.score, line.notes) == ("未评", ("未评完（还缺 1b），不计分", "1a 扣 3 分：缺文件"))


def test_what_is_carried_over_is_to_be_confirmed_and_not_counted(assessed):
    ItemScore.objects.filter(sheet=assessed, number=1).update(state=State.TO_CONFIRM, points=None)
    table = filled(assessed)
    assert table.facts[6] == ("总分", "未评 1 项（其中待确认 1 项），总分未出")
    line = lines(table)[0]
    assert line.score == "待确认"
    assert tuple(map(squeezed, line.notes)) == ("待确认，不计分", *DEDUCTIONS[:2])


def test_what_waits_to_be_confirmed_says_what_it_is_even_where_nothing_is_deducted(assessed):
    ItemScore.objects.filter(sheet=assessed, number=2).update(state=State.TO_CONFIRM, points=None)
    assert lines(filled(assessed))[1].notes == ("待确认，不计分", "无扣分")


def test_a_sheet_that_does_not_pass_says_so(participants, people):
    sheet = fill(participants["春浪社区"], people.chen, r2a=True, r2b=True, r9a=True, r9b=True, r11a=True)
    assert filled(sheet).facts[5:7] == (("结论", "未达标"), ("总分", "78 分"))


def test_a_blank_sheet_has_a_box_or_a_blank_for_each_rule_and_nothing_that_was_found(assessed):
    table = blank(assessed)
    notes = {line.number: line.notes for line in lines(table)}
    assert notes[1] == (
        "1a □ 缺文件",
        "1b 各主体较少参与创建的或未参与创建：扣 □1\u00a0□2\u00a0□3 分",
        "□ 无扣分",
        f"理由：{'＿' * 18}",
    )
    assert (notes[8][0], notes[8][-1]) == ("8a 乱停车：＿＿＿处", "□ 无扣分")
    assert notes[10] == ("10a 噪声扰民投诉处理率：＿＿＿%",)
    assert notes[14] == ("14a 每年至少开展2次培训：实际＿＿＿次",)
    assert notes[17] == (
        "17a 奖状、证书，新闻舆论等社会公认的赞誉：加 □1\u00a0□2\u00a0□3\u00a0□4 分",
        "□ 不加分",
    )
    codes = [rule.code for rule in assessed.rubric.parsed.rules]
    assert [
        code for code in codes if not any(text.startswith(f"{code} ") for text in sum(notes.values(), ()))
    ] == []
    assert {line.score for line in lines(table)} == {""}
    assert {line.reason for line in lines(table)} == {""}
    assert (table.facts[5], table.facts[6], table.total) == (("结论", ""), ("总分", ""), "")
    assert table.name == "空白评分表-2021-春浪社区-初评"


def test_a_reason_is_printed_on_one_line_as_it_was_typed(assessed):
    ItemScore.objects.filter(sheet=assessed, number=1).update(reason="第一行\n第二行\t=1+1")
    assert lines(filled(assessed))[0].texts[-1] == "理由：第一行 第二行 =1+1"
