"""What district people fill in around a hand-in: the contact, the annual report, why a community is withdrawn."""

import re
import unicodedata

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Department
from districts.text import no_unseen_characters
from scoring.forms import UploadForm
from scoring.uploads import REPORT_KINDS

from .joined import counterpart

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,20}[0-9](?:\s*(?:转|-)\s*[0-9]{1,6})?")


class ContactForm(forms.Form):
    """附件3 表头: 联系人及联系电话."""

    name = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=40,
        validators=[no_unseen_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请填联系人姓名。")},
    )
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        max_length=30,
        help_text=gettext_lazy("办公电话或手机，如 0574-12345678。附件3表头和回执上会印出。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("请填联系电话。")},
    )

    def clean_phone(self):
        phone = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).strip()
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("请填可以打通的电话号码，如 0574-12345678。"))
        return phone


class JoinedForm(forms.Form):
    """五(三): the district's own departments that joined its 初评."""

    departments = forms.MultipleChoiceField(
        label=gettext_lazy("参加初评的部门"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=gettext_lazy("其他部门"),
        max_length=100,
        required=False,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("不在上面的写在这里，用顿号隔开，如 文明办、城管委。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None, *, submission):
        of = {
            "departments": [each.code for each in submission.joined.all()],
            "others": submission.joined_others,
        }
        super().__init__(data, initial=of, auto_id="joined-%s")
        self.rows = {each.code: each for each in Department.objects.all()}
        self.fields["departments"].choices = [(code, counterpart(each)) for code, each in self.rows.items()]

    def clean_departments(self):
        return [self.rows[code] for code in self.cleaned_data["departments"]]


class DocumentForm(UploadForm):
    """One document through the safe door, of the kinds it may come in."""

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, kinds=kinds, **kwargs)
        field = self.fields["file"]
        field.label = _("选择文件")
        field.help_text = _("%(kinds)s，不超过 %(limit)s MB。") % {
            "kinds": kinds_in_words(kinds),
            "limit": settings.EVIDENCE_MAX_MEGABYTES,
        }
        field.widget.attrs["accept"] = ",".join(f".{kind}" for kind in kinds)


def kinds_in_words(kinds):
    """pdf、jpg 或 png."""
    *others, last = kinds
    return _("%(others)s 或 %(last)s") % {"others": "、".join(others), "last": last}


class ReportForm(DocumentForm):
    """年度总结评估报告."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kinds=REPORT_KINDS, auto_id="report-%s", **kwargs)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("撤回的理由"),
        max_length=500,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("市住建局会看到。最多 500 字。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明撤回的理由。")},
    )
