"""A rubric that is not sound is refused, naming file, item and rule."""

import json
from decimal import Decimal

import pytest

from scoring.engine.load import RubricError, load_rubric, rubric_from_mapping
from scoring.engine.rubric import AwardRule, CountRule, StepBelowRule


def faults_in(definition):
    with pytest.raises(RubricError) as caught:
        rubric_from_mapping(definition, "试行版")
    assert str(caught.value).startswith("试行版：")
    return list(caught.value.faults)


# --- sound ones ----------------------------------------------------------------------------


def test_rules_carry_their_parameters_and_authority(annex1):
    assert annex1.rule("10a") == StepBelowRule(
        code="10a",
        text="噪声扰民投诉处理率",
        number=10,
        item_points=6,
        clause="附件1 第10项 10a",
        reading="每满 10 个百分点扣 1 分，不满的不扣；没有收到投诉的填 100，并在备注中说明。",
        unit="%",
        target=Decimal(100),
        step=Decimal(10),
        points_each=1,
        partial_steps="ignore",
        zero_below=Decimal(60),
    )
    quarters, prize = annex1.rule("13b"), annex1.rule("17a")
    assert isinstance(quarters, CountRule)
    assert (quarters.kind, quarters.unit, quarters.cap, quarters.max_count) == ("count", "季度", 4, 4)
    assert isinstance(prize, AwardRule)
    assert (prize.max, prize.evidence_required, annex1.item(17).bonus) == (4, True, True)


def test_lookups(annex1):
    assert annex1.items[4] is annex1.item(5)
    assert annex1.rules[0] is annex1.rule("1a")
    for missing in (lambda: annex1.item(18), lambda: annex1.rule("18a")):
        with pytest.raises(KeyError):
            missing()


def test_a_definition_stored_as_json_is_the_same_rubric(annex1, definition):
    stored = json.loads(json.dumps(definition, ensure_ascii=False), parse_float=Decimal)
    assert rubric_from_mapping(stored, "stored") == annex1


def test_json_file(annex1, definition, tmp_path):
    path = tmp_path / "rubric.json"
    path.write_text(json.dumps(definition), encoding="utf-8-sig")
    assert load_rubric(path) == annex1


def test_clauses_version_and_readings_may_be_left_out(definition):
    del definition["version"], definition["pass_reading"], definition.item(5)["clause"]
    del definition.rule("5b")["clause"], definition.rule("10a")["reading"]
    rubric = rubric_from_mapping(definition, "short")
    assert (rubric.version, rubric.pass_reading) == ("1", "")
    assert (rubric.item(5).clause, rubric.rule("5b").clause) == ("第5项", "第5项 5b")
    assert rubric.rule("10a").reading == ""


def test_percentages_with_decimals_stay_exact(definition):
    definition.rule("12a")["target"] = Decimal("32.50")
    definition.rule("12a")["step"] = Decimal("5.5")
    rule = rubric_from_mapping(definition, "decimals").rule("12a")
    assert (rule.target, rule.step) == (Decimal("32.5"), Decimal("5.5"))


# --- one fault each ------------------------------------------------------------------------

PERCENT = "0 至 100 的百分数（最多两位小数）"
KINDS = "fixed 或 range 或 count 或 step_below 或 shortfall 或 award"

