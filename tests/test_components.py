"""The tags and filters every page draws with: exact words and attributes, no database."""

import datetime as dt
from collections import namedtuple
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from greencommunity import charts, guide
from greencommunity.chips import CHIP_ICONS
from greencommunity.templatetags import gc

Item = namedtuple("Item", "number points max_points bonus")


def draw(source, **context):
    return Template("{% load gc %}" + source).render(Context(context)).strip()


# --- chips ------------------------------------------------------------------------------------------------


def test_chip_is_icon_word_and_tint():
    html = gc.chip("pass", "达标")
    assert html.startswith('<span class="gc-chip gc-chip-pass"><svg class="gc-icon"')
    assert html.endswith("达标</span>")
    assert 'aria-hidden="true"' in html


def test_plain_chip_drops_only_the_tint():
    assert 'class="gc-chip gc-chip-lock gc-chip-plain"' in gc.chip("lock", "已锁定", plain=True)


def test_chip_escapes_its_label():
    assert "&lt;b&gt;" in gc.chip("info", "<b>")


@pytest.mark.parametrize("kind", CHIP_ICONS)
def test_every_kind_has_an_icon(kind):
    assert "<path" in gc.chip(kind, "字")


def test_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        gc.chip("green", "字")


@pytest.mark.parametrize(
    "total, passed, complete, kind, words",
    [
        (80, True, True, "pass", "达标"),
        (79, False, True, "near", "差 1 分达标"),
        (74, False, True, "near", "差 6 分达标"),
        (73, False, True, "fail", "未达标，差 7 分"),
        (0, False, True, "fail", "未达标，差 80 分"),
        (85, False, True, "fail", "未达标"),
        (66, None, False, "none", "未评完"),
        (None, None, True, "none", "未评完"),
    ],
)
def test_verdict(total, passed, complete, kind, words):
    html = gc.verdict(total, passed, 80, complete)
    assert f'"gc-chip gc-chip-{kind}"' in html
    assert html.endswith(f">{words}</span>")


# --- the seventeen strip ----------------------------------------------------------------------------------


def sheet(*points):
    return [Item(n, p, 4 if n == 17 else 6, n == 17) for n, p in enumerate(points, 1)]


def test_strip_lists_its_points_in_words():
    html = charts.seventeen_strip(
        [Item(1, 6, 6, False), Item(2, 0, 6, False), Item(3, None, 6, False), Item(17, 2, 4, True)]
    )
    assert 'role="img" aria-label="第 1 项 6 分，第 2 项 0 分，第 3 项 未评，附加第 17 项 2 分"' in html


def test_strip_tells_zero_from_unassessed():
    zero, unknown = charts.seventeen_strip(sheet(0)), charts.seventeen_strip(sheet(None))
    assert "gc-s-zero" in zero and "gc-s-open" not in zero
    assert "gc-s-open" in unknown and "gc-s-zero" not in unknown


def test_strip_height_is_points():
    html = charts.seventeen_strip([Item(1, 3, 6, False)])
    assert '<rect class="gc-s-bar" x="0" y="10" width="7" height="10"/>' in html


def test_strip_sets_the_bonus_apart_and_draws_no_red_foot_for_it():
    html = charts.seventeen_strip(sheet(*[6] * 16, 0))
    assert "gc-s-zero" not in html
    assert f'width="{16 * 8 + 6 + 7}"' in html


def test_empty_strip_draws_nothing():
    assert "<rect" not in charts.seventeen_strip([])


# --- bars -------------------------------------------------------------------------------------------------


def test_score_bar_hatches_what_can_still_be_earned():
    bar = charts.score_bar(66, 84, 80)
    assert (bar["earned"], bar["open"], bar["mark"]) == ("66%", "18%", "80%")
    assert bar["words"] == "已得 66 分，最多可到 84 分，80 分达标"


