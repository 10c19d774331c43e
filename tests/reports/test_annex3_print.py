"""附件3 through a real office program: every name on paper, whole and once."""

import re
from itertools import cycle, product

import pytest

from districts.models import District
from districts.official.xlsx import table_xlsx
from reports.annex3 import NOTE, annex3
from reports.annex3_files import annex3_table
from tests.paper import needs_pdftotext, office_pdf, overlapping, pages
from tests.reports.lists import hand_in_list

pytestmark = [pytest.mark.office, needs_pdftotext]

# Invented names as long as real ones come, with the characters outside GB2312, none inside another.
RARE = ["望碶", "碧璟", "长埼", "甽口", "澥西", "鲒湾", "雅霅"]
STEMS = RARE + [a + b for a, b in product("春秋朝晚云溪松竹兰荷", "浦岙墩漕湾岭泾塘渡桥堰汀港埠田坪坊")]
SUFFIXES = cycle(["社区居委会", "社区", "居委会", "花苑社区居委会"])
LONGEST = "滨海石化经济技术开发区社区"
NAMES = [LONGEST, *(stem + next(SUFFIXES) for stem in STEMS)][:178]


@pytest.fixture(autouse=True)
def _september(time_machine):
    time_machine.move_to("2021-09-20 10:00 +0800", tick=False)


def to_pdf(table, folder):
    return office_pdf(table_xlsx(annex3_table(table)), folder)


def check_paper(pdf, names):
    """Every name whole and once, the heads on every page, nothing over anything else. Returns the pages."""
    printed = pages(pdf)
    text = "".join(printed)
    assert [name for name in names if text.count(name) != 1] == []
    assert all("县（市、区）" in page and "合计完成比例" in page for page in printed)
    assert text.count(re.sub(r"\s", "", NOTE)) == 1
    assert list(overlapping(pdf)) == []
    return printed


def test_a_district_with_178_listed_communities_prints_every_name(people, year, tmp_path):
    yinzhou = District.objects.get(code="330212")
    hand_in_list(yinzhou, year, NAMES, by=people.he)
    printed = check_paper(to_pdf(annex3(year, district=yinzhou), tmp_path), NAMES)
    assert len(printed) <= 5
    assert all("鄞州区" in page for page in printed[:-1])
    text = "".join(printed)
    assert (text.count("178100.00%"), text.count("鄞州区178100.00%100.00%")) == (2, 1)  # its row, the total


def test_the_whole_city_with_ten_districts_prints_every_name(people, year, tmp_path):
    start = 0
    districts = list(District.objects.all())
    for district, count in zip(districts, (41, 20, 16, 24, 30, 12, 13, 10, 12), strict=False):
        hand_in_list(district, year, NAMES[start : start + count], by=people.he)
        start += count
    printed = check_paper(to_pdf(annex3(year), tmp_path), NAMES)
    assert len(printed) <= 4
    text = "".join(printed)
    assert [district.name for district in districts if district.name not in text] == []
    assert "象山县2021年未上报，空白不是0" in printed[-1]
    assert "地区合计" in printed[-1]