RULE_FAULTS = [
    ("1a", {"points": 0}, "第1项 1a：points 应为 1 至 100 的整数，现在是 0"),
    ("1a", {"points": True}, "第1项 1a：points 应为 1 至 100 的整数，现在是 true"),
    ("1a", {"points": "3"}, "第1项 1a：points 应为 1 至 100 的整数，现在是 文字“3”"),
    ("1a", {"points": Decimal("1.5")}, "第1项 1a：points 应为 1 至 100 的整数，现在是 1.5"),
    ("1a", {"points": 7}, "第1项 1a：最多可达 7 分，超过本项的 6 分"),
    ("1a", {"points": None}, "第1项 1a：points 应为 1 至 100 的整数，缺少"),
    ("1a", {"cap": 3}, "第1项 1a：不认识的字段“cap”"),
    ("1a", {"text": " "}, "第1项 1a：text 应为 一段文字，现在是 文字“ ”"),
    ("1a", {"text": None}, "第1项 1a：text 应为 一段文字，缺少"),
    ("1a", {"clause": ""}, "第1项 1a：clause 应为 一段文字，现在是 文字“”"),
    ("1a", {"code": "2c"}, "第1项 2c：code 应为项号加一个小写字母，如 1a"),
    ("1a", {"code": "1b"}, "评分细则 1b 重复"),
    ("1b", {"min": 3, "max": 2}, "第1项 1b：min 3 大于 max 2"),
    ("1b", {"min": 0}, "第1项 1b：min 应为 1 至 100 的整数，现在是 0"),
    ("1b", {"max": 7}, "第1项 1b：最多可达 7 分，超过本项的 6 分"),
    ("6b", {"cap": 7}, "第6项 6b：最多可达 7 分，超过本项的 6 分"),
    ("6b", {"cap": None}, "第6项 6b：cap 应为 1 至 100 的整数，缺少"),
    ("6b", {"points_each": 4}, "第6项 6b：points_each 4 大于 cap 3"),
    ("13b", {"max_count": 0}, "第13项 13b：max_count 应为 1 至 9999 的整数，现在是 0"),
    ("14a", {"required": 0}, "第14项 14a：required 应为 1 至 9999 的整数，现在是 0"),
    ("10a", {"partial_steps": None}, "第10项 10a：partial_steps 应为 ignore 或 count，缺少"),
    (
        "10a",
        {"partial_steps": "round"},
        "第10项 10a：partial_steps 应为 ignore 或 count，现在是 文字“round”",
    ),
    ("10a", {"step": 0}, "第10项 10a：step 0 应大于 0 且不大于 target 100"),
    ("12a", {"step": 31}, "第12项 12a：step 31 应大于 0 且不大于 target 30"),
    ("12a", {"zero_below": 31}, "第12项 12a：zero_below 31 应大于 0 且不大于 target 30"),
    ("12a", {"cap": None, "step": 4}, "第12项 12a：最多可达 7 分，超过本项的 6 分"),
    ("12a", {"points_each": 7}, "第12项 12a：points_each 7 大于 cap 6"),
    ("10a", {"zero_below": 20}, "第10项 10a：最多可达 8 分，超过本项的 6 分"),
    (
        "10a",
        {"target": 90.5},
        f"第10项 10a：target 应为 {PERCENT}，现在是 浮点数 90.5（不精确，请用 Decimal）",
    ),
    (
        "10a",
        {"target": Decimal("NaN")},
        f"第10项 10a：target 应为 {PERCENT}，现在是 NaN",
    ),
    ("17a", {"max": 5}, "第17项 17a：最多可达 5 分，超过本项的 4 分"),
    ("17a", {"evidence_required": 1}, "第17项 17a：evidence_required 应为 true 或 false，现在是 1"),
]


@pytest.mark.parametrize(("code", "change", "fault"), RULE_FAULTS)
def test_fault_in_a_rule(definition, code, change, fault):
    rule = definition.rule(code)
    rule.update(change)
    for key in [key for key, value in rule.items() if value is None]:
        del rule[key]
    assert faults_in(definition) == [fault]


