"""manage.py load_communities: what a person at the terminal sees."""

import io

import pytest
from django.core.management import CommandError, call_command

from districts.management.commands.load_communities import Command
from districts.models import Community, Event, Participation, Year

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(tmp_path, files):
    path = tmp_path / "社区名录.csv"
    path.write_bytes(files.small)
    return path


def run(*arguments, **options):
    out = io.StringIO()
    call_command("load_communities", *map(str, arguments), stdout=out, **options)
    return out.getvalue().splitlines()


TABLE = [
    "区县（市）：新增 / 变更 / 不变 / 名录未列出（保持不变）",
    "  海曙区：11 / 0 / 0 / 0",
    "  江北区：4 / 0 / 0 / 0",
    "  镇海区：2 / 0 / 0 / 0",
    "  鄞州区：6 / 0 / 0 / 0",
    "  奉化区：2 / 0 / 0 / 0",
    "  余姚市：6 / 0 / 0 / 0",
    "  宁海县：2 / 0 / 0 / 0",
    "合计：社区新增 33，变更 0，不变 0；街道新增 11，变更 0。",
]


def test_loads_and_counts_by_district(ten_districts, small):
    assert run(small) == TABLE
    assert Community.objects.count() == 33


def test_second_run_says_that_nothing_changed(ten_districts, small):
    run(small)
    assert run(small)[-2:] == [
        "合计：社区新增 0，变更 0，不变 33；街道新增 0，变更 0。",
        "名录与系统一致，没有任何改动。",
    ]
    assert Event.objects.filter(action="communities_loaded").count() == 1


def test_dry_run_says_what_would_happen(ten_districts, small):
    assert run(small, "--dry-run") == [*TABLE, "这是试运行，没有写入任何内容。"]
    assert not Community.objects.exists() and not Event.objects.exists()


def test_repairs_are_listed_a_screenful_unless_all_are_wanted(ten_districts, small, files):
    rows = [
        {**row, "street": f"{row['street']} ", "district": f" {row['district']}"}
        for row in files.rows_of(files.small)
    ]
    small.write_bytes(files.csv_of(rows))
    lines = run(small, "--dry-run")
    assert lines[:2] == ["已更正 66 处：", "  第 2 行 B 列（区县）：“ 海曙区” 已更正为 “海曙区”"]
    assert lines[51] == "  另有 16 处，加 --verbosity 2 全部列出"
    assert (
        run(small, "--dry-run", verbosity=2)[66] == "  第 34 行 D 列（街道）：“阳明街道 ” 已更正为 “阳明街道”"
    )


def test_changes_are_listed(ten_districts, small):
    run(small)
    small.write_bytes(small.read_bytes().replace(b"330203001101", b"330203001109"))
    assert run(small)[:2] == [
        "变更 1 处：",
        "  海曙区南门街道“澄波社区”：统计代码 330203001101 → 330203001109",
    ]


def test_every_bad_cell_is_named_and_nothing_is_written(ten_districts, small):
    small.write_bytes(small.read_bytes().replace(b"330203001104", b"3302A").replace(b",330281002,", b",,"))
    with pytest.raises(CommandError) as raised:
        run(small)
    assert str(raised.value).splitlines() == [
        "社区名录.csv 有 3 处需要改正，没有写入任何内容：",
        "第 5 行 E 列（社区代码）：“3302A” 应为 12 位数字",
        "第 29 行 C 列（街道代码）：不能为空",
        "第 30 行 C 列（街道代码）：不能为空",
    ]
    assert raised.value.returncode == 1
    assert not Community.objects.exists() and not Event.objects.exists()


def test_ending_one_who_takes_part_is_asked_about_first(annexes, small, files):
    run(small)
    chengbo = Community.objects.get(name="澄波社区")
    Participation.objects.create(community=chengbo, year=Year.objects.get(number=2021))
    ended = {**files.rows_of(files.small)[0], "有效期止": "2021-06-01"}
    small.write_bytes(files.csv_of([ended]))
    sentence = "海曙区南门街道“澄波社区”从 2021年6月1日 起不在名录里，但它 2021年度参与"
    assert run(small, "--dry-run")[:2] == ["请确认 1 处：", f"  {sentence}"]
    with pytest.raises(CommandError) as raised:
        run(small)
    assert str(raised.value).splitlines() == [
        "社区名录.csv 没有导入，有 1 处要确认；确认无误请加 --knowing 再运行：",
        sentence,
    ]
    assert not Community.objects.exclude(valid_until=None).exists()
    run(small, "--knowing")
    assert Community.objects.exclude(valid_until=None).get() == chengbo


def test_without_districts_it_says_what_to_run_first(small):
    with pytest.raises(CommandError) as raised:
        run(small)
    assert str(raised.value) == (
        "社区名录.csv 没有导入：系统里还没有区县（市），请先运行 manage.py load_annexes。"
    )


def test_a_file_that_is_not_there(ten_districts, tmp_path):
    with pytest.raises(CommandError, match=r"^无法打开 "):
        run(tmp_path / "无此文件.csv")
    with pytest.raises(CommandError, match=r"^无法打开 "):
        run(tmp_path)


def test_help_can_be_printed(capsys):
    with pytest.raises(SystemExit):
        Command().create_parser("manage.py", "load_communities").parse_args(["--help"])
    assert "导入社区名录（.xlsx、.xls、.ods 或 CSV）" in capsys.readouterr().out
