"""What holds for every sheet anybody can fill in."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.load import load_rubric, rubric_from_mapping
from scoring.engine.rules import check_finding, clean_finding, most_points, points_for
from scoring.engine.score import score, score_item

ANNEX1 = Path(__file__).parents[3] / "fixtures" / "annex1.toml"
IGNORING = load_rubric(ANNEX1)


def counting_steps_begun():
    text = ANNEX1.read_text(encoding="utf-8").replace('partial_steps = "ignore"', 'partial_steps = "count"')
    return rubric_from_mapping(tomllib.loads(text, parse_float=Decimal), "counting")


RUBRICS = [pytest.param(IGNORING, id="ignore"), pytest.param(counting_steps_begun(), id="count")]

hundredths = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
FINDINGS = {
    "fixed": lambda rule: st.booleans(),
    "range": lambda rule: st.sampled_from([0, *range(rule.min, rule.max + 1)]),
    "count": lambda rule: st.integers(0, rule.max_count or 12) | st.integers(0, rule.max_count or 9999),
    "step_below": lambda rule: hundredths | st.integers(0, 100),
    "shortfall": lambda rule: st.integers(0, 3) | st.integers(0, 9999),
    "award": lambda rule: st.integers(0, rule.max),
}


def finding_of(rule):
    return FINDINGS[rule.kind](rule)


full_sheets = st.fixed_dictionaries({rule.code: finding_of(rule) for rule in IGNORING.rules})
any_sheets = st.fixed_dictionaries(
    {rule.code: st.none() | finding_of(rule) for rule in IGNORING.rules[:16]},
    optional={rule.code: finding_of(rule) for rule in IGNORING.rules[16:]},
)
a_rule = st.sampled_from(IGNORING.rules)
a_rule_and_two_findings = a_rule.flatmap(
    lambda rule: st.tuples(st.just(rule.code), finding_of(rule), finding_of(rule))
)


def worth(rule, finding):
    """What a finding is worth to the item: the award, or the deduction taken away."""
    return points_for(rule, finding) if rule.kind == "award" else -points_for(rule, finding)


@pytest.mark.parametrize("rubric", RUBRICS)
class TestEverySheet:
    @given(sheet=full_sheets)
    def test_item_lies_between_nothing_and_its_points(self, rubric, sheet):
        result = score(rubric, sheet)
        assert all(0 <= item.points <= rubric.item(item.number).points for item in result.items)

    @given(sheet=full_sheets)
    def test_total_is_the_sum_of_the_items_and_decides(self, rubric, sheet):
        result = score(rubric, sheet)
        assert result.total == result.earned == result.possible == sum(item.points for item in result.items)
        assert result.passed is (result.total >= 80)

    @given(sheet=full_sheets, change=a_rule_and_two_findings)
    def test_a_further_deduction_never_raises_a_score(self, rubric, sheet, change):
        code, one, other = change
        rule = rubric.rule(code)
        worse, better = sorted([one, other], key=lambda finding: worth(rule, finding))
        low, high = score(rubric, sheet | {code: worse}), score(rubric, sheet | {code: better})
        assert low.total <= high.total
        assert low.item(rule.number).points <= high.item(rule.number).points

    @given(change=a_rule_and_two_findings)
    def test_no_rule_reaches_past_its_most(self, rubric, change):
        code, finding, _ = change
        rule = rubric.rule(code)
        assert 0 <= points_for(rule, finding) <= most_points(rule) <= rubric.item(rule.number).points

    @given(percents=st.tuples(hundredths, hundredths), code=st.sampled_from(["10a", "12a"]))
    def test_a_lower_percentage_never_costs_less(self, rubric, percents, code):
        low, high = sorted(percents)
        assert points_for(rubric.rule(code), low) >= points_for(rubric.rule(code), high)

    @given(sheet=any_sheets)
    def test_unassessed_is_never_full(self, rubric, sheet):
        result = score(rubric, sheet)
        for item in result.items:
            missing = tuple(
                rule.code for rule in rubric.item(item.number).rules if sheet.get(rule.code) is None
            )
            assert item.unassessed == missing
            assert (item.points is None) == bool(missing)
        assert (result.total is None) == (result.passed is None) == (not result.complete)
        assert result.complete == (not result.unassessed)

    @given(sheet=any_sheets)
    def test_possible_is_reached_when_the_rest_is_clean(self, rubric, sheet):
        assessed = {code: finding for code, finding in sheet.items() if finding is not None}
        best = {rule.code: clean_finding(rule) for rule in rubric.rules} | {"17a": 4}
        assert score(rubric, best | assessed).total == score(rubric, sheet).possible

    @given(sheet=any_sheets, shuffled=st.permutations(range(31)))
    def test_order_does_not_matter(self, rubric, sheet, shuffled):
        codes = list(sheet)
        mixed = {codes[place]: sheet[codes[place]] for place in shuffled if place < len(codes)}
        assert score(rubric, mixed) == score(rubric, sheet)

    @given(sheet=any_sheets)
    def test_an_item_alone_scores_as_on_the_sheet(self, rubric, sheet):
        for expected in score(rubric, sheet).items:
            item = rubric.item(expected.number)
            own = {rule.code: sheet.get(rule.code) for rule in item.rules}
            assert score_item(item, own) == expected

    @given(sheet=full_sheets)
    def test_deductions_explain_the_points(self, rubric, sheet):
        for item in score(rubric, sheet).items:
            row = rubric.item(item.number)
            start = 0 if row.bonus else row.points
            assert item.points == min(row.points, max(0, start + item.award - item.raw_deduction))
            assert all(deduction.points > 0 for deduction in item.deductions)


@given(percent=hundredths)
def test_counting_steps_begun_never_costs_less_and_at_most_one_step_more(percent):
    ignoring, counting = (param.values[0] for param in RUBRICS)
    for code in ("10a", "12a"):
        difference = points_for(counting.rule(code), percent) - points_for(ignoring.rule(code), percent)
        assert difference in (0, 1)


@given(rule=a_rule)
def test_the_clean_finding_fits_and_costs_nothing(rule):
    check_finding(rule, clean_finding(rule))
    assert points_for(rule, clean_finding(rule)) == 0
