"""The rubric in use, its versions, and the way from a file to an adopted one: check, rehearse, publish, adopt."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import trail
from districts.access import allow, signed_in, year_or_404
from districts.announcing import NOBODY_IS_TOLD
from districts.doors import Refused
from districts.downloads import XLSX, download_header
from districts.models import Role

from .. import access
from ..adopting import METHOD, adopt_rubric, comment_on, why_not_adopt
from ..forms_rubrics import CommentForm, MethodForm, RubricFileForm
from ..rehearsal import rehearse
from ..rubric_files import questions, rubric_xlsx
from ..rubric_page import difference_lines
from ..rubrics import adoption_for, keep_draft, publish_draft

LEADS = (Role.DISTRICT_LEAD, Role.CITY_LEAD)
READERS = (*LEADS, Role.REVIEWER)
FILES = {
    "toml": ("application/toml", lambda rubric: rubric.definition.encode()),
    "xlsx": (XLSX, lambda rubric: rubric_xlsx(rubric.parsed)),
}


@signed_in
@require_safe
def rubric(request, year):
    """The rubric in use, official wording and readings: everybody who works here may read it."""
    year = year_or_404(request, year)
    adoption = _in_use(request, year)
    context = {
        "rubric": adoption.rubric.parsed,
        "adoption": adoption,
        "year_row": year,
        "may_see_versions": request.user.role in READERS,
    }
    return render(request, "scoring/rubric.html", context)


def _in_use(request, year):
    try:
        return adoption_for(year, access.own_house(request.user))
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


@signed_in
@require_safe
def download(request, pk, kind):
    """A version as the file to edit."""
    found = access.visible_rubric(request.user, pk)
    if kind not in FILES:
        raise Http404
    content_type, content = FILES[kind]
    response = HttpResponse(content(found), content_type=content_type)
    name = f"{found.title}-{found.code}-{found.version}.{kind}"
    response["Content-Disposition"] = download_header(name, f"rubric-{pk}.{kind}")
    trail.record("file_opened", row=found, by=request.user, after={"file": name})
    return response


@allow(*READERS)
@require_safe
def versions(request, year):
    return _versions_page(request, year_or_404(request, year), RubricFileForm())


@allow(*LEADS)
@require_POST
def upload(request, year):
    year = year_or_404(request, year)
    form = RubricFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            draft = keep_draft(
                access.own_house(request.user), sound=form.cleaned_data["file"], by=request.user
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("scoring:rubric_version", year.number, draft.pk)
    return _versions_page(request, year, form, status=422)


def _versions_page(request, year, form, *, status=200):
    rubrics = list(access.visible_rubrics(request.user).order_by("-published_at", "-pk"))
    context = {
        "year_row": year,
        "in_use": _in_use(request, year),
        "adoptions": [one for one in access.visible_adoptions(request.user, year) if one.district_id],
        "draft": next((one for one in rubrics if not one.published_at), None),
        "published": [one for one in rubrics if one.published_at],
        "form": form if request.user.role in LEADS else None,
        "may_comment": request.user.role == Role.CITY_LEAD,
    }
    return render(request, "scoring/rubric_versions.html", context, status=status)


@allow(*READERS)
@require_safe
def version(request, year, pk):
    """A draft or version: what differs from the rubric in use, what it would have done to last year's sheets, and all of
    its words."""
    year = year_or_404(request, year)
    found = access.visible_rubric(request.user, pk)
    in_use = _in_use(request, year).rubric
    current = found.pk == in_use.pk
    context = {
        "found": found,
        "rubric": found.parsed,
        "year_row": year,
        "in_use": in_use,
        "current": current,
        "questions": questions(found.parsed),
        "lines": [] if current else difference_lines(in_use.parsed, found.parsed),
        "rehearsal": None if current else rehearse(found.parsed, user=request.user, before=year),
        "why_not": access.why_not_own(request.user, found),
    }
    return render(request, "scoring/rubric_version.html", context)


@allow(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, year, pk):
    year = year_or_404(request, year)
    draft = access.own_rubric(request.user, pk)
    refusal = ""
    if request.method == "POST":
        try:
            published = publish_draft(draft, seen=request.POST.get("seen", ""), by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("已发布%(rubric)s。采用以后才用来评分。") % {"rubric": published})
            return redirect("scoring:adopt_rubric", year.number, pk)
    context = {
        "found": draft,
        "year_row": year,
        "refusal": refusal,
        "questions": questions(draft.parsed),
        "effects": _publish_effects(draft),
    }
    return render(request, "scoring/rubric_publish.html", context, status=409 if refusal else 200)


def _publish_effects(draft):
    return [
        ("lock", _("%(rubric)s从此不再改动，也不能删除；要改，另传一份，发布下一版") % {"rubric": draft}),
        ("pause-circle", _("发布还不是采用：现在的评分一分不变")),
        NOBODY_IS_TOLD,
        ("journal-text", _("发布人、时间和内容摘要记入操作记录")),
    ]


@allow(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request, year, pk):
    year = year_or_404(request, year)
    found = access.own_rubric(request.user, pk)
    standing = access.method_adoption(request.user, year, found)
    named = {name: getattr(standing, name) for name in METHOD} if standing else {}
    form = MethodForm(request.POST or None, initial=named) if found.district_id else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        method = form.cleaned_data if form else None
        try:
            repinned = adopt_rubric(found, year=year, method=method, by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _adopted(found, year, repinned, correcting=bool(standing)))
            return redirect("scoring:rubric_versions", year.number)
    context = {
        "found": found,
        "year_row": year,
        "form": form,
        "refusal": refusal,
        "why_not": "" if request.method == "POST" else why_not_adopt(found, year),
        "correcting": bool(standing),
        "effects": _correct_effects() if standing else _adopt_effects(found, year),
    }
    status = 409 if refusal else 422 if form and form.errors else 200
    return render(request, "scoring/rubric_adopt.html", context, status=status)


def _adopted(found, year, repinned, *, correcting):
    if correcting:
        return _("已更正%(rubric)s的评估认定办法。") % {"rubric": found}
    said = {"year": year, "rubric": found, "count": repinned}
    return _("%(year)s采用%(rubric)s；%(count)s 份空白评分表已改用这一版。") % said


def _correct_effects():
    return [
        ("pencil", _("只改办法的名称、文号、批准机关和批准日期；标准、评分表和得分不变")),
        ("journal-text", _("改前、改后都记入操作记录")),
        NOBODY_IS_TOLD,
    ]


def _adopt_effects(found, year):
    where = found.district or _("没有自行采用标准的区县（市）")
    effects = [
        (
            "clipboard-check",
            _("%(where)s的%(year)s初评和评审用%(rubric)s") % {"where": where, "year": year, "rubric": found},
        ),
        ("file-earmark", _("空白的初评表改用这一版；摸底没有开始的也改用")),
        ("files", _("摸底已经开始的，那个区县这一年的摸底表都仍用原来的，空白的也是：一个阶段只用一个版本")),
        ("x-octagon", _("初评已经有一份开始填写的，不能再换，会告诉您是哪些区县")),
    ]
    if found.district_id:
        effects.append(("building", _("市住建局备案，可以提意见；不需要市里批准")))
    return [*effects, NOBODY_IS_TOLD]


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request, year, pk):
    year = year_or_404(request, year)
    adoption = access.commentable_adoption(request.user, year, pk)
    form = CommentForm(request.POST or None, initial={"comment": adoption.comment})
    if form.is_valid():
        comment_on(adoption, comment=form.cleaned_data["comment"], by=request.user)
        messages.success(request, _("意见已保存，%(district)s看得到。") % {"district": adoption.district})
        return redirect("scoring:rubric_versions", year.number)
    context = {"adoption": adoption, "year_row": year, "form": form}
    return render(request, "scoring/rubric_comment.html", context, status=422 if form.errors else 200)
