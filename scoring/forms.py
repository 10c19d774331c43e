"""One form per item, its fields built from the rubric's rules; the page draws them without a formset."""

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.access import visible_districts, visible_streets
from districts.models import Community, Target
from districts.text import no_unseen_characters

from .engine.rules import FindingError, check_finding, clean_finding, points_for
from .models import ScoreSheet, Stage
from .notes import note
from .queries import VERDICTS, districts_and_streets
from .reasons import choices_taken, difference_unexplained, reason_missing
from .uploads import BadUpload, check

ONE_OR_TWO_DIGITS = re.compile("[1-9][0-9]?")
NOT_A_WHOLE_NUMBER = gettext_lazy("请填整数。")
NOT_A_PERCENTAGE = gettext_lazy("请填 0 到 100 之间的数，最多两位小数。")


def _choice(values):
    return forms.TypedChoiceField(
        choices=[(value, value) for value in values],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("请在给出的分数里选一个。")},
    )


def _whole_number(rule):
    return forms.IntegerField(required=False, error_messages={"invalid": NOT_A_WHOLE_NUMBER})


class PercentField(forms.DecimalField):
    """A percentage as people type it: ８５．５, 85% and 85.5 ％ mean what they say."""

    def to_python(self, value):
        typed = unicodedata.normalize("NFKC", value or "").strip().removesuffix("%").rstrip()
        return super().to_python(typed)


def _percentage(rule):
    return PercentField(
        required=False,
        max_digits=12,
        error_messages={"invalid": NOT_A_PERCENTAGE, "max_digits": NOT_A_PERCENTAGE},
    )


FIELDS = {
    "fixed": lambda rule: forms.BooleanField(required=False),
    "range": lambda rule: _choice([0, *range(rule.min, rule.max + 1)]),
    "count": _whole_number,
    "step_below": _percentage,
    "shortfall": _whole_number,
    "award": lambda rule: _choice(range(rule.max + 1)),
}


@dataclass(frozen=True)
class RuleRow:
    """One rule as the page shows it: what stands in its input, what it costs, what is wrong with it."""

    rule: object
    value: object
    finding: object
    errors: list[str]

    @property
    def points(self):
        return None if self.finding is None else points_for(self.rule, self.finding)

    @property
    def note(self):
        return note(self.rule, self.finding)

    @property
    def choices(self):
        """The values of a range or an award with the words on its buttons."""
        if self.rule.kind == "award":
            return [(points, points) for points in range(self.rule.max + 1)]
        taken = range(self.rule.min, self.rule.max + 1)
        return [(0, _("未发现")), *((points, _("扣 %(n)s") % {"n": points}) for points in taken)]


