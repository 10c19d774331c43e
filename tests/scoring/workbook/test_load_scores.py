"""manage.py load_scores: what a person at the terminal sees."""

import io

import pytest
from django.core.management import CommandError, call_command

from districts.models import Event
from scoring.models import ItemScore, WorkbookUpload
from tests.scenes import fill
from tests.scoring.workbook.books import address_of, downloaded, edited

EDITS = {("柳堤社区", "1a"): "√", ("春浪社区", "10a"): "89.5%"}
COUNTED = "合计：新填 1 项，改动 1 项，不变 100 项，网上也改过 0 项。"
LISTED = [
    "春浪社区：",
    "  第 10 项 10a 噪声扰民投诉处理率：100% → 89.5%",
    "柳堤社区：",
    "  第 1 项 1a 缺文件：未评 → 存在",
]


@pytest.fixture
def content(participants, people, year):
    fill(participants["春浪社区"], people.chen)
    return downloaded(people.chen, year)


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "填好.xlsx"
        path.write_bytes(content)
        return path

    return write


def run(path, *arguments, year="2021", district="330203", by="chen"):
    out = io.StringIO()
    call_command(
        "load_scores", str(path), "--year", year, "--district", district, "--as", by, *arguments, stdout=out
    )
    return out.getvalue().splitlines()


def refusal(*arguments, **options):
    with pytest.raises(CommandError) as refused:
        run(*arguments, **options)
    assert refused.value.returncode == 1
    return str(refused.value).splitlines()


def sorted_by_name(lines):
    """The communities in the order of their sheets, which is no matter."""
    blocks = [lines[n : n + 2] for n in range(0, len(lines), 2)]
    return sorted(blocks)


def test_it_writes_and_says_every_change(content, file, people):
    lines = run(file(edited(content, EDITS)))
    assert sorted_by_name(lines[:4]) == sorted_by_name(LISTED)
    assert lines[4:] == [COUNTED, "已写入 2 个社区。"]
    row = ItemScore.objects.get(sheet__community__name="柳堤社区", number=1)
    assert (row.findings, row.changed_by) == ({"1a": True}, people.chen)
    assert WorkbookUpload.objects.get().brought_back_at is not None
    assert Event.objects.filter(action="scores_loaded").count() == 1


def test_a_dry_run_writes_and_keeps_nothing(content, file):
    before = list(ItemScore.objects.order_by("pk").values_list("pk", "version"))
    assert run(file(edited(content, EDITS)), "--dry-run")[4:] == [COUNTED, "这是试运行，没有写入任何内容。"]
    assert list(ItemScore.objects.order_by("pk").values_list("pk", "version")) == before
    assert not WorkbookUpload.objects.exists()


def test_what_changes_nothing_is_said(content, file):
    assert run(file(content)) == [
        "合计：新填 0 项，改动 0 项，不变 102 项，网上也改过 0 项。",
        "没有要写入的内容。",
    ]
    assert not WorkbookUpload.objects.exists()


def test_every_bad_cell_is_named_and_nothing_is_written(content, file):
    wrong = edited(content, EDITS | {("万宁社区", "1a"): "有", ("天一社区", "10a"): 1})
    first, *told = refusal(file(wrong))
    assert first == "填好.xlsx 有 2 处需要改正，没有写入任何内容："
    assert sorted(told) == sorted(
        [
            f"评分 {address_of(wrong, '万宁社区', '1a')}：“有”，说不清是存在还是不存在。应为：“缺文件”存在填 是，不存在填 否。",
            f"评分 {address_of(wrong, '天一社区', '10a')}：“1”，是 1% 还是 100%？应为：100 或 1%。",
        ]
    )
    assert not ItemScore.objects.filter(sheet__community__name="柳堤社区", version__gt=0).exists()


def test_what_the_site_changed_meanwhile_stays_and_is_named(content, file, participants, people):
    from scoring.actions import save_item

    row = ItemScore.objects.select_related("sheet").get(sheet=participants["柳堤社区"], number=1)
    save_item(row, findings={"1a": False, "1b": 0}, reason="", version=0, by=people.lin)
    lines = run(file(edited(content, EDITS)))
    assert lines[2:] == [
        "下载之后网上改过、文件里也改了的 1 项，保留网上的：",
        "  柳堤社区 第 1 项",
        "合计：新填 0 项，改动 1 项，不变 100 项，网上也改过 1 项。",
        "已写入 1 个社区。",
    ]
    row.refresh_from_db()
    assert row.changed_by == people.lin


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"year": "2022"}, "填好.xlsx 没有导回：这是 2021 年度的评分工作簿，这里导回的是 2022 年度。"),
        ({"year": "1999"}, "没有 1999 年度"),
        ({"district": "999999"}, "没有代码为 999999 的区县"),
        ({"district": "330205", "by": "wu"}, "填好.xlsx 没有导回：这是别的区县（代码 330203）的评分工作簿"),
        ({"by": "nobody"}, "没有启用的账号 nobody"),
        ({"by": "wu"}, "吴桂英（区县填报员）不填写海曙区的初评评分表，不能以其名义导回"),
        ({"by": "wang"}, "王海燕（市级评审员）不填写海曙区的初评评分表，不能以其名义导回"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(content, file, options, sentence):
    (line,) = refusal(file(edited(content, EDITS)), **options)
    assert line.startswith(sentence)


def test_another_stage_is_refused(content, file):
    (line,) = refusal(file(content), "--stage", "baseline")
    assert line == "填好.xlsx 没有导回：这份评分工作簿是初评的，这里导回的是摸底。请另选文件。"


def test_somebody_who_has_left_brings_nothing_back(content, file, people):
    people.chen.is_active = False
    people.chen.save()
    assert refusal(file(content)) == ["没有启用的账号 chen"]


def test_a_name_too_long_is_said(content, tmp_path):
    path = tmp_path / f"{'a' * 121}.xlsx"
    path.write_bytes(content)
    (line,) = refusal(path)
    assert line.endswith("的文件名超过 120 字，没有上传。请把文件名改短再传。")


def test_a_file_that_is_not_there(people, year, tmp_path):
    (line,) = refusal(tmp_path / "没有.xlsx")
    assert line.startswith("无法打开 ")
