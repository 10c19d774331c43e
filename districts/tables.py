"""The lists of this app as tables to export: what the pages show, in words."""

from django.db.models import Max
from django.utils.translation import gettext as _

from . import queries
from .exports import Column, TableOut
from .models import Event
from .text import masked

ROWS_AT_ONCE = 1000


def people_table(people, narrowed):
    """The accounts `people` (queries.people_list), in their order."""
    return TableOut(
        title=_("人员"),
        slug="people",
        scope=(),
        columns=[
            Column(_("姓名")),
            Column(_("用户名"), 20),
            Column(_("角色"), 14),
            Column(_("单位"), 24),
            Column(_("联系电话"), 16),
            Column(_("邮箱"), 28),
            Column(_("上次登录"), 20),
            Column(_("状态")),
            Column(_("久未登录")),
        ],
        rows=(
            (
                person.full_name,
                person.username,
                person.get_role_display(),
                person.bureau,
                masked(person.phone),
                person.email,
                person.last_login,
                _account_state(person),
                _("是") if person.dormant else "",
            )
            for person in people.iterator(ROWS_AT_ONCE)
        ),
        count=people.count(),
        narrowed=narrowed,
    )


def _account_state(person):
    if not person.is_active:
        return _("停用")
    return _("待改密码") if person.must_change_password else _("可以登录")


def trail_table(events, narrowed):
    """The events (queries.event_list), newest first, as they stand now: the export's own line comes after them."""
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"]
    events = events.filter(pk__lte=newest or 0)
    return TableOut(
        title=_("操作记录"),
        slug="trail",
        scope=(),
        columns=[
            Column(_("时间"), 20),
            Column(_("人员")),
            Column(_("动作"), 16),
            Column(_("对象"), 36),
            Column(_("区县（市）")),
            Column(_("结果"), 10),
            Column(_("说明"), 40),
            Column(_("改动"), 60),
            Column(_("来源地址"), 18),
            Column(_("记录号"), 14),
        ],
        rows=map(_event_row, queries.trail_lines(events.iterator(ROWS_AT_ONCE))),
        count=events.count(),
        narrowed=narrowed,
    )


def _event_row(line):
    event = line.event
    return (
        event.at,
        _actor(event),
        line.action,
        line.row,
        event.district,
        event.get_result_display(),
        event.note,
        "；".join(_change_in_words(change) for change in line.changes),
        event.address,
        event.request_number,
    )


def _actor(event):
    if event.actor:
        return event.actor.full_name
    return _("未登录") if event.address else _("系统")


def _change_in_words(change):
    arrow = "" if change.old is None else f"{change.old} → "
    return f"{change.label}：{arrow}{change.new}"


def extensions_table(year, extensions):
    """What moved the report day of the year's districts (queries.extension_list), newest first."""
    return TableOut(
        title=_("延期"),
        slug=f"extensions-{year.number}",
        scope=(year.number,),
        columns=[
            Column(_("区县（市）")),
            Column(_("截止日改为")),
            Column(_("种类"), 14),
            Column(_("是否有效"), 14),
            Column(_("理由"), 40),
            Column(_("批准人")),
            Column(_("批准时间"), 20),
        ],
        rows=(
            (
                each.district,
                each.until,
                each.kind,
                _("有效") if each.holds else _("后来又改"),
                each.reason,
                each.granted_by,
                each.granted_at,
            )
            for each in extensions
        ),
        count=len(extensions),
    )
