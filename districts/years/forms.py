"""The year's days and numbers in one form, each field with the value the person saw beside it (hidden)."""

from dataclasses import asdict, fields, replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms import day_field
from .plan import DAYS, MOST, faults, suggestion
from .queries import plan_of


def name_of(key, field):
    """plan_due; declared_330203."""
    return f"{field}_{key}" if key else field


def count_field(label, *, least, wrong, required=True, most=MOST, seen=True):
    """Typed as text: a number field of the browser would send what it cannot read as empty, and empty means something.
    seen: what the person saw is sent along, hidden."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        show_hidden_initial=seen,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


def number_fields(district, *, seen=True):
    """The declared number and the target of one district, by name."""
    code, name = district.code, {"name": district.name}
    return {
        f"declared_{code}": count_field(
            _("%(name)s申报社区数") % name,
            least=1,
            wrong=_("请填 1 到 %(most)s 的整数，如 101。") % {"most": MOST},
            seen=seen,
        ),
        f"target_{code}": count_field(
            _("%(name)s累计目标") % name,
            least=0,
            wrong=_("请填 0 到 %(most)s 的整数，如 41；还没有确定的留空。") % {"most": MOST},
            required=False,
            seen=seen,
        ),
    }


class YearForm(forms.Form):
    plan_due = day_field(
        gettext_lazy("实施方案报送截止"),
        required=False,
        show_hidden_initial=True,
        help_text=gettext_lazy("没有要求的留空。"),
    )
    report_due = day_field(
        gettext_lazy("上报截止"),
        show_hidden_initial=True,
        help_text=gettext_lazy("含当天，当日 24 时截止。"),
    )
    review_due = day_field(gettext_lazy("评审截止"), show_hidden_initial=True)

    def __init__(self, *args, year, targets, **kwargs):
        self.year, self.targets, self.plan = year, targets, plan_of(year, targets)
        initial = {
            name_of(key, field): value
            for key, entry in self.plan.items()
            for field, value in asdict(entry).items()
        }
        super().__init__(*args, initial=initial, **kwargs)
        for row in targets:
            self.fields.update(number_fields(row.district))

    def days(self):
        return self.fields_of(DAYS)

    def fields_of(self, key):
        return tuple(self[name_of(key, field.name)] for field in fields(self.plan[key]))

    def clean(self):
        for key, field, sentence in faults(self.wanted(), self.year.number):
            if name_of(key, field) not in self.errors:
                self.add_error(name_of(key, field), sentence)

    def wanted(self):
        """The plan as filled in."""
        return self._plan(self.cleaned_data.get)

    def seen(self):
        """The plan the person had before them."""
        return self._plan(self._seen)

    def shown(self):
        """The plan the page shows."""
        if not self.is_bound:
            return self.plan
        self.is_valid()  # reads what was typed
        return self.wanted()

    def _seen(self, name):
        try:
            return self.fields[name].to_python(self.data.get(self[name].html_initial_name))
        except forms.ValidationError:
            return None

    def _plan(self, value_of):
        return {
            key: replace(entry, **{each.name: value_of(name_of(key, each.name)) for each in fields(entry)})
            for key, entry in self.plan.items()
        }

    def with_suggestions(self):
        """The same form with the suggestion typed where a target is empty and none is set; nothing is saved."""
        data, shown = self.data.copy(), self.shown()
        for row in self.targets:
            code = row.district.code
            offered = suggestion(shown[code].declared, self.year.share_goal)
            if row.target is None and offered is not None and not data.get(f"target_{code}", "").strip():
                data[f"target_{code}"] = str(offered)
        return YearForm(data, year=self.year, targets=self.targets)

    def after_conflict(self, year, targets):
        """What stands now beside what was typed: it counts as seen from here on, and shows where nothing was typed."""
        data, wanted, seen = self.data.copy(), self.wanted(), self.seen()
        for key, entry in plan_of(year, targets).items():
            for field, value in asdict(entry).items():
                name, text = name_of(key, field), "" if value is None else str(value)
                data[self[name].html_initial_name] = text
                if wanted[key] == seen[key]:
                    data[name] = text
        return YearForm(data, year=year, targets=targets)
