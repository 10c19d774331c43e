"""Forms about rubrics: the file, the approved method of a district, the city's comment."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.forms import day_field
from districts.text import no_unseen_characters

from .rubric_files import BadRubricFile, read_rubric_file
from .rubric_files.read import MAX_BYTES

DOCUMENT_NUMBER = re.compile(r"[^\W\d_]+〔20\d\d〕\d{1,4}号")


class RubricFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("评分标准文件"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            ".xlsx 或 .toml，最大 1 MB。先下载现行标准，在它上面改。代号和版本由系统编，文件里的不算。"
        ),
        error_messages={
            "required": gettext_lazy("请先选择文件。"),
            "missing": gettext_lazy("请先选择文件。"),
        },
    )

    def clean_file(self):
        """The sound rubric (engine.rubric.Rubric) in the file; one error for each fault."""
        file = self.cleaned_data["file"]
        try:
            return read_rubric_file(file.name, file.read(MAX_BYTES + 1))
        except BadRubricFile as bad:
            raise forms.ValidationError(list(bad.faults)) from bad


class MethodForm(forms.Form):
    """The district's 评估认定办法, approved by its own government (五(一))."""

    method_document = forms.CharField(
        label=gettext_lazy("评估认定办法的名称"),
        max_length=120,
        validators=[no_unseen_characters],
        error_messages={"required": gettext_lazy("请照文件写名称。")},
    )
    document_number = forms.CharField(
        label=gettext_lazy("文号"),
        max_length=40,
        help_text=gettext_lazy("照文件写，年份用六角括号，如 海建〔2021〕12号。"),
        error_messages={"required": gettext_lazy("请照文件写文号，如 海建〔2021〕12号。")},
    )
    approved_by = forms.CharField(
        label=gettext_lazy("批准机关"),
        max_length=60,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("同级人民政府，如 海曙区人民政府。"),
        error_messages={"required": gettext_lazy("请写批准机关，如 海曙区人民政府。")},
    )
    approved_on = day_field(gettext_lazy("批准日期"))

    def clean_document_number(self):
        number = self.cleaned_data["document_number"]
        if not DOCUMENT_NUMBER.fullmatch(number):
            raise forms.ValidationError(
                _("应像 海建〔2021〕12号：机关代字、六角括号〔〕里的年份、序号和“号”。")
            )
        return number

    def clean_approved_on(self):
        day = self.cleaned_data["approved_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("批准日期还没有到，批准以后才能采用。"))
        return day


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("市住建局意见"),
        max_length=500,
        validators=[no_unseen_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("最多 500 字。区县在“版本和采用”里看到；不影响采用。"),
    )
