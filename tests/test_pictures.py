"""Pictures without a database: what is drawn where, in words, in greyscale, and as files."""

import itertools
import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from PIL import Image

from districts.deadlines import Due
from districts.exports import Column, TableOut
from districts.pictures import Picture
from districts.pictures.files import LINKS, png, style, svg_file
from districts.pictures.marks import line, link, percent, plain, rect, text, together
from reports.pictures import CITY_ONLY, PROGRESS, SCORES
from reports.pictures.calendar import timing_words
from reports.pictures.distribution import heap
from reports.pictures.heat import shade, short
from reports.queries import Timing
from reports.queries.scores import quantile

SVG = "{http://www.w3.org/2000/svg}"


def a_picture(**changes):
    table = TableOut(
        title="图", slug="p", scope=(2021,), columns=[Column("区县")], rows=[("海曙区",)], count=1
    )
    body = together(
        [
            rect("p-solid", 0, 4, 50, 20),
            link("/x/?a=1&b=2", "海曙区", text("海曙区 碶 41", 0, 40)),
            line("p-mark", 80, 0, 80, 30),
        ]
    )
    given = {"name": "p", "title": "图", "words": "海曙区 41 个", "height": 50, "body": body, "table": table}
    return Picture(**given | {"legend": (("p-solid", "认定"), ("", "● 平均"))} | changes)


# --- marks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(41, 101, "40.59"), (0, 5, "0"), (7, 5, "100"), (-1, 5, "0"), (1, 0, "0")]
)
def test_a_mark_never_leaves_its_picture(part, whole, expected):
    assert plain(percent(part, whole)) == expected


def test_what_people_typed_is_text_in_a_picture():
    assert (
        str(text("<b>&", 0, 0))
        == '<text class="p-text" x="0%" y="0" text-anchor="start">&lt;b&gt;&amp;</text>'
    )
    assert str(link("/a/?b=1&c=2", '"海曙"', "")).startswith(
        '<a href="/a/?b=1&amp;c=2" aria-label="&quot;海曙&quot;">'
    )


def test_without_rows_behind_it_a_mark_is_no_link():
    assert str(link("", "海曙区", rect("p-solid", 0, 0, 1, 1))).startswith("<rect")


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_carries_its_colours_words_and_legend_and_leads_nowhere():
    drawn = ElementTree.fromstring(svg_file(a_picture(), 600))
    assert (drawn.get("width"), drawn.find(f"{SVG}title").text, drawn.find(f"{SVG}desc").text) == (
        "600",
        "图",
        "海曙区 41 个",
    )
    assert drawn.find(f"{SVG}style").text == style()
    assert list(drawn.iter(f"{SVG}a")) == []
    said = [each.text for each in drawn.iter(f"{SVG}text")]
    assert said == ["海曙区 碶 41", "认定", "● 平均"]


def test_the_colours_are_written_out_for_programs_that_know_no_variables():
    assert "var(" not in style()
    assert "url(http" not in style()


def test_a_legend_too_long_for_a_line_goes_on_below():
    words = tuple(("p-solid", "很长的图例" * 4) for _n in range(3))
    drawn = ElementTree.fromstring(svg_file(a_picture(legend=words), 600))
    assert len({each.get("y") for each in drawn.iter(f"{SVG}text")} - {"40"}) == 3
    assert int(drawn.get("height")) > 50 + 3 * 24


def test_the_names_of_a_wide_picture_stand_beside_its_fields_in_the_file():
    side = text("海曙区", 0, 20)
    drawn = svg_file(a_picture(side=side, side_width=76), 720)
    assert str(side) in drawn
    assert '<svg x="76" width="644"' in drawn


def test_links_are_taken_out_whole():
    assert LINKS.sub("", '<a href="/x" aria-label="a"><rect/></a><axis/>') == "<rect/><axis/>"


