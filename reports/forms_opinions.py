"""What is filled in for the joint review: a department's opinion of one community, and who answers for which items."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.forms import day_field
from districts.models import Department

from .forms_acts import SeenField, chosen, words
from .joint_plan import DUE, due_fault

NONE, OBJECTION = "none", "objection"


def text_name(number):
    return f"text-{number}"


class OpinionForm(forms.Form):
    """无意见, or 有异议 with a text for one of the department's own items at least. numbers: those items."""

    verdict = chosen(
        gettext_lazy("会审意见"),
        [(NONE, gettext_lazy("无意见")), (OBJECTION, gettext_lazy("有异议"))],
        gettext_lazy("请选“无意见”或“有异议”。"),
    )
    seen = forms.CharField(max_length=300, widget=forms.HiddenInput)

    def __init__(self, data=None, *, numbers, initial=None):
        super().__init__(data, initial=initial, auto_id="opinion-%s")
        self.numbers = numbers
        for number in numbers:
            field = words(_("第 %(number)s 项的异议") % {"number": number}, required="", rows=2)
            field.required = False
            field.widget.attrs["form"] = "opinion"  # the items stand above the form's own bar
            self.fields[text_name(number)] = field

    def text_field(self, number):
        return self[text_name(number)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == OBJECTION and not self.texts and not self.errors:
            raise forms.ValidationError(_("有异议的，请在有异议的那一项写明意见，至少一项。"))
        if cleaned.get("verdict") == NONE and self.texts:
            raise forms.ValidationError(
                _("选了“无意见”，但第 %(items)s 项写有意见：请改选“有异议”，或者删去那些字。")
                % {"items": "、".join(map(str, self.texts))}
            )
        return cleaned

    @property
    def texts(self):
        """Item number -> what is written there, where something is."""
        found = {number: self.cleaned_data.get(text_name(number), "").strip() for number in self.numbers}
        return {number: text for number, text in found.items() if text}


class NothingAgainstForm(forms.Form):
    entry = SeenField(required=False)
    sure = forms.BooleanField(error_messages={"required": gettext_lazy("请都看过，勾选以后再提交。")})


# --- who answers for which items -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One tick of the matrix."""

    department: Department
    name: str
    number: int
    ticked: bool

    @property
    def id(self):
        return f"{self.name}-{self.number}"


class JointReviewForm(forms.Form):
    """A day and a tick for each item and department; beside each the value the person saw (hidden).

    plan: what stands (reports.joint_plan); proposed: what the ticks begin with where nothing stands, last year's."""

    due = day_field(
        gettext_lazy("会审意见截止"),
        help_text=gettext_lazy("含当天，当日 24 时截止。过后仍可以提，标为逾期。"),
    )
    seen_due = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, year, items, departments, plan, proposed=None):
        self.year, self.items, self.departments, self.plan = year, items, departments, plan
        shown = proposed or plan
        super().__init__(data, initial={"due": plan[DUE]})
        for each in departments:
            self.fields[each.code] = forms.MultipleChoiceField(
                label=each.short_name,
                required=False,
                choices=[(str(item.number), item.number) for item in items],
                initial=[str(number) for number in sorted(shown[each.code])],
            )
            self.fields[f"seen_{each.code}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.seen_now = {"seen_due": plan[DUE].isoformat() if plan[DUE] else ""} | {
            f"seen_{each.code}": ",".join(map(str, sorted(plan[each.code]))) for each in departments
        }

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due != self.plan[DUE] and (fault := due_fault(self.year, due)):
            raise forms.ValidationError(fault)
        return due

    def wanted(self):
        """The plan as filled in."""
        items = {each.code: frozenset(map(int, self.cleaned_data[each.code])) for each in self.departments}
        return {DUE: self.cleaned_data["due"]} | items

    def seen(self):
        """The plan the person had before them; what is no plan counts as never seen."""
        return {DUE: self._seen_day()} | {each.code: self._seen_items(each.code) for each in self.departments}

    def _seen_day(self):
        try:
            return forms.DateField(required=False).clean(self.data.get("seen_due", ""))
        except forms.ValidationError:
            return None

    def _seen_items(self, code):
        parts = self.data.get(f"seen_{code}", "").split(",")
        return frozenset(int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 5)

    def after_conflict(self, plan):
        """What stands now counts as seen from here on, and shows where the person had changed nothing."""
        data, wanted, seen = self.data.copy(), self.wanted(), self.seen()
        form = JointReviewForm(year=self.year, items=self.items, departments=self.departments, plan=plan)
        for name, value in form.seen_now.items():
            data[name] = value
        for each in self.departments:
            if wanted[each.code] == seen[each.code]:
                data.setlist(each.code, [str(number) for number in sorted(plan[each.code])])
        if wanted[DUE] == seen[DUE]:
            data["due"] = plan[DUE].isoformat() if plan[DUE] else ""
        return JointReviewForm(
            data, year=self.year, items=self.items, departments=self.departments, plan=plan
        )

    def hidden(self):
        """(name, value) of what the person sees: a bound form sends back what it was sent."""
        return [
            (name, self.data.get(name, "") if self.is_bound else now) for name, now in self.seen_now.items()
        ]

    def rows(self):
        """(item, its Cells) of each item, as the page shows them."""
        ticked = {each.code: set(map(str, self[each.code].value() or [])) for each in self.departments}
        for item in self.items:
            yield (
                item,
                [
                    Cell(each, each.code, item.number, str(item.number) in ticked[each.code])
                    for each in self.departments
                ],
            )
