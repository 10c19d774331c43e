"""Accounts, the trail, extensions."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import access, actions, announcing, handing_over, queries, tables
from .access import allow, year_or_404
from .account import second_factor
from .doors import Refused
from .exports import send
from .forms import (
    ExtensionForm,
    NewPersonForm,
    PeopleFilter,
    PersonForm,
    TrailFilter,
    in_words,
)
from .models import Role, Seal
from .paging import bounded, paginated

form_page = require_http_methods(["GET", "HEAD", "POST"])


def filtered(form, query):
    """The rows of a filter; a field that makes no sense says so on the page and filters nothing."""
    form.is_valid()
    return query(**form.cleaned_data)


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
        try:
            actions.change_person(person, to=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, _("%(name)s的账号已保存。") % {"name": person.full_name})
            return redirect("districts:people")
    context = {
        "form": form,
        "person": person,
        "name": name,
        "hand_over": person.handed_over.first(),
        "second_factor": second_factor.device_of(person),
    }
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


@allow(Role.ADMINISTRATOR)
@form_page
def person_second_factor(request, pk):
    """Take away the second factor of somebody whose telephone is lost."""
    person = access.editable_person(request.user, pk)
    if request.method == "POST":
        try:
            second_factor.remove(person, by=request.user)
            messages.success(request, _("%(name)s的动态口令已取消。") % {"name": person.full_name})
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("districts:person", person.pk)
    effects = [
        ("phone", _("手机上原来的动态口令马上作废，正在使用的也会退出")),
        ("shield-lock", _("职责要求动态口令的，下次登录须先重新设置")),
        ("person-check", _("请先当面或电话核实是本人")),
        announcing.NOBODY_IS_TOLD,
    ]
    return render(request, "districts/person_second_factor.html", {"person": person, "effects": effects})


# --- the trail --------------------------------------------------------------------------------------------


@allow(Role.AUDITOR)
@require_safe
def trail(request):
    form = TrailFilter(request.GET)
    context = bounded(request, filtered(form, queries.event_list))
    lines = list(queries.trail_lines(context["page_obj"]))
    seal = Seal.objects.first()
    return render(request, "districts/trail.html", {"form": form, "lines": lines, "seal": seal, **context})


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
    return _extensions_page(request, year_or_404(request, year), ExtensionForm())


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def extensions_export(request, year, kind):
    year = year_or_404(request, year)
    table = tables.extensions_table(year, queries.extension_list(year))
    return send(request, table, kind, row=year)


@allow(Role.CITY_LEAD)
def grant_extension(request, year):
    year = year_or_404(request, year)
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
