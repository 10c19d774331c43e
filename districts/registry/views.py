"""The registry's pages: the list and its files, a file brought and looked at, one community and its changes."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from .. import access
from ..access import allow
from ..doors import Refused
from ..exports import send
from ..forms import in_words
from ..models import RegistryFile, Role
from ..paging import paginated
from ..resources import CommunityResource, registry_table, with_places
from . import actions, apply, effects, queries
from .faults import RegistryFaults
from .forms import (
    CloseForm,
    CorrectForm,
    MergeForm,
    NewCommunityForm,
    RegistryFileForm,
    RegistryFilter,
    RenameForm,
    StreetForm,
)
from .participants import Unconfirmed

KEEPERS = (Role.DISTRICT_LEAD, Role.ADMINISTRATOR)
READERS = (*KEEPERS, Role.REVIEWER, Role.CITY_LEAD)
FAULTS_SHOWN = 200
form_page = require_http_methods(["GET", "HEAD", "POST"])


# --- the list and its files ---------------------------------------------------------------------------------


@allow(*READERS)
@require_safe
def communities(request):
    districts, form, rows = _asked(request)
    declared = queries.declared_counts(districts)
    context = {
        "form": form,
        "declared": declared,
        "differing": [one for one in declared if one.differs],
        "keeps": request.user.role in KEEPERS,
        "several": len(districts) > 1,
        **paginated(request, with_places(rows)),
    }
    return render(request, "districts/registry.html", context)


@allow(*READERS)
@require_safe
def export(request, kind):
    """What the list shows under the same filter, all pages, with the heads a file is read by."""
    districts, form, rows = _asked(request)
    district = form.cleaned_data.get("district") or (districts[0] if len(districts) == 1 else None)
    table = registry_table(CommunityResource, rows, scope=(district or _("全市"),), narrowed=in_words(form))
    return send(request, table, kind, district=district)


def _asked(request):
    """The districts this person may look up, the filter, and the communities it leaves."""
    districts = access.registry_districts(request.user)
    form = RegistryFilter(request.GET, districts=districts)
    form.is_valid()
    return (
        districts,
        form,
        queries.registry_list(access.registered_communities(request.user), **form.cleaned_data),
    )


# --- a file brought and looked at ---------------------------------------------------------------------------


@allow(*KEEPERS)
@form_page
def bring_file(request):
    form = RegistryFileForm(request.POST or None, request.FILES or None)
    faults = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            apply.look(apply.bring(file.name, content, only=request.user.district))
        except RegistryFaults as refused:
            faults = refused.faults
        else:
            actions.hold(file.name, content, by=request.user)
            return redirect("districts:registry_preview")
    if request.FILES:
        actions.drop(by=request.user)
    return render(request, "districts/registry_file.html", {"form": form, **_listed(faults)})


@allow(*KEEPERS)
@form_page
def preview(request):
    file = RegistryFile.objects.filter(by=request.user).select_related("by__district").first()
    if file is None:
        messages.info(request, _("没有待导入的文件，请先选择文件。"))
        return redirect("districts:registry_file")
    if request.method == "POST":
        try:
            report = actions.load_held(
                file,
                brought=_brought(file),
                seen=request.POST.get("seen", ""),
                knowing="knowing" in request.POST,
                by=request.user,
            )
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("districts:registry_preview")
        except RegistryFaults:
            return redirect("districts:registry_preview")
        messages.success(
            request,
            _("名录已导入：新增 %(new)s 个，变更 %(changed)s 个，不变 %(unchanged)s 个。")
            % {"new": report.new, "changed": report.changed, "unchanged": report.unchanged},
        )
        return redirect("districts:registry")
    return _preview_page(request, file)


def _preview_page(request, file):
    try:
        report = apply.look(_brought(file))
    except RegistryFaults as refused:
        return render(
            request, "districts/registry_file.html", {"form": RegistryFileForm(), **_listed(refused.faults)}
        )
    context = {"file": file, "report": report, "effects": effects.of_file(report)}
    return render(request, "districts/registry_preview.html", context)


def _brought(file):
    return apply.bring(file.name, bytes(file.content), only=file.by.district)


def _listed(faults):
    return {"faults": faults[:FAULTS_SHOWN], "fault_count": len(faults), "shown": FAULTS_SHOWN}


# --- one community --------------------------------------------------------------------------------------------


@allow(*READERS)
@require_safe
def community(request, pk):
    community = access.registered_community(request.user, pk)
    context = {
        "community": community,
        "joined": community.merged_from.select_related("street").order_by("valid_until", "pk"),
        "years": community.participations.order_by("year__number").values_list("year__number", flat=True),
        "keeps": request.user.role in KEEPERS,
    }
    return render(request, "districts/community.html", context)


@allow(*KEEPERS)
@form_page
def community_new(request):
    districts = access.registry_districts(request.user)
    form = NewCommunityForm(request.POST or None, districts=districts)
    if form.is_valid():
        try:
            made = actions.add_community(form.made, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s已列入名录。") % {"name": made})
            return redirect(made)
    context = {
        "form": form,
        "title": _("新增社区"),
        "button": _("列入名录"),
        "effects": effects.of_new(districts),
    }
    return render(request, "districts/community_change.html", context)


@dataclass(frozen=True)
class Change:
    """A change of one community, or of the street it is in: its form, the door it goes through, what the page says.
    The door returns the community to show afterwards."""

    form: type
    door: Callable
    title: str
    button: str
    effects: Callable
    of: Callable

    def __call__(self, request, pk):
        community = access.registered_community(request.user, pk)
        form, asked = self.form(request.POST or None, community=community), ()
        if form.is_valid():
            try:
                said = {**form.cleaned_data, "knowing": request.POST.get("knowing", "")}
                changed = self.door(community, said, request.user)
            except actions.Moved as refusal:
                messages.warning(request, str(refusal))
                return redirect(request.path)
            except Unconfirmed as refusal:
                asked = refusal.sentences
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("%(name)s的名录已改好。") % {"name": self.of(changed)})
                return redirect(changed)
        context = {
            "community": community,
            "form": form,
            "asked": asked,
            "about": self.of(community),
            "title": f"{self.title}：{self.of(community)}",
            "button": self.button,
            "effects": self.effects(community),
        }
        return render(request, "districts/community_change.html", context)


def _itself(community):
    return community


def _change(*, of=_itself, **said):
    change = Change(of=of, **said)
    return allow(*KEEPERS)(form_page(lambda request, pk: change(request, pk)))


correct = _change(
    form=CorrectForm,
    door=lambda community, asked, by: actions.correct_community(
        community, to=asked, seen=asked["seen"], knowing=asked["knowing"], by=by
    ),
    title=gettext_lazy("更正"),
    button=gettext_lazy("保存更正"),
    effects=effects.of_correction,
)
rename = _change(
    form=RenameForm,
    door=lambda community, asked, by: actions.rename_community(community, **asked, by=by),
    title=gettext_lazy("更名"),
    button=gettext_lazy("更名"),
    effects=effects.of_renaming,
)
merge = _change(
    form=MergeForm,
    door=lambda community, asked, by: actions.merge_community(community, **asked, by=by),
    title=gettext_lazy("并入"),
    button=gettext_lazy("并入"),
    effects=effects.of_merging,
)
close = _change(
    form=CloseForm,
    door=lambda community, asked, by: actions.close_community(community, **asked, by=by),
    title=gettext_lazy("终止"),
    button=gettext_lazy("终止"),
    effects=effects.of_closing,
)


def _rename_street(community, asked, by):
    community.street = actions.rename_street(community.street, name=asked["name"], by=by)
    return community


street = _change(
    form=StreetForm,
    door=_rename_street,
    title=gettext_lazy("街道改名"),
    button=gettext_lazy("街道改名"),
    effects=effects.of_street,
    of=attrgetter("street"),
)
