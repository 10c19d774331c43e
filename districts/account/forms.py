"""Clean input for one's own account: signing in, the code, the password, the address for mail."""

import re

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .. import limits, trail
from ..forms import EMAIL_HELP, NO_ADDRESS
from ..middleware import address_of
from ..models import User
from . import second_factor

# Django's own sentences, one of them without a translation, say it less plainly.
TOO_WEAK = {
    "password_too_short": _("太短了，至少要 10 个字符。"),
    "password_too_common": _("这个密码太常见，容易被猜到。"),
    "password_too_similar": _("和用户名太像，容易被猜到。"),
}
CODE = re.compile(r"[0-9]{6}")
TRIES_LEFT = _("还可以再试 %(left)s 次，都不对就要等 %(minutes)s 分钟。")


class TriesSecrets(forms.Form):
    """A form that takes a secret somebody could guess. Wrong ones are counted for its username, whatever page they are
    tried on; `locked` is the TooMany that stands in the way."""

    locked = None

    def refused_by_lock(self, username, request):
        """Whether nothing is tried now; the form then says until when."""
        self.locked = limits.sign_in_lock(username, address_of(request))
        if self.locked is None:
            return False
        if self.locked.limit is limits.PER_ACCOUNT:  # beyond the address's nothing more is written
            trail.record(
                "sign_in_locked", by=None, name=username, result=trail.REFUSED, note=str(self.locked)
            )
        self.add_error(None, str(self.locked))
        return True

    def tries_left(self, username, request):
        """After a wrong one: the sentence that says how many more there may be; "" where it was the last, which the form says."""
        address = address_of(request)
        self.locked = limits.sign_in_lock(username, address)
        if self.locked is None:
            left = limits.sign_in_tries_left(username, address)
            return TRIES_LEFT % {"left": left, "minutes": limits.PER_ACCOUNT.minutes}
        action = "account_locked" if self.locked.limit is limits.PER_ACCOUNT else "address_locked"
        trail.record(action, by=None, name=username, note=str(self.locked))
        self.add_error(None, str(self.locked))
        return ""


class SignInForm(TriesSecrets, AuthenticationForm):
    """One message and one count for a wrong name, a wrong password and an account out of use: nobody learns which."""

    error_messages = {
        "invalid_login": _(
            "用户名或密码不对，请注意大小写。%(left)s忘记密码、账号停用，找本单位审核人或市住建局系统管理员。"
        ),
        "inactive": "",
    }

    def clean(self):
        username = self.cleaned_data.get("username", "")
        if self.refused_by_lock(username, self.request):
            return self.cleaned_data
        try:
            return super().clean()
        except forms.ValidationError as wrong:
            wrong.params = {"left": self.tries_left(username, self.request)}
            if self.locked:
                return self.cleaned_data
            raise


class OwnSecretForm(TriesSecrets):
    """A form of somebody whose password was right."""

    def __init__(self, request, *args, **kwargs):
        self.request, self.person = request, request.user
        super().__init__(*args, **kwargs)

    def wrong(self, field, sentence, note):
        """Count a wrong one and say so beside the field."""
        name = self.person.username
        trail.record("sign_in_failed", by=self.person, name=name, result=trail.REFUSED, note=note)
        self.add_error(field, f"{sentence}{self.tries_left(name, self.request)}")


class CodeForm(OwnSecretForm):
    """The six figures of `device`."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=12,
        help_text=_("打开手机上的验证器，填现在显示的 6 位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("请填手机上显示的 6 位数字。")},
    )

    def __init__(self, request, device, *args, **kwargs):
        self.device = device
        super().__init__(request, *args, **kwargs)

    def clean(self):
        code = self.cleaned_data.get("code", "").replace(" ", "")
        if not code or self.refused_by_lock(self.person.username, self.request):
            return self.cleaned_data
        if not CODE.fullmatch(code) or not second_factor.fits(self.device, code):
            self.wrong(
                "code",
                _(
                    "动态口令不对。每 30 秒换一次，请填手机上现在显示的 6 位数字；一直不对，请检查手机的时间。"
                ),
                note=str(_("动态口令不对")),
            )
        return {"code": code}


class PasswordForm(OwnSecretForm, PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("现在的密码不对，请重新填写。"),
        "password_mismatch": _("两次填的新密码不一样，请重新填写。"),
    }

    def __init__(self, request, *args, **kwargs):
        self.request, self.person = request, request.user
        PasswordChangeForm.__init__(self, request.user, *args, **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _(
            "至少 10 个字符，字母、数字、符号至少有两种，不要用自己的用户名或常见的密码。"
        )
        self.fields["new_password2"].label = _("再填一遍新密码")
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self):
        if self.refused_by_lock(self.person.username, self.request):
            return ""
        old = self.cleaned_data["old_password"]
        if not self.person.check_password(old):
            self.wrong(
                "old_password", self.error_messages["password_incorrect"], note=str(_("修改密码时原密码不对"))
            )
        return old

    def clean_new_password1(self):
        new = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(_("新密码要和现在的不一样。"))
        return new

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        new = self.cleaned_data.get("new_password1")
        try:
            if new:
                validate_password(new, user)
        except forms.ValidationError as weak:
            for error in weak.error_list:
                self.add_error("new_password1", TOO_WEAK.get(error.code, error))


class EmailForm(forms.ModelForm):
    """Where one is told by mail; empty for nowhere."""

    class Meta:
        model = User
        fields = ["email"]
        help_texts = {"email": EMAIL_HELP}
        error_messages = {"email": NO_ADDRESS}
