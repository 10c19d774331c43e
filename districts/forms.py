"""Clean input: accounts, extensions, and the filters of the lists."""

import re
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .models import District, Event, Role, Street, User
from .models.people import DISTRICT_ROLES
from .text import cn_date, no_unseen_characters
from .trail import ACTIONS

EMAIL_HELP = _("上报、退回和评审决定用邮件告知，每人每天最多一封；不填就不发。")
# The field's own validator says so too, in the framework's words.
NO_ADDRESS = {"invalid": _("这不是邮箱地址，请改成像 zhang@example.gov.cn 这样的。")}
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


def day_field(label, *, first=2000, **kwargs):
    """A day from the year `first` to the end of this century, typed or picked."""
    outside = format_lazy(_("请填 {first} 年到 2099 年之间的日期。"), first=first)
    return forms.DateField(
        label=label,
        validators=[
            MinValueValidator(date(first, 1, 1), outside),
            MaxValueValidator(date(2099, 12, 31), outside),
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("invalid", "required"), _("请填日期，如 2021-09-10。")),
        **kwargs,
    )


class PersonForm(forms.ModelForm):
    """An account. What each role needs is said in words here and held by constraints in the database."""

    class Meta:
        model = User
        fields = ["full_name", "phone", "email", "role", "district", "street", "department", "is_active"]
        error_messages = {"email": NO_ADDRESS}
        help_texts = {
            "email": EMAIL_HELP,
            "district": _("区县角色必选，其他角色留空。"),
            "street": _("只用于街道填报员：选了街道，只能看到和填写本街道的社区。"),
            "department": _("会审部门必选，其他角色留空。"),
            "is_active": _("停用后不能再登录，正在使用的也会退出；填过的内容都保留。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("请选择")), *Role.choices]
        for name in ("district", "department"):
            self.fields[name].empty_label = _("不选")
        self.fields["street"].choices = _streets_by_district()

    def clean(self):
        cleaned = super().clean()
        role = cleaned.get("role")
        if role:
            self._check_district(role, cleaned.get("district"))
            self._check_street(role, cleaned.get("district"), cleaned.get("street"))
            self._check_department(role, cleaned.get("department"))
        return cleaned

    def _check_district(self, role, district):
        if role in DISTRICT_ROLES and district is None:
            self.add_error("district", _("区县角色必须选区县（市）。"))
        if role not in DISTRICT_ROLES and district is not None:
            self.add_error("district", self._not_with(role, _("区县（市）")))

    def _check_street(self, role, district, street):
        if street is None:
            return
        if role != Role.EDITOR:
            self.add_error("street", _("街道只用于区县填报员，这个角色请选“不选”。"))
        elif district is not None and street.district_id != district.pk:
            self.add_error(
                "street",
                _("%(street)s不在%(district)s，请选%(district)s的街道。")
                % {"street": street, "district": district},
            )

    def _check_department(self, role, department):
        if role == Role.DEPARTMENT and department is None:
            self.add_error("department", _("会审部门角色必须选部门。"))
        if role != Role.DEPARTMENT and department is not None:
            self.add_error("department", self._not_with(role, _("会审部门")))

    def _not_with(self, role, what):
        return _("%(role)s不归某一个%(what)s，请选“不选”。") % {"role": Role(role).label, "what": what}


class NewPersonForm(PersonForm):
    """The username is chosen once, when the account is made."""

    class Meta(PersonForm.Meta):
        fields = ["username", *PersonForm.Meta.fields[:-1]]
        help_texts = PersonForm.Meta.help_texts | {
            "username": _("用小写字母、数字、点和横线，如 haishu.chen；建立后不能改。")
        }

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lower()
        if not USERNAME.fullmatch(username):
            raise forms.ValidationError(_("用户名只能用小写字母、数字、点和横线，2 至 60 位。"))
        return username


def _streets_by_district():
    grouped = {}
    for street in Street.objects.select_related("district"):
        grouped.setdefault(street.district.name, []).append((street.pk, street.name))
    return [("", _("不选")), *grouped.items()]


class ExtensionForm(forms.Form):
    district = forms.ModelChoiceField(
        label=_("区县（市）"), queryset=District.objects.all(), empty_label=_("请选择")
    )
    until = day_field(_("延期至"), help_text=_("含当天，当日 24 时截止。"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        validators=[no_unseen_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("最多 200 字。"),
    )


def any_district(queryset=None):
    """A filter's district, by its code in the address; of all unless told."""
    return forms.ModelChoiceField(
        label=_("区县（市）"),
        required=False,
        queryset=District.objects.all() if queryset is None else queryset,
        to_field_name="code",
        empty_label=_("全部"),
    )


class PeopleFilter(forms.Form):
    text = forms.CharField(
        label=_("姓名、用户名、电话或邮箱"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices])
    district = any_district()
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            ("active", _("可以登录")),
            ("waiting", _("待改密码")),
            ("dormant", _("久未登录")),
            ("inactive", _("停用")),
            ("unreached", _("没有邮箱")),
        ],
    )


class TrailFilter(forms.Form):
    text = forms.CharField(
        label=_("人员、对象、来源地址或记录号"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    action = forms.ChoiceField(label=_("动作"), required=False, choices=[("", _("全部")), *ACTIONS.items()])
    district = any_district()
    result = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), *Event.Result.choices]
    )
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)


def in_words(filters):
    """A checked filter form as a reader of the trail understands it: 角色：区县填报员；状态：停用."""
    chosen = {name: value for name, value in filters.cleaned_data.items() if value}
    return "；".join(
        f"{filters.fields[name].label}：{_said(filters.fields[name], chosen[name])}" for name in chosen
    )


def _said(field, value):
    if isinstance(value, date):
        return cn_date(value)
    return (
        dict(field.choices)[value]
        if isinstance(field, forms.ChoiceField) and isinstance(value, str)
        else value
    )
