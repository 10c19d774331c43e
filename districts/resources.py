"""The registry as django-import-export writes it: the heads `registry.load` reads, so that a file goes back in
unchanged. Reading is not done here: a file comes in through `registry.load` alone, with all its checks."""

import io

from import_export import resources
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.widgets import DateWidget
from openpyxl import Workbook

from .models import Community, Street
from .registry.mergers import full_name
from .registry.read import HEADS

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page


def _column(name, path, **how):
    return Field(attribute=path, column_name=HEADS[name][0], readonly=True, **how)


class _ExportOnly(resources.ModelResource):
    def import_data(self, *args, **kwargs):
        raise TypeError("The registry is imported through districts.registry.load only.")


class CommunityResource(_ExportOnly):
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

    def get_queryset(self):
        return with_places(Community.objects.all())

    def dehydrate_merged_into(self, community):
        return full_name(community.merged_into) if community.merged_into else ""


class StreetResource(_ExportOnly):
    district_code = _column("district_code", "district__code")
    district = _column("district", "district__name")
    street_code = _column("street_code", "code")
    street = _column("street", "name")

    class Meta:
        model = Street
        fields = export_order = ("district_code", "district", "street_code", "street")

    def get_queryset(self):
        return Street.objects.select_related("district")


def with_places(communities):
    """What a row of the registry shows, in one query."""
    return communities.select_related("street__district", "merged_into__street")


class ExcelCSV(base_formats.CSV):
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        return BOM + super().export_data(dataset, **kwargs)


class TextXLSX(base_formats.XLSX):
    """Every cell is text: no code loses digits, no name becomes a formula."""

    def export_data(self, dataset, **kwargs):
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "社区名录"
        sheet.freeze_panes = "A2"
        for at, row in enumerate([dataset.headers, *dataset], start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    cell = sheet.cell(at, column, text)
                    cell.data_type, cell.number_format = "s", "@"
        for letter in "ABCDEFGHI":
            sheet.column_dimensions[letter].width = 18
        saved = io.BytesIO()
        workbook.save(saved)
        return saved.getvalue()


FORMATS = {"csv": ExcelCSV, "xlsx": TextXLSX}


def registry_file(communities, kind):
    """The communities of a queryset as the bytes of a file of this kind ("csv" or "xlsx")."""
    data = FORMATS[kind]().export_data(CommunityResource().export(with_places(communities)))
    return data.encode() if isinstance(data, str) else data