def test_finished_score_bar_has_no_hatching():
    bar = charts.score_bar(78, 78, 80)
    assert bar["open"] == ""
    assert bar["words"] == "已得 78 分，80 分达标"


def test_score_bar_of_a_re_score_keeps_a_tick_where_the_score_was_before():
    bar = charts.score_bar(78, 78, 80, before=85)
    assert (bar["earned"], bar["before"], bar["words"]) == ("78%", "85%", "已得 78 分，80 分达标，原来 85 分")
    assert charts.score_bar(78, 78, 80)["before"] is None


def test_score_bar_stays_in_its_track():
    assert charts.score_bar(120, 130, 80)["earned"] == "100%"


def test_bullet_bar_places_target_and_line():
    bar = charts.bullet_bar(37, 41, 41, 101, 40)
    assert (bar["dark"], bar["light"], bar["tick"], bar["dash"]) == ("36.63%", "40.59%", "40.59%", "40%")
    assert bar["line_count"] == "40.4"
    assert bar["words"] == "已认定 37 个，已上报 41 个，附件2目标 41 个，40% 为 40.4 个，申报社区 101 个"


@pytest.mark.parametrize("recognised", [102, 500])
def test_bullet_bar_clamps(recognised):
    assert charts.bullet_bar(recognised, None, 120, 101, 40)["dark"] == "100%"
    assert charts.bullet_bar(recognised, None, 120, 101, 40)["tick"] == "100%"


def test_bullet_bar_of_no_declared_communities_is_empty():
    assert charts.bullet_bar(0, 0, 0, 0, 40)["dark"] == "0%"


def test_zoomed_bullet_bar_ends_at_full():
    bar = charts.bullet_bar(29, 41, 41, 101, 40, compact=True, full=50)
    assert (bar["dark"], bar["dash"]) == ("57.43%", "80%")
    assert charts.bullet_bar(90, 90, 41, 101, 40, full=50)["dark"] == "100%"


def test_unreported_is_not_zero():
    bar = charts.bullet_bar(None, None, 12, 30, 40)
    assert bar["dark"] is None and bar["light"] is None
    assert bar["words"].startswith("未上报，")


def test_marks_that_nearly_touch_are_labelled_above_and_below():
    html = draw("{% bullet_bar 37 None 41 101 40 %}")
    assert '<text class="gc-bar-mark" x="40.59%" y="14" text-anchor="middle">附件2目标 41 个</text>' in html
    assert '<text class="gc-bar-label" x="40%" y="76" text-anchor="middle">40%（40.4 个）</text>' in html


@pytest.mark.parametrize(
    "line, anchor, low", [(10, "start", False), (40, "middle", False), (60, "end", False), (80, "end", True)]
)
def test_line_label_keeps_clear_of_the_end_label(line, anchor, low):
    bar = charts.bullet_bar(5, None, 10, 100, line)
    assert (bar["dash_anchor"], bar["low_end"]) == (anchor, low)


def test_count_bar_shares_the_whole():
    bar = charts.count_bar(
        [("pass", "达标", 30), ("fail", "未达标", 10, "其中差 1–6 分的 6 个"), ("none", "未开始", 0)]
    )
    assert [part["x"] for part in bar["parts"]] == ["0%", "75%", "100%"]
    assert [part["width"] for part in bar["parts"]] == ["75%", "25%", "0%"]
    assert bar["words"] == "达标 30 个，未达标 10 个，未开始 0 个"


@pytest.mark.parametrize(
    "value, low, width",
    [
        ("87", "50%", "25%"),
        ("100", "75%", "25%"),
        ("90", "50%", "25%"),
        ("90.01", "75%", "25%"),
        ("60", "0%", "0%"),
        ("59.99", None, None),
    ],
)
def test_ruler_shows_the_step_a_percentage_fell_in(value, low, width):
    ruler = charts.step_ruler(100, 10, 60, Decimal(value))
    assert (ruler["low"], ruler.get("width")) == (low, width)


