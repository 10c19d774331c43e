"""What is written down when work is handed over."""

from django import forms
from django.utils.translation import gettext_lazy

from districts.handing_over import successors

from .forms_acts import chosen, words

STAYS, LEAVES = "stays", "leaves"


class SuccessorField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return f"{person.full_name}（{person.get_role_display()}，{person.bureau}）"


class HandOverForm(forms.Form):
    to = SuccessorField(
        label=gettext_lazy("接手人"),
        queryset=None,
        empty_label=gettext_lazy("请选择"),
        error_messages={
            "required": gettext_lazy("请选接手人。"),
            "invalid_choice": gettext_lazy("这个人现在不能接手，请重新选。"),
        },
    )
    account = chosen(
        gettext_lazy("本人的账号"),
        [
            (LEAVES, gettext_lazy("停用（调离、退休）")),
            (STAYS, gettext_lazy("不停用（休假、借调，还会回来）")),
        ],
        gettext_lazy("请选账号停用不停用。"),
    )
    note = words(
        gettext_lazy("说明"),
        required="",
        most=200,
        rows=2,
        help_text=gettext_lazy("接手人会看到，如“9月1日起调离”。最多 200 字。"),
    )

    def __init__(self, *args, leaver, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = successors(leaver).select_related("district", "street", "department")
        self.fields["note"].required = False

    def clean(self):
        cleaned = super().clean()
        return {
            "to": cleaned.get("to"),
            "leaves": cleaned.get("account") == LEAVES,
            "note": cleaned.get("note", ""),
        }