def test_unknown_kind(definition):
    definition.rule("1a")["kind"] = "veto"
    assert faults_in(definition) == [f"第1项 1a：kind 应为 {KINDS}，现在是 文字“veto”"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.item(5).update(points=5), "各项分值相加为 99 分，应为 100 分"),
        (lambda d: d["categories"].pop(), "各项分值相加为 96 分，应为 100 分"),
        (lambda d: d.update(pass_mark=101), "pass_mark 应为 0 至 100 的整数，现在是 101"),
        (lambda d: d.update(pass_mark=Decimal("80.0")), "pass_mark 应为 0 至 100 的整数，现在是 80.0"),
        (lambda d: d.pop("pass_rule"), "pass_rule 应为 一段文字，缺少"),
        (lambda d: d.update(version=1), "version 应为 一段文字，现在是 1"),
        (lambda d: d.update(version=""), "version 应为 一段文字，现在是 文字“”"),
        (lambda d: d.update(weight=1), "不认识的字段“weight”"),
        (lambda d: d.update(categories=[]), "categories 应为 不为空的列表，现在是 一个列表"),
        (lambda d: d["categories"][0].update(title=""), "第1类：title 应为 一段文字，现在是 文字“”"),
        (lambda d: d["categories"][0].update(note="x"), "第1类：不认识的字段“note”"),
        (lambda d: d.item(5).pop("standard"), "第5项：standard 应为 一段文字，缺少"),
        (lambda d: d.item(5).update(criteria=""), "第5项：criteria 应为 一段文字，现在是 文字“”"),
        (lambda d: d.item(5).update(veto=True), "第5项：不认识的字段“veto”"),
        (lambda d: d.item(5).update(rules=[]), "第5项：rules 应为 不为空的列表，现在是 一个列表"),
        (lambda d: d.item(17).update(bonus=False), "第17项 17a：加分项只能用 award，其他项不能用 award"),
        (lambda d: d.item(11).update(bonus=True), "第11项 11a：加分项只能用 award，其他项不能用 award"),
        (lambda d: d.item(11).update(bonus="no"), "第11项：bonus 应为 true 或 false，现在是 文字“no”"),
    ],
)
def test_fault_in_the_whole(definition, change, fault):
    change(definition)
    assert faults_in(definition) == [fault]


def test_repeated_item_number(definition):
    definition.item(2)["number"] = 1
    assert "第1项重复" in faults_in(definition)


def test_every_fault_is_listed(definition):
    definition["pass_mark"] = -1
    definition.item(5)["points"] = 5
    definition.rule("6b")["cap"] = 9
    del definition.rule("14a")["unit"]
    definition.rule("14a")["requried"] = definition.rule("14a").pop("required")
    assert faults_in(definition) == [
        "pass_mark 应为 0 至 100 的整数，现在是 -1",
        "第6项 6b：最多可达 9 分，超过本项的 6 分",
        "第14项 14a：required 应为 1 至 9999 的整数，缺少",
        "第14项 14a：不认识的字段“requried”",
        "各项分值相加为 99 分，应为 100 分",
    ]


@pytest.mark.parametrize("nonsense", [None, [], "text", 3])
def test_what_is_no_table_at_all(nonsense):
    assert faults_in(nonsense)[0] == "应为表（对象）"


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("rubric.toml", b"code = ", "读不懂："),
        ("rubric.toml", b'code = "a"\ncode = "b"', "读不懂："),
        ("rubric.toml", "code = '宁波'".encode("gb18030"), "读不懂："),
        ("rubric.json", b"{", "读不懂："),
        ("rubric.json", b'{"code": "a", "code": "b"}', "读不懂：字段“code”重复"),
        ("rubric.json", b'{"pass_mark": NaN}', "读不懂：NaN 不是数"),
        ("rubric.json", b'{"pass_mark": 1e99999999999999999999}', "读不懂："),
        ("rubric.json", b"[" * 100_000, "读不懂："),
        ("rubric.yaml", b"code: a", "评分标准文件须以 .toml 或 .json 结尾"),
    ],
)
def test_file_that_cannot_be_read(tmp_path, name, content, fault):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    assert str(caught.value).startswith(f"{path}：{fault}")


def test_missing_file_is_the_system_s_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_rubric(tmp_path / "nowhere.toml")
