"""What is written down with an act of the review: reasons, days, grades, numbers."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.forms import day_field
from districts.text import no_unseen_characters

from .models import DecisionChoices, Grade, Recheck

LONGEST_KEY = 18  # digits: what a database holds as a key
USUAL_TIME = timedelta(days=10)  # what a district is given to correct, unless told


def words(label, *, required, help_text="", most=500, rows=3):
    """A text a person writes, seen by others."""
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[no_unseen_characters],
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": required,
            "max_length": gettext_lazy("最多 %(limit_value)s 字，现在 %(show_value)s 字。"),
        },
    )


def chosen(label, choices, required):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": required},
    )


class KeysField(forms.Field):
    """The keys of the rows a page listed, sent back with it. What is no key becomes that of no row, 0: the door refuses
    it as it refuses a row that is gone."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return [int(key) if key.isdecimal() and len(key) <= LONGEST_KEY else 0 for key in value or ()]


class SeenField(KeysField):
    """The rows a page listed, each as “key version”: key -> the version that stood there, which the door compares with
    what stands now. Times would not do: what is written carries a time before the moment others can see it."""

    def to_python(self, value):
        pairs = [row.partition(" ") for row in value or ()]
        keys = super().to_python([key for key, _space, _version in pairs])
        return dict(zip(keys, (version for _key, _space, version in pairs), strict=True))


class RecogniseForm(forms.Form):
    entry = SeenField(required=False)
    sure = forms.BooleanField(error_messages={"required": gettext_lazy("请逐个核对，勾选以后再认定。")})


class SendBackForm(forms.Form):
    reason = words(
        gettext_lazy("退回的理由"),
        required=gettext_lazy("请写明理由，区县要看到为什么。"),
        help_text=gettext_lazy("区县会看到。最多 500 字。"),
    )
    due = day_field(
        gettext_lazy("重新上报截止日"),
        help_text=gettext_lazy("当日 24 时截止，最晚今天起 60 天。"),
    )


class ReopenForm(forms.Form):
    reason = words(
        gettext_lazy("重新开启的理由"),
        required=gettext_lazy("请写明重新开启的理由。"),
        help_text=gettext_lazy("记入审计记录。最多 500 字。"),
    )


class ReturnForm(forms.Form):
    """Several entries returned at once: each chosen one with its own reason, one due day for all.

    entries: all of a district; offered are the pending, and whatever was chosen while it still was: the door tells."""

    due = day_field(gettext_lazy("补正截止日"), help_text=gettext_lazy("所选社区共用，当日 24 时截止。"))
    entry = SeenField(required=False)

    def __init__(self, data=None, *, entries):
        in_time = timezone.localdate() + USUAL_TIME
        super().__init__(data, auto_id="return-%s", initial={"due": in_time})
        self.rows = []
        for entry in entries:
            if entry.decision != DecisionChoices.PENDING and f"pick-{entry.pk}" not in self.data:
                continue
            pick = forms.BooleanField(required=False, label=str(entry))
            reason = words(_("%(entry)s退回的理由") % {"entry": entry}, required="", rows=2)
            reason.required = False
            self.fields[f"pick-{entry.pk}"], self.fields[f"reason-{entry.pk}"] = pick, reason
            self.rows.append((entry, self[f"pick-{entry.pk}"], self[f"reason-{entry.pk}"]))

    def clean(self):
        cleaned = super().clean()
        picked = [entry for entry, _pick, _reason in self.rows if cleaned.get(f"pick-{entry.pk}")]
        if not picked:
            raise forms.ValidationError(_("请先勾选要退回的社区。"))
        for entry in picked:
            if f"reason-{entry.pk}" in cleaned and not cleaned[f"reason-{entry.pk}"].strip():
                self.add_error(f"reason-{entry.pk}", _("请写明理由，区县要看到为什么。"))
        return cleaned

    @property
    def reasons(self):
        """Entry key -> reason of the chosen ones."""
        picked = self.cleaned_data
        return {
            entry.pk: picked[f"reason-{entry.pk}"]
            for entry, _pick, _reason in self.rows
            if picked.get(f"pick-{entry.pk}")
        }


class EvaluationForm(forms.Form):
    grade = chosen(gettext_lazy("评价"), Grade.choices, gettext_lazy("请选一个评价。"))
    text = words(
        gettext_lazy("落实情况和成效"),
        required=gettext_lazy("请写明落实情况和成效。"),
        help_text=gettext_lazy("区县会看到。最多 2000 字。"),
        most=2000,
        rows=6,
    )


