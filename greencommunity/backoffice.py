"""The technical back office: Django's admin with import-export, for administrators alone.

Off unless ADMIN_ENABLED opens it. It shows streets and communities, writes files of them and renames streets;
whatever else changes the registry leads to the site's own pages, with their checks and doors."""

from urllib.parse import unquote_plus

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import URLResolver
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from districts.access import allow
from districts.account.views import sign_out
from districts.doors import Refused
from districts.exports import send
from districts.models import Community, Role, Street
from districts.registry import actions
from districts.registry.cells import PARSE, TIDY, Bad
from districts.resources import CommunityResource, StreetResource, registry_table


class BackOffice(admin.AdminSite):
    site_header = site_title = _("绿色社区评估上报：技术后台")
    index_title = _("名录")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request):
        user = request.user
        return user.is_authenticated and user.is_active and user.role == Role.ADMINISTRATOR

    def get_urls(self):
        """Each address declared for administrators; one signs in, and looks at rows, on the site's own pages."""
        own = ("login", "view_on_site")
        patterns = [each for each in super().get_urls() if getattr(each, "name", None) not in own]
        _declare(patterns)
        return patterns

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        return redirect("districts:password")

    password_change_done = password_change


def _declare(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _declare(pattern.url_patterns)
        else:
            allow(Role.ADMINISTRATOR)(pattern.callback)


class RegistryAdmin(ImportExportMixin, admin.ModelAdmin):
    """Looked at and written to files. Import leads to the page that checks, shows and asks before it writes."""

    list_per_page = 50
    actions = None

    def import_action(self, request, *args, **kwargs):
        return redirect("districts:registry_file")

    process_import = import_action

    def export_action(self, request):
        """All columns of what the list shows under its filter. The file of communities can be brought back."""
        (kind,) = self.resource_classes
        rows = self.get_export_queryset(request)
        table = registry_table(kind, rows, narrowed=unquote_plus(request.GET.urlencode()))
        return send(request, table, "xlsx")

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    has_module_permission = has_export_permission = has_import_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    # There is one history, the trail: the doors write it.
    def log_addition(self, *args):
        pass

    log_change = log_deletions = log_addition

    def history_view(self, request, object_id, extra_context=None):
        raise PermissionDenied(_("改动都在操作记录里，由审计员查看。"))


class CommunityAdmin(RegistryAdmin):
    resource_classes = [CommunityResource]
    list_display = ["name", "street", "code", "valid_from", "valid_until", "merged_into"]
    list_select_related = ["street__district", "merged_into__street"]
    list_filter = ["street__district"]
    search_fields = ["name", "street__name", "code"]

    def view_on_site(self, community):
        return community.get_absolute_url()


class StreetForm(forms.ModelForm):
    def clean_name(self):
        try:
            return PARSE["street"](TIDY["street"](self.cleaned_data["name"]))
        except Bad as bad:
            raise forms.ValidationError(_("%(wrong)s。") % {"wrong": str(bad)}) from bad


class StreetAdmin(RegistryAdmin):
    resource_classes = [StreetResource]
    list_display = ["name", "district", "code"]
    list_filter = ["district"]
    search_fields = ["name", "code"]
    fields = ["district", "code", "name"]
    readonly_fields = ["district", "code"]
    form = StreetForm
    view_on_site = False

    def has_change_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def save_model(self, request, street, form, change):
        """Through the door. What it refuses is said by response_change: here the page is past asking."""
        if "name" in form.changed_data:
            try:
                actions.rename_street(street, name=street.name, by=request.user)
            except Refused as refusal:
                street.refusal = str(refusal)

    def response_change(self, request, street):
        if refusal := getattr(street, "refusal", ""):
            self.message_user(request, refusal, messages.ERROR)
            return redirect(request.path)
        return super().response_change(request, street)


backoffice = BackOffice(name="admin")
backoffice.register(Community, CommunityAdmin)
backoffice.register(Street, StreetAdmin)
