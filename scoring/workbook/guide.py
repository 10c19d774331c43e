"""The sheet of instructions: what to fill in where, in the order a person needs it. Knows nothing of files."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import layout


@dataclass(frozen=True)
class Cover:
    """Whose workbook it is, in words: 海曙区, 2022年度, 初评; who took it out, and when (as a person writes it)."""

    district: str
    year: str
    stage: str
    by: str
    when: str

    @property
    def title(self):
        return _("%(district)s%(year)s%(stage)s评分工作簿") % {
            "district": self.district,
            "year": self.year,
            "stage": self.stage,
        }


def instructions(rubric, cover):
    """(heading, its sentences) from top to bottom; the pass rule and the rubric's title in the official wording."""
    return [
        (cover.title, [_("%(by)s %(when)s 下载。") % {"by": cover.by, "when": cover.when}]),
        (_("标准"), [f"{rubric.title}（{rubric.source}）", rubric.pass_rule, rubric.pass_reading]),
        (_("在哪里填"), where()),
        (_("表头的颜色"), [category.title for category in rubric.categories]),
        (_("怎样填"), how()),
        (_("空着的格子"), blanks()),
        (_("可以做，不要做"), manners()),
        (_("怎样导回"), back()),
    ]


def where():
    return [
        _("只填“%(entry)s”。一行一个社区，一栏一条；每一项的最后一栏写理由、备注，最多 500 字。")
        % {"entry": layout.ENTRY},
        _("灰底的社区已经锁定，把鼠标放在社区名称上看原因；改了也导不回。"),
        _("“%(totals)s”按“%(entry)s”自动计算，不用填；一项有空格或者有不允许的内容，这一项和总分就空着。")
        % {"totals": layout.TOTALS, "entry": layout.ENTRY},
        not_reckoned(),
    ]


def not_reckoned():
    return _(
        "有几种写法导回认得、“%(totals)s”不算，也空着，不影响导回：带单位的“2 处”，显示成百分数的 0.95，全角数字。改成下拉里的词或者普通的数，就会算。"
    ) % {"totals": layout.TOTALS}


def how():
    return [
        _("是或否的：存在表头所写的问题填 是，没有填 否。"),
        _("扣 1–3 分的：没有发现填 0，发现的填扣几分，并写明理由。"),
        _("几处、几项、几个季度、几次：填数，没有填 0；系统自己算分。"),
        _("百分数：请直接写 95，不写 95% 或 0.95，最多两位小数。1% 及以下的先打一个单引号，写成 '0.5%。"),
    ]


def blanks():
    return [
        _("一项的各条和理由全都空着，导回时这一项照网上的样子不动。"),
        _("填了几条、还有空着的，导回后这一项仍然是未评。"),
        _("沿用过来还没有确认的项（待确认）、改回未评的项，这里都空着：在网上确认以后才计分。"),
    ]


def manners():
    return [
        _("可以筛选、排序，可以成块粘贴，可以移动整栏。粘贴请用“只粘贴值”，下拉选项才保得住。"),
        _("不要改“%(key)s”一栏：系统靠它认社区。不要加行，名录以外的行导不回；不评的社区可以删去整行。")
        % {"key": layout.KEY},
        _("不要删“%(hidden)s”（隐藏的工作表）。") % {"hidden": layout.HIDDEN},
    ]


def back():
    return [
        _("保存成 .xlsx，在网上“社区”一页点“导回”，选这个文件。"),
        _("导回先检查、再预览，按下确认才写入；这期间别人在网上改过的项会单独列出，不会盖掉。"),
    ]