@pytest.mark.pango
def test_as_a_bitmap_it_has_the_same_marks(tmp_path):
    bitmap = tmp_path / "p.png"
    bitmap.write_bytes(png(a_picture(), 300))
    with Image.open(bitmap) as image:
        image = image.convert("RGB")
        assert image.width == pytest.approx(750, abs=3)
        assert image.getpixel((60, 30)) == (31, 115, 85)  # inside the bar
        assert image.getpixel((500, 30)) == (255, 255, 255)  # beside it


def test_shades_are_told_apart_in_greyscale():
    """Each shade of the heat map is at least 6 of 255 darker than the one before, and so are the bars in one another."""
    colours = dict(re.findall(r"\.(p-[a-z0-9-]+) \{ fill: (#[0-9A-F]{6})", style()))

    def grey(name):
        red, green, blue = (int(colours[name][n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    steps = [grey(f"p-heat-{n}") for n in range(5)]
    assert all(lighter - darker >= 6 for lighter, darker in itertools.pairwise(steps))
    assert grey("p-track") - grey("p-light") > 40
    assert grey("p-light") - grey("p-solid") > 40


# --- rules of the pictures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "conspicuous"),
    [
        ({80: 66, 79: 12, 78: 12}, True),
        ({80: 24, 79: 12, 78: 3}, True),
        ({80: 23, 79: 12, 78: 3}, False),
        ({80: 23, 79: 3, 78: 12}, False),
        ({80: 9}, False),
        ({80: 10}, True),
        ({79: 30}, False),
        ({}, False),
    ],
)
def test_a_heap_on_the_pass_mark_is_noticed(counts, conspicuous):
    assert heap(counts, 80) is conspicuous


@pytest.mark.parametrize(
    ("mean", "level"),
    [
        ("6.0", 0),
        ("5.3", 0),
        ("5.2", 1),
        ("4.7", 1),
        ("4.6", 2),
        ("4.1", 2),
        ("4.0", 3),
        ("3.3", 3),
        ("3.2", 4),
        ("0.0", 4),
    ],
)
def test_the_fewer_points_the_darker(mean, level):
    assert shade(Decimal(mean)) == level


@pytest.mark.parametrize(
    ("quarter", "expected"), [(0, "70"), (1, "76.25"), (2, "80"), (3, "87.5"), (4, "100")]
)
def test_quarters_are_those_a_spreadsheet_gives(quarter, expected):
    assert quantile([70, 75, 80, 80, 90, 100], quarter) == Decimal(expected)


def timing(**changes):
    day = date(2021, 8, 31)
    given = {
        "district": SimpleNamespace(name="海曙区"),
        "due": Due(day),
        "status": "submitted",
        "handed_in": day,
        "concluded": None,
    }
    return Timing(**given | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "8月31日上报，按时"),
        ({"handed_in": date(2021, 9, 2)}, "9月2日上报，晚 2 天"),
        ({"handed_in": date(2021, 9, 2), "due": Due(date(2021, 9, 10), object())}, "9月2日上报，延期内"),
        ({"handed_in": None, "status": "draft"}, "未上报，截止 8月31日"),
        ({"status": "draft"}, "8月31日上报，按时，整体退回待重报"),
        ({"status": "concluded", "concluded": date(2021, 9, 28)}, "8月31日上报，按时，已办结"),
        ({"handed_in": date(2022, 1, 5)}, "2022年1月5日上报，晚 127 天"),
    ],
)
def test_a_hand_in_is_told_beside_its_day(changes, words):
    assert timing_words(timing(**changes), 2021) == words


def test_no_two_pictures_share_an_address_and_a_district_is_not_set_beside_others():
    assert not set(PROGRESS) & set(SCORES)
    assert set(PROGRESS) | set(SCORES) >= CITY_ONLY == {"map", "spread"}


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("海曙区", "海曙区"),
        ("宁波石化开发区街道", "宁波石化开发区街道"),
        ("宁波石化经济技术开发区", "宁波石化经济技术…"),
    ],
)
def test_a_name_beside_the_heat_map_is_whole_or_says_that_it_goes_on(name, drawn):
    assert short(name) == drawn
