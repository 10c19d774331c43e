"""Signing in and out, the second factor, the password, the address for mail."""

from django.contrib import messages
from django.contrib.auth import views
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from .. import actions, trail
from ..access import before, own_account, public, signed_in
from ..doors import Refused
from ..models import User
from ..qr import qr_svg
from ..queries import is_demo, this_year
from . import queries, second_factor, sessions
from .forms import CodeForm, EmailForm, PasswordForm, SignInForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
TRIED_TOO_OFTEN = 429


def _told(answer, form):
    """The page of a form, saying to programs, too, that nothing is tried now and for how long."""
    if form.locked:
        answer.status_code = TRIED_TOO_OFTEN
        answer["Retry-After"] = str(form.locked.seconds)
    return answer


class SignIn(views.LoginView):
    template_name = "districts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self):
        """Where the person was going, unless that was signing in or out."""
        wanted = super().get_redirect_url()
        return (
            "" if wanted.startswith((reverse("districts:sign_in"), reverse("districts:sign_out"))) else wanted
        )

    def form_invalid(self, form):
        return _told(super().form_invalid(form), form)

    def get_context_data(self, **kwargs):
        ended = sessions.ENDED.get(self.request.GET.get("ended", ""))
        context = super().get_context_data(**kwargs, this_year=this_year(), ended=ended)
        return context | {"demo": True} if is_demo() else context


sign_in = public(SignIn.as_view())
sign_out = own_account(views.LogoutView.as_view())


# --- the second factor -------------------------------------------------------------------------------------


@before("code")
@form_page
@never_cache
def code(request):
    """Between the password and every other page, for whoever has a second factor."""
    device = second_factor.device_of(request.user)
    if device is None:
        return redirect("home")
    form = CodeForm(request, device, request.POST or None)
    if form.is_valid():
        if sessions.due(request) != "code":  # was in already
            return redirect("home")
        trail.record("sign_in", by=request.user, row=request.user, note=_("密码和动态口令"))
        return redirect(sessions.settle(request))
    return _told(render(request, "districts/code.html", {"form": form}), form)


@before("second_factor")
@form_page
@never_cache
def set_up(request):
    """Scan the code, type what the telephone shows: from then on it is asked at every sign-in."""
    if second_factor.device_of(request.user):
        return redirect("districts:password")
    device = second_factor.draft(request.user, request.session.get(sessions.DRAFT))
    request.session[sessions.DRAFT] = device.key
    form = CodeForm(request, device, request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                code = form.cleaned_data["code"]
                sessions.outlive(request, second_factor.confirm(request.user, device, code, by=request.user))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("动态口令已启用，以后每次登录都要填。"))
            return redirect(sessions.settle(request))
    context = {
        "form": form,
        "required": second_factor.is_required(request.user),
        "secret": second_factor.secret(device),
        "picture": qr_svg(device.config_url),
    }
    return _told(render(request, "districts/second_factor.html", context), form)


@signed_in
@form_page
@never_cache
def drop(request):
    """Switch one's own second factor off, with one last code."""
    device = second_factor.device_of(request.user)
    if device is None:
        return redirect("districts:password")
    form = CodeForm(request, device, request.POST or None)
    if form.is_valid():
        try:
            second_factor.remove(request.user, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("动态口令已停用，登录只用密码。"))
            return redirect("districts:password")
    return _told(render(request, "districts/second_factor_drop.html", {"form": form}), form)


# --- password, sessions, mail ------------------------------------------------------------------------------


@before("password")
@form_page
@never_cache
@sensitive_post_parameters()
def password(request):
    form = PasswordForm(request, request.POST or None)
    if form.is_valid():
        new = form.cleaned_data["new_password1"]
        with transaction.atomic():
            sessions.outlive(request, actions.change_password(request.user, new=new, by=request.user))
        messages.success(request, _("密码已修改，下次登录请用新密码。"))
        return redirect("home")
    context = {"form": form}
    if not request.user.owes_new_password:
        context |= {
            "second_factor": second_factor.device_of(request.user),
            "required": second_factor.is_required(request.user),
            "sign_ins": queries.own_sign_ins(request.user),
        }
    return _told(render(request, "districts/password.html", context), form)


@signed_in
@require_POST
def sign_out_everywhere(request):
    """End all of one's sessions but this one."""
    with transaction.atomic():
        sessions.outlive(request, actions.sign_out_everywhere(request.user, by=request.user))
    messages.success(request, _("其他设备和浏览器上的登录都已退出，这里继续使用。"))
    return redirect("districts:password")


@signed_in
@form_page
def email(request):
    """One's own address, where one is told by mail."""
    person = User.objects.get(pk=request.user.pk)  # the band shows request.user as it stands
    form = EmailForm(request.POST or None, instance=person)
    if form.is_valid():
        actions.change_person(person, to=form.cleaned_data, by=request.user)
        said = _("邮箱已保存，通知发到这里。") if person.email else _("邮箱已清空，不再收到邮件。")
        messages.success(request, said)
        return redirect("districts:password")
    return render(request, "districts/email.html", {"form": form})
