"""What the city fills in while it reviews: one decision, and what the queue and the table are narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy

from districts.forms import day_field
from districts.text import no_unseen_characters

from .models import DecisionChoices

DECISIONS = (
    DecisionChoices.RECOGNISED,
    DecisionChoices.DECLINED,
    DecisionChoices.RETURNED,
    DecisionChoices.PENDING,
)


class DecisionForm(forms.Form):
    """A decision with its grounds; whether it may be made now is the action's to say."""

    decision = forms.ChoiceField(
        label=gettext_lazy("评审决定"),
        choices=[(each.value, each.label) for each in DECISIONS],
        error_messages={
            "required": gettext_lazy("请选一个决定。"),
            "invalid_choice": gettext_lazy("请选一个决定。"),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=500,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("不予认定、退回补正必填，区县会看到。最多 500 字。"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": gettext_lazy("最多 500 字，现在 %(show_value)s 字。")},
    )
    due = day_field(
        gettext_lazy("补正截止日"),
        required=False,
        help_text=gettext_lazy("退回补正必填，当日 24 时截止。"),
    )
    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def typed(self):
        """What the person chose and wrote, as (label, words), to show beside what stands in the way."""
        words = {**dict(self.fields["decision"].choices)}
        rows = (
            (self.fields["decision"].label, words.get(self.data.get("decision"), "")),
            (self.fields["reason"].label, self.data.get("reason", "")),
            (self.fields["due"].label, self.data.get("due", "")),
        )
        return [(label, value) for label, value in rows if value]
