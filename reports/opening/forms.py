"""The new year in one form, filled from the last one; it gives the opening the page shows and the door writes."""

from dataclasses import asdict, dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.doors import Refused
from districts.forms import day_field
from districts.models import District
from districts.text import no_unseen_characters
from districts.years.forms import count_field, name_of, number_fields
from districts.years.plan import DAY_LABELS, DAYS, Days, Numbers, faults, suggestion

from ..actions.titles import document_number
from .plan import NewProgramme, Opening, Who, a_year_later
from .queries import Candidates, LastYear, refuse_used


@dataclass(frozen=True)
class Row:
    """One district's line: its fields, and the suggestion beside its target."""

    district: District
    suggestion: int | None
    declared: forms.BoundField
    target: forms.BoundField
    who: forms.BoundField


class OpenYearForm(forms.Form):
    programme_name = forms.CharField(
        label=gettext_lazy("行动名称"),
        max_length=60,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("照新文件写，如：宁波市绿色社区建设行动。"),
        error_messages={"required": gettext_lazy("请填新行动的名称。")},
    )
    document_number = forms.CharField(
        label=gettext_lazy("文号"),
        max_length=40,
        validators=[no_unseen_characters],
        help_text=gettext_lazy("如：甬建发〔2021〕55号，年份用六角括号。"),
        error_messages={"required": gettext_lazy("请填新行动的文号。")},
    )
    plan_due = day_field(
        gettext_lazy("实施方案报送截止"), required=False, help_text=gettext_lazy("没有要求的留空。")
    )
    report_due = day_field(gettext_lazy("上报截止"), help_text=gettext_lazy("含当天，当日 24 时截止。"))
    review_due = day_field(gettext_lazy("评审截止"))
    share_goal = count_field(
        gettext_lazy("达标比例目标（%）"),
        least=1,
        most=100,
        wrong=gettext_lazy("请填 1 到 100 的整数，如 60。"),
        seen=False,
    )

    def __init__(self, *args, last: LastYear, **kwargs):
        self.last = last
        super().__init__(*args, initial=_initial(last), **kwargs)
        if last.needs_programme:
            self.fields["last_year"] = _last_year_field(last.number)
        else:
            del self.fields["programme_name"], self.fields["document_number"]
        self.fields["rubric"] = forms.TypedChoiceField(
            label=_("全市采用的评分标准"),
            choices=[(each.pk, f"{each}（{each.pass_mark} 分达标）") for each in last.rubrics],
            coerce=int,
            error_messages={"required": _("请选一版已发布的评分标准。")},
        )
        for adoption in last.own:
            self.fields[f"own_{adoption.pk}"] = forms.BooleanField(
                label=_("%(district)s继续用%(rubric)s（%(number)s）")
                % {
                    "district": adoption.district,
                    "rubric": adoption.rubric,
                    "number": adoption.document_number,
                },
                required=False,
            )
        for district in last.districts:
            self.fields.update(number_fields(district, seen=False))
            self.fields[f"who_{district.code}"] = _who_field(district, self._candidates(district))

    def _candidates(self, district):
        return self.last.candidates.get(district.pk) or Candidates()

    # --- what the page shows ---

    def days(self):
        return [self[name] for name in DAY_LABELS]

    def programme(self):
        names = ("programme_name", "document_number", "last_year")
        return [self[name] for name in names if name in self.fields]

    def own(self):
        return [self[f"own_{adoption.pk}"] for adoption in self.last.own]

    def rows(self):
        for district in self.last.districts:
            names = (f"{kind}_{district.code}" for kind in ("declared", "target", "who"))
            yield Row(district, self._suggestion(district), *(self[name] for name in names))

    def _suggestion(self, district):
        declared, goal = self._now(f"declared_{district.code}"), self._now("share_goal")
        return None if goal is None else suggestion(declared, goal)

    def _now(self, name):
        """The whole number that stands in the field; None where there is none."""
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    def with_suggestions(self):
        """The same form with the suggestion typed where a target is empty; nothing is written."""
        data = self.data.copy()
        for row in self.rows():
            if row.suggestion is not None and not data.get(row.target.html_name, "").strip():
                data[row.target.html_name] = str(row.suggestion)
        return OpenYearForm(data, last=self.last)

    # --- what was typed ---

    def clean_document_number(self):
        try:
            number = document_number(self.cleaned_data["document_number"])
            refuse_used(number)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return number

    def clean(self):
        plan = {DAYS: self._days()} | self._numbers()
        for key, field, sentence in faults(plan, self.last.number):
            if name_of(key, field) not in self.errors:
                self.add_error(name_of(key, field), sentence)

    def _days(self):
        return Days(*(self.cleaned_data.get(name) for name in DAY_LABELS))

    def _numbers(self):
        typed = self.cleaned_data.get
        codes = [district.code for district in self.last.districts]
        return {code: Numbers(typed(f"declared_{code}"), typed(f"target_{code}")) for code in codes}

    def opening(self):
        """The opening as filled in; of a form without faults alone."""
        chosen = self.cleaned_data
        programme = (
            NewProgramme(chosen["programme_name"], chosen["document_number"], chosen["last_year"])
            if self.last.needs_programme
            else None
        )
        participants = {
            district.code: self._candidates(district).of(chosen[f"who_{district.code}"])
            for district in self.last.districts
        }
        return Opening(
            number=self.last.number,
            share_goal=chosen["share_goal"],
            days=self._days(),
            numbers=self._numbers(),
            rubric=next(each for each in self.last.rubrics if each.pk == chosen["rubric"]),
            programme=programme,
            own=tuple(adoption for adoption in self.last.own if chosen[f"own_{adoption.pk}"]),
            participants={code: who for code, who in participants.items() if who},
        )


def _initial(last):
    """The last year's own, a year later; targets stay empty, since the city sets them."""
    year = last.year
    days = Days(year.plan_due, year.report_due, year.review_due)
    targets = [last.targets.get(district.pk) for district in last.districts]
    return {
        **{name: a_year_later(day) for name, day in asdict(days).items()},
        "share_goal": year.share_goal,
        "rubric": last.rubric and last.rubric.pk,
        **{f"own_{adoption.pk}": True for adoption in last.own},
        **{f"declared_{row.district.code}": row.declared for row in targets if row},
        **{f"who_{district.code}": Who.UNTITLED for district in last.districts},
    }


def _last_year_field(first):
    latest = first + 20
    return count_field(
        _("行动的末年"),
        least=first,
        most=latest,
        wrong=_("请填 %(first)s 到 %(latest)s 的年份，如 %(example)s。")
        % {"first": first, "latest": latest, "example": first + 1},
        seen=False,
    )


def _who_field(district, candidates):
    counts = {Who.LAST: len(candidates.last), Who.UNTITLED: len(candidates.untitled)}
    choices = [(who.value, f"{who.label}（{counts[who]} 个）" if who in counts else who.label) for who in Who]
    return forms.ChoiceField(label=_("%(name)s谁参与") % {"name": district.name}, choices=choices)
