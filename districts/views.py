"""Signing in, accounts, the trail, extensions."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import access, actions, announcing, handing_over, queries, tables
from .access import allow, own_account, public, signed_in
from .doors import Refused
from .exports import send
from .forms import (
    EmailForm,
    ExtensionForm,
    NewPersonForm,
    PasswordForm,
    PeopleFilter,
    PersonForm,
    SignInForm,
    TrailFilter,
    in_words,
)
from .models import Role, User, Year
from .paging import paginated

form_page = require_http_methods(["GET", "HEAD", "POST"])


def filtered(form, query):
    """The rows of a filter; a field that makes no sense says so on the page and filters nothing."""
    form.is_valid()
    return query(**form.cleaned_data)


# --- one's own account ------------------------------------------------------------------------------------


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

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs, this_year=queries.this_year())
        return context | {"demo": True} if queries.is_demo() else context


sign_in = public(SignIn.as_view())
sign_out = own_account(views.LogoutView.as_view())


@own_account
@form_page
@never_cache
@sensitive_post_parameters()
def password(request):
    form = PasswordForm(request.user, request.POST or None)
    if form.is_valid():
        person = actions.change_password(
            request.user, new=form.cleaned_data["new_password1"], by=request.user
        )
        update_session_auth_hash(request, person)
        messages.success(request, _("密码已修改，下次登录请用新密码。"))
        return redirect("home")
    return render(request, "districts/password.html", {"form": form})


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


# --- people -----------------------------------------------------------------------------------------------


@allow(Role.ADMINISTRATOR)
@require_safe
def people(request):
    form = PeopleFilter(request.GET)
    return render(
        request,
        "districts/people.html",
        {
            "form": form,
            "counts": queries.account_counts(),
            "never_days": queries.NEVER_SIGNED_IN_DAYS,
            "dormant_days": settings.DORMANT_DAYS,
            **paginated(request, filtered(form, queries.people_list)),
        },
    )


@allow(Role.ADMINISTRATOR)
@require_safe
def people_export(request, kind):
    form = PeopleFilter(request.GET)
    people = filtered(form, queries.people_list)
    return send(request, tables.people_table(people, in_words(form)), kind)


@allow(Role.ADMINISTRATOR)
@form_page
@never_cache
def person_new(request):
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        person = form.save(commit=False)
        try:
            issued = actions.add_person(person, by=request.user)
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            return render(request, "districts/person_password.html", {"person": person, "issued": issued})
    return render(request, "districts/person_new.html", {"form": form})


@allow(Role.ADMINISTRATOR)
@form_page
def person(request, pk):
    person = access.editable_person(request.user, pk)
    name = person.full_name
    form = PersonForm(request.POST or None, instance=person)
    if form.is_valid():
        actions.change_person(person, to=form.cleaned_data, by=request.user)
        messages.success(request, _("%(name)s的账号已保存。") % {"name": person.full_name})
        return redirect("districts:people")
    context = {"form": form, "person": person, "name": name, "hand_over": person.handed_over.first()}
    return render(request, "districts/person.html", context)


@allow(Role.ADMINISTRATOR)
@require_POST
def person_back(request, pk):
    """Who was away has come back: the hand-over ends."""
    person = access.editable_person(request.user, pk)
    try:
        handing_over.come_back(person, by=request.user)
        messages.success(request, _("%(name)s已回来，移交结束。") % {"name": person.full_name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("districts:person", person.pk)


@allow(Role.ADMINISTRATOR)
@form_page
@never_cache
def person_password(request, pk):
    person = access.editable_person(request.user, pk)
    context = {"person": person}
    if request.method == "POST":
        context["issued"] = actions.issue_password(person, by=request.user)
    else:
        context["effects"] = [
            ("key", _("原来的密码马上作废，正在使用的也会退出")),
            ("eye", _("新密码在下一页显示一次，请当面或电话告诉本人")),
            announcing.NOBODY_IS_TOLD,
            ("pencil", _("本人用新密码登录后，须先换成自己的密码")),
        ]
    return render(request, "districts/person_password.html", context)


# --- the trail --------------------------------------------------------------------------------------------


@allow(Role.AUDITOR)
@require_safe
def trail(request):
    form = TrailFilter(request.GET)
    context = paginated(request, filtered(form, queries.event_list))
    lines = list(queries.trail_lines(context["page_obj"]))
    return render(request, "districts/trail.html", {"form": form, "lines": lines, **context})


@allow(Role.AUDITOR)
@require_safe
def trail_export(request, kind):
    form = TrailFilter(request.GET)
    events = filtered(form, queries.event_list)
    return send(request, tables.trail_table(events, in_words(form)), kind)


# --- extensions -------------------------------------------------------------------------------------------


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def extensions(request, year):
    return _extensions_page(request, get_object_or_404(Year, number=year), ExtensionForm())


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def extensions_export(request, year, kind):
    year = get_object_or_404(Year, number=year)
    table = tables.extensions_table(year, queries.extension_list(year))
    return send(request, table, kind, row=year)


@allow(Role.CITY_LEAD)
def grant_extension(request, year):
    year = get_object_or_404(Year, number=year)
    if request.method != "POST":
        return redirect("districts:extensions", year.number)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        district = form.cleaned_data.pop("district")
        try:
            actions.grant_extension(district, **form.cleaned_data, year=year, by=request.user)
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, _("已批准%(district)s延期。") % {"district": district})
            return redirect("districts:extensions", year.number)
    return _extensions_page(request, year, form)


def _extensions_page(request, year, form):
    return render(
        request,
        "districts/extensions.html",
        {
            "chosen": year,
            "extensions": queries.extension_list(year),
            "form": form if request.user.role == Role.CITY_LEAD else None,
            "effects": [
                ("calendar-check", _("这个区县（市）的上报截止日改为所填日期，其他区县（市）不变")),
                ("house", _("该区县（市）首页显示新的截止日")),
                announcing.beforehand("extension_granted", by=request.user),
                ("journal-text", _("批准人、时间和理由记入操作记录，不能删除；要再延，再批一次")),
            ],
        },
    )
