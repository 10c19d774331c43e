"""What the pages of bringing back take in: a file, and what a preview was confirmed with."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.spreadsheets import BadFile

from .bring_back import ALL, LIMITS, open_workbook
from .uploads import BadUpload
from .workbook.read import WrongWorkbook


class WorkbookForm(forms.Form):
    """A filled workbook of one year and district; `opened` is what it turns out to be."""

    file = forms.FileField(
        max_length=1000,
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("请先选择文件。"),
            "missing": gettext_lazy("请先选择文件。"),
        },
    )

    def __init__(self, *args, year, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.by = year, by

    def clean_file(self):
        """The bytes of the file, opened and found to be ours."""
        file = self.cleaned_data["file"]
        limit = LIMITS.bytes
        if file.size > limit:
            raise forms.ValidationError(
                _("文件超过 %(limit)s MB，评分工作簿没有这么大，请看看是否选错了。")
                % {"limit": limit // 1024**2}
            )
        content = file.read()
        try:
            self.opened = open_workbook(
                file.name, content, year=self.year, district=self.by.district, by=self.by
            )
        except (BadUpload, BadFile, WrongWorkbook) as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return content


class ConfirmForm(forms.Form):
    """What the person had before them, and which items changed on both sides are to be the file's."""

    seen = forms.RegexField(r"[0-9a-f]{64}\Z")
    sheets = forms.CharField(required=False, max_length=100_000)
    rows = forms.ChoiceField(choices=[("all", ""), ("good", "")])
    take_all = forms.BooleanField(required=False)

    @property
    def good_rows(self):
        return self.cleaned_data["rows"] == "good"

    @property
    def taken(self):
        """Primary keys of items, or ALL; nonsense among them is left out."""
        if self.cleaned_data["take_all"]:
            return ALL
        return {int(pk) for pk in self.data.getlist("take") if pk.isdecimal() and len(pk) < 19}

    @property
    def shown(self):
        """Key of a sheet -> digest of what the preview showed for it."""
        return dict(pair.split(":", 1) for pair in self.cleaned_data["sheets"].split() if ":" in pair)
