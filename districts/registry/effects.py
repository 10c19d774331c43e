"""What a click will do, as (icon, sentence) pairs for the page that asks."""

from django.utils.translation import gettext_lazy as _

from . import queries

SHEETS_STAY = ("file-earmark-check", _("评分表、名单和称号都留在原来的社区上，一份也不删"))
RECORDED = ("journal-text", _("记入操作记录；不通知任何人"))


def of_file(report):
    """What confirming a file does."""
    return [
        (
            "plus-lg",
            _("新增 %(new)s 个社区、%(streets)s 个街道；变更 %(changed)s 个社区")
            % {"new": report.new, "streets": report.new_streets, "changed": report.changed},
        ),
        ("dash-lg", _("文件没有列出的 %(absent)s 个社区保持不变") % {"absent": report.absent}),
        SHEETS_STAY,
        ("check2-all", _("要么全部写入，要么一个也不写入")),
        RECORDED,
    ]


def of_new(districts):
    return [
        *(_counts(districts[0], 1) if len(districts) == 1 else ()),
        ("list-check", _("本年度要不要参与，另在“确定参与社区”里勾选")),
        RECORDED,
    ]


def of_correction(community):
    return [
        ("pencil", _("只用于当初写错的名称、代码和日期；真的改了名，请用“更名”")),
        ("file-earmark-check", _("评分表上的社区名称随之改正；已上报的名单和回执不变")),
        RECORDED,
    ]


def of_renaming(community):
    return [
        (
            "arrow-left-right",
            _("从所填日期起，名录里%(name)s终止，新名称开始；两个名称连在一起，称号和完成数只算一次")
            % {"name": community},
        ),
        SHEETS_STAY,
        *_counts(community.street.district, 0),
        RECORDED,
    ]


def of_merging(community):
    return [
        (
            "arrow-left-right",
            _("从所填日期起，%(name)s不再单列，称号和完成数算在并入的社区，只算一次") % {"name": community},
        ),
        SHEETS_STAY,
        *_counts(community.street.district, -1),
        RECORDED,
    ]


def of_closing(community):
    return [
        ("dash-circle", _("从所填日期起，%(name)s不在名录里，不能再选为参与社区") % {"name": community}),
        SHEETS_STAY,
        *_counts(community.street.district, -1),
        RECORDED,
    ]


def of_street(community):
    street = community.street
    return [
        (
            "arrow-left-right",
            _("%(name)s的全部 %(count)s 个社区从此写在新名称下；社区的名称和代码不变")
            % {"name": street, "count": street.communities.count()},
        ),
        ("file-earmark-check", _("评分表、名单和称号都留着；已上报的名单和回执仍写旧名称")),
        ("upload", _("以后导入的名录文件要写新名称；填写账号所属的街道也随之改名")),
        RECORDED,
    ]


def _counts(district, difference):
    """The registry's number before and after, beside the declared ones."""
    now = queries.registered_today(district)
    sentence = _("%(district)s名录现有 %(now)s 个，办理生效后 %(then)s 个") % {
        "district": district,
        "now": now,
        "then": now + difference,
    }
    declared = [
        _("%(year)s申报 %(count)s 个") % {"year": one.year, "count": one.declared}
        for one in queries.declared_counts([district])
    ]
    note = _("；%(declared)s。申报数不随名录变") % {"declared": "，".join(declared)} if declared else ""
    return [("123", sentence + note)]
