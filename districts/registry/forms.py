"""Clean input for the registry's pages: its filter, a file, one community."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import any_district, day_field
from ..models import Community, District, Street
from .cells import PARSE, TIDY, Bad

MAX_FILE = 2 * 1024**2  # the whole city's registry takes some 60 KB
FIRST = 1900  # communities are older than this century
ENDINGS = ".csv,.xlsx,.xls,.ods"


class RegistryFilter(forms.Form):
    text = forms.CharField(
        label=_("社区、街道或代码"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    district = any_district(District.objects.none())
    state = forms.ChoiceField(
        label=_("有效期"),
        required=False,
        choices=[
            ("", _("全部")),
            ("valid", _("今日有效")),
            ("ended", _("已终止")),
            ("coming", _("尚未开始")),
        ],
    )

    def __init__(self, data, *, districts):
        super().__init__(data)
        if len(districts) > 1:
            self.fields["district"].queryset = districts
        else:
            del self.fields["district"]


class RegistryFileForm(forms.Form):
    file = forms.FileField(
        label=_("名录文件"),
        help_text=_("CSV、.xlsx、.xls 或 .ods，最大 2 MB。CSV 用 UTF-8 或 GB18030 都可以。"),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={"empty": _("这是空文件（0 字节），请重新选择。"), "required": _("请选择文件。")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("文件超过 2 MB。全市名录也不到 1 MB，请核对是不是选错了文件。"))
        return file


# --- one community ---------------------------------------------------------------------------------------------


def _name(label):
    return forms.CharField(label=label, max_length=60, help_text=_("全称，如“春浪社区”或“春浪社区居委会”。"))


def _code():
    return forms.CharField(
        label=_("统计代码"), required=False, max_length=40, help_text=_("12 位数字；还没有就留空。")
    )


def _day(label, **how):
    return day_field(label, first=FIRST, **how)


class PlaceForm(forms.Form):
    """Names and codes as a registry file would take them: tidied, and refused with the same words."""

    street = None  # whose code a community's code begins with

    def clean_name(self):
        return self._cell("community", self.cleaned_data["name"])

    def clean_code(self):
        code = self._cell("community_code", self.cleaned_data["code"])
        street = self.cleaned_data.get("street") or self.street
        if code and street and street.code and not code.startswith(street.code):
            raise forms.ValidationError(
                _("应以%(street)s的代码 %(code)s 开头。") % {"street": street, "code": street.code}
            )
        return code

    def _cell(self, name, raw):
        try:
            return PARSE[name](TIDY[name](raw))
        except Bad as bad:
            raise forms.ValidationError(_("%(wrong)s。") % {"wrong": str(bad)}) from bad


class NewCommunityForm(PlaceForm):
    street = forms.ModelChoiceField(
        label=_("街道（乡镇）"), queryset=Street.objects.none(), empty_label=_("请选择")
    )
    name = _name(_("社区"))
    code = _code()
    valid_from = _day(_("有效期起"), required=False, help_text=_("从这一天起算；一直都有的留空。"))

    def __init__(self, data, *, districts):
        super().__init__(data)
        streets = Street.objects.filter(district__in=districts).select_related("district")
        self.fields["street"].queryset = streets
        if len(districts) > 1:
            self.fields["street"].label_from_instance = lambda street: f"{street.district} {street}"

    @property
    def made(self):
        return Community(**self.cleaned_data)


class OneCommunityForm(PlaceForm):
    """A change of the community given."""

    def __init__(self, data, *, community):
        super().__init__(data)
        self.street = community.street
        for name, field in self.fields.items():
            field.initial = getattr(community, name, None)


class CorrectForm(OneCommunityForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = _name(_("社区"))
    code = _code()
    valid_from = _day(_("有效期起"), required=False, help_text=_("从这一天起算；不详就留空。"))
    valid_until = _day(
        _("有效期止"),
        required=False,
        help_text=_(
            "不含当日：填 2021-09-01，就是有效到 8 月 31 日。清空表示没有终止，并入或更名也一并取消。"
        ),
    )

    def __init__(self, data, *, community):
        super().__init__(data, community=community)
        self.fields["seen"].initial = community.fingerprint


class RenameForm(OneCommunityForm):
    name = _name(_("新名称"))
    code = _code()
    day = _day(_("从哪一天起用新名称"))


class MergeForm(OneCommunityForm):
    into = forms.ModelChoiceField(
        label=_("并入哪个社区"), queryset=Community.objects.none(), empty_label=_("请选择")
    )
    day = _day(_("从哪一天起并入"))

    def __init__(self, data, *, community):
        super().__init__(data, community=community)
        others = Community.objects.filter(
            street__district=community.street.district_id, valid_until__isnull=True
        )
        self.fields["into"].queryset = others.exclude(pk=community.pk).select_related("street")
        self.fields["into"].label_from_instance = lambda other: f"{other.street} {other}"


class StreetForm(OneCommunityForm):
    """The name of the community's street."""

    name = forms.CharField(
        label=_("街道（乡镇）的新名称"), max_length=40, help_text=_("全称，如“南门街道”。")
    )

    def __init__(self, data, *, community):
        super().__init__(data, community=community)
        self.fields["name"].initial = community.street.name

    def clean_name(self):
        return self._cell("street", self.cleaned_data["name"])


class CloseForm(OneCommunityForm):
    day = _day(_("从哪一天起没有这个社区"), help_text=_("填 2021-09-01，就是 8 月 31 日以前还有。"))
