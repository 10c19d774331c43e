"""What a result tells beside the total: which rule took what, what is open, what can still be reached."""

from decimal import Decimal

from scoring.engine.load import rubric_from_mapping
from scoring.engine.score import Deduction, ItemResult, Subtotal, score, score_item


def test_item_names_each_deduction_with_its_official_wording(annex1):
    assert score_item(annex1.item(8), {"8a": 5, "8b": 0, "8c": 1}) == ItemResult(
        number=8,
        points=3,
        deductions=(
            Deduction("8a", 2, "乱停车", 5),
            Deduction("8c", 1, "占压消防、救护等生命通道", 1),
        ),
        unassessed=(),
        award=0,
        possible=3,
    )


def test_raw_deduction_shows_what_the_floor_forgave(annex1):
    item = score_item(annex1.item(16), {"16a": True, "16b": True})
    assert (item.points, item.raw_deduction) == (0, 9)


def test_below_the_limit_the_item_scores_nothing_and_the_rule_says_so(annex1):
    item = score_item(annex1.item(10), {"10a": Decimal("59.99")})
    assert item.deductions == (Deduction("10a", 6, "噪声扰民投诉处理率", Decimal("59.99")),)
    assert item.points == 0


def test_unassessed_item_keeps_the_deductions_found_so_far(annex1):
    item = score_item(annex1.item(7), {"7a": 2, "7b": None})
    assert item == ItemResult(
        number=7,
        points=None,
        deductions=(Deduction("7a", 2, "社区绿地布局不合理", 2),),
        unassessed=("7b",),
        award=0,
        possible=4,
    )


def test_award_is_no_deduction(annex1):
    assert score_item(annex1.item(17), {"17a": 3}) == ItemResult(17, 3, (), (), award=3, possible=3)
    assert score_item(annex1.item(17), {}) == ItemResult(17, None, (), ("17a",), award=0, possible=4)


def test_nothing_assessed_can_still_reach_everything(annex1):
    result = score(annex1, {})
    assert (result.earned, result.possible, result.unassessed) == (0, 100, tuple(range(1, 18)))


def test_half_a_sheet(annex1, clean):
    found = clean | {"2a": True, "7b": None, "8a": 2, "17a": None}
    result = score(annex1, found)
    assert result.unassessed == (7, 17)
    assert (result.earned, result.possible) == (85, 95)
    assert (result.total, result.passed, result.passes_only_with_bonus) == (None, None, False)


def test_categories(annex1, clean):
    found = clean | {"2a": True, "7b": None, "16b": True, "17a": 2}
    assert score(annex1, found).categories == (
        Subtotal("建立健全党建引领的治理机制", points=15, earned=15, possible=15, out_of=18),
        Subtotal("推进集约高效的基础设施改造", points=18, earned=18, possible=18, out_of=18),
        Subtotal("营造绿色宜居的社区环境", points=None, earned=18, possible=24, out_of=24),
        Subtotal("强化智能安全的社区管理", points=12, earned=12, possible=12, out_of=12),
        Subtotal("培育和睦共治的特色文化", points=18, earned=18, possible=18, out_of=24),
        Subtotal("附加", points=2, earned=2, possible=2, out_of=4),
    )


def test_a_cap_on_steps_holds_where_the_steps_would_go_further(definition):
    definition.rule("12a").update(step=4, cap=5)
    variant = rubric_from_mapping(definition, "variant")
    assert score_item(variant.item(12), {"12a": 0}).deductions == (Deduction("12a", 5, "物业管理覆盖面", 0),)


def test_several_awards_together_stay_within_the_bonus_item(definition):
    definition.item(17)["rules"].append(definition.rule("17a") | {"code": "17b"})
    variant = rubric_from_mapping(definition, "variant")
    item = score_item(variant.item(17), {"17a": 3, "17b": 3})
    assert (item.points, item.award, item.possible) == (4, 6, 4)
