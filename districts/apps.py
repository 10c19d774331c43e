from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = "区县、人员与年度"

    def ready(self):
        from . import checks, signals  # noqa: F401  registers both
        from .exports import job as export
        from .jobs import kinds
        from .triggers import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="districts.triggers")
        kinds.register(export.NAME, export.KIND)
