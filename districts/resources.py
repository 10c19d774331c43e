"""The registry's columns as django-import-export knows them: the heads `registry.load` reads, so that a file goes back
in unchanged. The file itself is made in `exports`; reading is `registry.load`'s alone, with all its checks."""

from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field
from import_export.widgets import DateWidget

from .exports import Column, TableOut
from .models import Community, Street
from .registry.mergers import full_name
from .registry.read import HEADS

ROWS_AT_ONCE = 1000


def _column(name, path, **how):
    return Field(attribute=path, column_name=HEADS[name][0], readonly=True, **how)


class _ExportOnly(resources.ModelResource):
    def import_data(self, *args, **kwargs):
        raise TypeError("The registry is imported through districts.registry.load only.")


class CommunityResource(_ExportOnly):
    title, slug = _("社区名录"), "registry"
    related = ("street__district", "merged_into__street")
    district_code = _column("district_code", "street__district__code")
    district = _column("district", "street__district__name")
    street_code = _column("street_code", "street__code")
    street = _column("street", "street__name")
    community_code = _column("community_code", "code")
    community = _column("community", "name")
    valid_from = _column("valid_from", "valid_from", widget=DateWidget("%Y-%m-%d"))
    valid_until = _column("valid_until", "valid_until", widget=DateWidget("%Y-%m-%d"))
    merged_into = _column("merged_into", "merged_into")

    class Meta:
        model = Community
        fields = export_order = tuple(HEADS)

    def dehydrate_merged_into(self, community):
        return full_name(community.merged_into) if community.merged_into else ""


class StreetResource(_ExportOnly):
    title, slug = _("街道名录"), "streets"
    related = ("district",)
    district_code = _column("district_code", "district__code")
    district = _column("district", "district__name")
    street_code = _column("street_code", "code")
    street = _column("street", "name")

    class Meta:
        model = Street
        fields = export_order = ("district_code", "district", "street_code", "street")


def with_places(communities):
    """What a row of the registry shows, in one query."""
    return communities.select_related(*CommunityResource.related)


def registry_table(kind, rows, *, scope=(), narrowed=""):
    """The rows of a queryset as a TableOut. kind: the resource they are written by. Every cell is text, and stays it
    when it is typed over: no code loses digits."""
    resource = kind()
    return TableOut(
        title=str(kind.title),
        slug=kind.slug,
        scope=scope,
        columns=[Column(head, 18, text=True) for head in resource.get_export_headers()],
        rows=map(resource.export_resource, rows.select_related(*kind.related).iterator(ROWS_AT_ONCE)),
        count=rows.count(),
        narrowed=narrowed,
    )