class SampleForm(forms.Form):
    share = forms.IntegerField(
        label=gettext_lazy("抽查比例（%）"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=gettext_lazy("每一层按比例向上取整，至少抽 1 个。"),
        error_messages={
            "required": gettext_lazy("请填抽查比例。"),
            "invalid": gettext_lazy("请填 1 到 100 的整数。"),
            "min_value": gettext_lazy("请填 1 到 100 的整数。"),
            "max_value": gettext_lazy("请填 1 到 100 的整数。"),
        },
    )
    seed = forms.RegexField(
        r"^[0-9A-Za-z-]{1,40}$",
        label=gettext_lazy("种子"),
        required=False,
        help_text=gettext_lazy("留空由系统随机产生。同一种子、同一比例抽出同样的社区。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("种子用数字、字母和连字符，最多 40 个。")},
    )


class ObjectionForm(forms.Form):
    text = words(
        gettext_lazy("申述理由"),
        required=gettext_lazy("请写明申述的理由。"),
        help_text=gettext_lazy("写清楚哪一项、为什么、看哪份材料。每个社区只能申述一次。最多 500 字。"),
        rows=5,
    )


class AnswerForm(forms.Form):
    upheld = chosen(
        gettext_lazy("答复"),
        [("yes", gettext_lazy("申述成立，予以认定")), ("no", gettext_lazy("申述不成立，维持不予认定"))],
        gettext_lazy("请选一个答复。"),
    )
    answer = words(
        gettext_lazy("答复的理由"),
        required=gettext_lazy("请写明答复的理由。"),
        help_text=gettext_lazy("区县会看到。最多 500 字。"),
    )

    def clean(self):
        cleaned = super().clean()
        if "upheld" in cleaned:
            cleaned["upheld"] = cleaned["upheld"] == "yes"
        return cleaned


class RecheckForm(forms.Form):
    """outcomes: those the person may record (access.recheck_outcomes)."""

    on = day_field(gettext_lazy("复查日期"))
    outcome = chosen(gettext_lazy("结果"), Recheck.Outcome.choices, gettext_lazy("请选一个结果。"))
    reason = words(
        gettext_lazy("复查情况"),
        required=gettext_lazy("请写明复查情况。"),
        help_text=gettext_lazy("撤销称号的，附件3脚注印出日期。最多 200 字。"),
        most=200,
    )

    # Asked where the title is taken away.
    sure = forms.BooleanField(
        required=False,
        label=gettext_lazy("撤销称号：附件3从复查日期起不再列入并加脚注，不能恢复，我已核对"),
    )

    def __init__(self, data=None, *, outcomes, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["outcome"].choices = [(each.value, each.label) for each in outcomes]
        if Recheck.Outcome.REVOKED not in outcomes:
            del self.fields["sure"]

    def clean(self):
        cleaned = super().clean()
        sure = cleaned.pop("sure", False)
        if cleaned.get("outcome") == Recheck.Outcome.REVOKED and not sure:
            self.add_error("sure", _("撤销以后不能恢复，请勾选确认。"))
        return cleaned


class PublishForm(forms.Form):
    """used: the years whose titles were published under this number before; then it is asked whether that is meant."""

    title = KeysField(required=False)
    batch = forms.CharField(
        label=gettext_lazy("批次"),
        max_length=20,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("如：第一批。"),
        error_messages={"required": gettext_lazy("请填批次。")},
    )
    number = forms.CharField(
        label=gettext_lazy("公布文号"),
        max_length=40,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("如：甬建发〔2021〕55号，年份用六角括号。"),
        error_messages={"required": gettext_lazy("请填公布文号。")},
    )
    on = day_field(gettext_lazy("公布日期"))
    again = forms.BooleanField(
        error_messages={"required": gettext_lazy("请核对文号；确实是同一文件，请勾选确认。")}
    )

    def __init__(self, data=None, *, used=(), **kwargs):
        super().__init__(data, **kwargs)
        if used:
            self.fields["again"].label = _("这个文号已用于公布%(years)s的称号，这次确实是同一文件") % {
                "years": "、".join(map(str, used))
            }
        else:
            del self.fields["again"]


class CorrectionForm(PublishForm):
    reason = words(
        gettext_lazy("更正的理由"),
        required=gettext_lazy("请写明更正的理由。"),
        help_text=gettext_lazy("记入操作记录。最多 200 字。"),
        most=200,
    )