class ItemForm(forms.Form):
    """Findings of one item. A rule left empty is unassessed; a tick not set is "not found" once anything of the item has
    been said, now or before: a remark alone assesses nothing.

    `no_deduction` fills every rule still empty with the finding that deducts nothing (无扣分); `clear` keeps what is
    there and takes back the confirmation.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False,
        max_length=500,
        validators=[no_unseen_characters],
        error_messages={"max_length": gettext_lazy("最多 500 字，现在 %(show_value)s 字。")},
    )

    def __init__(self, item, row, data=None, *, theirs=None):
        """theirs: what the district found, where this is an item of the city's re-score."""
        super().__init__(data, auto_id="item-%s")
        self.item, self.row, self.theirs = item, row, theirs
        for rule in item.rules:
            self.fields[rule.code] = FIELDS[rule.kind](rule)

    @property
    def intent(self):
        return self.data.get("intent", "save")

    def clean(self):
        cleaned = super().clean()
        self.findings = {}
        values = {rule: cleaned.get(rule.code) for rule in self.item.rules}
        answered = bool(self.row.findings) or any(v is not None and v is not False for v in values.values())
        for rule, value in values.items():
            self._take(rule, None if value is False and not answered else value)
        if self.intent == "clear" or self.errors:
            return cleaned
        if reason_missing(self.item, self.findings, cleaned.get("reason", "")):
            points = sum(self.findings[rule.code] for rule in choices_taken(self.item, self.findings))
            self.add_error("reason", _("请写明扣 %(points)s 分的理由，写好后再保存。") % {"points": points})
        elif difference_unexplained(self.theirs, self.findings, cleaned.get("reason", "")):
            self.add_error("reason", _("与区县初评不同，请写明理由，写好后再保存。"))
        return cleaned

    def _take(self, rule, value):
        if rule.code in self.errors:
            return
        if value is None and self.intent == "no_deduction":
            value = clean_finding(rule)
        if value is None:
            return
        try:
            check_finding(rule, value)
        except FindingError as error:
            self.add_error(rule.code, error.message)
        else:
            self.findings[rule.code] = value

    def rule_rows(self):
        """The rules with what the person typed: the finding, or exactly what was typed where that is no finding."""
        for rule in self.item.rules:
            errors, finding = list(self.errors.get(rule.code, [])), self.findings.get(rule.code)
            yield RuleRow(rule, self.data.get(rule.code) if finding is None else finding, finding, errors)

    @property
    def shown_reason(self):
        return self.data.get("reason", "")


class StandingItem:
    """What stands in the place of an ItemForm nobody has sent, and shows what is saved. A page has seventeen, none of which needs its fields built."""

    is_bound = False
    errors = MappingProxyType({})

    def __init__(self, item, row):
        self.item, self.row = item, row

    def rule_rows(self):
        for rule in self.item.rules:
            finding = self.row.findings.get(rule.code)
            yield RuleRow(rule, finding, finding, [])

    @property
    def shown_reason(self):
        return self.row.reason


def seen_versions(data):
    """Item number -> the version that stood on the page, from fields seen-<number>; nonsense is left out."""
    return {
        int(name.removeprefix("seen-")): int(value)
        for name, value in data.items()
        if name.removeprefix("seen-").isdecimal() and name.startswith("seen-") and value.isdecimal()
    }


class UploadForm(forms.Form):
    """One file through the safe door."""

    file = forms.FileField(
        max_length=1000,
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("请先选择文件。"),
            "missing": gettext_lazy("请先选择文件。"),
        },
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds

    def clean_file(self):
        """The checked file (scoring.uploads.CheckedFile)."""
        try:
            return check(self.cleaned_data["file"], self.kinds)
        except BadUpload as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ListFilter:
    """What the list is narrowed to, read from the address; nonsense in it narrows nothing."""

    def __init__(self, data, *, user):
        self.search = data.get("search", "").replace("\x00", "").strip()[:60]
        self.verdict = data.get("verdict", "") if data.get("verdict") in VERDICTS else ""
        self.stage = Stage.BASELINE if data.get("stage") == Stage.BASELINE else Stage.INITIAL
        self.order = "near" if data.get("order") == "near" else ""
        self.item = int(data["item"]) if ONE_OR_TWO_DIGITS.fullmatch(data.get("item", "")) else None
        if user.is_city:
            self.districts, self.streets = districts_and_streets(data.get("district"), data.get("street"))
        else:
            self.districts, self.streets = [], list(visible_streets(user))
        self.district = _chosen(self.districts, data.get("district"), "code")
        self.street = _chosen(self.streets, data.get("street"), "pk")

    @property
    def narrows(self):
        return bool(self.search or self.verdict or self.street or self.item)

    def query(self, **changes):
        """The address's query with some parts changed; empty parts left out."""
        parts = {
            "search": self.search,
            "district": self.district.code if self.district else "",
            "street": self.street.pk if self.street else "",
            "verdict": self.verdict,
            "stage": "" if self.stage == Stage.INITIAL else self.stage,
            "item": self.item,
            "order": self.order,
        } | changes
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def item_in_words(self):
        return _("第 %(n)s 项有扣分") % {"n": self.item} if self.item else ""

    def in_words(self):
        """What the list is narrowed to, as a reader of the trail understands it."""
        words = [self.district, self.street, self.verdict and VERDICTS[self.verdict][0]]
        words += [self.search and _("名称含“%(text)s”") % {"text": self.search}, self.item_in_words]
        return "；".join(str(each) for each in words if each)

    def quick(self, counts):
        """The ready-made filters: (label, count, query, chosen)."""
        yield _("全部"), counts["all"], self.query(verdict=""), not self.verdict
        for name, (label, _condition) in VERDICTS.items():
            yield label, counts[name], self.query(verdict=name), self.verdict == name

    def stages(self):
        """The two lists of a year: (label, query, chosen). The verdict belongs to one stage and is not taken along."""
        for stage in (Stage.BASELINE, Stage.INITIAL):
            query = self.query(stage="" if stage == Stage.INITIAL else stage, verdict="")
            yield stage.label, query, stage == self.stage

    def orders(self):
        yield _("名录顺序"), self.query(order=""), not self.order
        yield _("离达标最近"), self.query(order="near"), self.order == "near"


