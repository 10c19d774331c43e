"""What is said with each kind of document a district uploads, and the city's word on good practice."""

from django import forms
from django.utils.translation import gettext_lazy

from districts.text import no_unseen_characters
from scoring.forms_rubrics import MethodForm
from scoring.models import Adoption
from scoring.uploads import REPORT_KINDS, SCAN_KINDS

from .forms import DocumentForm
from .forms_acts import words
from .models import GoodPractice, Purpose, Receipt

NOT_OURS = gettext_lazy("这一页已经变了，没有上传。请刷新后再传。")


class TextForm(DocumentForm):
    """A file and nothing else: 实施方案, 年度总结评估报告."""

    def __init__(self, *args, district, year, **kwargs):
        super().__init__(*args, kinds=REPORT_KINDS, **kwargs)

    @property
    def words(self):
        """What stands with the file, as actions.add_document takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class MethodDocumentForm(MethodForm, TextForm):
    """评估认定办法, approved by the district's own government (五(一)). Where the district scores by its own rubric the
    method is named as it was when that was adopted."""

    field_order = ("method_document", "document_number", "approved_by", "approved_on", "file")

    def __init__(self, *args, district, year, **kwargs):
        kwargs["initial"] = method_named(district, year) | (kwargs.get("initial") or {})
        super().__init__(*args, district=district, year=year, **kwargs)

    @property
    def words(self):
        data = self.cleaned_data
        return {
            "title": data["method_document"],
            "document_number": data["document_number"],
            "approved_by": data["approved_by"],
            "approved_on": data["approved_on"],
        }


def method_named(district, year):
    """How the district's adoption of its own rubric names its method; empty where it scores by the city's."""
    names = ("method_document", "document_number", "approved_by", "approved_on")
    return Adoption.objects.filter(district=district, year=year).values(*names).first() or {}


class ScanForm(DocumentForm):
    """A stamped scan of a hand-in: 附件3 or the receipt."""

    def __init__(self, *args, district, year, **kwargs):
        super().__init__(*args, kinds=SCAN_KINDS, **kwargs)
        receipts = Receipt.objects.filter(submission__district=district, submission__year=year)
        self.fields["receipt"] = _hidden(receipts.select_related("submission"))

    @property
    def words(self):
        return {"receipt": self.cleaned_data["receipt"]}


class PracticeForm(TextForm):
    """典型做法: a new one, or a new version of one."""

    title = forms.CharField(
        label=gettext_lazy("题目"),
        max_length=60,
        validators=[no_unseen_characters],
        error_messages={"required": gettext_lazy("请填题目，一句话说明做了什么。")},
    )
    summary = words(
        gettext_lazy("摘要"),
        required=gettext_lazy("请写摘要：怎么做的，效果如何。"),
        help_text=gettext_lazy("怎么做的，效果如何。采纳以后各区县都能看到。最多 500 字。"),
        rows=4,
    )
    field_order = ("title", "summary", "file")

    def __init__(self, *args, district, year, **kwargs):
        super().__init__(*args, district=district, year=year, **kwargs)
        own = GoodPractice.objects.filter(district=district, year=year)
        self.fields["practice"] = _hidden(own.select_related("district", "year"), required=False)


def _hidden(rows, **how):
    return forms.ModelChoiceField(
        rows,
        widget=forms.HiddenInput,
        error_messages={"required": NOT_OURS, "invalid_choice": NOT_OURS},
        **how,
    )


FORMS = {
    Purpose.PLAN: TextForm,
    Purpose.METHOD: MethodDocumentForm,
    Purpose.ANNUAL_REPORT: TextForm,
    Purpose.STAMPED_TABLE: ScanForm,
    Purpose.STAMPED_RECEIPT: ScanForm,
    Purpose.GOOD_PRACTICE: PracticeForm,
}


class AcceptForm(forms.Form):
    comment = words(
        gettext_lazy("点评"),
        required="",
        help_text=gettext_lazy("各区县会看到：好在哪里，别处怎样用。最多 500 字。"),
    )
    document = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = False


class WithdrawAcceptanceForm(forms.Form):
    why = words(
        gettext_lazy("撤下的理由"),
        required=gettext_lazy("请写明撤下的理由，区县要看到为什么。"),
        help_text=gettext_lazy("报送的区县会看到。最多 500 字。"),
    )
