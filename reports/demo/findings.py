"""What was found in an invented community: drawn at random, judged by the engine, redrawn until it is of the kind wanted."""

from decimal import Decimal

from districts.text import NEAR
from scoring.engine.rules import clean_finding
from scoring.engine.score import score

# How often a rule deducts, at severity 1 (about 94 points).
CHANCE = {
    "1a": 0.03, "1b": 0.18, "2a": 0.04, "2b": 0.06, "3a": 0.12, "4a": 0.15, "4b": 0.05, "5a": 0.05, "5b": 0.3,
    "5c": 0.04, "6a": 0.01, "6b": 0.08, "7a": 0.15, "7b": 0.15, "8a": 0.35, "8b": 0.25, "8c": 0.08, "9a": 0.12,
    "9b": 0.1, "10a": 0.25, "11a": 0.04, "12a": 0.12, "13a": 0.03, "13b": 0.18, "14a": 0.1, "15a": 0.04,
    "15b": 0.08, "15c": 0.01, "16a": 0.02, "16b": 0,
}  # fmt: skip
ELSE = 0.05
AWARDED = 0.05

FOUND = {
    "fixed": (True,),
    "range": (1, 1, 1, 1, 2, 2, 3),
    "count": (1, 1, 1, 2, 3),
    "shortfall": (1, 1, 1, 0),
    "award": (1, 2, 2, 3, 4),
}
BELOW = {
    "10a": ("90", "88.89", "85.71", "80", "75", "66.67", "58.33"),
    "12a": ("25", "24.5", "20", "18.75", "17.5", "12", "5"),
}
ENOUGH = {"10a": ("100", "100", "100", "98.5", "95", "92.31"), "12a": ("30", "42.5", "60", "85", "100")}
TRAININGS = (2, 2, 3, 4)

PASSING, BONUS, NEARLY, FAILING = "passing", "bonus", "nearly", "failing"
SEVERITY = {PASSING: (1.0, 2.4), BONUS: (2.6, 3.2), NEARLY: (1.8, 2.6), FAILING: (3.4, 4.4)}
TRIES = 5000


def draw(rng, rubric, kind):
    """Findings for a whole sheet whose result is of `kind`."""
    severity = rng.uniform(*SEVERITY[kind])
    for _ in range(TRIES):
        awarded = 1 if kind == BONUS else AWARDED
        findings = {rule.code: _finding(rng, rule, severity, awarded) for rule in rubric.rules}
        result = score(rubric, findings)
        if kind_of(rubric, result) == kind:
            return findings
        severity *= 0.99 if result.total < rubric.pass_mark else 1.01
    raise RuntimeError(f"no sheet of kind {kind} in {TRIES} draws: {rubric.code} is not like Annex 1")


def kind_of(rubric, result):
    if result.passed:
        return BONUS if result.passes_only_with_bonus else PASSING
    return NEARLY if result.total >= rubric.pass_mark - NEAR else FAILING


def _finding(rng, rule, severity, awarded):
    chance = awarded if rule.kind == "award" else CHANCE.get(rule.code, ELSE) * severity
    deducts = rng.random() < min(chance, 0.9 if rule.kind != "award" else 1)
    if rule.kind == "step_below":
        values = (BELOW if deducts else ENOUGH).get(rule.code, (str(rule.target),))
        return Decimal(rng.choice(values))
    if not deducts:
        return rng.choice(TRAININGS) if rule.kind == "shortfall" else clean_finding(rule)
    return rng.choice(FOUND[rule.kind])


# --- what a person writes beside it --------------------------------------------------------------------------

REASONS = {
    "1b": ("两家物业公司没有参加共建会议。", "业委会到会少，只有社区干部在推进。", "辖区单位还没有参与。"),
    "3a": ("方案由施工单位代拟，楼道整治后又堆了杂物。", "没有请设计师，中心广场改造后积水。"),
    "4a": ("北区雨水管网老旧，大雨积水。", "两幢楼没有路灯，充电桩不够用。", "西区道路破损，排水口堵塞。"),
    "7a": ("绿地集中在东侧，西区几乎没有。", "宅间绿地被隔成小块，走不进去。"),
    "7b": ("健身器材坏了三件，没有修。", "老年活动室只开半天。", "儿童活动场地还没有建。"),
}
NOTES = {
    "10a": ("评估期内没有收到噪声投诉，按 100% 填。", "投诉都已处理，台账在社区。"),
    "16a": ("社区内没有文物古迹、历史建筑和古树名木。", "古树一株，已挂牌围护。"),
}
AWARD_NOTES = ("演示：获垃圾分类示范社区证书。", "演示：获平安社区奖状。", "演示：晚报报道了社区的共享花园。")


def remark(rng, item, findings):
    """The sentences a person would have written for one item; required where the points were a choice."""
    sentences = []
    for rule in item.rules:
        found = findings.get(rule.code)
        if rule.kind == "range" and found:
            sentences.append(rng.choice(REASONS.get(rule.code, ("现场查看，情况属实。",))))
        elif rule.kind == "award" and found:
            sentences.append(rng.choice(AWARD_NOTES))
        elif rule.code in NOTES and found == clean_finding(rule) and rng.random() < 0.4:
            sentences.append(rng.choice(NOTES[rule.code]))
    return "".join(sentences)
