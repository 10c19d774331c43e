"""Handing a person's work over to a successor: the administrator's act. No score is shown on the way."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from districts.access import allow, editable_person
from districts.announcing import NOBODY_IS_TOLD
from districts.models import Role

from .. import actions
from ..forms_people import HandOverForm
from ..held_work import held_work
from .acting import perform


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    leaver = editable_person(request.user, pk)
    form = HandOverForm(request.POST or None, leaver=leaver)
    held = held_work(leaver)
    return perform(
        request,
        form,
        lambda data: actions.hand_over(leaver, by=request.user, **data),
        back=reverse("districts:person", args=[leaver.pk]),
        done=lambda made: _("%(leaver)s的工作已移交给%(to)s。") % {"leaver": leaver, "to": made.successor},
        template="reports/hand_over.html",
        leaver=leaver,
        held=held,
        effects=effects(held),
        nobody=not form.fields["to"].queryset.exists(),
    )


def effects(held):
    """What the press moves, and what it leaves."""
    lines = [
        (
            "list-check",
            _("在办的评分表、退回补正、复评不挂在个人名下：接手人按自己的职责接着办，打开“接手与在办”就看到"),
        )
    ]
    for submission in held.contacts:
        words = _("%(submission)s的联系人改为接手人的姓名和电话；接手人账号上没有电话的，电话先不改")
        lines.append(("telephone", words % {"submission": submission}))
    for submission in held.fixed:
        words = _("%(submission)s已上报，联系人随上报定稿，不改")
        lines.append(("lock", words % {"submission": submission}))
    if held.uploads:
        words = _("%(n)s 份上传了还没有写入的评分工作簿，接手人可以打开、核对、导回")
        lines.append(("file-earmark-spreadsheet", words % {"n": len(held.uploads)}))
    if held.registry_file:
        lines.append(("file-earmark-text", _("待确认的名录文件转给接手人；接手人自己有一份的，不转")))
    return [
        *lines,
        ("person-x", _("选“停用”的，本人马上不能登录，正在使用的也会退出；选“不停用”的，账号照旧")),
        ("clock-history", _("做过的事仍写本人姓名，不改成接手人")),
        NOBODY_IS_TOLD,
    ]
