"""公示: what is filled in to open a notice, to change its days, and what comes in against it."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.forms import day_field
from districts.text import no_unseen_characters

from .forms_acts import KeysField, chosen, words
from .models import PublicObjection

SUGGESTED_DAYS = 5  # the document says nothing of how long: working days, a suggestion
SATURDAY = 5
WHOLE = "whole"


def suggested_days(today=None):
    """(first, last) of the suggested days: from tomorrow until the fifth day that is neither Saturday nor Sunday."""
    first = last = (today or timezone.localdate()) + timedelta(days=1)
    left = SUGGESTED_DAYS - (last.weekday() < SATURDAY)
    while left:
        last += timedelta(days=1)
        left -= last.weekday() < SATURDAY
    return first, last


def _line(label, most, required, help_text=""):
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[no_unseen_characters],
        help_text=help_text,
        error_messages={"required": required},
    )


class NoticeForm(forms.Form):
    """count: of the communities to be shown; `before`: the last notice, whose office is offered again, or None."""

    title = KeysField(required=False)
    starts_on = day_field(
        gettext_lazy("公示开始"), help_text=gettext_lazy("从这一天 0 时起任何人可以看，最早明天。")
    )
    ends_on = day_field(
        gettext_lazy("公示截止"),
        help_text=gettext_lazy(
            "到这一天 24 时为止。填好的是建议：五个工作日，只除去周六、周日，节假日和调休请自行核对。"
            "文件没有规定天数；开始以后只能延长。"
        ),
    )
    office = _line(gettext_lazy("受理单位"), 60, gettext_lazy("请填受理单位。"))
    address = _line(gettext_lazy("地址"), 100, gettext_lazy("请填地址，来信、来访要用。"))
    phone = _line(
        gettext_lazy("联系电话"),
        40,
        gettext_lazy("请填联系电话。"),
        gettext_lazy("公开显示，请填单位电话，不填个人手机。"),
    )
    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        max_length=100,
        required=False,
        error_messages={"invalid": gettext_lazy("请填电子邮箱，如 lvse@ningbo.gov.cn。")},
    )
    sure = forms.BooleanField(error_messages={"required": gettext_lazy("请核对名单以后勾选。")})

    def __init__(self, data=None, *, count, before=None):
        first, last = suggested_days()
        kept = {name: getattr(before, name) for name in ("office", "address", "phone", "email") if before}
        super().__init__(data, initial={"starts_on": first, "ends_on": last} | kept)
        self.fields["sure"].label = _("这 %(n)s 个社区我都核对过") % {"n": count}

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("sure", None)
        return cleaned


class WithdrawNoticeForm(forms.Form):
    reason = words(
        gettext_lazy("撤回的理由"),
        required=gettext_lazy("请写明撤回的理由。"),
        help_text=gettext_lazy("记入操作记录，不公开。最多 200 字。"),
        most=200,
    )


class ExtendNoticeForm(forms.Form):
    ends_on = day_field(
        gettext_lazy("延长至"), help_text=gettext_lazy("当日 24 时为止，公开的一页随之改变。")
    )
    reason = words(
        gettext_lazy("延长的理由"),
        required=gettext_lazy("请写明延长的理由。"),
        help_text=gettext_lazy("记入操作记录，不公开。最多 200 字。"),
        most=200,
    )


class PublicObjectionForm(forms.Form):
    """lines: those of the notice (NoticeLine), in order."""

    line = forms.ChoiceField(
        label=gettext_lazy("对哪个社区"),
        error_messages={
            "required": gettext_lazy("请选社区，或选“整个公示”。"),
            "invalid_choice": gettext_lazy("请选社区，或选“整个公示”。"),
        },
    )
    received_on = day_field(gettext_lazy("收到日期"))
    channel = chosen(
        gettext_lazy("方式"), PublicObjection.Channel.choices, gettext_lazy("请选来信、来电、邮件或来访。")
    )
    from_whom = forms.CharField(
        label=gettext_lazy("反映人"),
        required=False,
        max_length=60,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("不愿留名的留空。只有市里看得到，不公开，也不记入操作记录。"),
    )
    text = words(
        gettext_lazy("异议内容"),
        required=gettext_lazy("请写明异议的内容。"),
        help_text=gettext_lazy("不公开。请不要写反映人的姓名和电话。最多 1000 字。"),
        most=1000,
        rows=5,
    )

    def __init__(self, data=None, *, lines):
        super().__init__(data, initial={"received_on": timezone.localdate()})
        self.lines = {str(line.pk): line for line in lines}
        districts = {}
        for key, line in self.lines.items():
            listed = districts.setdefault(line.district_name, [])
            listed.append((key, f"{line.street_name} {line.community_name}"))
        self.fields["line"].choices = [
            ("", _("请选择")),
            (WHOLE, _("整个公示")),
            *districts.items(),
        ]

    def clean_line(self):
        return self.lines.get(self.cleaned_data["line"])


class PublicAnswerForm(forms.Form):
    """whole: the objection is to the whole notice."""

    upheld = chosen(gettext_lazy("答复"), (), gettext_lazy("请选一个答复。"))
    answer = words(
        gettext_lazy("答复的理由"),
        required=gettext_lazy("请写明答复的理由。"),
        help_text=gettext_lazy("写明怎样核实、结论是什么。不公开，请另行答复反映人。最多 500 字。"),
    )

    def __init__(self, data=None, *, whole):
        super().__init__(data)
        then = _("异议成立，重新公示") if whole else _("异议成立，重新评审")
        self.fields["upheld"].choices = [("no", _("异议不成立，可以公布")), ("yes", then)]

    def clean(self):
        cleaned = super().clean()
        if "upheld" in cleaned:
            cleaned["upheld"] = cleaned["upheld"] == "yes"
        return cleaned