# --- arithmetic -------------------------------------------------------------------------------------------


def test_arithmetic_shows_each_term_with_its_code():
    html = draw("{% arithmetic 6 terms 3 %}", terms=[(2, "8a"), (1, "8b")])
    assert 'aria-label="满分 6，减 2（8a），减 1（8b），得 3 分"' in html
    assert html.count("−") == 2
    assert '<span class="gc-sum-term is-result"><b>3</b><small>得分</small></span>' in html


def test_unassessed_item_has_no_number():
    html = draw("{% arithmetic 6 None None %}")
    assert '<span class="gc-sum-term is-unknown"><b>?</b><small>未评</small></span>' in html


def test_arithmetic_that_would_go_below_zero_says_so():
    html = draw("{% arithmetic 6 terms 0 %}", terms=[(4, "16a"), (3, "16b")])
    assert "<b>0</b><small>扣完为止</small>" in html


def test_award_reads_plus():
    html = draw("{% arithmetic 4 terms 2 bonus=True %}", terms=[(2, "17a")])
    assert "<b>+2</b><small>17a</small>" in html
    assert "<b>2</b><small>最高 4</small>" in html


# --- filters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number, text", [(2, "−2"), (-2, "−2"), (0, "0"), (None, "")])
def test_minus(number, text):
    assert gc.minus(number) == text


@pytest.mark.parametrize("number, text", [(2, "+2"), (-4, "−4"), (0, "0"), (None, "")])
def test_signed(number, text):
    assert gc.signed(number) == text


@pytest.mark.parametrize(
    "share, text",
    [
        (Decimal("40.594059"), "40.59%"),
        (Decimal("40.595"), "40.60%"),
        (Decimal("2.665"), "2.67%"),
        (Decimal(40), "40.00%"),
        (Decimal(0), "0.00%"),
        (None, ""),
    ],
)
def test_percent2_rounds_half_up_and_leaves_the_unknown_blank(share, text):
    assert gc.percent2(share) == text


def test_dates_are_chinese_and_local():
    moment = dt.datetime(2021, 8, 26, 16, 42, 7, tzinfo=dt.UTC)
    assert gc.cn_date(dt.date(2021, 8, 31)) == "2021年8月31日"
    assert gc.cn_date(moment) == "2021年8月27日"
    assert gc.cn_datetime(moment) == "2021年8月27日 00:42"
    assert gc.cn_datetime(moment, "s") == "2021年8月27日 00:42:07"
    assert gc.cn_date(None) == gc.cn_datetime(None) == ""


# --- templates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context(name):
    html = render_to_string(name)
    assert "<h1>" in html and "回首页" in html


def test_refusal_shows_why_what_was_typed_and_who_can_help():
    html = render_to_string(
        "403.html",
        {
            "reason": "评分表已锁定。",
            "typed": [("备注", "已恢复<更新>")],
            "who": [("本区审核人", "申请退回", "0574")],
            "request_id": "7K2M",
        },
    )
    assert "评分表已锁定。您刚才填的没有保存" in html
    assert "已恢复&lt;更新&gt;" in html
    assert "申请退回" in html and "记录号 7K2M" in html


def test_every_component_renders_without_anything_inline():
    html = render_to_string("components/guide.html", guide.context())
    assert " style=" not in html and "<style" not in html
    assert " onclick=" not in html and "javascript:" not in html
    assert html.count("<script") == html.count("<script src=")
    assert "演示数据" in html


def test_field_is_wired_to_its_help_and_errors():
    html = draw('{% include "components/field.html" %}', field=guide.SampleForm(data={})["name"])
    assert 'aria-describedby="id_name_error"' in html and 'id="id_name_error"' in html
    html = draw('{% include "components/field.html" %}', field=guide.SampleForm()["phone"])
    assert 'aria-describedby="id_phone_helptext"' in html and 'id="id_phone_helptext"' in html