class ScoresFilter:
    """What a year's scores are narrowed to, read from the address: a stage, and by the city a district."""

    def __init__(self, data, *, user):
        self.stage = data.get("stage", "") if data.get("stage") in Stage.values else ""
        districts = visible_districts(user) if user.is_city else []
        self.district = _chosen(districts, data.get("district"), "code")

    def in_words(self):
        words = [self.district, self.stage and Stage(self.stage).label]
        return "；".join(str(each) for each in words if each)


def _chosen(rows, value, attribute):
    return next((row for row in rows if str(getattr(row, attribute)) == value), None)


NOT_OFFERED = gettext_lazy("有一个社区不在本区县的名录里，请刷新后重选。")


class ParticipantsForm(forms.Form):
    """Which communities of a district take part in a year: those valid today, and those that already do."""

    communities = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": NOT_OFFERED})

    def __init__(self, data, *, district, year, order=""):
        super().__init__(data)
        self.order = order if order == "baseline" else ""
        sheets = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.INITIAL)
        self.standing = set(sheets.values_list("community", flat=True))
        self.settled = Target.objects.filter(district=district, year=year, settled_at__isnull=False).exists()
        in_district = Community.objects.filter(street__district=district).select_related("street")
        self.valid = set(in_district.valid_today().values_list("pk", flat=True))
        rows = in_district.filter(pk__in=self.valid | self.standing)
        self.rows = list(rows.order_by("street__code", "street__name", "code", "pk"))
        self.fields["communities"].choices = [(str(row.pk), row.name) for row in self.rows]
        baseline = ScoreSheet.objects.filter(district=district, year=year, stage=Stage.BASELINE)
        baseline = baseline.annotate(short=F("rubric__pass_mark") - F("total"))
        self.baseline = {sheet.community_id: sheet for sheet in baseline}

    def clean_communities(self):
        wanted = set(self.cleaned_data["communities"])
        return [row for row in self.rows if str(row.pk) in wanted]

    def by_street(self):
        """(heading, [(community, chosen, still valid, baseline sheet)]): by street in registry order, or all of the
        district with the highest 摸底 total first, those without one last."""
        chosen = set(self.data.getlist("communities")) if self.is_bound else {str(pk) for pk in self.standing}
        rows = [
            (row, str(row.pk) in chosen, row.pk in self.valid, self.baseline.get(row.pk)) for row in self.rows
        ]
        if self.order:
            return [(_("按摸底得分，从高到低"), sorted(rows, key=_baseline_order))] if rows else []
        streets = {}
        for row in rows:
            streets.setdefault(row[0].street, []).append(row)
        return list(streets.items())


def _baseline_order(row):
    total = row[3].total if row[3] else None
    return (total is None, -(total or 0))
